"""Merging what several residents reported into one issue to handle (并案, S54), and taking it apart again.

Every member keeps its number, reporter, visit and household, and is answered and called back by itself. Both
sides get a step, so that merging and its undoing are read off the cases like everything else.
"""

from collections.abc import Sequence

import msgspec

from collector.desk import Desk
from collector.desk.issues.handling import follow
from collector.desk.people.access import may_see_case, require
from collector.errors import Conflict, NotAllowed, Refusal
from collector.rules.issues.escalation import REPORTED_STATES, upload_state
from collector.rules.issues.issue import Case
from collector.rules.issues.similar import Group, suggest
from collector.rules.issues.stages import (
    MERGEABLE_STAGES,
    STAGES,
    main_of,
    members_of,
    severity_of,
    stage_of,
)
from collector.rules.issues.steps import LONGEST_TEXT
from collector.rules.people.account import Account
from collector.store.cases import CASE_TABLES

MERGERS = ("street_reviewer", "campaign_office", "community_collator")


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """An issue with what was merged into it (并案): how many requests and households stand behind it.

    `is_wide` says that so many households are concerned that 涉及面大 suggests itself.
    """

    main: Case
    members: tuple[Case, ...]
    is_wide: bool

    @property
    def requests(self) -> int:
        return 1 + len(self.members)


def suggestions(desk: Desk, account: Account, community_code: str = "") -> list[Group]:
    """Issues that may be one (疑似重复), of the communities somebody may merge in."""
    require(account, *MERGERS)
    days = desk.year.campaign.targets.alike_within_days
    found = desk.cases.once("alike", desk.today(), CASE_TABLES, lambda: suggest(desk.cases.all(), days))
    return [
        group
        for group in found
        if may_see_case(account, group.cases[0])
        and community_code in ("", group.cases[0].issue.community_code)
    ]


def family_of(desk: Desk, case: Case) -> Family:
    """What is merged into an issue, and how wide that makes it."""
    members = tuple(desk.case(number) for number in members_of(case))
    return Family(main=case, members=members, is_wide=is_wide(desk, (case, *members)))


def is_wide(desk: Desk, cases: Sequence[Case]) -> bool:
    """Say whether 涉及面大 suggests itself (设定: wide_issue_households)."""
    return Group(tuple(cases)).households >= desk.year.campaign.targets.wide_issue_households


def merge(desk: Desk, account: Account, into: str, numbers: Sequence[str], because: str) -> Case:
    """Merge issues into one (并案): its clock is that of the earliest, its severity that of the gravest."""
    require(account, *MERGERS)

    def work() -> Case:
        main = _open_case(desk, account, into, "into")
        others = [_open_case(desk, account, number, "members") for number in dict.fromkeys(numbers)]
        _check_merging(desk, main, others, because)
        for member in others:
            main = _join(desk, account, main, member, because.strip())
        return main

    return desk.act(work)


def take_apart(desk: Desk, account: Account, number: str, because: str) -> Case:
    """Take an issue out again (拆出): it is where it was before, with its own clock."""
    require(account, *MERGERS)

    def work() -> Case:
        member = _case(desk, account, number)
        main_no = main_of(member)
        if main_no is None:
            raise Conflict("not_merged", f"{number} 没有并入别的件，请刷新页面再看。")
        if stage_of(member) != "merged":
            found = f"{number} 已经随 {main_no} 回复，不能拆了；"
            raise Conflict("replied_already", found + "没办好的，请重新办理主件。")
        _check_reason(because)
        follow(desk, account, desk.case(main_no), "released", other=number, text=because.strip())
        return follow(desk, account, member, "unmerged", other=main_no, text=because.strip())

    return desk.act(work)


def _join(desk: Desk, account: Account, main: Case, member: Case, because: str) -> Case:
    issue = member.issue
    follow(desk, account, member, "merged", other=main.no, text=because)
    return follow(
        desk,
        account,
        main,
        "absorbed",
        other=member.no,
        since=issue.collected_at[:10],
        severity=severity_of(member),
        person=issue.reported_by,
        text=because,
    )


def _case(desk: Desk, account: Account, number: str) -> Case:
    case = desk.case(number)
    if not may_see_case(account, case):
        raise NotAllowed("not_yours", f"{number} 不是您社区的，不能并案。要办，请找街道活动办。")
    return case


def _open_case(desk: Desk, account: Account, number: str, field: str) -> Case:
    if not number:
        raise Refusal("no_number", "请选要并的件。", {field: "请选要并的件"})
    case = _case(desk, account, number)
    stage = stage_of(case)
    if stage not in MERGEABLE_STAGES:
        message = f"{number} 现在是“{STAGES[stage]}”，不能并案"
        raise Refusal("not_mergeable", message, {field: message})
    return case


def _check_merging(desk: Desk, main: Case, others: list[Case], because: str) -> None:
    if not others or any(each.no == main.no for each in others):
        message = "请至少选一件并入的，主件不能并入自己"
        raise Refusal("no_members", message, {"members": message})
    for each in others:
        if each.issue.community_code != main.issue.community_code:
            message = f"{each.no} 和 {main.no} 不在一个社区，不能并案"
            raise Refusal("another_community", message, {"members": message})
        if members_of(each):
            message = f"{each.no} 下面已经并了别的件，请以它为主件，或者先拆开"
            raise Refusal("has_members", message, {"members": message})
        if upload_state(each) in REPORTED_STATES:
            message = f"{each.no} 已经编批或提报山东通，不能再并入别的件；请以它为主件，或者先在批次里退回"
            raise Refusal("reported_already", message, {"members": message})
        publication = desk.registers.publications.get(each.no)
        if publication and publication.state == "published" and not _is_published(desk, main.no):
            message = f"{each.no} 已经公示，{main.no} 还没有；请以公示的为主件"
            raise Refusal("main_not_published", message, {"members": message})
    _check_reason(because)


def _is_published(desk: Desk, number: str) -> bool:
    publication = desk.registers.publications.get(number)
    return publication is not None and publication.state == "published"


def _check_reason(because: str) -> None:
    if not because.strip() or len(because) > LONGEST_TEXT:
        wrong = "请写一句为什么" if not because.strip() else f"最多写 {LONGEST_TEXT} 个字"
        raise Refusal("no_reason", wrong, {"because": wrong})
