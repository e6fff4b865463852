"""Quotas (附件3) and issues from the office's own tables (导入): all rows or none, and twice is once."""

import datetime
import re
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from collector.desk import Desk
from collector.desk.books.imports import (
    Preview,
    code_of,
    community_of,
    import_households,
    import_users,
    read_cells,
    repeated,
    settle,
)
from collector.desk.visiting.intake import source_of
from collector.rules.instant import SHANGHAI
from collector.rules.issues.issue import Issue, Words
from collector.rules.people.account import COMMAND_LINE, Account
from collector.rules.sheet import Column, Row, as_date, read_rows
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
ISSUE_COLUMNS = (
    Column(key="no", title="问题编号", synonyms=("编号",)),
    Column(key="community", title="村(社区)", synonyms=("社区", "村居", "所属社区"), required=True),
    Column(key="source", title="来源", synonyms=("问题来源",)),
    Column(key="visitor", title="走访人", synonyms=("收集人", "登记人")),
    Column(key="at", title="走访时间", synonyms=("收集时间", "收集日期", "登记日期", "日期"), required=True),
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
    lines: dict[str, QuotaLine] = {}
    for row in rows:
        line = _quota(desk, file.name, row, units, problems)
        if line.code in lines:
            message = "这个单位在这个社区已经写过一行了，请合成一行。"
            problems.append(Problem(file.name, row.line, "repeated", message))
        lines[line.code] = line
    pairs = [(known.get(code), line) for code, line in lines.items()]
    return settle(desk, "quotas", pairs, problems, desk.registers.quotas.put, by=by if apply else None)


def _quota(desk: Desk, file: str, row: Row, units: Mapping[str, str], problems: list[Problem]) -> QuotaLine:
    unit = code_of(row.values.get("unit", ""), units)
    if unit is None and "unit" in row.values:
        message = f"没有“{row.values['unit']}”这个单位，名称须和 units.yaml 一致。"
        problems.append(Problem(file, row.line, "unknown_unit", message))
    text = row.values.get("households", "").removesuffix("户").strip()
    if "households" in row.values and not re.fullmatch(r"\d{1,5}", text):
        message = f"“需走访户数”写的是“{row.values['households']}”，应是一个数。"
        problems.append(Problem(file, row.line, "not_a_number", message))
    community = community_of(desk, file, row, problems)
    households = int(text) if text.isdecimal() else 0
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
    rows, problems = read_rows(file.name, read_cells(file), ISSUE_COLUMNS)
    problems += repeated(file.name, rows, "no", "问题编号")
    people = {each.name: each.username for each in desk.registers.accounts}
    known = {each.id: each for each in desk.registers.issues}
    numbers = {each.no: each for each in known.values()}
    pairs: list[tuple[object, _Entry]] = []
    for row in rows:
        entry = _entry(desk, file.name, row, people, problems)
        old = numbers.get(entry.issue.no) if entry.issue.no else known.get(entry.issue.id)
        pairs.append((entry if old else None, entry))

    def put(entry: _Entry) -> None:
        no = entry.issue.no or desk.registers.next_no(str(desk.year.campaign.year))
        issue = msgspec.structs.replace(entry.issue, no=no)
        desk.registers.issues.add(issue)
        household = issue.household_code
        desk.registers.words.add(Words(of=no, part="report", household_code=household, text=entry.text))
        desk.registers.count_from(no)
        desk.note(by, "issue_imported", of=no)

    return settle(desk, "issues", pairs, problems, put, by=by if apply else None)


def _entry(desk: Desk, file: str, row: Row, people: Mapping[str, str], problems: list[Problem]) -> _Entry:
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
    reporter = people.get(values.get("visitor", ""), COMMAND_LINE.username)
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
    day = as_date(day_text, desk.year.campaign.year)
    clock = re.fullmatch(r"(\d{1,2}):(\d{2})(:\d{2})?", time_text.strip()) if time_text else None
    if given and (day is None or day > desk.today()):
        message = f"“走访时间”写的是“{given}”，应是今天或以前的一天，如 2022-06-10、2022.6.10、6月10日。"
        problems.append(Problem(file, row.line, "bad_date", message))
    hour, minute = (int(clock[1]) % 24, int(clock[2]) % 60) if clock else (0, 0)
    at = datetime.datetime.combine(day or desk.today(), datetime.time(hour, minute), SHANGHAI)
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
