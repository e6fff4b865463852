"""Paper on the web (纸张): the slip left with a family, blank forms, and the screen to key them in."""

from functools import partial

import flask
from flask.typing import ResponseReturnValue

from collector.desk.issues import slip
from collector.desk.people import access, accounts
from collector.desk.visiting import brief, paper
from collector.errors import Refusal
from collector.rules.visiting.paper import MOST_FORMS
from collector.views import account, desk, full_address, qr, wants_json
from collector.views.form_fields import Body, Fields, sent_fields, visit_body, visit_fields
from collector.views.phone import is_shell
from collector.views.visits import LABELS, SHOWN_AT

blueprint = flask.Blueprint("paper", __name__, url_prefix="/desk")

ISSUES, COMPANIONS = 3, 2


@blueprint.get("/issues/<no>/slip")
def left_behind(no: str) -> str:
    """The slip left with the family (告知单), to be printed."""
    found = slip.slip_of(desk(), account(), no)
    return flask.render_template(
        "desk/slip.html", slip=found, code_of=partial(qr.code_of, scale=4), today=desk().today()
    )


@blueprint.get("/paper/")
def page() -> str:
    """Print blank forms, or key one in (纸表)."""
    return _page({}, {})


@blueprint.post("/paper/")
def make() -> ResponseReturnValue:
    """Give out numbers for so many forms (印空白表)."""
    given = dict(flask.request.form)
    try:
        batch = paper.print_forms(desk(), account(), flask.request.form.get("count", 0, int))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _page(given, refusal.fields), 422
    return flask.redirect(flask.url_for(".sheets", batch=batch), 303)


@blueprint.get("/paper/<batch>")
def sheets(batch: str) -> str:
    """The forms of a batch, a page each (空白表), in the order of the visit form."""
    found = paper.batch_of(desk(), account(), batch)
    return flask.render_template(
        "desk/paper_sheets.html",
        batch=found,
        code_of=lambda form: qr.code_of(f"{_key_address(form.no)}#{form.id}", 4),
        form=desk().year.form,
        labels=LABELS,
        issue_count=ISSUES,
    )


@blueprint.get("/paper/key")
def key() -> str:
    """The screen to key a form in (录入), in the order of the sheet."""
    access.require(account(), *access.VISITING_ROLES)
    return _form({"no": flask.request.args.get("no", "")}, {})


@blueprint.post("/paper/key")
def take() -> ResponseReturnValue:
    """Take what was keyed in (录入一张): a sheet keyed in before is said to be, whatever became of it.

    A script gets JSON, as of any form that is kept on the phone until it arrives.
    """
    number, body = flask.request.form.get("no", ""), _body()
    try:
        receipt = paper.key_in(desk(), account(), number, body, sent_fields(flask.request.form))
    except Refusal as refusal:
        if wants_json() or refusal.status not in (409, 422):
            raise
        errors = {SHOWN_AT.get(name, name): said for name, said in refusal.fields.items()}
        return _form(_fields(body), errors or {"no": refusal.message}), refusal.status
    address = flask.url_for("visits.receipt", no=receipt.answer["no"])
    if wants_json():
        return flask.jsonify(receipt.answer | {"address": address}), 201 if receipt.created else 200
    if not receipt.created:
        flask.flash(f"这张表早先已经录过，走访编号 {receipt.answer['no']}，内容一样，没有重复登记。")
        return flask.redirect(flask.url_for(".page"), 303)
    flask.flash("这张表录好了。")
    return flask.redirect(address, 303)


def _page(given: Fields, errors: dict[str, str]) -> str:
    return flask.render_template(
        "desk/paper.html",
        batches=paper.batches_of(desk(), account()),
        may_key=account().role in access.VISITING_ROLES,
        given=given,
        errors=errors,
        most=MOST_FORMS,
    )


def _body() -> Body:
    """The body of the sheet's visit; what was typed of no household off the roster is left out."""
    body = visit_body(flask.request.form, desk().year, partial(accounts.people, desk()))
    body.pop("no", None)
    new = body.get("new_household")
    if isinstance(new, dict) and not any(new.get(name) for name in ("address", "name", "phone")):
        del body["new_household"]
    return body


def _fields(body: Body) -> Fields:
    typed = visit_fields(body, flask.request.form, desk().year, partial(accounts.people, desk()))
    return dict(flask.request.form) | typed


def _form(fields: Fields, errors: dict[str, str]) -> str:
    year = desk().year
    mine = access.communities_visited_by(desk(), account())
    number = fields.get("no", "")
    return flask.render_template(
        "desk/paper_key.html",
        fields=fields,
        errors=errors,
        number=number,
        is_shell=is_shell(),
        communities={each.code: each.name for each in year.places.communities if each.code in mine},
        form=year.form,
        absences={each: each for each in year.form.absence_reasons},
        shortages={each: each for each in year.form.short_visit_reasons},
        field_labels=year.campaign.field_labels(),
        minimum=year.campaign.targets.minimum_minutes,
        colleagues=accounts.colleagues_of(desk(), account(), None),
        policies=brief.policies_to_tell(desk()),
        today=desk().today().isoformat(),
        issue_count=ISSUES,
        companion_count=COMPANIONS,
        labels=LABELS,
    )


def _key_address(no: str) -> str:
    return full_address(".key", no=no)
