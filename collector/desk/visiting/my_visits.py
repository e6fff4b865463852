"""What a visitor has sent (我走的, S94): receipts, and how far their issues are."""

import datetime
from collections.abc import Iterator, Mapping

import msgspec

from collector.desk import Desk
from collector.desk.people import access, accounts
from collector.desk.publishing.masking import masked
from collector.desk.visiting import correcting
from collector.errors import Missing, NotAllowed
from collector.rules.instant import read_instant, say_instant
from collector.rules.issues.issue import Case, Issue
from collector.rules.issues.stages import STAGES, stage_of
from collector.rules.people.account import Account
from collector.rules.visiting.correction import Changed, Correction, label_of_change
from collector.rules.visiting.visit import Visit
from generator.campaign.deadline import deadlines
from generator.campaign.vocabulary import (
    ANSWER_STATES,
    CHANNELS,
    ON_SPOT,
    VISIT_PURPOSES,
    VISIT_RESULTS,
)
from generator.campaign.workdays import Counted

PAGE = 30


class Due(msgspec.Struct, frozen=True):
    """What is due when, of an issue that was just registered (两个时限): the grade is not known yet."""

    proposal: Counted
    completion: dict[str, Counted]


class SentIssue(msgspec.Struct, frozen=True, kw_only=True):
    """An issue as its reporter follows it (我登记的问题); `due` until the review has graded it."""

    no: str
    field: str
    text: str
    stage: str
    on_spot: str = ""
    due: Due | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A correction in words (更正): `lines` are what was changed, what it was and what it is now."""

    seq: int
    at: str
    by: str
    because: str
    lines: tuple[tuple[str, str, str], ...]


class SentVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A visit as its visitor sees it again (回执)."""

    no: str
    on: str
    when: str
    community: str
    household_code: str
    address: str
    result: str
    channel: str
    is_met: bool
    warnings: tuple[str, ...]
    issues: tuple[SentIssue, ...]
    corrections: tuple[Told, ...]
    may_correct: bool


def sent_by(desk: Desk, account: Account, page: int) -> tuple[list[SentVisit], int]:
    """A page of what somebody has sent, newest first, and how many there are."""
    visits = desk.registers.visits.having(visitor=account.username)[::-1]
    return [_sent(desk, account, visit) for visit in visits[(page - 1) * PAGE : page * PAGE]], len(visits)


def may_open_receipt(account: Account, visit: Visit) -> bool:
    """Say whether somebody may open the receipt of a visit: its visitor, its community, the office."""
    if visit.visitor == account.username or account.role in access.CASE_OFFICE:
        return True
    is_local = account.role in ("community_collator", "secretary")
    return is_local and account.community_code == visit.community_code


def receipt_of(desk: Desk, account: Account, no: str) -> SentVisit:
    """The receipt of a visit, for its visitor, the community's collator and secretary, and the office."""
    visit = desk.registers.visits.get(no)
    if visit is None:
        raise Missing("no_such_visit", f"没有编号为 {no[:40]} 的走访，请核对编号。")
    if not may_open_receipt(account, visit):
        raise NotAllowed("not_your_visit", "这不是您的走访记录，只有走访人、本社区和街道能看。")
    return _sent(desk, account, visit)


def issue_receipt_of(desk: Desk, account: Account, no: str) -> SentIssue:
    """The receipt of an issue, for those who may see its case."""
    case = desk.case(no)
    if case.issue.reported_by != account.username and not access.may_see_case(account, case):
        raise NotAllowed("not_your_case", "这件问题不归您看，只有登记人、本社区、经办单位和街道能看。")
    return _sent_issue(desk, case)


def _sent(desk: Desk, account: Account, visit: Visit) -> SentVisit:
    resident = desk.registers.residents.get(visit.household_code)
    started_at = read_instant(visit.started_at)
    return SentVisit(
        no=visit.no,
        on=visit.started_at[:10],
        when=say_instant(started_at, desk.today()) if started_at else "",
        community=desk.unit_name(visit.community_code),
        household_code=visit.household_code,
        address=resident.address if resident else visit.household_code,
        result=VISIT_RESULTS[visit.result],
        channel=CHANNELS[visit.channel],
        is_met=visit.covers,
        warnings=visit.warnings,
        issues=tuple(_sent_issue(desk, desk.case(no)) for no in visit.issue_nos),
        corrections=tuple(_corrections(desk, account, visit)),
        may_correct=correcting.may_correct(desk, account, visit),
    )


def _corrections(desk: Desk, account: Account, visit: Visit) -> Iterator[Told]:
    """What was corrected, each time old and new; words are masked for whoever may not see contacts."""
    made = desk.cases.corrections_of(visit.no)
    words = desk.cases.words_of(visit.no) if made else {}
    if visit.visitor != account.username and account.role not in access.CONTACT_OFFICE:
        words = {part: masked(desk, text) for part, text in words.items()}
    for each in made:
        yield Told(
            seq=each.seq,
            at=each.at,
            by=accounts.name_of(desk, each.by),
            because=words.get(f"because:{each.seq}", ""),
            lines=tuple(_line(desk, each, change, words) for change in each.changes),
        )


def _line(desk: Desk, made: Correction, change: Changed, words: Mapping[str, str]) -> tuple[str, str, str]:
    if change.part:
        was, now = (words.get(f"{when}:{made.seq}:{change.part}", "") for when in ("was", "now"))
    else:
        was, now = (_said(desk, change.name, value) for value in (change.before, change.after))
    return label_of_change(change.name), was, now


def _said(desk: Desk, name: str, value: str) -> str:
    """A code in words (代码的说法)."""
    if name in ("started_at", "ended_at"):
        at = read_instant(value)
        return say_instant(at, desk.today()) if at else ""
    if name == "policies_told":
        return "、".join(desk.policy_title(slug) for slug in value.split())
    labels = ANSWER_STATES if name.startswith("answer:") else _LABELS.get(name, {})
    return labels.get(value, value)


_LABELS: Mapping[str, Mapping[str, str]] = {
    "result": VISIT_RESULTS,
    "channel": CHANNELS,
    "purpose": VISIT_PURPOSES,
}


def _sent_issue(desk: Desk, case: Case) -> SentIssue:
    issue, stage = case.issue, stage_of(case)
    is_ungraded = stage == "registered" and not issue.on_spot
    return SentIssue(
        no=issue.no,
        field=desk.year.campaign.field_labels()[issue.field],
        text=case.words.get("report", ""),
        stage=STAGES[stage],
        on_spot=ON_SPOT[issue.on_spot] if issue.on_spot else "",
        due=_due(desk, issue) if is_ungraded else None,
    )


def _due(desk: Desk, issue: Issue) -> Due | None:
    collected_on = datetime.date.fromisoformat(issue.collected_at[:10])
    limits, calendar = desk.limits_of(issue.no), desk.calendar
    graded = {
        severity: deadlines(collected_on, severity, limits, calendar)
        for severity in ("general", "major", "critical")
    }
    completion = {severity: each.completion for severity, each in graded.items() if each}
    return Due(calendar.after(collected_on, limits.proposal), completion)
