"""Targets on the web (走访任务): who has come how far, by community and unit; nobody is ranked."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.homes import placing, roster, snapshots
from collector.desk.people.access import CONTACT_OFFICE, VISITING_ROLES, require
from collector.desk.visiting import assigning, targets
from collector.desk.visiting.schedule import planned_for
from collector.rules.homes.roster import STATES
from collector.rules.visiting.outing import OUTING_WARNINGS, SLOTS
from collector.rules.visiting.quota import Progress
from collector.views import account, desk

blueprint = flask.Blueprint("targets", __name__, url_prefix="/desk/targets")

READERS = VISITING_ROLES | CONTACT_OFFICE
# The drawing of the pace, in its own units; what it says stands in words and in a table beside it.
WIDTH, HEIGHT = 640, 200


@blueprint.get("/")
def page() -> str:
    """Everything this person may see (走访任务): all for the office, the own for communities and units."""
    require(account(), *READERS)
    unit = account().unit_code
    return flask.render_template(
        "desk/targets.html",
        overview=targets.overview(desk(), account()),
        officers=targets.officers(desk()) if account().role in CONTACT_OFFICE else [],
        outings=planned_for(desk(), unit) if unit else [],
        snapshot=snapshots.latest(desk()),
        percent=desk().year.campaign.targets.liaison_percent,
        may_record=account().role == "campaign_office",
        phase=targets.phase_of(desk()),
        slots=SLOTS,
        **words(),
    )


@blueprint.post("/snapshot")
def record() -> ResponseReturnValue:
    """Put today's size of the roster on record (名册留底)."""
    taken = snapshots.take(desk(), account())
    flask.flash(f"已按 {taken.code} 的名册留底，一共 {sum(taken.households.values())} 户。")
    return flask.redirect(flask.url_for(".page"), 303)


@blueprint.get("/<community>")
def community(community: str) -> str:
    """One community (社区任务): its grids, its pace, the units that come, and who goes where."""
    found = roster.community_for(desk(), account(), community)
    overview = targets.overview(desk(), account())
    points = targets.pace(desk(), found)
    return flask.render_template(
        "desk/community_targets.html",
        community=found,
        row=next(each for each in overview.communities if each.community.code == community),
        units=[line for line in overview.units if line.target.community_code == community],
        grids={grid.code: grid for grid in found.grids},
        focus=targets.focus_reached(desk(), found),
        remainders=targets.grid_rows(desk(), found),
        shares=assigning.shares(desk(), account(), found),
        points=points,
        lines=_drawn(points),
        size=(WIDTH, HEIGHT),
        phase=targets.phase_of(desk()),
        nobody=roster.NOBODY,
        may_place=account().role in placing.PLACERS,
        **words(),
    )


def words() -> dict[str, object]:
    """What the pages of this part say things with."""
    return {
        "states": STATES,
        "verdict": verdict,
        "unit_name": desk().unit_name,
        "warnings": OUTING_WARNINGS,
        "today": desk().today(),
        "now": desk().now(),
    }


def verdict(progress: Progress) -> tuple[str, str]:
    """How a target stands, as a class of colour and in words (进度说明)."""
    if progress.required is None:
        return ("plain", "未配置")
    if not progress.required:
        return ("plain", "还没有名册")
    if progress.is_met:
        return ("done", "已达到")
    if desk().today() > progress.ends_on:
        return ("red", f"已到期，还差 {progress.left} 户")
    if progress.behind:
        return ("doing", f"比进度少 {progress.behind} 户")
    return ("plain", f"按进度，还差 {progress.left} 户")


def _drawn(points: list[targets.Point]) -> tuple[str, str]:
    """The two lines of the pace as points of a drawing: what was covered, and the even pace."""
    top = max(1, *(max(point.expected, point.covered or 0) for point in points))
    step = WIDTH / max(1, len(points) - 1)
    places = [(round(n * step), point) for n, point in enumerate(points)]
    covered = [f"{x},{_y(point.covered, top)}" for x, point in places if point.covered is not None]
    return " ".join(covered), " ".join(f"{x},{_y(point.expected, top)}" for x, point in places)


def _y(count: int, top: int) -> int:
    return HEIGHT - round(count * HEIGHT / top)
