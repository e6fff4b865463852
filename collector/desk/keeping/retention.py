"""What has been kept long enough goes (到期删除, R5.7): people and their words, marks, the trail of looks."""

import datetime
from collections import defaultdict

import msgspec

from collector.desk import Desk
from collector.desk.books.issue_ledgers import cases
from collector.rules.homes.hardship import Hardship
from collector.rules.homes.household import Resident
from collector.rules.issues.issue import Case, Words
from collector.rules.keeping.retention import is_over, moved, settled_on
from collector.store import care
from collector.store.trail import Entry


class Purge(msgspec.Struct, frozen=True):
    """How much there is to purge (到期清单): counts only."""

    residents: int
    texts: int
    focus: int
    trail: int

    def __str__(self) -> str:
        kinds = f"住户信息 {self.residents} 条，原话 {self.texts} 条，重点户标记 {self.focus} 户"
        return f"{kinds}，操作记录 {self.trail} 条"


class _Due(msgspec.Struct, frozen=True):
    """What is over its period today."""

    residents: tuple[Resident, ...]
    texts: tuple[Words, ...]
    focus: tuple[Resident, ...]
    trail_before: str


def what_purging_removes(desk: Desk) -> Purge:
    """What `purge` would remove today, removing nothing."""
    due = _due(desk)
    return Purge(
        residents=len(due.residents),
        texts=len(due.texts),
        focus=len(due.focus),
        trail=desk.trail.count_before(due.trail_before),
    )


def purge(desk: Desk, by: str) -> Purge:
    """Remove what is over its period; numbers, steps and counts of the ledger stay."""
    registers = desk.registers

    def remove() -> Purge:
        due = _due(desk)
        for resident in due.focus:
            registers.residents.put(msgspec.structs.replace(resident, focus=()))
        removed = Purge(
            residents=sum(
                registers.residents.remove(household_code=each.household_code) for each in due.residents
            ),
            texts=sum(registers.words.remove(of=each.of, part=each.part) for each in due.texts),
            focus=len(due.focus),
            trail=desk.trail.forget_before(due.trail_before),
        )
        for resident in due.residents:
            registers.hardships.amend({"causes": []}, household_code=resident.household_code)
        desk.trail.add(Entry(at=desk.now(), by=by, what="purged", detail=str(removed)))
        return removed

    removed = desk.act(remove)
    care.compact(desk.store)
    return removed


def _due(desk: Desk) -> _Due:
    keep, today, book = desk.year.campaign.keep, desk.today(), _Book(desk)
    residents = list(desk.registers.residents)
    gone = {
        each.household_code
        for each in residents
        if is_over(book.household(each.household_code), keep.personal_years, today)
    }
    marked = [each for each in residents if each.focus and each.household_code not in gone]
    return _Due(
        residents=tuple(each for each in residents if each.household_code in gone),
        texts=tuple(
            each
            for each in desk.registers.words
            if book.is_of_residents(each) and is_over(book.text(each), keep.personal_years, today)
        ),
        focus=tuple(
            each for each in marked if is_over(book.household(each.household_code), keep.focus_years, today)
        ),
        trail_before=moved(today, -keep.trail_years).isoformat(),
    )


class _Book:
    """When what was settled, looked up for everybody at once (了结簿)."""

    def __init__(self, desk: Desk) -> None:
        self._campaign = desk.year.campaign
        self._cases: dict[str, list[Case]] = defaultdict(list)
        self._hardships: dict[str, list[Hardship]] = defaultdict(list)
        for case in cases(desk):
            self._cases[case.issue.household_code or case.no].append(case)
        for hardship in desk.registers.hardships:
            self._hardships[hardship.household_code].append(hardship)

    def household(self, code: str) -> datetime.date | None:
        return settled_on(self._campaign, self._cases[code], self._hardships[code])

    def is_of_residents(self, words: Words) -> bool:
        """Residents' words and what was written in answer; findings and complaints are the archive's."""
        return bool(words.household_code) or words.of in self._cases

    def text(self, words: Words) -> datetime.date | None:
        return self.household(words.household_code or words.of)
