"""How dates and days left are put into words at the desk (措辞); filters of its templates."""

import datetime
from collections.abc import Iterable
from itertools import groupby

import flask

from collector.rules.instant import say_day
from collector.rules.issues.standing import Standing
from collector.views import desk
from generator.wording import outcome_heading


def install(app: flask.Flask) -> None:
    for name, wording in FILTERS.items():
        app.jinja_env.filters[name] = wording


def short_day(day: datetime.date | str) -> str:
    """A day without its year, unless that is another than today's: 6月13日."""
    return say_day(day, desk().today())


def weekday(day: datetime.date) -> str:
    """A day with its day of the week: 6月13日（周一）."""
    return f"{short_day(day)}（周{'一二三四五六日'[day.weekday()]}）"


def minute(instant: str) -> str:
    """An instant as people write it: 6月13日 10:20."""
    return f"{short_day(instant[:10])} {instant[11:16]}"


def skipped(days: Iterable[datetime.date]) -> str:
    """The days that did not count, month by month: 6月3日、4日、5日；7月2日."""
    months = (list(group) for _, group in groupby(sorted(days), key=lambda each: (each.year, each.month)))
    return "；".join(
        "、".join([short_day(day), *(f"{each.day}日" for each in more)]) for day, *more in months
    )


def left(found: Standing) -> tuple[str, str, str]:
    """How long there is still, in three short lines: 还有 / 1 / 工作日."""
    days, about = found.days_left, "约" if found.is_estimate else ""
    if days is None:
        return ("", "", "")
    if found.is_undecided:
        return ("可能", "已过", "暂定")
    if days < 0:
        return (f"逾期{about}", str(-days), "工作日")
    if days == 0:
        return ("今天", "到期", "暂定" if about else "")
    return (f"{about}还有", str(days), "工作日")


def due(found: Standing) -> str:
    """What is due when: 办结期限 8月3日; an extension and 暂定 are said."""
    if found.due_on is None:
        return ""
    completion = "延期后办结" if found.extended_to else "办结"
    what = {"proposal": "答复方案", "hotline": "12345"}.get(found.waits_for or "", completion)
    return f"{what}期限 {short_day(found.due_on)}" + ("（暂定）" if found.is_provisional else "")


FILTERS = {
    "short_day": short_day,
    "weekday": weekday,
    "minute": minute,
    "skipped": skipped,
    "left": left,
    "due": due,
    "outcome_heading": outcome_heading,
}
