"""Reporting to 山东通/12345 (提报): batches along the plan's three routes, and what came back of them.

What people of a district department collected their own unit reports, once the street has passed the unit's
ledger (`unit_ledgers`); all else the street reports, of communities after their collator has put it in order.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec

from collector.desk import Desk
from collector.desk.books.sheets import Line, as_xlsx, stamp
from collector.desk.issues.handling import follow, new_step
from collector.desk.people.access import require
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.issues.escalation import (
    LEDGER_KINDS,
    REPORTED_STATES,
    STATES,
    UPLOAD_KINDS,
    batch_of,
    check_upload,
    is_reviewed,
    may_be_listed,
    number_of,
    upload_state,
)
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import field_of, report_of
from collector.rules.people.account import Account
from collector.store.cases import CASE_TABLES
from generator.campaign.configuration import LedgerColumn

STREET = "street"
REPORTERS = ("campaign_office", "sponsor")


# What is told over there of an issue, with how wide it stands in a sheet.
FILE_COLUMNS: Mapping[str, int] = MappingProxyType(
    {"编号": 14, "社区": 14, "类别": 12, "收集日期": 12, "诉求内容": 60, "工单号": 20}
)


class Batch(msgspec.Struct, frozen=True):
    """A batch as it stands (批次): its issues, in the order they were put in."""

    no: str
    cases: tuple[Case, ...]

    @property
    def waiting(self) -> int:
        """How many have no number from over there yet."""
        return sum(number_of(case) is None for case in self.cases)


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what was reviewed has been reported (提报核对): by state, and what was left out so far."""

    reviewed: int
    states: Mapping[str, int]
    missing: tuple[Case, ...]


def route_of(desk: Desk, case: Case) -> str:
    """Who reports an issue (提报渠道): the district unit that collected it, else the street (S56 to S58)."""
    (route,) = routes_of(desk, [case])
    return route


def routes_of(desk: Desk, cases: Iterable[Case]) -> list[str]:
    """The routes of many issues in their order, each person of a unit looked up once."""
    units: dict[str, str] = {}
    found = []
    for issue in (case.issue for case in cases):
        if issue.source == "district" and issue.reported_by not in units:
            account = desk.registers.accounts.get(issue.reported_by)
            units[issue.reported_by] = (account.unit_code if account else None) or STREET
        found.append(units[issue.reported_by] if issue.source == "district" else STREET)
    return found


def of_route(desk: Desk, cases: Iterable[Case], route: str) -> list[Case]:
    """Those of some issues that are reported along a route."""
    known = list(cases)
    return [case for case, each in zip(known, routes_of(desk, known), strict=True) if each == route]


def own_route(account: Account) -> str:
    """Which route somebody reports along, or a refusal."""
    require(account, *REPORTERS)
    return account.unit_code or STREET


def ready(desk: Desk, account: Account) -> list[Case]:
    """What may go into this person's next batch (待提报), the oldest first."""
    return ready_along(desk, own_route(account))


def ready_along(desk: Desk, route: str) -> list[Case]:
    """What may go into the next batch along a route."""
    mine = of_route(desk, listable(desk), route)
    return [case for case in mine if not lacks_ledger(route, case)]


def lacks_ledger(route: str, case: Case) -> bool:
    """Say whether its unit's ledger has not been passed by the street yet (台账未审, S56)."""
    return route != STREET and upload_state(case) in {"unreported", *LEDGER_KINDS - {"passed"}}


def listable(desk: Desk) -> list[Case]:
    """What may go into a batch along any route (待提报), worked out once until an issue changes."""
    return desk.cases.once(
        "listable",
        desk.today(),
        CASE_TABLES,
        lambda: [each for each in desk.cases.all() if may_be_listed(each)],
    )


def make_batch(desk: Desk, account: Account, numbers: Sequence[str]) -> str:
    """Put issues into a batch (编一批) and return its number, such as B2022-000001."""
    if not numbers:
        raise Refusal("empty_batch", "请先选要提报的。", {"numbers": "请先选要提报的"})

    def work() -> str:
        batch = desk.registers.next_no(f"B{desk.year.campaign.year}")
        for number in dict.fromkeys(numbers):
            case = _own_case(desk, account, number)
            _record(desk, account, case, "listed", other=batch)
        return batch

    return desk.act(work)


def batches(desk: Desk, account: Account) -> dict[str, Batch]:
    """The batches of this person's route (批次) by number, newest first."""
    route = own_route(account)
    return {no: each for no, each in _batches(desk).items() if route_of(desk, each.cases[0]) == route}


def batch(desk: Desk, account: Account, no: str) -> Batch:
    """One batch of this person's route."""
    route, found = own_route(account), _batches(desk).get(no)
    if found is None:
        raise Missing("no_such_batch", f"没有编号为 {no[:20]} 的批次，请从列表里点。")
    if route_of(desk, found.cases[0]) != route:
        raise NotAllowed("not_your_route", f"{no} 不是您单位编的批次。")
    return found


def _batches(desk: Desk) -> dict[str, Batch]:
    return desk.cases.once("batches", desk.today(), CASE_TABLES, lambda: _sorted_out(desk.cases.all()))


def _sorted_out(cases: Sequence[Case]) -> dict[str, Batch]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        no = batch_of(case)
        if no:
            found.setdefault(no, []).append(case)
    return {no: Batch(no, tuple(each)) for no, each in sorted(found.items(), reverse=True)}


def record(desk: Desk, account: Account, number: str, kind: str, **fields: str) -> Case:
    """Record what became of an issue over there (上传、受理、退回、热线延期)."""
    if kind not in UPLOAD_KINDS - LEDGER_KINDS - {"listed"}:
        raise Missing("no_such_step", "没有这一步，请从页面上点。")
    return desk.act(lambda: _record(desk, account, _own_case(desk, account, number), kind, **fields))


def record_numbers(desk: Desk, account: Account, no: str, numbers: Mapping[str, str], on: str) -> int:
    """Type back the numbers of a batch (回填工单号), all at once; what is left empty stays to be uploaded."""
    given = {issue: number for issue, number in numbers.items() if number}

    def work() -> int:
        listed = {case.no for case in batch(desk, account, no).cases}
        wrong = {}
        for issue, number in given.items():
            if issue not in listed:
                raise Missing("not_in_batch", f"{issue[:20]} 不在批次 {no} 里，请刷新页面再填。")
            try:
                _record(desk, account, desk.case(issue), "uploaded", external=number, on=on)
            except Refusal as refusal:
                wrong[issue] = f"{issue}：{refusal.message}"
        if wrong:
            raise Refusal("numbers_wrong", "工单号有 " + str(len(wrong)) + " 处要改，一个都没有存。", wrong)
        return len(given)

    return desk.act(work)


def tally(desk: Desk, account: Account) -> Tally:
    """Hold what was reported against what was reviewed, so that nothing is left out (提报核对)."""
    route = own_route(account)
    return tally_of(of_route(desk, desk.cases.all(), route))


def tally_of(all_cases: Iterable[Case]) -> Tally:
    """The same for any issues: what was reviewed, and what of it was not reported."""
    cases = [case for case in all_cases if is_reviewed(case) or upload_state(case) in REPORTED_STATES]
    states = dict.fromkeys(STATES, 0)
    for case in cases:
        states[upload_state(case)] += 1
    missing = tuple(case for case in cases if upload_state(case) not in ("uploaded", "taken"))
    return Tally(reviewed=len(cases), states=states, missing=missing)


def text_of(desk: Desk, case: Case) -> str:
    """An issue as it is pasted into the other system (提报内容); contacts are given there by hand."""
    return "\n".join(f"{name}：{told}" for name, told in _line(desk, case).items() if name != "工单号")


def file_of(desk: Desk, account: Account, no: str) -> bytes:
    """A batch as a sheet (提报表), where the other side takes one; who took it away is in the trail."""
    found = batch(desk, account, no)
    lines = [_line(desk, case) for case in found.cases]
    columns = [LedgerColumn(key=key, title=key, width=width) for key, width in FILE_COLUMNS.items()]
    desk.note(account, "exported", of=no, detail=f"xlsx，{len(lines)} 件，{desk.store.head()}")
    told = stamp(desk, account, f"批次 {no}", desk.unit_name(account.unit_code))
    return as_xlsx("提报表", told, columns, lines)


def _line(desk: Desk, case: Case) -> Line:
    return {
        "编号": case.no,
        "社区": desk.unit_name(case.issue.community_code),
        "类别": desk.year.campaign.field_labels()[field_of(case)],
        "收集日期": case.issue.collected_at[:10],
        "诉求内容": report_of(case),
        "工单号": number_of(case) or "",
    }


def _own_case(desk: Desk, account: Account, number: str) -> Case:
    case = desk.case(number)
    if route_of(desk, case) != own_route(account):
        raise NotAllowed(
            "not_your_route", f"{number} 不归您单位提报：区直部门收集的由本单位提报，其余由街道提报。"
        )
    return case


def _record(desk: Desk, account: Account, case: Case, kind: str, **fields: str) -> Case:
    if kind == "listed" and lacks_ledger(route_of(desk, case), case):
        found = f"{case.no} 所在的走访问题台账街道还没有审核通过，不能提报。"
        raise Conflict("ledger_not_passed", found + "请先把台账送街道审核。")
    check_upload(case, new_step(desk, account, case, kind, **fields), desk.calendar)
    if kind == "uploaded":
        _refuse_used(desk, case, fields["external"])
    return follow(desk, account, case, kind, **fields)


def _refuse_used(desk: Desk, case: Case, number: str) -> None:
    """One number over there is one issue here."""
    for step in desk.registers.steps.having(external=number):
        if step.issue_no != case.no and number_of(desk.case(step.issue_no)) == number:
            message = f"工单号 {number} 已经记在 {step.issue_no} 名下，请核对"
            raise Refusal("number_used", message, {"external": message})
