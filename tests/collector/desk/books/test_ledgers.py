import csv
import datetime
import io
import json
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.books.imports_roster import import_households
from collector.desk.books.ledgers import LEFT_OUT, LINES, TITLES, WORDS, Only, export
from collector.desk.books.reading_in import read_cells
from collector.desk.books.sheets import as_csv, neutral
from collector.desk.homes import hardship
from collector.desk.oversight import figures
from collector.desk.publishing.masking import masked
from collector.errors import NotAllowed
from collector.rules.homes.roster import VACANT_REASONS
from collector.rules.instant import SHANGHAI
from collector.rules.issues.issue import Words
from collector.rules.people.account import COMMAND_LINE
from collector.rules.visiting.visit import Visit
from generator.build import load_year
from generator.campaign.configuration import LedgerColumn, Ledgers
from tests.makers import (
    PROJECT,
    keep_case,
    make_account,
    make_case,
    make_desk,
    make_finding_file,
    make_household,
    make_resident,
    make_step,
    make_visit,
    make_year,
)

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


OFFICE = make_account(role="campaign_office", name="示例导出人", username="示例导出人")


MEASURES, MEASURE = "措施（责任人、期限、落实）", "申请临时救助（示例责任人，2022-08-20前）"


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
    visits = json.loads(export(desk, OFFICE, "visits", "json"))
    issues = json.loads(export(desk, OFFICE, "issues", "json"))
    ids = [each["id"] for each in visits + issues]
    assert len(ids) == len(set(ids)) == 2
    assert [step["kind"] for step in issues[0]["steps"]][-1] == "closed"
    assert "id" not in issues[0]["steps"][0]


def test_a_line_of_the_issue_ledger_tells_its_whole_life(desk: Desk) -> None:
    """问题整改台账 holds who, what, until when and how it ended, under the office's own headings."""
    raw = export(desk, OFFICE, "issues", "csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    (line,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    told = " ".join(line.values())
    for text in ("2022-000123", "福兴社区", "示例路路灯不亮", "更换灯具", "2022-07-01", "已销号", "满意"):
        assert text in told


def test_an_xlsx_opens_again_with_the_same_cells(desk: Desk, tmp_path: Path) -> None:
    """Title, stamp with the exporter, header, then one row a visit, all as text."""
    file = tmp_path / "台账.xlsx"
    file.write_bytes(export(desk, OFFICE, "visits", "xlsx"))
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


def test_no_ledger_computes_what_somebody_typed(desk: Desk, tmp_path: Path) -> None:
    """A text like a formula is text in csv and xlsx: marked, quoted, and nowhere a formula (R6.2)."""
    typed = '=HYPERLINK("http://elsewhere.example","看")'
    case = make_case(no="2022-000124", id="00000000-0000-4000-8000-000000000124")
    case.words["report"] = typed
    keep_case(desk, case)
    rows = list(csv.reader(io.StringIO(export(desk, OFFICE, "issues", "csv").decode("utf-8-sig"))))
    assert f"'{typed}" in rows[-1]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    book = export(desk, OFFICE, "issues", "xlsx")
    assert typed in cells(book, tmp_path)[-1]
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        sheet = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314  our own file
        styles = ElementTree.fromstring(packed.read("xl/styles.xml"))  # noqa: S314
    names = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert sheet.findall(".//x:f", names) == []
    quoted = {
        str(place)
        for place, look in enumerate(styles.findall("x:cellXfs/x:xf", names))
        if look.get("quotePrefix") == "1"
    }
    marked = [cell for cell in sheet.findall(".//x:c", names) if cell.get("s") in quoted]
    assert len(marked) == 1


def test_an_export_leaves_a_trace(desk: Desk) -> None:
    """Who took a ledger away, when, and how far the store had come, is in the trail."""
    make_account(desk)
    head = desk.store.head()
    export(desk, OFFICE, "visits", "csv")
    assert head.seq
    assert [entry.detail for entry in desk.trail] == [f"csv，全部，链头 {head.seq}:{head.digest[:16]}"]
    assert [(entry.by, entry.what, entry.of) for entry in desk.trail] == [
        ("示例导出人", "exported", "visits")
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", [*TITLES, "figures"])
def test_every_file_says_who_made_it_when_and_of_what(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, form: str
) -> None:
    """Exporter, time and filter stand in the file and in the trail, also where the table has no line.

    In a csv they are the heading of a last column in which nothing stands.
    """
    only, scope = (Only(community="example-1"), "示例一社区") if kind != "figures" else (Only(), "全部")
    monkeypatch.setattr(Clock, "now", lambda _: datetime.datetime(2022, 8, 5, 10, 7, 9, tzinfo=SHANGHAI))
    if kind == "figures":
        by = OFFICE
        data = figures.export(desk, by, form)
    else:
        by = COMMAND_LINE
        data = export(desk, by, kind, form, only)
    told = f"填报时间：2022-08-05 10:07　导出人：{by.name}　范围：{scope}"
    if form == "xlsx":
        assert told in str(cells(data, tmp_path)[1][0])
    else:
        header, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        assert told in header[-1]
        assert {len(line) for line in lines} <= {len(header)}
        assert {line[-1] for line in lines} <= {""}
    (entry,) = desk.trail
    assert (entry.by, entry.what, entry.of, entry.at) == (
        by.username,
        "exported",
        kind,
        "2022-08-05T10:07:09+08:00",
    )
    assert f"{form}，{scope}，" in str(entry.detail)


def test_a_name_like_a_formula_computes_nothing(desk: Desk) -> None:
    """What a file says of itself is a cell like others."""
    assert as_csv([], [], "=1+1").decode("utf-8-sig").strip() == "'=1+1"


def cells(data: bytes, folder: Path) -> list[list[object]]:
    file = folder / "ledger.xlsx"
    file.write_bytes(data)
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()


def test_every_ledger_opens_again_cell_by_cell(tmp_path: Path) -> None:
    """All of them, with the columns of ledgers.yaml; xlsx and csv say the same, each number as text."""
    desk = make_desk(tmp_path, year=load_year(PROJECT / "content"))
    make_account(desk)
    make_household(desk)
    desk.act(lambda: desk.registers.visits.add(make_visit(issue_nos=("2022-000123",))))
    calls = (make_step("callback", reached=False, solved=None, satisfaction=None), "callback")
    keep_case(desk, make_case("accepted", "proposal", "resolved", "replied", *calls, "closed"))
    keeper = make_account(role="street_reviewer")
    hardship.mark(desk, keeper, "fuxing-0001", causes=("illness",), policies="低保", gap="药费")
    day = {"review_on": "2022-09-05", "due_on": "2022-08-20"}
    hardship.open_plan(desk, keeper, "fuxing-0001", text="申请临时救助", owner="示例责任人", **day)
    file = make_finding_file("confirmed")
    desk.act(lambda: desk.registers.findings.add(file.finding))
    for step in file.steps:
        desk.act(lambda step=step: desk.registers.finding_steps.add(step))  # type: ignore[misc]
    wanted = {
        "visits": {"户编号": "fuxing-0001", "时长": "40"},
        "issues": {"问题编号": "2022-000123", "是否特殊困难": "是", "整改时限": "2022-07-01"},
        "hardship": {
            "致困原因": "重大疾病",
            "状态": "帮扶中",
            "措施（责任人、期限、落实）": "申请临时救助（示例责任人，2022-08-20前）",
        },
        "callbacks": {"联系情况": "没联系上", "问题编号": "2022-000123"},
        "findings": {"情形": "不入户", "认定编号": "F2022-000001"},
        "scores": {"村（社区）": "福兴社区", "得分": "999", "满分": "1000", "年度": "2022"},
    }
    assert set(wanted) == set(TITLES) - {"roster"}
    for kind, values in wanted.items():
        sheet = cells(export(desk, OFFICE, kind, "xlsx"), tmp_path)
        assert sheet[0][0] == TITLES[kind]
        assert "范围：全部" in str(sheet[1][0])
        titles = [column.title for column in getattr(desk.year.ledgers, kind)]
        assert sheet[2] == titles
        shown = dict(zip(titles, sheet[3], strict=True))
        assert {name: shown[name] for name in values} == values
        plain = list(csv.reader(io.StringIO(export(desk, OFFICE, kind, "csv").decode("utf-8-sig"))))
        assert plain == [[*titles, sheet[1][0]], *([*line, ""] for line in sheet[3:])]
    assert len(cells(export(desk, OFFICE, "callbacks", "xlsx"), tmp_path)) == 5
    desk.store.close()


def test_a_ledger_without_columns_still_opens(desk: Desk, tmp_path: Path) -> None:
    """A campaign's own ledgers.yaml may be older than a ledger: its title stands there, and nothing fails."""
    assert cells(export(desk, OFFICE, "scores", "xlsx"), tmp_path)[0][0] == TITLES["scores"]


def test_what_was_heard_at_a_callback_says_so(desk: Desk) -> None:
    """来源 names the issue at whose callback it came up (S71)."""
    given_id = "00000000-0000-4000-8000-000000000124"
    keep_case(desk, make_case(no="2022-000124", id=given_id, look_back_of="2022-000123"))
    sources = [line["source"] for line in LINES["issues"](desk)]
    assert sources == ["村（社区）", "回头看 2022-000123"]


def test_the_score_sheet_is_for_those_who_supervise(desk: Desk) -> None:
    """Every community in its order, the reviewer refused, a community by itself where it is asked for."""
    discipline = make_account(role="discipline")
    records = json.loads(export(desk, COMMAND_LINE, "scores", "json"))
    assert [(each["community_code"], each["score"]) for each in records] == [
        ("fuxing", 1000),
        ("example-1", 1000),
    ]
    only = json.loads(export(desk, COMMAND_LINE, "scores", "json", Only(community="example-1")))
    assert [each["community_code"] for each in only] == ["example-1"]
    assert len(export(desk, discipline, "scores", "csv").splitlines()) == 3
    with pytest.raises(NotAllowed):
        export(desk, make_account(role="street_reviewer"), "scores", "csv")


def test_json_is_for_those_who_see_contacts(desk: Desk) -> None:
    """Its records are whole, so whoever gets texts masked gets none, and it leaves no trace of a file."""
    for role, kind in (("sponsor", "issues"), ("secretary", "visits"), ("discipline", "findings")):
        with pytest.raises(NotAllowed, match="不打码"):
            export(desk, make_account(role=role), kind, "json")
    assert list(desk.trail) == []


def test_a_ledger_is_narrowed_and_says_so(desk: Desk, tmp_path: Path) -> None:
    """By community and by level; what it was narrowed to stands in file and trail (S59)."""
    assert len(cells(export(desk, OFFICE, "issues", "xlsx", Only(level="district")), tmp_path)) == 3
    sheet = cells(
        export(desk, OFFICE, "issues", "xlsx", Only(community="fuxing", level="community")), tmp_path
    )
    assert len(sheet) == 4
    assert "范围：福兴社区、村居社区台账" in str(sheet[1][0])
    assert "福兴社区、村居社区台账" in str(list(desk.trail)[-1].detail)


def test_others_take_their_own_and_units_with_names_masked(desk: Desk, tmp_path: Path) -> None:
    """A community gets its own lines; a unit its own, with what identifies somebody starred out (R6.2)."""
    elsewhere = make_account(role="community_collator", community_code="example-1")
    assert len(cells(export(desk, elsewhere, "issues", "xlsx"), tmp_path)) == 3
    make_account(desk, role="sponsor")
    case = make_case(no="2022-000124", id="00000000-0000-4000-8000-000000000124", reported_by="sponsor")
    case.words["report"] = "路灯不亮，打13812345678找我"
    keep_case(desk, case)
    mine = export(desk, make_account(role="sponsor"), "issues", "csv").decode("utf-8-sig")
    assert "打＊＊＊＊＊＊＊＊＊＊＊找我" in mine
    assert "2022-000123" not in mine
    assert "13812345678" in export(desk, OFFICE, "issues", "csv").decode("utf-8-sig")
    with pytest.raises(NotAllowed):
        export(desk, make_account(role="unit_handler"), "issues", "csv")
    with pytest.raises(NotAllowed):
        export(desk, make_account(role="sponsor"), "hardship", "csv")
    assert masked(desk, "路灯不亮") == "路灯不亮"


SAID = "高建国（北村23号，138-1234-5678）家漏雨，儿媳有病"


def test_of_what_colleagues_heard_a_unit_reads_only_that_it_was_heard(tmp_path: Path) -> None:
    """Number, community, field and state; no words, nor which household is 重点 or in hardship (S39, S56)."""
    desk = make_desk(tmp_path, year=load_year(PROJECT / "content"))
    make_household(desk)
    make_resident(desk, name="高建国", address="北村23号", phone="13812345678", focus=("elderly_alone",))
    reader = make_account(desk, role="sponsor", unit_code="education")
    make_account(desk, role="sponsor", username="other", unit_code="education")
    numbers = {"sponsor": "2022-000124", "other": "2022-000125"}
    for n, (who, no) in enumerate(numbers.items()):
        given_id = f"00000000-0000-4000-8000-{n:012}"
        case = make_case(
            "accepted", "proposal", "resolved", no=no, id=given_id, reported_by=who, source="district"
        )
        case.words.update(dict.fromkeys(case.words, SAID))
        keep_case(desk, case)
        visit = make_visit(
            no=f"V2022-00000{n}", id=given_id, visitor=who, unit=reader.unit_code, issue_nos=(no,)
        )
        desk.act(lambda visit=visit: desk.registers.visits.add(visit))  # type: ignore[misc]
        words = Words(of=visit.no, part="short_reason", household_code="fuxing-0001", text=SAID)
        desk.act(lambda words=words: desk.registers.words.add(words))  # type: ignore[misc]
    hidden = ("漏雨", "有病", "＊", "重点", "高建国")
    for kind in ("visits", "issues"):
        raw = export(desk, reader, kind, "csv").decode("utf-8-sig")
        assert "别人经手的" in raw.splitlines()[0]
        lines = {
            numbers[who]: line
            for line in csv.DictReader(io.StringIO(raw))
            for who in numbers
            if numbers[who] in line.values() or f"是 {numbers[who]}" in line.values()
        }
        own, theirs = lines[numbers["sponsor"]], lines[numbers["other"]]
        assert "漏雨" in str(own)
        assert not any(word in str(own.values()) for word in ("高建国", "北村23号", "5678"))
        assert [each for each in theirs.values() if any(word in each for word in hidden)] == []
        assert LEFT_OUT in theirs.values()
        assert theirs["村（社区）"] == "福兴社区"
    assert theirs["类别"] == own["类别"] != ""
    assert own["问题描述"].endswith("家漏雨，儿媳有病")
    assert theirs["是否特殊困难"] == LEFT_OUT
    desk.store.close()


def test_whoever_gets_a_masked_ledger_reads_nobody_of_the_roster(tmp_path: Path) -> None:
    """Whatever people wrote and wherever it stands; the office reads it all (R6.2)."""
    desk = make_desk(tmp_path, year=load_year(PROJECT / "content"))
    make_household(desk)
    make_resident(desk, name="高建国", address="北村23号", phone="13812345678")
    desk.act(lambda: desk.registers.visits.add(make_visit(issue_nos=("2022-000123",), no="V2022-000001")))
    desk.act(lambda: desk.registers.words.add(Words(of="V2022-000001", part="short_reason", text=SAID)))
    case = make_case("accepted", "proposal", "resolved", "replied", make_step("callback", text=SAID))
    case.words.update(dict.fromkeys(case.words, SAID))
    keep_case(desk, case)
    keeper = make_account(role="street_reviewer")
    hardship.mark(desk, keeper, "fuxing-0001", causes=("illness",), policies=SAID, gap=SAID)
    day = {"review_on": "2022-09-05", "due_on": "2022-08-20"}
    hardship.open_plan(desk, keeper, "fuxing-0001", text=SAID, owner="示例责任人", **day)
    readers = {"findings": "discipline"} | dict.fromkeys(
        ("visits", "issues", "hardship", "callbacks"), "secretary"
    )
    finding = make_finding_file("confirmed").finding
    desk.act(lambda: desk.registers.findings.add(finding))
    desk.act(lambda: desk.registers.words.add(Words(of=finding.no, part="evidence", text=SAID)))
    for kind, role in readers.items():
        told = export(desk, make_account(role=role), kind, "csv").decode("utf-8-sig")
        assert "儿媳有病" in told
        assert not any(word in told for word in ("高建国", "北村", "5678")), kind
        columns = {column.key for column in getattr(desk.year.ledgers, kind)}
        assert WORDS[kind] <= columns
        assert "高建国" in export(desk, COMMAND_LINE, kind, "csv").decode("utf-8-sig")
    desk.store.close()


def test_whoever_leaves_the_roster_is_no_longer_looked_for(desk: Desk) -> None:
    """What is starred out follows the roster as it stands."""
    make_household(desk, code="fuxing-0009")
    assert masked(desk, "高建国说") == "高建国说"
    make_resident(desk, household_code="fuxing-0009", name="高建国")
    assert masked(desk, "高建国说") == "＊＊＊说"


def test_a_roster_that_went_out_comes_in_again_as_it_was(tmp_path: Path) -> None:
    """In both forms, everything in it; and only those who may see names and phones take it away."""
    desk, other = make_desk(tmp_path / "one"), make_desk(tmp_path / "other")
    for each in (desk, other):
        make_account(each)
    make_household(desk, assigned_to=("grid_worker",))
    make_household(desk, code="fuxing-0002", vacant_reason=VACANT_REASONS[0])
    homes, people = list(desk.registers.households), list(desk.registers.residents)
    for form in ("xlsx", "csv"):
        file = tmp_path / f"roster.{form}"
        file.write_bytes(export(desk, OFFICE, "roster", form))
        assert "示例导出人" in "".join(map(str, chain(*read_cells(file))))
        assert (seen := import_households(desk, file, apply=True)).unchanged == 2, seen.problems
        import_households(other, file, apply=True)
        came = [msgspec.structs.replace(each, contact_ok=True) for each in other.registers.residents]
        assert came == [msgspec.structs.replace(each, contact_ok=True) for each in people]
        assert [msgspec.structs.replace(each, added_at="") for each in other.registers.households] == [
            msgspec.structs.replace(each, added_at="") for each in homes
        ]
    for role in ("secretary", "grid_worker", "community_collator", "sponsor"):
        with pytest.raises(NotAllowed):
            export(desk, make_account(role=role), "roster", "xlsx")
