"""The output is whole at every moment, whatever happens to the build."""

import errno
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.errors import OutputError
from generator.files import Stretch
from generator.making import lock
from generator.making.write import Staging

PROJECT = Path(__file__).resolve().parents[3]


def put(out, files, **options):
    with Staging(out, **options) as staging:
        for name, data in files.items():
            staging.add(name, data)
        return staging.put_in_place()


def files(out):
    return {each.relative_to(out).as_posix(): each.read_bytes() for each in out.rglob("*") if each.is_file()}


@pytest.fixture
def out(tmp_path):
    return tmp_path / "site"


SITE = {"sitemap.xml": b"map", "a/index.html": b"a", "a/b/index.html": b"b"}


def test_new_files_are_written_old_ones_left_and_stale_ones_removed(out):
    put(out, SITE)
    done = put(out, {"sitemap.xml": b"map", "a/index.html": b"A"})
    assert (done.written, done.unchanged, done.removed) == (1, 1, 1)
    assert files(out) == {"sitemap.xml": b"map", "a/index.html": b"A"}
    assert not (out / "a/b").exists()


def test_nothing_is_in_place_before_everything_is_made(out):
    put(out, SITE)
    with Staging(out) as staging:
        staging.add("a/index.html", b"changed")
    assert files(out) == SITE


def test_what_begins_with_a_dot_is_not_ours(out):
    put(out, SITE)
    (out / ".gitkeep").touch()
    (out / ".well-known").mkdir()
    (out / ".well-known/x.txt").touch()
    put(out, {"sitemap.xml": b"map"})
    assert files(out).keys() == {"sitemap.xml", ".gitkeep", ".well-known/x.txt"}


def test_a_page_can_become_a_folder_and_a_folder_a_page(out):
    put(out, {"sitemap.xml": b"", "a": b"file"})
    put(out, {"sitemap.xml": b"", "a/index.html": b"page"})
    assert files(out)["a/index.html"] == b"page"


def test_clean_writes_everything_again(out):
    put(out, SITE)
    assert put(out, SITE, clean=True).written == 3


def test_nothing_is_left_beside_the_site_but_the_lock_and_the_mark(out):
    put(out, SITE)
    assert {each.name for each in (out.parent / ".site.build").iterdir()} == {"lock", "ours"}


def test_a_second_build_waits_for_the_first_and_gives_up_in_words(out, monkeypatch):
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    with Staging(out), pytest.raises(OutputError, match="另一个生成正在进行"), Staging(out):
        pass


def test_a_refused_build_lets_the_next_one_in(out):
    out.mkdir()
    (out / "thesis.doc").touch()
    with pytest.raises(OutputError, match="别的东西"):
        put(out, SITE)
    (out / "thesis.doc").unlink()
    assert put(out, SITE).written == 3


def test_another_website_is_not_taken_for_ours(out):
    """Any has a site map; ours was put there by us, or, where it was copied, has our open data."""
    (out / "data").mkdir(parents=True)
    (out / "sitemap.xml").touch()
    (out / "important.docx").touch()
    with pytest.raises(OutputError, match="别的东西"):
        put(out, SITE)
    assert (out / "important.docx").exists()
    (out / "data/datapackage.json").touch()
    assert put(out, SITE).written == 3


def test_a_build_that_failed_makes_no_foreign_website_ours(out):
    """What it left beside an empty folder says nothing of what somebody put there since."""
    with Staging(out) as staging:
        staging.add("sitemap.xml", b"")
    out.mkdir()
    (out / "sitemap.xml").touch()
    (out / "important.docx").touch()
    with pytest.raises(OutputError, match="别的东西"):
        put(out, SITE)
    assert (out / "important.docx").exists()


def test_a_web_server_under_another_name_reads_the_site(out):
    """However closely whoever builds keeps their own files, as a service with UMask=0077 does."""
    before = os.umask(0o077)
    try:
        put(out, SITE)
        with Staging(out) as staging:
            staging.add_long("data/long.csv", [b"long"])
            staging.put_in_place()
    finally:
        os.umask(before)
    found = [out, *out.rglob("*")]
    assert {each.stat().st_mode & 0o777 for each in found if each.is_dir()} == {0o755}
    assert {each.stat().st_mode & 0o777 for each in found if each.is_file()} == {0o644}
    assert (out.parent / ".site.build").stat().st_mode & 0o777 == 0o700


def build_often(out, letter):
    for _ in range(20):
        put(out, dict.fromkeys(SITE, letter * 2000) | {"sitemap.xml": b""})


def test_two_builds_at_once_leave_one_of_them_whole(out):
    builds = [
        multiprocessing.get_context("spawn").Process(target=build_often, args=(out, each))
        for each in (b"x", b"y")
    ]
    for each in builds:
        each.start()
    for each in builds:
        each.join()
        assert each.exitcode == 0
    assert len({data for name, data in files(out).items() if name != "sitemap.xml"}) == 1


BUILD = """
import sys
from pathlib import Path
from generator.files import Stretch
from generator.making.write import Staging
out, letter = Path(sys.argv[1]), sys.argv[2].encode()
with Staging(out) as staging:
    for number in range(300):
        staging.add(f"{number}/index.html", letter * 5000)
    staging.add("sitemap.xml", b"")
    print("made", flush=True)
    staging.put_in_place()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
def test_a_build_killed_at_any_moment_leaves_whole_files_and_the_next_one_repairs(out):
    chance = random.Random(7)  # noqa: S311
    put(out, {f"{number}/index.html": b"o" * 5000 for number in range(300)} | {"sitemap.xml": b""})
    for turn in range(12):
        letter = "ab"[turn % 2]
        process = subprocess.Popen(
            [sys.executable, "-c", BUILD, out, letter],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            env={**os.environ},
        )
        assert process.stdout.readline() == b"made\n"
        time.sleep(chance.random() * 0.02)
        process.kill()
        process.wait()
        process.stdout.close()
        pages = {data for name, data in files(out).items() if name != "sitemap.xml"}
        assert all(len(data) == 5000 and len(set(data)) == 1 for data in pages)
    put(out, {"0/index.html": b"new", "sitemap.xml": b""})
    assert files(out) == {"0/index.html": b"new", "sitemap.xml": b""}


@pytest.mark.parametrize("how", ["at once", "in parts", "not here", "no such thing"])
def test_a_long_file_takes_over_stretches_of_the_one_that_stands(out, monkeypatch, how):
    """However much the system copies itself."""
    parts = {
        "in parts": lambda source, target, count, at: os.write(target, os.pread(source, min(count, 3), at)),
        "not here": lambda *_: (_ for _ in ()).throw(OSError(errno.EXDEV, "")),
    }
    if how in parts:
        monkeypatch.setattr(os, "copy_file_range", parts[how], raising=False)
    elif how == "no such thing":
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    put(out, {"a/long": b"0123456789", "sitemap.xml": b""})
    with Staging(out) as staging:
        staging.add("sitemap.xml", b"")
        pieces = [b"<", Stretch(2, 7), b"|", Stretch(0, 0), Stretch(9, 1), b">"]
        changed, size, _ = staging.add_long("a/long", pieces)
        staging.put_in_place()
    assert (changed, size, files(out)["a/long"]) == (True, 11, b"<2345678|9>")


def test_a_stretch_that_is_not_there_stops_the_build(out):
    """Somebody cut the file that stands short meanwhile."""
    put(out, {"long": b"0123456789", "sitemap.xml": b""})
    with Staging(out) as staging, pytest.raises(OutputError):
        staging.add_long("long", [Stretch(5, 7)])
    assert files(out)["long"] == b"0123456789"
