"""Where an issue stands today (办理进度): both due dates, what is left of them, and how it is told.

Due dates follow 湖工发〔2022〕34号 一、(三); an extension never hides the original date (S29).
"""

import datetime
from typing import cast

import msgspec

from collector.errors import Refusal
from collector.rules.instant import say_day, say_whole_day
from collector.rules.issues.escalation import Hotline, hotline_of
from collector.rules.issues.issue import Case, Step
from collector.rules.issues.stages import (
    DONE_STAGES,
    MERGED_STAGES,
    OPEN_STAGES,
    clock_start,
    current_round,
    last_callback,
    last_of,
    severity_of,
    stage_of,
    unit_of,
)
from generator.campaign.configuration import Limits
from generator.campaign.deadline import (
    Deadlines,
    Signal,
    days_left,
    deadlines,
    is_overdue,
    limit_of,
    signal,
)
from generator.campaign.records import PublishedState, Satisfaction, Severity
from generator.campaign.workdays import Calendar, Counted, Span

DATE = datetime.date.fromisoformat
LONGEST_EXTENSION = datetime.timedelta(days=365)


class Standing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Everything a page says about an issue's time (办理进度).

    `waits_for` is proposal or completion, or hotline where that clock is nearer (R6.5): whose day `due_on`
    is; `completion` stays the original one beside `extended_to`. `days_left` counts working days to `due_on`,
    negative when late, and `is_estimate` where no table settles them; it and `signal` are None where no clock
    runs. `used_workdays` counts from the clock's
    start to `resolved_on`, else to today. `is_late` looks at the original date. Both are None where that
    depends on holidays no table settles yet (R4.3): an estimate is no verdict. `state` is what residents
    read, `satisfaction` what they said of it.
    """

    stage: str
    severity: Severity | None = None
    unit: str | None = None
    started_on: datetime.date
    proposal: Counted | None = None
    completion: Counted | None = None
    limit_workdays: int | None = None
    extended_to: datetime.date | None = None
    hotline: Hotline | None = None
    waits_for: str | None = None
    due_on: datetime.date | None = None
    is_provisional: bool = False
    days_left: int | None = None
    is_estimate: bool = False
    signal: Signal | None = None
    used_workdays: int | None = 0
    is_late: bool | None = False
    proposed_on: datetime.date | None = None
    resolved_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    state: PublishedState | None = None
    satisfaction: Satisfaction | None = None

    @property
    def is_open(self) -> bool:
        """Say whether somebody is at work on it (在办)."""
        return self.stage in OPEN_STAGES

    @property
    def is_done(self) -> bool:
        """Say whether it is done, or explained, and replied (办结回复)."""
        return self.stage in DONE_STAGES

    @property
    def is_merged(self) -> bool:
        """Say whether it is counted with the issue it was merged into (已并案): a request, not a matter."""
        return self.stage in MERGED_STAGES

    @property
    def is_undecided(self) -> bool:
        """Say whether it may be late, but only by days that no table settles (暂定): no verdict."""
        return self.days_left is not None and self.days_left < 0 and self.signal == "yellow"

    @property
    def signal_word(self) -> str:
        """The colour in words (R4.5): 红 逾期, 黄 临期."""
        return {"red": "红", "yellow": "黄"}.get(self.signal or "", "")


def standing(case: Case, today: datetime.date, limits: Limits, calendar: Calendar) -> Standing:
    """Where an issue stands on a day."""
    stage, severity, started_on = stage_of(case), severity_of(case), DATE(clock_start(case))
    due = _deadlines(case, severity, started_on, limits, calendar)
    found = Standing(
        stage=stage,
        severity=cast("Severity | None", severity),
        unit=unit_of(case),
        started_on=started_on,
        proposal=due.proposal if due else None,
        completion=due.completion if due and severity else None,
        limit_workdays=due.limit_workdays if due and severity else None,
        extended_to=_extended_to(case, due),
        proposed_on=_proposed_on(case),
        resolved_on=resolved_on(case),
        closed_on=closed_on(case),
        hotline=hotline_of(case, calendar),
        state=public_state(case),
        satisfaction=_satisfaction(case),
    )
    return _with_clock(found, today, calendar)


def _deadlines(
    case: Case, severity: str | None, started_on: datetime.date, limits: Limits, calendar: Calendar
) -> Deadlines | None:
    """Both deadlines; before the review has graded it only that of the proposal means anything."""
    if severity is None:
        return None if case.issue.on_spot else deadlines(started_on, "general", limits, calendar)
    return deadlines(started_on, severity, limits, calendar)


def _extended_to(case: Case, due: Deadlines | None) -> datetime.date | None:
    """The day of the latest extension of this round (延期), if later than the due date."""
    step = last_of(current_round(case), "extended")
    if step is None or step.until is None or due is None or DATE(step.until) <= due.completion.day:
        return None
    return DATE(step.until)


def _proposed_on(case: Case) -> datetime.date | None:
    first = next((step for step in current_round(case) if step.kind == "proposal"), None)
    return DATE(first.on) if first else None


def resolved_on(case: Case) -> datetime.date | None:
    """The day it was done, or explained, and replied: the later of the two.

    What was merged is only replied; what was settled on the spot is done the day it was heard.
    """
    if stage_of(case) not in DONE_STAGES:
        return None
    steps = current_round(case)
    found = (last_of(steps, "resolved", "explained"), last_of(steps, "replied"))
    return DATE(max((step.on for step in found if step), default=case.issue.collected_at[:10]))


def closed_on(case: Case) -> datetime.date | None:
    """The day of 销号, or None while it is not closed out."""
    if stage_of(case) != "closed":
        return None
    step = last_of(current_round(case), "closed")
    return DATE(step.on if step else case.issue.collected_at[:10])


def _with_clock(found: Standing, today: datetime.date, calendar: Calendar) -> Standing:
    """The same with its clock read on a day."""
    end = found.started_on if found.severity == "on_spot" else found.resolved_on or today
    used = calendar.between(found.started_on, end)
    changes: dict[str, object] = {
        "used_workdays": None if used.provisional else used.workdays,
        "is_late": _is_late(found, used, today, calendar),
    }
    waits_for, due = _nearer(found, *_next_due(found, calendar))
    if due is not None:
        left = calendar.between(today, due.day)
        changes |= {
            "waits_for": waits_for,
            "due_on": due.day,
            "is_provisional": due.provisional,
            "days_left": left.workdays,
            "is_estimate": due.provisional or left.provisional,
            "signal": _signal(today, due, calendar),
        }
    return msgspec.structs.replace(found, **changes)


def _signal(today: datetime.date, due: Counted, calendar: Calendar) -> Signal:
    """The colour of a clock; red only by days that are settled: an estimate is no verdict (R4.3)."""
    found = signal(today, due.day, calendar)
    is_settled = not due.provisional and is_overdue(today, due.day, calendar)
    return "yellow" if found == "red" and not is_settled else found


def _is_late(found: Standing, used: Span, today: datetime.date, calendar: Calendar) -> bool | None:
    """Whether it missed the original date; None before a table settles it (R4.3).

    Beyond a date that is settled itself it is late as soon as one settled working day has gone by.
    """
    if found.completion is None:
        return False
    until = found.resolved_on or today
    if not used.provisional:
        return days_left(until, found.completion.day, calendar) < 0
    is_late = not found.completion.provisional and is_overdue(until, found.completion.day, calendar)
    return is_late or None


def _next_due(found: Standing, calendar: Calendar) -> tuple[str | None, Counted | None]:
    """What is due next while it is open: the proposal until there is one, then completion."""
    if not found.is_open:
        return None, None
    waits_for_proposal = found.proposed_on is None and found.stage in ("registered", "accepted", "reopened")
    if waits_for_proposal or found.completion is None:
        return "proposal", found.proposal
    if found.extended_to:
        return "completion", Counted(found.extended_to, provisional=not calendar.knows(found.extended_to))
    return "completion", found.completion


def _nearer(found: Standing, waits_for: str | None, due: Counted | None) -> tuple[str | None, Counted | None]:
    """The hotline's date where it comes before the campaign's own."""
    hotline = found.hotline if found.is_open else None
    if hotline is None or (due is not None and due.day <= hotline.due_on):
        return waits_for, due
    return "hotline", Counted(hotline.due_on, provisional=hotline.is_provisional)


def _satisfaction(case: Case) -> Satisfaction | None:
    callback = last_callback(case)
    return callback.satisfaction if callback else None


def public_state(case: Case) -> PublishedState | None:
    """How its state is told to residents (公示状态), or None before it was accepted."""
    stage = stage_of(case)
    if severity_of(case) is None or stage in MERGED_STAGES | {"registered", "returned"}:
        return None
    if stage in DONE_STAGES:
        done = last_of(current_round(case), "resolved", "explained")
        if done is None:
            return "resolved" if case.issue.on_spot == "solved" else "explained"
        return "resolved" if done.kind == "resolved" else "explained"
    if stage == "parked":
        return "parked"
    return "reopened" if case.last("reopened") else "in_hand"


def check_extension(case: Case, step: Step, limits: Limits, calendar: Calendar) -> None:
    """Refuse an extension that is none (S29): not later than it is due anyway, or to no known workday.

    A day that no table settles is not taken on trust: it may turn out a holiday, and residents read it.
    """
    severity = severity_of(case)
    if step.kind != "extended" or step.until is None or severity is None:
        return
    due = calendar.after(DATE(clock_start(case)), limit_of(severity, limits))
    latest = _extended_to(case, deadlines(DATE(clock_start(case)), severity, limits, calendar)) or due.day
    if DATE(step.until) <= latest:
        message = f"现在的办结期限是 {say_day(latest, step.on)}，延期要晚于这一天"
        raise Refusal("not_an_extension", message, {"until": message})
    code, message = _no_day_to_extend_to(DATE(step.until), DATE(step.on), calendar)
    if code:
        raise Refusal(code, message, {"until": message})


def _no_day_to_extend_to(until: datetime.date, on: datetime.date, calendar: Calendar) -> tuple[str, str]:
    """Why nothing is extended to a day, as code and words; empty where it may be."""
    latest = on + LONGEST_EXTENSION
    if until > latest:
        said = f"{say_whole_day(until)}太远了，一次最多延一年，最晚到{say_whole_day(latest)}。"
        return "extension_too_long", said + "请核对年份；要更久的，到时候再延"
    if not calendar.knows(until):
        missing = calendar.missing_year(until)
        said = f"{say_whole_day(until)}上不上班还不知道：{missing} 年的放假安排还没有录入。"
        return "workday_unknown", said + "请选早一些的工作日，或者等放假安排公布、写进 workdays.yaml 以后再延"
    if not calendar.is_workday(until):
        return "not_a_workday", f"{say_day(until, on)}不是工作日，请选一个工作日"
    return "", ""
