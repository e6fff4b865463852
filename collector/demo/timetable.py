"""When things happen in the demo campaign (演示日程): a clock that is set, and acts in the order of time."""

import datetime
from collections.abc import Callable
from random import Random

from collector.clock import Clock
from collector.rules.instant import SHANGHAI
from generator.campaign.workdays import Calendar

FIRST_DAY = datetime.date(2022, 6, 11)
LAST_DAY = datetime.date(2022, 8, 5)
AS_OF = datetime.datetime(2022, 8, 5, 18, 0, tzinfo=SHANGHAI)
OPENING = datetime.datetime(2022, 6, 11, 8, 0, tzinfo=SHANGHAI)
ONE_DAY = datetime.timedelta(days=1)


class SetClock(Clock):
    """A clock that shows what it was set to (演示时钟)."""

    def __init__(self, shown: datetime.datetime = OPENING) -> None:
        super().__init__()
        self._shown = shown

    def set(self, moment: datetime.datetime) -> None:
        self._shown = moment

    def now(self) -> datetime.datetime:
        return self._shown


class Timetable:
    """Acts with their moments (日程表), done in order however they were added; none after AS_OF."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime.datetime, int, Callable[[], object]]] = []

    def add(self, moment: datetime.datetime, act: Callable[[], object]) -> None:
        if moment <= AS_OF:
            self._acts.append((moment, len(self._acts), act))

    def run(self, clock: SetClock) -> None:
        for moment, _, act in sorted(self._acts, key=lambda each: each[:2]):
            clock.set(moment)
            act()
        clock.set(AS_OF)


def days_between(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Every day from the first to the last (起止日期)."""
    return [first + ONE_DAY * n for n in range((last - first).days + 1)]


def at(day: datetime.date, hours: tuple[int, int], rng: Random) -> datetime.datetime:
    """A moment of a day between two full hours."""
    minute = rng.randrange(hours[0] * 60, hours[1] * 60)
    return datetime.datetime.combine(day, datetime.time(minute // 60, minute % 60), SHANGHAI)


def visiting_hour(day: datetime.date, calendar: Calendar, rng: Random) -> datetime.datetime:
    """When somebody comes to the door: after supper on working days, all day long on others (二、(二)1)."""
    if day == LAST_DAY:
        return at(day, (9, 16), rng)
    if calendar.is_workday(day) and rng.random() < 0.7:
        return at(day, (18, 20), rng)
    return at(day, (9, 11), rng) if rng.random() < 0.5 else at(day, (15, 19), rng)
