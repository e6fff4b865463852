"""What `wanhu deploy` prints for systemd and cron works as printed; front servers are in `whole`."""

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from collector.commands import main
from collector.commands.deploy import FILES
from collector.store.backup import restore
from tests.makers import PROJECT

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation in a folder with a name that programs stumble over, its address set in `.env`."""
    folder = tmp_path / "万户 100%F"
    shutil.copytree(PROJECT / "content", folder / "content", ignore=shutil.ignore_patterns("published"))
    keep(folder)
    for name in [each for each in os.environ if each.startswith("WANHU_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
    return folder


def keep(folder: Path, **settings: str) -> None:
    """Write the settings of an installation into its `.env`."""
    settings = {"WANHU_BASE_URL": "https://wanhu.example/", **settings}
    lines = "".join(f"{name}={value}\n" for name, value in settings.items())
    (folder / ".env").write_text(lines, encoding="utf-8")


def printed(kind: str, capsys: Capture) -> str:
    assert main(["deploy", kind]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("kind", FILES)
def test_what_is_printed_is_explained_in_chinese(kind: str, capsys: Capture) -> None:
    """Whoever puts it in place reads there what to do with it."""
    lines = [line.strip() for line in printed(kind, capsys).splitlines()]
    comments = [line for line in lines if line.startswith("#")]
    assert comments
    assert [line for line in comments if not re.search("[一-鿿]", line)] == []


def test_systemd_takes_the_unit_as_it_is_printed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """`systemd-analyze verify` has no word to say, and does have one where the program is not there."""
    if not shutil.which("systemd-analyze") and os.environ.get("CI") != "true":
        pytest.skip("没有找到 systemd-analyze，跳过。Debian：apt-get install systemd")
    program = folder / "bin" / "python"
    program.parent.mkdir()
    program.with_name("wanhu").symlink_to("/bin/true")
    monkeypatch.setattr(sys, "executable", str(program))
    unit = folder.parent / "wanhu.service"
    unit.write_text(printed("systemd", capsys), encoding="utf-8")
    verify = ["systemd-analyze", "verify", str(unit)]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    program.with_name("wanhu").unlink()
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "wanhu is not executable" in done.stderr


def test_the_service_may_write_where_it_has_to_and_nowhere_else(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    """The folder itself, and what the settings put elsewhere: store and key, content, site, log."""
    keep(
        folder,
        WANHU_STORE=f"{tmp_path}/data/store",
        WANHU_SITE=f"{tmp_path}/www/site",
        WANHU_LOG=f"{tmp_path}/log/wanhu.log",
    )
    unit = configparser.RawConfigParser(strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(printed("systemd", capsys))
    service = unit["Service"]
    places = shlex.split(service["ReadWritePaths"].replace("%%", "%"))
    outside = [f"{tmp_path}/{name}" for name in ("data", "log", "www")]
    assert places == [str(folder), *outside]
    assert service["ProtectSystem"] == "strict"
    assert service["WorkingDirectory"].replace("%%", "%") == str(folder)
    program, *words = shlex.split(service["ExecStart"].replace("%%", "%").replace("$$", "$"))
    assert os.access(program, os.X_OK)
    assert words == ["serve", "--host", "127.0.0.1", "--port", "8000"]


@pytest.mark.parametrize("kind", ["systemd", "backup"])
def test_what_only_this_shell_knows_is_named(
    folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """A service or a nightly backup that misses where the store is would begin an empty one."""
    assert "WANHU_" not in printed(kind, capsys)
    monkeypatch.setenv("WANHU_STORE", "postgresql://wanhu:secret@db.example/wanhu")
    told = printed(kind, capsys)
    assert "# 这些设置只在现在的环境变量里" in told
    assert "WANHU_STORE" in told
    assert "secret" not in told
    keep(folder, WANHU_STORE="instance/store")
    assert "WANHU_" not in printed(kind, capsys)


def test_the_nightly_backup_is_made_as_printed(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    """The line of cron, run by a shell as cron runs it, leaves a backup that can be restored."""
    assert main(["users", "add", "grid7", "--role", "grid_worker", "--community", "fuxing"]) == 0
    capsys.readouterr()
    (line,) = [each for each in printed("backup", capsys).splitlines() if not each.startswith("#")]
    command = line.split(maxsplit=5)[5].replace(r"\%", "%")
    assert "%" not in line.replace(r"\%", "")
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    subprocess.run(["/bin/sh", "-c", command], cwd="/", env=environment, check=True, capture_output=True)
    (made,) = (folder / "backups").iterdir()
    assert restore(made, str(tmp_path / "again")).seq > 0
