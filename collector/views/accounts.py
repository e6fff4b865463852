"""The office's accounts (账号管理): add, hand out a sign-in link, disable (S95, S96)."""

import flask
import segno
from flask.typing import ResponseReturnValue

from collector.desk import access, accounts, leaving, signing_in
from collector.errors import Refusal
from collector.views import account, desk
from generator.campaign.vocabulary import ROLES

blueprint = flask.Blueprint("accounts", __name__, url_prefix="/desk/office/accounts")


@blueprint.get("/")
def page() -> str:
    """All accounts, those in use first."""
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
        return _page(given, refusal.message), refusal.status
    flask.flash(f"已建账号 {made.username}。请给他一个登录链接。")
    return flask.redirect(flask.url_for(".page"), 303)


@blueprint.post("/<username>/link")
def link(username: str) -> str:
    """Make a one-time link and show it once, to be handed over in person."""
    access.require(account(), *access.ACCOUNT_MANAGERS)
    secret = signing_in.make_link(desk(), username, by=account())
    person = accounts.known_account(desk(), username)
    address = flask.url_for("sign_in.link", secret=secret, _external=True)
    picture = segno.make(address, error="m").png_data_uri(scale=6, border=4)
    return flask.render_template("desk/account_link.html", person=person, address=address, picture=picture)


@blueprint.post("/<username>/disable")
def disable(username: str) -> ResponseReturnValue:
    """Close an account; nobody closes their own."""
    access.require(account(), *access.ACCOUNT_MANAGERS)
    if username == account().username:
        raise Refusal("own_account", "不能停用自己的账号，请让另一位管理员来办。")
    accounts.disable_account(desk(), username, by=account())
    flask.flash(f"账号 {username} 已停用，他的登录都已失效。")
    return flask.redirect(flask.url_for(".page"), 303)


@blueprint.post("/<username>/leave")
def leave(username: str) -> ResponseReturnValue:
    """Hand everything of somebody who leaves to somebody else, and close the account (离岗交接)."""
    try:
        done = leaving.hand_over(desk(), account(), username, flask.request.form.get("successor", ""))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _page({}, refusal.message), refusal.status
    flask.flash(
        f"{username} 已离岗：{done.households} 户、会上交办 {done.decisions} 件已交出，账号已停用，留痕还在。"
    )
    return flask.redirect(flask.url_for(".page"), 303)


def _page(given: dict[str, str] | None = None, error: str | None = None) -> str:
    people = sorted(desk().registers.accounts, key=lambda each: (each.disabled, each.role, each.username))
    year = desk().year
    return flask.render_template(
        "desk/accounts.html",
        people=[(each, desk().unit_name(each.community_code or each.unit_code) or "街道") for each in people],
        roles=ROLES,
        communities={each.code: each.name for each in year.places.communities},
        units={each.code: each.name for each in year.units.units},
        given=given or {},
        error=error,
    )
