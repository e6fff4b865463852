"""Tables the office brings along (导入): looked through first, saved only if every row is right."""

import tempfile
from pathlib import Path

import flask
from flask.typing import ResponseReturnValue

from collector.desk.books.imports import Preview
from collector.desk.books.imports_accounts import USER_COLUMNS
from collector.desk.books.imports_campaign import IMPORTS, ISSUE_COLUMNS, QUOTA_COLUMNS
from collector.desk.books.roster_ledger import HOUSEHOLD_COLUMNS
from collector.desk.books.sheets import as_csv
from collector.desk.people import access
from collector.errors import Missing, Refusal
from collector.views import account, desk
from generator.campaign.configuration import LedgerColumn

blueprint = flask.Blueprint("imports", __name__, url_prefix="/desk/office/imports")

IMPORTERS = frozenset({"campaign_office"})
TITLES = {"households": "户册", "quotas": "附件3 需走访户数", "issues": "问题台账", "users": "账号"}
COLUMNS = {
    "households": HOUSEHOLD_COLUMNS,
    "quotas": QUOTA_COLUMNS,
    "issues": ISSUE_COLUMNS,
    "users": USER_COLUMNS,
}
SHOWN = 50
CHANGES_SHOWN = 500


@blueprint.get("/")
def page() -> str:
    """Which tables can come in, and an empty one of each to start from."""
    access.require(account(), *IMPORTERS)
    return _page("", None, {})


@blueprint.post("/")
def take() -> ResponseReturnValue:
    """Look a table through; save it only where that was asked for and no row is wrong."""
    access.require(account(), *IMPORTERS)
    kind, given = flask.request.form.get("kind", ""), flask.request.files.get("file")
    wrong = {}
    if kind not in IMPORTS:
        wrong["kind"] = "请选导入什么。"
    if given is None or not given.filename:
        wrong["file"] = "请选一个 xlsx 或 csv 文件。"
    if wrong or given is None:
        return _page(kind, None, wrong), 422
    suffix = Path(given.filename or "").suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        # What was uploaded is read under a name of ours; nothing of it stays behind.
        file = Path(folder) / f"{TITLES[kind]}{suffix if suffix in ('.csv', '.xlsx') else '.xlsx'}"
        given.save(file)
        try:
            preview = IMPORTS[kind](desk(), file, apply="save" in flask.request.form, by=account())
        except Refusal as refusal:
            return _page(kind, None, {"file": refusal.message}), refusal.status
    if "save" in flask.request.form and not preview.problems:
        flask.flash(f"已保存：{preview}。")
        return flask.redirect(flask.url_for(".page"), 303)
    return _page(kind, preview, {}), 422 if preview.problems else 200


@blueprint.get("/<kind>.csv")
def template(kind: str) -> flask.Response:
    """An empty table with the right header (导入模板)."""
    access.require(account(), *IMPORTERS)
    if kind not in COLUMNS:
        raise Missing("no_such_table", "没有这种表，请从导入页上点。")
    columns = [LedgerColumn(key=each.key, title=each.title) for each in COLUMNS[kind]]
    answer = flask.make_response(as_csv(columns, []))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers.set("Content-Disposition", "attachment", filename=f"{kind}.csv")
    return answer


def _page(kind: str, preview: Preview | None, errors: dict[str, str]) -> str:
    return flask.render_template(
        "desk/imports.html",
        titles=TITLES,
        columns=COLUMNS,
        kind=kind,
        preview=preview,
        shown=SHOWN,
        changes_shown=CHANGES_SHOWN,
        errors=errors,
    )
