"""Figures for the office (指标、意见汇总): rates with what they mean, and what residents think."""

import io

import flask

from collector.desk.oversight import figures
from collector.desk.publishing.masking import masked
from collector.desk.residents import opinions
from collector.errors import Missing
from collector.views import account, desk, paging
from collector.views.ledgers import TYPES

blueprint = flask.Blueprint("figures", __name__, url_prefix="/desk/office/figures")

# What is counted, of what: the head of each rate's column.
HEADS = {
    "coverage": "已走访／名册户数",
    "all_asked": "九问问全／已走访户数",
    "response": "有回音／登记件数",
    "resolution": "已解决／登记件数",
    "on_time": "按时办结／该办结的件数",
    "satisfaction": "满意或基本满意／作了评价的件数",
}


@blueprint.get("/")
def page() -> str:
    """Every rate with its definition, n of N, the period and 数据截至."""
    return flask.render_template(
        "desk/figures.html", found=figures.report(desk(), account()), percent=figures.percent, heads=HEADS
    )


@blueprint.post("/figures.<form>")
def download(form: str) -> flask.Response:
    """The same as a file."""
    if form not in TYPES:
        raise Missing("no_such_file", "没有这种格式，请从指标页上点。")
    data = figures.export(desk(), account(), form)
    name = f"{figures.TITLE}-{desk().today():%Y%m%d}.{form}"
    return flask.send_file(io.BytesIO(data), TYPES[form], as_attachment=True, download_name=name)


@blueprint.get("/opinions/")
def said() -> str:
    """What residents think, for a meeting: counts, and texts with what identifies somebody starred out."""
    found = opinions.gathered(desk(), account())
    community = flask.request.args.get("community", "")
    texts = [each for each in found.texts if community in ("", each.community_code)]
    shown, pages = paging.page_of(texts)
    return flask.render_template(
        "desk/opinions.html",
        found=found,
        shown=shown,
        page=pages,
        community=community,
        communities={each.code: each.name for each in desk().year.places.communities},
        days=desk().year.campaign.meeting_days,
        masked=lambda text: masked(desk(), text),
    )
