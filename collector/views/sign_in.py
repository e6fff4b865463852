"""Signing in and out (登录)."""

import flask
from flask.typing import ResponseReturnValue

from collector.demo import PASSPHRASE, is_demo
from collector.desk import accounts, second_factor, signing_in
from collector.errors import NotSignedIn, Refusal, TooMany
from collector.rules.account import Account
from collector.views import desk, guard, open_to_all, throttle
from generator.campaign.vocabulary import ROLES

blueprint = flask.Blueprint("sign_in", __name__, url_prefix="/desk")

# Per account and address, so that a stranger elsewhere locks nobody out; and per address over all names.
FOR_ONE_NAME = (8, 600)
FOR_ONE_ADDRESS = (60, 600)


@blueprint.get("/sign-in")
@open_to_all
def page() -> ResponseReturnValue:
    """The sign-in page (登录)."""
    if flask.g.account:
        return flask.redirect(destination())
    return _page()


@blueprint.post("/sign-in")
@open_to_all
def enter() -> ResponseReturnValue:
    """Try a name and a passphrase; failures are counted per name and address."""
    username = flask.request.form.get("username", "").strip()
    address = flask.request.remote_addr or ""
    name, now = f"{username}@{address}", desk().clock.now().timestamp()
    by_name, by_address = throttle("name", *FOR_ONE_NAME), throttle("address", *FOR_ONE_ADDRESS)
    try:
        with by_name.trying(name, now), by_address.trying(address, now):
            person = signing_in.recognise(desk(), username, flask.request.form.get("passphrase", ""))
    except TooMany as refusal:
        answer = flask.make_response(_page(username, refusal.message))
        answer.status_code, answer.headers["Retry-After"] = refusal.status, str(refusal.retry_after)
        return answer
    except NotSignedIn as refusal:
        return _page(username, refusal.message), 401
    by_name.forget(name)
    return _let_in(person, destination())


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


def _page(username: str = "", error: str | None = None) -> str:
    return flask.render_template(
        "desk/sign_in.html",
        username=username,
        error=error,
        next=_next(),
        roles=ROLES,
        demo_accounts=_demo_accounts(),
        demo_passphrase=PASSPHRASE,
    )


def _demo_accounts() -> list[Account]:
    """One account of each role where this is a demo, which is served on this machine only; else none."""
    if not is_demo(desk().store):
        return []
    first: dict[str, Account] = {}
    for each in desk().registers.accounts:
        if not each.disabled:
            first.setdefault(each.role, each)
    return [first[role] for role in ROLES if role in first]


def _let_in(person: Account, wanted: str) -> ResponseReturnValue:
    """Into the desk, or for those who publish or hand out accounts to the question for their code."""
    if person.role not in second_factor.ROLES or is_demo(desk().store):
        return admitted(signing_in.open_session(desk(), person), person.username, wanted)
    waiting = second_factor.ask(desk(), person)
    answer = flask.make_response(flask.redirect(flask.url_for("second_factor.page", next=wanted), 303))
    guard.remember(answer, waiting, signing_in.WAITING_LIVES)
    return answer


def admitted(secret: str, username: str, wanted: str) -> ResponseReturnValue:
    """Hand out a session and go on to where one wanted to go."""
    answer = flask.make_response(flask.redirect(wanted, 303))
    guard.remember(answer, secret, signing_in.idle_of(accounts.known_account(desk(), username)))
    return answer


def _next() -> str:
    return flask.request.values.get("next", "")


def destination() -> str:
    """Where to go after signing in; only an address of the desk itself is followed."""
    wanted = _next()
    is_ours = wanted.startswith("/desk/") and "\\" not in wanted and "//" not in wanted
    return wanted if is_ours else "/desk/"
