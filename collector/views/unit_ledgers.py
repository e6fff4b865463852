"""A district unit's ledger before the street (走访问题台账送审, S56) on the web."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.issues import unit_ledgers
from collector.desk.people import access
from collector.errors import Refusal
from collector.rules.issues.escalation import STATES, upload_state
from collector.rules.issues.stages import STAGES, stage_of
from collector.views import account, desk

blueprint = flask.Blueprint("unit_ledgers", __name__, url_prefix="/desk/office/unit-ledgers")


@blueprint.get("/")
def list_() -> str:
    """The ledgers so far, and what a unit has not put forward yet (单位台账)."""
    return _list({})


@blueprint.post("/")
def forward() -> ResponseReturnValue:
    """Put the unit's ledger before the street (送审)."""
    try:
        number = unit_ledgers.forward(desk(), account())
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _list({"ledger": refusal.message}), refusal.status
    flask.flash("台账已送街道审核。审核通过以后才能编批提报。")
    return flask.redirect(flask.url_for(".show", no=number), 303)


@blueprint.get("/<no>")
def show(no: str) -> str:
    """One ledger, issue by issue."""
    return _show(no, "", {})


@blueprint.post("/<no>/<judgement>")
def judge(no: str, judgement: str) -> ResponseReturnValue:
    """Pass it or send it back (审核台账)."""
    because = flask.request.form.get("text", "")
    try:
        count = unit_ledgers.judge(desk(), account(), no, judgement, because)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _show(no, because, refusal.fields or {"ledger": refusal.message}), refusal.status
    flask.flash(f"{no} 已{'通过' if judgement == 'passed' else '退回单位'}，{count} 件。")
    return flask.redirect(flask.url_for(".show", no=no), 303)


def _list(errors: dict[str, str]) -> str:
    is_keeper = account().role in unit_ledgers.KEEPERS
    return flask.render_template(
        "desk/unit_ledgers.html",
        ledgers=unit_ledgers.ledgers(desk(), account()),
        cases=unit_ledgers.to_forward(desk(), account()) if is_keeper else [],
        is_keeper=is_keeper,
        unit_name=desk().unit_name,
        told_of=lambda case: access.told_of(desk(), account(), case),
        errors=errors,
    )


def _show(no: str, text: str, errors: dict[str, str]) -> str:
    ledger = unit_ledgers.ledger(desk(), account(), no)
    return flask.render_template(
        "desk/unit_ledger.html",
        ledger=ledger,
        lines=[(case, STAGES[stage_of(case)], STATES[upload_state(case)]) for case in ledger.cases],
        may_judge=account().role in unit_ledgers.JUDGES and ledger.waiting,
        unit_name=desk().unit_name,
        told_of=lambda case: access.told_of(desk(), account(), case),
        given={"text": text},
        errors=errors,
    )
