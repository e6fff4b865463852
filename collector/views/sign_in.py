"""Signing in and out (登录)."""

import flask
from flask.typing import ResponseReturnValue

from collector.demo import is_demo
from collector.desk.people import second_factor, signing_in
from collector.desk.people.accounts import LONGEST_USERNAME
from collector.errors import NotSignedIn, Refusal, TooMany
from collector.rules.people.account import Account
from collector.views import asker, desk, entrance, guard, open_to_all, sending_again, throttle
from collector.views.second_factor import code_page

blueprint = flask.Blueprint("sign_in", __name__, url_prefix="/desk")

# Per account and address, so that a stranger elsewhere locks nobody out; and per address over all names.
FOR_ONE_NAME = (8, 600)
FOR_ONE_ADDRESS = (60, 600)


@blueprint.get("/sign-in")
@open_to_all
def page() -> ResponseReturnValue:
    """The sign-in page (登录)."""
    if flask.g.account:
        return flask.redirect(entrance.destination())
    return entrance.sign_in_page()


@blueprint.post("/sign-in")
@open_to_all
def enter() -> ResponseReturnValue:
    """Try a name and a passphrase; failures are counted per name and address."""
    # A name longer than any is nobody's, however much longer it is.
    username = flask.request.form.get("username", "").strip()[: LONGEST_USERNAME + 1]
    address = asker()
    name, now = f"{username}@{address}", desk().clock.now().timestamp()
    by_name, by_address = throttle("name", *FOR_ONE_NAME), throttle("address", *FOR_ONE_ADDRESS)
    try:
        with by_address.trying(address, now), by_name.trying(name, now):
            person = signing_in.recognise(desk(), username, flask.request.form.get("passphrase", ""))
    except TooMany as refusal:
        answer = flask.make_response(entrance.sign_in_page(username, refusal.message))
        answer.status_code, answer.headers["Retry-After"] = refusal.status, str(refusal.retry_after)
        return answer
    except NotSignedIn as refusal:
        return entrance.sign_in_page(username, refusal.message), 401
    by_name.forget(name)
    return _let_in(person, entrance.destination())


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End this session (退出)."""
    signing_in.sign_out(desk(), flask.g.session_secret)
    answer = flask.make_response(flask.redirect(flask.url_for(".page")))
    guard.forget(answer)
    return answer


@blueprint.get("/link/<secret>")
@open_to_all
def link(secret: str) -> str:
    """A one-time link: looking at it changes nothing, since previews of messengers look too (R3.6)."""
    person = signing_in.link_account(desk(), secret)
    return flask.render_template("desk/passphrase.html", person=person, error=None)


@blueprint.post("/link/<secret>")
@open_to_all
def use_link(secret: str) -> ResponseReturnValue:
    """Set the passphrase and sign in; the link is used up."""
    person = signing_in.link_account(desk(), secret)
    passphrase = flask.request.form.get("passphrase", "")
    try:
        if passphrase != flask.request.form.get("again", ""):
            raise Refusal("not_the_same", "两次输入的口令不一样，请重新输入。")
        changed = signing_in.use_link(desk(), secret, passphrase)
    except Refusal as refusal:
        return flask.render_template("desk/passphrase.html", person=person, error=refusal.message), 422
    return _let_in(changed, "/desk/")


def _let_in(person: Account, wanted: str) -> ResponseReturnValue:
    """Into the desk, or for those who publish or hand out accounts to the question for their code."""
    if person.role not in second_factor.ROLES or is_demo(desk().store):
        return entrance.admitted(signing_in.open_session(desk(), person), person.username, wanted)
    waiting = second_factor.ask(desk(), person)
    if sending_again.form_of_request():
        # What was typed travels in the page, which a redirect would lose.
        flask.g.session_secret = waiting
        answer = flask.make_response(code_page())
    else:
        answer = flask.make_response(flask.redirect(flask.url_for("second_factor.page", next=wanted), 303))
    guard.remember(answer, waiting, signing_in.WAITING_LIVES)
    return answer
