"""Answers that say no (拒绝): one shape under /api, one page for people."""

import contextlib

import flask
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from collector.errors import NotAllowed, NotSignedIn, Refusal, StoreUnavailable, TooMany
from collector.rules.people.account import Account
from collector.views import desk, entrance, wants_json
from collector.views.addresses import page_behind

# What the web server itself refuses, in words.
MESSAGES = {
    400: ("bad_request", "请求的格式不对。"),
    404: ("not_found", "没有这个页面，请核对网址。"),
    405: ("method_not_allowed", "这个网址不能这样访问。"),
    413: ("too_large", "内容太大，没有收下。请分几次提交。"),
    415: ("wrong_content_type", "请用 application/json 提交。"),
    500: ("internal", "系统出了问题，没有存下。请过一会儿再试；还不行，请告诉活动办。"),
}
RETRY_AFTER = "30"


def install(app: flask.Flask) -> None:
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(HTTPException, answer_http)


def answer_refusal(refusal: Refusal) -> ResponseReturnValue:
    """A refusal as JSON or as a page; who is not signed in is taken to the sign-in page and back.

    A form that came too late is not lost by that: it is asked for once more.
    """
    _keep_in_trail(refusal)
    if wants_json():
        return _headed(flask.jsonify(as_json(refusal.code, refusal.message, refusal.fields)), refusal)
    if isinstance(refusal, NotSignedIn) and flask.request.method in ("GET", "HEAD"):
        return flask.redirect(flask.url_for("sign_in.page", next=flask.request.full_path.rstrip("?")))
    if refusal.status == 404 and (behind := page_behind(flask.request.path)):
        return flask.redirect(behind)
    if refusal.code in entrance.TOO_LATE and flask.request.method == "POST":
        page = entrance.ask_again()
    else:
        page = flask.render_template("desk/error.html", status=refusal.status, message=refusal.message)
    return _headed(flask.make_response(page), refusal)


def _keep_in_trail(refusal: Refusal) -> None:
    """Somebody known who wanted what is not theirs is put on record: which view, never what was typed.

    A form that came too late is no such reaching.
    """
    person: Account | None = flask.g.get("account")
    is_reaching = isinstance(refusal, NotAllowed) and refusal.code not in entrance.TOO_LATE
    if person is None or not is_reaching:
        return
    # A store that is full just now does not change the answer.
    with contextlib.suppress(StoreUnavailable):
        desk().act(lambda: desk().note(person, "refused", of=flask.request.endpoint, detail=refusal.code))


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """What the web server refuses, in the same two shapes."""
    status = error.code or 500
    if status < 400:
        return error
    code, message = MESSAGES.get(status, ("refused", "请求没有办理。"))
    if wants_json():
        answer = flask.jsonify(as_json(code, message))
    elif status in (404, 405) and (behind := page_behind(flask.request.path)):
        return flask.redirect(behind)
    else:
        answer = flask.make_response(flask.render_template("desk/error.html", status=status, message=message))
    answer.status_code = status
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def as_json(code: str, message: str, fields: dict[str, str] | None = None) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "fields": fields or {}}}


def _headed(answer: flask.Response, refusal: Refusal) -> flask.Response:
    answer.status_code = refusal.status
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    elif refusal.status == 503:
        answer.headers["Retry-After"] = RETRY_AFTER
    if refusal.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="wanhu"'
    return answer
