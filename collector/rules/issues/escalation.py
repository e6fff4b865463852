"""Reporting upwards (提报): which issue went to 山东通/12345 in which batch, and the hotline's own clock.

Nothing is sent from here: a batch is copied into the other system by hand and its numbers are typed back
(湖工发〔2022〕34号 二、(二)1). Every step of it is a step of the issue. The hotline counts five working days,
grants up to ten more, and takes a wrongly assigned request back within two (R6.5).
"""

import datetime
import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from collector.errors import Conflict, Refusal
from collector.rules.instant import is_day, say_day
from collector.rules.issues.issue import Case, Step
from collector.rules.issues.stages import DONE_STAGES, MERGED_STAGES, stage_of
from generator.campaign.once import read_once
from generator.campaign.workdays import Calendar

STATES: Mapping[str, str] = MappingProxyType(
    {
        "unreported": "未报",
        "forwarded": "台账待街道审核",
        "refused": "台账已退回",
        "passed": "台账已审核，未报",
        "listed": "已编批，待上传",
        "uploaded": "已报",
        "taken": "已受理",
        "sent_back": "退回",
    }
)
# From which states each step is taken; the step is named after the state it leads to.
NEXT_UPLOAD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "forwarded": ("unreported", "refused"),
        "passed": ("forwarded",),
        "refused": ("forwarded",),
        "listed": ("unreported", "passed", "sent_back"),
        "uploaded": ("listed",),
        "taken": ("uploaded",),
        "sent_back": ("listed", "uploaded", "taken"),
        "prolonged": ("uploaded", "taken"),
    }
)
UPLOAD_KINDS = frozenset(NEXT_UPLOAD)
# What goes on between a district unit and the street, before anything is put into a batch (S56).
LEDGER_KINDS = frozenset({"forwarded", "passed", "refused"})
# In one of these it is on its way to the other system, or there.
REPORTED_STATES = frozenset({"listed", "uploaded", "taken"})
HOTLINE_WORKDAYS, MORE_WORKDAYS, RETURN_WORKDAYS = 5, 10, 2

LONGEST_TEXT = 500

# What the other system calls a request: letters, digits and hyphens.
_NUMBER = re.compile(r"[0-9A-Za-z-]{4,40}")


class Hotline(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The hotline's clock on an issue (12345时限), beside the campaign's.

    `latest_on` is as far as it can be prolonged; `return_by` the last day to send it back as another unit's.
    """

    number: str
    due_on: datetime.date
    latest_on: datetime.date
    return_by: datetime.date
    is_provisional: bool = False


@read_once
def upload_state(case: Case) -> str:
    """How far an issue is on its way to 山东通 (提报状态)."""
    step = case.last(*(UPLOAD_KINDS - {"prolonged"}))
    return step.kind if step else "unreported"


def batch_of(case: Case) -> str | None:
    """The batch an issue was last put into (批次), or None."""
    step = case.last("listed")
    return step.other if step else None


def number_of(case: Case) -> str | None:
    """The number the other system gave it (12345工单号), while it stands there."""
    step = case.last("uploaded")
    return step.external if step and upload_state(case) in ("uploaded", "taken") else None


def hotline_of(case: Case, calendar: Calendar) -> Hotline | None:
    """The hotline's clock (R6.5), from the day of upload; it stops once the issue is done and replied."""
    step, number = case.last("uploaded"), number_of(case)
    if step is None or number is None or stage_of(case) in DONE_STAGES:
        return None
    uploaded_on = datetime.date.fromisoformat(step.on)
    due = calendar.after(uploaded_on, HOTLINE_WORKDAYS)
    more = case.last("prolonged")
    prolonged = more is not None and more.seq > step.seq and more.until
    return Hotline(
        number=number,
        due_on=datetime.date.fromisoformat(prolonged) if prolonged else due.day,
        latest_on=calendar.after(uploaded_on, HOTLINE_WORKDAYS + MORE_WORKDAYS).day,
        return_by=calendar.after(uploaded_on, RETURN_WORKDAYS).day,
        is_provisional=due.provisional,
    )


def may_be_listed(case: Case) -> bool:
    """Say whether it may go into a batch (可提报): reviewed, not merged, not there already (S55)."""
    return is_reviewed(case) and upload_state(case) in NEXT_UPLOAD["listed"]


def is_reviewed(case: Case) -> bool:
    """Say whether the street let it through (审核通过) and it stands by itself."""
    return stage_of(case) not in MERGED_STAGES | {"registered", "returned"}


def may_be_forwarded(case: Case) -> bool:
    """Say whether it may stand in the ledger its unit puts before the street (可送审, S56)."""
    is_there = stage_of(case) not in MERGED_STAGES | {"returned"}
    return is_there and upload_state(case) in NEXT_UPLOAD["forwarded"]


def ledger_of(case: Case) -> str | None:
    """The ledger in which its unit last put it before the street (送审台账), or None."""
    step = case.last("forwarded")
    return step.other if step else None


def check_upload(case: Case, step: Step, calendar: Calendar) -> None:
    """Refuse a step of reporting that its state does not allow, or that lacks what it needs."""
    state = upload_state(case)
    needs_review = step.kind in ("listed", "passed") and not is_reviewed(case)
    if state not in NEXT_UPLOAD[step.kind] or needs_review:
        found = f"{case.no} 的提报状态是“{STATES[state]}”，不能这样记。"
        raise Conflict("upload_not_allowed", found + "还没审核通过的先审核，其余请刷新页面再看。")
    wrong = _wrong_upload(case, step, calendar)
    if wrong:
        raise Refusal("upload_incomplete", "；".join(wrong.values()), wrong)


def _wrong_upload(case: Case, step: Step, calendar: Calendar) -> dict[str, str]:
    accepted = case.last("accepted")
    first = accepted.on if accepted else case.issue.collected_at[:10]
    wrong = {}
    if not is_day(step.on):
        wrong["on"] = "请按 2022-08-05 这样填写日期"
    elif not first <= step.on <= step.at[:10]:
        wrong["on"] = f"日期应在 {first} 至今天之间"
    if step.kind == "uploaded" and not _NUMBER.fullmatch(step.external or ""):
        wrong["external"] = "请填上传后得到的工单号，4 至 40 位数字、字母或短横线"
    if step.kind in ("sent_back", "refused") and not (step.text or "").strip():
        wrong["text"] = "请写明为什么退回"
    if len(step.text or "") > LONGEST_TEXT:
        wrong["text"] = f"最多写 {LONGEST_TEXT} 个字"
    if step.kind == "prolonged":
        wrong |= _wrong_prolonging(case, step, calendar)
    return wrong


def _wrong_prolonging(case: Case, step: Step, calendar: Calendar) -> dict[str, str]:
    hotline = hotline_of(case, calendar)
    until = step.until or ""
    if hotline is None or not is_day(until):
        return {"until": "请填延到哪一天，写成 2022-08-05 这样"}
    if not hotline.due_on.isoformat() < until <= hotline.latest_on.isoformat():
        span = f"要晚于 {say_day(hotline.due_on, step.at)}，最晚到 {say_day(hotline.latest_on, step.at)}"
        return {"until": f"{span}（热线最多再给 {MORE_WORKDAYS} 个工作日）"}
    return {}
