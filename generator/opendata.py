"""The published results for programs (开放数据): JSON, CSV, and what each column means."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter

import msgspec

from generator.campaign.records import PublishedResult
from generator.content import PublishedFile, mark
from generator.definitions import COLUMNS, DEFINITIONS, TYPES, labels
from generator.digests import digest
from generator.edition import Edition

ABOUT = "data/datapackage.json"
NAMES = ("data/results.json", "data/results.csv", ABOUT)
_VALUES = attrgetter(*COLUMNS)
# What a spreadsheet would take for a formula.
_FORMULA = frozenset("=+-@\t\r")
_END = b"]}\n"
Read = Callable[[str], bytes]


class Laid(msgspec.Struct, array_like=True):
    """How long the records of each published file are in the two data files, in order (拼接记录)."""

    digest: bytes
    pieces: list[tuple[bytes, int, int]]


def stands_on(edition: Edition) -> bytes:
    """A digest of all that the two data files hold."""
    return digest((edition.moment, [mark(file) for file in _files(edition)]))


def files(
    edition: Edition, last: Laid | None = None, read: Read | None = None
) -> tuple[Laid, list[tuple[str, bytes]]]:
    """The data files, by year, community and number; and how they are laid out.

    Records of a file that is as it was `last` time are cut out of the data files that stand, which `read`
    reads, so that the time of a change does not grow with the site.
    """
    known = _cut_out(last, *map(read, NAMES[:2])) if last and read else {}
    pieces = [(key := mark(file), *(known.get(key) or (_json(file), _csv(file)))) for file in _files(edition)]
    count = sum(len(file.results) for file in _files(edition))
    whole = (
        _head(edition, count) + b",".join(filter(None, (json for _, json, _ in pieces))) + _END,
        b"".join((_line(COLUMNS), *(lines for _, _, lines in pieces))),
    )
    laid = Laid(stands_on(edition), [(key, len(json), len(lines)) for key, json, lines in pieces])
    return laid, list(zip(NAMES, whole, strict=False))


def _files(edition: Edition) -> Iterator[PublishedFile]:
    return (file for overview in edition.years for file in overview.year.published)


def _head(edition: Edition, count: int) -> bytes:
    as_of = edition.moment.isoformat(timespec="seconds") if edition.moment else None
    whole = msgspec.json.encode({"as_of": as_of, "count": count, "results": []})
    return whole.removesuffix(b"]}")


def _cut_out(last: Laid, json: bytes, lines: bytes) -> dict[bytes, tuple[bytes, bytes]]:
    """The records of each file, by its digest, from the data files that stand."""
    found = {}
    # The first list begins the records: before it are a date and a number.
    at, line_at = json.index(b"[") + 1, len(_line(COLUMNS))
    for key, length, lines_length in last.pieces:
        found[key] = json[at : at + length], lines[line_at : line_at + lines_length]
        at += length + bool(length)
        line_at += lines_length
    return found


def _json(file: PublishedFile) -> bytes:
    """The records of a file in JSON, with commas between."""
    return msgspec.json.encode(_in_order(file))[1:-1]


def _csv(file: PublishedFile) -> bytes:
    return _line(*map(_row, _in_order(file)))


def _in_order(file: PublishedFile) -> list[PublishedResult]:
    return sorted(file.results, key=attrgetter("issue_no"))


def _line(*rows: Iterable[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def about(edition: Edition) -> bytes:
    """What each column means, in the form of Frictionless Data Package (version 1)."""
    return msgspec.json.format(msgspec.json.encode(_package(edition))) + b"\n"


def _row(result: PublishedResult) -> list[object]:
    """A line; the writer leaves nothing for None and writes numbers as they are."""
    return [
        (f"'{value}" if value[:1] in _FORMULA else value) if type(value) is str else _cell(value)
        for value in _VALUES(result)
    ]


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _package(edition: Edition) -> dict[str, object]:
    return {
        "name": f"results-{edition.site.current_year}",
        "title": f"{edition.site.name}：办理结果",
        "description": edition.site.description,
        "resources": [
            {
                "name": "results-json",
                "path": "results.json",
                "format": "json",
                "mediatype": "application/json",
            },
            {
                "name": "results-csv",
                "path": "results.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "profile": "tabular-data-resource",
                "schema": {"fields": [_field(edition, name) for name in COLUMNS], "primaryKey": "issue_no"},
            },
        ],
    }


def _field(edition: Edition, name: str) -> dict[str, object]:
    described: dict[str, object] = {
        "name": name,
        "type": TYPES.get(name, "string"),
        "description": DEFINITIONS[name],
    }
    known = labels(edition).get(name)
    if known:
        described["constraints"] = {"enum": list(known)}
        described["labels"] = dict(known)
    return described
