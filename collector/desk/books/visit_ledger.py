"""The ledger of visits (入户走访台账, 附件1): one visit a line, or once as a record (R6.3)."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.books.sheets import Line, minute
from collector.rules.visiting.visit import Visit
from generator.campaign.vocabulary import CHANNELS, COMPANION_ROLES


def visit_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every visit once, under its own `id`, with what was typed into it."""
    words = desk.registers.texts()
    corrections: dict[str, list[Any]] = defaultdict(list)
    for each in desk.registers.corrections:
        corrections[each.of].append(msgspec.to_builtins(each))
    for visit in _visits(desk):
        added = {"texts": words.get(visit.no, {}), "corrections": corrections[visit.no]}
        yield msgspec.to_builtins(visit) | added


def _visits(desk: Desk) -> Iterator[Visit]:
    """Those of this campaign; other years have ledgers of their own."""
    return (visit for visit in desk.registers.visits if visit.is_of(desk.year.campaign.year))


def visit_lines(desk: Desk) -> Iterator[Line]:
    """入户走访台账, one visit a line."""
    words = desk.registers.texts()
    people = {each.username: each.name for each in desk.registers.accounts}
    kinds = {
        each.household_code: "重点走访户" if each.focus else "一般户" for each in desk.registers.residents
    }
    issues = {issue.no: issue for issue in desk.registers.issues}
    corrections = Counter(each.of for each in desk.registers.corrections)
    for visit in _visits(desk):
        raised = [issues[no] for no in visit.issue_nos]
        yield {
            "community_code": visit.community_code,
            "unit_code": visit.unit or "",
            "visited_by": visit.visitor,
            "community": desk.unit_name(visit.community_code),
            "grid": _grid_name(desk, visit),
            "household_code": visit.household_code,
            "household_kind": kinds.get(visit.household_code, ""),
            "visitor": people.get(visit.visitor, visit.visitor),
            "companions": "、".join(_companion(each.role, each.user, people) for each in visit.companions),
            "channel": CHANNELS[visit.channel],
            "visited_at": minute(visit.started_at),
            "minutes": _minutes(visit),
            "policies_told": "、".join(desk.policy_title(slug) for slug in visit.policies_told),
            "issues_raised": "；".join(words.get(issue.no, {}).get("report", "") for issue in raised),
            "answered_on_spot": "；".join(
                words.get(issue.no, {}).get("outcome", "") for issue in raised if issue.on_spot
            ),
            "in_issue_ledger": "是 " + "、".join(visit.issue_nos) if raised else "否",
            "note": "；".join(
                filter(None, (words.get(visit.no, {}).get("short_reason"), _corrected(corrections[visit.no])))
            ),
        }


def _corrected(times: int) -> str:
    return f"送达后更正过 {times} 次" if times else ""


def _grid_name(desk: Desk, visit: Visit) -> str:
    community = desk.year.community(visit.community_code)
    grids = community.grids if community else ()
    return next((grid.name for grid in grids if grid.code == visit.grid_code), "待归户")


def _companion(role: str, user: str | None, people: Mapping[str, str]) -> str:
    label = COMPANION_ROLES[role]
    return f"{people.get(user, user)}（{label}）" if user else label


def _minutes(visit: Visit) -> str:
    if visit.ended_at is None:
        return ""
    start, end = map(datetime.datetime.fromisoformat, (visit.started_at, visit.ended_at))
    return str(int((end - start).total_seconds()) // 60)
