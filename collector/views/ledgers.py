"""The ledgers to take away (台账下载): a download leaves a trace, so it is asked for by a form."""

import io

import flask

from collector.desk import access
from collector.desk.ledgers import TITLES, export
from collector.errors import Missing
from collector.views import account, desk

blueprint = flask.Blueprint("ledgers", __name__, url_prefix="/desk/office/ledgers")

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@blueprint.get("/")
def page() -> str:
    """Which ledgers there are, and how many lines each has."""
    access.require(account(), *access.LEDGER_OFFICE)
    counts = {"visits": len(desk().registers.visits), "issues": len(desk().registers.issues)}
    return flask.render_template("desk/ledgers.html", titles=TITLES, counts=counts)


@blueprint.post("/<kind>.<form>")
def download(kind: str, form: str) -> flask.Response:
    """One ledger as a file, with the exporter's name in it."""
    access.require(account(), *access.LEDGER_OFFICE)
    if kind not in TITLES or form not in TYPES:
        raise Missing("no_such_ledger", "没有这本台账，请从台账页上点。")
    data = export(desk(), kind, form, account().name)
    name = f"{TITLES[kind]}-{desk().today():%Y%m%d}.{form}"
    return flask.send_file(io.BytesIO(data), TYPES[form], as_attachment=True, download_name=name)
