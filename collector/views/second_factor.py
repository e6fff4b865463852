"""The code of a phone (两步验证): asked between passphrase and desk, set up the first time."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.people import second_factor
from collector.errors import NotSignedIn, TooMany
from collector.views import desk, entrance, open_to_all, qr, sending_again, throttle

blueprint = flask.Blueprint("second_factor", __name__, url_prefix="/desk/code")

# Only who knows the passphrase comes this far, so that counting by name locks nobody out.
FOR_ONE_NAME = (8, 600)


@blueprint.get("")
@open_to_all
def page() -> str:
    """Ask for the code; the first time with what the phone has to take in."""
    return code_page()


@blueprint.post("")
@open_to_all
def enter() -> ResponseReturnValue:
    """Try a code; failures are counted per account."""
    typed = flask.request.form.get("code", "")
    username = second_factor.waiting_account(desk(), _waiting()).username
    counter, now = throttle("code", *FOR_ONE_NAME), desk().clock.now().timestamp()
    try:
        with counter.trying(username, now):
            secret = second_factor.pass_with(desk(), _waiting(), typed)
    except TooMany as refusal:
        headers = {"Retry-After": str(refusal.retry_after)}
        return code_page(refusal.message), refusal.status, headers
    except NotSignedIn as refusal:
        return code_page(refusal.message), refusal.status
    counter.forget(username)
    return entrance.admitted(secret, username, entrance.destination())


def code_page(error: str | None = None) -> str:
    """The page that asks for the code (验证码), with the form that waits for it."""
    person = second_factor.waiting_account(desk(), _waiting())
    setup = second_factor.setup_of(desk(), person)
    return flask.render_template(
        "desk/second_factor.html",
        person=person,
        key=setup[0] if setup else None,
        picture=qr.code_of(setup[1], 5) if setup else None,
        next=flask.request.values.get("next", ""),
        carried=sending_again.written(sending_again.form_of_request()),
        error=error,
    )


def _waiting() -> str:
    """The secret in the place of a session's, which opens nothing but this page."""
    return str(flask.g.get("session_secret", ""))
