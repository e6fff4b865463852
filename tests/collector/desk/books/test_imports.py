from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from collector.desk import Desk
from collector.desk.books.imports import import_households, import_users, read_cells
from collector.desk.people import accounts, signing_in
from collector.errors import Refusal
from tests.makers import make_account, make_desk, make_household, make_resident


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    yield desk
    desk.store.close()


ROSTER = """户册,,,,,
编号,所属社区,网格,家庭住址,户主姓名,联系电话,户类型
fuxing-0001,福兴社区,fuxing-01,示例路1号楼2单元301室,示例某,13800000000,老党员、孤寡老人
fuxing-0002,fuxing,,示例路1号楼2单元302室,,,
"""


def write(tmp_path: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    file = tmp_path / "户册.csv"
    file.write_text(text, encoding=encoding)
    return file


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_roster_is_previewed_then_saved(desk: Desk, tmp_path: Path, encoding: str) -> None:
    """A preview saves nothing; applying saves places and people apart; again changes nothing."""
    file = write(tmp_path, ROSTER, encoding)
    assert str(import_households(desk, file, apply=False)) == "新增 2，更改 0，不变 0，有问题 0"
    assert len(desk.registers.households) == 0

    import_households(desk, file, apply=True)
    person = desk.registers.residents.get("fuxing-0001")
    assert person is not None
    assert person.focus == ("veteran_party_member", "lone_elder")
    assert "示例某" not in str(list(desk.registers.households))

    head = desk.store.head()
    assert import_households(desk, file, apply=True).unchanged == 2
    assert desk.store.head() == head


def test_what_the_desk_knows_outlives_the_table(desk: Desk, tmp_path: Path) -> None:
    """Marks, persons and why, a grid given later and consent stay where a cell is empty (S44, S101)."""
    file = write(tmp_path, ROSTER)
    import_households(desk, file, apply=True)
    changes = {"unreachable_reason": "长期在外", "assigned_to": ("g1",), "assigned_for": {"g1": "near"}}
    known = make_household(desk, code="fuxing-0002", grid_code="fuxing-01", **changes)
    make_resident(desk, household_code="fuxing-0001", contact_ok=True, address="旧地址")
    assert import_households(desk, file, apply=True).changed == 2
    assert desk.registers.households.get("fuxing-0002") == known
    person = desk.registers.residents.get("fuxing-0001")
    assert person is not None
    assert (person.contact_ok, person.address) == (True, "示例路1号楼2单元301室")


def test_every_bad_row_is_named_and_nothing_is_saved(desk: Desk, tmp_path: Path) -> None:
    """Unknown communities, grids and types, gaps and repeats are all said at once, with their rows."""
    bad = ROSTER + "fuxing-0002,火星社区,,地址,,,\nfuxing-0003,福兴社区,九号网格,,,,神仙\n"
    preview = import_households(desk, write(tmp_path, bad), apply=True)
    found = [(problem.line, problem.code) for problem in preview.problems]
    assert found == [
        (5, "repeated"),
        (5, "unknown_community"),
        (6, "cell_missing"),
        (6, "unknown_focus"),
        (6, "unknown_grid"),
    ]
    assert len(desk.registers.households) == 0


def test_accounts_keep_their_passphrase(desk: Desk, tmp_path: Path) -> None:
    """Importing an account again changes its name but not how its owner signs in."""
    make_account(desk, username="grid1", passphrase_hash="kept")
    text = "登录名,姓名,角色,村(社区),单位\ngrid1,示例新名,网格员,福兴社区,\n"
    text += "unit1,示例某,责任单位经办人,,civil-affairs\n"
    preview = import_users(desk, write(tmp_path, text), apply=True)
    assert (preview.new, preview.changed) == (1, 1)
    account = desk.registers.accounts.get("grid1")
    assert account is not None
    assert (account.name, account.passphrase_hash) == ("示例新名", "kept")


def test_who_gets_another_role_signs_in_again_and_the_trail_says_who_gave_it(
    desk: Desk, tmp_path: Path
) -> None:
    """New accounts and other roles or places are noted in the same act; sessions and tokens of before end."""
    office = make_account(desk, username="office", role="campaign_office")
    for name in ("grid1", "grid2"):
        make_account(desk, username=name)
    secrets = {
        name: signing_in.open_session(desk, accounts.known_account(desk, name)) for name in ("grid1", "grid2")
    }
    token = signing_in.make_token(desk, "grid1")
    lines = [
        "登录名,姓名,角色,村(社区)",
        "grid1,示例某,活动办,",
        "grid2,示例改名,网格员,福兴社区",
        "new1,示例新,网格员,福兴社区",
    ]
    text = "".join(f"{line}\n" for line in lines)
    import_users(desk, write(tmp_path, text), apply=False, by=office)
    assert signing_in.account_of(desk, "session", secrets["grid1"]) is not None
    import_users(desk, write(tmp_path, text), apply=True, by=office)
    assert signing_in.account_of(desk, "session", secrets["grid1"]) is None
    assert signing_in.account_of(desk, "token", token) is None
    assert signing_in.account_of(desk, "session", secrets["grid2"]) is not None
    noted = [(each.what, each.of, each.detail) for each in desk.trail if each.by == "office"]
    assert noted == [
        ("account_added", "new1", "grid_worker"),
        ("account_changed", "grid1", "grid_worker → campaign_office"),
        ("table_imported", "users", "新增 1，更改 2，不变 0，有问题 0"),
    ]


@pytest.mark.parametrize("name", ["wanhu", "resident", "stranger", "a b", "甲"])
def test_nobody_takes_a_name_that_the_trail_needs(desk: Desk, tmp_path: Path, name: str) -> None:
    """What may not be added by hand does not come in by a table either."""
    text = f"登录名,姓名,角色,村(社区)\n{name},示例某,网格员,福兴社区\n"
    preview = import_users(desk, write(tmp_path, text), apply=True)
    assert [problem.code for problem in preview.problems] == ["bad_username"]
    assert desk.registers.accounts.get(name) is None


def test_merged_cells_are_filled(tmp_path: Path) -> None:
    """A community written once beside many households stands in each of their rows."""
    file = tmp_path / "户册.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["户编号", "村(社区)"])
        sheet.write_column(1, 0, ["1", "2"])
        sheet.merge_range(1, 1, 2, 1, "福兴社区")
    assert [list(line) for line in read_cells(file)] == [
        ["户编号", "村(社区)"],
        ["1", "福兴社区"],
        ["2", "福兴社区"],
    ]


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    """A file that only calls itself xlsx gets one sentence on what to do."""
    file = tmp_path / "户册.xlsx"
    file.write_text("不是表格")
    with pytest.raises(Refusal, match="另存为"):
        read_cells(file)
    with pytest.raises(Refusal, match="没有找到"):
        read_cells(tmp_path / "没有.csv")
