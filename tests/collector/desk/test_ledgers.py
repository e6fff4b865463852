import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from collector.desk import Desk
from collector.desk.ledgers import export, neutral
from collector.rules.visit import Visit
from generator.campaign.configuration import LedgerColumn, Ledgers
from tests.makers import keep_case, make_account, make_case, make_desk, make_household, make_year

COLUMNS = {
    "row_no": "序号",
    "community": "村(社区)",
    "household_code": "户编号",
    "minutes": "时长",
    "issue_no": "问题编号",
    "text": "问题描述",
    "proposal": "整改措施",
    "due_on": "整改时限",
    "progress": "办理进展",
    "satisfaction": "满意度",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    columns = tuple(LedgerColumn(key=key, title=title) for key, title in COLUMNS.items())
    year = make_year(ledgers=Ledgers(visits=columns, issues=columns))
    desk = make_desk(tmp_path, year=year)
    make_account(desk)
    make_household(desk)
    desk.registers.visits.add(
        Visit(
            no="V2022-000001",
            id="00000000-0000-4000-8000-000000000001",
            household_code="fuxing-0001",
            community_code="fuxing",
            visitor="grid_worker",
            channel="doorstep",
            result="met",
            started_at="2022-06-10T09:20:00+08:00",
            ended_at="2022-06-10T10:00:00+08:00",
            issue_nos=("2022-000123",),
            received_at="2022-06-10T10:30:00+08:00",
        )
    )
    case = make_case("accepted", "proposal", "resolved", "replied", "callback", "closed")
    keep_case(desk, case)
    yield desk
    desk.store.close()


def test_json_holds_each_submission_once(desk: Desk) -> None:
    """Each id stands once, as `id`; steps refer by number."""
    visits = json.loads(export(desk, "visits", "json", "示例"))
    issues = json.loads(export(desk, "issues", "json", "示例"))
    ids = [each["id"] for each in visits + issues]
    assert len(ids) == len(set(ids)) == 2
    assert [step["kind"] for step in issues[0]["steps"]][-1] == "closed"
    assert "id" not in issues[0]["steps"][0]


def test_a_line_of_the_issue_ledger_tells_its_whole_life(desk: Desk) -> None:
    """问题整改台账 holds who, what, until when and how it ended, under the office's own headings."""
    raw = export(desk, "issues", "csv", "示例")
    assert raw.startswith(b"\xef\xbb\xbf")
    (line,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    told = " ".join(line.values())
    for text in ("2022-000123", "福兴社区", "示例路路灯不亮", "更换灯具", "2022-07-01", "已销号", "满意"):
        assert text in told


def test_an_xlsx_opens_again_with_the_same_cells(desk: Desk, tmp_path: Path) -> None:
    """Title, stamp with the exporter, header, then one row a visit, all as text."""
    file = tmp_path / "台账.xlsx"
    file.write_bytes(export(desk, "visits", "xlsx", "示例导出人"))
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    columns = desk.year.ledgers.visits
    assert rows[0][0] == "入户走访台账"
    assert "示例导出人" in rows[1][0]
    assert rows[2] == [column.title for column in columns]
    shown = dict(zip((column.key for column in columns), rows[3], strict=True))
    assert shown["household_code"] == "fuxing-0001"
    assert shown["minutes"] == "40"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@now", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    """What a spreadsheet would compute is marked as text."""
    assert neutral(text) == f"'{text}"
    assert neutral("路灯不亮") == "路灯不亮"


def test_an_export_leaves_a_trace(desk: Desk) -> None:
    """Who took a ledger away, when, and how far the store had come, is in the trail."""
    make_account(desk)
    head = desk.store.head()
    export(desk, "visits", "csv", "示例导出人")
    assert head.seq
    assert [entry.detail for entry in desk.trail] == [f"csv，链头 {head.seq}:{head.digest[:16]}"]
    assert [(entry.by, entry.what, entry.of) for entry in desk.trail] == [
        ("示例导出人", "exported", "visits")
    ]
