"""The ledgers (台账) as the office keeps them: every line made from the records, nothing typed twice (S16).

Columns come from `ledgers.yaml`; R6.2 says how a sheet looks, R6.3 what stands in it.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.access import CONTACT_OFFICE, LEDGER_OFFICE, require
from collector.desk.flagging import SUPERVISORS
from collector.desk.hardship import file_of
from collector.desk.score_ledgers import finding_lines, finding_records, score_lines, score_records
from collector.desk.sheets import Line, as_csv, as_xlsx
from collector.rules.account import COMMAND_LINE, NOBODYS, Account
from collector.rules.escalation import STATES as UPLOAD_STATES
from collector.rules.escalation import number_of, upload_state
from collector.rules.hardship import CAUSES
from collector.rules.issue import Case, Step
from collector.rules.reconcile import LEVELS, level_of
from collector.rules.stages import STAGES, field_of, main_of, report_of, stage_of, unit_of
from collector.rules.standing import standing
from collector.rules.steps import SOLVED
from collector.rules.visit import Visit
from generator.campaign.disclosure import find
from generator.campaign.vocabulary import CHANNELS, COMPANION_ROLES, SATISFACTIONS, UNIT_LEVELS

TITLES: Mapping[str, str] = {
    "visits": "入户走访台账",
    "issues": "问题整改台账",
    "hardship": "特殊困难群体台账",
    "callbacks": "回访台账",
    "findings": "问题认定台账",
    "scores": "综合考核计分表",
}
# Who may take which ledger away; those of a community or unit get their own lines only.
TAKERS: Mapping[str, frozenset[str]] = {
    "visits": LEDGER_OFFICE | {"community_collator", "secretary", "sponsor"},
    "issues": LEDGER_OFFICE | {"community_collator", "secretary", "sponsor"},
    "hardship": LEDGER_OFFICE | {"community_collator", "secretary"},
    "callbacks": LEDGER_OFFICE | {"community_collator", "secretary"},
    "findings": frozenset(SUPERVISORS),
    "scores": frozenset(SUPERVISORS),
}


class Only(msgspec.Struct, frozen=True, kw_only=True):
    """What a ledger is narrowed to (筛选): a community, the level that collected, a unit; "" is all."""

    community: str = ""
    level: str = ""
    unit: str = ""

    def fits(self, line: Mapping[str, Any]) -> bool:
        """Say whether a line, or a record, is within; lines say so under names no column has."""
        return (
            self.community in ("", line.get("community_code", ""))
            and self.level in ("", line.get("level", ""))
            and self.unit in ("", line.get("unit_code", line.get("unit", "")))
        )


def export(desk: Desk, account: Account, kind: str, form: str, only: Only | None = None) -> bytes:
    """A ledger as a file (导出): `kind` one of TITLES, `form` xlsx, csv or json.

    Exporter, time and filter stand inside an xlsx, and in the trail with the chain's head. Whoever may not
    see contacts gets texts with what identifies people masked.
    """
    wanted = _own(account, kind, only or Only())
    said = _said(desk, wanted)
    detail = f"{form}，{said}，{desk.store.head()}"
    desk.note(account, "exported", of=kind, detail=detail)
    if form == "json":
        return msgspec.json.encode([each for each in RECORDS[kind](desk) if wanted.fits(each)])
    who = f"填报单位：{desk.year.site.publisher}　填报时间：{_minute(desk.now())}　导出人：{account.name}"
    is_masked = account.role not in CONTACT_OFFICE | {"admin"}
    return _file(desk, kind, form, wanted, f"{who}　范围：{said}", is_masked=is_masked)


def file_of_ledger(desk: Desk, kind: str, form: str, only: Only) -> bytes:
    """A ledger for the archive (归档的台账): nothing in it depends on who asks for it, or when."""
    stamp = f"填报单位：{desk.year.site.publisher}　范围：{_said(desk, only)}"
    return _file(desk, kind, form, only, stamp, is_masked=False)


def _file(desk: Desk, kind: str, form: str, only: Only, stamp: str, *, is_masked: bool) -> bytes:
    lines = [line for line in LINES[kind](desk) if only.fits(line)]
    if is_masked:
        lines = [{name: masked(text) for name, text in line.items()} for line in lines]
    numbered = [{**line, "row_no": str(n)} for n, line in enumerate(lines, 1)]
    columns = getattr(desk.year.ledgers, kind)
    if form == "csv":
        return as_csv(columns, numbered)
    return as_xlsx(TITLES[kind], stamp, columns, numbered)


def masked(text: str) -> str:
    """A text with everything that identifies somebody starred out (打码)."""
    for hit in reversed(find(text)):
        text = text[: hit.start] + "＊" * (hit.end - hit.start) + text[hit.end :]
    return text


def _own(account: Account, kind: str, only: Only) -> Only:
    """The filter narrowed to what is theirs; those of the office may ask for anything."""
    if account is COMMAND_LINE:
        return only
    require(account, *TAKERS[kind])
    if account.is_of_community:
        return msgspec.structs.replace(only, community=account.community_code or "")
    return msgspec.structs.replace(only, unit=account.unit_code or "") if account.is_of_unit else only


def _said(desk: Desk, only: Only) -> str:
    names = (desk.unit_name(only.community), LEVELS.get(only.level, ""), desk.unit_name(only.unit))
    return "、".join(filter(None, names)) or "全部"


def visit_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every visit once, under its own `id`, with what was typed into it."""
    words = _words(desk)
    corrections: dict[str, list[Any]] = defaultdict(list)
    for each in desk.registers.corrections:
        corrections[each.of].append(msgspec.to_builtins(each))
    for visit in desk.registers.visits:
        added = {"texts": words.get(visit.no, {}), "corrections": corrections[visit.no]}
        yield msgspec.to_builtins(visit) | added


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
    corrections = Counter(each.of for each in desk.registers.corrections)
    for visit in desk.registers.visits:
        raised = [issues[no] for no in visit.issue_nos]
        yield {
            "community_code": visit.community_code,
            "unit_code": visit.unit or "",
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
            "note": "；".join(
                filter(None, (words.get(visit.no, {}).get("short_reason"), _corrected(corrections[visit.no])))
            ),
        }


def issue_lines(desk: Desk) -> Iterator[Line]:
    """问题整改台账, one issue a line."""
    accounts = {each.username: each for each in desk.registers.accounts}
    people = {name: each.name for name, each in accounts.items()}
    hardships = {each.household_code for each in desk.registers.hardships if each.ended_at is None}
    fields = desk.year.campaign.field_labels()
    sources = dict(UNIT_LEVELS) | {"community": "村（社区）", "resident": "居民"}
    for case in cases(desk):
        proposal, done = case.last("proposal"), case.last("resolved", "explained")
        callback, closed = case.last("callback"), case.last("closed")
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
            "visited_at": _minute(case.issue.collected_at),
            "text": report_of(case),
            "field": fields[field_of(case)],
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
            "note": f"并入 {main_of(case)}" if main_of(case) else "",
        }


def hardship_lines(desk: Desk) -> Iterator[Line]:
    """特殊困难群体台账, one household a line; 一户一策 with its measures in one cell (S30)."""
    for each in desk.registers.hardships:
        file = file_of(desk, each)
        yield {
            "community_code": each.community_code,
            "community": desk.unit_name(each.community_code),
            "household_code": each.household_code,
            "causes": "、".join(CAUSES[cause] for cause in each.causes),
            "policies": file.words.get("policies", ""),
            "gap": file.words.get("gap", ""),
            "marked_on": each.marked_at[:10],
            "plan_no": file.plan.no if file.plan else "",
            "measures": "；".join(
                f"{file.text_of(measure)}（{measure.owner}，{measure.due_on}前"
                + (f"，{measure.done_on}落实）" if measure.done_on else "）")
                for measure in file.measures
            ),
            "review_on": file.plan.review_on if file.plan else "",
            "state": "已解除" if each.ended_at else "没有一户一策" if file.is_gap else "帮扶中",
        }


def callback_lines(desk: Desk) -> Iterator[Line]:
    """回访台账, one callback a line; 没联系上 is a line of its own."""
    people = {each.username: each.name for each in desk.registers.accounts}
    for case in cases(desk):
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


def hardship_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every household in hardship with its plans, measures and texts."""
    for each in desk.registers.hardships:
        file = file_of(desk, each)
        yield msgspec.to_builtins(each) | {
            "plan": msgspec.to_builtins(file.plan),
            "measures": msgspec.to_builtins(file.measures),
            "texts": file.words,
        }


def callback_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every callback, by issue number and step."""
    for case in cases(desk):
        place = {"community_code": case.issue.community_code}
        for step in case.steps:
            if step.kind == "callback":
                yield place | msgspec.to_builtins(step) | {"text": case.text_of(step)}


RECORDS: Mapping[str, Callable[[Desk], Iterator[dict[str, Any]]]] = {
    "visits": visit_records,
    "issues": issue_records,
    "hardship": hardship_records,
    "callbacks": callback_records,
    "findings": finding_records,
    "scores": score_records,
}
LINES: Mapping[str, Callable[[Desk], Iterator[Line]]] = {
    "visits": visit_lines,
    "issues": issue_lines,
    "hardship": hardship_lines,
    "callbacks": callback_lines,
    "findings": finding_lines,
    "scores": score_lines,
}


def _words(desk: Desk) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for each in desk.registers.words:
        texts[each.of][each.part] = each.text
    return texts


def _source(case: Case, sources: Mapping[str, str]) -> str:
    """From where it came (来源): what was heard at a callback says of which issue (S71)."""
    if case.issue.look_back_of:
        return f"回头看 {case.issue.look_back_of}"
    return sources.get(case.issue.source, case.issue.source)


def _corrected(times: int) -> str:
    return f"送达后更正过 {times} 次" if times else ""


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
