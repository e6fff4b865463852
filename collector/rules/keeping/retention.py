"""How long what identifies people is kept (留存期限): 《个人信息保护法》第十九条、第四十七条.

Numbers, steps and statistics stay; people go when the purpose is reached and the period of the campaign's
settings is over.
"""

import datetime
from collections.abc import Iterable

from collector.rules.homes.hardship import Hardship
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import OPEN_STAGES, stage_of
from generator.campaign.configuration import Campaign


def campaign_end(campaign: Campaign) -> datetime.date:
    """The last day of the last phase (总结评估结束)."""
    return max(phase.ends_on for phase in campaign.phases)


def settled_on(
    campaign: Campaign, cases: Iterable[Case], hardships: Iterable[Hardship] = ()
) -> datetime.date | None:
    """The day all is settled with a household (了结日), at the earliest the campaign's end; None before."""
    days = [campaign_end(campaign)]
    for case in cases:
        if stage_of(case) in OPEN_STAGES:
            return None
        days += [_day(step.on) for step in case.steps] or [_day(case.issue.collected_at)]
    for hardship in hardships:
        if hardship.ended_at is None:
            return None
        days.append(_day(hardship.ended_at))
    return max(days)


def is_over(settled: datetime.date | None, years: int, today: datetime.date) -> bool:
    """Whether a period that began when things were settled is over (到期)."""
    return settled is not None and moved(settled, years) < today


def moved(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years on; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _day(instant: str) -> datetime.date:
    return datetime.date.fromisoformat(instant[:10])
