"""The only writer (写入): a page is finished to one side and moved into place, whole or not at all.

Changed files are staged in a folder beside the output, on the same disk; only when everything is made and
approved are they renamed over the old ones, one by one, and what is no longer planned is removed at the
end. Whoever reads the site sees each file old or new, never half; a build that fails changes nothing.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import msgspec

from generator.campaign.problem import Problem
from generator.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt

PATIENCE = 60.0


class Written(msgspec.Struct, frozen=True):
    """What putting in place did (写入结果)."""

    written: int
    unchanged: int
    removed: int


class Staging:
    """A site on its way into `out`; use as a context, which also keeps a second build waiting."""

    def __init__(self, out: Path, *, clean: bool = False) -> None:
        self.out = out
        self.clean = clean
        self.folder = out.absolute().parent / f".{out.absolute().name}.build"
        self.stage = self.folder / "stage"
        self.names: set[str] = set()
        self.changed: list[str] = []
        self._lock: int | None = None

    def __enter__(self) -> "Staging":
        with self.explained():
            self._refuse_foreign_folder()
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = _locked(self.folder / "lock")
            if self._lock is None:
                raise OutputError([self._problem("locked", "另一个生成正在进行。请等它完成后再试。")])
        # What a killed build left behind.
        shutil.rmtree(self.stage, ignore_errors=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.stage, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)

    def add(self, name: str, data: bytes) -> tuple[bool, int]:
        """Stage a file unless the same bytes stand there already: whether it changed, and when it did."""
        self.names.add(name)
        with self.explained():
            if not self.clean and _read(self.out / name) == data:
                return False, (self.out / name).stat().st_mtime_ns
            path = self.stage / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            self.changed.append(name)
            return True, path.stat().st_mtime_ns

    def standing(self, name: str) -> tuple[int, int] | None:
        """Size and time of change of a file that stands already; None where all is written anew."""
        if self.clean:
            return None
        try:
            found = (self.out / name).stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns

    def take(self, names: Iterable[str], changed: Iterable[str]) -> None:
        """Count in what was kept or staged elsewhere: files that stand, and of them those that changed."""
        self.names.update(names)
        self.changed = sorted({*self.changed, *changed})

    def read(self, name: str) -> bytes:
        """A staged file."""
        return (self.stage / name).read_bytes()

    def put_in_place(self, stood: set[str] | None = None) -> Written:
        """Move what changed over the old files, then remove what is no longer planned.

        `stood` are all files of the last build where that is known; else the whole folder is gone through.
        """
        with self.explained():
            for name in sorted(self.changed):
                target = self.out / name
                _make_folder(target.parent)
                (self.stage / name).replace(target)
            removed = self._remove_stale() if stood is None else self._remove(stood - self.names)
        return Written(len(self.changed), len(self.names) - len(self.changed), removed)

    def _remove(self, names: Iterable[str]) -> int:
        """Remove files, and folders that are empty then."""
        removed = 0
        for name in names:
            path = self.out / name
            with contextlib.suppress(OSError):  # somebody was quicker, or the folder holds something else
                path.unlink()
                removed += 1
                for folder in path.relative_to(self.out).parents[:-1]:
                    (self.out / folder).rmdir()
        return removed

    def _remove_stale(self) -> int:
        """Remove files no longer planned, and folders left empty; what begins with a dot is not ours."""
        return self._clear("")[0] if self.out.exists() else 0

    def _clear(self, here: str) -> tuple[int, bool]:
        """How many files went from a folder, and whether something still stands in it."""
        removed, is_held = 0, False
        with os.scandir(self.out / here) as found:
            entries = list(found)
        for entry in entries:
            name = f"{here}{entry.name}"
            if entry.name.startswith(".") or name in self.names:
                is_held = True
            elif entry.is_dir(follow_symlinks=False):
                gone, holds = self._clear(f"{name}/")
                removed += gone
                is_held = is_held or holds
                if not holds:
                    os.rmdir(entry.path)  # noqa: PTH106
            else:
                os.unlink(entry.path)  # noqa: PTH108
                removed += 1
        return removed, is_held

    def _refuse_foreign_folder(self) -> None:
        """Never clear a folder that is no site: only an empty one, or one with a site in it, is taken."""
        if not self.out.exists():
            return
        inside = [each for each in os.listdir(self.out) if not each.startswith(".")]  # noqa: PTH208  names only
        if inside and "sitemap.xml" not in inside:
            message = "这个文件夹里有别的东西，不是生成的网站。请换一个空文件夹，或先把它清空。"
            raise OutputError([self._problem("foreign_folder", message)])

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message = f"写不进去（{error.strerror or error}）。原来的网站没有动。请检查权限和磁盘空间。"
            raise OutputError([self._problem("unwritable", message)]) from error

    def _problem(self, code: str, message: str) -> Problem:
        return Problem(str(self.out), 0, code, message)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _make_folder(path: Path) -> None:
    """Make a folder; a stale file in its way, left by an older plan, gives way."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        next(each for each in (path, *path.parents) if each.is_file()).unlink()
        path.mkdir(parents=True, exist_ok=True)


def _locked(path: Path) -> int | None:
    """An open file that no other build holds, or None if one still does after a minute.

    The system lets go of it when the process ends, however it ends.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + PATIENCE
    while not _try_lock(descriptor):
        if time.monotonic() > until:
            os.close(descriptor)
            return None
        time.sleep(0.02)
    return descriptor


def _try_lock(descriptor: int) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
