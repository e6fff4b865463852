"""Today's list (今天要办的, S83): what waits for this very person, by working days left."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from collector.desk import Desk
from collector.desk.issues import escalation, unit_ledgers
from collector.desk.issues.handling import may_take, standing_of
from collector.desk.people.access import may_see_case, told_of
from collector.desk.publishing import drafting
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import NEXT, report_of, stage_of
from collector.rules.issues.standing import Standing
from collector.rules.issues.steps import same_person
from collector.rules.people.account import Account
from collector.rules.publishing.deidentify import told_by
from collector.rules.publishing.draft import Draft

# What there may be to do, in the order of the tabs; the first takes from all others what is late.
TASKS: Mapping[str, str] = MappingProxyType(
    {
        "overdue": "逾期",
        "review": "待审",
        "correct": "待补正",
        "ledger": "台账待审",
        "upload": "待提报",
        "propose": "待提方案",
        "resolve": "待办结",
        "reply": "待回复",
        "call": "待回访",
        "close": "待销号",
        "approve": "待批准",
        "write": "待写稿",
    }
)
# What a stage waits for, as the task of whoever takes that step.
TASK_OF: Mapping[str, str] = MappingProxyType(
    {
        "accepted": "review",
        "corrected": "correct",
        "proposal": "propose",
        "resolved": "resolve",
        "replied": "reply",
        "callback": "call",
        "closed": "close",
    }
)
WAITING_FOR_NOTHING = frozenset({"closed", "merged", "merged_heard"})
DRAFTERS = frozenset(drafting.WRITERS) - frozenset(drafting.APPROVERS)
_ORDER = {task: place for place, task in enumerate(TASKS)}
# After everything that has a day.
NO_DAY = 10_000


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do (待办): which issue, what is to be done, and until when.

    Where a unit's ledger waits, `ledger_no` names it and `case` is the first in it.
    """

    case: Case
    task: str
    standing: Standing
    text_title: str = ""
    ledger_no: str = ""

    @property
    def issue_no(self) -> str:
        return self.case.no

    @property
    def title(self) -> str:
        """What it is about: the public title where that waits, else the beginning of the report."""
        return self.text_title or short(report_of(self.case))

    @property
    def at(self) -> str:
        """When something last happened to it."""
        return self.case.steps[-1].at if self.case.steps else self.case.issue.received_at

    @property
    def is_overdue(self) -> bool:
        return self.standing.signal == "red"

    def urgency(self) -> tuple[int, int, str]:
        """Sorts by working days left; what has no day comes after, in the order of the tabs."""
        left = self.standing.days_left
        return (NO_DAY if left is None else left, _ORDER[self.task], self.at)


def today_list(desk: Desk, account: Account) -> list[Item]:
    """What this person has to do, most urgent first."""
    cases = desk.cases.all()
    items = [*_steps_due(desk, account, cases), *_texts_due(desk, account, cases)]
    items += _uploads_due(desk, account)
    return sorted(items, key=Item.urgency)


def task_of(case: Case) -> str | None:
    """What a case waits for now, as the task of whoever takes that step; None where it waits for nothing."""
    return TASK_OF.get(next(iter(NEXT.get(stage_of(case), ())), ""))


def counts(items: Iterable[Item]) -> dict[str, int]:
    """How many things there are to do by task (页签上的数), tasks without any left out."""
    found = dict.fromkeys(TASKS, 0)
    for item in items:
        found[item.task] += 1
        found["overdue"] += item.is_overdue
    return {task: count for task, count in found.items() if count}


def only(items: Iterable[Item], task: str) -> list[Item]:
    """The items of one tab; all of them where the tab is none."""
    if task not in TASKS:
        return list(items)
    return [item for item in items if item.task == task or (task == "overdue" and item.is_overdue)]


def _steps_due(desk: Desk, account: Account, cases: Iterable[Case]) -> Iterator[Item]:
    for case in cases:
        found = standing_of(desk, case)
        if found.stage in WAITING_FOR_NOTHING:
            continue
        kind = next(iter(NEXT[found.stage]))
        if may_take(account, case, kind) and not same_person(case, kind, *account.selves):
            yield Item(case=case, task=TASK_OF[kind], standing=found)


def _uploads_due(desk: Desk, account: Account) -> Iterator[Item]:
    """What is to be reported to 山东通, and before that put before the street; that has no day of its own."""
    if account.role in escalation.REPORTERS:
        waiting = unit_ledgers.to_forward(desk, account) if account.role in unit_ledgers.KEEPERS else []
        for case in (*escalation.ready(desk, account), *waiting):
            told = short(told_of(desk, account, case))
            yield Item(case=case, task="upload", standing=_without_day(desk, case), text_title=told)
    for ledger in unit_ledgers.to_judge(desk, account):
        case, count = ledger.waiting[0], len(ledger.waiting)
        title = f"{desk.unit_name(ledger.unit)}走访问题台账 {ledger.no}，{count} 件"
        found = _without_day(desk, case)
        yield Item(case=case, task="ledger", standing=found, text_title=title, ledger_no=ledger.no)


def _without_day(desk: Desk, case: Case) -> Standing:
    return msgspec.structs.replace(standing_of(desk, case), due_on=None, days_left=None, signal=None)


def _texts_due(desk: Desk, account: Account, cases: Iterable[Case]) -> Iterator[Item]:
    """Public texts that wait for their writer, or for somebody else's approval."""
    drafts = {draft.issue_no: draft for draft in desk.cases.drafts()}
    publications = {draft.issue_no: draft for draft in desk.cases.publications()}
    for case in cases:
        draft = drafts.get(case.no)
        if draft and draft.state == "pending":
            if account.role in drafting.APPROVERS and draft.written_by not in account.selves:
                found = standing_of(desk, case)
                yield Item(case=case, task="approve", standing=found, text_title=draft.title)
        elif (
            account.role in DRAFTERS
            and may_see_case(account, case)
            and (draft or _needs_text(desk, case, publications.get(case.no)))
        ):
            yield Item(case=case, task="write", standing=standing_of(desk, case))


def _needs_text(desk: Desk, case: Case, publication: Draft | None) -> bool:
    """Say whether there is news that a person has to put into words: done, or no longer as published."""
    if publication is None:
        found = standing_of(desk, case)
        return found.is_done and not found.is_merged
    if publication.state != "published":
        return False
    return publication.shown is not None or told_by(case, publication) is not case


def short(text: str, length: int = 40) -> str:
    """The beginning of a text on one line; what was erased is said to be."""
    line = " ".join(text.split()) or "（内容已按居民要求删除）"
    return line if len(line) <= length else line[: length - 1] + "…"
