"""The entrance (入口): the page to sign in on, and the way on from there with what somebody had typed."""

import flask
from flask.typing import ResponseReturnValue

from collector.demo import PASSPHRASE, is_demo
from collector.desk.people import accounts, signing_in
from collector.rules.people.account import Account
from collector.views import desk, guard, sending_again
from generator.campaign.vocabulary import ROLES

# What keeps a form from being taken only until it is sent again.
TOO_LATE = frozenset({"not_signed_in", "csrf"})


def sign_in_page(username: str = "", error: str | None = None) -> str:
    """The page to sign in on (登录), with the form that waits for it."""
    form = sending_again.form_of_request()
    return flask.render_template(
        "desk/sign_in.html",
        username=username,
        error=error,
        next=_next(),
        form=form,
        carried=sending_again.written(form),
        roles=ROLES,
        demo_accounts=_demo_accounts(),
        demo_passphrase=PASSPHRASE,
    )


def ask_again() -> str:
    """What answers a form that came too late: the form itself to whose it is, to others the sign-in page."""
    form, person = sending_again.form_of_request(), flask.g.account
    is_theirs = person is not None and form is not None and sending_again.is_theirs(form, person)
    return sending_again.page(form) if form and is_theirs else sign_in_page()


def admitted(secret: str, username: str, wanted: str) -> ResponseReturnValue:
    """Hand out a session and go on to where one wanted to go, or to the form that waits for it."""
    person = accounts.known_account(desk(), username)
    flask.g.session_secret, flask.g.account = secret, person
    is_awaited = sending_again.form_of_request() is not None
    answer = flask.make_response(ask_again() if is_awaited else flask.redirect(wanted, 303))
    guard.remember(answer, secret, signing_in.idle_of(person))
    return answer


def destination() -> str:
    """Where to go after signing in; only an address of the desk itself is followed."""
    wanted = _next()
    leads_away = "\\" in wanted or "//" in wanted or not wanted.isprintable()
    return wanted if wanted.startswith("/desk/") and not leads_away else "/desk/"


def _next() -> str:
    return flask.request.values.get("next", "")


def _demo_accounts() -> list[Account]:
    """One account of each role where this is a demo, which is served on this machine only; else none."""
    if not is_demo(desk().store):
        return []
    first: dict[str, Account] = {}
    for each in desk().registers.accounts:
        if not each.disabled:
            first.setdefault(each.role, each)
    return [first[role] for role in ROLES if role in first]
