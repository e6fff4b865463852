"""A submission is taken once (只收一次): known again by its id, answered the same each time.

The contract: the same id and content get the first answer again; the same id with other content is refused.
The content is what was sent. What a form's fields come to depends on the form and the colleagues of the day,
and may be something else by the time a phone sends them again.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import msgspec

from collector.desk import Desk
from collector.errors import BadRequest, Conflict
from collector.rules.people.account import Account
from collector.rules.visiting.submission import is_id
from collector.store.registers import Submission

DEEPEST = 8

Body = dict[str, Any]


class Receipt(msgspec.Struct, frozen=True):
    """What is answered to a submission (回执); `created` is false where it was here before."""

    created: bool
    answer: Body


def identified(body: object) -> Body:
    """The body, if it is an object of sane depth with an id to know it again by."""
    if not isinstance(body, dict):
        raise BadRequest("not_an_object", "提交的内容应是一个 JSON 对象（花括号括起来的）。")
    if _depth(body) > DEEPEST:
        raise BadRequest("too_deep", "提交的内容嵌套得太深，不是走访或问题的格式。")
    return body


def _depth(value: object) -> int:
    """How deep lists and objects are nested, counted without recursion."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        level = [inner for each in level for inner in _inside(each)]
        depth += 1
    return depth


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _digest(body: Body) -> str:
    """What tells contents apart: the parsed JSON before defaults, whatever its spacing and order."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def earlier(desk: Desk, account: Account, kind: str, body: Body, sent: Body | None = None) -> Receipt | None:
    """The answer already given to this id, or None; other content under the same id is refused.

    `sent` are the fields that came to this body, where it came as a form.
    """
    if not is_id(body.get("id")):
        return None
    submission = desk.registers.submissions.get(code_of(account.username, kind, body["id"]))
    if submission is None:
        return None
    if submission.digest != _digest(body) and (sent is None or submission.sent != _digest(sent)):
        raise Conflict("other_content", "这个登记编号（id）已经用过，内容和上次不一样。要改，请另登一次。")
    return Receipt(created=False, answer=submission.answer)


def remember(
    desk: Desk, account: Account, kind: str, body: Body, answer: Body, sent: Body | None = None
) -> Receipt:
    """Keep the answer, for whenever the same is sent again."""
    code = code_of(account.username, kind, body["id"])
    submission = Submission(
        code=code, digest=_digest(body), answer=answer, sent="" if sent is None else _digest(sent)
    )
    table = desk.registers.submissions.table
    table.insert_once(msgspec.to_builtins(submission), author=account.username, key=code)
    return Receipt(created=True, answer=answer)


def code_of(username: str, kind: str, given_id: str) -> str:
    return f"{kind}:{given_id.lower()}:{username}"
