"""Supervision on the web (监督): flags, findings, the score sheet and talks; internal, and no ranking."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.oversight import flagging, supervision
from collector.desk.people.access import CASE_OFFICE
from collector.desk.people.accounts import name_of, people
from collector.desk.visiting.targets import bases
from collector.errors import Refusal
from collector.rules.oversight.finding import NEXT, STATES, STEP_LABELS, TEXTS
from collector.rules.oversight.flag import KINDS
from collector.views import account, desk, paging

blueprint = flask.Blueprint("supervision", __name__, url_prefix="/desk/office/supervision")

OPEN_STATES = ("raised", "noticed", "objected", "agreed")


@blueprint.get("/")
def overview() -> str:
    """The score of every community, what is still to be decided, and how many flags wait."""
    files = supervision.finding_files(desk(), account())
    return flask.render_template(
        "desk/supervision.html",
        lines=supervision.score_sheet(desk(), account()),
        unlisted={code for code, basis in bases(desk()).items() if not basis.counts["households"]},
        open_files=[file for file in files if file.state in OPEN_STATES],
        flag_counts=flagging.counts(desk(), account()),
        scoring=desk().year.campaign.scoring,
        now=desk().now(),
        **_names(),
    )


# -- flags


@blueprint.get("/flags/")
def flags() -> str:
    """The flags that wait for a person (待核线索)."""
    kind, community = flask.request.args.get("kind", ""), flask.request.args.get("community", "")
    found = flagging.waiting(desk(), account(), kind=kind, community=community)
    shown, page = paging.page_of(found)
    return flask.render_template(
        "desk/flags.html",
        flags=shown,
        page=page,
        counts=flagging.counts(desk(), account()),
        kind=kind,
        community=community,
        **_names(),
    )


@blueprint.get("/flags/<code>")
def flag(code: str) -> str:
    """One flag, with both ways to go on from it."""
    return _flag(code, {}, {})


@blueprint.post("/flags/<code>/dismiss")
def dismiss(code: str) -> ResponseReturnValue:
    """Dismiss it (排除), with the reason."""
    given = _given()
    try:
        flagging.dismiss(desk(), account(), code, given.get("because", ""))
    except Refusal as refusal:
        if not refusal.fields:
            raise
        return _flag(code, given, refusal.fields), refusal.status
    flask.flash("已排除，这条线索不再出现。")
    return flask.redirect(flask.url_for(".flags"), 303)


@blueprint.post("/flags/<code>/raise")
def raise_flag(code: str) -> ResponseReturnValue:
    """Make a finding of it (登记认定)."""
    given = _given()
    try:
        made = supervision.raise_finding(desk(), account(), **_finding_fields(given), flag_code=code)
    except Refusal as refusal:
        if not refusal.fields:
            raise
        return _flag(code, given, refusal.fields), refusal.status
    flask.flash(f"已登记为 {made.no}，请告知社区。")
    return flask.redirect(flask.url_for(".finding", no=made.no), 303)


# -- findings


@blueprint.get("/findings/")
def findings() -> str:
    """All findings (认定台账), newest first; `community` and `state` narrow the list."""
    community, state = flask.request.args.get("community", ""), flask.request.args.get("state", "")
    found = [
        file
        for file in supervision.finding_files(desk(), account())
        if community in ("", file.finding.community_code) and state in ("", file.state)
    ]
    shown, page = paging.page_of(found)
    return flask.render_template(
        "desk/findings.html", files=shown, page=page, community=community, state=state, **_names()
    )


@blueprint.get("/findings/new")
def new() -> str:
    """The empty form of a finding that comes from elsewhere than a flag."""
    supervision.finding_files(desk(), account())
    return _new({}, {})


@blueprint.post("/findings/new")
def add() -> ResponseReturnValue:
    """Raise a finding by hand."""
    given = _given()
    try:
        made = supervision.raise_finding(desk(), account(), **_finding_fields(given))
    except Refusal as refusal:
        if not refusal.fields:
            raise
        return _new(given, refusal.fields), refusal.status
    flask.flash(f"已登记为 {made.no}，请告知社区。")
    return flask.redirect(flask.url_for(".finding", no=made.no), 303)


@blueprint.get("/findings/<no>")
def finding(no: str) -> str:
    """One finding: its evidence, its life, and the steps open now."""
    return _finding(no, {}, {})


@blueprint.post("/findings/<no>/<kind>")
def take(no: str, kind: str) -> ResponseReturnValue:
    """Take a step: notice, objection, confirmation or withdrawal."""
    if kind not in STEP_LABELS:
        flask.abort(404)
    given = _given()
    try:
        supervision.take_finding_step(
            desk(),
            account(),
            no,
            kind,
            text=given.get(f"{kind}.text", ""),
            until=given.get(f"{kind}.until", ""),
        )
    except Refusal as refusal:
        if not refusal.fields:
            raise
        errors = {f"{kind}.{name}": message for name, message in refusal.fields.items()}
        return _finding(no, given, errors), refusal.status
    flask.flash(f"已记下“{STEP_LABELS[kind]}”。")
    return flask.redirect(flask.url_for(".finding", no=no), 303)


# -- talks


@blueprint.get("/talks/<community_code>")
def talk(community_code: str) -> str:
    """The draft of the letter to 纪工委, to be printed, and the talks held so far (约谈)."""
    return _talk(community_code, {}, {})


@blueprint.post("/talks/<community_code>")
def record(community_code: str) -> ResponseReturnValue:
    """Write down that a talk was held."""
    given = _given()
    try:
        supervision.record_talk(
            desk(),
            account(),
            community_code,
            held_on=given.get("held_on", ""),
            people=given.get("people", ""),
            result=given.get("result", ""),
        )
    except Refusal as refusal:
        if not refusal.fields:
            raise
        return _talk(community_code, given, refusal.fields), refusal.status
    flask.flash("约谈已记下。")
    return flask.redirect(flask.url_for(".talk", community_code=community_code), 303)


# -- pages


def _flag(code: str, given: dict[str, str], errors: dict[str, str]) -> str:
    seen = flagging.seen(desk(), account(), code)
    usual = {"of": seen.flag.of[-1], "on": seen.flag.on, "unit_code": seen.flag.unit or ""}
    return flask.render_template(
        "desk/flag.html",
        seen=seen,
        flag=seen.flag,
        text=flagging.text_of(desk(), account(), seen.flag),
        given=usual | given,
        errors=errors,
        may_open=account().role in CASE_OFFICE,
        **_names(),
    )


def _new(given: dict[str, str], errors: dict[str, str]) -> str:
    return flask.render_template("desk/finding_new.html", given=given, errors=errors, **_names())


def _finding(no: str, given: dict[str, str], errors: dict[str, str]) -> str:
    file = supervision.finding_file(desk(), account(), no)
    return flask.render_template(
        "desk/finding.html",
        file=file,
        offered=NEXT[file.state],
        asks=TEXTS,
        step_labels=STEP_LABELS,
        given=given,
        errors=errors,
        may_open=account().role in CASE_OFFICE,
        name_of=lambda username: name_of(desk(), username),
        **_names(),
    )


def _talk(community_code: str, given: dict[str, str], errors: dict[str, str]) -> str:
    notice = supervision.notice(desk(), account(), community_code)
    files = [supervision.finding_file(desk(), account(), file.no) for file in notice.files]
    return flask.render_template(
        "desk/talk.html",
        notice=notice,
        files=files,
        given=given,
        errors=errors,
        campaign=desk().year.campaign,
        **_names(),
    )


def _given() -> dict[str, str]:
    return {name: text.strip() for name, text in flask.request.form.items()}


def _finding_fields(given: dict[str, str]) -> dict[str, str]:
    return {name: given.get(name, "") for name in ("kind", "of", "on", "unit_code", "evidence")}


def _names() -> dict[str, object]:
    year = desk().year
    return {
        "community_names": {each.code: each.name for each in year.places.communities},
        "unit_names": {each.code: each.name for each in year.units.units},
        "unit_name": desk().unit_name,
        "finding_labels": {each.code: each.label for each in year.campaign.scoring.findings},
        "flag_kinds": KINDS,
        "states": STATES,
        "people": people(desk()),
        "today": desk().today(),
    }
