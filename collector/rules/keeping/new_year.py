"""The next campaign (下一年, 三、(五)): what goes along, with number and clock, and what stays behind."""

import datetime
import re
from collections.abc import Iterable, Mapping

import msgspec

from collector.rules.instant import read_day
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import main_of, stage_of
from generator.campaign.configuration import Limits

NOT_CARRIED = frozenset({"closed"})


class YearOpened(msgspec.Struct, frozen=True, kw_only=True):
    """A year begun from the one before it (开新一年); `code` is the year, `carried` are issue numbers.

    `limits_before` were those of the year before, which its issues keep (S73).
    """

    code: str
    at: str
    by: str
    carried: tuple[str, ...]
    limits_before: Limits | None = None


def to_carry(cases: Iterable[Case]) -> tuple[str, ...]:
    """The issues that are not closed out go along (结转), and with each what was merged into it (S73)."""
    every = list(cases)
    own = {case.no for case in every if stage_of(case) not in NOT_CARRIED and main_of(case) is None}
    return tuple(case.no for case in every if (main_of(case) or case.no) in own)


def unreached_running(missed: Iterable[Mapping[str, bool]]) -> tuple[str, ...]:
    """Households that nobody met in any of these years (连续没走到), by code; each maps code to 没走到."""
    years = list(missed)
    if not years:
        return ()
    return tuple(
        sorted(code for code, is_missed in years[0].items() if all(each.get(code) for each in years))
    )


# A whole value, in quotation marks or plain, alone or in a list; a day within a text is none.
_DAY = re.compile(r"""(?m)((["'])|[:-] +|[\[,] *)(\d{4}-\d{2}-\d{2})(?(2)\2|(?= *(?:[\],}#]|$)))""")


def moved(text: str, years: int) -> str:
    """A settings file with every date so many years later (日期顺延)."""

    def moved_on(found: re.Match[str]) -> str:
        day = read_day(found[3])
        return f"{found[1]}{later(day, years)}{found[2] or ''}" if day else found[0]

    return _DAY.sub(moved_on, text)


def later(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def renumbered(text: str, key: str, old: int, year: int) -> str:
    """A settings file with another year under a key (改年份)."""
    return re.sub(rf"""(?m)^({key}: *["']?){old}\b""", rf"\g<1>{year}", text)
