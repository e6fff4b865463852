"""The list of erasures beside the store: appended, private, and plainly refused where it cannot be read."""

from pathlib import Path

import pytest

from collector.errors import Refusal, StoreUnavailable
from collector.store.erased import FILE, Erased, note, noted

FIRST = Erased("2022-08-05T10:00:00+08:00", "fuxing-0001")
SECOND = Erased("2022-08-06T10:00:00+08:00", "fuxing-0002")
MOVED = Erased("2022-08-07T10:00:00+08:00", "fuxing-0003", ("V2022-000001", "2022-000123"))


def test_one_line_after_the_other(tmp_path: Path) -> None:
    """In order, for the owner only, with nothing in it but an instant, a code and numbers."""
    folder = tmp_path / "instance"
    assert noted(folder) is None
    note(folder, [FIRST])
    note(folder, [SECOND, MOVED])
    assert noted(folder) == [FIRST, SECOND, MOVED]
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    assert (folder / FILE).read_text().splitlines()[0] == "2022-08-05T10:00:00+08:00 fuxing-0001"


@pytest.mark.parametrize(
    "line",
    ["fuxing-0001", "2022-08-05 fuxing-0001", "昨天 fuxing-0001", f"{FIRST.at} fuxing-0001 fuxing-0002"],
)
def test_a_line_that_says_nothing_is_named(tmp_path: Path, line: str) -> None:
    """With its number, since nobody may be left out of it unseen."""
    note(tmp_path, [FIRST])
    with (tmp_path / FILE).open("a") as file:
        file.write(f"\n{line}\n")
    with pytest.raises(Refusal, match="第 3 行"):
        noted(tmp_path)


def test_where_it_cannot_be_written_nothing_is_erased(tmp_path: Path) -> None:
    """The message says so."""
    (tmp_path / "instance").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="什么都没有删"):
        note(tmp_path / "instance", [FIRST])


@pytest.mark.parametrize(
    "torn",
    [
        "2022-08-06T11:00",
        "2022-08-06T10:00:00+08:00 fuxing-00",
        "2022-08-06T10:00:00+08:00 fuxing-02022-08-06T10:00:00+08:00 fuxing-0002\n",
    ],
)
def test_a_torn_line_is_nobodys(tmp_path: Path, torn: str) -> None:
    """Half a code may be another household's; the next line begins on its own."""
    note(tmp_path, [FIRST])
    with (tmp_path / FILE).open("a") as file:
        file.write(torn)
    with pytest.raises(Refusal, match="第 2 行"):
        noted(tmp_path)
    note(tmp_path, [SECOND])
    lines = (tmp_path / FILE).read_text().splitlines()
    assert lines[-1] == f"{SECOND.at} {SECOND.household_code}"


def test_a_list_in_another_encoding_is_named(tmp_path: Path) -> None:
    """As Notepad saves it; with the mark that Notepad puts first it is read."""
    told = "2022-08-05T10:00:00+08:00 复兴-01\n"
    (tmp_path / FILE).write_bytes(told.encode("gbk"))
    with pytest.raises(Refusal, match="UTF-8"):
        noted(tmp_path)
    (tmp_path / FILE).write_bytes(told.encode("utf-8-sig"))
    assert noted(tmp_path) == [Erased("2022-08-05T10:00:00+08:00", "复兴-01")]
