"""The published results for programs (开放数据): JSON, CSV, and what each column means."""

import csv
import io
from collections.abc import Iterable, Iterator
from operator import attrgetter

import msgspec

from generator.campaign.records import PublishedResult
from generator.definitions import COLUMNS, DEFINITIONS, TYPES, labels
from generator.edition import Edition

ABOUT = "data/datapackage.json"
NAMES = ("data/results.json", "data/results.csv", ABOUT)
_VALUES = attrgetter(*COLUMNS)
# What a spreadsheet would take for a formula.
_FORMULA = frozenset("=+-@\t\r")


def files(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """The three files of `/data/`."""
    results = sorted(
        (each for overview in edition.years for each in overview.results), key=lambda each: each.issue_no
    )
    as_of = edition.moment.isoformat(timespec="seconds") if edition.moment else None
    whole = {"as_of": as_of, "count": len(results), "results": results}
    package = msgspec.json.format(msgspec.json.encode(_package(edition)))
    contents = (msgspec.json.encode(whole) + b"\n", _csv(results), package + b"\n")
    yield from zip(NAMES, contents, strict=True)


def _csv(results: Iterable[PublishedResult]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, results))
    return text.getvalue().encode()


def _row(result: PublishedResult) -> list[object]:
    """A line; the writer leaves nothing for None and writes numbers as they are."""
    return [
        (f"'{value}" if value[:1] in _FORMULA else value) if type(value) is str else _cell(value)
        for value in _VALUES(result)
    ]


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _package(edition: Edition) -> dict[str, object]:
    """A description in the form of Frictionless Data Package (version 1)."""
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
