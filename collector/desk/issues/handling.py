"""Taking an issue one step on (办理): every step is one act, whatever its kind.

What a step needs and who may take it is data in `rules.steps`; this module knows whose issue it is, records
the step with the words typed, and draws the one consequence a step has by itself: 没解决 reopens (S71).
"""

from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.people.access import may_see_case
from collector.errors import Conflict, NotAllowed, Refusal
from collector.rules.issues.issue import Case, Step, Words
from collector.rules.issues.stages import (
    MERGED_STAGES,
    NEXT,
    main_of,
    members_of,
    severity_of,
    stage_of,
    unit_of,
)
from collector.rules.issues.standing import Standing, check_extension
from collector.rules.issues.step_refusals import check_step
from collector.rules.issues.steps import ROLES_FOR, STEP_LABELS, reopens, steps_offered
from collector.rules.people.account import Account

# What the unit in charge does itself; the street's office does the rest.
_OF_THE_UNIT = frozenset({"proposal", "resolved", "explained", "replied"})
REOPENED_BY_CALLBACK = "回访时居民说没有解决，自动重新办理。"


def take_step(
    desk: Desk, account: Account, issue_no: str, kind: str, *, seen: int | None = None, **fields: Any
) -> Case:
    """Take one step (办理一步) and return the case after it.

    `fields` are those of `Step`; `on` is today where it is not given. `seen` is how many steps the person had
    before their eyes: if somebody was quicker, it is refused.
    """

    def work() -> Case:
        case = desk.case(issue_no)
        if not may_take(account, case, kind):
            raise NotAllowed(
                "not_yours", f"{issue_no} 的“{STEP_LABELS[kind]}”不归您办。要办，请找街道活动办。"
            )
        if seen is not None and seen != len(case.steps):
            latest = STEP_LABELS[case.steps[-1].kind]
            raise Conflict("step_taken_meanwhile", f"刚才已经有人办了一步“{latest}”，请看清进展再办。")
        return record_step(desk, account, case, kind, **fields)

    return desk.act(work)


def record_step(desk: Desk, account: Account, case: Case, kind: str, **fields: Any) -> Case:
    """Record a step whose taker may take it (记一步), with what follows from it; only inside an act."""
    step = new_step(desk, account, case, kind, **fields)
    check_step(case, step)
    _check_places(desk, case, step)
    _check_members_heard(desk, case, step)
    after = _record(desk, account, case, step)
    _tell_members(desk, account, after, step)
    if case_is_merged(case):
        _reopen_main(desk, account, after, step)
        return after
    return reopen(desk, account, after, step.on) if reopens(case, step) else after


def may_take(account: Account, case: Case, kind: str) -> bool:
    """Say whether this issue is this person's to take such a step in (经办范围), by role and by place."""
    if account.role not in ROLES_FOR[kind]:
        return False
    if kind == "corrected":
        is_collator = account.role == "community_collator" and may_see_case(account, case)
        return is_collator or case.issue.reported_by == account.username
    if kind in _OF_THE_UNIT and not account.is_of_street:
        return unit_of(case) in (account.unit_code, account.community_code) and unit_of(case) is not None
    return may_see_case(account, case)


def able_to_handle(desk: Desk) -> frozenset[str]:
    """The units and communities with an account that may handle what they are given (有经办账号的单位)."""
    able = (
        each for each in desk.registers.accounts if each.role in ROLES_FOR["resolved"] and not each.disabled
    )
    return frozenset(each.unit_code or each.community_code or "" for each in able)


def steps_for(account: Account, case: Case) -> tuple[str, ...]:
    """The kinds of step this person may take now (可办理的步骤)."""
    return tuple(kind for kind in steps_offered(case, account) if may_take(account, case, kind))


def next_steps(case: Case) -> tuple[str, ...]:
    """The kinds of step the stage allows, whoever takes them."""
    return tuple(NEXT[stage_of(case)])


def standing_of(desk: Desk, case: Case) -> Standing:
    """Where a case stands today (办理进度)."""
    return desk.cases.standing(case, desk.today(), desk.limits_of(case.no), desk.calendar)


def new_step(desk: Desk, account: Account, case: Case, kind: str, **fields: Any) -> Step:
    """A step as it would be recorded now (新的一步), unchecked; what is empty is left out."""
    now = desk.now()
    given = {name: value for name, value in fields.items() if value not in (None, "")}
    draft = {"issue_no": case.no, "seq": len(case.steps) + 1, "kind": kind, "at": now, "by": account.username}
    draft["acting_for"] = account.acting_for
    return Step(**{**draft, "on": now[:10], **given})


def _check_places(desk: Desk, case: Case, step: Step) -> None:
    """Refuse units, fields and days that only the campaign's own lists can judge."""
    wrong = {}
    if step.unit and not desk.unit_name(step.unit):
        wrong["unit"] = "没有这个单位，请从名单里选"
    if step.field and step.field not in desk.year.campaign.field_labels():
        wrong["field"] = "没有这个领域，请从名单里选"
    if wrong:
        raise Refusal("unknown_choice", "；".join(wrong.values()), wrong)
    check_extension(case, step, desk.limits_of(case.no), desk.calendar)


def _record(desk: Desk, account: Account, case: Case, step: Step) -> Case:
    """Add the step, its words and its line in the trail; only inside the act."""
    text = (step.text or "").strip()
    kept = msgspec.structs.replace(step, text=None)
    desk.registers.steps.add(kept)
    words = dict(case.words)
    if text:
        part = f"step:{step.seq}"
        household = case.issue.household_code
        desk.registers.words.add(Words(of=case.no, part=part, household_code=household, text=text))
        words[part] = text
    desk.note(account, step.kind, of=case.no, detail=_detail(case, step))
    return Case(case.issue, (*case.steps, kept), words)


def _detail(case: Case, step: Step) -> str | None:
    """What the trail says beside the kind: codes and days only."""
    if step.kind == "regraded":
        return f"{severity_of(case)} → {step.severity}"
    if step.kind == "handed_over":
        return f"{unit_of(case)} → {step.unit}"
    return step.other or step.severity or step.until or step.solved


def reopen(desk: Desk, account: Account, case: Case, on: str) -> Case:
    """Send it back to work on the day of the callback that said 没解决; only inside an act."""
    return follow(desk, account, case, "reopened", on=on, text=REOPENED_BY_CALLBACK)


def follow(desk: Desk, account: Account, case: Case, kind: str, **fields: Any) -> Case:
    """Record what follows from somebody's act, without asking whether they might do that (随之而来)."""
    step = new_step(desk, account, case, kind, **fields)
    after = _record(desk, account, case, step)
    _tell_members(desk, account, after, step)
    return after


# -- issues that were merged into one (S54)


def case_is_merged(case: Case) -> bool:
    return stage_of(case) in MERGED_STAGES


def _tell_members(desk: Desk, account: Account, main: Case, step: Step) -> None:
    """Whoever reported the same is answered with the main issue, and asked again if that is reopened."""
    if step.kind in ("replied", "reopened"):
        for number in members_of(main):
            follow(desk, account, desk.case(number), step.kind, on=step.on, channel=step.channel)


def _reopen_main(desk: Desk, account: Account, member: Case, step: Step) -> None:
    """One who reported the same says 没解决: the main issue goes back to work (S71)."""
    main = desk.case(main_of(member) or "")
    said = msgspec.structs.replace(step, issue_no=main.no, seq=len(main.steps) + 1)
    if reopens(main, said):
        reopen(desk, account, main, step.on)


def _check_members_heard(desk: Desk, case: Case, step: Step) -> None:
    """Refuse 销号 while somebody who reported the same was not asked yet."""
    members = members_of(case) if step.kind == "closed" else {}
    waiting = [number for number in members if stage_of(desk.case(number)) == "merged_replied"]
    if waiting:
        message = f"并入的 {'、'.join(waiting)} 还没有回访，都问过了再销号"
        raise Refusal("members_not_heard", message, {"text": message})
