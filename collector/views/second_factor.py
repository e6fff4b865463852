"""The code of a phone (两步验证): asked between passphrase and desk, set up the first time."""

import flask
import segno
from flask.typing import ResponseReturnValue

from collector.desk import second_factor
from collector.errors import NotSignedIn, TooMany
from collector.views import desk, open_to_all, sign_in, throttle

blueprint = flask.Blueprint("second_factor", __name__, url_prefix="/desk/code")

# Only who knows the passphrase comes this far, so that counting by name locks nobody out.
FOR_ONE_NAME = (8, 600)


@blueprint.get("")
@open_to_all
def page() -> str:
    """Ask for the code; the first time with what the phone has to take in."""
    return _page()


@blueprint.post("")
@open_to_all
def enter() -> ResponseReturnValue:
    """Try a code; failures are counted per account."""
    username = second_factor.waiting_account(desk(), _waiting()).username
    counter, now = throttle("code", *FOR_ONE_NAME), desk().clock.now().timestamp()
    try:
        with counter.trying(username, now):
            secret = second_factor.pass_with(desk(), _waiting(), flask.request.form.get("code", ""))
    except TooMany as refusal:
        headers = {"Retry-After": str(refusal.retry_after)}
        return _page(refusal.message), refusal.status, headers
    except NotSignedIn as refusal:
        return _page(refusal.message), refusal.status
    counter.forget(username)
    return sign_in.admitted(secret, username, sign_in.destination())


def _waiting() -> str:
    """The secret in the place of a session's, which opens nothing but this page."""
    return str(flask.g.get("session_secret", ""))


def _page(error: str | None = None) -> str:
    person = second_factor.waiting_account(desk(), _waiting())
    setup = second_factor.setup_of(desk(), person)
    return flask.render_template(
        "desk/second_factor.html",
        person=person,
        key=setup[0] if setup else None,
        picture=segno.make(setup[1], error="m").png_data_uri(scale=5, border=4) if setup else None,
        next=flask.request.values.get("next", ""),
        error=error,
    )
