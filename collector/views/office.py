"""The office's overview (调度总览): plain numbers, each with what it is a part of."""

import flask

from collector.desk import coverage, today
from collector.desk.access import require
from collector.views import account, desk

blueprint = flask.Blueprint("office", __name__, url_prefix="/desk/office")


@blueprint.get("/")
def overview() -> str:
    """How far every community has come (进度), n of N; internal, nothing is left out."""
    require(account(), "campaign_office", "street_reviewer")
    counted = coverage.count(desk())
    names = {community.code: community.name for community in desk().year.places.communities}
    return flask.render_template(
        "desk/office.html",
        rows=[(code, names[code], counts) for code, counts in counted.communities.items()],
        total=_total(counted.communities),
        fields=[(desk().year.campaign.field_labels()[code], row) for code, row in counted.fields.items()],
        counts=today.counts(today.today_list(desk(), account())),
        tasks=today.TASKS,
        now=desk().now(),
    )


def _total(communities: dict[str, dict[str, int]]) -> dict[str, int]:
    names = next(iter(communities.values()))
    return {name: sum(row[name] for row in communities.values()) for name in names}
