"""What the campaign's own dates make impossible (排不开的安排): warnings of `check`, never of a build."""

from collections.abc import Iterator

from generator.campaign.configuration import Campaign
from generator.campaign.feasibility import GRADED, TooLate, first_estimated, severity_said, too_late
from generator.campaign.problem import Problem
from generator.campaign.workdays import Calendar
from generator.consistency.noting import noted
from generator.reading.content import Content, Year


def impossible(content: Content) -> Iterator[Problem]:
    """Limits against phases, the calendar against limits, visiting days against their phase."""
    year, calendar = content.current, Calendar(content.workdays.holds)
    yield from _limits(year, calendar)
    yield from _estimated(year, calendar)
    yield from _arrangements(year)


def _limits(year: Year, calendar: Calendar) -> Iterator[Problem]:
    campaign: Campaign = year.campaign.holds
    order = [phase.code for phase in campaign.phases]
    for found in too_late(campaign, calendar):
        place = ("phases", order.index(found.done.code), "ends_on")
        yield noted(year.campaign, "not_in_time", _said(found), *place, level="warning")


def _said(found: TooLate) -> str:
    heard, done, severity = found.heard, found.done, severity_said(found)
    since = "" if found.since == heard.starts_on else f"{found.since} 起、"
    start = f"{since}“{heard.title}”期间听到的{severity}，到“{done.title}”结束（{done.ends_on}）还没到期："
    example = f"{found.since} 听到的，{found.due_on} 到期。"
    return start + example + "期限照文件算，不用改；阶段总结时算“在期限内、还在办”，对居民也按期限说。"


def _estimated(year: Year, calendar: Calendar) -> Iterator[Problem]:
    campaign: Campaign = year.campaign.holds
    first = first_estimated(campaign, calendar)
    if first is not None:
        longest = max(getattr(campaign.limits, name) for name in GRADED)
        missing = max(calendar.years, default=first.year - 1) + 1
        message = (
            f"{first} 起听到的，{longest} 个工作日的期限数到 {missing} 年元旦前后，"
            f"{missing} 年的放假安排还没有写，只能标“暂定”。"
            "国务院办公厅的通知一般 11 月公布，公布后写进 workdays.yaml。"
        )
        yield noted(year.campaign, "year_unknown", message, "limits", level="warning")


def _arrangements(year: Year) -> Iterator[Problem]:
    phase = next((each for each in year.campaign.holds.phases if each.code == "visiting"), None)
    units = year.units.holds
    names = {each.code: each.name for each in units.units}
    names |= {each.code: each.name for each in year.places.holds.communities}
    for place, visit in enumerate(units.arrangements if phase else ()):
        if phase and (visit.starts_on < phase.starts_on or visit.ends_on > phase.ends_on):
            message = (
                f"{names.get(visit.unit, visit.unit)}到{names.get(visit.community, visit.community)}的安排"
                f"（{visit.starts_on} 至 {visit.ends_on}）不在“{phase.title}”"
                f"（{phase.starts_on} 至 {phase.ends_on}）里。请核对。"
            )
            yield noted(year.units, "outside_phase", message, "arrangements", place, level="warning")
