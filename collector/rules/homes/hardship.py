"""Special hardship (特殊困难户) and its household plan (一户一策): a ledger of its own, never public.

Source: 湖工发〔2022〕34号 一、(二) and (三). Hardship means: what is usually done was done, and life is still
hard; so nobody is marked before a policy was applied (S17).
"""

import datetime
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from collector.rules.instant import is_day
from collector.rules.issues.steps import LONGEST_LINE, LONGEST_TEXT

CAUSES: Mapping[str, str] = MappingProxyType(
    {"illness": "重大疾病", "accident": "突发意外", "other": "其他原因"}
)


class Hardship(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A household still in need (特殊困难户); which policies were applied and what is lacking is Words."""

    household_code: str
    community_code: str
    causes: tuple[str, ...]
    policy_count: int
    marked_by: str
    marked_at: str
    ended_at: str | None = None


class HouseholdPlan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is done for one household (一户一策); at most one is open, and it is looked at again on a day."""

    no: str
    household_code: str
    opened_by: str
    opened_at: str
    review_on: str
    closed_at: str | None = None


class Measure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One measure of a plan (措施): `owner` does it by `due_on`; what it is and what came of it is Words.

    `no` is the plan's number and `seq`, such as H2022-000001/1.
    """

    no: str
    of: str
    seq: int
    owner: str
    due_on: str
    by: str
    at: str
    done_on: str | None = None

    def is_overdue(self, today: datetime.date) -> bool:
        return self.done_on is None and self.due_on < today.isoformat()


def policies_of(text: str) -> list[str]:
    """The policies applied, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def wrong_with_mark(causes: tuple[str, ...], policies: str, gap: str) -> dict[str, str]:
    """Everything that keeps a household from being marked, by field (S17)."""
    wrong = {}
    if not causes or not set(causes) <= CAUSES.keys():
        wrong["causes"] = "请选至少一种原因"
    if not policies_of(policies):
        wrong["policies"] = "请写已经落实了哪些帮扶救助政策，至少一项；一项都没有，先去落实"
    if not gap.strip():
        wrong["gap"] = "请写落实以后还有什么困难"
    return wrong | _too_long(policies=policies, gap=gap)


def wrong_with_measure(text: str, owner: str, due_on: str) -> dict[str, str]:
    """Everything a measure lacks, by field: none without an owner and a date (S30)."""
    wrong = {}
    if not text.strip():
        wrong["text"] = "请写要做什么"
    if not owner.strip():
        wrong["owner"] = "请写责任人"
    elif len(owner) > LONGEST_LINE:
        wrong["owner"] = f"最多写 {LONGEST_LINE} 个字"
    if not is_day(due_on):
        wrong["due_on"] = "请选哪天前做好"
    return wrong | _too_long(text=text)


def wrong_with_review(review_on: str, today: datetime.date) -> dict[str, str]:
    """A plan is looked at again on a day that is still to come."""
    is_ahead = is_day(review_on) and review_on > today.isoformat()
    return {} if is_ahead else {"review_on": "请选哪天再看一次，要在今天以后"}


def wrong_with_ending(text: str) -> dict[str, str]:
    """What is ended says what came of it."""
    return _too_long(text=text) if text.strip() else {"text": "请写结果"}


def _too_long(**texts: str) -> dict[str, str]:
    return {
        name: f"写了 {len(text)} 个字，最多 {LONGEST_TEXT} 个字"
        for name, text in texts.items()
        if len(text) > LONGEST_TEXT
    }
