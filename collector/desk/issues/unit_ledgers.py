"""A district unit's ledger before it reports anything (走访问题台账送审, S56): put forward, then judged.

What a unit's people collected stands in a ledger as a whole; the unit's batches are locked until the street's
reviewer has passed it (湖工发〔2022〕34号 二、(二)1).
"""

from collections.abc import Sequence

import msgspec

from collector.desk import Desk
from collector.desk.issues import escalation
from collector.desk.issues.handling import follow, new_step
from collector.desk.people.access import require
from collector.errors import Missing, NotAllowed, Refusal
from collector.rules.issues.escalation import (
    check_upload,
    is_reviewed,
    ledger_of,
    may_be_forwarded,
    upload_state,
)
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import MERGED_STAGES, stage_of
from collector.rules.issues.steps import reporters_of
from collector.rules.people.account import Account
from collector.store.cases import CASE_TABLES

KEEPERS = ("sponsor",)
JUDGES = ("street_reviewer",)
READERS = ("sponsor", "street_reviewer", "campaign_office")
JUDGEMENTS = ("passed", "refused")


class UnitLedger(msgspec.Struct, frozen=True):
    """A ledger as it stands (送审台账): the unit's code, and its issues in the order of their numbers."""

    no: str
    unit: str
    cases: tuple[Case, ...]

    @property
    def waiting(self) -> tuple[Case, ...]:
        """What the street has yet to judge; what was merged goes with its main issue."""
        waits = (case for case in self.cases if upload_state(case) == "forwarded")
        return tuple(case for case in waits if stage_of(case) not in MERGED_STAGES)

    @property
    def unreviewed(self) -> tuple[Case, ...]:
        """What keeps it from being passed: issues that were not reviewed by themselves yet."""
        return tuple(case for case in self.waiting if not is_reviewed(case))


def to_forward(desk: Desk, account: Account) -> list[Case]:
    """What this person's unit has not put before the street yet (待送审)."""
    require(account, *KEEPERS)
    found = desk.cases.once("forwardable", desk.today(), CASE_TABLES, lambda: _forwardable(desk))
    return escalation.of_route(desk, found, escalation.own_route(account))


def _forwardable(desk: Desk) -> list[Case]:
    district = (case for case in desk.cases.all() if case.issue.source == "district")
    return [case for case in district if may_be_forwarded(case)]


def forward(desk: Desk, account: Account) -> str:
    """Put the unit's ledger before the street (送审) and return its number, such as L2022-000001."""

    def work() -> str:
        cases = [desk.case(case.no) for case in to_forward(desk, account)]
        if not cases or escalation.own_route(account) == escalation.STREET:
            raise Refusal("empty_ledger", "没有要送审的，新登记的都送过了。", {"ledger": "没有要送审的"})
        number = desk.registers.next_no(f"L{desk.year.campaign.year}")
        for case in cases:
            _record(desk, account, case, "forwarded", other=number)
        return number

    return desk.act(work)


def ledgers(desk: Desk, account: Account) -> dict[str, UnitLedger]:
    """The ledgers this person may read, newest first: a unit its own, the street's office all."""
    require(account, *READERS)
    return {no: each for no, each in _ledgers(desk).items() if _may_read(account, each)}


def _ledgers(desk: Desk) -> dict[str, UnitLedger]:
    return desk.cases.once("unit_ledgers", desk.today(), CASE_TABLES, lambda: _sorted_out(desk))


def _may_read(account: Account, ledger: UnitLedger) -> bool:
    return account.role not in KEEPERS or ledger.unit == account.unit_code


def _sorted_out(desk: Desk) -> dict[str, UnitLedger]:
    found: dict[str, list[Case]] = {}
    for case in desk.cases.all():
        no = ledger_of(case)
        if no:
            found.setdefault(no, []).append(case)
    units = {no: escalation.route_of(desk, cases[0]) for no, cases in found.items()}
    return {no: UnitLedger(no, units[no], tuple(found[no])) for no in sorted(found, reverse=True)}


def to_judge(desk: Desk, account: Account) -> list[UnitLedger]:
    """The ledgers that wait for this person's judgement (待审台账)."""
    if account.role not in JUDGES:
        return []
    return [each for each in ledgers(desk, account).values() if each.waiting]


def ledger(desk: Desk, account: Account, no: str) -> UnitLedger:
    """One ledger, for somebody who may read it."""
    require(account, *READERS)
    found = _ledgers(desk).get(no)
    if found is None:
        raise Missing("no_such_ledger", f"没有编号为 {no[:20]} 的送审台账，请从列表里点。")
    if not _may_read(account, found):
        raise NotAllowed("not_your_unit", f"{no} 不是您单位的台账。")
    return found


def judge(desk: Desk, account: Account, no: str, judgement: str, because: str = "") -> int:
    """Pass a unit's ledger or send it back with a reason (审核台账); returns how many issues that was."""
    require(account, *JUDGES)
    if judgement not in JUDGEMENTS:
        raise Missing("no_such_step", "没有这一步，请从页面上点。")

    def work() -> int:
        found = ledger(desk, account, no)
        _check_judging(account, found, judgement)
        for case in found.waiting:
            _record(desk, account, desk.case(case.no), judgement, text=because.strip())
        return len(found.waiting)

    return desk.act(work)


def _check_judging(account: Account, found: UnitLedger, judgement: str) -> None:
    if not found.waiting:
        raise Refusal("nothing_waiting", f"{found.no} 已经审过了，请刷新页面再看。", {"ledger": "已经审过了"})
    reporters = {name for case in found.waiting for name in reporters_of(case)}
    if not reporters.isdisjoint(account.selves):
        raise NotAllowed("same_person", f"{found.no} 里有您或您所代的人登记的，要由别人审核（不得自审）。")
    if judgement == "passed" and found.unreviewed:
        say = f"{_told(found.unreviewed)} 还没有审核受理，先逐件审核，再审台账"
        raise Refusal("not_reviewed", say, {"ledger": say})


def _told(cases: Sequence[Case]) -> str:
    return "、".join(case.no for case in cases[:3]) + (f" 等 {len(cases)} 件" if len(cases) > 3 else "")


def _record(desk: Desk, account: Account, case: Case, kind: str, **fields: str) -> Case:
    check_upload(case, new_step(desk, account, case, kind, **fields), desk.calendar)
    return follow(desk, account, case, kind, **fields)
