from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.desk import Desk
from collector.desk.books.imports_campaign import import_issues, import_quotas
from collector.desk.books.ledgers import LINES, export
from collector.desk.issues.dossier import lines
from collector.desk.issues.handling import standing_of, take_step
from collector.desk.visiting.targets import overview
from collector.errors import Conflict
from collector.rules.people.account import COMMAND_LINE
from generator.build import load_year
from tests.makers import (
    PROJECT,
    STEP_FIELDS,
    keep_case,
    make_account,
    make_case,
    make_desk,
    make_household,
    make_step,
)


def table(folder: Path, *lines: str) -> Path:
    file = folder / "表.csv"
    file.write_text("\n".join(lines), encoding="gb18030")
    return file


def test_quotas_come_from_a_table_and_go_before_what_is_written(desk: Desk, tmp_path: Path) -> None:
    """A line of 附件3 takes the place of the one in units.yaml; a second time changes nothing (S36)."""
    office = make_account(desk, role="campaign_office")
    lines = ("区直部门单位走访挂包村居安排表", "区直部门,挂包村居,需走访户数", "区示例民政局,示例一社区,15户")
    file = table(tmp_path, *lines, "市属示例一单位,福兴社区,40")
    assert str(import_quotas(desk, file, apply=False)) == "新增 2，更改 0，不变 0，有问题 0"
    assert len(desk.registers.quotas) == 0
    import_quotas(desk, file, apply=True)
    required = {line.unit: line.progress.required for line in overview(desk, office).units}
    assert required == {"市属示例一单位": 40, "区示例民政局": 15}
    head = desk.store.head()
    assert import_quotas(desk, file, apply=True).unchanged == 2
    assert desk.store.head() == head


def test_a_wrong_quota_is_named_by_row_and_nothing_is_saved(desk: Desk, tmp_path: Path) -> None:
    """An unknown unit, a number that is none, the same place twice."""
    file = table(
        tmp_path,
        "单位,社区,户数",
        "没有的局,福兴社区,5",
        "市属示例一单位,福兴社区,很多",
        "市属示例一单位,福兴社区,5",
    )
    found = import_quotas(desk, file, apply=True)
    assert [(each.line, each.code) for each in found.problems] == [
        (2, "unknown_unit"),
        (3, "not_a_number"),
        (4, "repeated"),
    ]
    assert len(desk.registers.quotas) == 0


@pytest.mark.parametrize("when", ["2022-06-10", "2022.6.10", "2022/6/10", "6月10日", "44722"])
def test_issues_come_from_a_messy_ledger_once(desk: Desk, tmp_path: Path, when: str) -> None:
    """Dates of every make; the same file twice changes nothing; each waits for its review (R6.4)."""
    make_account(desk, name="示例网格员")
    file = table(
        tmp_path,
        "台账,,,,",
        "村（社区）,收集日期,诉求内容,类别,走访人",
        f"福兴社区,{when},路灯不亮,住有宜居,示例网格员",
    )
    assert import_issues(desk, file, apply=True).new == 1
    [issue] = desk.registers.issues
    assert (issue.no, issue.collected_at[:10], issue.field) == ("2022-000001", "2022-06-10", "housing")
    assert (issue.reported_by, issue.source) == ("grid_worker", "community")
    head = desk.store.head()
    assert import_issues(desk, file, apply=True).unchanged == 1
    assert desk.store.head() == head


@pytest.mark.parametrize("title", ["反映时间", "反映日期", "登记时间", "诉求时间", "走访日期", "时间"])
def test_the_day_goes_by_many_names(desk: Desk, tmp_path: Path, title: str) -> None:
    """Ledgers kept elsewhere call the day of an issue as they like."""
    file = table(
        tmp_path, f"村（社区）,{title},问题描述,类别", "福兴社区,2022-06-10 下午3点,路灯丢了,住有宜居"
    )
    assert import_issues(desk, file, apply=True).new == 1
    assert [each.collected_at for each in desk.registers.issues] == ["2022-06-10T15:00:00+08:00"]


def test_a_ledger_that_is_not_understood_is_never_dropped_in_silence(desk: Desk, tmp_path: Path) -> None:
    """A column that is lacking is a problem of the whole table, though no row of it can be read."""
    row = "福兴社区,2022-06-10,路灯丢了,住有宜居"
    [problem] = import_issues(
        desk, table(tmp_path, "村（社区）,何时,问题描述,类别", row), apply=True
    ).problems
    assert (problem.line, problem.code) == (1, "no_header")
    [problem] = import_issues(desk, table(tmp_path, "村（社区）,时间,问题描述,类别"), apply=True).problems
    assert (problem.line, problem.code) == (1, "no_rows")


@pytest.mark.parametrize("time", ["25:70", "傍晚", "9:60"])
def test_a_time_that_is_none_is_said(desk: Desk, tmp_path: Path, time: str) -> None:
    """It is not bent into another, nor left out."""
    file = table(tmp_path, "社区,日期,问题,类别", f"福兴社区,2022-06-10 {time},路灯不亮,住有宜居")
    [problem] = import_issues(desk, file, apply=True).problems
    assert (problem.line, problem.code) == (2, "bad_date")
    assert time in problem.message
    assert len(desk.registers.issues) == 0


@pytest.mark.parametrize("end", ["xlsx", "csv"])
def test_a_day_of_which_excel_dropped_the_nought_is_asked_for(desk: Desk, tmp_path: Path, end: str) -> None:
    """6.10 typed as a number is 6.1 in the file: neither 1 nor 10 June is made of it."""
    header = ["社区", "日期", "问题", "类别"]
    file = tmp_path / "台账.xlsx"
    if end == "csv":
        file = table(tmp_path, ",".join(header), "福兴社区,6.1,路灯不亮,住有宜居")
    else:
        with xlsxwriter.Workbook(file) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, header)
            sheet.write_row(1, 0, ["福兴社区", 6.10, "路灯不亮", "住有宜居"])
    [problem] = import_issues(desk, file, apply=True).problems
    assert (problem.line, problem.code) == (2, "ambiguous_date")
    assert "分不清是 6月1日 还是 6月10日" in problem.message
    assert len(desk.registers.issues) == 0


def test_what_was_handled_before_the_import_is_written_down_with_its_days(desk: Desk, tmp_path: Path) -> None:
    """A ledger from paper is taken late, its steps with the days they happened on, in their order."""
    file = table(tmp_path, "村（社区）,收集日期,诉求内容,类别", "福兴社区,2022-06-10,路灯不亮,住有宜居")
    assert import_issues(desk, file, apply=True).new == 1
    [issue] = desk.registers.issues
    reviewer, office = make_account(desk, role="street_reviewer"), make_account(desk, role="campaign_office")
    take_step(desk, reviewer, issue.no, "accepted", on="2022-06-13", **STEP_FIELDS["accepted"])
    take_step(desk, office, issue.no, "resolved", on="2022-06-17", **STEP_FIELDS["resolved"])
    case = take_step(desk, office, issue.no, "replied", on="2022-06-20", **STEP_FIELDS["replied"])
    found = standing_of(desk, case)
    assert (found.used_workdays, found.is_late) == (6, False)
    assert [line.late and line.late.sure for line in lines(desk, case)] == [40, 39, 35, 34]


def test_merged_cells_and_serial_dates_of_an_xlsx(desk: Desk, tmp_path: Path) -> None:
    """A community written once over several rows counts for each of them."""
    file = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["社区", "日期", "问题", "领域"])
        sheet.merge_range(1, 0, 2, 0, "福兴社区")
        for row, text in ((1, "路灯不亮"), (2, "下水道堵了")):
            sheet.write_number(row, 1, 44722)
            sheet.write_row(row, 2, [text, "住有宜居"])
    assert import_issues(desk, file, apply=True).new == 2


def test_wrong_rows_are_all_named_and_none_is_saved(desk: Desk, tmp_path: Path) -> None:
    """Community, date, field, number and household each get their sentence."""
    file = table(
        tmp_path,
        "问题编号,社区,日期,问题,类别,户编号",
        "x,没有社区,2032-01-01,路灯,没有类别,没有户",
        ",福兴社区,2022-06-10,,住有宜居,",
    )
    found = import_issues(desk, file, apply=True)
    assert {(each.line, each.code) for each in found.problems} == {
        (2, "bad_number"), (2, "unknown_community"), (2, "unknown_field"), (2, "bad_date"),
        (2, "unknown_household"), (3, "cell_missing"),
    }  # fmt: skip
    assert len(desk.registers.issues) == 0


def test_what_went_out_comes_in_again_as_it_was(tmp_path: Path) -> None:
    """The office's own ledger, imported into an empty store: the same numbers, days, places and words."""
    year = load_year(PROJECT / "content")
    first, second = (make_desk(tmp_path / name, year=year) for name in ("first", "second"))
    for desk in (first, second):
        make_account(desk, name="示例网格员")
        make_household(desk)
    keep_case(first, make_case("accepted", "proposal"))
    keep_case(
        first, make_case(make_step("accepted"), no="2022-000200", id="00000000-0000-4000-8000-000000000200")
    )
    file = tmp_path / "问题整改台账.xlsx"
    file.write_bytes(export(first, COMMAND_LINE, "issues", "xlsx"))
    assert str(import_issues(second, file, apply=True)) == "新增 2，更改 0，不变 0，有问题 0"
    names = ("issue_no", "community", "source", "visitor", "visited_at", "text", "field")
    told = [
        [{name: line[name] for name in names} for line in LINES["issues"](desk)] for desk in (first, second)
    ]
    assert told[0] == told[1]
    assert second.registers.next_no("2022") == "2022-000201"
    for desk in (first, second):
        desk.store.close()


HEADER = "问题编号,社区,日期,问题,类别,走访人"


def test_rows_alike_are_said(desk: Desk, tmp_path: Path) -> None:
    """Two rows that say the same, however the day is written, are one issue or need telling apart."""
    rows = (",福兴社区,2022-06-02,路灯不亮,住有宜居,", ",福兴社区,2022.6.2,路灯不亮,住有宜居,")
    [problem] = import_issues(desk, table(tmp_path, HEADER, *rows), apply=True).problems
    assert (problem.line, problem.code) == (3, "alike")
    assert "和第 2 行一样" in problem.message
    assert len(desk.registers.issues) == 0


def test_a_number_of_the_table_is_given_to_nobody_else(desk: Desk, tmp_path: Path) -> None:
    """A row without a number gets one that no other row brings, wherever it stands."""
    rows = (",福兴社区,6月2日,路灯不亮,住有宜居,", "2022-000001,福兴社区,6月2日,井盖坏了,住有宜居,")
    assert import_issues(desk, table(tmp_path, HEADER, *rows), apply=True).new == 2
    texts = {each.of: each.text for each in desk.registers.words}
    assert texts == {"2022-000001": "井盖坏了", "2022-000002": "路灯不亮"}


def test_a_number_that_is_taken_meanwhile_is_refused(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and saving somebody may have brought it; then nothing is saved."""
    file = table(tmp_path, HEADER, "2022-000123,福兴社区,6月2日,路灯不亮,住有宜居,")
    act = desk.act

    def act_after_another(work: Callable[[], object]) -> object:
        act(lambda: desk.registers.issues.add(make_case().issue))
        return act(work)

    monkeypatch.setattr(Desk, "act", lambda _, work: act_after_another(work))
    with pytest.raises(Conflict, match="2022-000123"):
        import_issues(desk, file, apply=True)
    assert [each.no for each in desk.registers.issues] == ["2022-000123"]


def test_who_heard_it_is_a_login_name_or_a_name_or_whoever_imports(desk: Desk, tmp_path: Path) -> None:
    """Whom nobody knows and whom two are called is said with its row."""
    office = make_account(desk, role="campaign_office")
    make_account(desk, username="grid1", name="示例甲")
    make_account(desk, username="grid2", name="示例乙")
    make_account(desk, username="grid3", name="示例乙")
    rows = [f",福兴社区,6月2日,第{word}件,住有宜居,{word}" for word in ("示例甲", "grid2", "")]
    assert import_issues(desk, table(tmp_path, HEADER, *rows), apply=True, by=office).new == 3
    assert [each.reported_by for each in desk.registers.issues] == ["grid1", "grid2", "campaign_office"]
    rows = [f",福兴社区,6月2日,又一件,住有宜居,{word}" for word in ("谁", "示例乙")]
    found = import_issues(desk, table(tmp_path, HEADER, *rows), apply=True).problems
    assert [(each.line, each.code) for each in found][:2] == [(2, "unknown_person"), (3, "alike")]
    assert (3, "ambiguous_person") in [(each.line, each.code) for each in found]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_ledger_that_went_out_comes_in_unchanged(tmp_path: Path, form: str) -> None:
    """Also where two issues came in under one id, words were erased and two are of one name."""
    desk = make_desk(tmp_path, year=load_year(PROJECT / "content"))
    for name in ("grid1", "grid2"):
        make_account(desk, username=name, name="示例同名")
    for n, text in enumerate(("=1+1", "路灯不亮", "路灯不亮", ""), 1):
        case = make_case("accepted", no=f"2022-00000{n}", reported_by="grid1", household_code=None)
        keep_case(desk, msgspec.structs.replace(case, words={"report": text} if text else {}))
    file = tmp_path / f"台账.{form}"
    file.write_bytes(export(desk, COMMAND_LINE, "issues", form))
    head = desk.store.head()
    assert str(import_issues(desk, file, apply=True)) == "新增 0，更改 0，不变 4，有问题 0"
    assert desk.store.head().seq == head.seq
    desk.store.close()


@settings(deadline=None, max_examples=10)
@given(
    texts=st.lists(
        st.text("=+-@'\"，,路灯\n ", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=4
    )
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_words_come_back_as_they_went_out(
    tmp_path_factory: pytest.TempPathFactory, form: str, texts: list[str]
) -> None:
    """Into an empty store, whatever they begin with."""
    folder = tmp_path_factory.mktemp("issues")
    year = load_year(PROJECT / "content")
    first, second = (make_desk(folder / name, year=year) for name in ("first", "second"))
    for n, text in enumerate(texts, 1):
        case = make_case(no=f"2022-00000{n}", id=str(n), reported_by="wanhu", household_code=None)
        keep_case(first, msgspec.structs.replace(case, words={"report": text}))
    file = folder / f"台账.{form}"
    file.write_bytes(export(first, COMMAND_LINE, "issues", form))
    assert import_issues(second, file, apply=True).new == len(texts)
    assert second.registers.texts() == first.registers.texts()
    for desk in (first, second):
        desk.store.close()
