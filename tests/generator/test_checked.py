"""A published file is checked once, and read by a process once, until it changes."""

import os

import pytest

from generator import checked, read, shelf
from generator.build import Options
from generator.build import read as read_content
from generator.checked import Checked
from tests.content_samples import make_result, published_lines, write_content, write_files

NAME = "2022/published/fuxing.yaml"
BY_HAND = published_lines(make_result()).replace('"title"', '"title" ')


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Content whose files count as settled, and the names of the files that were read strictly."""
    monkeypatch.setattr(checked, "_SETTLED", -(10**18))
    monkeypatch.setattr(shelf, "_READ", {})
    write_content(tmp_path / "content")
    (tmp_path / "state").mkdir()
    return tmp_path


def published(house, known=None):
    found, _ = shelf.load(house / "content", checked=known)
    return [file for year in found.years for file in year.published]


def lanes(monkeypatch):
    """Each published file that is read, and whether it was taken for checked."""
    seen, plain_lines = [], read.plain_lines

    def noting(data, *, is_checked=False):
        seen.append(is_checked)
        return plain_lines(data, is_checked=is_checked)

    monkeypatch.setattr(read, "plain_lines", noting)
    return seen


def test_a_process_reads_a_file_once_until_it_changes(house, monkeypatch):
    first, seen = published(house), lanes(monkeypatch)
    assert published(house) == first
    assert seen == []
    write_files(house / "content", {NAME: published_lines(make_result(title="换了一个题目"))})
    (file,) = published(house)
    assert (seen, file.results[0].title) == ([False], "换了一个题目")


def test_a_file_that_keeps_its_size_and_time_is_read_anew_when_it_was_put_in_place(house, monkeypatch):
    published(house)
    path = house / "content" / NAME
    before, beside = path.stat(), path.with_name(".new")
    beside.write_text(published_lines(make_result(title="楼前的路灯修好了")), encoding="utf-8")
    os.utime(beside, ns=(before.st_atime_ns, before.st_mtime_ns))
    beside.replace(path)
    assert path.stat().st_size == before.st_size
    assert published(house)[0].results[0].title == "楼前的路灯修好了"


def test_what_was_touched_just_now_is_read_again(house, monkeypatch):
    """It could be changed once more within the same tick of the clock."""
    monkeypatch.setattr(checked, "_SETTLED", 10**18)
    published(house)
    seen = lanes(monkeypatch)
    published(house)
    assert seen == [False]


def test_the_next_process_does_not_check_again_what_a_build_has_checked(house, monkeypatch):
    Checked(house / "state").keep(published(house))
    shelf._READ.clear()
    seen = lanes(monkeypatch)
    (file,) = published(house, Checked(house / "state"))
    assert seen == [True]
    assert file.results == (make_result(),)


@pytest.mark.parametrize("text", [BY_HAND, "# 说明\n" + published_lines(make_result())])
def test_what_a_person_wrote_is_read_as_such_each_time(house, monkeypatch, text):
    write_files(house / "content", {NAME: text})
    Checked(house / "state").keep(published(house))
    shelf._READ.clear()
    seen = lanes(monkeypatch)
    (file,) = published(house, Checked(house / "state"))
    assert (seen, file.results) == ([False], (make_result(),))


def found(house):
    return Checked(house / "state").found((house / "content" / NAME).read_bytes())[1]


def test_another_generator_checks_everything(house, monkeypatch):
    Checked(house / "state").keep(published(house))
    assert found(house).is_plain
    monkeypatch.setattr(checked, "code", lambda: b"other")
    assert not found(house).is_plain


@pytest.mark.parametrize("data", [b"", b"garbage"])
def test_a_broken_note_is_no_note(house, data):
    Checked(house / "state").keep(published(house))
    for path in (house / "state/findings").iterdir():
        path.write_bytes(data)
    assert not found(house).is_plain


def test_what_was_found_of_files_that_are_gone_is_forgotten(house):
    """And what is found anew of a file that stands is kept in place of what was."""
    state = Checked(house / "state")
    state.keep(published(house))
    before = [*(house / "state/findings").iterdir()]
    write_files(house / "content", {NAME: published_lines(make_result(title="换了一个题目"))})
    now = published(house)
    state.learn(now[0], b"held", (), (b"mark",))
    state.keep(now)
    assert len(before) == len([*(house / "state/findings").iterdir()]) == 1
    assert found(house).marks == (b"mark",)
    state.learn(now[0], b"held", (), (b"other",))
    state.keep(now)
    assert found(house).marks == (b"other",)


def test_a_problem_is_found_again_and_goes_when_what_it_was_held_against_changes(house):
    write_files(house / "content", {NAME: published_lines(make_result(responsible_unit="示例某单位"))})
    options = Options(content=house / "content")
    for _ in range(2):
        _, warnings = read_content(options)
        assert [each.code for each in warnings if each.file.endswith("fuxing.yaml")] == ["unknown_unit"]
    units = (house / "content/2022/units.yaml").read_text(encoding="utf-8")
    write_files(house / "content", {"2022/units.yaml": units.replace("街道示例城建环保办", "示例某单位")})
    _, warnings = read_content(options)
    assert [each.code for each in warnings if each.file.endswith("fuxing.yaml")] == []
