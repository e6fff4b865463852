"""A household's personal data, given out or removed for good (个人信息的导出与删除, R5.7)."""

from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.publishing.leaks import roster_of
from collector.desk.publishing.photos import drop_unused
from collector.desk.visiting.submissions import code_of
from collector.errors import Missing
from collector.rules.homes.household import Household
from collector.rules.issues.issue import Words
from collector.rules.keeping.retention import moved
from collector.rules.publishing.draft import Draft
from collector.settings import beside_store
from collector.store import care, erased
from collector.store.trail import Entry

UNPUBLISHED = ("draft", "pending")
ERASED = "已删除"


class Erasure(msgspec.Struct, frozen=True):
    """How much of a household there is to erase (删除清单): counts only."""

    residents: int
    texts: int
    drafts: int

    def __str__(self) -> str:
        return f"住户信息 {self.residents} 条，原话 {self.texts} 条，没公示的稿子 {self.drafts} 份"


class _Traces(msgspec.Struct, frozen=True):
    """Where a household's people may be recognised (痕迹)."""

    texts: tuple[Words, ...]
    drafts: tuple[Draft, ...]
    submissions: tuple[str, ...]


def household_data(desk: Desk, household_code: str) -> dict[str, Any]:
    """Everything kept about one household, to hand to those who ask for it (个人信息副本)."""
    household = _household(desk, household_code)
    registers = desk.registers
    visits = registers.visits.having(household_code=household_code)
    issues = registers.issues.having(household_code=household_code)
    plans = registers.plans.having(household_code=household_code)
    steps = [each for issue in issues for each in desk.case(issue.no).steps]
    published = [registers.publications.get(issue.no) for issue in issues]
    return {
        "household": msgspec.to_builtins(household),
        "residents": msgspec.to_builtins(registers.residents.having(household_code=household_code)),
        "visits": msgspec.to_builtins(visits),
        "corrections": [
            msgspec.to_builtins(each)
            for visit in visits
            for each in registers.corrections.having(of=visit.no)
        ],
        "issues": msgspec.to_builtins(issues),
        "steps": msgspec.to_builtins(steps),
        "published": msgspec.to_builtins([each for each in published if each]),
        "hardships": msgspec.to_builtins(registers.hardships.having(household_code=household_code)),
        "plans": msgspec.to_builtins(plans),
        "measures": [
            msgspec.to_builtins(each) for plan in plans for each in registers.measures.having(of=plan.no)
        ],
        "texts": msgspec.to_builtins(registers.words.having(household_code=household_code)),
    }


def what_erasing_removes(desk: Desk, household_code: str) -> Erasure:
    """What `erase` would remove, removing nothing."""
    _household(desk, household_code)
    traces = _traces(desk, household_code)
    return Erasure(
        residents=len(desk.registers.residents.having(household_code=household_code)),
        texts=len(traces.texts),
        drafts=len(traces.drafts),
    )


def erase(desk: Desk, by: str, household_code: str) -> Erasure:
    """Remove who lives there and every word of theirs; the ledger keeps its numbers and steps.

    A phone that sends the same submission again is refused: its digests go too, since what was typed could
    be guessed from them.
    """
    household, at = _household(desk, household_code), desk.now()
    erased.note(beside_store(desk.settings), erased.Erased(at, household_code))
    removed = desk.act(lambda: _remove(desk, by, household, at))
    care.compact(desk.store)
    return removed


def erase_again(desk: Desk, by: str) -> tuple[str, ...] | None:
    """Erase what a backup brought back (重删), as the list beside the store has it; None without a list.

    What is not in this store at all is noted as well, so that its code is never mistaken for another's; of
    what is older than the trail, nobody can say any more whether it was lost.
    """
    listed = erased.noted(beside_store(desk.settings))
    known = {(each.at, each.of) for each in desk.trail if each.what == "erased"}
    since = moved(desk.today(), -desk.year.campaign.keep.trail_years).isoformat()
    lost = [each for each in listed or () if each.at >= since and (each.at, each.household_code) not in known]

    def work() -> None:
        for each in lost:
            household = desk.registers.households.get(each.household_code)
            if household is None:
                desk.trail.add(Entry(at=each.at, by=by, what="erased", of=each.household_code))
            else:
                _remove(desk, by, household, each.at)

    if lost:
        desk.act(work)
        care.compact(desk.store)
    return None if listed is None else tuple(dict.fromkeys(each.household_code for each in lost))


def _remove(desk: Desk, by: str, household: Household, at: str) -> Erasure:
    """The erasing itself; inside an act."""
    registers, household_code = desk.registers, household.code
    traces = _traces(desk, household_code)
    for code in traces.submissions:
        registers.submissions.amend({"digest": "", "sent": ""}, code=code)
    for reason in ("vacant_reason", "unreachable_reason"):
        if getattr(household, reason):
            registers.households.amend({reason: ERASED}, code=household_code)
    # Why somebody is in hardship is told of a person; that the household was helped stays in the ledger.
    registers.hardships.amend({"causes": []}, household_code=household_code)
    removed = Erasure(
        residents=registers.residents.remove(household_code=household_code),
        texts=sum(registers.words.remove(of=each.of, part=each.part) for each in traces.texts),
        drafts=sum(registers.drafts.remove(issue_no=each.issue_no) for each in traces.drafts),
    )
    for draft in traces.drafts:
        drop_unused(desk, draft.issue_no)
    desk.trail.add(Entry(at=at, by=by, what="erased", of=household_code))
    return removed


def _traces(desk: Desk, household_code: str) -> _Traces:
    """Texts and drafts about the household, and texts about others that name its people in full."""
    registers = desk.registers
    visits = registers.visits.having(household_code=household_code)
    issues = registers.issues.having(household_code=household_code)
    numbers = {each.no for each in visits} | {each.no for each in issues}
    roster = roster_of(desk, registers.residents.having(household_code=household_code))

    def is_theirs(words: Words) -> bool:
        named = words.household_code == household_code or words.of in numbers
        return named or any(match.level == "block" for match in roster.find(words.text))

    return _Traces(
        texts=tuple(filter(is_theirs, registers.words)),
        drafts=tuple(
            draft
            for issue in issues
            for draft in registers.drafts.having(issue_no=issue.no)
            if draft.state in UNPUBLISHED
        ),
        submissions=(
            *(code_of(each.visitor, "visit", each.id) for each in visits),
            *(code_of(each.reported_by, "issue", each.id) for each in issues),
        ),
    )


def _household(desk: Desk, code: str) -> Household:
    household = desk.registers.households.get(code)
    if household is None:
        raise Missing("no_such_household", f"户册里没有“{code[:40]}”这一户，请核对户编号。")
    return household
