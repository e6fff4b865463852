"""Analysis meetings on the web (分析研判): the pack to print, the record, decisions with owner and date."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.issues import merging
from collector.desk.oversight import meeting
from collector.desk.people import accounts
from collector.errors import Refusal
from collector.rules.instant import read_day
from collector.rules.issues.stages import report_of
from collector.views import account, desk

blueprint = flask.Blueprint("meetings", __name__, url_prefix="/desk/office/meetings")


@blueprint.get("/")
def list_() -> str:
    """The meetings so far, when the next is due, and the form for one that was held."""
    return _list({}, {})


@blueprint.post("/")
def hold() -> ResponseReturnValue:
    """Write down that a meeting was held."""
    given = _given()
    try:
        held = meeting.hold(
            desk(),
            account(),
            held_on=given.get("held_on", ""),
            attendees=given.get("attendees", ""),
            notes=given.get("notes", ""),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _list(given, refusal.fields), refusal.status
    flask.flash("已记下，接着记定了什么事、谁来办。")
    return flask.redirect(flask.url_for(".show", no=held.no), 303)


@blueprint.get("/pack")
def pack() -> str:
    """What is laid before a meeting (研判材料), made for paper."""
    year = desk().year
    return flask.render_template(
        "desk/pack.html",
        pack=meeting.pack(desk(), account(), read_day(flask.request.args.get("until", ""))),
        alike=merging.suggestions(desk(), account()),
        communities={each.code: each.name for each in year.places.communities},
        field_labels=year.campaign.field_labels(),
        unit_name=desk().unit_name,
        report_of=report_of,
        now=desk().now(),
    )


@blueprint.get("/<no>")
def show(no: str) -> str:
    """One meeting with its decisions."""
    return _show(no, {}, {})


@blueprint.post("/<no>")
def decide(no: str) -> ResponseReturnValue:
    """Add a decision (交办)."""
    given = _given()
    names = ("text", "owner", "due_on", "issue_no")
    try:
        meeting.decide(desk(), account(), no, **{name: given.get(name, "") for name in names})
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _show(no, given, refusal.fields), refusal.status
    flask.flash("已交办，会出现在承办人的“今天”里。")
    return flask.redirect(flask.url_for(".show", no=no), 303)


@blueprint.post("/<no>/<int:seq>/done")
def finish(no: str, seq: int) -> ResponseReturnValue:
    """Say that a decision was carried out."""
    try:
        meeting.finish(desk(), account(), no, seq, flask.request.form.get("result", ""))
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        flask.flash(refusal.message)
    else:
        flask.flash("已记下办好了。")
    return flask.redirect(flask.url_for("today.list_"), 303)


def _given() -> dict[str, str]:
    return {name: text.strip() for name, text in flask.request.form.items()}


def _list(given: dict[str, str], errors: dict[str, str]) -> str:
    return flask.render_template(
        "desk/meetings.html",
        meetings=meeting.meetings(desk(), account()),
        next_due=meeting.next_due(desk()),
        interval=desk().year.campaign.meeting_days,
        given=given,
        errors=errors,
        today=desk().today(),
    )


def _show(no: str, given: dict[str, str], errors: dict[str, str]) -> str:
    return flask.render_template(
        "desk/meeting.html",
        minutes=meeting.minutes(desk(), account(), no),
        people=accounts.people(desk()),
        given=given,
        errors=errors,
        today=desk().today(),
    )
