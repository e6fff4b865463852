"""A build gives the same site however many processes make it, and whatever else goes on beside it."""

import contextlib
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.build import Options, build
from generator.errors import OutputError
from generator.making import crew
from tests.content_samples import make_result, published_lines, write_content, write_files

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SPAWN = multiprocessing.get_context("spawn")


def edition(content: Path, word: str) -> Path:
    many = [make_result(issue_no=f"2022-{n:06}", outcome=f"{word}办好了。") for n in range(1, 60)]
    return write_content(content, {"2022/published/fuxing.yaml": published_lines(*many)})


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def options(content: Path, out: Path, jobs: int = 1) -> Options:
    return Options(content=content, templates=TEMPLATES, out=out, jobs=jobs)


def build_without_fork(given: Options) -> None:
    """Runs in a process that was started anew, as on Windows and macOS."""
    crew.can_fork = lambda: False
    build(given)


def run(*given: tuple[object, ...]) -> None:
    """Each in a process of its own, all at once."""
    started = [SPAWN.Process(target=target, args=arguments) for target, *arguments in given]
    for each in started:
        each.start()
    for each in started:
        each.join()
        assert each.exitcode == 0


def test_spawned_without_fork_and_with_many_processes_it_is_the_same_site(tmp_path: Path) -> None:
    content = edition(tmp_path / "content", "甲")
    build(options(content, tmp_path / "one"))
    build(options(content, tmp_path / "three", jobs=3))
    run((build_without_fork, options(content, tmp_path / "spawned", jobs=3)))
    wanted = files(tmp_path / "one")
    assert len(wanted) > 100
    assert files(tmp_path / "three") == files(tmp_path / "spawned") == wanted


def test_where_a_process_is_started_anew_by_default_none_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS, a process that was split off may hang in the system's own libraries."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not crew.can_fork()


def test_two_builds_at_once_leave_the_site_of_one_of_them_and_a_right_memory(tmp_path: Path) -> None:
    contents = [edition(tmp_path / word, word) for word in "甲乙"]
    out = tmp_path / "site"
    run(*((build, options(content, out)) for content in contents))
    wanted = []
    for content in contents:
        build(options(content, tmp_path / f"fresh-{content.name}"))
        wanted.append(files(tmp_path / f"fresh-{content.name}"))
    assert files(out) in wanted
    for content, each in zip(contents, wanted, strict=True):
        build(options(content, out))
        assert files(out) == each


@contextlib.contextmanager
def without_rights() -> Iterator[None]:
    """As somebody who may not write everywhere, where the tests run as root."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(mine)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights of files are of another kind here")
def test_where_the_output_may_only_be_read_the_site_stays_and_that_is_said() -> None:
    place = Path(tempfile.mkdtemp())
    content, out = edition(place / "content", "甲"), place / "site"
    build(options(content, out))
    before = files(out)
    write_files(content, {"2022/published/fuxing.yaml": published_lines(make_result(outcome="乙办好了。"))})
    folders = [place, *(each for each in place.rglob("*") if each.is_dir())]
    for each in folders:
        each.chmod(0o555)
    with without_rights(), pytest.raises(OutputError) as caught:
        build(options(content, out))
    assert caught.value.problems[0].code == "unwritable"
    assert files(out) == before
    for each in folders:
        each.chmod(0o755)
    build(options(content, out))
    assert files(out) != before
    shutil.rmtree(place)
