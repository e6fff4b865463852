"""What was made last time is known by exactly what it was made from."""

import os

import pytest

from generator.digests import digest
from generator.memory import Entry, Memory, fingerprint
from tests.content_samples import make_result

ENTRY = Entry(b"digest", (("a/index.html", 3, 5),), ("b/",), "a.md")


@pytest.fixture
def out(tmp_path):
    (tmp_path / "site/a").mkdir(parents=True)
    (tmp_path / "site/a/index.html").write_bytes(b"abc")
    os.utime(tmp_path / "site/a/index.html", ns=(5, 5))
    return tmp_path / "site"


def remembered(out, stands_on=b"x", **options):
    path = out.parent / "memory"
    Memory(path, b"x").keep({"a": ENTRY})
    return Memory(path, stands_on, **options)


def test_an_entry_comes_back_whole(out):
    assert remembered(out).unchanged("a", b"digest", out) == ENTRY


def test_another_digest_is_a_change(out):
    assert remembered(out).unchanged("a", b"other", out) is None


def test_another_fingerprint_forgets_everything(out):
    assert remembered(out, b"y").entries == {}
    assert remembered(out, ignored=True).entries == {}


def test_a_file_that_was_touched_or_taken_away_is_made_again(out):
    memory = remembered(out)
    (out / "a/index.html").write_bytes(b"abd")
    assert memory.unchanged("a", b"digest", out) is None
    (out / "a/index.html").unlink()
    assert memory.unchanged("a", b"digest", out) is None


@pytest.mark.parametrize("data", [b"", b"garbage", b"\x92\xc4\x01x\x81"])
def test_a_broken_memory_is_no_memory(out, data):
    (out.parent / "memory").write_bytes(data)
    assert Memory(out.parent / "memory", b"x").entries == {}


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
    (tmp_path / "public/a.html").touch()
    assert first != fingerprint(tmp_path, ("12345",))
