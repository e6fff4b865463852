"""A unit's planned visiting day in a community (走访日), with the households it goes to (入户人员名单).

湖工发〔2022〕34号 二、(一)1 and 2: the community draws up the list beforehand, its secretary and grid
workers come along with units of the city; 二、(二)2: the community arranges the visits of all levels, so that
nobody is visited twice over.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping

import msgspec

from generator.campaign.places import Unit

SLOTS: Mapping[str, str] = {"am": "上午", "pm": "下午", "evening": "晚上"}

# What a planner is told without being refused.
OUTING_WARNINGS: Mapping[str, str] = {
    "same_half_day": "同一个网格、同一个半天还有别的单位要来，请错开。",
    "no_list": "入户名单还没有发布，最晚在走访日的前一天发布。",
    "late_list": "入户名单是走访当天或以后才发布的，应提前。",
    "no_guide": "市属单位走访应有社区书记或网格员陪同，还没有定陪同的人。",
    "not_city_community": "市属单位主要协助另一个社区，请核对是不是排错了。",
    "already_covered": "名单里有已经走到的户，请换掉，或者登记时选联合走访、重点户再访。",
    "listed_twice": "名单里有的户也在别的单位的名单上，请换掉。",
}


class Outing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit's visit to part of a community on half a day (走访日). No grid means the whole community.

    `guides` are the usernames of those of the community who come along; `listed_at` is when the list of
    households was handed out (S34).
    """

    no: str
    community_code: str
    unit: str
    on: str
    slot: str
    grid_code: str | None = None
    households: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    planned_by: str
    planned_at: str
    listed_at: str | None = None
    is_cancelled: bool = False

    def is_ahead(self, today: datetime.date) -> bool:
        """Say whether it will still take place: today or later, and not called off."""
        return not self.is_cancelled and self.on >= today.isoformat()


def clash(one: Outing, other: Outing) -> bool:
    """Say whether two units would come to the same grid on the same half-day (S60)."""
    if one.is_cancelled or other.is_cancelled or one.unit == other.unit:
        return False
    if (one.community_code, one.on, one.slot) != (other.community_code, other.on, other.slot):
        return False
    return None in (one.grid_code, other.grid_code) or one.grid_code == other.grid_code


def outing_warnings(
    outing: Outing,
    others: Iterable[Outing],
    *,
    unit: Unit | None,
    city_units_help: str | None,
    covered: Collection[str],
    today: datetime.date,
) -> tuple[str, ...]:
    """The codes of what a planner should look at (提醒), in the order of OUTING_WARNINGS.

    `covered` are the households already visited. What has taken place is no longer warned about, but for a
    list that came too late or never.
    """
    rest = [each for each in others if each.no != outing.no]
    is_ahead, is_of_city = outing.is_ahead(today), unit is not None and unit.level == "city"
    listed_elsewhere = {code for each in rest if each.is_ahead(today) for code in each.households}
    found = {
        "same_half_day": is_ahead and any(clash(outing, each) for each in rest),
        "no_list": outing.listed_at is None,
        "late_list": outing.listed_at is not None and outing.listed_at[:10] >= outing.on,
        "no_guide": is_ahead and is_of_city and not outing.guides,
        "not_city_community": is_of_city and outing.community_code != city_units_help,
        "already_covered": is_ahead and any(code in covered for code in outing.households),
        "listed_twice": is_ahead and any(code in listed_elsewhere for code in outing.households),
    }
    return () if outing.is_cancelled else tuple(code for code, is_so in found.items() if is_so)
