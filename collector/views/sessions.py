"""My sign-ins on the web (登录情况): look, and end what is not mine any more."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.people import sessions
from collector.views import account, desk

blueprint = flask.Blueprint("sessions", __name__, url_prefix="/desk/sessions")


@blueprint.get("/")
def page() -> str:
    """Where I am signed in, this browser first."""
    found = sessions.sessions_of(desk(), account(), flask.g.session_secret)
    return flask.render_template("desk/sessions.html", sessions=found)


@blueprint.post("/<key>/end")
def end(key: str) -> ResponseReturnValue:
    """End one of them."""
    sessions.end(desk(), account(), key)
    flask.flash("已结束，那台设备要重新登录。")
    return flask.redirect(flask.url_for(".page"), 303)
