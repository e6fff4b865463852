"""What looks wrong (问题线索), worked out of visits and cases, and what people made of it (S88)."""

from collections.abc import Iterator

import msgspec

from collector.desk import Desk
from collector.desk.people.access import CASE_OFFICE, require
from collector.errors import Conflict, Missing, Refusal
from collector.rules.issues.issue import Words
from collector.rules.issues.stages import report_of
from collector.rules.issues.steps import LONGEST_TEXT
from collector.rules.oversight.flag import (
    KINDS,
    Flag,
    Ruling,
    Said,
    overlapping_visits,
    same_texts,
    short_visits,
    unchanged,
)
from collector.rules.people.account import Account
from collector.rules.visiting.correction import as_first_sent
from collector.rules.visiting.visit import Visit
from collector.store.cases import CASE_TABLES

SUPERVISORS = ("campaign_office", "discipline")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A flag with what was made of it (线索): no ruling means that it waits for a person."""

    flag: Flag
    ruling: Ruling | None
    reason: str = ""


def waiting(desk: Desk, account: Account, *, kind: str = "", community: str = "") -> list[Flag]:
    """The flags nobody has dismissed or confirmed yet (待核的线索), newest first."""
    require(account, *SUPERVISORS)
    ruled = {ruling.code for ruling in desk.registers.rulings}
    return [
        flag
        for flag in _flags(desk).values()
        if flag.code not in ruled and kind in ("", flag.kind) and community in ("", flag.community_code)
    ]


def counts(desk: Desk, account: Account) -> dict[str, int]:
    """How many flags wait, by kind."""
    found = dict.fromkeys(KINDS, 0)
    for flag in waiting(desk, account):
        found[flag.kind] += 1
    return found


def seen(desk: Desk, account: Account, code: str) -> Seen:
    """One flag, waiting or not."""
    require(account, *SUPERVISORS)
    words = desk.registers.words.having(of=code, part="reason")
    return Seen(
        flag=flag_of(desk, code),
        ruling=desk.registers.rulings.get(code),
        reason=words[-1].text if words else "",
    )


def text_of(desk: Desk, account: Account, flag: Flag) -> str:
    """The words that stand alike, for those who may read cases; discipline sees numbers only."""
    if flag.kind != "same_text" or account.role not in CASE_OFFICE:
        return ""
    first = [each for each in _said(desk) if each.no == flag.of[0] and each.who in flag.who]
    later = {each.text for each in _said(desk) if each.no == flag.of[-1]}
    return next((each.text for each in first if each.text in later), first[0].text if first else "")


def dismiss(desk: Desk, account: Account, code: str, because: str) -> Ruling:
    """Dismiss a flag (排除), with the reason; it does not come up again."""
    require(account, *SUPERVISORS)
    if not because.strip() or len(because) > LONGEST_TEXT:
        wrong = "请写明核实的情况、为什么排除" if not because.strip() else f"最多写 {LONGEST_TEXT} 个字"
        raise Refusal("no_reason", wrong, {"because": wrong})

    def work() -> Ruling:
        desk.registers.words.add(Words(of=code, part="reason", text=because.strip()))
        desk.note(account, "flag_dismissed", of=code)
        return rule(desk, account, code)

    return desk.act(work)


def rule(desk: Desk, account: Account, code: str, finding_no: str | None = None) -> Ruling:
    """Keep what was made of a flag, once; only inside an act."""
    flag_of(desk, code)
    if desk.registers.rulings.get(code) is not None:
        raise Conflict("already_ruled", "这条线索刚才已经有人处理了，请刷新页面再看。")
    ruling = Ruling(code=code, at=desk.now(), by=account.username, finding_no=finding_no)
    desk.registers.rulings.add(ruling)
    return ruling


def flag_of(desk: Desk, code: str) -> Flag:
    """The flag of a code, as long as what it was seen in stands."""
    flag = _flags(desk).get(code)
    if flag is None:
        raise Missing("no_such_flag", "没有这条线索，可能记录已经补正，或者内容已按居民要求删除。")
    return flag


def _flags(desk: Desk) -> dict[str, Flag]:
    """All flags by code, newest first; a kind is looked for again where what it is seen in changed."""
    today, once = desk.today(), desk.cases.once
    found = [
        *once("short", today, {"visits", "corrections", "words"}, lambda: _short(desk)),
        *once("overlap", today, {"visits", "corrections"}, lambda: _overlapping(desk)),
        *once("same_text", today, CASE_TABLES | {"visits"}, lambda: [*same_texts(_said(desk))]),
        *once("unchanged", today, CASE_TABLES, lambda: _unchanged(desk)),
    ]
    return {flag.code: flag for flag in sorted(found, key=lambda flag: (flag.on, flag.code), reverse=True)}


def _short(desk: Desk) -> list[Flag]:
    reasons = {each.of: each.text for each in desk.cases.words() if each.part == "short_reason"}
    minimum = desk.year.campaign.targets.minimum_minutes
    return [flag for visits in _as_told(desk) for flag in short_visits(visits, minimum, reasons)]


def _overlapping(desk: Desk) -> list[Flag]:
    return [flag for visits in _as_told(desk) for flag in overlapping_visits(visits)]


def _as_told(desk: Desk) -> Iterator[list[Visit]]:
    """The visits as they stand, then as they were first sent: a correction alone makes no flag go away."""
    visits, corrected = desk.cases.visits(), desk.cases.corrected_visits()
    yield visits
    if corrected:
        yield [
            as_first_sent(each, desk.cases.corrections_of(each.no)) if each.no in corrected else each
            for each in visits
        ]


def _unchanged(desk: Desk) -> list[Flag]:
    return [flag for case in desk.cases.all() for flag in unchanged(case)]


def _said(desk: Desk) -> Iterator[Said]:
    """What was written down at every door: answers, and issues as reported."""
    visits = {visit.no: visit for visit in desk.cases.visits()}
    for each in desk.cases.words():
        visit = visits.get(each.of) if each.part.startswith("answer:") else None
        if visit is not None:
            yield Said(
                no=visit.no,
                household_code=visit.household_code,
                community_code=visit.community_code,
                who=visit.visitor,
                on=visit.started_at[:10],
                unit=visit.unit,
                text=each.text,
            )
    for case in desk.cases.all():
        issue = case.issue
        if issue.household_code:
            yield Said(
                no=issue.no,
                household_code=issue.household_code,
                community_code=issue.community_code,
                who=issue.reported_by,
                on=issue.collected_at[:10],
                text=report_of(case),
            )
