"""Reporting to 山东通/12345 on the web (提报): batches to copy, numbers to type back, books that agree."""

import io

import flask
from flask.typing import ResponseReturnValue

from collector.desk.issues import escalation, reconciling, unit_ledgers
from collector.desk.issues.handling import standing_of
from collector.desk.people import access
from collector.errors import Refusal
from collector.rules.issues.escalation import STATES, number_of, upload_state
from collector.rules.issues.reconcile import LEVELS
from collector.rules.issues.stages import report_of
from collector.views import account, desk, paging
from collector.views.ledgers import TYPES

blueprint = flask.Blueprint("escalation", __name__, url_prefix="/desk/office/escalation")

STEPS = {"taken": "记下：平台已受理", "sent_back": "记下：平台退回", "prolonged": "记下：热线延期"}


@blueprint.get("/")
def list_() -> str:
    """What is to be reported, and the batches so far (提报)."""
    return _list({})


@blueprint.post("/")
def make() -> ResponseReturnValue:
    """Put the ticked ones into a batch (编一批)."""
    try:
        batch = escalation.make_batch(desk(), account(), flask.request.form.getlist("numbers"))
    except Refusal as refusal:
        if refusal.status not in (404, 409, 422):
            raise
        return _list({"numbers": refusal.message}), refusal.status
    flask.flash("已编好，一条一条复制到山东通，再把工单号填回来。")
    return flask.redirect(flask.url_for(".batch", no=batch), 303)


@blueprint.get("/<no>")
def batch(no: str) -> str:
    """One batch: what to paste over there, and where to type the numbers back."""
    return _batch(no, {}, {})


@blueprint.post("/<no>/numbers")
def numbers(no: str) -> ResponseReturnValue:
    """Take the numbers typed back (回填工单号), all or none."""
    given = flask.request.form.to_dict()
    typed = {name[3:]: value.strip() for name, value in given.items() if name.startswith("no.")}
    try:
        count = escalation.record_numbers(desk(), account(), no, typed, given.get("on", ""))
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        errors = {f"no.{name}": message for name, message in refusal.fields.items()}
        return _batch(no, given, errors or {"on": refusal.message}), refusal.status
    flask.flash(f"已记下 {count} 个工单号。")
    return flask.redirect(flask.url_for(".batch", no=no), 303)


@blueprint.post("/<no>/file")
def file(no: str) -> ResponseReturnValue:
    """The batch as a sheet (提报表)."""
    data = escalation.file_of(desk(), account(), no)
    return flask.send_file(io.BytesIO(data), TYPES["xlsx"], as_attachment=True, download_name=f"{no}.xlsx")


@blueprint.post("/<no>/<issue_no>/<kind>")
def record(no: str, issue_no: str, kind: str) -> ResponseReturnValue:
    """Take down what the other side said (受理、退回、延期)."""
    form = flask.request.form
    fields = {name: form.get(name, "").strip() for name in ("text", "until")}
    try:
        escalation.record(desk(), account(), issue_no, kind, **fields)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _batch(no, form.to_dict(), {f"line-{issue_no}": refusal.message}), refusal.status
    flask.flash("已记下。")
    return flask.redirect(flask.url_for(".batch", no=no), 303)


@blueprint.get("/books/")
def books() -> str:
    """Do the three ledgers agree, and which loops are open (对账)."""
    found = reconciling.books(desk(), account())
    shown, page = paging.page_of(reconciling.open_loops(desk(), account()))
    return flask.render_template(
        "desk/books.html",
        books=found,
        routes=reconciling.by_route(desk(), account()),
        unit_name=desk().unit_name,
        levels=LEVELS,
        communities={each.code: each.name for each in desk().year.places.communities},
        loops=shown,
        page=page,
        report_of=report_of,
    )


def _list(errors: dict[str, str]) -> str:
    shown, page = paging.page_of(escalation.ready(desk(), account()))
    return flask.render_template(
        "desk/escalation.html",
        cases=shown,
        page=page,
        batches=escalation.batches(desk(), account()),
        tally=escalation.tally(desk(), account()),
        states=STATES,
        told_of=lambda case: access.told_of(desk(), account(), case),
        is_unit=account().role in unit_ledgers.KEEPERS,
        may_reconcile=account().role in reconciling.READERS,
        errors=errors,
        **_names(),
    )


def _batch(no: str, given: dict[str, str], errors: dict[str, str]) -> str:
    cases = escalation.batch(desk(), account(), no).cases
    return flask.render_template(
        "desk/batch.html",
        no=no,
        lines=[(case, standing_of(desk(), case), escalation.text_of(desk(), case)) for case in cases],
        states=STATES,
        state_of=upload_state,
        number_of=number_of,
        steps=STEPS,
        given=given,
        errors=errors,
        today=desk().today().isoformat(),
        **_names(),
    )


def _names() -> dict[str, object]:
    return {
        "communities": {each.code: each.name for each in desk().year.places.communities},
        "field_labels": desk().year.campaign.field_labels(),
    }
