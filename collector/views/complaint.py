"""A word to the campaign office about a visit (走访意见): a form for residents, and the office's pages."""

import uuid

import flask
from flask.typing import ResponseReturnValue

from collector.desk.residents import complaint
from collector.errors import Refusal, TooMany
from collector.rules.residents.complaint import STATES
from collector.views import account, asker, desk, full_address, open_to_all, paging, qr, throttle

blueprint = flask.Blueprint("complaint", __name__)

# Many phones share one address at a carrier; a whole building may still complain within an hour.
FROM_ONE_ADDRESS = (20, 3600)


@blueprint.get("/complaint/")
@open_to_all
def form() -> str:
    """The empty form; nobody is asked who they are."""
    return _form({"id": str(uuid.uuid4())}, {})


@blueprint.post("/complaint/")
@open_to_all
def send() -> ResponseReturnValue:
    """Take what was written, so many from one address within the hour."""
    given = {name: text.strip() for name, text in flask.request.form.items()}
    counter, address = throttle("complaint", *FROM_ONE_ADDRESS), asker()
    now = desk().clock.now().timestamp()
    try:
        counter.take(address, now)
    except TooMany as refusal:
        answer = flask.make_response(_form(given, {"text": TOO_MANY}), refusal.status)
        answer.headers["Retry-After"] = str(refusal.retry_after)
        return answer
    try:
        taken = complaint.submit(
            desk(),
            given_id=given.get("id", ""),
            community_code=given.get("community_code", ""),
            visited_on=given.get("visited_on", ""),
            text=given.get("text", ""),
        )
    except Refusal as refusal:
        counter.give_back(address, now)
        if not refusal.fields:
            raise
        return _form({"id": str(uuid.uuid4())} | given, refusal.fields), refusal.status
    return flask.redirect(flask.url_for(".receipt", given_id=taken.id), 303)


@blueprint.get("/complaint/<uuid:given_id>/")
@open_to_all
def receipt(given_id: uuid.UUID) -> str:
    """That it arrived, and under which number; never what was written."""
    taken = complaint.sent(desk(), str(given_id))
    if taken is None:
        flask.abort(404)
    return flask.render_template("desk/complaint_sent.html", complaint=taken)


@blueprint.get("/desk/office/complaints/")
def list_() -> str:
    """All of them, the unread first, and the address that residents are to be told."""
    shown, page = paging.page_of(complaint.complaints(desk(), account()))
    address = complaint.address(desk()) or full_address(".form")
    return flask.render_template(
        "desk/complaints.html",
        rows=shown,
        page=page,
        states=STATES,
        unit_name=desk().unit_name,
        address=address,
        picture=qr.code_of(address),
        is_linked=desk().year.site.complaints is not None,
    )


@blueprint.get("/desk/office/complaints/<no>")
def show(no: str) -> str:
    """One of them, with what was done about it."""
    return _page(no, {}, {})


@blueprint.post("/desk/office/complaints/<no>")
def note(no: str) -> ResponseReturnValue:
    """Write down what was done."""
    given = {name: text.strip() for name, text in flask.request.form.items()}
    try:
        complaint.add_note(desk(), account(), no, state=given.get("state", ""), text=given.get("text", ""))
    except Refusal as refusal:
        if not refusal.fields:
            raise
        return _page(no, given, refusal.fields), refusal.status
    flask.flash("已记下。")
    return flask.redirect(flask.url_for(".show", no=no), 303)


def _form(given: dict[str, str], errors: dict[str, str]) -> str:
    return flask.render_template(
        "desk/complaint.html",
        given=given,
        errors=errors,
        communities={each.code: each.name for each in desk().year.places.communities},
        today=desk().today(),
    )


def _page(no: str, given: dict[str, str], errors: dict[str, str]) -> str:
    return flask.render_template(
        "desk/complaint_file.html",
        file=complaint.file_of(desk(), account(), no),
        given=given,
        errors=errors,
        states=STATES,
        unit_name=desk().unit_name,
    )


TOO_MANY = "这个网络上刚才写的人太多了，请过一会儿再提交，或者打电话来说"
