"""The ledgers to take away (台账下载): a download leaves a trace, so it is asked for by a form."""

import io

import flask

from collector.desk.books import archive
from collector.desk.books.ledgers import TAKERS, TITLES, Only, export
from collector.desk.people import access
from collector.errors import Missing
from collector.rules.issues.reconcile import LEVELS
from collector.views import account, desk

blueprint = flask.Blueprint("ledgers", __name__, url_prefix="/desk/office/ledgers")

READERS = frozenset[str]().union(*TAKERS.values())
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@blueprint.get("/")
def page() -> str:
    """Which ledgers this person may take away, whole or narrowed."""
    access.require(account(), *READERS)
    mine = {kind: title for kind, title in TITLES.items() if account().role in TAKERS[kind]}
    is_of_street = account().is_of_street
    return flask.render_template(
        "desk/ledgers.html",
        titles=mine,
        communities={each.code: each.name for each in desk().year.places.communities} if is_of_street else {},
        levels=dict(LEVELS) if is_of_street else {},
        may_archive=account().role in archive.ARCHIVERS,
        is_masked=account().role not in access.CONTACT_OFFICE,
        is_of_unit=account().is_of_unit,
    )


@blueprint.post("/archive")
def take_archive() -> flask.Response:
    """The archive of everything, or of one community (归档), as one file."""
    made = archive.make_archive(desk(), account(), Only(community=flask.request.form.get("community", "")))
    file = io.BytesIO(made.data)
    return flask.send_file(file, "application/zip", as_attachment=True, download_name=made.name)


@blueprint.post("/<kind>.<form>")
def download(kind: str, form: str) -> flask.Response:
    """One ledger as a file, with the exporter's name in it."""
    access.require(account(), *READERS)
    if kind not in TITLES or form not in TYPES:
        raise Missing("no_such_ledger", "没有这本台账，请从台账页上点。")
    asked = {name: flask.request.form.get(name, "").strip() for name in ("community", "level")}
    data = export(desk(), account(), kind, form, Only(**asked))
    name = f"{TITLES[kind]}-{desk().today():%Y%m%d}.{form}"
    return flask.send_file(io.BytesIO(data), TYPES[form], as_attachment=True, download_name=name)
