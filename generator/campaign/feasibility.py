"""What a campaign's own dates make impossible (自相矛盾的安排), before anybody has worked a day.

The plan gives an issue up to 60 working days and its phases fewer (湖工发〔2022〕34号 一、(三) and 三). It is
no mistake of the office, which should know before, and know what to tell residents.
"""

import datetime
from collections.abc import Iterator

import msgspec

from generator.campaign.configuration import Campaign, Limits, Phase
from generator.campaign.deadline import limit_of
from generator.campaign.vocabulary import SEVERITIES
from generator.campaign.workdays import ONE_DAY, Calendar

GRADED = ("general", "major", "critical")
# In which phase what was heard in which one is to be done.
DONE_IN = {"visiting": "mending", "mending": "looking_back"}
# The longest working day, in minutes: what no visitor can get through is out of the question.
DAY_MINUTES = 8 * 60


class TooLate(msgspec.Struct, frozen=True, kw_only=True):
    """Issues of a severity that are heard in a phase and due after the one they are to be done in (来不及).

    `since` is the first day of the phase on which that is so, `due_on` when what is heard that day is due.
    """

    heard: Phase
    done: Phase
    severity: str
    workdays: int
    since: datetime.date
    due_on: datetime.date


def too_late(campaign: Campaign, calendar: Calendar) -> Iterator[TooLate]:
    """Every severity and phase for which limits and phases cannot both be kept; estimates are left out."""
    phases = {phase.code: phase for phase in campaign.phases}
    for heard_in, done_in in DONE_IN.items():
        if heard_in in phases and done_in in phases:
            for severity in GRADED:
                yield from _too_late(phases[heard_in], phases[done_in], severity, campaign.limits, calendar)


def _too_late(
    heard: Phase, done: Phase, severity: str, limits: Limits, calendar: Calendar
) -> Iterator[TooLate]:
    workdays = limit_of(severity, limits)
    for day in _days(heard.starts_on, heard.ends_on):
        due = calendar.after(day, workdays)
        if due.day > done.ends_on:
            if not due.provisional:
                yield TooLate(
                    heard=heard, done=done, severity=severity, workdays=workdays, since=day, due_on=due.day
                )
            return


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    return (first + n * ONE_DAY for n in range((last - first).days + 1))


def first_estimated(campaign: Campaign, calendar: Calendar) -> datetime.date | None:
    """The first day of the campaign from which the longest limit runs into days no table settles (暂定)."""
    days = _days(campaign.phases[0].starts_on, campaign.phases[-1].ends_on)
    return next((day for day in days if calendar.after(day, campaign.limits.critical).provisional), None)


def severity_said(found: TooLate) -> str:
    """A severity with its limit, in words (级别和期限)."""
    return f"{SEVERITIES[found.severity]}（{found.workdays} 个工作日）"


def most_visits(
    first: datetime.date, last: datetime.date, visitors: int, minutes: int, calendar: Calendar
) -> int:
    """How many visits so many people can at most make on the working days of a span, both ends included."""
    workdays = calendar.between(first - ONE_DAY, last).workdays
    return workdays * visitors * (DAY_MINUTES // max(1, minutes))
