"""Where `wanhu serve` may listen (监听地址)."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path

import pytest

from tests.installation import Installation, free_port
from tests.makers import PROJECT


@pytest.fixture
def demo(tmp_path: Path) -> Installation:
    """An installation whose store holds the demo; it is not started."""
    installation = Installation(tmp_path)
    with installation.writing() as store:
        store.table("about").insert({"code": "demo"})
    return installation


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "wanhu.example", "localhost.example"])  # noqa: S104
def test_a_demo_is_not_served_to_the_public(demo: Installation, host: str) -> None:
    """Its passphrases are known to everybody: on any address but this machine's own it does not start."""
    command = [sys.executable, "-m", "collector", "serve", "--host", host, "--port", str(free_port())]
    done = subprocess.run(
        command,
        cwd=demo.folder,
        env=demo.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "演示数据不能开在" in done.stderr
    assert host in done.stderr
    assert str(PROJECT) not in done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Content and nothing else; the store comes with the first command."""
    shutil.copytree(PROJECT / "content", tmp_path / "content", ignore=shutil.ignore_patterns("published"))
    return tmp_path


@contextmanager
def serve(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The server of a folder as it starts, or does not; it is gone afterwards."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WANHU_")}
    with subprocess.Popen(
        [sys.executable, "-m", "collector", "serve", *words],
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("words", [("--host", "127.0.0.1"), ("--host", "localhost"), ("--no-site",)])
def test_the_addresses_that_are_printed_are_true(folder: Path, words: tuple[str, ...]) -> None:
    """The port is the one it got, and no site is promised where there is none."""
    with serve(folder, "--port", "0", *words) as process:
        assert process.stdout
        told = list(takewhile(lambda line: "Ctrl-C" not in line, process.stdout))
        places = dict(line.split("：", 1) for line in told)
        assert ("公开站点" in places) == ("--no-site" not in words)
        with urllib.request.urlopen(places["走访台"].strip(), timeout=60) as answer:  # noqa: S310
            assert answer.status == 200


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("--port", "-1"), 2, "“-1”不是 0 到 65535 的整数"),
        (("--port", "99999"), 2, "“99999”不是 0 到 65535 的整数"),
        (("--host", "no..host"), 1, "找不到叫 no..host 的地址"),
        (("--host", "192.0.2.1"), 1, "这台机器没有这个地址"),
    ],
)
def test_where_it_cannot_listen_is_one_sentence(
    folder: Path, words: tuple[str, ...], status: int, told: str
) -> None:
    """What is wrong with host or port, in Chinese, and nothing is said to be served."""
    with serve(folder, *words) as process:
        out, complaint = process.communicate(timeout=60)
    assert (process.returncode, out) == (status, "")
    assert told in complaint
    assert len(complaint.splitlines()) == 1


def test_behind_the_last_port_none_is_advised(folder: Path) -> None:
    """Where 65535 is taken the way out is a port that there is."""
    with socket.socket() as taken:
        with suppress(OSError):  # then somebody else has it
            taken.bind(("127.0.0.1", 65535))
            taken.listen()
        with serve(folder, "--port", "65535") as process:
            _, complaint = process.communicate(timeout=60)
        assert "--port 65534。" in complaint
