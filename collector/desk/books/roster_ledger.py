"""The roster as a table (户册), in the columns in which it comes in: what went out comes in again unchanged.

Names and phones stand in it: it is for those of the office who may see them, and goes by itself, not into
the archive with the ledgers.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.books.sheets import Line
from collector.rules.homes.household import Household, Resident
from collector.rules.sheet import Column
from generator.campaign.configuration import LedgerColumn
from generator.campaign.vocabulary import FOCUS_GROUPS

HOUSEHOLD_COLUMNS = (
    Column(key="code", title="户编号", synonyms=("编号", "户号", "住户编号"), required=True),
    Column(
        key="community", title="村(社区)", synonyms=("社区", "村居", "村居社区", "所属社区"), required=True
    ),
    Column(key="grid", title="网格", synonyms=("网格编号", "网格名称", "所属网格")),
    Column(key="address", title="地址", synonyms=("住址", "家庭住址", "详细地址", "门牌号")),
    Column(key="name", title="户主", synonyms=("姓名", "户主姓名", "联系人"), is_private=True),
    Column(key="phone", title="电话", synonyms=("联系电话", "手机", "手机号", "联系方式"), is_private=True),
    Column(key="focus", title="户类型", synonyms=("重点类别", "五个重点访", "类别")),
    Column(key="assigned_to", title="走访人", synonyms=("包户人", "走访责任人", "登录名")),
    Column(key="vacant_reason", title="空户原因", synonyms=("空户", "空户说明")),
)
WIDE = {"address": 32, "vacant_reason": 20}
COLUMNS = tuple(
    LedgerColumn(key=each.key, title=each.title, width=WIDE.get(each.key, 14)) for each in HOUSEHOLD_COLUMNS
)


def roster_lines(desk: Desk) -> Iterator[Line]:
    """户册, one household a line, by its number."""
    people = {each.household_code: each for each in desk.registers.residents}
    for home in sorted(desk.registers.households, key=lambda each: each.code):
        yield roster_line(desk, home, people.get(home.code))


def roster_line(desk: Desk, home: Household, resident: Resident | None) -> Line:
    """A household as a line of the roster (户册的一行)."""
    community = desk.year.community(home.community_code)
    grids = {each.code: each.name for each in community.grids} if community else {}
    return {
        "community_code": home.community_code,
        "code": home.code,
        "community": desk.unit_name(home.community_code),
        "grid": grids.get(home.grid_code or "", ""),
        "address": resident.address if resident else "",
        "name": (resident and resident.name) or "",
        "phone": (resident and resident.phone) or "",
        "focus": "、".join(FOCUS_GROUPS[each] for each in (resident.focus if resident else ())),
        "assigned_to": "、".join(home.assigned_to),
        "vacant_reason": home.vacant_reason or "",
    }


def roster_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every household with who lives there."""
    people = {each.household_code: each for each in desk.registers.residents}
    for home in sorted(desk.registers.households, key=lambda each: each.code):
        yield msgspec.to_builtins(home) | {"resident": msgspec.to_builtins(people.get(home.code))}
