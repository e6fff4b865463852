"""The ledgers of issues and of their callbacks (问题整改台账、回访台账): lines, and records (R6.3)."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.books.sheets import Line, minute
from collector.rules.issues.escalation import STATES as UPLOAD_STATES
from collector.rules.issues.escalation import number_of, upload_state
from collector.rules.issues.issue import Case, Step
from collector.rules.issues.reconcile import level_of
from collector.rules.issues.stages import (
    STAGES,
    current_round,
    field_of,
    last_callback,
    last_of,
    main_of,
    report_of,
    stage_of,
    unit_of,
)
from collector.rules.issues.standing import Standing, standing
from collector.rules.issues.steps import SOLVED
from collector.rules.people.account import NOBODYS
from generator.campaign.vocabulary import CHANNELS, SATISFACTIONS, UNIT_LEVELS


def issue_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every issue once, under its own `id`, with its steps and texts."""
    for case in _of_year(desk):
        steps = [msgspec.to_builtins(step) for step in case.steps]
        yield msgspec.to_builtins(case.issue) | {"stage": stage_of(case), "steps": steps, "texts": case.words}


def callback_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every callback, by issue number and step."""
    for case in _of_year(desk):
        place = {"community_code": case.issue.community_code}
        for step in case.steps:
            if step.kind == "callback":
                yield place | msgspec.to_builtins(step) | {"text": case.text_of(step)}


def _of_year(desk: Desk) -> Iterator[Case]:
    """Those of this campaign, with what was carried into it; other years have ledgers of their own."""
    numbers = {case.no for case in desk.cases.all()}
    return (case for case in cases(desk) if case.no in numbers)


def cases(desk: Desk) -> Iterator[Case]:
    """All cases (案卷) in the order they were registered, read in three passes."""
    words = desk.registers.texts()
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in desk.registers.steps:
        steps[step.issue_no].append(step)
    for issue in desk.registers.issues:
        yield Case(issue, tuple(sorted(steps[issue.no], key=lambda step: step.seq)), words.get(issue.no, {}))


def issue_lines(desk: Desk) -> Iterator[Line]:
    """问题整改台账, one issue a line."""
    accounts = {each.username: each for each in desk.registers.accounts}
    people = {name: each.name for name, each in accounts.items()}
    hardships = {each.household_code for each in desk.registers.hardships if each.ended_at is None}
    fields = desk.year.campaign.field_labels()
    sources = dict(UNIT_LEVELS) | {"community": "村（社区）", "resident": "居民"}
    for case in _of_year(desk):
        found = standing(case, desk.today(), desk.limits_of(case.no), desk.calendar)
        proposal, callback = case.last("proposal"), last_callback(case)
        reporter = accounts.get(case.issue.reported_by)
        yield {
            "community_code": case.issue.community_code,
            "unit_code": (reporter.unit_code if reporter else None) or "",
            "level": level_of(case),
            "is_hardship": "是" if case.issue.household_code in hardships else "否",
            "issue_no": case.no,
            "community": desk.unit_name(case.issue.community_code),
            "source": _source(case, sources),
            "visitor": people.get(case.issue.reported_by, case.issue.reported_by),
            "visited_at": minute(case.issue.collected_at),
            "text": report_of(case),
            "field": fields[field_of(case)],
            "proposal": case.text_of(proposal) if proposal else "",
            "responsible_unit": desk.unit_name(unit_of(case)),
            "person_in_charge": (proposal.person or "") if proposal else "",
            "due_on": _due_on(found),
            "escalation_no": number_of(case) or UPLOAD_STATES[upload_state(case)],
            "progress": STAGES[stage_of(case)],
            "outcome": _outcome(case),
            "resolved_on": _day(found.resolved_on),
            "called_back_on": callback.on if callback else "",
            "satisfaction": SATISFACTIONS.get(found.satisfaction or "", ""),
            "closed_on": _day(found.closed_on),
            "note": f"并入 {main_of(case)}" if main_of(case) else "",
        }


def callback_lines(desk: Desk) -> Iterator[Line]:
    """回访台账, one callback a line; 没联系上 is a line of its own."""
    people = {each.username: each.name for each in desk.registers.accounts}
    for case in _of_year(desk):
        for step in (each for each in case.steps if each.kind == "callback"):
            yield {
                "community_code": case.issue.community_code,
                "community": desk.unit_name(case.issue.community_code),
                "issue_no": case.no,
                "called_on": step.on,
                "channel": CHANNELS.get(step.channel or "", ""),
                "caller": people.get(step.by, NOBODYS[step.by].name if step.by in NOBODYS else step.by),
                "reached": "联系上了" if step.reached else "没联系上",
                "solved": SOLVED.get(step.solved or "", ""),
                "satisfaction": SATISFACTIONS.get(step.satisfaction or "", ""),
                "text": case.text_of(step),
            }


def _source(case: Case, sources: Mapping[str, str]) -> str:
    """From where it came (来源): what was heard at a callback says of which issue (S71)."""
    if case.issue.look_back_of:
        return f"回头看 {case.issue.look_back_of}"
    return sources.get(case.issue.source, case.issue.source)


def _outcome(case: Case) -> str:
    """How it ended (完成情况), of this round: what was said at the door is over once it is reopened."""
    done = last_of(current_round(case), "resolved", "explained")
    if done is not None:
        return case.text_of(done)
    return "" if case.last("reopened") else case.words.get("outcome", "")


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _due_on(found: Standing) -> str:
    """The original day it is due and, where it was extended, the day after the word 延至 (S29)."""
    if found.completion is None:
        return ""
    if found.completion.provisional:
        return "暂定"
    extended = f"，延至{found.extended_to}" if found.extended_to else ""
    return f"{found.completion.day}{extended}"
