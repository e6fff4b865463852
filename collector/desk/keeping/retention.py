"""What has been kept long enough goes (到期删除, R5.7): people and their words, marks, the trail of looks."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from collector.desk import Desk
from collector.desk.books.issue_ledgers import cases
from collector.desk.keeping.traces import Traces, remove, traces_of
from collector.rules.homes.hardship import Hardship
from collector.rules.homes.household import Resident
from collector.rules.issues.issue import Case
from collector.rules.keeping.retention import is_over, moved, settled_on
from collector.store import care
from collector.store.trail import Entry


class Purge(msgspec.Struct, frozen=True):
    """How much there is to purge (到期清单): counts only."""

    residents: int
    texts: int
    drafts: int
    focus: int
    trail: int

    def __str__(self) -> str:
        kinds = f"住户信息 {self.residents} 条，原话 {self.texts} 条，没公示和撤下的稿子 {self.drafts} 份"
        return f"{kinds}，重点户标记 {self.focus} 户，操作记录 {self.trail} 条"


class _Due(msgspec.Struct, frozen=True):
    """What is over its period today."""

    traces: Traces
    focus: tuple[Resident, ...]
    trail_before: str


def what_purging_removes(desk: Desk) -> Purge:
    """What `purge` would remove today, removing nothing."""
    return _counted(desk, _due(desk))


def purge(desk: Desk, by: str) -> Purge:
    """Remove what is over its period; numbers, steps and counts of the ledger stay."""

    def work() -> Purge:
        due = _due(desk)
        removed = _counted(desk, due)
        for resident in due.focus:
            desk.registers.residents.put(msgspec.structs.replace(resident, focus=()))
        remove(desk, due.traces)
        desk.trail.forget_before(due.trail_before)
        desk.trail.add(Entry(at=desk.now(), by=by, what="purged", detail=str(removed)))
        return removed

    removed = desk.act(work)
    care.compact(desk.store)
    return removed


def _counted(desk: Desk, due: _Due) -> Purge:
    return Purge(
        residents=len(due.traces.residents),
        texts=len(due.traces.texts),
        drafts=len(due.traces.drafts) + len(due.traces.withdrawn),
        focus=len(due.focus),
        trail=desk.trail.count_before(due.trail_before),
    )


def _due(desk: Desk) -> _Due:
    keep, today, book = desk.year.campaign.keep, desk.today(), _Book(desk)

    def are_over(keys: Iterable[str]) -> set[str]:
        return {each for each in keys if is_over(book.settled(each), keep.personal_years, today)}

    over = are_over(each.code for each in desk.registers.households)
    marked = (each for each in desk.registers.residents if each.focus and each.household_code not in over)
    return _Due(
        traces=traces_of(desk, over, are_over(book.nobodys)),
        focus=tuple(
            each for each in marked if is_over(book.settled(each.household_code), keep.focus_years, today)
        ),
        trail_before=moved(today, -keep.trail_years).isoformat(),
    )


class _Book:
    """When what was settled, looked up for everybody at once (了结簿); `nobodys` are of no household.

    Residents' words and what was written in answer are looked up; findings and complaints are the archive's.
    """

    def __init__(self, desk: Desk) -> None:
        self._campaign = desk.year.campaign
        self._cases: dict[str, list[Case]] = defaultdict(list)
        self._hardships: dict[str, list[Hardship]] = defaultdict(list)
        self.nobodys: set[str] = set()
        for case in cases(desk):
            self._cases[case.issue.household_code or case.no].append(case)
            if not case.issue.household_code:
                self.nobodys.add(case.no)
        for hardship in desk.registers.hardships:
            self._hardships[hardship.household_code].append(hardship)

    def settled(self, key: str) -> datetime.date | None:
        """The day all was settled with a household, or with an issue that is of none."""
        return settled_on(self._campaign, self._cases[key], self._hardships[key])
