"""Special hardship on the web (特殊困难户): the ledger, a household's plan, and what is done for it."""

from collections.abc import Callable
from functools import partial

import flask
from flask.typing import ResponseReturnValue

from collector.desk.homes import hardship
from collector.errors import Refusal
from collector.rules.homes.hardship import CAUSES
from collector.views import account, desk

blueprint = flask.Blueprint("hardship", __name__, url_prefix="/desk/hardship")

# What is asked of a measure, wherever one is added.
MEASURE = ("text", "owner", "due_on")


@blueprint.get("/")
def list_() -> str:
    """Who is in hardship (特殊困难户台账), the gaps first: households without a plan."""
    files = hardship.ledger_read(desk(), account())
    return flask.render_template(
        "desk/hardships.html",
        files=files,
        gaps=sum(file.is_gap for file in files),
        overdue=sum(any(each.is_overdue(desk().today()) for each in file.measures) for file in files),
        **_names(),
    )


@blueprint.get("/new")
def new() -> str:
    """The form to mark a household with."""
    hardship.ledger(desk(), account())
    return _new({"household_code": flask.request.args.get("household", "")}, (), {})


@blueprint.post("/new")
def mark() -> ResponseReturnValue:
    """Mark a household (列为特殊困难户)."""
    given, causes = _given(), tuple(flask.request.form.getlist("causes"))
    code = given.get("household_code", "")
    try:
        hardship.mark(
            desk(),
            account(),
            code,
            causes=causes,
            policies=given.get("policies", ""),
            gap=given.get("gap", ""),
        )
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        errors = refusal.fields or {"household_code": refusal.message}
        return _new(given, causes, errors), refusal.status
    flask.flash("已列入台账，接着定一户一策。")
    return flask.redirect(flask.url_for(".show", household_code=code), 303)


@blueprint.get("/<household_code>")
def show(household_code: str) -> str:
    """One household: why it is in hardship, what is being done, by whom and until when."""
    return _page(household_code, {}, {})


@blueprint.post("/<household_code>/plan")
def open_plan(household_code: str) -> ResponseReturnValue:
    """Open its plan with a first measure (定一户一策)."""
    return _take(household_code, "plan", hardship.open_plan, ("review_on", *MEASURE))


@blueprint.post("/<household_code>/measures")
def add_measure(household_code: str) -> ResponseReturnValue:
    """Add a measure (加措施)."""
    return _take(household_code, "measure", hardship.add_measure, MEASURE)


@blueprint.post("/<household_code>/measures/<int:seq>")
def finish_measure(household_code: str, seq: int) -> ResponseReturnValue:
    """Write down that a measure was carried out (措施落实)."""
    return _take(household_code, f"done-{seq}", partial(hardship.finish_measure, seq=seq), ("text",))


@blueprint.post("/<household_code>/review")
def review(household_code: str) -> ResponseReturnValue:
    """Look at the plan again (复查)."""
    return _take(household_code, "review", hardship.review_plan, ("review_on", "text"))


@blueprint.post("/<household_code>/lift")
def lift(household_code: str) -> ResponseReturnValue:
    """Take it off the ledger (困难解除)."""
    return _take(household_code, "lift", hardship.lift, ("text",))


def _take(
    household_code: str, form: str, act: Callable[..., object], names: tuple[str, ...]
) -> ResponseReturnValue:
    """Do what a form of a household's page asks; what is refused leaves everything typed where it was."""
    given = _given()
    try:
        act(desk(), account(), household_code, **{name: given.get(f"{form}.{name}", "") for name in names})
    except Refusal as refusal:
        if not refusal.fields:
            raise
        errors = {f"{form}.{name}": message for name, message in refusal.fields.items()}
        return _page(household_code, given, errors), refusal.status
    flask.flash("已记下。")
    return flask.redirect(flask.url_for(".show", household_code=household_code), 303)


def _new(given: dict[str, str], causes: tuple[str, ...], errors: dict[str, str]) -> str:
    return flask.render_template(
        "desk/hardship_new.html", given=given, chosen=causes, errors=errors, **_names()
    )


def _page(household_code: str, given: dict[str, str], errors: dict[str, str]) -> str:
    file = hardship.hardship_file(desk(), account(), household_code)
    return flask.render_template("desk/hardship.html", file=file, given=given, errors=errors, **_names())


def _given() -> dict[str, str]:
    return {name: text.strip() for name, text in flask.request.form.items()}


def _names() -> dict[str, object]:
    return {"causes": CAUSES, "unit_name": desk().unit_name, "today": desk().today()}
