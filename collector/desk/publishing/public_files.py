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
from generator.campaign.records import Coverage, Merged, PublishedResult, Withdrawn

PHOTOS = "photos"


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
            lines.setdefault(_place(number, record.community_code), []).append(f"- {_flow(record)}\n")
            shown += [(number[:4], each.file) for each in record.photos]
    counts, figures = coverage.to_publish(desk)
    merged = [each for number in drafts for each in _merged(desk, drafts, number)]
    for each in merged:
        lines.setdefault(_place(each.issue_no, "merged"), []).append(f"- {_flow(each)}\n")
    for gone in (each for each in drafts.values() if each.state == "withdrawn" and each.withdrawn_on):
        lines.setdefault(_place(gone.issue_no, "withdrawn"), []).append(_withdrawn_line(gone))
    files = {name: "".join(each).encode() for name, each in lines.items()}
    files |= {
        f"{year}/{PHOTOS}/{name}": photo.content
        for year, name in shown
        if (photo := desk.registers.photos.get(name))
    }
    files[f"{desk.year.campaign.year}/coverage.yaml"] = _coverage_text(counts).encode()
    return files, figures


def is_behind(desk: Desk) -> bool:
    """Say whether a published record is told otherwise than it stands by now (网上还是旧的).

    Counts alone are no reason: they go out with the next record.
    """
    return any(
        not (file := path_of(desk.settings.content, name)).exists() or file.read_bytes() != data
        for name, data in public_files(desk)[0].items()
        if not name.endswith("/coverage.yaml")
    )


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
    return f"{number[:4]}/{name}.yaml"


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
