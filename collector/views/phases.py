"""The phases on the web (阶段): what is ticked, what stands in the way, plans and trainings on record."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.oversight import phases
from collector.desk.people import access, accounts
from collector.errors import Refusal
from collector.rules.issues.stages import report_of
from collector.views import account, desk

blueprint = flask.Blueprint("phases", __name__, url_prefix="/desk/office/phases")

SHOWN = 20


@blueprint.get("/")
def list_() -> str:
    """Every phase: how far its tasks are, and how much stands in the way of closing it."""
    return flask.render_template(
        "desk/phases.html", files=phases.files(desk(), account()), today=desk().today()
    )


@blueprint.get("/<code>")
def show(code: str) -> str:
    """One phase with its checklist."""
    return _show(code, {})


@blueprint.post("/<code>/tick/<int:place>")
def tick(code: str, place: int) -> ResponseReturnValue:
    """Tick a task off, or take that back."""
    phases.tick(desk(), account(), code, place)
    return flask.redirect(flask.url_for(".show", code=code), 303)


@blueprint.post("/<code>/close")
def close(code: str) -> ResponseReturnValue:
    """Close a phase."""
    try:
        phases.close(desk(), account(), code, flask.request.form.get("reason", ""))
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _show(code, refusal.fields or {"reason": refusal.message}), refusal.status
    flask.flash("这个阶段已收尾。收尾只是记一笔，什么事都照样能办。")
    return flask.redirect(flask.url_for(".show", code=code), 303)


@blueprint.get("/plans/")
def plans() -> str:
    """Which plans and trainings there are (工作方案、培训)."""
    return _plans({}, {})


@blueprint.post("/plans/")
def register() -> ResponseReturnValue:
    """Put a plan on record."""
    given = flask.request.form.to_dict()
    names = ("place", "title", "made_on")
    try:
        phases.register_plan(desk(), account(), *(given.get(name, "").strip() for name in names))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _plans(given, refusal.fields), refusal.status
    flask.flash("已登记工作方案。")
    return flask.redirect(flask.url_for(".plans"), 303)


@blueprint.post("/trainings/")
def train() -> ResponseReturnValue:
    """Put a training on record."""
    form = flask.request.form
    held_on, topic = form.get("held_on", "").strip(), form.get("topic", "").strip()
    try:
        phases.hold_training(desk(), account(), held_on, topic, form.getlist("people"))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _plans(form.to_dict(), refusal.fields), refusal.status
    flask.flash("已登记培训。")
    return flask.redirect(flask.url_for(".plans"), 303)


def _show(code: str, errors: dict[str, str]) -> str:
    found = phases.file_of(desk(), account(), code)
    return flask.render_template(
        "desk/phase.html",
        file=found,
        cases={
            each.code: found.cases[each.code][:SHOWN] for each in found.obstacles if each.code in found.cases
        },
        may_close=account().role in phases.OFFICE,
        name_of=lambda username: accounts.name_of(desk(), username),
        report_of=report_of,
        given=flask.request.form,
        errors=errors,
    )


def _plans(given: dict[str, str], errors: dict[str, str]) -> str:
    access.require(account(), *phases.PLANNERS, *phases.READERS)
    names = {phases.STREET: desk().year.places.subdistrict}
    names |= {each.code: each.name for each in desk().year.places.communities}
    mine = {account().community_code} if account().is_of_community else set(names)
    return flask.render_template(
        "desk/plans.html",
        documents=phases.plan_documents(desk()),
        trainings=phases.trainings(desk()),
        names=names,
        mine={code: name for code, name in names.items() if code in mine},
        people=accounts.people(desk()),
        name_of=lambda username: accounts.name_of(desk(), username),
        may_plan=account().role in phases.PLANNERS,
        may_train=account().role in phases.OFFICE,
        given=given,
        ticked=flask.request.form.getlist("people"),
        errors=errors,
        today=desk().today(),
    )
