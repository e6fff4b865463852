"""The published results for programs (开放数据): JSON, CSV, and what each column means."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

import msgspec

from generator.campaign.records import PublishedResult
from generator.content import PublishedFile, mark
from generator.definitions import COLUMNS, DEFINITIONS, TYPES, labels
from generator.digests import digest
from generator.edition import Edition

ABOUT = "data/datapackage.json"
_VALUES = attrgetter(*COLUMNS)
# What a spreadsheet would take for a formula.
_FORMULA = frozenset("=+-@\t\r")
# So many bytes of a file, from a place on, piece by piece.
Read = Callable[[str, int, int], Iterator[bytes]]


class Laid(msgspec.Struct, array_like=True):
    """How a data file is laid out (拼接记录): how long the records of each published file are.

    `files` are digests of the published files; `lengths` begin with that of what stands before the first.
    """

    digest: bytes
    files: list[bytes]
    lengths: list[int] = []


class Form(NamedTuple):
    """How records are written in one data file (写法): before the first, a file of them, between, after."""

    head: Callable[[Edition], bytes]
    records: Callable[[PublishedFile], bytes]
    between: bytes
    end: bytes


def laid_out(edition: Edition) -> Laid:
    """The layout of a data file, before it is written; its digest stands for all that it holds."""
    files = [mark(file) for file in _files(edition)]
    return Laid(digest((edition.moment, files)), files)


def pieces(edition: Edition, name: str, laid: Laid, last: Laid | None, read: Read) -> Iterator[bytes]:
    """One data file piece by piece, by year, community and number; `laid` learns how long each is.

    Records of a published file that is as it was `last` time are cut out of the data file that stands, which
    `read` reads, so that the time of a change does not grow with the site.
    """
    form, known = FORMS[name], _places(last, name)
    between, head = b"", form.head(edition)
    laid.lengths = [len(head)]
    yield head
    for file in _files(edition):
        place = known.get(mark(file))
        records = None if place else form.records(file)
        laid.lengths.append(place[1] if place else len(records or b""))
        if laid.lengths[-1]:
            yield between
            yield from read(name, *place) if place else (records or b"",)
            between = form.between
    yield form.end


def _places(laid: Laid | None, name: str) -> dict[bytes, tuple[int, int]]:
    """Where the records of each published file stand in a data file, and how long they are."""
    if laid is None:
        return {}
    at, *lengths = laid.lengths
    found = {}
    for file, length in zip(laid.files, lengths, strict=True):
        found[file] = (at, length)
        at += length + len(FORMS[name].between) * bool(length)
    return found


def _files(edition: Edition) -> Iterator[PublishedFile]:
    return (file for overview in edition.years for file in overview.year.published)


def _json_head(edition: Edition) -> bytes:
    as_of = edition.moment.isoformat(timespec="seconds") if edition.moment else None
    count = sum(len(file.gists) for file in _files(edition))
    whole = msgspec.json.encode({"as_of": as_of, "count": count, "results": []})
    return whole.removesuffix(b"]}")


def _json(file: PublishedFile) -> bytes:
    return msgspec.json.encode(_in_order(file))[1:-1]


def _csv_head(_edition: Edition) -> bytes:
    return _lines([COLUMNS])


def _csv(file: PublishedFile) -> bytes:
    return _lines(map(_row, _in_order(file)))


def _lines(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


FORMS = {
    "data/results.json": Form(_json_head, _json, b",", b"]}\n"),
    "data/results.csv": Form(_csv_head, _csv, b"", b""),
}
NAMES = (*FORMS, ABOUT)


def _in_order(file: PublishedFile) -> list[PublishedResult]:
    return sorted(file.results, key=attrgetter("issue_no"))


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
