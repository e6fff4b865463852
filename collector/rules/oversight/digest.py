"""A unit's day in a few lines to paste into its WeChat group (每日提醒, S99).

Numbers, dates and links alone: what was reported may name somebody, so not a word of it is here.
"""

import datetime
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from collector.rules.instant import say_day
from collector.rules.issues.issue import Case
from collector.rules.issues.standing import Standing

# What is due within so many working days is named by its number.
SOON = 3
# A message with more numbers than these is read by nobody.
MOST_LINES = 12
WAITS_FOR: Mapping[str, str] = MappingProxyType(
    {"proposal": "答复方案", "completion": "办结并回复", "hotline": "12345办结"}
)


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for a unit (本单位今天): its open issues, the most urgent first."""

    unit: str
    overdue: int
    due: int
    soon: int
    reply: int
    in_hand: tuple[tuple[Case, Standing], ...]


def digests(found: Iterable[tuple[Case, Standing]]) -> dict[str, Digest]:
    """The digest of every unit that has something in hand, by its code."""
    groups: dict[str, list[tuple[Case, Standing]]] = {}
    for case, each in found:
        if each.unit and each.is_open and not each.is_merged:
            groups.setdefault(each.unit, []).append((case, each))
    return {unit: _digest(unit, cases) for unit, cases in groups.items()}


def _digest(unit: str, cases: list[tuple[Case, Standing]]) -> Digest:
    left = [each.days_left for _, each in cases if each.days_left is not None and not each.is_undecided]
    return Digest(
        unit=unit,
        overdue=sum(days < 0 for days in left),
        due=left.count(0),
        soon=sum(0 < days <= SOON for days in left),
        reply=sum(each.stage in ("resolved", "explained") for _, each in cases),
        in_hand=tuple(sorted(cases, key=lambda pair: (_left(pair[1]), pair[0].no))),
    )


def _left(each: Standing) -> int:
    return 10_000 if each.days_left is None else each.days_left


def text_of(digest: Digest, name: str, today: datetime.date, desk_url: str) -> str:
    """The lines to copy (可复制的文字): `desk_url` is where the desk stands, with its last slash."""
    urgent = [pair for pair in digest.in_hand if _left(pair[1]) <= SOON]
    counts = (
        f"在办 {len(digest.in_hand)} 件：逾期 {digest.overdue} 件，今天到期 {digest.due} 件，"
        f"{SOON} 个工作日内到期 {digest.soon} 件，办完待回复 {digest.reply} 件。"
    )
    lines = [f"【{name}】{say_day(today, today)}走访问题办理提醒", counts]
    lines += [_line(case, each, today, desk_url) for case, each in urgent[:MOST_LINES]]
    if len(urgent) > MOST_LINES:
        lines.append(f"另有 {len(urgent) - MOST_LINES} 件急的，请在走访台看。")
    return "\n".join([*lines, f"全部待办：{desk_url}"])


def _line(case: Case, each: Standing, today: datetime.date, desk_url: str) -> str:
    due = (
        f"{say_day(each.due_on, today)}前{WAITS_FOR.get(each.waits_for or '', '办结')}" if each.due_on else ""
    )
    return f"{case.no}　{due}，{_told(each)}　{desk_url}issues/{case.no}"


def _told(each: Standing) -> str:
    """What is left, in words; what no table settles is called 暂定 (R4.3)."""
    days = _left(each)
    if each.is_undecided:
        return "期限暂定，可能已过"
    told = f"逾期 {-days} 个工作日" if days < 0 else f"还有 {days} 个工作日" if days else "今天到期"
    return told + ("（暂定）" if each.is_estimate else "")
