"""Instants (时刻): RFC 3339 in, +08:00 out (R4.4)."""

import datetime
import re

# China has one zone and no summer time; an offset needs no zone database on the machine.
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8), "Asia/Shanghai")

_WRITTEN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def read_instant(text: str) -> datetime.datetime | None:
    """The instant that `text` says, to the second, or None; without an offset it is Shanghai's."""
    if not _WRITTEN.fullmatch(text.upper()):
        return None
    try:
        found = datetime.datetime.fromisoformat(text.upper()).replace(microsecond=0)
        return found.astimezone(SHANGHAI) if found.tzinfo else found.replace(tzinfo=SHANGHAI)
    except (ValueError, OverflowError):
        return None


def say_instant(at: datetime.datetime, today: datetime.date) -> str:
    """An instant as people say it, such as 6月18日 19:30."""
    return f"{say_day(at.date(), today)} {at:%H:%M}"


def say_day(day: datetime.date | str, today: datetime.date | str) -> str:
    """A day as people say it, such as 6月18日; with its year where that is not today's."""
    is_of_this_year = str(day)[:4] == str(today)[:4]
    return say_whole_day(day).partition("年")[2] if is_of_this_year else say_whole_day(day)


def say_whole_day(day: datetime.date | str) -> str:
    """A day with its year, such as 2022年6月18日."""
    found = datetime.date.fromisoformat(day) if isinstance(day, str) else day
    return f"{found.year}年{found.month}月{found.day}日"


def read_day(text: str) -> datetime.date | None:
    """The day of a text written YYYY-MM-DD, or None, also for what else Python would read as a date."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def is_day(text: str) -> bool:
    """Say whether a text is a date written YYYY-MM-DD."""
    return read_day(text) is not None


def is_past_day(text: str, today: datetime.date | str) -> bool:
    """Say whether a text is today or a day of the past, written YYYY-MM-DD."""
    return is_day(text) and text <= str(today)
