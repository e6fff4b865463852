"""A case as people read it (案卷): its life line by line, and lists of cases by stage, place and words."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

from collector.desk import Desk
from collector.desk.issues.handling import standing_of
from collector.desk.oversight.today import NO_DAY, short
from collector.desk.people.access import may_see_case, may_see_contacts
from collector.desk.people.accounts import name_of, people, said_by
from collector.errors import Missing, NotAllowed
from collector.rules.homes.household import Resident
from collector.rules.instant import say_whole_day
from collector.rules.issues.issue import Case, Step
from collector.rules.issues.stages import awaits_callback, current_round, field_of, report_of
from collector.rules.issues.standing import Standing, standing
from collector.rules.issues.steps import BASES, SOLVED, STEP_LABELS, belated_by
from collector.rules.people.account import Account
from generator.campaign.vocabulary import CHANNELS, ON_SPOT, SATISFACTIONS, SEVERITIES, UNIT_LEVELS
from generator.campaign.workdays import Span

# What a list can be narrowed to beside the stages.
GROUPS: Mapping[str, str] = MappingProxyType(
    {"overdue": "逾期", "due": "今天到期", "call": "待回访（含并案）"}
)
SOURCES: Mapping[str, str] = MappingProxyType(
    {**UNIT_LEVELS, "community": "村（社区）", "resident": "居民自己反映"}
)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a case's life (办理过程); `on` where it counts from another day than it was recorded.

    `late` says how much later it was recorded, where that is so late that it is flagged (补记).
    """

    label: str
    by: str
    at: str
    on: str | None = None
    late: Span | None = None
    facts: tuple[str, ...] = ()
    text: str = ""


class GoBetween(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a unit asks to reach a resident (代为联系的人): the community, and who heard it."""

    community: str
    phone: str
    role: str
    name: str


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is narrowed to (筛选); an empty text means everything."""

    stage: str = ""
    community: str = ""
    field: str = ""
    unit: str = ""
    q: str = ""


class Row(msgspec.Struct, frozen=True):
    """A case in a list (问题列表的一行)."""

    case: Case
    standing: Standing

    @property
    def title(self) -> str:
        return short(report_of(self.case), 60)

    @property
    def field(self) -> str:
        return field_of(self.case)


def case_for(desk: Desk, account: Account, issue_no: str) -> Case:
    """The case of a number, for somebody who may read it."""
    case = desk.cases.case(issue_no)
    if case is None:
        raise Missing("no_such_issue", f"没有编号为 {issue_no} 的问题，请核对编号。")
    if not may_see_case(account, case):
        raise NotAllowed("not_yours", f"{issue_no} 不是您社区或您单位的，不能看。要看，请找街道活动办。")
    return case


def resident_of(desk: Desk, account: Account, case: Case) -> Resident | None:
    """Who reported it and how to reach them (联系人), for those who may know; every look is in the trail."""
    household = desk.registers.households.get(case.issue.household_code or "")
    if household is None or not may_see_contacts(desk, account, household):
        return None
    resident = desk.registers.residents.get(household.code)
    if resident is not None:
        desk.act(lambda: desk.note(account, "contacts_seen", of=case.no))
    return resident


def go_between(desk: Desk, case: Case) -> GoBetween:
    """Who can reach the resident for a unit that may not see how (代为联系): no more than the case shows."""
    community = desk.year.community(case.issue.community_code)
    reporter = case.issue.reported_by
    return GoBetween(
        community=community.name if community else case.issue.community_code,
        phone=(community.phone if community else None) or "",
        role="走访人" if case.issue.visit_no else "登记人",
        name=people(desk).get(reporter, ""),
    )


def lines(desk: Desk, case: Case) -> list[Line]:
    """A case's life from its report to now."""
    return [_reported(desk, case), *(_line(desk, case, step) for step in case.steps)]


def is_done_belatedly(desk: Desk, case: Case) -> bool:
    """Say whether the days by which it is judged, done and answered, were written down late (补记)."""
    judged_by = (step for step in current_round(case) if step.kind in ("resolved", "explained", "replied"))
    return any(belated_by(step.on, step.at[:10], desk.calendar) for step in judged_by)


def rows(desk: Desk, account: Account, filters: Filters) -> list[Row]:
    """The cases somebody may read that pass the filters, what is due first on top."""
    stood = ((case, standing_of(desk, case)) for case in desk.cases.all() if may_see_case(account, case))
    return sorted((Row(case, found) for case, found in stood if _passes(case, found, filters)), key=_urgency)


def _urgency(row: Row) -> tuple[int, str]:
    left = row.standing.days_left
    return (NO_DAY if left is None else left, row.case.no)


def _passes(case: Case, found: Standing, filters: Filters) -> bool:
    if filters.stage and filters.stage not in (found.stage, *_groups(case, found)):
        return False
    if filters.community not in ("", case.issue.community_code):
        return False
    if filters.field and field_of(case) != filters.field:
        return False
    if filters.unit not in ("", found.unit):
        return False
    return not filters.q or filters.q in case.no or filters.q in report_of(case)


def _groups(case: Case, found: Standing) -> Iterator[str]:
    """The names under which a case can be looked for beside its stage (GROUPS)."""
    if found.signal == "red":
        yield "overdue"
    if found.days_left == 0:
        yield "due"
    if awaits_callback(case):
        yield "call"


def _reported(desk: Desk, case: Case) -> Line:
    issue = case.issue
    facts = [f"来源：{SOURCES.get(issue.source, issue.source)}"]
    if issue.look_back_of:
        facts.append(f"回头看 {issue.look_back_of}")
    if issue.visit_no:
        facts.append(f"走访 {issue.visit_no}")
    if issue.on_spot:
        facts.append(ON_SPOT[issue.on_spot])
    return Line(
        label=STEP_LABELS["registered"],
        by=name_of(desk, issue.reported_by),
        at=issue.received_at,
        on=issue.collected_at[:10] if issue.collected_at[:10] != issue.received_at[:10] else None,
        late=belated_by(issue.collected_at[:10], issue.received_at[:10], desk.calendar),
        facts=tuple(facts),
        text=case.words.get("outcome", ""),
    )


def _line(desk: Desk, case: Case, step: Step) -> Line:
    return Line(
        label=STEP_LABELS[step.kind],
        by=said_by(desk, step.by, step.acting_for),
        at=step.at,
        on=step.on if step.on != step.at[:10] else None,
        late=belated_by(step.on, step.at[:10], desk.calendar),
        facts=tuple(_facts(desk, case, step)),
        text=case.text_of(step),
    )


def _facts(desk: Desk, case: Case, step: Step) -> Iterator[str]:
    """What a step says beside its text, in words."""
    if step.severity:
        before = _severity_before(case, step)
        yield f"{SEVERITIES[before]} → {SEVERITIES[step.severity]}" if before else SEVERITIES[step.severity]
        if before:
            days = (_due_after(desk, case, seq) for seq in (step.seq - 1, step.seq))
            yield f"办结期限 {' → '.join(days)}"
    told = (
        f"新的难处登记为 {step.other}" if step.kind == "callback" and step.other else step.other,
        step.external and f"工单号 {step.external}",
        desk.unit_name(step.unit),
        desk.year.campaign.field_labels().get(step.field or "", ""),
        step.person and step.kind == "proposal" and f"责任人 {step.person}",
        step.planned_on and f"计划{say_whole_day(step.planned_on)}办结",
        step.until and f"延期到{say_whole_day(step.until)}",
        CHANNELS.get(step.channel or ""),
        step.basis and f"诉求性质：{BASES[step.basis]}",
        step.policy and f"依据：{step.policy}",
    )
    yield from filter(None, told)
    if step.kind == "callback":
        yield from _callback_facts(step)


def _due_after(desk: Desk, case: Case, seq: int) -> str:
    """The day completion was due once so many steps had been taken (S28)."""
    then = Case(case.issue, case.steps[:seq], case.words)
    due = standing(then, desk.today(), desk.limits_of(case.no), desk.calendar).completion
    return "没有" if due is None else "暂定" if due.provisional else say_whole_day(due.day)


def _severity_before(case: Case, step: Step) -> str | None:
    graded = [each.severity for each in case.steps if each.severity and each.seq < step.seq]
    return graded[-1] if graded and step.kind == "regraded" else None


def _callback_facts(step: Step) -> Iterator[str]:
    if not step.reached:
        yield "没联系上"
        return
    if step.solved:
        yield SOLVED[step.solved]
    if step.satisfaction:
        yield SATISFACTIONS[step.satisfaction]
    if step.may_publish:
        yield "同意公开评价"
