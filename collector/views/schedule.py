"""The calendar on the web (走访日程): one a community, and the list of each visiting day."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.homes import roster
from collector.desk.visiting import planning, schedule
from collector.errors import Refusal
from collector.rules.visiting.outing import SLOTS
from collector.views import account, desk
from collector.views.targets import words

blueprint = flask.Blueprint("schedule", __name__, url_prefix="/desk/targets/schedule")

# What may be done with a list, and what is said afterwards.
DONE = {
    "more": "已补上，重点户在前。",
    "add": "已加上这户。",
    "drop": "已去掉这户。",
    "bring": "陪同的人已记下。",
    "publish": "名单已发布，来走访的单位现在能看到。",
    "cancel": "这次走访已取消，名单上的户可以另排。",
}


@blueprint.get("/in/<community>")
def calendar(community: str) -> str:
    """Who comes when to a community (走访日程, S60), and for those who arrange it, one more day."""
    return _calendar(community, {}, {})


@blueprint.post("/in/<community>")
def plan(community: str) -> ResponseReturnValue:
    """Put a unit's visiting day into the calendar, with its households picked (S34, S37)."""
    given = {name: text.strip() for name, text in flask.request.form.items()}
    try:
        outing = planning.plan(
            desk(),
            account(),
            community,
            unit=given.get("unit", ""),
            on=given.get("on", ""),
            slot=given.get("slot", ""),
            grid=given.get("grid") or None,
            count=_count(given.get("count") or "0"),
            guides=flask.request.form.getlist("guide"),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _calendar(community, given, refusal.fields), 422
    flask.flash("已排上。核对名单后请发布。")
    return flask.redirect(flask.url_for(".list_", no=outing.no), 303)


@blueprint.get("/<no>")
def list_(no: str) -> str:
    """The households of a visiting day (入户名单), made to be printed."""
    return _list(no, {})


@blueprint.post("/<no>/<act>")
def change(no: str, act: str) -> ResponseReturnValue:
    """Fill, change, hand out or call off a list."""
    if act not in DONE:
        flask.abort(404)
    code = flask.request.form.get("code", "").strip()
    try:
        if act == "more":
            planning.pick_more(desk(), account(), no, _count(flask.request.form.get("count", "")))
        elif act == "add":
            planning.add_home(desk(), account(), no, code)
        elif act == "drop":
            planning.drop_home(desk(), account(), no, code)
        elif act == "bring":
            planning.bring(desk(), account(), no, flask.request.form.getlist("guide"))
        elif act == "publish":
            planning.hand_out(desk(), account(), no)
        else:
            planning.call_off(desk(), account(), no)
    except Refusal as refusal:
        if refusal.status not in (404, 422):
            raise
        return _list(no, refusal.fields or {"code": refusal.message}), refusal.status
    flask.flash(DONE[act])
    return flask.redirect(flask.url_for(".list_", no=no), 303)


def _count(text: str) -> int:
    """The number somebody typed; what is none is none that is allowed."""
    return int(text) if text.isdecimal() and len(text) < 6 else -1


def _calendar(code: str, given: dict[str, str], errors: dict[str, str]) -> str:
    community = schedule.calendar_for(desk(), account(), code)
    may_plan = account().role in roster.ORGANISERS
    is_local = may_plan or account().is_of_community or account().is_of_street
    days = schedule.days(desk(), community)
    return flask.render_template(
        "desk/calendar.html",
        community=community,
        ahead=[day for day in days if day.on >= desk().today()],
        past=[day for day in days if day.on < desk().today()][::-1],
        slots=SLOTS,
        units={unit.code: unit.name for unit in desk().year.units.units if unit.level != "other"},
        grids={grid.code: grid.name for grid in community.grids},
        guides=planning.guides_of(desk(), code) if may_plan else {},
        chosen=flask.request.form.getlist("guide"),
        may_plan=may_plan,
        is_local=is_local,
        given=given,
        errors=errors,
        **words(),
    )


def _list(no: str, errors: dict[str, str]) -> str:
    found = schedule.household_list(desk(), account(), no)
    outing = found.planned.outing
    may_change = account().role in roster.ORGANISERS and outing.is_ahead(desk().today())
    return flask.render_template(
        "desk/pick_list.html",
        found=found,
        planned=found.planned,
        outing=outing,
        slots=SLOTS,
        may_change=may_change,
        guides=planning.guides_of(desk(), outing.community_code) if may_change else {},
        is_local=not account().is_of_unit,
        errors=errors,
        **words(),
    )
