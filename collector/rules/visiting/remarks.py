"""What is remarked upon at a visit (提醒) that is taken all the same; nothing here refuses.

Source: 湖工发〔2022〕34号 一、(一) for ways of visiting and minutes.
"""

import datetime
from collections.abc import Iterable, Mapping

from collector.rules.instant import read_instant
from collector.rules.residents.contacts import OFTEN, OFTEN_DAYS, is_often
from collector.rules.visiting.visit import Visit, VisitReport

MORNING, NIGHT = datetime.time(7, 0), datetime.time(22, 30)

# What a visitor is told without being refused (S10, S15, S31, S33, S35, S50, S101).
WARNINGS: Mapping[str, str] = {
    "short_visit": "这次不到 {minimum} 分钟，照常登记。",
    "repeat_visit": "这户以前已经走访过，这次又按第一次走访登记。",
    "often_contacted": f"这户 {OFTEN_DAYS} 天里已经联系过 {OFTEN} 次以上，最近尽量不再打扰。",
    "late_hour": "走访开始得太早或太晚，下次尽量避开休息时间。",
    "not_city_community": "这户不在市属单位主要协助的社区里，请核对一下。",
    "no_companion": "市属单位走访应有社区书记或网格员陪同，这次没有记陪同的人。",
    "not_on_roster": "这户不在名册上，已交社区整理员归户。",
}


def warning(code: str, minimum_minutes: int) -> str:
    """What a visitor is told (提醒的话), by its code; the campaign says how long a visit should last."""
    return WARNINGS[code].format(minimum=minimum_minutes)


def minutes_of(report: VisitReport) -> int | None:
    """How long the visit took (时长), or None where that was not said."""
    start, end = read_instant(report.started_at), read_instant(report.ended_at or "")
    return int((end - start).total_seconds()) // 60 if start and end else None


def remarks_on(
    report: VisitReport,
    *,
    earlier: Iterable[Visit],
    contacts: int,
    minimum_minutes: int,
    is_astray: bool,
    needs_companion: bool,
) -> tuple[str, ...]:
    """The codes of what is remarked upon (提醒), in the order of WARNINGS; a valid visit is never refused.

    `earlier` are the visits to the household so far, `contacts` is how often it was contacted lately. A unit
    of the city may stray from the community it mainly helps, and needs somebody of the community with it.
    """
    minutes, start = minutes_of(report), read_instant(report.started_at)
    hour = start.time() if start else MORNING
    is_met = report.result == "met"
    found = {
        "short_visit": is_met and report.channel == "doorstep" and (minutes or 0) < minimum_minutes,
        "repeat_visit": is_met and report.purpose == "first" and any(visit.covers for visit in earlier),
        "often_contacted": is_often(contacts),
        "late_hour": not MORNING <= hour < NIGHT,
        "not_city_community": is_astray,
        "no_companion": needs_companion and not _has_guide(report),
        "not_on_roster": report.new_household is not None,
    }
    return tuple(code for code, is_so in found.items() if is_so)


def _has_guide(report: VisitReport) -> bool:
    return any(companion.role in ("secretary", "grid_worker") for companion in report.companions)
