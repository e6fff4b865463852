"""Merging on the web (并案, S54): what may be one is suggested, a person merges, and may take it apart."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.issues import merging
from collector.errors import Refusal
from collector.rules.issues.stages import STAGES, field_of, report_of, stage_of
from collector.views import account, desk, paging

blueprint = flask.Blueprint("merging", __name__, url_prefix="/desk/issues/merging")


@blueprint.get("/")
def list_() -> str:
    """Issues that may be one and the same (疑似重复), and a form to merge others by number."""
    return _page({}, {})


@blueprint.post("/")
def merge() -> ResponseReturnValue:
    """Merge the ticked ones into one (并案); nothing is merged without this."""
    form = flask.request.form
    members = [
        *form.getlist("members"),
        *form.get("others", "").replace("，", " ").replace("、", " ").split(),
    ]
    into = form.get("into", "").strip()
    try:
        main = merging.merge(
            desk(), account(), into, [each for each in members if each != into], form.get("because", "")
        )
    except Refusal as refusal:
        if refusal.status not in (404, 409, 422):
            raise
        errors = refusal.fields or {"members": refusal.message}
        return _page(form.to_dict(), errors), refusal.status
    flask.flash(f"已并案：{main.no} 为主件，期限按最早的一件算，每位反映人都要回访。")
    return flask.redirect(flask.url_for("issues.show", issue_no=main.no), 303)


@blueprint.post("/<issue_no>/apart")
def take_apart(issue_no: str) -> ResponseReturnValue:
    """Take an issue out again (拆出)."""
    try:
        merging.take_apart(desk(), account(), issue_no, flask.request.form.get("because", ""))
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        flask.flash(refusal.message)
        return flask.redirect(flask.url_for("issues.show", issue_no=issue_no), 303)
    flask.flash(f"{issue_no} 已拆出，恢复原来的进度和期限。")
    return flask.redirect(flask.url_for("issues.show", issue_no=issue_no), 303)


def _page(given: dict[str, str], errors: dict[str, str]) -> str:
    community = flask.request.args.get("community", "")
    groups = merging.suggestions(desk(), account(), community)
    shown, page = paging.page_of(groups)
    year = desk().year
    return flask.render_template(
        "desk/merging.html",
        groups=[(group, merging.is_wide(desk(), group.cases)) for group in shown],
        page=page,
        community=community,
        communities={each.code: each.name for each in year.places.communities},
        field_labels=year.campaign.field_labels(),
        stages=STAGES,
        stage_of=stage_of,
        field_of=field_of,
        report_of=report_of,
        given=given,
        errors=errors,
    )
