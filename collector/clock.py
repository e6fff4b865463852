"""What time it is (时间), Asia/Shanghai; the only clock of the collector."""

import datetime
import time

from collector.rules.instant import SHANGHAI

DEMO_HOUR = datetime.time(18, 0)


class Clock:
    """The clock on the wall, or one that was set to the evening of a fixed day when the demo was started."""

    def __init__(self, today: datetime.date | None = None) -> None:
        self._start = datetime.datetime.combine(today, DEMO_HOUR, SHANGHAI) if today else None
        self._started = time.monotonic()

    def now(self) -> datetime.datetime:
        """This moment, to the second, with its offset."""
        if self._start is None:
            return datetime.datetime.now(SHANGHAI).replace(microsecond=0)
        passed = datetime.timedelta(seconds=int(time.monotonic() - self._started))
        # A demo left running over midnight stays on its day.
        return min(self._start + passed, self._start.replace(hour=23, minute=59))

    def today(self) -> datetime.date:
        return self._start.date() if self._start else self.now().date()
