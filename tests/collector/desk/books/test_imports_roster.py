from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.desk import Desk
from collector.desk.books.imports_roster import import_households
from collector.desk.books.ledgers import export
from collector.desk.homes import hardship, roster
from collector.desk.keeping.erasure import erase
from collector.rules.homes.household import Household, Resident
from collector.rules.homes.roster import VACANT_REASONS
from collector.rules.people.account import COMMAND_LINE
from tests.makers import make_account, make_desk, make_household, make_resident, make_visit

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


HEADER = "户编号,社区,网格,地址,户主,电话,户类型,走访人,空户原因"


def told(desk: Desk, tmp_path: Path, *lines: str, apply: bool = False) -> list[str]:
    """What an import of these lines would change, or what is wrong with them."""
    preview = import_households(desk, write(tmp_path, "\n".join(lines)), apply=apply)
    return [each.code for each in preview.problems] or [each.told for each in preview.changes]


def household_of(desk: Desk, code: str = "fuxing-0001") -> Household:
    found = desk.registers.households.get(code)
    assert found is not None
    return found


def resident_of(desk: Desk) -> Resident:
    found = desk.registers.residents.get("fuxing-0001")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "lines",
    [
        ("户编号,社区", "fuxing-0001,福兴社区"),
        (HEADER, "fuxing-0001,福兴社区,,,,,,,"),
        (HEADER, "fuxing-0001,福兴社区,-,/,无,—,-,-,-"),
    ],
)
def test_what_a_table_does_not_say_takes_nothing_back(
    desk: Desk, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    """A column that is not there and a cell that is empty leave people, tags, grid and marks alone."""
    make_household(desk, assigned_to=("g1",), vacant_reason=VACANT_REASONS[0])
    make_resident(desk, focus=("petitioner",), contact_ok=True)
    assert told(desk, tmp_path, *lines, apply=True) == []
    assert resident_of(desk) == make_resident(focus=("petitioner",), contact_ok=True)
    assert household_of(desk).vacant_reason == VACANT_REASONS[0]


def test_what_is_to_go_is_said_in_the_cell_and_told_before(desk: Desk, tmp_path: Path) -> None:
    """清空 empties it; the preview tells row, columns, old and new, and no whole name or phone."""
    make_household(desk, assigned_to=("g1",), assigned_for={"g1": "near"})
    make_resident(desk, focus=("petitioner",))
    table = (HEADER, "fuxing-0001,福兴社区,清空,清空,清空,清空,清空,清空,清空")
    assert told(desk, tmp_path, *table) == ["cell_missing"]
    table = (HEADER, "fuxing-0001,福兴社区,清空,示例路2号,示例新,清空,清空,清空,清空")
    [said] = told(desk, tmp_path, *table, apply=True)
    assert said == (
        "fuxing-0001：网格 第一网格 → （空）；地址 示例路1号楼2单元301室 → 示例路2号；户主 示＊某 → 示＊新；"
        "电话 1＊＊＊＊＊＊＊＊＊0 → （空）；户类型 上访老户 → （空）；走访人 g1 → （空）"
    )
    assert resident_of(desk) == make_resident(address="示例路2号", name="示例新", phone=None)
    assert household_of(desk) == make_household(grid_code=None)


@pytest.mark.parametrize("word", ["一般户", "普通户"])
def test_an_ordinary_household_is_of_no_group(desk: Desk, tmp_path: Path, word: str) -> None:
    """As 走访台账 calls it; the preview tells which group it takes away, beside a group it adds nothing."""
    header = "户编号,社区,地址,户类型"
    for cell, said in (
        (word, []),
        (f"{word}、老党员", ["fuxing-0001：户类型 （空） → 老党员"]),
        ("", []),
        (word, ["fuxing-0001：户类型 老党员 → （空）"]),
    ):
        assert told(desk, tmp_path, header, f"fuxing-0001,福兴社区,示例路2号,{cell}", apply=True) == said
    assert resident_of(desk).focus == ()


def test_no_table_takes_the_tag_of_an_open_hardship_file(desk: Desk, tmp_path: Path) -> None:
    """Whatever the cell says, until the file is closed."""
    keeper = make_account(desk, role="community_collator")
    make_household(desk)
    hardship.mark(desk, keeper, "fuxing-0001", causes=("illness",), policies="低保", gap="药费还不够")
    for cell in ("清空", "一般户", "老党员", ""):
        told(desk, tmp_path, "户编号,社区,户类型", f"fuxing-0001,福兴社区,{cell}", apply=True)
        assert "hardship" in resident_of(desk).focus
    hardship.lift(desk, keeper, "fuxing-0001", text="够了")
    told(desk, tmp_path, "户编号,社区,户类型", "fuxing-0001,福兴社区,老党员", apply=True)
    assert resident_of(desk).focus == ("veteran_party_member",)


@pytest.mark.parametrize("word", ["否", "无", "不是", "0", "清空"])
def test_a_house_that_is_said_not_to_be_empty_is_not(desk: Desk, tmp_path: Path, word: str) -> None:
    """Also where it was marked before; a word that is no reason is refused with its row."""
    make_household(desk, vacant_reason=VACANT_REASONS[0])
    told(desk, tmp_path, "户编号,社区,空户", f"fuxing-0001,福兴社区,{word}", apply=True)
    assert household_of(desk).vacant_reason is None
    for wrong in ("是", "张三不在家"):
        assert told(desk, tmp_path, "户编号,社区,空户", f"fuxing-0001,福兴社区,{wrong}") == ["unknown_vacant"]
    told(desk, tmp_path, "户编号,社区,空户", f"fuxing-0001,福兴社区,{VACANT_REASONS[1]}", apply=True)
    assert household_of(desk).vacant_reason == VACANT_REASONS[1]


def test_a_household_that_moves_is_named_and_leaves_its_grid(desk: Desk, tmp_path: Path) -> None:
    """Its grid is the old community's; what was done there stays, and its hardship file goes along."""
    keeper = make_account(desk, role="community_collator")
    make_household(desk)
    desk.act(lambda: desk.registers.visits.add(make_visit()))
    hardship.mark(desk, keeper, "fuxing-0001", causes=("illness",), policies="低保", gap="药费还不够")
    [said] = told(desk, tmp_path, "户编号,社区", "fuxing-0001,示例一社区", apply=True)
    assert said == "fuxing-0001：村(社区) 福兴社区 → 示例一社区；网格 第一网格 → （空）"
    [place] = roster.places_in(desk, "example-1")
    assert (place.state, place.grid_code) == ("covered", None)
    assert [each.community_code for each in desk.registers.hardships] == ["example-1"]


def test_who_is_to_go_is_a_login_name_or_a_name(desk: Desk, tmp_path: Path) -> None:
    """Nobody, several of one name and who left are said by row; who is on the roster already may stay."""
    make_account(desk, username="grid1", name="示例甲")
    make_account(desk, username="grid2", name="示例乙")
    make_account(desk, username="grid3", name="示例乙")
    make_account(desk, username="grid4", name="示例丙", disabled=True)
    make_household(desk, assigned_to=("gone",))
    table = ("户编号,社区,走访人", "fuxing-0001,福兴社区,示例甲、grid2、grid1、gone")
    told(desk, tmp_path, *table, apply=True)
    assert household_of(desk).assigned_to == ("grid1", "grid2", "gone")
    for word, code in (
        ("示例乙", "ambiguous_person"),
        ("示例丙", "unknown_person"),
        ("谁", "unknown_person"),
    ):
        assert told(desk, tmp_path, "户编号,社区,走访人", f"fuxing-0001,福兴社区,{word}") == [code]


def test_codes_and_phones_that_a_spreadsheet_spoilt_are_said(desk: Desk, tmp_path: Path) -> None:
    """="0007002" is 0007002; what cannot stand in an address, and a phone without its end, are refused."""
    table = ("户编号,社区,地址,电话", '"=""0007002""",福兴社区,示例路2号,\'0533-1234567')
    assert told(desk, tmp_path, *table, apply=True) == []
    assert household_of(desk, "0007002").code == "0007002"
    assert [each.phone for each in desk.registers.residents] == ["0533-1234567"]
    for code in ("a/b 3", "福兴1", "1.0E+5", "０１"):
        assert told(desk, tmp_path, "户编号,社区,地址", f"{code},福兴社区,示例路3号") == ["bad_code"]
    for phone in ("1.99E+10", "2E10"):
        assert told(desk, tmp_path, "户编号,社区,电话", f"0007002,福兴社区,{phone}") == ["spoilt_number"]


# Nothing that a table says for itself, and no blanks at the ends.
WORDS = st.text("=+-@'\"，,、;A0示例 ", min_size=1).map(str.strip).filter(lambda text: text.strip("-='"))
PEOPLE = st.tuples(WORDS, st.none() | WORDS, st.sampled_from(["+8619900000002", "13800000000", None]))


@settings(deadline=None, max_examples=15)
@given(codes=st.lists(WORDS, min_size=1, max_size=3, unique=True), people=st.lists(PEOPLE, min_size=3))
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_went_out_comes_in_unchanged(
    tmp_path_factory: pytest.TempPathFactory, form: str, codes: list[str], people: list[tuple[str, str, str]]
) -> None:
    """Whatever codes, names and phones begin with; also codes of before, and who was erased."""
    folder = tmp_path_factory.mktemp("roster")
    desk = make_desk(folder)
    for code, (address, name, phone) in zip(codes, people, strict=False):
        make_household(desk, code=code, assigned_to=("gone",), vacant_reason="从前写的")
        make_resident(desk, household_code=code, address=address, name=name, phone=phone)
    make_household(desk, code="erased")
    desk.act(lambda: desk.registers.residents.remove(household_code="erased"))
    file = folder / f"户册.{form}"
    file.write_bytes(export(desk, COMMAND_LINE, "roster", form))
    head = desk.store.head()
    assert import_households(desk, file, apply=True).unchanged == len(codes) + 1
    assert desk.store.head() == head
    desk.store.close()


def test_a_table_from_before_does_not_bring_back_who_was_erased(desk: Desk, tmp_path: Path) -> None:
    """Said with the row and the day; the place may come."""
    file = write(tmp_path, ROSTER)
    import_households(desk, file, apply=True)
    erase(desk, "office", "fuxing-0001")
    [problem] = import_households(desk, file, apply=True).problems
    assert problem.line == 3
    assert problem.message.startswith(
        f"这一户 {desk.now()[:10]} 按居民要求删除过个人信息，表里还写着户主、电话、户类型。请清空这几格；"
    )
    assert desk.registers.residents.get("fuxing-0001") is None
    place = "fuxing-0001,福兴社区,,示例路1号楼2单元301室,,,,,"
    assert told(desk, tmp_path, HEADER, place, apply=True) == [
        "fuxing-0001：地址 （空） → 示例路1号楼2单元301室"
    ]
