"""A household's personal data, given out or removed for good (个人信息的导出与删除, R5.7)."""

from collections.abc import Collection
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.homes.placing import merged_into
from collector.desk.keeping.traces import Traces, remove, traces_of
from collector.desk.publishing.leaks import roster_of
from collector.errors import Missing
from collector.rules.homes.household import Household
from collector.rules.issues.issue import Words
from collector.rules.keeping.retention import moved
from collector.settings import beside_store
from collector.store import care, erased
from collector.store.erased import Erased
from collector.store.trail import Entry


class Erasure(msgspec.Struct, frozen=True):
    """How much of a household there is to erase (删除清单): counts only."""

    residents: int
    texts: int
    drafts: int

    def __str__(self) -> str:
        return f"住户信息 {self.residents} 条，原话 {self.texts} 条，没公示和撤下的稿子 {self.drafts} 份"


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
    return _counted(_traces(desk, {household_code}))


def erase(desk: Desk, by: str, household_code: str) -> Erasure:
    """Remove who lives there and every word of theirs; the ledger keeps its numbers and steps.

    A phone that sends the same submission again is refused: its digests go too, since what was typed could
    be guessed from them.
    """
    _household(desk, household_code)
    lines = _lines(desk, household_code)
    erased.note(beside_store(desk.settings), lines)
    removed = desk.act(lambda: _remove(desk, by, lines))
    care.compact(desk.store)
    return removed


def erase_again(desk: Desk, by: str) -> tuple[str, ...] | None:
    """Erase what a backup brought back (重删), as the list beside the store has it; None without a list.

    Only inside an act, after which the store is compacted. What is not in this store at all is noted as well,
    so that its code is never mistaken for another's; of what is older than the trail, nobody can say any more
    whether it was lost.
    """
    listed = erased.noted(beside_store(desk.settings))
    known = {(each.at, each.of) for each in desk.trail if each.what == "erased"}
    since = moved(desk.today(), -desk.year.campaign.keep.trail_years).isoformat()
    lost = [each for each in listed or () if each.at >= since and (each.at, each.household_code) not in known]

    if lost:
        _remove(desk, by, lost)
    return None if listed is None else tuple(dict.fromkeys(each.household_code for each in lost))


def _lines(desk: Desk, household_code: str) -> list[Erased]:
    """What is noted of an erasing: an older store may have them under codes that were merged into this one.

    What was said there it may have under a household that a visit was moved from.
    """
    at, registers = desk.now(), desk.registers
    numbers = (
        *(each.no for each in registers.visits.having(household_code=household_code)),
        *(each.no for each in registers.issues.having(household_code=household_code)),
    )
    merged = merged_into(desk, household_code)
    return [Erased(at, household_code, numbers), *(Erased(at, each) for each in merged)]


def _remove(desk: Desk, by: str, lines: Collection[Erased]) -> Erasure:
    """The erasing itself; inside an act."""
    households = {each.household_code for each in lines}
    traces = _traces(desk, households, {number for each in lines for number in each.numbers})
    remove(desk, traces)
    for each in lines:
        desk.trail.add(Entry(at=each.at, by=by, what="erased", of=each.household_code))
    return _counted(traces)


def _traces(desk: Desk, households: Collection[str], numbers: Collection[str] = ()) -> Traces:
    """All there is of households, and texts about others that name their people in full."""
    theirs = traces_of(desk, households, numbers)
    roster, known = roster_of(desk, theirs.residents), set(theirs.texts)

    def names_them(words: Words) -> bool:
        return any(match.level == "block" for match in roster.find(words.text))

    others = (each for each in desk.registers.words if each not in known and names_them(each))
    return msgspec.structs.replace(theirs, texts=(*theirs.texts, *others))


def _counted(traces: Traces) -> Erasure:
    return Erasure(
        residents=len(traces.residents),
        texts=len(traces.texts),
        drafts=len(traces.drafts) + len(traces.withdrawn),
    )


def _household(desk: Desk, code: str) -> Household:
    household = desk.registers.households.get(code)
    if household is None:
        raise Missing("no_such_household", f"户册里没有“{code[:40]}”这一户，请核对户编号。")
    return household
