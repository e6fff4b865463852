"""A site that nothing was changed about is told by looking at files, not by reading them."""

import os

import pytest

from generator.remembering import standing


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Content, templates and a site, with nothing young; a command that reads and writes them."""
    monkeypatch.setattr(standing, "_SETTLED", -(10**18))
    for name in ("content/2022/a.yaml", "templates/public/a.html", "site/2022/results/index.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    (tmp_path / ".site.build").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def noted(*words):
    words = ["build", *words]
    standing.Look(words, "content", "templates", "site").keep(3, 4)
    return words


def said(words):
    return standing.said(words, standing.look_at(words))


def test_what_stands_is_said_as_a_build_would_say_it(house):
    assert said(noted())[0].startswith("built 3 pages: 0 written, 4 unchanged, 0 removed in 0.0")
    line, _ = said(noted("--json"))
    assert line.startswith('{"pages":3,"written":0,"unchanged":4,"removed":0,"seconds":0.0')


@pytest.mark.parametrize(
    "name", ["content/2022/a.yaml", "templates/public/a.html", "site/2022/results/index.html"]
)
def test_a_changed_file_is_noticed_even_with_its_old_size_and_time(house, name):
    words = noted()
    before = (house / name).stat()
    (house / name).write_text("two")
    os.utime(house / name, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert said(words) is None


@pytest.mark.parametrize("folder", ["content", "content/2022", "templates/public", "site", "site/2022"])
def test_a_new_a_renamed_and_a_removed_file_are_noticed(house, folder):
    (house / folder / "b").touch()
    words = noted()
    (house / folder / "b").rename(house / folder / "c")
    assert said(words) is None
    words = noted()
    (house / folder / "c").unlink()
    assert said(words) is None


def test_a_link_to_nowhere_is_no_file(house):
    """Editors leave one beside a file that is open; it comes and goes."""
    words = noted()
    (house / "content/2022/.#a.yaml").symlink_to("somebody@nowhere.1")
    before = standing.state("content", "templates")
    assert said(words) is None
    (house / "content/2022/.#a.yaml").unlink()
    assert standing.state("content", "templates") != before


def test_links_that_lead_back_are_not_followed(house):
    """Two of them would be gone through until the names are too long, twice as often with each step."""
    for name in ("one", "other"):
        (house / "content" / name).symlink_to(".")
    before = standing.state("content")
    (house / "elsewhere").mkdir()
    (house / "content/linked").symlink_to(house / "elsewhere")
    linked = standing.state("content")
    (house / "elsewhere/a.md").touch()
    assert len({before, linked, standing.state("content")}) == 3


def test_a_page_further_down_that_was_taken_away_is_noticed(house):
    (house / "site/2022/results/2022-000001").mkdir()
    words = noted()
    (house / "site/2022/results/2022-000001").rmdir()
    assert said(words) is None


def test_warnings_are_said_again(house):
    words = ["build"]
    standing.Look(words, "content", "templates", "site").keep(3, 4, ["a.md:3: x: 不好。", "还有 1 处。"])
    assert said(words)[1] == ["a.md:3: x: 不好。", "还有 1 处。"]


def test_another_command_has_a_note_of_its_own(house):
    words = noted()
    for other in (
        ["build", "--strict"],
        ["check"],
        [],
        ["build", "--content", "elsewhere"],
        ["build", "--out"],
    ):
        assert said(other) is None
    assert said(words) is not None


def test_another_working_folder_is_another_command(house, monkeypatch):
    words = noted("--out", str(house / "site"))
    monkeypatch.chdir(house / "content")
    assert said(words) is None


def test_what_was_touched_just_now_is_not_noted(house, monkeypatch):
    """It could be changed again within the same tick of the clock."""
    monkeypatch.setattr(standing, "_SETTLED", 10**18)
    assert said(noted()) is None


def test_a_forgotten_or_broken_note_is_no_note(house):
    words = noted()
    (house / ".site.build/standing").write_text("x")
    assert said(words) is None
    words = noted()
    standing.forget(str(house / ".site.build"))
    standing.forget(str(house / ".site.build"))
    assert said(words) is None
