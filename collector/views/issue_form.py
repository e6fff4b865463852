"""An issue by itself on the web (登记问题): heard outside a visit, under the same rules as any other."""

import uuid

import flask
from flask.typing import ResponseReturnValue

from collector.desk.people import access
from collector.desk.visiting import intake, my_visits
from collector.errors import Refusal
from collector.views import account, desk, wants_json
from collector.views.form_fields import Fields, flat, issue_body, sent_fields
from collector.views.phone import is_shell
from collector.views.visits import LABELS

blueprint = flask.Blueprint("issue_form", __name__, url_prefix="/desk/issues")


@blueprint.get("/new")
def new() -> str:
    """The empty form (登记问题)."""
    access.require(account(), *access.REPORTING_ROLES)
    now = desk().clock.now()
    fields = {"id": str(uuid.uuid4()), "date": now.date().isoformat(), "start": f"{now:%H:%M}"}
    return _form(fields, {})


@blueprint.post("/new")
def submit() -> ResponseReturnValue:
    """Send the issue (提交): a script gets JSON, a browser the receipt's page."""
    body = issue_body(flask.request.form)
    try:
        receipt = intake.submit_issue(desk(), account(), body, sent_fields(flask.request.form))
    except Refusal as refusal:
        if wants_json() or refusal.status != 422:
            raise
        errors = {"date" if name == "collected_at" else name: said for name, said in refusal.fields.items()}
        return _form({"id": str(uuid.uuid4())} | dict(flask.request.form) | flat(body), errors), 422
    address = flask.url_for(".receipt", no=receipt.answer["no"])
    if wants_json():
        return flask.jsonify(receipt.answer | {"address": address}), 201 if receipt.created else 200
    return flask.redirect(address, 303)


@blueprint.get("/<no>/receipt")
def receipt(no: str) -> str:
    """The receipt of an issue (回执)."""
    issue = my_visits.issue_receipt_of(desk(), account(), no)
    return flask.render_template("desk/issue_receipt.html", issue=issue)


def _form(fields: Fields, errors: dict[str, str]) -> str:
    mine = access.communities_visited_by(desk(), account())
    return flask.render_template(
        "desk/issue_new.html",
        fields=fields,
        errors=errors,
        is_shell=is_shell(),
        communities={each.code: each.name for each in desk().year.places.communities if each.code in mine},
        field_labels=desk().year.campaign.field_labels(),
        privacy_notice=desk().year.form.privacy_notice,
        on_spot=LABELS["on_spot"],
        now=desk().now(),
    )
