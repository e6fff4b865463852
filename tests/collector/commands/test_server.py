"""Where `wanhu serve` may listen (监听地址)."""

import subprocess
import sys
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
