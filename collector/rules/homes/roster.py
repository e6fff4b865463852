"""Where every household of the roster stands (户册): in exactly one of five states, none forgotten.

湖工发〔2022〕34号 一、(一): 不落一户.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from collector.errors import Refusal
from collector.rules.homes.household import Household
from collector.rules.instant import say_day
from collector.rules.visiting.outing import Outing
from collector.rules.visiting.visit import Visit
from generator.campaign.vocabulary import VISIT_RESULTS

STATES: Mapping[str, str] = {
    "covered": "走到了",
    "scheduled": "排上了",
    "unreachable": "走不到",
    "uncovered": "没走到",
    "vacant": "空户",
}

# Why a household cannot be reached, and why a house stands empty: chosen, never typed, so that no words about
# people end up on the roster.
UNREACHABLE_REASONS = (
    "长期在外，电话也联系不上",
    "搬走了，新住址不清楚",
    "多次上门都不愿见",
    "没有联系方式，邻居也不清楚",
)
VACANT_REASONS = (
    "没有交付或没有住过人",
    "房主长期在外，房子空着",
    "已经拆除或不能住人",
    "不是住宅，改作别用",
)

# 就近、家族、邻里等原则 (二、(一)4).
ASSIGNMENT_REASONS: Mapping[str, str] = {
    "near": "就近",
    "kin": "家族",
    "neighbour": "邻里",
    "other": "其他",
}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A household as it stands on a day (户况): `since` is the day it was covered or is planned for.

    `by` is the unit that plans to come (S31).
    """

    household: Household
    state: str
    since: str | None = None
    by: str | None = None
    reason: str | None = None
    visits: tuple[Visit, ...] = ()

    @property
    def code(self) -> str:
        return self.household.code

    @property
    def grid_code(self) -> str | None:
        return self.household.grid_code

    def last_told(self, today: datetime.date) -> str:
        """The latest visit in words (上次): 8月5日 家里没人; empty where nobody came yet."""
        if not self.visits:
            return ""
        visit = self.visits[-1]
        return f"{say_day(visit.started_at[:10], today)} {VISIT_RESULTS[visit.result]}"

    @property
    def is_vacant(self) -> bool:
        """Say whether it stays out of the totals: empty, with a reason, and nobody met there after all."""
        return self.state == "vacant"


def stand(
    households: Iterable[Household], visits: Iterable[Visit], outings: Iterable[Outing], today: datetime.date
) -> list[Place]:
    """Every household with its state, in the order of their codes (S11).

    Who was met is covered, whatever else is said of the house; a mark on the house outweighs a plan.
    """
    made: dict[str, list[Visit]] = {}
    for visit in visits:
        made.setdefault(visit.household_code, []).append(visit)
    planned: dict[str, Outing] = {}
    for outing in sorted(outings, key=lambda each: each.on, reverse=True):
        if outing.is_ahead(today):
            planned |= dict.fromkeys(outing.households, outing)
    ordered = sorted(households, key=lambda each: each.code)
    return [_place(each, made.get(each.code, ()), planned.get(each.code)) for each in ordered]


def _place(household: Household, made: Sequence[Visit], planned: Outing | None) -> Place:
    visits = tuple(sorted(made, key=lambda visit: visit.started_at)) if len(made) > 1 else tuple(made)
    first = next((visit for visit in visits if visit.covers), None)
    reason = household.vacant_reason or household.unreachable_reason
    if first is not None:
        return Place(household=household, state="covered", since=first.started_at[:10], visits=visits)
    if reason is not None:
        state = "vacant" if household.vacant_reason else "unreachable"
        return Place(household=household, state=state, reason=reason, visits=visits)
    if planned is not None:
        return Place(household=household, state="scheduled", since=planned.on, by=planned.unit, visits=visits)
    return Place(household=household, state="uncovered", visits=visits)


def count_states(places: Iterable[Place]) -> dict[str, int]:
    """How many households stand how (户数), and `households`, all that count: all but empty houses."""
    counts = dict.fromkeys(STATES, 0)
    for place in places:
        counts[place.state] += 1
    return counts | {"households": sum(counts.values()) - counts["vacant"]}


def by_grid(places: Iterable[Place], grids: Iterable[str]) -> dict[str | None, list[Place]]:
    """Places grid by grid in the order given, those without one (待归户) last; no grid is left out."""
    found: dict[str | None, list[Place]] = {code: [] for code in grids}
    found[None] = []
    for place in places:
        found[place.grid_code if place.grid_code in found else None].append(place)
    return found


def pick(places: Iterable[Place], focus: Mapping[str, Sequence[str]], count: int) -> tuple[str, ...]:
    """Choose exactly `count` households for a list (确定走访名单, 二、(一)2): focus households first (S37).

    Only from those not visited, not planned and not out of reach. `focus` holds the 五个重点访 by household.
    """
    free = [place for place in places if place.state == "uncovered"]
    if not 0 <= count <= len(free):
        message = f"没走到、也没排上的只有 {len(free)} 户，挑不出 {count} 户。请改户数，或换一个网格。"
        raise Refusal("too_few_uncovered", message, {"count": message})
    free.sort(key=lambda place: (not focus.get(place.code), place.grid_code or "", place.code))
    return tuple(place.code for place in free[:count])


def without_person(places: Iterable[Place], people: Mapping[str, object]) -> list[Place]:
    """Households no person in use is named for (没有落实到人, S32); empty houses need nobody."""
    return [
        place
        for place in places
        if not place.is_vacant and not any(each in people for each in place.household.assigned_to)
    ]
