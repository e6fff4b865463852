"""What was made last time is known by exactly what it was made from."""

import os

import pytest

from generator.remembering.digests import digest
from generator.remembering.memory import Entry, Memory, Part, fingerprint
from tests.content_samples import make_result

ENTRY = Entry(b"digest", (("2022/a/b/index.html", 3, 5),), "a.md")
PART = Part({"2022/a/b/index.html": ENTRY}, [("2022/a/b/", "2022-07-04")])
PAGE = "2022/a/b/index.html"


@pytest.fixture
def out(tmp_path):
    (tmp_path / "site/2022/a/b").mkdir(parents=True)
    (tmp_path / "site" / PAGE).write_bytes(b"abc")
    (tmp_path / "site/2022/index.html").write_bytes(b"home")
    os.utime(tmp_path / "site" / PAGE, ns=(5, 5))
    return tmp_path / "site"


def remembered(out, fingerprint=b"x", **options):
    """What a second build knows of a first one."""
    path = out.parent / "memory"
    first = Memory(path, b"x", out)
    first.keep({"results": first.put("results", b"stands on", PART, 1)})
    return Memory(path, fingerprint, out, **options)


def test_a_part_comes_back_whole(out):
    memory = remembered(out)
    assert memory.part("results") == PART
    assert memory.unchanged(ENTRY, b"digest")
    note = memory.whole("results", b"stands on")
    assert (note.pages, note.files) == (1, 1)


def test_a_part_that_stands_on_something_else_is_looked_into(out):
    memory = remembered(out)
    assert memory.whole("results", b"other") is None
    assert memory.whole("results", None) is None
    assert memory.whole("other", b"stands on") is None
    assert memory.part("other") == Part()


def test_another_digest_is_a_change(out):
    assert not remembered(out).unchanged(ENTRY, b"other")
    assert not remembered(out).unchanged(None, b"digest")


def test_another_fingerprint_forgets_everything(out):
    assert remembered(out, b"y").notes == {}
    assert remembered(out, ignored=True).notes == {}


def test_a_file_that_was_touched_or_taken_away_is_made_again(out):
    memory = remembered(out)
    (out / PAGE).write_bytes(b"abd")
    assert not memory.unchanged(ENTRY, b"digest")
    (out / PAGE).unlink()
    assert not memory.unchanged(ENTRY, b"digest")


@pytest.mark.parametrize("name", ["index.html", "2022/index.html", "2022/a/index.html", "2022/a/c"])
def test_a_strange_hand_near_the_root_makes_every_page_be_looked_at(out, name):
    memory = remembered(out)
    (out / name).write_bytes(b"new")
    memory = Memory(memory.path, b"x", out)
    assert memory.whole("results", b"stands on") is None
    assert memory.part("results") == PART


@pytest.mark.parametrize("data", [b"", b"garbage", b"\x92\xc4\x01x\x81"])
def test_a_broken_memory_is_no_memory(out, data):
    path = remembered(out).path
    path.write_bytes(data)
    assert Memory(path, b"x", out).notes == {}


def test_a_memory_that_lacks_a_part_is_no_memory(out):
    """Else nobody would know which files of that part are stale."""
    memory = remembered(out)
    (out.parent / "parts" / memory.notes["results"].file).unlink()
    assert Memory(memory.path, b"x", out).notes == {}


def test_what_a_part_was_before_goes_when_it_counts_no_more(out):
    memory = remembered(out)
    note = memory.put("results", b"new", Part(), 0)
    assert len(list((out.parent / "parts").iterdir())) == 2
    memory.keep({"results": note})
    assert [each.name for each in (out.parent / "parts").iterdir()] == [note.file]


def test_the_digest_sees_every_field():
    plain = digest(make_result())
    assert plain == digest(make_result())
    for name, value in {"title": "别的", "merged_count": 5, "steps": (), "due_provisional": True}.items():
        assert digest(make_result(**{name: value})) != plain


def test_the_fingerprint_sees_templates_and_whatever_else_is_given(tmp_path):
    (tmp_path / "public").mkdir()
    (tmp_path / "assets").mkdir()
    first = fingerprint(tmp_path, ("12345",))
    assert first == fingerprint(tmp_path, ("12345",))
    assert first != fingerprint(tmp_path, ())
    for name in ("public/a.html", "assets/a.css", "plots.html"):
        before = fingerprint(tmp_path, ("12345",))
        (tmp_path / name).touch()
        assert fingerprint(tmp_path, ("12345",)) != before
