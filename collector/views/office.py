"""The office's dashboard (总览): what waits, three plots, and plain numbers with what they are a part of."""

import flask

from collector.desk.issues import escalation
from collector.desk.oversight import dashboard
from collector.desk.oversight.today import short
from collector.desk.visiting import coverage
from collector.rules.issues.stages import report_of
from collector.views import account, desk
from collector.views.imports import IMPORTERS

blueprint = flask.Blueprint("office", __name__, url_prefix="/desk/office")


@blueprint.get("/")
def overview() -> str:
    """One screen for the office (总览, S83), n of N; internal, nothing is left out."""
    found = dashboard.dashboard(desk(), account())
    counted = coverage.count(desk())
    names = {community.code: community.name for community in desk().year.places.communities}
    return flask.render_template(
        "desk/office.html",
        rows=[(code, names[code], counts) for code, counts in counted.communities.items()],
        total=_total(counted.communities),
        fields=[(desk().year.campaign.field_labels()[code], row) for code, row in counted.fields.items()],
        dashboard=found,
        urgent=[(case, each, short(report_of(case))) for case, each in found.urgent],
        coverage_bars=dashboard.coverage_bars(desk()),
        to_upload=len(escalation.ready_along(desk(), escalation.STREET)),
        may_import=account().role in IMPORTERS,
        may_upload=account().role in escalation.REPORTERS,
        unit_name=desk().unit_name,
        now=desk().now(),
    )


def _total(communities: dict[str, dict[str, int]]) -> dict[str, int]:
    names = next(iter(communities.values()))
    return {name: sum(row[name] for row in communities.values()) for name in names}
