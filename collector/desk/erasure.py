"""A household's personal data, given out or removed for good (个人信息的导出与删除, R5.7)."""

from typing import Any

import msgspec

from collector.desk import Desk
from collector.errors import Missing
from collector.rules.household import Household
from collector.store import care
from collector.store.trail import Entry


class Erasure(msgspec.Struct, frozen=True):
    """How much of a household there is to erase (删除清单): counts only."""

    residents: int
    texts: int

    def __str__(self) -> str:
        return f"住户信息 {self.residents} 条，原话 {self.texts} 条"


def household_data(desk: Desk, household_code: str) -> dict[str, Any]:
    """Everything kept about one household, to hand to those who ask for it (个人信息副本)."""
    household = _household(desk, household_code)
    registers = desk.registers
    return {
        "household": msgspec.to_builtins(household),
        "residents": msgspec.to_builtins(registers.residents.having(household_code=household_code)),
        "visits": msgspec.to_builtins(registers.visits.having(household_code=household_code)),
        "issues": msgspec.to_builtins(registers.issues.having(household_code=household_code)),
        "texts": msgspec.to_builtins(registers.words.having(household_code=household_code)),
    }


def what_erasing_removes(desk: Desk, household_code: str) -> Erasure:
    """What `erase` would remove, removing nothing."""
    _household(desk, household_code)
    registers = desk.registers
    return Erasure(
        residents=len(registers.residents.having(household_code=household_code)),
        texts=len(registers.words.having(household_code=household_code)),
    )


def erase(desk: Desk, by: str, household_code: str) -> Erasure:
    """Remove who lives there and every word of theirs; the ledger keeps its numbers and steps."""
    _household(desk, household_code)

    def remove() -> Erasure:
        removed = Erasure(
            residents=desk.registers.residents.remove(household_code=household_code),
            texts=desk.registers.words.remove(household_code=household_code),
        )
        desk.trail.add(Entry(at=desk.now(), by=by, what="erased", of=household_code))
        return removed

    removed = desk.act(remove)
    care.compact(desk.store)
    return removed


def _household(desk: Desk, code: str) -> Household:
    household = desk.registers.households.get(code)
    if household is None:
        raise Missing("no_such_household", f"户册里没有 {code} 这一户，请核对户编号。")
    return household
