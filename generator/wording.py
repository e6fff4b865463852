"""How facts are put into words (措辞): dates, numbers and sentences in plain Chinese.

Labels come from `vocabulary`; `FILTERS` is what templates may call on a value.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

from generator.campaign.records import ANSWERED, PublishedResult, Told, again_on
from generator.campaign.vocabulary import (
    PUBLISHED_STATES,
    SATISFACTIONS,
    SEVERITIES,
    STEP_KINDS,
    UNIT_LEVELS,
)
from generator.page_frame import Column
from generator.parts import Clock, Count, Tally

TITLE_LENGTH = 32
DESCRIPTION_LENGTH = 120
# A number may be hidden only to protect another that is below five.
SUPPRESSED = "少于5或不单列"
# How it is done, which is true on the first day as on the last; how far it has come the numbers say.
HOME_HEADING = "一户一户走，一件一件办"
# The last line of a share picture: what the page behind it tells.
ON_HOME_CARD = "看看我们社区办成了什么"
ON_COMMUNITY_CARD = "解决了什么，还在办什么"
ON_FIELD_CARD = "办成了哪些，用了几天"
WEEKDAYS = "一二三四五六日"

# 栏目 (R1.1), by the key of the navigation.
COLUMNS: Mapping[str, Column] = {
    column_key: Column(name=name, description=description, keywords=keywords, kind=kind)
    for column_key, name, description, keywords, kind in (
        (
            "campaign",
            "活动方案",
            "这次走访要做什么、分几步、多长时间办结",
            "活动方案,走访,办理时限",
            "工作动态",
        ),
        (
            "results",
            "办理结果",
            "走访中收集的问题办得怎么样，一件一件公布",
            "办理结果,民生问题,公示",
            "信息公开",
        ),
        ("communities", "社区", "各社区收集了哪些问题、解决了哪些", "社区,村居,办理结果", "信息公开"),
        ("fields", "九类民生", "九类民生问题各解决了多少、有哪些政策", "民生领域,办理结果", "信息公开"),
        ("policies", "惠民政策", "用问答讲清楚居民用得上的政策", "惠民政策,政策解读", "政策文件"),
        ("notices", "公告", "走访活动的通知和公告", "通知,公告", "工作动态"),
        ("stories", "典型做法", "一件事是怎样办成的", "典型做法,经验", "工作动态"),
        ("arrangements", "走访安排", "哪个单位什么时候到哪个社区走访", "走访安排,入户走访", "工作动态"),
        ("data", "数据", "每个数字的算法、分子分母和截止时间", "数据,统计,开放数据", "信息公开"),
        ("search", "搜索", "查办理结果、政策和公告", "搜索,查询", "互动交流"),
        ("report", "我要反映", "有问题可以怎样反映、反映以后怎么办", "反映问题,联系电话", "互动交流"),
        ("guide", "使用说明", "怎样看这个网站、怎样使用走访台", "使用说明,帮助", "信息公开"),
        ("about", "关于本站", "谁办的网站，怎样保护个人信息，怎样更好用", "关于本站,隐私,无障碍", "信息公开"),
    )
}


# Dates and numbers.


@lru_cache(maxsize=4096)
def day(written: str) -> str:
    """A date in full: 2022年6月13日, or 2022年6月 where only the month is told."""
    parts = [int(part) for part in written.split("-")]
    return "".join(f"{number}{unit}" for number, unit in zip(parts, "年月日", strict=False))


@lru_cache(maxsize=4096)
def short_day(written: str) -> str:
    """A date without its year: 6月13日; a month keeps the year (2022年6月)."""
    return yearless(written) if len(written) > len("2022-06") else day(written)


def yearless(written: str) -> str:
    """A date or a month without its year, to stand among others: 6月13日, 6月."""
    return day(written).partition("年")[2]


@lru_cache(maxsize=4096)
def weekday(written: str) -> str:
    """A date with its day of the week: 6月13日（周一）."""
    return f"{short_day(written)}（周{WEEKDAYS[date.fromisoformat(written).weekday()]}）"


def span(starts_on: str, ends_on: str) -> str:
    """From one day to another in the same year: 6月13日至17日, or one day alone."""
    if starts_on == ends_on:
        return short_day(starts_on)
    end = f"{int(ends_on[8:])}日" if starts_on[:7] == ends_on[:7] else short_day(ends_on)
    return f"{short_day(starts_on)}至{end}"


def moment(at: datetime) -> str:
    """A moment as it stands in a footer (R1.7)."""
    return f"{at:%Y-%m-%d %H:%M}"


def count(number: Count) -> str:
    """A number with its thousands marked, or 少于5或不单列 where it may not be told (R5.3)."""
    return SUPPRESSED if number is None else f"{number:,}"


def skipped_days(days: Iterable[date]) -> str:
    """The rest days that were not counted, month by month (R4.2): 6月3日、4日、5日；7月2日、3日."""
    months = groupby(sorted(days), key=lambda each: each.month)
    return "；".join(f"{month}月" + "、".join(f"{each.day}日" for each in group) for month, group in months)


def title(text: str, suffix: str = "") -> str:
    """A `<title>` of at most 32 characters: the suffix goes first if it does not fit (R1.3)."""
    whole = f"{text}_{suffix}" if suffix else text
    return whole if len(whole) <= TITLE_LENGTH else text[:TITLE_LENGTH]


def description(text: str) -> str:
    """A description of at most 120 characters, without line breaks (R1.1)."""
    line = "".join(part.strip() for part in text.splitlines())
    return line if len(line) <= DESCRIPTION_LENGTH else line[: DESCRIPTION_LENGTH - 1] + "…"


# Sentences about many issues.


def tally_sentence(tally: Tally) -> str:
    """How issues stand, in one line: 已解决 38 件，已说明 2 件，还在办 3 件."""
    if tally.is_empty:
        return "还没有公布的结果"
    parts = [("已解决", tally.resolved), ("已说明", tally.explained), ("还在办", tally.open)]
    said = [f"{word} {number:,} 件" for word, number in parts if number]
    said += [f"{word}的{SUPPRESSED}" for word, number in parts[:2] if number is None]
    return "，".join(said) or f"登记 {count(tally.issues)} 件，都在办"


def community_sentence(name: str, tally: Tally, until: str | None = None) -> str:
    """The sentence a community's page opens with: how many solved, explained, in hand, as of when (S62)."""
    return f"{name}：{tally_sentence(tally)}".replace(" ", "") + until_when(until)


def community_title(name: str, tally: Tally, until: str | None = None) -> str:
    """The same as a `<title>`: clauses that would not fit into 32 characters are dropped from the end."""
    clauses, said_until = community_sentence(name, tally).split("，"), until_when(until)
    if len("，".join(clauses) + said_until) <= TITLE_LENGTH:
        return "，".join(clauses) + said_until
    while len("，".join(clauses)) > TITLE_LENGTH and len(clauses) > 1:
        clauses.pop()
    return title("，".join(clauses))


def until_when(until: str | None) -> str:
    return f"（截至{until}）" if until else ""


def phase_short(phase_title: str) -> str:
    """A phase in two or three characters: what stands in quotes (回头看), or the last two (走访)."""
    quoted = phase_title.partition("“")[2].partition("”")[0]
    return quoted or phase_title[-2:]


# Sentences about one result.


def who_says(result: PublishedResult) -> str:
    """Who says that it stands so (谁说的), as a sentence after the word of the state."""
    by_resident = result.said_by == "resident"
    match result.state:
        case "resolved":
            if by_resident:
                return "居民说已经解决"
            is_asked = result.satisfaction or result.closed_on
            return "责任单位说已经解决" if is_asked else "责任单位说已经解决，还要回访居民"
        case "explained":
            return "居民说听到了说明" if by_resident else "责任单位说办不到的原因已经向居民讲明"
        case "reopened":  # by the resident at a callback, or by the office; never by the unit itself
            return "居民说没有解决好，正在重新办" if by_resident else "街道核实没有办好，正在重新办"
        case "parked":
            return "责任单位说暂时办不了，条件具备了再办"
        case "in_hand":
            return "责任单位正在办，办完在这里公布"


def outcome_heading(result: Told) -> str:
    """What stands above the outcome (怎么办的): a request that was not met is told how it was explained."""
    return "怎么说明的" if result.state == "explained" else "怎么办的"


# New Year's Day takes no more than three days with the weekend, so within so many there is a working day.
_SURE_OF_A_WORKDAY = timedelta(days=5)


def _has_passed(due: str, on: str) -> bool:
    """Say whether a day is past a due date for certain; over a turn of year after some days only (R4.3)."""
    if len(due) < len("2022-06-13") or len(on) < len("2022-06-13") or on[:4] <= due[:4]:
        return on[: len(due)] > due[: len(on)]
    return date.fromisoformat(on) - date.fromisoformat(due) > _SURE_OF_A_WORKDAY


def is_late(result: Told, is_overdue: bool) -> bool:
    """Say whether the original limit was or is exceeded (S29); an extension does not hide it.

    What is done without a count of days used, being 暂定 or not told, is judged by its dates.
    """
    if result.resolved_on and result.state in ANSWERED:
        used, limit = result.used_workdays, result.limit_workdays
        if used is not None and limit is not None:
            return used > limit
        if result.in_time is not None:
            return not result.in_time
        return bool(result.due_on) and _has_passed(result.due_on or "", result.resolved_on)
    return is_overdue


def timing(result: Told, is_overdue: bool) -> str:
    """One short line about time for a list; `is_overdue` looks at the extended date where there is one."""
    if result.severity == "on_spot":
        return "当场办好" if result.state == "resolved" else "当场答复"
    if result.state in ANSWERED:
        return _used(result) + ("，超过时限" if is_late(result, is_overdue) else "")
    until = result.extended_to or result.due_on
    if until is None:
        return "办结期限暂定" if result.due_provisional else "正在安排"
    # What cannot be done now is not said to be done by a day, though its limit runs on.
    due = f"期限 {short_day(until)}" if result.state == "parked" else _due(until, "应在" * is_overdue)
    if is_overdue:
        return f"{due}，已超期"
    return f"已延期，{due}" if result.extended_to else due


def clock(result: Told, is_overdue: bool, skipped: Iterable[date] = ()) -> Clock:
    """Days used against the limit (用时与时限); `skipped` are the rest days up to the original due date."""
    limit, used = result.limit_workdays, result.used_workdays
    listed = skipped_days(skipped)
    return Clock(
        headline=_headline(result, is_overdue),
        detail="；".join(_details(result, is_overdue)),
        share=min(100, used * 100 // limit) if limit and used is not None else None,
        is_late=is_late(result, is_overdue),
        counting=_counting(result),
        skipped=listed or None,
        again_on=again_on(result),
    )


def _used(result: Told) -> str:
    if result.used_workdays is None:
        done = "按时办结" if result.in_time else "办结并回复"
        return f"{short_day(result.resolved_on)}{done}" if result.resolved_on else f"已{done}"
    since = "重新办理后" if again_on(result) else ""
    return since + (f"用了 {result.used_workdays} 个工作日" if result.used_workdays else "当天办好")


def _due(written: str, before: str = "") -> str:
    """By when it is to be done; where only the month is told, that it ends somewhere in it."""
    is_month = len(written) == len("2022-06")
    return f"期限在{short_day(written)}" if is_month else f"{before}{short_day(written)}前办结"


def _headline(result: Told, is_overdue: bool) -> str:
    if result.severity == "on_spot":
        return "当场就解决了" if result.state == "resolved" else "当场就答复了"
    if result.state == "parked":
        return "暂时办不了，期限照常计算"
    return timing(result, is_overdue)


def _details(result: Told, is_overdue: bool) -> list[str]:
    """The limit, the original date beside an extension, and by how much it was missed (S29)."""
    details = []
    limit, used = result.limit_workdays, result.used_workdays
    if limit:
        details.append(f"{SEVERITIES[result.severity]}限 {limit} 个工作日")
    if result.due_provisional:
        details.append("办结期限要看还没有公布的放假安排，暂定，公布后重新计算")
    if result.extended_to and result.extended_to == result.due_on:
        details.append(f"经批准延期，仍在{short_day(result.extended_to)}")
    elif result.extended_to and result.due_on:
        details.append(f"原定{_due(result.due_on)}，经批准延期到{short_day(result.extended_to)}")
    if limit and used is not None and used > limit and result.state in ANSWERED:
        details.append(f"比时限多用 {used - limit} 个工作日")
    if is_overdue and result.extended_to:
        details.append("延期后仍没有办结")
    return details


def _counting(result: Told) -> str | None:
    """How the due date was counted (R4.2), where there is one to the day."""
    due = result.due_on
    if not due or len(due) < len("2022-06-13") or not result.limit_workdays:
        return None
    again = again_on(result)
    if result.state == "reopened" and again is None:
        return f"从回访那天重新起算，当天不算，第 {result.limit_workdays} 个工作日是{weekday(due)}。"
    begun = f"{weekday(again)}重新办理，期限重新起算" if again else f"{weekday(result.received_on)}收到"
    return f"{begun}，当天不算；往后数第 {result.limit_workdays} 个工作日是{weekday(due)}，当天办结也算按时。"


FILTERS: Mapping[str, Callable[..., str]] = {
    "day": day,
    "short_day": short_day,
    "yearless": yearless,
    "weekday": weekday,
    "span": span,
    "count": count,
    "tally_sentence": tally_sentence,
    "who_says": who_says,
    "outcome_heading": outcome_heading,
    "state_label": PUBLISHED_STATES.__getitem__,
    "severity_label": SEVERITIES.__getitem__,
    "step_label": STEP_KINDS.__getitem__,
    "satisfaction_label": SATISFACTIONS.__getitem__,
    "level_label": UNIT_LEVELS.__getitem__,
}
