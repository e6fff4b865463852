"""Whether the days of a published result agree with the calendar (用时核对).

Publication counts all of them from one clock, which begins earlier than the result where an earlier report
was merged into it (S54), and later where it was taken up again. An extension moves neither clock nor limit.
"""

import datetime
from collections.abc import Iterable, Iterator
from functools import cache

from generator.campaign.configuration import WorkdayYear
from generator.campaign.records import PublishedResult, again_on
from generator.campaign.workdays import Calendar

_DAY = len("2022-06-10")


class Clock:
    """The calendar, asked about the days of many results."""

    def __init__(self, workdays: Iterable[WorkdayYear]) -> None:
        self._calendar = Calendar(workdays)
        # Of this clock alone; a campaign has few days, each named by many results.
        self._between = cache(self._counted)

    def doubts(self, result: PublishedResult) -> Iterator[str]:
        """What does not agree, in words; nothing where no table settles it."""
        told, counted = result.used_workdays, self._used(result)
        if counted is not None and told != counted:
            found = f"“used_workdays”写的是 {told}，照日期和工作日历数是 {counted}。"
            yield found + "请核对；并入了更早的事的，不用改。"
        if result.steps and result.steps[0].on < result.received_on:
            first = result.steps[0].on
            yield f"办理过程从 {first} 开始，早于“received_on”（{result.received_on}）。请核对。"

    def _used(self, result: PublishedResult) -> int | None:
        """How many working days it took: the limit without what was left of it, or else since it began."""
        done, due, limit = result.resolved_on, result.due_on, result.limit_workdays
        if result.used_workdays is None or done is None or len(done) < _DAY or result.severity == "on_spot":
            return None
        if due is not None and limit is not None:
            left = self._between(done, due)
            return None if left is None else limit - left
        return self._between(again_on(result) or result.received_on, done)

    def _counted(self, start: str, end: str) -> int | None:
        first, last = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
        found = self._calendar.between(first, last)
        return None if found.provisional else found.workdays
