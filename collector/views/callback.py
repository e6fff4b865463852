"""Callbacks by link (回访链接): the office makes them, residents answer them without signing in."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.issues import dossier
from collector.desk.residents import callback
from collector.errors import Refusal
from collector.rules.issues.stages import STAGES
from collector.rules.residents.callback import LIVES
from collector.rules.residents.contacts import OFTEN_DAYS
from collector.views import account, desk, full_address, open_to_all, paging, qr
from generator.campaign.vocabulary import SATISFACTIONS

blueprint = flask.Blueprint("callback", __name__)

# What browsers send for a box that is ticked.
TICKED = frozenset({"yes", "on", "true", "1"})


@blueprint.get("/desk/office/callbacks/")
def list_() -> str:
    """The issues whose residents may be asked (待回访), each with when they were last disturbed."""
    shown, page = paging.page_of(callback.waiting(desk(), account()))
    return flask.render_template(
        "desk/callbacks.html",
        rows=[callback.asked(desk(), case) for case in shown],
        page=page,
        often_days=OFTEN_DAYS,
        stages=STAGES,
        unit_name=desk().unit_name,
    )


@blueprint.post("/desk/office/callbacks/<issue_no>")
def make(issue_no: str) -> str:
    """Make a link and show it once, with words to send along."""
    case = dossier.case_for(desk(), account(), issue_no)
    before = callback.asked(desk(), case)
    secret = callback.make_link(desk(), account(), issue_no)
    address = full_address(".page", secret=secret)
    return flask.render_template(
        "desk/callback_link.html",
        asked=before,
        often_days=OFTEN_DAYS,
        question=callback.question_of(desk(), secret),
        address=address,
        picture=qr.code_of(address),
        days=LIVES.days,
        ends_on=(desk().clock.now() + LIVES).date(),
    )


@blueprint.get("/callback/<secret>")
@open_to_all
def page(secret: str) -> ResponseReturnValue:
    """A resident's page: what it is about, and the form (回访)."""
    try:
        return _page(callback.question_of(desk(), secret))
    except Refusal as refusal:
        return _over(refusal)


@blueprint.post("/callback/<secret>")
@open_to_all
def answer(secret: str) -> ResponseReturnValue:
    """A resident's answer, recorded once; sent again it is thanked for again."""
    given = {name: text.strip() for name, text in flask.request.form.items()}
    try:
        callback.answer(
            desk(),
            secret,
            solved=given.get("solved", ""),
            satisfaction=given.get("satisfaction", ""),
            text=given.get("text", ""),
            may_publish=given.get("may_publish", "") in TICKED,
        )
    except Refusal as refusal:
        if refusal.fields:
            return _page(callback.question_of(desk(), secret), given, refusal.fields), refusal.status
        return _over(refusal)
    return flask.redirect(flask.url_for(".page", secret=secret), 303)


def _page(
    question: callback.Question, given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> str:
    return flask.render_template(
        "desk/callback.html",
        question=question,
        given=given or {},
        errors=errors or {},
        solved=ANSWERS,
        satisfactions=SATISFACTIONS,
    )


def _over(refusal: Refusal) -> ResponseReturnValue:
    """A link that leads nowhere says so, and whom to call instead."""
    return flask.render_template("desk/callback_over.html", message=refusal.message), refusal.status


# The words a caller ticks, as residents say them.
ANSWERS = {"yes": "办好了", "partly": "办了一部分", "no": "没办好"}
