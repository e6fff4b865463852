"""What should stand in `published/` (公示文件): it follows from approved texts and cases alone."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from collector.desk import Desk
from collector.desk.publishing.drafting import record_of
from collector.desk.visiting import coverage
from collector.rules.issues.stages import members_of
from collector.rules.publishing.draft import Draft, Shown
from collector.rules.visiting.coverage import Figures
from generator.campaign.records import Coverage, Merged, PublishedPhoto, PublishedResult, Withdrawn

PHOTOS = "photos"
# How much of the first line of the counts says on which day they were told.
_DAY = len('as_of: "2022-08-05')
MERGED, WITHDRAWN, COVERAGE = "merged.yaml", "withdrawn.yaml", "coverage.yaml"


class _Line(msgspec.Struct, frozen=True):
    """What a record and a notice have in common, and what else stands or falls with them."""

    issue_no: str
    into: str = ""
    photos: tuple[PublishedPhoto, ...] = ()


def public_files(desk: Desk, changed: Mapping[str, Draft] | None = None) -> tuple[dict[str, bytes], Figures]:
    """Every file of `published/` by year and name, with `changed` texts taken as approved, and the figures.

    A number keeps to the year it was given in, so that a result's address stays when it is carried; of years
    that are over, the counts stay as they were last told.
    """
    drafts = {draft.issue_no: draft for draft in desk.cases.publications()} | dict(changed or {})
    elsewhere = {each for draft in drafts.values() if draft.shown for each in draft.shown.merged}
    lines: dict[str, list[str]] = {}
    shown: list[tuple[str, str]] = []
    for number in sorted(drafts):
        record = _record(desk, drafts[number])
        if record and number not in elsewhere:
            place = _place(number, f"{record.community_code}.yaml")
            lines.setdefault(place, []).append(f"- {_flow(record)}\n")
            shown += [(number[:4], each.file) for each in record.photos]
    counts, figures = coverage.to_publish(desk)
    merged = [each for number in drafts for each in _merged(desk, drafts, number)]
    for each in merged:
        lines.setdefault(_place(each.issue_no, MERGED), []).append(f"- {_flow(each)}\n")
    for gone in (each for each in drafts.values() if each.state == "withdrawn" and each.withdrawn_on):
        lines.setdefault(_place(gone.issue_no, WITHDRAWN), []).append(_withdrawn_line(gone))
    files = {name: "".join(each).encode() for name, each in lines.items()}
    files |= {
        f"{year}/{PHOTOS}/{name}": photo.content
        for year, name in shown
        if (photo := desk.registers.photos.get(name))
    }
    files[f"{desk.year.campaign.year}/{COVERAGE}"] = _coverage_text(counts).encode()
    return files, figures


def is_behind(desk: Desk) -> bool:
    """Say whether what is published is told otherwise than it stands by now (网上还是旧的).

    Counts alone are no reason on the day they were last told, nor before they ever were: they go out with the
    next record, or a day later.
    """
    for name, data in public_files(desk)[0].items():
        file = path_of(desk.settings.content, name)
        stood = file.read_bytes() if file.exists() else None
        if _counts_are_behind(stood, data) if is_coverage(name) else stood != data:
            return True
    return False


def _counts_are_behind(stood: bytes | None, now: bytes) -> bool:
    """Say whether counts moved that were last told on an earlier day; the moment alone is no news."""
    (told_at, _, told), (at, _, counts) = ((stood or b"").partition(b"\n"), now.partition(b"\n"))
    return stood is not None and told != counts and told_at[:_DAY] < at[:_DAY]


def is_coverage(name: str) -> bool:
    """Say whether a file tells counts and no record (走访进度)."""
    return name.endswith(f"/{COVERAGE}")


def still_public(stood: Mapping[str, bytes], now: Mapping[str, bytes]) -> dict[str, bytes]:
    """What stood, less what is public no longer (仍在公示的): nothing in it is new, and nothing changed.

    The notices under a number are those of now; they carry no text.
    """
    public = {number for name, data in now.items() if _holds_records(name) for number in _lines(data)}
    records = {
        name: {number: line for number, line in _lines(data).items() if number in public}
        for name, data in stood.items()
        if _holds_records(name)
    }
    files = {name: b"".join(lines.values()) for name, lines in records.items() if lines}
    photos = {
        f"{name[:4]}/{PHOTOS}/{photo.file}"
        for name, lines in records.items()
        for line in lines.values()
        for photo in _read(line).photos
    }
    files |= {name: data for name, data in stood.items() if is_coverage(name) or name in photos}
    there = {number for lines in records.values() for number in lines}
    for name, data in now.items():
        if name.endswith(f"/{WITHDRAWN}"):
            files[name] = data
        elif name.endswith(f"/{MERGED}"):
            files[name] = b"".join(line for line in _lines(data).values() if _read(line).into in there)
    return files


def _holds_records(name: str) -> bool:
    return name.endswith(".yaml") and name.rpartition("/")[2] not in (MERGED, WITHDRAWN, COVERAGE)


def _lines(data: bytes) -> dict[str, bytes]:
    """The lines of a file by number."""
    return {_read(line).issue_no: line for line in data.splitlines(keepends=True)}


def _read(line: bytes) -> _Line:
    return msgspec.json.decode(line.removeprefix(b"- "), type=_Line)


def path_of(content: Path, name: str) -> Path:
    """Where a file of `published/` stands, by year and name."""
    year, _, file = name.partition("/")
    return content / year / "published" / file


def as_shown(desk: Desk) -> dict[str, Shown]:
    """Every result as the store by itself would show it, by number (应公示的)."""
    drafts = {draft.issue_no: draft for draft in desk.cases.publications()}
    return {
        number: Shown(record, tuple(each.issue_no for each in _merged(desk, drafts, number)))
        for number, draft in drafts.items()
        if (record := _record(desk, draft))
    }


def _place(number: str, name: str) -> str:
    """The file a number's line stands in: in the year it was given."""
    return f"{number[:4]}/{name}"


def _record(desk: Desk, draft: Draft) -> PublishedResult | None:
    if draft.state != "published":
        return None
    if draft.shown:
        return draft.shown.record
    case = desk.cases.case(draft.issue_no)
    return record_of(desk, case, draft) if case else None


def _merged(desk: Desk, drafts: Mapping[str, Draft], number: str) -> Iterator[Merged]:
    """The numbers that are handled under a published one (并案): their addresses become notices."""
    case, draft = desk.cases.case(number), drafts[number]
    members = draft.shown.merged if draft.shown else members_of(case) if case else ()
    if members and draft.state == "published":
        gone = {each.issue_no for each in drafts.values() if each.state == "withdrawn"}
        yield from (Merged(member, number) for member in sorted(members) if member not in gone)


def _withdrawn_line(draft: Draft) -> str:
    return f"- {_flow(Withdrawn(draft.issue_no, draft.withdrawn_on or ''))}\n"


def _coverage_text(counts: Coverage) -> str:
    """The counts as YAML, one row a line."""
    text = f"as_of: {json.dumps(counts.as_of)}\nstreet: {_flow(counts.street)}\n"
    for name, rows in (("communities", counts.communities), ("fields", counts.fields)):
        text += f"{name}:\n" + "".join(f"- {_flow(row)}\n" for row in rows) if rows else f"{name}: []\n"
    return text


def _flow(record: msgspec.Struct) -> str:
    """A record as one flow mapping: JSON in the order of its fields, without what is left out."""
    return json.dumps(msgspec.to_builtins(record), ensure_ascii=False)
