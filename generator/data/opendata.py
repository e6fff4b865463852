"""The published results for programs (开放数据): JSON, CSV, and what each column means."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

import msgspec

from generator.campaign.once import read_once
from generator.campaign.records import PublishedResult
from generator.data.definitions import COLUMNS, DEFINITIONS, TYPES, labels
from generator.edition import Edition
from generator.files import Stretch
from generator.reading import read
from generator.reading.published import PublishedFile
from generator.remembering.digests import digest

ABOUT = "data/datapackage.json"
# So many records are written together.
TOGETHER = 256
_VALUES = attrgetter(*COLUMNS)
# What a spreadsheet would take for a formula.
_FORMULA = frozenset("=+-@\t\r")
_FORMULA_BYTES = frozenset(map(str.encode, _FORMULA))
_MAYBE_FORMULA = re.compile(rb'[,\n"](?:[=+@\t-]|(?<=")\r)').search
_YES_OR_NO = tuple(COLUMNS.index(name) for name, kind in TYPES.items() if kind == "boolean")
_WORDS: Mapping[object, str] = {True: "true", False: "false"}


class Laid(msgspec.Struct, array_like=True):
    """How a data file is laid out (拼接记录): how long the records of each batch are.

    `batches` are digests of what is published; `lengths` begin with that of what stands before the first.
    """

    digest: bytes
    batches: list[bytes]
    lengths: list[int] = []


class Batch(NamedTuple):
    """Records of one published file that stand together (一批记录), and what stands for them."""

    file: PublishedFile
    numbers: Sequence[str]
    mark: bytes

    @property
    def records(self) -> Iterable[PublishedResult]:
        return self.file.records(self.numbers)


class Form(NamedTuple):
    """How records are written in one data file (写法): before the first, a batch, between, after."""

    head: Callable[[Edition], bytes]
    records: Callable[[Batch], bytes]
    between: bytes
    end: bytes


def laid_out(edition: Edition) -> Laid:
    """The layout of a data file, before it is written; its digest stands for all that it holds."""
    marks = [batch.mark for batch in _batches(edition)]
    return Laid(digest((edition.moment, marks)), marks)


def pieces(edition: Edition, name: str, laid: Laid, last: Laid | None) -> Iterator[bytes | Stretch]:
    """One data file piece by piece, by year, community and number; `laid` learns how long each is.

    Records of batches that are as they were `last` time are stretches of the data file that stands, so that
    the time of a change does not grow with the site.
    """
    form, known = FORMS[name], _places(last, name)
    between, head = b"", form.head(edition)
    laid.lengths = [len(head)]
    yield head
    standing: Stretch | None = None
    for batch in _batches(edition):
        place = known.get(batch.mark)
        records = b"" if place else form.records(batch)
        laid.lengths.append(place.length if place else len(records))
        if place and standing and place.start == standing.end + len(form.between):
            standing = Stretch(standing.start, place.end - standing.start)
        else:
            yield from (standing, between) if standing else (between,)
            yield records
            standing = place
        between = form.between
    yield from (standing, form.end) if standing else (form.end,)


def _places(laid: Laid | None, name: str) -> dict[bytes, Stretch]:
    """Where the records of each batch stand in a data file."""
    if laid is None:
        return {}
    at, *lengths = laid.lengths
    found = {}
    for batch, length in zip(laid.batches, lengths, strict=True):
        found[batch] = Stretch(at, length)
        at += length + len(FORMS[name].between)
    return found


def _batches(edition: Edition) -> Iterator[Batch]:
    for overview in edition.years:
        for file in overview.year.published:
            for numbers, mark in _parts(file):
                yield Batch(file, numbers, mark)


@read_once
def _parts(file: PublishedFile) -> list[tuple[tuple[str, ...], bytes]]:
    """The numbers of a file in order, so many together, and what stands for each part."""
    numbers = sorted(file.places)
    parts = (tuple(numbers[start : start + TOGETHER]) for start in range(0, len(numbers), TOGETHER))
    return [(part, digest((file.community_code, [file.marks[each] for each in part]))) for part in parts]


def _json_head(edition: Edition) -> bytes:
    as_of = edition.moment.isoformat(timespec="seconds") if edition.moment else None
    count = sum(len(batch.numbers) for batch in _batches(edition))
    whole = msgspec.json.encode({"as_of": as_of, "count": count, "results": []})
    return whole.removesuffix(b"]}")


def _json(batch: Batch) -> bytes:
    """What publication wrote is JSON already."""
    lines = batch.file.plain(batch.numbers)
    try:
        listed = read.plain_json(lines) if lines else msgspec.json.encode(list(batch.records))
    except msgspec.DecodeError as error:
        raise batch.file.changed() from error
    return listed[1:-1]


def _csv_head(_edition: Edition) -> bytes:
    return _lines([COLUMNS])


def _csv(batch: Batch) -> bytes:
    """All as it is; only where something could be taken for a formula, cell by cell."""
    records = list(batch.records)
    lines = _lines(map(_plain_row, records))
    is_odd = lines[:1] in _FORMULA_BYTES or _MAYBE_FORMULA(lines)
    return _lines(map(_row, records)) if is_odd else lines


def _lines(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


FORMS = {
    "data/results.json": Form(_json_head, _json, b",", b"]}\n"),
    "data/results.csv": Form(_csv_head, _csv, b"", b""),
}
NAMES = (*FORMS, ABOUT)


def about(edition: Edition) -> bytes:
    """What each column means, in the form of Frictionless Data Package (version 1)."""
    return msgspec.json.format(msgspec.json.encode(_package(edition))) + b"\n"


def _row(result: PublishedResult) -> list[object]:
    """A line in which no spreadsheet takes anything for a formula."""
    cells = _plain_row(result)
    return [f"'{cell}" if isinstance(cell, str) and cell[:1] in _FORMULA else cell for cell in cells]


def _plain_row(result: PublishedResult) -> list[object]:
    """A line; the writer leaves nothing for None and writes numbers as they are."""
    cells: list[object] = [*_VALUES(result)]
    for place in _YES_OR_NO:
        cells[place] = _WORDS.get(cells[place])
    return cells


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
