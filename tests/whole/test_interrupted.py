"""A build that is cut short (中断): every file is old or new, and the next build makes all of it right."""

import errno
import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pytest

from generator.build import Options, build
from generator.errors import OutputError
from generator.making.write import Staging
from tests.content_samples import make_result, published_lines, write_content, write_files

KILLS = 100
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def edition(content: Path, word: str) -> None:
    """Two states of the content that differ on every page, and in what pages there are."""
    count = 12 if word == "甲" else 9
    many = [make_result(issue_no=f"2022-{n:06}", outcome=f"{word}办好了。") for n in range(1, count)]
    write_files(content, {"2022/published/fuxing.yaml": published_lines(*many)})


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process split from this one")
def test_killed_a_hundred_times_it_is_whole_after_the_next(tmp_path: Path) -> None:
    content, chance = write_content(tmp_path / "content"), random.Random(22)  # noqa: S311
    known: dict[str, set[bytes | None]] = {}
    for word in "甲乙":
        edition(content, word)
        build(Options(content=content, templates=TEMPLATES, out=tmp_path / word))
        for name, data in files(tmp_path / word).items():
            known.setdefault(name, set()).add(data)
    wanted = {word: files(tmp_path / word) for word in "甲乙"}
    options = Options(content=content, templates=TEMPLATES, out=tmp_path / "site")
    started = time.monotonic()
    build(options)
    usual = time.monotonic() - started
    for turn in range(KILLS):
        edition(content, "甲乙"[turn % 2])
        child = multiprocessing.get_context("fork").Process(target=build, args=(options,))
        child.start()
        time.sleep(chance.random() * usual)
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        for name, data in files(tmp_path / "site").items():
            assert data in known[name], name
        if turn % 10 == 9:
            build(options)
            assert files(tmp_path / "site") == wanted["甲乙"[turn % 2]]


def test_on_a_full_disk_the_old_site_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = write_content(tmp_path / "content")
    options = Options(content=content, templates=TEMPLATES, out=tmp_path / "site")
    edition(content, "甲")
    build(options)
    before = files(tmp_path / "site")
    edition(content, "乙")
    written: list[str] = []
    add = Staging.add

    def full(staging: Staging, name: str, data: bytes) -> tuple[bool, int]:
        written.append(name)
        if len(written) > 3:
            with staging.explained():
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return add(staging, name, data)

    with monkeypatch.context() as patched:
        patched.setattr(Staging, "add", full)
        with pytest.raises(OutputError) as caught:
            build(options)
    assert "磁盘空间" in caught.value.problems[0].message
    assert files(tmp_path / "site") == before
    build(options)
    assert files(tmp_path / "site") != before
