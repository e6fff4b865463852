"""A resident's word about a visit (走访意见), for the campaign office alone (S61).

Source: 湖工发〔2022〕34号 二、(二): discipline at work. Nobody is asked who they are.
"""

import datetime
from collections.abc import Collection, Mapping
from types import MappingProxyType

import msgspec

from collector.rules.instant import is_past_day
from collector.rules.visiting.submission import is_id

LONGEST_TEXT = 1000

# How far it is (状态): no note leads back to "new", and none back from "answered".
STATES: Mapping[str, str] = MappingProxyType({"new": "新收到", "looked_into": "核实中", "answered": "已办结"})


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What the office did about it (核实记录): when, by whom, and the state it left; its text is Words."""

    at: str
    by: str
    state: str


class Complaint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A word about a visit (走访意见); `no` looks like C2022-000001, what was written is Words.

    `id` is made by the form, so that sending twice makes one. `check` are four digits that only the receipt
    has (核对数): numbers follow each other, so a number alone does not show who asks.
    """

    no: str
    id: str
    community_code: str
    received_at: str
    check: str = ""
    visited_on: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def state(self) -> str:
        return self.notes[-1].state if self.notes else "new"


def wrong_with_complaint(
    *,
    given_id: str,
    community_code: str,
    visited_on: str,
    text: str,
    known: Collection[str],
    today: datetime.date,
) -> dict[str, str]:
    """Everything that keeps it from being taken, by field; `known` are the communities' codes."""
    wrong = {}
    if not is_id(given_id):
        wrong["id"] = "页面不完整，请刷新以后再写一次"
    if community_code not in known:
        wrong["community_code"] = "请选社区"
    if visited_on and not is_past_day(visited_on, today):
        wrong["visited_on"] = "请选今天或以前的日期；记不清可以不填"
    if not text.strip():
        wrong["text"] = "请写出发生了什么"
    elif len(text) > LONGEST_TEXT:
        wrong["text"] = f"写了 {len(text)} 个字，最多 {LONGEST_TEXT} 个字，请分两次写"
    return wrong


def wrong_with_note(complaint: Complaint, state: str, text: str) -> dict[str, str]:
    """Everything a note lacks, by field."""
    wrong = {}
    if not text.strip():
        wrong["text"] = "请写明核实了什么、怎么办的"
    elif len(text) > LONGEST_TEXT:
        wrong["text"] = f"写了 {len(text)} 个字，最多 {LONGEST_TEXT} 个字"
    if state not in STATES or state == "new":
        wrong["state"] = "请选核实中还是已办结"
    elif complaint.state == "answered" and state != "answered":
        wrong["state"] = "已经办结，只能补充，不能退回核实"
    return wrong
