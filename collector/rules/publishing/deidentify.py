"""From private to published (脱敏), field by field: what is not named here does not leave (R5.1).

Facts come from the case, fixed wording from this module, and only `title`, `summary`, `outcome` and
`proposal` are texts: those of the approved draft. What anybody typed into the case never flows.
"""

import datetime
from collections.abc import Callable, Mapping

import msgspec

from collector.rules.instant import say_whole_day
from collector.rules.issues.issue import Case, Step
from collector.rules.issues.stages import current_round, field_of, last_callback, last_of, members_of
from collector.rules.issues.standing import Standing, public_state
from collector.rules.publishing.draft import Draft
from collector.rules.publishing.suppression import SMALLEST
from generator.campaign.records import (
    PublishedPhoto,
    PublishedResult,
    PublishedState,
    PublishedStep,
    SaidBy,
    Satisfaction,
    StepKind,
)
from generator.campaign.vocabulary import CHANNELS, SATISFACTIONS, SEVERITIES

UnitName = Callable[[str | None], str]

MONTH = len("2022-06")

# Private kinds of step that residents may read about, as their public kind; the rest stay inside.
PUBLIC_STEPS: Mapping[str, StepKind] = {
    "accepted": "accepted",
    "proposal": "proposal",
    "handed_over": "handed_over",
    "extended": "extended",
    "resolved": "resolved",
    "explained": "explained",
    "replied": "replied",
    "callback": "callback",
    "reopened": "reopened",
    "parked": "parked",
    "closed": "closed",
}


def told_by(case: Case, draft: Draft) -> Case:
    """The part of a case's life that the approved texts tell (已审文字所及).

    Facts follow the case by themselves; but done, explained or parked is said only with an outcome written
    after it was. Until there is one the public reads what was true before.
    """
    while needs_outcome(case) and not _tells_outcome(case, draft):
        case = Case(case.issue, case.steps[:-1], case.words)
    return case


def needs_outcome(case: Case) -> bool:
    """Say whether its public state needs an outcome in words."""
    return public_state(case) in ("resolved", "explained", "parked")


def _tells_outcome(case: Case, draft: Draft) -> bool:
    decided = last_of(current_round(case), "resolved", "explained", "parked", "accepted")
    return bool(draft.outcome.strip()) and decided is not None and decided.at <= draft.written_at


def deidentify(case: Case, draft: Draft, found: Standing, unit_name: UnitName) -> PublishedResult | None:
    """The public record of a case (公示记录), or None while it was not accepted.

    A personal matter gives months only and no steps; a due date that is 暂定 gives no date.
    """
    state = public_state(case)
    if state is None or found.severity is None:
        return None
    record = PublishedResult(
        issue_no=case.no,
        title=draft.title.strip(),
        community_code=case.issue.community_code,
        field=field_of(case),
        severity=found.severity,
        state=state,
        said_by=_said_by(case, state),
        received_on=case.issue.collected_at[:10],
        proposal_due_on=_due(found, "proposal"),
        due_on=_due(found, "completion"),
        due_provisional=found.completion is not None and found.completion.provisional,
        extended_to=_day(found.extended_to),
        resolved_on=_day(found.resolved_on),
        closed_on=_day(found.closed_on),
        used_workdays=found.used_workdays if found.resolved_on else None,
        limit_workdays=found.limit_workdays,
        responsible_unit=unit_name(found.unit) or None,
        summary=draft.summary.strip(),
        outcome=_outcome(draft, state),
        satisfaction=_satisfaction(case),
        merged_count=_merged_count(case),
        steps=_steps(case, draft, unit_name),
        photos=_photos(draft, state),
        published_on=draft.published_on or "",
        changed_on=_changed_on(case, draft),
    )
    return _by_month(record, draft, found) if draft.matter == "personal" else record


def _by_month(record: PublishedResult, draft: Draft, found: Standing) -> PublishedResult:
    """The same, told by months and without steps; only the days of publishing itself stay whole.

    How long it took is not told, since with the day of the limit it would tell the day; only whether in time.
    """
    names = ("received_on", "proposal_due_on", "due_on", "extended_to", "resolved_on", "closed_on")
    months = {name: value[:MONTH] for name in names if (value := getattr(record, name))}
    is_judged = found.resolved_on and found.limit_workdays and found.is_late is not None
    told = {"in_time": not found.is_late if is_judged else None, "used_workdays": None}
    return msgspec.structs.replace(record, **months, **told, steps=(), photos=(), changed_on=draft.changed_on)


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _due(found: Standing, which: str) -> str | None:
    counted = found.proposal if which == "proposal" else found.completion
    return None if counted is None or counted.provisional else _day(counted.day)


def _outcome(draft: Draft, state: PublishedState) -> str | None:
    """What was done, or why not; nothing while it is in hand, and no longer once it was reopened."""
    return (draft.outcome.strip() or None) if state in ("resolved", "explained", "parked") else None


def _photos(draft: Draft, state: PublishedState) -> tuple[PublishedPhoto, ...]:
    """The pictures of the approved text; none of how it is afterwards while it is not done."""
    is_told = _outcome(draft, state) is not None
    return tuple(each for each in draft.photos if is_told or each.when == "before")


def _said_by(case: Case, state: PublishedState) -> SaidBy:
    """Who says so: the resident where the latest callback bears it out, else the unit."""
    callback = last_callback(case)
    if state == "resolved" and callback and callback.solved == "yes":
        return "resident"
    if state == "explained" and callback and callback.solved != "no":
        return "resident"
    return "resident" if state == "reopened" and _reopened_by_resident(case) else "unit"


def _reopened_by_resident(case: Case) -> bool:
    """Say whether a callback that said 没解决 came right before the latest reopening."""
    step = case.last("reopened")
    before = [each for each in case.steps if step and each.seq < step.seq]
    return bool(before) and before[-1].kind == "callback" and before[-1].solved == "no"


def _satisfaction(case: Case) -> Satisfaction | None:
    """What the resident said of it, only if they agreed to have it shown."""
    callback = last_callback(case)
    return callback.satisfaction if callback and callback.may_publish else None


def _merged_count(case: Case) -> int | None:
    """How many requests were merged into it (并案), only where that is at least five (R5.3)."""
    requests = 1 + len(members_of(case))
    return requests if requests >= SMALLEST else None


def _changed_on(case: Case, draft: Draft) -> str | None:
    """The day of the latest change after publication: of a text, or by a step residents may read about."""
    if draft.published_on is None:
        return None
    days = {step.at[:10] for step in case.steps if step.kind in PUBLIC_STEPS or step.kind == "regraded"}
    days |= {draft.changed_on or ""}
    return max((day for day in days if day > draft.published_on), default=None)


def _steps(case: Case, draft: Draft, unit_name: UnitName) -> tuple[PublishedStep, ...]:
    """The dated steps (办理过程) in fixed wording, in the order of their days."""
    received = "走访时收到" if case.issue.visit_no else "收到并登记"
    steps = [PublishedStep(case.issue.collected_at[:10], "received", received)]
    steps += [
        PublishedStep(step.on, PUBLIC_STEPS[step.kind], _wording(case, step, draft, unit_name))
        for step in case.steps
        if step.kind in PUBLIC_STEPS and (step.kind != "callback" or step.reached)
    ]
    return tuple(sorted(steps, key=lambda step: step.on))


def _wording(case: Case, step: Step, draft: Draft, unit_name: UnitName) -> str:
    match step.kind:
        case "accepted":
            return f"街道审核受理，定为{SEVERITIES[step.severity or 'general']}"
        case "proposal":
            is_latest = step == case.last("proposal")
            return (draft.proposal.strip() if is_latest else "") or "提出答复方案"
        case "handed_over":
            return f"转由{unit_name(step.unit)}办理"
        case "extended":
            return f"经批准，延期到{say_whole_day(step.until or '')}"
        case "replied":
            return f"{CHANNELS.get(step.channel or '', '')}回复居民"
        case "callback":
            return _callback_wording(step)
        case "reopened":
            return "重新办理，期限从这一天重新计算"
        case kind:
            return _FIXED[kind]


_FIXED = {
    "resolved": "办结",
    "explained": "向居民解释说明",
    "parked": "暂时办不了，已向居民说明原因",
    "closed": "销号",
}


def _callback_wording(step: Step) -> str:
    """What the resident said, only if they let it be shown."""
    way = f"{CHANNELS.get(step.channel or '', '')}回访"
    return f"{way}，居民{SATISFACTIONS[step.satisfaction]}" if step.may_publish and step.satisfaction else way
