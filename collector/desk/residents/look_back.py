"""Looking back at the desk (回头看, S69 to S72): the queue, samples to check, callbacks with a new demand."""

import secrets
import uuid
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.issues.handling import steps_for, take_step
from collector.desk.people.access import may_see_case, require
from collector.desk.visiting.intake import keep_issue, source_of
from collector.errors import Missing, Refusal
from collector.rules.issues.issue import Case, Issue
from collector.rules.issues.steps import LONGEST_TEXT, ROLES_FOR
from collector.rules.people.account import Account
from collector.rules.residents.callback import lacks_explanation
from collector.rules.residents.look_back import (
    Heard,
    Sample,
    draw,
    heard,
    may_be_asked,
    state_of,
    wrong_with_draw,
)
from collector.store.cases import CASE_TABLES

CALLERS = ROLES_FOR["callback"]
DRAWERS = ("campaign_office", "street_reviewer")
PHASE = "looking_back"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An issue to ask about (待问): `state` as in `look_back.state_of`; who handled it may not ask (S70)."""

    case: Case
    state: str
    is_mine: bool
    contact_ok: bool


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """All there is to see of looking back (回头看总览), within what this person may see."""

    since: str
    heard: Heard
    counts: dict[str, int]
    unexplained: list[Case]
    samples: list[Sample]


def since(desk: Desk) -> str:
    """The day from which callbacks count as looking back (从哪天算): the phase's first, once it has begun.

    Until then it is the campaign's first, or the day it was opened, for what was carried into it.
    """
    phases = desk.year.campaign.phases
    phase = next((each for each in phases if each.code == PHASE), None)
    if phase and phase.starts_on <= desk.today():
        return phase.starts_on.isoformat()
    first = phases[0].starts_on.isoformat()
    opened = desk.registers.years.get(str(desk.year.campaign.year))
    return min(first, opened.at[:10]) if opened else first


def overview(desk: Desk, account: Account) -> Overview:
    """Channels, answers and gaps so far."""
    cases = _seen(desk, account)
    start = since(desk)
    states = [state_of(case, start) for case in cases if may_be_asked(case)]
    return Overview(
        since=start,
        heard=heard(cases, start),
        counts={name: states.count(name) for name in ("waiting", "unreached", "asked")},
        unexplained=[case for case in cases if lacks_explanation(case)],
        samples=sorted(desk.registers.samples, key=lambda each: each.no, reverse=True),
    )


def queue(desk: Desk, account: Account, state: str = "waiting") -> list[Case]:
    """Closed and unclosed issues this person may ask about (回访名单), by how far that has come (S69)."""
    start = since(desk)
    found = (case for case in _seen(desk, account) if may_be_asked(case) and state_of(case, start) == state)
    return [case for case in found if "callback" in steps_for(account, case)]


def row_of(desk: Desk, account: Account, case: Case) -> Row:
    """What is shown of an issue before it is asked about; no consent means only at the door (S14)."""
    resident = desk.cases.resident(case.issue.household_code or "")
    return Row(
        case=case,
        state=state_of(case, since(desk)),
        is_mine="callback" in steps_for(account, case),
        contact_ok=bool(resident and resident.contact_ok),
    )


def _seen(desk: Desk, account: Account) -> list[Case]:
    require(account, *CALLERS)
    if not account.is_of_community and account.unit_code is None:
        return desk.cases.all()
    return [case for case in desk.cases.all() if may_see_case(account, case)]


# -- samples


def draw_sample(desk: Desk, account: Account, *, size: int | None, by_aspect: str, seed: str = "") -> Sample:
    """Draw a sample and keep it (抽查); without a seed one is made up, and shown like any other."""
    require(account, *DRAWERS)
    wrong = wrong_with_draw(seed, size, by_aspect)
    if wrong or size is None:
        raise Refusal("sample_incomplete", "；".join(wrong.values()), wrong)

    def work() -> Sample:
        pool = [case for case in desk.cases.all() if may_be_asked(case)]
        if not pool:
            message = "还没有可以回访的问题，受理以后再抽"
            raise Refusal("nothing_to_draw", message, {"size": message})
        chosen = seed.strip() or f"{secrets.randbelow(10**6):06d}"
        sample = Sample(
            no=desk.registers.next_no(f"K{desk.year.campaign.year}"),
            seed=chosen,
            by_aspect=by_aspect,
            issues=draw(pool, chosen, size, by_aspect),
            pool_count=len(pool),
            drawn_by=account.username,
            drawn_at=desk.now(),
        )
        desk.registers.samples.add(sample)
        desk.note(account, "sample_drawn", of=sample.no, detail=f"{len(sample.issues)}/{len(pool)}")
        return sample

    return desk.act(work)


def sample_of(desk: Desk, account: Account, no: str) -> tuple[Sample, list[Case]]:
    """A sample, with those of its issues that this person may see."""
    require(account, *CALLERS)
    sample = desk.registers.samples.get(no)
    if sample is None:
        raise Missing("no_such_sample", f"没有编号为 {no[:20]} 的抽查，请从“回头看”里点。")
    found = (desk.cases.case(number) for number in sample.issues)
    return sample, [case for case in found if case is not None and may_see_case(account, case)]


def is_repeatable(desk: Desk, sample: Sample) -> bool:
    """Draw it again from what there was then (再抽一遍): say whether the seed gives the same sample.

    Steps are only ever added, so the pool of that moment is still there.
    """

    def work() -> bool:
        then = (_as_of(case, sample.drawn_at) for case in desk.cases.all())
        pool = [case for case in then if case is not None and may_be_asked(case)]
        return draw(pool, sample.seed, len(sample.issues), sample.by_aspect) == sample.issues

    return desk.cases.once(f"sample {sample.no}", desk.today(), CASE_TABLES, work)


def _as_of(case: Case, at: str) -> Case | None:
    if case.issue.received_at > at:
        return None
    return msgspec.structs.replace(case, steps=tuple(step for step in case.steps if step.at <= at))


# -- a callback, and what else was on the resident's mind


def call_back(
    desk: Desk,
    account: Account,
    issue_no: str,
    *,
    seen: int | None = None,
    new_text: str = "",
    new_field: str = "",
    **fields: Any,
) -> Case:
    """Record a callback (回访); a new demand heard at it becomes an issue in the same act (S71)."""
    is_new = bool(new_text.strip() or new_field)

    def work() -> Case:
        number = desk.registers.next_no(str(desk.year.campaign.year)) if is_new else None
        after = take_step(desk, account, issue_no, "callback", seen=seen, other=number, **fields)
        if number:
            _register(desk, account, after, number, new_text.strip(), new_field)
        return after

    return desk.act(work)


def _register(desk: Desk, account: Account, case: Case, number: str, text: str, field: str) -> None:
    """Register what was newly asked for, with its origin (来源：回头看) and a clock of its own."""
    callback = case.last("callback")
    wrong = {}
    if callback is None or not callback.reached:
        wrong["new_text"] = "没联系上，就没有新的难处可记；联系上了再记"
    elif not text or len(text) > LONGEST_TEXT:
        wrong["new_text"] = "请写新的难处" if not text else f"写了 {len(text)} 个字，最多 {LONGEST_TEXT} 个字"
    if field not in desk.year.campaign.field_labels():
        wrong["new_field"] = "请选新的难处归到哪一类"
    if wrong or callback is None:
        raise Refusal("demand_incomplete", "；".join(wrong.values()), wrong)
    issue = Issue(
        no=number,
        id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{case.no}/{callback.seq}")),
        community_code=case.issue.community_code,
        field=field,
        collected_at=callback.at if callback.on == callback.at[:10] else f"{callback.on}T12:00:00+08:00",
        received_at=callback.at,
        reported_by=account.username,
        source=source_of(desk, account),
        household_code=case.issue.household_code,
        look_back_of=case.no,
    )
    keep_issue(desk, issue, report=text)
    desk.note(account, "issue_registered", of=number, detail=case.no)
