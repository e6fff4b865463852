"""Published results as people write YAML, one line a field (分行写的公示): read line by line, sooner.

A fast lane beside `read_yaml` and `check`: it takes only lines of which there is no doubt what they say, and
gives the same records. All else, and whatever is wrong, is left to those two, who can tell what it is.
"""

import re
from typing import Any, get_type_hints

import msgspec

from generator.campaign.records import PublishedPhoto, PublishedResult, PublishedStep
from generator.reading.check import INTEGER, NOTHING_WRITTEN, TRUTH, UNPRINTABLE

# An empty line or a remark; or a key, after a hyphen if its mapping begins here, with a text in quotation
# marks or one that needs none, or with nothing where a list follows.
_LINES = re.compile(
    r"""^(?:\#.*\n|\n
    |(\ *)(-\ )?(["']?)([a-z_]+)\3:(?:\ (?:
        "([^"\\\n]+)" | '([^'\n]+)' | ([0-9A-Za-z\u3400-\u9fff“（](?:(?:[^:\#\n]|(?<!\ )\#)*[^:\#\s])?)
    ))?\n)""",
    re.VERBOSE | re.MULTILINE,
)
_HINTS = [
    hint for kind in (PublishedResult, PublishedStep, PublishedPhoto) for hint in get_type_hints(kind).items()
]
_INTEGERS = frozenset(key for key, hint in _HINTS if hint in (int, int | None))
_TRUTHS = frozenset(key for key, hint in _HINTS if hint is bool)


# How far a key of a record is indented, and one of a list in it at least.
_IN_RECORD, _FIRST_IN_LIST = 2, 4


class _InDoubtError(Exception):
    """What stands there is not for this lane."""


def block_lines(text: str) -> tuple[list[PublishedResult], tuple[int, ...]] | None:
    """The records with the line of each; None where it takes more than a look at every line."""
    lines = _LINES.findall(text)
    if len(lines) != text.count("\n") or not text.endswith("\n") or "\t" in text or UNPRINTABLE.search(text):
        return None
    try:
        records, begins = _mappings(lines)
        return msgspec.convert(records, list[PublishedResult]), tuple(begins)
    except (_InDoubtError, msgspec.ValidationError):
        return None


def _mappings(lines: list[tuple[str, ...]]) -> tuple[list[dict[str, Any]], list[int]]:
    """Records with the lists in them, and their lines; how far a key is indented tells where it belongs."""
    records: list[dict[str, Any]] = []
    begins: list[int] = []
    items: list[dict[str, Any]] | None = None
    record: dict[str, Any] = {}
    inside, last_place = record, -1
    for number, (indent, hyphen, _, key, double, single, plain) in enumerate(lines, 1):
        if not key:
            continue
        place = len(indent) + len(hyphen)
        if hyphen and not indent:
            record = inside = {}
            items = None
            records.append(record)
            begins.append(number)
        elif hyphen:
            if items is None or place < _FIRST_IN_LIST or (items and place != last_place):
                raise _InDoubtError
            inside = {}
            items.append(inside)
        elif place == _IN_RECORD and items is not None:
            inside, items = record, None
        elif place != last_place:
            raise _InDoubtError
        last_place = place
        text = double or single or plain
        if key in inside or plain in NOTHING_WRITTEN or text.isspace():
            raise _InDoubtError
        if text:
            inside[key] = _value(key, text)
        else:
            inside[key] = items = []
    return records, begins


def _value(key: str, text: str) -> Any:
    if key in _INTEGERS and INTEGER.fullmatch(text):
        return int(text)
    return TRUTH.get(text, text) if key in _TRUTHS else text
