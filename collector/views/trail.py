"""The trail on the web (留痕): for the campaign office, by day and person."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.oversight import trail
from collector.desk.people import accounts
from collector.errors import Refusal
from collector.views import account, desk, paging

blueprint = flask.Blueprint("trail", __name__, url_prefix="/desk/office/trail")


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """Who came in, was refused, looked, exported or changed an account."""
    day, by = (flask.request.args.get(name, "").strip() for name in ("day", "by"))
    try:
        found, errors = trail.entries(desk(), account(), day=day, by=by), {}
    except Refusal as refusal:
        if not refusal.fields:
            raise
        found, errors = [], refusal.fields
    shown, page = paging.page_of(found)
    lines = [trail.line(desk(), each) for each in shown]
    body = flask.render_template(
        "desk/trail.html",
        lines=lines,
        page=page,
        day=day,
        by=by,
        people=accounts.people(desk()),
        errors=errors,
    )
    return body, 422 if errors else 200
