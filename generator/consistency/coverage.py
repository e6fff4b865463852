"""Whether the counts of coverage.yaml can all be true (覆盖核对): places, fields, parts and their wholes."""

from collections.abc import Iterator, Sequence

from generator.campaign.problem import Problem
from generator.campaign.publishable import SMALLEST_COUNT
from generator.campaign.records import Coverage, CoverageRow, FieldRow
from generator.campaign.vocabulary import CHANNELS
from generator.consistency.noting import community_codes, known_fields, noted, repeated, unknown
from generator.reading.content import Source, Year
from generator.reading.moment import to_moment

Path = tuple[str | int, ...]
# A whole, and parts that together are no more; what is not told is left out.
_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("households", ("covered",)),
    ("covered", tuple(CHANNELS)),
    ("asked_base", ("all_asked",)),
    ("issues", ("resolved", "explained")),
    ("issues", ("on_spot",)),
    ("issues", ("closed",)),
    ("issues", ("on_time_base",)),
    ("on_time_base", ("on_time",)),
    ("rated", ("satisfied",)),
)
# Counts of households and of people (R5.3).
_OF_PEOPLE = ("covered", *CHANNELS, "all_asked", "asked_base", "satisfied", "rated")
_OF_FIELDS = ("issues", "resolved", "explained")
_OF_COMMUNITIES = (
    *_OF_FIELDS,
    "households",
    "covered",
    *CHANNELS,
    "on_spot",
    "closed",
    "on_time_base",
    "on_time",
)


def problems(year: Year, source: Source[Coverage]) -> Iterator[Problem]:
    """Everything about the counts of a year."""
    held = source.holds
    if to_moment(held.as_of) is None:
        message = f"“as_of”写的是“{held.as_of}”，要写成 2022-08-05T18:00:00+08:00 这样。"
        yield noted(source, "wrong_value", message, "as_of")
    yield from _names(year, source)
    yield from _counts(source, ("street",), held.street)
    for place, row in enumerate(held.communities):
        yield from _counts(source, ("communities", place), row)
    for place, field in enumerate(held.fields):
        yield from _parts(source, ("fields", place), field)
    yield from _together(source, "communities", held.communities, _OF_COMMUNITIES)
    yield from _together(source, "fields", held.fields, _OF_FIELDS)


def _names(year: Year, source: Source[Coverage]) -> Iterator[Problem]:
    known, communities, fields = community_codes(year), source.holds.communities, source.holds.fields
    for place, row in enumerate(communities):
        if row.community_code not in known:
            message = unknown("社区", row.community_code or "", known)
            yield noted(source, "unknown_community", message, "communities", place, "community_code")
    for place, code in repeated([row.community_code for row in communities]):
        yield noted(source, "repeated", f"社区“{code}”写了两次。请留一个。", "communities", place)
    for place, field_row in enumerate(fields):
        if field_row.field not in known_fields(year):
            message = unknown("领域", field_row.field, known_fields(year))
            yield noted(source, "unknown_field", message, "fields", place, "field")
    for place, code in repeated([row.field for row in fields]):
        yield noted(source, "repeated", f"领域“{code}”写了两次。请留一个。", "fields", place)


def _counts(source: Source[Coverage], path: Path, row: CoverageRow) -> Iterator[Problem]:
    """No part is larger than its whole, and no small count of households or people stands open (R5.3)."""
    yield from _parts(source, path, row)
    for name in _OF_PEOPLE:
        count = getattr(row, name)
        if count is not None and 0 < count < SMALLEST_COUNT:
            message = f"“{name}”是 {count}，不到 {SMALLEST_COUNT} 的户数、人数不能写出来。请删掉这一项。"
            yield noted(source, "small_count", message, *path, name)


def _parts(source: Source[Coverage], path: Path, row: CoverageRow | FieldRow) -> Iterator[Problem]:
    for whole, parts in _PARTS:
        total, counts = getattr(row, whole, None), {name: getattr(row, name, None) for name in parts}
        told = {name: count for name, count in counts.items() if count is not None}
        if total is not None and sum(told.values()) > total:
            said = "加".join(f"“{name}”（{count}）" for name, count in told.items())
            message = f"{said}大于“{whole}”（{total}）。请核对。"
            yield noted(source, "count", message, *path, next(iter(told)))


def _together(
    source: Source[Coverage], kind: str, rows: Sequence[CoverageRow | FieldRow], names: Sequence[str]
) -> Iterator[Problem]:
    """What is told of parts of the street is together no more than is told of all of it."""
    for name in names:
        total = getattr(source.holds.street, name)
        told = sum(getattr(row, name) or 0 for row in rows)
        if total is not None and told > total:
            message = f"“{kind}”里的“{name}”加起来是 {told}，比全街道的（{total}）还多。请核对。"
            yield noted(source, "count", message, "street", name)
