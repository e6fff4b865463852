"""The JSON interface (接口): the acts of the web form, with a bearer token; and the server's own health."""

import flask
import msgspec
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnsupportedMediaType

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.desk.visiting import intake
from collector.desk.visiting.submissions import Receipt
from collector.errors import BadRequest, NotSignedIn
from collector.rules.people.account import Account
from collector.views import asker, desk, open_to_all, openapi, throttle

blueprint = flask.Blueprint("api", __name__)

BODY_LIMIT = 256 * 1024
# Guessing a token is hopeless; a client that goes on with a dead one should slow down.
WRONG_TOKENS = (120, 60)
_THIS_MACHINE = frozenset({"127.0.0.1", "::1"})


@blueprint.post("/api/visits")
def visits() -> ResponseReturnValue:
    """Take a visit (登记走访)."""
    account = _bearer()
    return _answered(intake.submit_visit(desk(), account, _json()))


@blueprint.post("/api/issues")
def issues() -> ResponseReturnValue:
    """Take an issue (登记问题)."""
    account = _bearer()
    return _answered(intake.submit_issue(desk(), account, _json()))


@blueprint.get("/api/openapi.json")
@open_to_all
def description() -> ResponseReturnValue:
    """The interface described for machines (接口说明)."""
    return openapi.description()


@blueprint.get("/healthz")
@open_to_all
def health() -> ResponseReturnValue:
    """Say that the server answers and the store can be read."""
    len(desk().registers.accounts)
    return {"status": "ok"}


@blueprint.get("/metrics")
@open_to_all
def metrics() -> ResponseReturnValue:
    """Counts in the text form that monitoring on this machine reads (监测); nothing about anybody.

    To everybody else there is no such page: behind a front server (WANHU_PROXY) who asks is its visitor.
    """
    if flask.request.remote_addr not in _THIS_MACHINE:
        flask.abort(404)
    lines = [f"wanhu_{name} {count}" for name, count in _counts(desk()).items()]
    return flask.Response("\n".join(lines) + "\n", mimetype="text/plain")


def _counts(of: Desk) -> dict[str, int]:
    registers = of.registers
    return {
        "visits_total": len(registers.visits),
        "issues_total": len(registers.issues),
        "steps_total": len(registers.steps),
        "households": len(registers.households),
    }


def _bearer() -> Account:
    """Who the token of this request speaks for."""
    kind, _, token = flask.request.headers.get("Authorization", "").partition(" ")
    account = signing_in.account_of(desk(), "token", token.strip()) if kind.lower() == "bearer" else None
    if account is None:
        throttle("token", *WRONG_TOKENS).take(asker(), desk().clock.now().timestamp())
        raise NotSignedIn("bad_token", "没有令牌，或令牌不对、已停用。请用 Authorization: Bearer 加令牌。")
    flask.g.account = account
    return account


def _json() -> object:
    """The parsed body: JSON in UTF-8 of at most 256 KB."""
    if flask.request.mimetype != "application/json" or flask.request.headers.get("Content-Encoding"):
        raise UnsupportedMediaType
    flask.request.max_content_length = BODY_LIMIT
    raw = flask.request.get_data(cache=False)
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest("not_json", "提交的内容不是 UTF-8 编码的 JSON，请检查引号、逗号和括号。") from None


def _answered(receipt: Receipt) -> ResponseReturnValue:
    return flask.jsonify(receipt.answer), 201 if receipt.created else 200
