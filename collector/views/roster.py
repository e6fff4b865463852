"""Households on the web (户册): lists, one household before a visit, and those that wait to be placed."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.homes import placing, roster
from collector.desk.people import access, accounts
from collector.desk.visiting import assigning, brief, my_visits
from collector.errors import Refusal
from collector.rules.homes.roster import ASSIGNMENT_REASONS
from collector.rules.issues.stages import STAGES, stage_of
from collector.views import account, desk, paging
from collector.views.targets import words
from generator.campaign.vocabulary import CHANNELS, VISIT_RESULTS

blueprint = flask.Blueprint("roster", __name__, url_prefix="/desk/targets/households")

MARK_LABELS = {"unreachable": "走不到", "vacant": "空户，不计入总户数", "none": "取消标注"}


@blueprint.get("/in/<community>")
def list_(community: str) -> str:
    """The households of a community by state, grid and person (户册, S11)."""
    return _list(community, {}, {})


@blueprint.post("/in/<community>")
def assign(community: str) -> ResponseReturnValue:
    """Name a person for the households ticked, or for all in the list (分工, S44)."""
    given = flask.request.form
    found = roster.community_for(desk(), account(), community, *roster.ORGANISERS)
    codes = given.getlist("code")
    if given.get("scope") == "all":
        codes = [row.place.code for row in roster.filtered(desk(), found, _filters())]
    try:
        count = assigning.assign(
            desk(), account(), community, codes, given.get("person", ""), given.get("reason", "")
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _list(community, given.to_dict(), refusal.fields), 422
    flask.flash(f"已分给 {accounts.name_of(desk(), given['person'])}，新分 {count} 户。")
    return flask.redirect(flask.request.full_path.rstrip("?"), 303)


@blueprint.get("/waiting/<community>")
def waiting(community: str) -> str:
    """Households that are not on the roster (待归户, S101)."""
    return _waiting(community)


@blueprint.post("/<code>/place")
def place(code: str) -> ResponseReturnValue:
    """Put a household into a grid."""
    community = roster.known_household(desk(), code).community_code
    try:
        placing.place(desk(), account(), code, flask.request.form.get("grid", ""))
    except Refusal as refusal:
        return _waiting_again(community, code, refusal)
    flask.flash(f"{code} 已归户，走访编号不变。")
    return flask.redirect(flask.url_for(".waiting", community=community), 303)


@blueprint.post("/<code>/merge")
def merge(code: str) -> ResponseReturnValue:
    """Take a household for one that is on the roster already."""
    community = roster.known_household(desk(), code).community_code
    into = flask.request.form.get("other", "").strip() or flask.request.form.get("into", "")
    try:
        numbers = placing.merge(desk(), account(), code, into)
    except Refusal as refusal:
        return _waiting_again(community, code, refusal)
    said = f"走访 {'、'.join(numbers)} 编号不变，现在记在 {into} 名下。" if numbers else "它没有走访记录。"
    flask.flash(f"{code} 已并入 {into}。{said}")
    return flask.redirect(flask.url_for(".waiting", community=community), 303)


@blueprint.get("/<code>")
def show(code: str) -> str:
    """One household before a visit (走访前看一看, S47); the look itself is put on record."""
    return _household(code, {})


@blueprint.post("/<code>/mark")
def mark(code: str) -> ResponseReturnValue:
    """Say that a household cannot be reached or a house is empty, with a reason (标注)."""
    kind, _, reason = flask.request.form.get("mark", "").partition(":")
    try:
        roster.mark(desk(), account(), code, kind, reason)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _household(code, {"mark": refusal.message}), 422
    flask.flash(f"已记下：{MARK_LABELS[kind]}{f'，{reason}' if reason else ''}。")
    return flask.redirect(flask.url_for(".show", code=code), 303)


@blueprint.post("/<code>/release")
def release(code: str) -> ResponseReturnValue:
    """Take a person off a household (改派)."""
    username = flask.request.form.get("person", "")
    assigning.release(desk(), account(), code, username)
    flask.flash(f"这户不再由{accounts.name_of(desk(), username)}负责。")
    return flask.redirect(flask.url_for(".show", code=code), 303)


def _filters() -> roster.Filters:
    names = roster.Filters.__struct_fields__
    return roster.Filters(**{name: flask.request.args.get(name, "").strip() for name in names})


def _list(code: str, given: dict[str, str], errors: dict[str, str]) -> str:
    community = roster.community_for(desk(), account(), code)
    filters = _filters()
    shown, page = paging.page_of(roster.filtered(desk(), community, filters))
    candidates = assigning.candidates(desk(), code)
    return flask.render_template(
        "desk/household_list.html",
        community=community,
        filters=filters,
        rows=shown,
        page=page,
        grids={grid.code: grid.name for grid in community.grids} | {roster.NOBODY: "待归户"},
        candidates=candidates,
        visitors={roster.NOBODY: "没落实到人", **candidates},
        may_assign=account().role in roster.ORGANISERS,
        reasons=ASSIGNMENT_REASONS,
        given=given,
        ticked=flask.request.form.getlist("code"),
        errors=errors,
        **words(),
    )


def _waiting(code: str, error: str = "", household: str = "") -> str:
    found = placing.unplaced(desk(), account(), code)
    community = roster.community_for(desk(), account(), code)
    return flask.render_template(
        "desk/unplaced.html",
        community=community,
        found=found,
        grids={grid.code: grid.name for grid in community.grids},
        error=error,
        household=household,
        results=VISIT_RESULTS,
    )


def _waiting_again(community: str, code: str, refusal: Refusal) -> ResponseReturnValue:
    if refusal.status not in (404, 422):
        raise refusal
    return _waiting(community, refusal.message, code), refusal.status


def _household(code: str, errors: dict[str, str]) -> str:
    found = brief.brief(desk(), account(), code)
    household = found.row.place.household
    return flask.render_template(
        "desk/household.html",
        brief=found,
        household=household,
        cases=[(each, STAGES[stage_of(each)]) for each in found.cases],
        field_labels=desk().year.campaign.field_labels(),
        people={name: accounts.name_of(desk(), name) for name in household.assigned_to},
        name_of=lambda username: accounts.name_of(desk(), username),
        channels=CHANNELS,
        results=VISIT_RESULTS,
        marks={kind: roster.MARKS[kind] for kind in ("unreachable", "vacant")},
        mark_labels=MARK_LABELS,
        may_mark=account().role in roster.MARKERS,
        may_assign=account().role in roster.ORGANISERS,
        may_open_receipt=lambda visit: my_visits.may_open_receipt(account(), visit),
        may_see=lambda case: access.may_see_case(account(), case),
        may_visit=access.may_visit(desk(), account(), household.community_code),
        prompt_count=len(desk().year.form.prompts),
        site_root=(desk().settings.base_url or "").rstrip("/"),
        errors=errors,
        **words(),
    )
