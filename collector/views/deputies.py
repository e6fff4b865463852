"""Reviewing in somebody's place on the web (代办): name, take back, begin, and be oneself again."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.issues import deputising
from collector.desk.people import access, accounts
from collector.errors import Refusal
from collector.rules.issues.deputy import DEPUTIES, LONGEST_DAYS
from collector.views import account, desk

blueprint = flask.Blueprint("deputies", __name__, url_prefix="/desk/deputies")


@blueprint.get("/")
def page() -> str:
    """Who stands in for whom and when, and what was done in my name."""
    access.require(account(), *deputising.READERS)
    return _page({}, {})


@blueprint.post("/")
def name() -> ResponseReturnValue:
    """Name a deputy for some days."""
    access.require(account(), *DEPUTIES)
    given = {key: flask.request.form.get(key, "").strip() for key in ("deputy", "first_on", "last_on")}
    try:
        named = deputising.name_deputy(desk(), account(), **given)
    except Refusal as refusal:
        if not refusal.fields:
            raise
        return _page(given, refusal.fields), refusal.status
    who = accounts.name_of(desk(), named.deputy)
    flask.flash(f"{named.first_on} 至 {named.last_on} 由{who}代办，到期自动结束。")
    return flask.redirect(flask.url_for(".page"), 303)


@blueprint.post("/<no>/end")
def end(no: str) -> ResponseReturnValue:
    """Take it back before it is over."""
    access.require(account(), *deputising.READERS)
    deputising.take_back(desk(), account(), no)
    flask.flash("已收回，对方不能再代办。")
    return flask.redirect(flask.url_for(".page"), 303)


@blueprint.post("/<no>/begin")
def begin(no: str) -> ResponseReturnValue:
    """Act for the reviewer from the next click on."""
    access.require(account(), *deputising.READERS)
    acting = deputising.take_up(desk(), account(), flask.g.session_secret, no)
    flask.flash(f"开始代{accounts.name_of(desk(), acting.acting_for or '')}办理，每一步都会写明“代”。")
    return flask.redirect("/desk/", 303)


@blueprint.post("/stop")
def stop() -> ResponseReturnValue:
    """Be oneself again."""
    access.require(account(), *deputising.READERS)
    deputising.lay_down(desk(), account(), flask.g.session_secret)
    flask.flash("已回到您本人。")
    return flask.redirect("/desk/", 303)


def _page(given: dict[str, str], errors: dict[str, str]) -> str:
    return flask.render_template(
        "desk/deputies.html",
        named=deputising.all_named(desk(), account()),
        choices=deputising.choices(desk(), account()),
        may_name=account().role in DEPUTIES and account().acting_for is None,
        may_take_back=lambda named: deputising.may_take_back(account(), named),
        done=deputising.done_for(desk(), account()),
        name_of=lambda username: accounts.name_of(desk(), username),
        today=desk().today(),
        longest=LONGEST_DAYS,
        given=given,
        errors=errors,
    )
