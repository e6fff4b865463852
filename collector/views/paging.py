"""Lists in pages (分页): which part of a list a request asks for."""

from collections.abc import Sequence
from typing import Any, TypeVar

import flask
import msgspec

T = TypeVar("T")

PAGE = 50


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page stands among the others (页码); `earlier` and `later` are addresses, or None."""

    number: int
    count: int
    total: int
    earlier: str | None
    later: str | None


def page_of(found: Sequence[T], at: str = "") -> tuple[Sequence[T], Page]:
    """The part of a list that the request's `page` asks for; a number beyond the end means the last.

    `at` is the endpoint of the list where it is shown again in answer to one of its forms.
    """
    count = max(1, -(-len(found) // PAGE))
    number = min(max(1, flask.request.args.get("page", 1, int)), count)
    page = Page(
        number=number,
        count=count,
        total=len(found),
        earlier=_address(number - 1, at) if number > 1 else None,
        later=_address(number + 1, at) if number < count else None,
    )
    return found[(number - 1) * PAGE : number * PAGE], page


def _address(number: int, at: str) -> str:
    """The list's address with another page number."""
    named = {} if at else flask.request.view_args or {}
    asked: dict[str, Any] = {**named, **flask.request.args.to_dict()}
    return flask.url_for(at or str(flask.request.endpoint), **asked | {"page": number})
