"""Who reviews in somebody's place for some days (代办, S97): named by the reviewer, over by itself.

A deputy does what the reviewer may do, in their own name with “代 …” beside it, and stands back from whatever
either of the two submitted (不得自审).
"""

import datetime
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from collector.rules.instant import is_day, say_day
from collector.rules.people.account import Account

# Whose work may be done by a deputy, and by whom: publishing asks for a second factor, so do its deputies.
DEPUTIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "street_reviewer": frozenset({"street_reviewer", "publisher", "campaign_office"}),
        "publisher": frozenset({"publisher", "campaign_office"}),
    }
)
LONGEST_DAYS = 62


class Deputy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That somebody stands in for a reviewer (代办): from `first_on` to `last_on`, both included.

    `ended_on` is the day the reviewer took it back, from which it no longer holds.
    """

    no: str
    reviewer: str
    deputy: str
    first_on: str
    last_on: str
    named_at: str
    ended_on: str | None = None

    def holds_on(self, today: datetime.date) -> bool:
        """Say whether it holds on a day (在代办期内)."""
        return self.ended_on is None and self.first_on <= today.isoformat() <= self.last_on

    def is_over(self, today: datetime.date) -> bool:
        """Say whether nothing comes of it any more (已结束)."""
        return self.ended_on is not None or self.last_on < today.isoformat()


def wrong_with_naming(
    reviewer: Account,
    deputy: Account | None,
    first_on: str,
    last_on: str,
    *,
    today: datetime.date,
    others: Iterable[Deputy],
) -> dict[str, str]:
    """Everything wrong with naming this deputy for these days, by field."""
    wrong = {}
    if deputy is None or deputy.disabled or deputy.role not in DEPUTIES.get(reviewer.role, ()):
        wrong["deputy"] = "请从名单里选一位。"
    elif deputy.username == reviewer.username:
        wrong["deputy"] = "不能请自己代办。"
    wrong |= {name: "请填写日期。" for name, day in _days(first_on, last_on) if not is_day(day)}
    if not wrong:
        wrong = _wrong_with_span(first_on, last_on, today, others)
    return wrong


def _days(first_on: str, last_on: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("first_on", first_on), ("last_on", last_on)


def _wrong_with_span(
    first_on: str, last_on: str, today: datetime.date, others: Iterable[Deputy]
) -> dict[str, str]:
    first, last = datetime.date.fromisoformat(first_on), datetime.date.fromisoformat(last_on)
    if first < today:
        return {"first_on": f"从今天（{say_day(today, today)}）起才能请人代办。"}
    if last < first:
        return {"last_on": "最后一天早于第一天，请核对。"}
    if (last - first).days >= LONGEST_DAYS:
        return {"last_on": f"一次最多 {LONGEST_DAYS} 天，到期再请。"}
    taken = [each for each in others if each.ended_on is None and each.first_on <= last_on]
    if clash := next((each for each in taken if first_on <= each.last_on), None):
        return {
            "first_on": f"{say_day(clash.first_on, today)}至{say_day(clash.last_on, today)}"
            "已经请了人代办，先收回那一次。"
        }
    return {}


def standing_in(
    deputy: Account, reviewer: Account | None, named: Deputy | None, today: datetime.date
) -> Account:
    """The deputy as acting for the reviewer (代办身份), or as themselves where it does not hold."""
    holds = named is not None and named.deputy == deputy.username and named.holds_on(today)
    if (
        not holds
        or reviewer is None
        or reviewer.disabled
        or deputy.role not in DEPUTIES.get(reviewer.role, ())
    ):
        return deputy
    return msgspec.structs.replace(
        deputy, role=reviewer.role, community_code=None, unit_code=None, acting_for=reviewer.username
    )
