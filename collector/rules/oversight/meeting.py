"""Analysis meetings (分析研判): what is laid before one, and what was decided there (四、(二))."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from collector.rules.instant import is_day, is_past_day
from collector.rules.issues.issue import Case
from collector.rules.issues.standing import Standing
from collector.rules.issues.steps import LONGEST_TEXT

# Why an issue is called stuck (卡住的), the first that fits.
STUCK: Mapping[str, str] = MappingProxyType(
    {"overdue": "已逾期", "reopened": "重新办理", "parked": "挂账", "extended": "已延期"}
)


class Meeting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A meeting that was held (研判会); who came and what was said is Words (`attendees`, `notes`)."""

    no: str
    held_on: str
    by: str
    at: str


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody was asked to do (会议交办), by a day; the text is Words of the meeting.

    `no` is the meeting's number and `seq`, such as M2022-000001/1; `owner` is a username.
    """

    no: str
    of: str
    seq: int
    owner: str
    due_on: str
    by: str
    at: str
    issue_no: str | None = None
    done_on: str | None = None

    def is_overdue(self, today: datetime.date) -> bool:
        return self.done_on is None and self.due_on < today.isoformat()


class Trend(msgspec.Struct, frozen=True):
    """How many were reported in this period and in the one before it, as long (走势)."""

    now: int
    before: int

    @property
    def change(self) -> int:
        return self.now - self.before


class Stuck(msgspec.Struct, frozen=True):
    """An issue that does not get on (卡住的), and why."""

    case: Case
    standing: Standing
    why: str


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """What is laid before a meeting (研判材料): of the period from `since` to `until`, both included."""

    since: datetime.date
    until: datetime.date
    received: Trend
    resolved: Trend
    fields: Mapping[str, Trend]
    communities: Mapping[str, Trend]
    stuck: tuple[Stuck, ...]


def make_pack(
    found: Iterable[tuple[Case, str, Standing]],
    since: datetime.date,
    until: datetime.date,
    fields: Iterable[str],
    communities: Iterable[str],
) -> Pack:
    """The pack of a period, from every case with its field and where it stands; what was merged is one."""
    rows = [(case, field, each) for case, field, each in found if not each.is_merged]
    collected = [(case.issue.collected_at[:10], case.issue.community_code, field) for case, field, _ in rows]
    done = [each.resolved_on.isoformat() for _, _, each in rows if each.resolved_on]
    span = _Span(since, until)
    by_field = span.trends((day, field) for day, _, field in collected)
    by_community = span.trends((day, community) for day, community, _ in collected)
    return Pack(
        since=since,
        until=until,
        received=span.trend(day for day, _, _ in collected),
        resolved=span.trend(done),
        fields={code: by_field.get(code, Trend(0, 0)) for code in fields},
        communities={code: by_community.get(code, Trend(0, 0)) for code in communities},
        stuck=tuple(stuck for case, _, each in rows for stuck in _stuck(case, each)),
    )


def _stuck(case: Case, found: Standing) -> Iterable[Stuck]:
    reasons = {
        "overdue": found.signal == "red",
        "reopened": found.stage == "reopened",
        "parked": found.stage == "parked",
        "extended": found.is_open and found.extended_to is not None,
    }
    why = next((STUCK[name] for name, is_so in reasons.items() if is_so), None)
    if why is not None:
        yield Stuck(case, found, why)


class _Span:
    """A period and the one before it, as long."""

    def __init__(self, since: datetime.date, until: datetime.date) -> None:
        length = until - since + datetime.timedelta(days=1)
        self._now = (since.isoformat(), until.isoformat())
        self._before = ((since - length).isoformat(), (until - length).isoformat())

    def trend(self, days: Iterable[str]) -> Trend:
        return self.trends((day, "") for day in days).get("", Trend(0, 0))

    def trends(self, days: Iterable[tuple[str, str]]) -> dict[str, Trend]:
        now: Counter[str] = Counter()
        before: Counter[str] = Counter()
        for day, key in days:
            now[key] += self._now[0] <= day <= self._now[1]
            before[key] += self._before[0] <= day <= self._before[1]
        return {key: Trend(now[key], before[key]) for key in now}


def wrong_with_meeting(held_on: str, attendees: str, notes: str, today: datetime.date) -> dict[str, str]:
    """Everything that the record of a meeting lacks, by field."""
    wrong = {}
    if not is_past_day(held_on, today):
        wrong["held_on"] = "请选哪天开的，今天或以前"
    if not attendees.strip():
        wrong["attendees"] = "请写谁参加了"
    texts = {"attendees": attendees, "notes": notes}
    return wrong | {
        name: f"最多写 {LONGEST_TEXT} 个字" for name, text in texts.items() if len(text) > LONGEST_TEXT
    }


def wrong_with_decision(text: str, owner: str, due_on: str, held_on: str) -> dict[str, str]:
    """Everything a decision lacks: somebody does it, by a day (S85)."""
    wrong = {}
    if not text.strip() or len(text) > LONGEST_TEXT:
        wrong["text"] = "请写定了什么" if not text.strip() else f"最多写 {LONGEST_TEXT} 个字"
    if not owner:
        wrong["owner"] = "请选谁来办"
    if not is_day(due_on) or due_on < held_on:
        wrong["due_on"] = "请选哪天前办好，不早于开会那天"
    return wrong
