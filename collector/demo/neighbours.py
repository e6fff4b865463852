"""What more than one reports, and what a district unit hears itself (演示的并案和单位台账), on the last day.

It comes after everything else, so that no number and no published text of the demo hangs on it.
"""

import datetime
from collections.abc import Callable, Iterator
from functools import partial
from uuid import NAMESPACE_URL, uuid5

import msgspec

from collector.demo.timetable import LAST_DAY
from collector.desk import Desk
from collector.desk.issues import handling, merging, unit_ledgers
from collector.desk.visiting import intake
from collector.rules.instant import SHANGHAI
from collector.rules.people.account import Account

Deed = tuple[datetime.datetime, Callable[[], object]]


class Said(msgspec.Struct, frozen=True):
    """An issue as somebody registers it (登记): by whom, of which community, and when it is accepted."""

    at: tuple[int, int]
    role: str
    place: str
    field: str
    text: str
    unit: str = ""


LIGHTS = (
    Said(
        (9, 40),
        "grid_worker",
        "fuxing",
        "housing",
        "小区北门口的路灯有三盏不亮，老人晚上看不清台阶。",
        "city-office",
    ),
    Said(
        (10, 15), "community_worker", "fuxing", "housing", "小区北门口路灯不亮，有三盏，晚上进出看不清台阶。"
    ),
    Said((10, 50), "committee_member", "fuxing", "housing", "小区北门口的路灯不亮，老人晚上出来看不清台阶。"),
)
DRAINS = (
    Said((11, 10), "grid_worker", "example-6", "housing", "3号楼东边的下水道又堵了，一下雨污水就往外冒。"),
    Said((11, 35), "community_worker", "example-6", "housing", "3号楼东边下水道堵了，下雨的时候污水往外冒。"),
)
HEARD_BY_UNITS = {
    "health": (
        Said((9, 20), "sponsor", "example-4", "health", "卫生室下午常没人，量血压要跑到镇上去。", "health"),
    ),
    "housing": (
        Said(
            (9, 50),
            "sponsor",
            "example-7",
            "housing",
            "楼顶防水老化，顶楼两户一下雨就渗水，问能不能修。",
            "housing",
        ),
        Said((10, 5), "sponsor", "example-7", "housing", "单元门锁坏了半年，谁都能进，想统一换一次。"),
    ),
}

REPORTS = (*LIGHTS, *DRAINS, *(each for heard in HEARD_BY_UNITS.values() for each in heard))


def neighbours_work(desk: Desk, accounts: list[Account]) -> Iterator[Deed]:
    """What is registered, accepted and merged, with its moments."""
    told = _Told(desk, accounts)
    for said in REPORTS:
        yield _at(*said.at), partial(told.register, said)
        if said.unit:
            yield _at(13, said.at[1]), partial(told.accept, said)
    yield _at(15, 30), partial(told.merge, LIGHTS)


def ledgers_work(desk: Desk, accounts: list[Account]) -> Iterator[Deed]:
    """One unit's ledger is put before the street and passed, another's waits there (S56).

    A ledger is read from what is on disk, so that this follows the act that makes everything else.
    """
    sponsors = {each.unit_code: each for each in accounts if each.role == "sponsor"}
    first, second = (sponsors[unit] for unit in HEARD_BY_UNITS)
    reviewer = next(each for each in accounts if each.role == "street_reviewer")
    yield _at(17, 50), partial(unit_ledgers.forward, desk, first)
    yield _at(17, 53), partial(_pass_ledgers, desk, reviewer)
    yield _at(17, 56), partial(unit_ledgers.forward, desk, second)


def _pass_ledgers(desk: Desk, reviewer: Account) -> None:
    for ledger in unit_ledgers.to_judge(desk, reviewer):
        unit_ledgers.judge(desk, reviewer, ledger.no, "passed")


class _Told:
    """Who does it, and which numbers it was given."""

    def __init__(self, desk: Desk, accounts: list[Account]) -> None:
        self._desk = desk
        self._accounts = accounts
        self._numbers: dict[Said, str] = {}

    def register(self, said: Said) -> None:
        body = {
            "id": str(uuid5(NAMESPACE_URL, f"wanhu:demo:{said.text}")),
            "community_code": said.place,
            "field": said.field,
            "text": said.text,
            "collected_at": _at(*said.at).isoformat(),
        }
        self._numbers[said] = str(intake.submit_issue(self._desk, self._reporter(said), body).answer["no"])

    def accept(self, said: Said) -> None:
        number = self._numbers[said]
        handling.take_step(
            self._desk, self._reviewer(), number, "accepted", severity="general", unit=said.unit
        )

    def merge(self, alike: tuple[Said, ...]) -> None:
        """All but the last, which waits as a suggestion."""
        main, *others = (self._numbers[said] for said in alike[:-1])
        office = next(each for each in self._accounts if each.role == "campaign_office")
        merging.merge(self._desk, office, main, others, "说的是同一处路灯，一起修。")

    def _reporter(self, said: Said) -> Account:
        unit = next((unit for unit, heard in HEARD_BY_UNITS.items() if said in heard), None)
        here = (said.role, unit or said.place)
        return next(
            each for each in self._accounts if (each.role, each.unit_code or each.community_code) == here
        )

    def _reviewer(self) -> Account:
        return next(each for each in self._accounts if each.role == "street_reviewer")


def _at(hour: int, minute: int) -> datetime.datetime:
    return datetime.datetime.combine(LAST_DAY, datetime.time(hour, minute), SHANGHAI)
