"""What a published result must be like (公示条件): the form and the sense of its fields.

The rules look at one record alone; whether its community or field exists is looked up elsewhere.
"""

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import msgspec

from generator.campaign.records import ANSWERED, PublishedResult

TITLE_LENGTH = 32
SMALLEST_COUNT = 5
_ISSUE_NO = re.compile(r"[0-9]{4}-[0-9]{6}")
# Another century is a slip of the pen, and no calendar counts from there.
_DAY = re.compile(r"2[0-9]{3}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?")
_DATES = (
    "received_on", "proposal_due_on", "due_on", "extended_to", "resolved_on", "closed_on", "published_on",
    "changed_on",
)  # fmt: skip
# Of one matter these are told to the day all of them, or to the month.
_OF_THE_MATTER = _DATES[:-2]
# Each date is not before the other, by the months or days that both tell.
_NOT_BEFORE = (
    ("proposal_due_on", "received_on"),
    ("due_on", "received_on"),
    ("extended_to", "due_on"),
    ("resolved_on", "received_on"),
    ("closed_on", "resolved_on"),
    ("published_on", "received_on"),
    ("changed_on", "published_on"),
)
_OF_AN_ANSWER = ("resolved_on", "closed_on", "used_workdays", "in_time")


class Flaw(msgspec.Struct, frozen=True):
    """What is wrong with one field of a result (不合条件): what was found, expected, to be done."""

    field: str
    code: str
    message: str


def is_issue_no(text: str) -> bool:
    """Say whether this is an issue number such as 2022-000123 (编号)."""
    return _ISSUE_NO.fullmatch(text) is not None


def is_whole_day(text: str) -> bool:
    """Say whether this is a day such as 2022-06-10 (日期)."""
    return len(text) == 10 and _is_day(text)


def flaws(result: PublishedResult) -> list[Flaw]:
    """Everything that keeps this result from being published; an empty list if nothing does."""
    return [*_form(result), *_dates(result), *_steps(result), *_news(result), *_sense(result)]


def _form(result: PublishedResult) -> Iterator[Flaw]:
    if not is_issue_no(result.issue_no):
        yield Flaw("issue_no", "issue_no", f"编号“{result.issue_no}”的写法不对，要像 2022-000123。")
    if len(result.title) > TITLE_LENGTH:
        message = f"标题有 {len(result.title)} 个字，最多 {TITLE_LENGTH} 个。请改短。"
        yield Flaw("title", "title_too_long", message)
    for name in ("title", "summary"):
        if not getattr(result, name).strip():
            yield Flaw(name, "empty", f"“{name}”没有填。请填上。")
    if result.merged_count is not None and result.merged_count < SMALLEST_COUNT:
        message = f"合并的件数不到 {SMALLEST_COUNT}，不能写出来。请删掉这一项。"
        yield Flaw("merged_count", "small_count", message)


def _dates(result: PublishedResult) -> Iterator[Flaw]:
    wrong = [name for name in _DATES if not _is_day(getattr(result, name))]
    for name in wrong:
        found = getattr(result, name)
        message = f"“{name}”写的是“{found}”，要写成真有的日期，例如 2022-06-10（个人事项写到月，2022-06）。"
        yield Flaw(name, "date", message)
    for later, earlier in () if wrong else _NOT_BEFORE:
        after, before = getattr(result, later), getattr(result, earlier)
        if _is_before(after, before):
            message = f"“{later}”（{after}）早于“{earlier}”（{before}）。请核对。"
            yield Flaw(later, "date_order", message)
    if not wrong and len({len(told) for name in _OF_THE_MATTER if (told := getattr(result, name))}) > 1:
        message = "日期有的写到月，有的写到日。个人事项都写到月（2022-06），其余的都写到日（2022-06-10）。"
        yield Flaw("received_on", "mixed_dates", message)
    if result.steps and len(result.received_on) == 7:
        message = "日期只写到月的是个人事项，不能再写办理过程。请删掉 steps，或把日期写全。"
        yield Flaw("steps", "personal_steps", message)
    if result.used_workdays is not None and len(result.received_on) == 7:
        message = "日期只写到月的是个人事项，不能写用了几天：对着期限一数，就知道是哪天。"
        message += "请把 used_workdays 换成 in_time（按时是 true，超过时限是 false）。"
        yield Flaw("used_workdays", "personal_length", message)
    if len(result.published_on) == 7:
        yield Flaw("published_on", "date", "“published_on”要写到日，例如 2022-07-04。")


def _steps(result: PublishedResult) -> Iterator[Flaw]:
    for step in result.steps:
        if not is_whole_day(step.on):
            yield Flaw("steps", "date", f"办理过程里写的是“{step.on}”，要写成 2022-06-10 这样的日期。")
    for before, step in pairwise(result.steps):
        if step.on < before.on:
            message = f"办理过程里 {step.on} 写在 {before.on} 后面。请按先后排好，或改正日期。"
            yield Flaw("steps", "date_order", message)


def _news(result: PublishedResult) -> Iterator[Flaw]:
    """What happened only after the result was published, or changed last, when nobody could tell it.

    A matter told by months keeps the day of its last step to itself, and so does not count it as a change.
    """
    said_on = result.changed_on or result.published_on
    last_step = result.steps[-1].on if result.steps else ""
    days = {"resolved_on": result.resolved_on or "", "closed_on": result.closed_on or "", "steps": last_step}
    if max(days.values()) <= said_on:
        return
    field, on = next((field, on) for field, on in days.items() if on > said_on)
    if len(on) == len(said_on):
        name = "changed_on" if result.changed_on else "published_on"
        message = f"“{field}”写到 {on}，晚于“{name}”（{said_on}），那天还不知道这些。请改正日期；"
        yield Flaw(field, "date_order", message + "公示以后又有进展的，把最近有进展的那天写进 changed_on。")


def _sense(result: PublishedResult) -> Iterator[Flaw]:
    answered = result.state in ANSWERED
    if answered and result.resolved_on is None:
        yield Flaw("resolved_on", "missing_key", "已解决或已说明的，要写哪天办好并回复（resolved_on）。")
    told = () if answered else [name for name in _OF_AN_ANSWER if getattr(result, name) is not None]
    if told:
        message = f"还没有解决或说明（state 是 {result.state}），不能写 {'、'.join(told)}。"
        message += "请删掉，或改 state。"
        yield Flaw(told[0], "unanswered", message)
    if result.outcome is None and (answered or result.state == "parked"):
        yield Flaw("outcome", "missing_key", "已解决、已说明、暂时办不了的，要写办理结果或原因（outcome）。")
    if result.severity == "on_spot" and (result.due_on or result.limit_workdays or result.used_workdays):
        yield Flaw("severity", "on_spot_limit", "当场办理的没有时限，用时是 0。请删掉期限，或改 severity。")
    if result.due_provisional and result.due_on is not None:
        yield Flaw(
            "due_on", "provisional_date", "期限暂定时不写日期。请删掉 due_on，或删掉 due_provisional。"
        )


@lru_cache(maxsize=4096)  # a campaign has few days, each named by many results
def _is_day(text: str | None) -> bool:
    if text is None:
        return True
    if _DAY.fullmatch(text) is None:
        return False
    # Every month has a 28th; only the days after it need the calendar.
    return len(text) == 7 or text[8:] <= "28" or _is_in_calendar(text)


def _is_in_calendar(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_before(later: str | None, earlier: str | None) -> bool:
    if later is None or earlier is None:
        return False
    length = min(len(later), len(earlier))
    return later[:length] < earlier[:length]
