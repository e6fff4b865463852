"""When an issue is due (时限), counted in working days from the day it was collected.

Source: 湖工发〔2022〕34号 一、(三): a proposal within 5 working days, an answer within 15, 30 or 60 by
severity. "原则上" allows an extension, which never hides the original date (S29).
"""

import datetime
from typing import Literal

import msgspec

from generator.campaign.configuration import Limits
from generator.campaign.workdays import Calendar, Counted

Signal = Literal["calm", "yellow", "red"]


class Deadlines(msgspec.Struct, frozen=True):
    """Both due dates of an issue (方案时限、办结时限) and the limit in working days."""

    proposal: Counted
    completion: Counted
    limit_workdays: int


def limit_of(severity: str, limits: Limits) -> int:
    """Working days allowed for a severity (general, major or critical)."""
    return {"general": limits.general, "major": limits.major, "critical": limits.critical}[severity]


def deadlines(
    collected_on: datetime.date, severity: str, limits: Limits, calendar: Calendar
) -> Deadlines | None:
    """Both deadlines of an issue, or None where it was settled on the spot (当场办理, S23, S24)."""
    if severity == "on_spot":
        return None
    limit = limit_of(severity, limits)
    return Deadlines(
        proposal=calendar.after(collected_on, limits.proposal),
        completion=calendar.after(collected_on, limit),
        limit_workdays=limit,
    )


def days_left(today: datetime.date, due_on: datetime.date, calendar: Calendar) -> int:
    """Working days from today to the due date (剩余工作日); 0 on the last day, negative if late.

    The last day counts as a whole (R4.2), so an issue is late from the first working day after it (R4.5).
    """
    return calendar.between(today, due_on).workdays


def is_overdue(today: datetime.date, due_on: datetime.date, calendar: Calendar) -> bool:
    """Say whether the due date has passed by at least one working day that a table settles (逾期).

    In the first days of a year without a table nobody knows yet; 暂定 is not told as late.
    """
    return calendar.between(due_on, today).sure > 0


def signal(today: datetime.date, due_on: datetime.date, calendar: Calendar) -> Signal:
    """Red from the first working day after the due date, yellow with at most one left (R4.5)."""
    left = days_left(today, due_on, calendar)
    if left < 0:
        return "red"
    return "yellow" if left <= 1 else "calm"
