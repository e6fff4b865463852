"""The ledgers (台账) as the office keeps them: every line made from the records, nothing typed twice (S16).

Columns come from `ledgers.yaml`; R6.2 says how a sheet looks, R6.3 what stands in it.
"""

import csv
import datetime
import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import xlsxwriter

from collector.desk import Desk
from collector.rules.escalation import STATES as UPLOAD_STATES
from collector.rules.escalation import number_of, upload_state
from collector.rules.issue import Case, Step
from collector.rules.stages import STAGES, stage_of, unit_of
from collector.rules.standing import standing
from collector.rules.visit import Visit
from collector.store.trail import Entry
from generator.campaign.configuration import LedgerColumn
from generator.campaign.vocabulary import CHANNELS, COMPANION_ROLES, SATISFACTIONS, UNIT_LEVELS

Line = Mapping[str, str]
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
TITLES: Mapping[str, str] = {"visits": "入户走访台账", "issues": "问题整改台账"}


def export(desk: Desk, kind: str, form: str, exporter: str) -> bytes:
    """A ledger as a file (导出): `kind` visits or issues, `form` xlsx, csv or json.

    The exporter's name and the time stand inside an xlsx and in the trail, there with the chain's head.
    """
    detail = f"{form}，{desk.store.head()}"
    desk.trail.add(Entry(at=desk.now(), by=exporter, what="exported", of=kind, detail=detail))
    if form == "json":
        return msgspec.json.encode(list(RECORDS[kind](desk)))
    columns = desk.year.ledgers.visits if kind == "visits" else desk.year.ledgers.issues
    lines = [{"row_no": str(n), **line} for n, line in enumerate(LINES[kind](desk), 1)]
    if form == "csv":
        return _csv(columns, lines)
    publisher, now = desk.year.site.publisher, _minute(desk.now())
    return _xlsx(TITLES[kind], f"填报单位：{publisher}　填报时间：{now}　导出人：{exporter}", columns, lines)


def visit_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every visit once, under its own `id`, with what was typed into it."""
    words = _words(desk)
    for visit in desk.registers.visits:
        yield msgspec.to_builtins(visit) | {"texts": words.get(visit.no, {})}


def issue_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every issue once, under its own `id`, with its steps and texts."""
    for case in cases(desk):
        steps = [msgspec.to_builtins(step) for step in case.steps]
        yield msgspec.to_builtins(case.issue) | {"stage": stage_of(case), "steps": steps, "texts": case.words}


def cases(desk: Desk) -> Iterator[Case]:
    """All cases (案卷) in the order they were registered, read in three passes."""
    words = _words(desk)
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in desk.registers.steps:
        steps[step.issue_no].append(step)
    for issue in desk.registers.issues:
        yield Case(issue, tuple(sorted(steps[issue.no], key=lambda step: step.seq)), words.get(issue.no, {}))


def visit_lines(desk: Desk) -> Iterator[Line]:
    """入户走访台账, one visit a line."""
    words = _words(desk)
    people = {each.username: each.name for each in desk.registers.accounts}
    kinds = {
        each.household_code: "重点走访户" if each.focus else "一般户" for each in desk.registers.residents
    }
    issues = {issue.no: issue for issue in desk.registers.issues}
    for visit in desk.registers.visits:
        raised = [issues[no] for no in visit.issue_nos]
        yield {
            "community": desk.unit_name(visit.community_code),
            "grid": _grid_name(desk, visit),
            "household_code": visit.household_code,
            "household_kind": kinds.get(visit.household_code, ""),
            "visitor": people.get(visit.visitor, visit.visitor),
            "companions": "、".join(_companion(each.role, each.user, people) for each in visit.companions),
            "channel": CHANNELS[visit.channel],
            "visited_at": _minute(visit.started_at),
            "minutes": _minutes(visit),
            "policies_told": "、".join(desk.policy_title(slug) for slug in visit.policies_told),
            "issues_raised": "；".join(words.get(issue.no, {}).get("report", "") for issue in raised),
            "answered_on_spot": "；".join(
                words.get(issue.no, {}).get("outcome", "") for issue in raised if issue.on_spot
            ),
            "in_issue_ledger": "是 " + "、".join(visit.issue_nos) if raised else "否",
            "note": words.get(visit.no, {}).get("short_reason", ""),
        }


def issue_lines(desk: Desk) -> Iterator[Line]:
    """问题整改台账, one issue a line."""
    people = {each.username: each.name for each in desk.registers.accounts}
    fields = desk.year.campaign.field_labels()
    sources = dict(UNIT_LEVELS) | {"community": "村（社区）", "resident": "居民"}
    for case in cases(desk):
        proposal, done = case.last("proposal"), case.last("resolved", "explained")
        callback, closed = case.last("callback"), case.last("closed")
        yield {
            "issue_no": case.no,
            "community": desk.unit_name(case.issue.community_code),
            "source": sources.get(case.issue.source, case.issue.source),
            "visitor": people.get(case.issue.reported_by, case.issue.reported_by),
            "visited_at": _minute(case.issue.collected_at),
            "text": case.words.get("report", ""),
            "field": fields[case.issue.field],
            "proposal": case.text_of(proposal) if proposal else "",
            "responsible_unit": desk.unit_name(unit_of(case)),
            "person_in_charge": (proposal.person or "") if proposal else "",
            "due_on": _due_on(desk, case),
            "escalation_no": number_of(case) or UPLOAD_STATES[upload_state(case)],
            "progress": STAGES[stage_of(case)],
            "outcome": case.text_of(done) if done else case.words.get("outcome", ""),
            "resolved_on": done.on if done else "",
            "called_back_on": callback.on if callback else "",
            "satisfaction": SATISFACTIONS.get(callback.satisfaction or "", "") if callback else "",
            "closed_on": closed.on if closed else "",
        }


RECORDS: Mapping[str, Callable[[Desk], Iterator[dict[str, Any]]]] = {
    "visits": visit_records,
    "issues": issue_records,
}
LINES: Mapping[str, Callable[[Desk], Iterator[Line]]] = {"visits": visit_lines, "issues": issue_lines}


def _words(desk: Desk) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for each in desk.registers.words:
        texts[each.of][each.part] = each.text
    return texts


def _grid_name(desk: Desk, visit: Visit) -> str:
    community = desk.year.community(visit.community_code)
    grids = community.grids if community else ()
    return next((grid.name for grid in grids if grid.code == visit.grid_code), "待归户")


def _companion(role: str, user: str | None, people: Mapping[str, str]) -> str:
    label = COMPANION_ROLES[role]
    return f"{people.get(user, user)}（{label}）" if user else label


def _minute(instant: str) -> str:
    return instant[:16].replace("T", " ")


def _minutes(visit: Visit) -> str:
    if visit.ended_at is None:
        return ""
    start, end = map(datetime.datetime.fromisoformat, (visit.started_at, visit.ended_at))
    return str(int((end - start).total_seconds()) // 60)


def _due_on(desk: Desk, case: Case) -> str:
    """The original day it is due and, where it was extended, the day after the word 延至 (S29)."""
    found = standing(case, desk.today(), desk.year.campaign.limits, desk.calendar)
    if found.completion is None:
        return ""
    if found.completion.provisional:
        return "暂定"
    extended = f"，延至{found.extended_to}" if found.extended_to else ""
    return f"{found.completion.day}{extended}"


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula (R6.2)."""
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text


def _csv(columns: Sequence[LedgerColumn], lines: Sequence[Line]) -> bytes:
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(column.title for column in columns)
    sheet.writerows([neutral(line.get(column.key, "")) for column in columns] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(title: str, stamp: str, columns: Sequence[LedgerColumn], lines: Sequence[Line]) -> bytes:
    out = io.BytesIO()
    last = len(columns) - 1
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        font = {"font_name": "仿宋", "font_size": 11}
        boxed = {**font, "border": 1, "valign": "vcenter", "text_wrap": True, "num_format": "@"}
        cell, marked = book.add_format(boxed), book.add_format({**boxed, "quote_prefix": True})
        header = book.add_format({**boxed, "bold": True, "align": "center"})
        sheet = book.add_worksheet(title)
        heading = book.add_format({**font, "font_size": 18, "bold": True, "align": "center"})
        for row, text, look in ((0, title, heading), (1, stamp, book.add_format(font))):
            if last:
                sheet.merge_range(row, 0, row, last, "")
            sheet.write_string(row, 0, text, look)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(2, place, column.title, header)
            for row, line in enumerate(lines, 3):
                text = line.get(column.key, "")
                sheet.write_string(row, place, text, marked if text.startswith(FORMULA_MARKS) else cell)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 0)
    return out.getvalue()
