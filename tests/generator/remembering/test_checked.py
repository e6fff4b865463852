"""A published file is looked at once, by one process or the next, until it changes."""

import gc
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.build import Options
from generator.build import read as read_content
from generator.consistency.published import HeldAgainst
from generator.edition import Edition
from generator.errors import ContentError
from generator.reading import again, opened, read, shelf, volumes
from generator.reading.moment import as_of
from generator.reading.opened import Opened
from generator.remembering import checked
from generator.remembering.checked import Checked
from tests.content_samples import make_result, published_lines, write_content, write_files

NAME = "2022/published/fuxing.yaml"
OTHER = published_lines(make_result(title="换了一个题目"))
LINE = published_lines(make_result())
BY_HAND = [LINE.replace('"title"', '"title" '), "# 说明\n" + LINE]
WRITTEN = [LINE, *BY_HAND]


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Content whose files count as settled."""
    monkeypatch.setattr(checked, "_SETTLED", -(10**18))
    monkeypatch.setattr(volumes, "_READ", {})
    monkeypatch.setattr(opened, "_MOST", 10**6)
    write_content(tmp_path / "content")
    (tmp_path / "state").mkdir()
    return tmp_path


@pytest.fixture
def looks(monkeypatch):
    """The names of the files that were looked at."""
    seen, look = [], volumes._look_at

    def noting(opened, *others):
        seen.append(opened.path.name)
        return look(opened, *others)

    monkeypatch.setattr(volumes, "_look_at", noting)
    return seen


def published(house, known=None):
    found, _ = shelf.load(house / "content", checked=known)
    return [file for year in found.years for file in year.published]


def another_process():
    volumes._READ.clear()


def test_a_process_looks_at_a_file_once_until_it_changes(house, looks):
    first = published(house)
    assert published(house) == first
    assert looks == ["fuxing.yaml"]
    write_files(house / "content", {NAME: OTHER})
    (file,) = published(house)
    assert (len(looks), file.gists[0].title) == (2, "换了一个题目")


def test_a_file_that_keeps_its_size_and_time_is_read_anew_when_it_was_put_in_place(house):
    published(house)
    path = house / "content" / NAME
    before, beside = path.stat(), path.with_name(".new")
    beside.write_text(published_lines(make_result(title="楼前的路灯修好了")), encoding="utf-8")
    os.utime(beside, ns=(before.st_atime_ns, before.st_mtime_ns))
    beside.replace(path)
    assert path.stat().st_size == before.st_size
    assert published(house)[0].gists[0].title == "楼前的路灯修好了"


def test_lines_that_change_places_in_place_are_read_anew_though_size_and_time_are_kept(house):
    one, two = make_result(), make_result(issue_no="2022-000002", title="楼前的路灯修好了")
    path = house / "content" / NAME
    path.write_text(published_lines(one, two), encoding="utf-8")
    published(house)
    before = path.stat()
    path.write_text(published_lines(two, one), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    (file,) = published(house)
    assert [file.record(each.issue_no) for each in (one, two)] == [one, two]


def test_what_was_touched_just_now_is_looked_at_again(house, monkeypatch, looks):
    """It could be changed once more within the same tick of the clock; then its bytes tell."""
    monkeypatch.setattr(checked, "_SETTLED", 10**18)
    published(house)
    published(house)
    assert len(looks) == 1
    monkeypatch.setattr(Opened, "read", lambda _opened: OTHER.encode())
    (file,) = published(house)
    assert (len(looks), file.gists[0].title) == (2, "换了一个题目")


@pytest.mark.parametrize("text", WRITTEN)
def test_the_next_process_does_not_look_again_at_what_is_known(house, looks, text):
    """Whoever wrote it: also what a person wrote is understood once."""
    write_files(house / "content", {NAME: text})
    first = Checked(house / "state")
    first.keep(published(house, first))
    another_process()
    (file,) = published(house, Checked(house / "state"))
    assert looks == ["fuxing.yaml"]
    assert file.results == (make_result(),)
    assert file.record("2022-000001") == make_result()


def test_a_file_that_was_touched_is_known_by_its_bytes(house, looks):
    first = Checked(house / "state")
    first.keep(published(house, first))
    another_process()
    os.utime(house / "content" / NAME, ns=(1, 1))
    published(house, Checked(house / "state"))
    assert looks == ["fuxing.yaml"]


@pytest.mark.parametrize("text", WRITTEN)
def test_every_record_is_the_one_of_its_number(house, text):
    second = published_lines(make_result(issue_no="2022-000002", title="路灯亮了"))
    write_files(house / "content", {NAME: text + second})
    (file,) = published(house)
    assert [file.record(each.issue_no) for each in file.gists] == [*file.results]
    assert file.record("2022-000002").title == "路灯亮了"
    assert [*file.marks] == [each.issue_no for each in file.results]


lines = st.builds(
    lambda number, title, unit: make_result(
        issue_no=f"2022-{number:06}", title=title, responsible_unit=unit, used_workdays=number
    ),
    st.integers(1, 6),
    st.sampled_from(["路灯", "井盖不平", '"引号"，{括号}', "- {"]),
    st.sampled_from(["街道示例城建环保办", "没有的单位"]),
)
ODD = [
    "[]\n",
    "",
    "# 说明\n" + LINE,
    LINE[:-1],
    LINE + "\n" + LINE,
    LINE.replace("- {", "- {}, {", 1),
    BY_HAND[0] + LINE,
]
written = st.lists(lines, min_size=1, max_size=6).map(lambda results: published_lines(*results))


@settings(deadline=None, max_examples=150)
@given(
    st.lists(written | st.sampled_from(ODD), min_size=2, max_size=4),
    st.booleans(),
    st.sampled_from([1, 7, 999]),
)
def test_a_file_changed_line_by_line_is_found_to_be_what_it_is_as_a_whole(
    tmp_path_factory, versions, in_place, step
):
    """Whatever it was before, written over or replaced: records, lines, problems, what is not understood."""
    again._STEP = step
    folder = write_content(tmp_path_factory.mktemp("lines"))
    path, beside = folder / NAME, folder / "new"
    for text in versions:
        (path if in_place else beside).write_text(text, encoding="utf-8")
        if not in_place:
            beside.replace(path)
        step_by_step = shelf.load(folder, against=HeldAgainst.of)
        before = volumes._READ.pop(str(path), None)
        assert step_by_step[1] == shelf.load(folder, against=HeldAgainst.of)[1]
        at_once = volumes._READ.get(str(path))
        assert (before and before.found) == (at_once and at_once.found)


def test_only_the_lines_that_changed_are_read_again(house, monkeypatch):
    many = [make_result(issue_no=f"2022-{number:06}") for number in range(1, 40)]
    write_files(house / "content", {NAME: published_lines(*many)})
    published(house)
    seen, plain_lines = [], read.plain_lines
    monkeypatch.setattr(
        read, "plain_lines", lambda data, **told: seen.append(data) or plain_lines(data, **told)
    )
    many[7] = make_result(issue_no="2022-000008", title="井盖")
    write_files(house / "content", {"2022/new": published_lines(*many)})
    (house / "content/2022/new").replace(house / "content" / NAME)
    (file,) = published(house)
    assert [data.decode() for data in seen] == [published_lines(many[7])]
    monkeypatch.undo()
    assert file.results == tuple(many)


def test_another_file_put_in_its_place_does_not_disturb_who_reads(house):
    (file,) = published(house)
    path = house / "content" / NAME
    path.with_name(".new").write_text(OTHER, encoding="utf-8")
    path.with_name(".new").replace(path)
    assert file.record("2022-000001") == make_result()


def test_where_open_files_could_not_be_replaced_each_is_opened_anew(house, monkeypatch):
    """On Windows; what was put in its place is told from what was there."""
    monkeypatch.setattr(opened, "_STAYS_OPEN", False)
    (file,) = published(house)
    assert file.record("2022-000001") == make_result()
    assert file.results == (make_result(),)
    path = house / "content" / NAME
    path.with_name(".new").write_text(LINE, encoding="utf-8")
    path.with_name(".new").replace(path)
    with pytest.raises(ContentError, match="变了"):
        file.record("2022-000001")


@pytest.mark.parametrize("most", [0, 10**6])
def test_a_file_written_over_while_it_is_read_is_said_to_have_changed(house, monkeypatch, most):
    """With as many bytes too; nothing old is shown under new words."""
    monkeypatch.setattr(opened, "_MOST", most)
    (file,) = published(house)
    (house / "content" / NAME).write_text(LINE.replace("楼后", "楼前"), encoding="utf-8")
    with pytest.raises(ContentError, match="变了"):
        file.record("2022-000001")


def test_what_was_read_young_is_read_again_when_it_is_old(house, monkeypatch, looks):
    """It may have been written over within the tick in which it was read."""
    monkeypatch.setattr(checked, "_SETTLED", 10**18)
    known = Checked(house / "state")
    known.keep(published(house, known))
    monkeypatch.setattr(checked, "_SETTLED", -(10**18))
    assert Checked(house / "state").is_empty
    monkeypatch.setattr(Opened, "read", lambda _opened: OTHER.encode())
    (file,) = published(house)
    assert (len(looks), file.gists[0].title) == (2, "换了一个题目")


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("nowhere"), lambda path: path.mkdir()])
def test_what_cannot_be_opened_is_said_with_its_name(house, make):
    """And what else is published is read."""
    make(house / "content/2022/published/example-1.yaml")
    content, problems = shelf.load(house / "content")
    assert [each.code for each in problems] == ["unreadable"]
    assert problems[0].file.endswith("example-1.yaml")
    assert [file.community_code for file in content.current.published] == ["fuxing"]


def test_an_empty_file_of_no_community_disturbs_no_page(house):
    """The check names it; what is shown meanwhile is shown as it was."""
    write_files(house / "content", {"2022/published/nowhere.yaml": "[]\n"})
    content, _ = shelf.load(house / "content")
    overview = Edition(content, as_of(content), None).current
    assert [line.gist.issue_no for line in overview.order.by_community["fuxing"]] == ["2022-000001"]
    assert overview.counts_in["fuxing"].kinds.total() == 1


def test_editions_that_are_gone_keep_no_file_open(house):
    """However often is published."""
    for _ in range(5):
        another_process()
        content, _ = shelf.load(house / "content")
        edition = Edition(content, as_of(content), None)
        edition.current.skipped("2022-06-13", 15)
        del content, edition
    gc.collect()
    before = opened.Opened._open
    another_process()
    gc.collect()
    assert before - opened.Opened._open <= 1


def test_a_file_cut_short_while_it_is_read_is_said_to_have_changed(house):
    (file,) = published(house)
    os.truncate(house / "content" / NAME, 10)
    with pytest.raises(ContentError, match="变了"):
        file.record("2022-000001")


def kept(house):
    """What is kept of the file, after a build that found everything out."""
    known = Checked(house / "state")
    known.keep(published(house, known))
    another_process()
    return published(house)[0].digest


def test_another_generator_checks_everything(house, monkeypatch):
    digest = kept(house)
    assert Checked(house / "state").found(digest)
    monkeypatch.setattr(checked, "code", lambda: b"other")
    assert Checked(house / "state").is_empty
    assert Checked(house / "state").found(digest) is None


@pytest.mark.parametrize("data", [b"", b"garbage"])
def test_a_broken_note_is_no_note(house, data):
    digest = kept(house)
    for path in (house / "state/findings").iterdir():
        path.write_bytes(data)
    assert Checked(house / "state").is_empty
    assert Checked(house / "state").found(digest) is None


def test_what_was_found_of_files_that_are_gone_is_forgotten(house):
    kept(house)
    before = {*(house / "state/findings").iterdir()}
    write_files(house / "content", {NAME: OTHER})
    digest = kept(house)
    after = {*(house / "state/findings").iterdir()}
    assert len(before) == len(after) == len(before | after) - 1
    assert Checked(house / "state").found(digest).gists[0].title == "换了一个题目"


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
