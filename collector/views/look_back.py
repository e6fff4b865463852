"""Looking back on the web (回头看): whom to ask, samples to check, and what was heard."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.oversight.today import short
from collector.desk.people.accounts import name_of
from collector.desk.residents import look_back
from collector.errors import Refusal
from collector.rules.issues.stages import STAGES, report_of, stage_of
from collector.rules.issues.steps import SOLVED
from collector.rules.residents.look_back import CALLBACK_CHANNELS, LARGEST, STRATA
from collector.views import account, desk, paging
from generator.campaign.vocabulary import SATISFACTIONS

blueprint = flask.Blueprint("look_back", __name__, url_prefix="/desk/office/look-back")

STATES = {"waiting": "还没问", "unreached": "没联系上", "asked": "问过了"}


@blueprint.get("/")
def page() -> str:
    """The queue, closed and unclosed, with what was heard so far."""
    return _page({}, {})


@blueprint.post("/")
def draw() -> ResponseReturnValue:
    """Draw a sample."""
    given = {name: text.strip() for name, text in flask.request.form.items()}
    size = given.get("size", "")
    try:
        sample = look_back.draw_sample(
            desk(),
            account(),
            size=int(size) if size.isascii() and size.isdecimal() else None,
            by_aspect=given.get("by_aspect", ""),
            seed=given.get("seed", ""),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _page(given, refusal.fields), refusal.status
    flask.flash(f"已抽 {len(sample.issues)} 件。")
    return flask.redirect(flask.url_for(".sample", no=sample.no), 303)


@blueprint.get("/<no>")
def sample(no: str) -> str:
    """One sample: its seed, so that anybody can draw it again, and how far it has come."""
    found, cases = look_back.sample_of(desk(), account(), no)
    return flask.render_template(
        "desk/look_back_sample.html",
        sample=found,
        rows=[look_back.row_of(desk(), account(), case) for case in cases],
        is_repeatable=look_back.is_repeatable(desk(), found),
        drawn_by=name_of(desk(), found.drawn_by),
        **_names(),
    )


def _page(given: dict[str, str], errors: dict[str, str]) -> str:
    state = flask.request.args.get("state", "waiting")
    found = look_back.overview(desk(), account())
    shown, pages = paging.page_of(look_back.queue(desk(), account(), state if state in STATES else "waiting"))
    return flask.render_template(
        "desk/look_back.html",
        found=found,
        rows=[look_back.row_of(desk(), account(), case) for case in shown],
        page=pages,
        state=state,
        may_draw=account().role in look_back.DRAWERS,
        largest=LARGEST,
        given=given,
        errors=errors,
        **_names(),
    )


def _names() -> dict[str, object]:
    return {
        "states": STATES,
        "strata": STRATA,
        "channels": CALLBACK_CHANNELS,
        "solved": SOLVED,
        "satisfactions": SATISFACTIONS,
        "stages": STAGES,
        "stage_of": stage_of,
        "title_of": lambda case: short(report_of(case)),
        "unit_name": desk().unit_name,
    }
