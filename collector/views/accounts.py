"""The office's accounts (账号管理): add, hand out a sign-in link, disable and enable (S95, S96)."""

from collections.abc import Mapping

import flask
from flask.typing import ResponseReturnValue

from collector.desk.people import access, accounts, leaving, signing_in
from collector.errors import Refusal
from collector.views import account, desk, full_address, paging, qr
from generator.campaign.vocabulary import ROLES

blueprint = flask.Blueprint("accounts", __name__, url_prefix="/desk/office/accounts")


@blueprint.get("/")
def page() -> str:
    """All accounts, or those searched for, in pages."""
    access.require(account(), *access.ACCOUNT_MANAGERS)
    return _page()


@blueprint.post("/")
def add() -> ResponseReturnValue:
    """Add an account; its owner sets a passphrase with a link of their own."""
    access.require(account(), *access.ACCOUNT_MANAGERS)
    given = {name: text.strip() for name, text in flask.request.form.items()}
    try:
        made = accounts.add_account(
            desk(),
            username=given.get("username", ""),
            name=given.get("name", "") or given.get("username", ""),
            role=given.get("role", ""),
            community_code=given.get("community") or None,
            unit_code=given.get("unit") or None,
            by=account(),
        )
    except Refusal as refusal:
        if not refusal.fields:
            raise
        return _page(given, refusal.fields), refusal.status
    flask.flash(f"已建账号 {made.username}。请给他一个登录链接。")
    return flask.redirect(flask.url_for(".page", q=made.username, _anchor=f"u-{made.username}"), 303)


@blueprint.post("/<username>/link")
def link(username: str) -> str:
    """Make a one-time link and show it once, to be handed over in person."""
    access.require(account(), *access.ACCOUNT_MANAGERS)
    secret = signing_in.make_link(desk(), username, by=account())
    person = accounts.known_account(desk(), username)
    address = full_address("sign_in.link", secret=secret)
    picture = qr.code_of(address)
    return flask.render_template(
        "desk/account_link.html", person=person, address=address, picture=picture, back=_row_of(username)
    )


@blueprint.post("/<username>/disable")
def disable(username: str) -> ResponseReturnValue:
    """Close an account; nobody closes their own."""
    access.require(account(), *access.ACCOUNT_MANAGERS)
    if username == account().username:
        raise Refusal("own_account", "不能停用自己的账号，请让另一位管理员来办。")
    accounts.disable_account(desk(), username, by=account())
    flask.flash(f"账号 {username} 已停用，他的登录都已失效。{_left_behind(username)}")
    return flask.redirect(_row_of(username), 303)


@blueprint.post("/<username>/enable")
def enable(username: str) -> ResponseReturnValue:
    """Open a closed account again (重新启用)."""
    access.require(account(), *access.ACCOUNT_MANAGERS)
    accounts.enable_account(desk(), username, by=account())
    flask.flash(f"账号 {username} 已重新启用，口令还是原来的。忘了口令，给他一个登录链接。")
    return flask.redirect(_row_of(username), 303)


@blueprint.post("/<username>/leave")
def leave(username: str) -> ResponseReturnValue:
    """Hand everything of somebody who leaves to somebody else, and close the account (离岗交接)."""
    successor = flask.request.form.get("successor", "").strip()
    try:
        done = leaving.hand_over(desk(), account(), username, successor)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _page({"leaver": username, "successor": successor}, refusal.fields), refusal.status
    flask.flash(
        f"{username} 已离岗：{done.households} 户、会上交办 {done.decisions} 件已交出，账号已停用，留痕还在。"
    )
    return flask.redirect(_row_of(username), 303)


def _left_behind(username: str) -> str:
    """What nobody looks after now, and what to do about it."""
    kept = leaving.held(desk()).get(username)
    return f"他名下还有 {kept}，没有人管，请在这一行办离岗交接。" if kept else ""


def _asked() -> dict[str, str]:
    """The part of the list one looks at; forms carry it along, so that one comes back to it."""
    return {name: flask.request.args[name] for name in ("q", "page") if flask.request.args.get(name)}


def _row_of(username: str) -> str:
    """The line of an account in the list one came from."""
    return flask.url_for(".page", **_asked(), _anchor=f"u-{username}")  # type: ignore[arg-type]


def _page(given: dict[str, str] | None = None, errors: Mapping[str, str] | None = None) -> str:
    year, wanted = desk().year, flask.request.args.get("q", "").strip()
    shown, page = paging.page_of(accounts.found(desk(), wanted), ".page")
    return flask.render_template(
        "desk/accounts.html",
        people=shown,
        page=page,
        q=wanted,
        asked=_asked(),
        held=leaving.held(desk()),
        place_of=lambda each: accounts.place_of(desk(), each),
        successors=accounts.people(desk()),
        roles=ROLES,
        communities={each.code: each.name for each in year.places.communities},
        units={each.code: each.name for each in year.units.units},
        given=given or {},
        errors=errors or {},
    )
