"""Visits on the web (走访): the form in three screens and a check, the receipt, what I sent, corrections."""

import uuid
from collections.abc import Iterable
from functools import partial

import flask
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from collector.desk.homes import households
from collector.desk.people import access, accounts
from collector.desk.visiting import brief, company, correcting, intake, my_visits
from collector.errors import Refusal
from collector.rules.visiting.remarks import warning
from collector.views import account, desk, wants_json
from collector.views.form_fields import Body, Fields, sent_fields, visit_body, visit_fields
from collector.views.phone import is_shell, open_forms
from generator.campaign.vocabulary import (
    ANSWER_STATES,
    CHANNELS,
    COMPANION_ROLES,
    ON_SPOT,
    VISIT_PURPOSES,
    VISIT_RESULTS,
)

blueprint = flask.Blueprint("visits", __name__, url_prefix="/desk/visits")

BLANK_ISSUES, BLANK_COMPANIONS = 2, 2
# Fields whose error stands at another field of the form than the body's own name.
SHOWN_AT = {"started_at": "start", "ended_at": "end"}


@blueprint.get("/new")
def new() -> str:
    """Choose a household (选户), then its form; `roster=none` is a household that is not on the roster.

    As a shell it is the form of any household, which the phone fills in from the list it took along.
    """
    access.require(account(), *access.VISITING_ROLES)
    code = flask.request.args.get("household")
    if code:
        open_forms().open(code, account().username, desk().clock.now())
    if code or flask.request.args.get("roster") == "none" or is_shell():
        return _form(_first_fields(code), {})
    query = flask.request.args.get("q", "")
    homes, found = households.find_homes(desk(), account(), query)
    return flask.render_template("desk/visit_choose.html", homes=homes, found=found, query=query)


@blueprint.post("/check")
def check() -> ResponseReturnValue:
    """Check one's answers before they are sent (核对), for browsers without scripts."""
    access.require(account(), *access.VISITING_ROLES)
    body = _body()
    try:
        warnings = intake.preview_visit(desk(), account(), body)
    except Refusal as refusal:
        return _again(body, refusal)
    fields = _fields(body)
    if "repeat_visit" in warnings and "purpose" not in body:
        return _form(fields, {"purpose": "这户已经走访过，请选这次是来做什么。"}), 422
    code = body.get("household_code")
    return flask.render_template(
        "desk/visit_check.html",
        body=body,
        fields=fields,
        home=households.home_of(desk(), account(), code) if code else None,
        warnings=_warnings(warnings),
        people=accounts.people(desk()),
        prompts=desk().year.form.prompts,
        field_labels=desk().year.campaign.field_labels(),
        policy_title=desk().policy_title,
        labels=LABELS,
    )


@blueprint.post("/edit")
def edit() -> str:
    """Back to the form with everything that was typed (返回修改)."""
    access.require(account(), *access.VISITING_ROLES)
    body = _body()
    return _form(_fields(body), {})


@blueprint.post("")
def submit() -> ResponseReturnValue:
    """Send the visit (提交): a script gets JSON, a browser the receipt's page."""
    body = _body()
    try:
        receipt = intake.submit_visit(desk(), account(), body, sent_fields(flask.request.form))
    except Refusal as refusal:
        if wants_json() or refusal.status != 422:
            raise
        return _again(body, refusal)
    open_forms().close(body.get("household_code", ""), account().username)
    address = flask.url_for(".receipt", no=receipt.answer["no"])
    if wants_json():
        return flask.jsonify(receipt.answer | {"address": address}), 201 if receipt.created else 200
    return flask.redirect(address, 303)


@blueprint.get("/mine")
def mine() -> str:
    """What I have sent (我走的, S94), newest first."""
    access.require(account(), *access.VISITING_ROLES)
    page = max(1, flask.request.args.get("page", 1, int))
    sent, count = my_visits.sent_by(desk(), account(), page)
    more = page * my_visits.PAGE < count
    return flask.render_template("desk/visits_mine.html", sent=sent, count=count, page=page, more=more)


@blueprint.get("/<no>")
def receipt(no: str) -> str:
    """The receipt of a visit (回执): its number, its issues and what happens next."""
    found = my_visits.receipt_of(desk(), account(), no)
    return flask.render_template(
        "desk/visit_receipt.html",
        receipt=found,
        warnings=_warnings(found.warnings),
        may_visit=account().role in access.VISITING_ROLES,
        colleagues=company.recorded_today(desk(), account(), found.household_code, found.on),
    )


@blueprint.get("/<no>/correct")
def correction(no: str) -> str:
    """The form to correct a visit that was sent (更正), as it stands now."""
    sent = correcting.sent_visit(desk(), account(), no)
    return _correction(sent, _fields_of(sent.body, MultiDict()), {})


@blueprint.post("/<no>/correct")
def correct(no: str) -> ResponseReturnValue:
    """Correct it; what is refused leaves everything typed where it was."""
    sent, form = correcting.sent_visit(desk(), account(), no), flask.request.form.copy()
    because, seen = form.pop("because", ""), form.pop("seen", "")
    body = visit_body(form, desk().year, partial(accounts.people, desk())) | {"id": sent.visit.id}
    try:
        _refuse_unheard(form)
        made = correcting.correct(
            desk(), account(), no, body, because=because, seen=int(seen) if seen.isdecimal() else None
        )
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        errors = {SHOWN_AT.get(name, name): message for name, message in refusal.fields.items()}
        typed = {name: value for name, value in form.items() if name.startswith("answers.")}
        fields = _fields_of(body, form) | typed | {"because": because}
        return _correction(sent, fields, errors or {"because": refusal.message}), refusal.status
    flask.flash(f"已更正 {len(made.changes)} 处，原来的也留着。")
    return flask.redirect(flask.url_for(".receipt", no=no), 303)


def _refuse_unheard(form: MultiDict[str, str]) -> None:
    """Nothing that was written is dropped because another button is pressed: say so."""
    wrong = {
        name.replace(".text", ".state"): "写了说的什么，请点“有话说”；没说的，把字删掉。"
        for name, text in form.items()
        if name.startswith("answers.") and name.endswith(".text") and text.strip()
        if form.get(name.replace(".text", ".state"), "answered") != "answered"
    }
    if wrong:
        raise Refusal("unheard", next(iter(wrong.values())), wrong)


def _fields_of(body: Body, form: MultiDict[str, str]) -> Fields:
    """The fields of the correction's form: as typed, else as the visit stands."""
    fields = visit_fields(body, form, desk().year, partial(accounts.people, desk()))
    for name, at in (("start", "started_at"), ("end", "ended_at")):
        instant = str(body.get(at, ""))
        fields = {"date": instant[:10], name: instant[11:16]} | fields if instant else fields
    return fields


def _correction(sent: correcting.Sent, fields: Fields, errors: dict[str, str]) -> str:
    year, told = desk().year, sent.visit.policies_told
    return flask.render_template(
        "desk/visit_correct.html",
        visit=sent.visit,
        seen=sent.seen,
        homes=households.find_homes(desk(), account())[0],
        fields=fields,
        errors=errors,
        absences={each: each for each in year.form.absence_reasons},
        shortages=year.form.short_visit_reasons,
        prompts=year.form.prompts,
        policies=brief.policies_to_tell(desk()) | {slug: desk().policy_title(slug) for slug in told},
        now=desk().now(),
        colleagues=accounts.colleagues_of(desk(), account(), sent.visit.community_code),
        companion_count=_count(fields, "companions") + BLANK_COMPANIONS,
        labels=LABELS,
    )


def _body() -> Body:
    return visit_body(flask.request.form, desk().year, partial(accounts.people, desk()))


def _fields(body: Body) -> Fields:
    """What was typed; a form that lost its id gets a new one."""
    typed = visit_fields(body, flask.request.form, desk().year, partial(accounts.people, desk()))
    return {"id": str(uuid.uuid4())} | typed


def _again(body: Body, refusal: Refusal) -> ResponseReturnValue:
    errors = {SHOWN_AT.get(name, name): message for name, message in refusal.fields.items()}
    fields = _fields(body)
    return _form(fields, errors or {"household_code": refusal.message}), refusal.status


def _first_fields(code: str | None) -> Fields:
    now = desk().clock.now()
    fields = {
        "id": str(uuid.uuid4()),
        "result": "met",
        "channel": "doorstep",
        "date": now.date().isoformat(),
        "start": f"{now:%H:%M}",
    }
    if purpose := flask.request.args.get("purpose"):
        fields["purpose"] = purpose
    return fields | ({"household_code": code} if code else {})


def _form(fields: Fields, errors: dict[str, str]) -> str:
    """The form with these values; a household on the roster is looked up, so nobody sees another's."""
    code = fields.get("household_code")
    home = households.home_of(desk(), account(), code) if code else None
    year, minimum = desk().year, desk().year.campaign.targets.minimum_minutes
    mine = access.communities_visited_by(desk(), account())
    return flask.render_template(
        "desk/visit_form.html",
        fields=fields,
        errors=errors,
        home=home,
        is_shell=is_shell(),
        is_listed=is_shell() and "roster" not in flask.request.args,
        goes_in_company=account().role == "sponsor",
        company=company.colleagues_at(desk(), open_forms(), account(), code) if home and code else (),
        covered_by=accounts.name_of(desk(), home.covered_by) if home and home.covered_by else "",
        again={each: label for each, label in VISIT_PURPOSES.items() if each != "first"},
        to_call=_issues_of(code) if code else (),
        communities={each.code: each.name for each in year.places.communities if each.code in mine},
        form=year.form,
        absences={each: each for each in year.form.absence_reasons},
        shortages={each: each for each in year.form.short_visit_reasons},
        prompts=year.form.prompts,
        field_labels=year.campaign.field_labels(),
        minimum=minimum,
        lengths=[minimum, minimum + 15, minimum + 30],
        colleagues=accounts.colleagues_of(desk(), account(), home.community_code if home else None),
        policies=brief.policies_to_tell(desk()),
        now=desk().now(),
        issue_count=_count(fields, "issues") + BLANK_ISSUES,
        companion_count=_count(fields, "companions") + BLANK_COMPANIONS,
        blank_ids=[str(uuid.uuid4()) for _ in range(_count(fields, "issues") + BLANK_ISSUES)],
        labels=LABELS,
    )


def _warnings(codes: Iterable[str]) -> list[str]:
    return [warning(code, desk().year.campaign.targets.minimum_minutes) for code in codes]


def _issues_of(code: str) -> list[str]:
    """The numbers of a household's issues that this person may open, where a callback (回访) is recorded."""
    cases = [each for each in desk().cases.all() if each.issue.household_code == code]
    return [each.no for each in cases if access.may_see_case(account(), each)]


def _count(fields: Fields, name: str) -> int:
    return len({path.split(".")[1] for path in fields if path.startswith(f"{name}.")})


LABELS = {
    "results": dict(VISIT_RESULTS),
    "channels": dict(CHANNELS),
    "purposes": dict(VISIT_PURPOSES),
    "answers": dict(ANSWER_STATES),
    "on_spot": {"": "转台账", **ON_SPOT},
    "companions": dict(COMPANION_ROLES),
}
