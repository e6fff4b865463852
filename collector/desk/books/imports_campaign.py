"""Quotas (附件3) and issues from the office's own tables (导入): all rows or none, and twice is once."""

import datetime
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from collector.desk import Desk
from collector.desk.books.imports import (
    Preview,
    Taking,
    code_of,
    community_of,
    people_called,
    person_of,
    repeated,
    settle,
)
from collector.desk.books.imports_accounts import import_users
from collector.desk.books.imports_roster import import_households
from collector.desk.books.reading_in import read_cells
from collector.desk.visiting.intake import source_of
from collector.errors import Conflict
from collector.rules.instant import SHANGHAI
from collector.rules.issues.issue import Issue, Words
from collector.rules.people.account import COMMAND_LINE, NOBODYS, Account
from collector.rules.sheet import Column, Row, as_date, as_time, other_date, read_rows
from collector.rules.visiting.quota import QuotaLine
from collector.rules.visiting.submission import field_code
from generator.campaign.problem import Problem
from generator.campaign.vocabulary import UNIT_LEVELS

QUOTA_COLUMNS = (
    Column(
        key="unit",
        title="单位",
        synonyms=("区直部门", "走访单位", "部门单位", "挂包单位", "单位名称"),
        required=True,
    ),
    Column(
        key="community", title="村(社区)", synonyms=("社区", "村居", "挂包村居", "村居社区"), required=True
    ),
    Column(key="households", title="需走访户数", synonyms=("户数", "走访户数", "任务户数"), required=True),
)
# 登记 may be later than the visit; beside a 日期, 时间 is a time of day.
_DAY_HEARD = (
    "走访日期", "收集时间", "收集日期", "反映时间", "反映日期", "诉求时间", "诉求日期",
    "登记时间", "登记日期", "日期", "时间",
)  # fmt: skip
ISSUE_COLUMNS = (
    Column(key="no", title="问题编号", synonyms=("编号",)),
    Column(key="community", title="村(社区)", synonyms=("社区", "村居", "所属社区"), required=True),
    Column(key="source", title="来源", synonyms=("问题来源",)),
    Column(key="visitor", title="走访人", synonyms=("收集人", "登记人")),
    Column(key="at", title="走访时间", synonyms=_DAY_HEARD, required=True, is_date=True),
    Column(
        key="text", title="问题描述", synonyms=("诉求内容", "反映问题", "问题", "诉求摘要"), required=True
    ),
    Column(key="field", title="类别", synonyms=("领域", "问题类别"), required=True),
    Column(key="household", title="户编号", synonyms=("户号",)),
)
SOURCES: Mapping[str, str] = {**UNIT_LEVELS, "community": "村（社区）", "resident": "居民"}

_NUMBER = re.compile(r"\d{4}-\d{6}")


def import_quotas(desk: Desk, file: Path, *, apply: bool, by: Account = COMMAND_LINE) -> Preview:
    """Take 附件3 (需走访户数) from a table; a line in it takes the place of the one in units.yaml (S36)."""
    rows, problems = read_rows(file.name, read_cells(file), QUOTA_COLUMNS)
    known = {each.code: each for each in desk.registers.quotas}
    units = {unit.code: unit.name for unit in desk.year.units.units}
    codes: set[str] = set()
    takings = []
    for row in rows:
        line = _quota(desk, file.name, row, units, problems)
        if line.code in codes:
            message = "这个单位在这个社区已经写过一行了，请合成一行。"
            problems.append(Problem(file.name, row.line, "repeated", message))
        codes.add(line.code)
        takings.append(Taking(row.line, known.get(line.code), line))

    def told(line: QuotaLine) -> Mapping[str, str]:
        return {
            "unit": f"{desk.unit_name(line.unit)}、{desk.unit_name(line.community)}",
            "households": str(line.households),
        }

    saver, put = by if apply else None, desk.registers.quotas.put
    return settle(desk, "quotas", takings, problems, put, columns=QUOTA_COLUMNS, told=told, by=saver)


def _quota(desk: Desk, file: str, row: Row, units: Mapping[str, str], problems: list[Problem]) -> QuotaLine:
    unit = code_of(row.values.get("unit", ""), units)
    if unit is None and "unit" in row.values:
        message = f"没有“{row.values['unit']}”这个单位，名称须和 units.yaml 一致。"
        problems.append(Problem(file, row.line, "unknown_unit", message))
    text = row.values.get("households", "").removesuffix("户").strip()
    is_number = re.fullmatch(r"\d{1,5}", text) is not None
    if "households" in row.values and not is_number:
        message = f"“需走访户数”写的是“{row.values['households']}”，应是一个数。"
        problems.append(Problem(file, row.line, "not_a_number", message))
    community = community_of(desk, file, row, problems)
    households = int(text) if is_number else 0
    return QuotaLine(
        code=f"{unit or ''}/{community}", unit=unit or "", community=community, households=households
    )


class _Entry(msgspec.Struct, frozen=True):
    """An issue with its words (一件问题), as one row says it."""

    issue: Issue
    text: str


def import_issues(desk: Desk, file: Path, *, apply: bool, by: Account = COMMAND_LINE) -> Preview:
    """Take issues (问题) from a ledger kept elsewhere; each begins as registered and waits for its review.

    A row's number is kept where it has one, so that a ledger that went out comes in again as it was.
    """
    rows, found = read_rows(file.name, read_cells(file), ISSUE_COLUMNS)
    issues = list(desk.registers.issues)
    ids, numbers = {each.id for each in issues}, {each.no for each in issues}
    # What is known by its number stays as it is, so that nothing in its row can be wrong.
    known = {row.line for row in rows if row.values.get("no") in numbers}
    unknown = [row for row in rows if row.line not in known]
    problems = [each for each in found if each.line not in known]
    problems += repeated(file.name, rows, "no", "问题编号")
    reported = _people(desk)
    entries = [(row, _entry(desk, file.name, row, reported, by, problems)) for row in unknown]
    problems += _alike(file.name, entries)
    # Those that bring a number come first, so that none of theirs is given out to another.
    entries.sort(key=lambda each: not each[1].issue.no)
    takings = [Taking(row.line, entry if entry.issue.id in ids else None, entry) for row, entry in entries]

    def put(entry: _Entry) -> None:
        no = entry.issue.no or desk.registers.next_no(str(desk.year.campaign.year))
        if desk.registers.issues.get(no) is not None:
            raise Conflict("number_taken", f"编号 {no} 刚刚有人用了，什么都没有保存。请再导入一次。")
        issue = msgspec.structs.replace(entry.issue, no=no)
        desk.registers.issues.add(issue)
        household = issue.household_code
        desk.registers.words.add(Words(of=no, part="report", household_code=household, text=entry.text))
        desk.registers.count_from(no)
        desk.note(by, "issue_imported", of=no)

    def told(entry: _Entry) -> Mapping[str, str]:
        return {"no": entry.issue.no, "text": entry.text}

    saver, kept = by if apply else None, len(known)
    return settle(
        desk, "issues", takings, problems, put, columns=ISSUE_COLUMNS, told=told, kept=kept, by=saver
    )


def _people(desk: Desk) -> dict[str, list[str]]:
    """Whom a 走访人 may mean (走访人): also who left, or is no person; of one name, who is still here."""
    accounts = list(desk.registers.accounts)
    called = people_called([*NOBODYS.values(), *accounts])
    return called | people_called(each for each in accounts if not each.disabled)


def _alike(file: str, entries: Sequence[tuple[Row, _Entry]]) -> Iterator[Problem]:
    """Rows that say the same thing of the same day (一样的行): one issue, or two that need telling apart."""
    first: dict[str, int] = {}
    for row, entry in entries:
        line = first.setdefault(entry.issue.id, row.line)
        if line != row.line and not entry.issue.no and entry.text:
            said = "真是两件事的，在“问题描述”里写出哪里不同。"
            yield Problem(file, row.line, "alike", f"和第 {line} 行一样，请删去一行。{said}")


def _entry(
    desk: Desk,
    file: str,
    row: Row,
    reported: Mapping[str, Sequence[str]],
    by: Account,
    problems: list[Problem],
) -> _Entry:
    values = row.values
    community = community_of(desk, file, row, problems)
    number, text = values.get("no", ""), values.get("text", "")
    if number and not _NUMBER.fullmatch(number):
        message = f"“问题编号”写的是“{number}”，应是 2022-000123 这样；没有编号就空着。"
        problems.append(Problem(file, row.line, "bad_number", message))
    field = field_code(values.get("field", ""), desk.year.campaign)
    if field is None and "field" in values:
        choices = "、".join(desk.year.campaign.field_labels().values())
        message = f"没有“{values['field']}”这个类别，可填：{choices}。"
        problems.append(Problem(file, row.line, "unknown_field", message))
    visitor = values.get("visitor")
    named = person_of(visitor, reported, file, row, problems) if visitor else None
    reporter = named or by.username
    account = desk.registers.accounts.get(reporter)
    told = code_of(values.get("source", ""), SOURCES)
    at = _instant(desk, file, row, problems)
    key = "|".join((number, community, at, values.get("household", ""), text))
    issue = Issue(
        no=number,
        id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"wanhu:import:{key}")),
        community_code=community,
        field=field or "",
        collected_at=at,
        received_at=desk.now(),
        reported_by=reporter,
        source=told or (source_of(desk, account) if account else "community"),
        household_code=_household(desk, file, row, community, problems),
    )
    return _Entry(issue, text)


def _instant(desk: Desk, file: str, row: Row, problems: list[Problem]) -> str:
    """When it was collected: a day, with a time where the table has one; never one to come (R6.4)."""
    given = row.values.get("at", "")
    day_text, _, time_text = given.replace("T", " ").partition(" ")
    year = desk.year.campaign.year
    day, other = as_date(day_text, year), other_date(given, year)
    time = as_time(time_text.strip()) if time_text else datetime.time()
    if given and (day is None or day > desk.today()):
        message = f"“走访时间”写的是“{given}”，应是今天或以前的一天，如 2022-06-10、2022.6.10、6月10日。"
        problems.append(Problem(file, row.line, "bad_date", message))
    elif day and other:
        days = " 还是 ".join(f"{each.month}月{each.day}日" for each in (day, other))
        message = (
            f"“走访时间”写的是“{given}”，分不清是 {days}，因为 Excel 把 6.10 存成 6.1。请写成 6月10日 这样。"
        )
        problems.append(Problem(file, row.line, "ambiguous_date", message))
    elif time is None:
        message = f"“走访时间”写的是“{given}”，看不出是几点。请写成 2022-06-10 15:30，或者只写哪一天。"
        problems.append(Problem(file, row.line, "bad_date", message))
    at = datetime.datetime.combine(day or desk.today(), time or datetime.time(), SHANGHAI)
    return at.isoformat()


def _household(desk: Desk, file: str, row: Row, community: str, problems: list[Problem]) -> str | None:
    code = row.values.get("household")
    if code is None:
        return None
    household = desk.registers.households.get(code)
    if household is None or household.community_code != community:
        message = f"这个社区的名册上没有户编号“{code}”，请核对，或者空着。"
        problems.append(Problem(file, row.line, "unknown_household", message))
    return code


IMPORTS: Mapping[str, Callable[..., Preview]] = {
    "households": import_households,
    "quotas": import_quotas,
    "issues": import_issues,
    "users": import_users,
}
