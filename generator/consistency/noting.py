"""How a problem is noted at its line (记下问题), shared by all that look for one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from generator.campaign.problem import Level, Problem
from generator.reading.check import nearest
from generator.reading.content import Source, Written, Year

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def noted(
    source: Source[Any] | Written[Any], code: str, message: str, *path: str | int, level: Level = "error"
) -> Problem:
    """A problem at the line of what `path` leads to."""
    return Problem(source.file, source.line(*path), code, message, level)


def unknown(what: str, code: str, known: Iterable[str]) -> str:
    """The sentence about a code that is not there."""
    return f"没有{what}“{code}”。{nearest(code, known)}"


def known_fields(year: Year) -> list[str]:
    return list(year.campaign.holds.field_labels())


def community_codes(year: Year) -> list[str]:
    return [each.code for each in year.places.holds.communities]


def repeated(codes: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """Each code that stood before, with its place."""
    seen = set()
    for place, code in enumerate(codes):
        if code in seen:
            yield place, code
        seen.add(code)


def is_code(text: str) -> bool:
    """Say whether this can stand in an address (代码): small letters, digits and hyphens."""
    return _CODE.fullmatch(text) is not None
