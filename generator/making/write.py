"""The only writer (写入): a page is finished to one side and moved into place, whole or not at all.

Changed files are staged in a folder beside the output, on the same disk; only when everything is made and
approved are they renamed over the old ones, one by one, and what is no longer planned is removed at the
end. Whoever reads the site sees each file old or new, never half; a build that fails changes nothing.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import msgspec

from generator import files
from generator.campaign.problem import Problem
from generator.data import opendata
from generator.errors import OutputError, reason
from generator.files import Stretch
from generator.making.lock import locked

UNTOUCHED = "原来的网站没有动。请检查权限和磁盘空间。"
HALFWAY = "每个文件都是整的，但有的已经换成新的，有的还是旧的。请检查权限和磁盘空间，再生成一次。"


class Written(msgspec.Struct, frozen=True):
    """What putting in place did (写入结果)."""

    written: int
    unchanged: int
    removed: int


class Staging:
    """A site on its way into `out`; use as a context, which also keeps a second build waiting."""

    def __init__(self, out: Path, *, clean: bool = False) -> None:
        self.out = out
        self.is_new = False
        self.clean = clean
        self.folder = folder_beside(out)
        self.stage = self.folder / "stage"
        # As text: putting paths together takes longer than writing a page.
        self._out, self._stage = f"{out}{os.sep}", f"{self.stage}{os.sep}"
        self.names: set[str] = set()
        self.kept = 0
        self.gone: set[str] | None = None
        self.changed: list[str] = []
        self._lock: int | None = None
        self._mark = self.folder / "ours"

    def __enter__(self) -> "Staging":
        with self.explained():
            self._refuse_foreign_folder()
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = locked(self.folder / "lock")
            if self._lock is None:
                raise OutputError([self._problem("locked", "另一个生成正在进行。请等它完成后再试。")])
        # Where nothing stands, nothing is looked for.
        self.is_new = not self.out.exists()
        self.clean = self.clean or self.is_new
        # What a killed build left behind.
        shutil.rmtree(self.stage, ignore_errors=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.stage, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)

    def add(self, name: str, data: bytes) -> tuple[bool, int, bytes]:
        """Stage a file unless the same bytes stand there: whether it changed, when, and what stands there."""
        self.names.add(name)
        standing = None if self.clean else files.read(self._out + name)
        if standing is not None and standing[0] == data:
            return False, standing[1], data
        self.changed.append(name)
        try:
            return True, files.write(self._stage + name, data), standing[0] if standing else b""
        except OSError as error:
            raise self._unwritable(error) from error

    def add_long(self, name: str, pieces: Iterable[bytes | Stretch]) -> tuple[bool, int, int]:
        """The same for a file that comes piece by piece: whether it changed, its size, and when it did.

        A stretch is a piece of the file that stands.
        """
        self.names.add(name)
        staged = self.stage / name
        with self.explained():
            file = files.new(self._stage + name)
            try:
                for piece in pieces:
                    if isinstance(piece, Stretch):
                        files.copy(self.out / name, piece, file)
                    else:
                        files.write_all(file, piece)
            finally:
                os.close(file)
            standing = None if self.clean else self.standing(name)
            if standing and standing[0] == staged.stat().st_size and files.are_same(staged, self.out / name):
                staged.unlink()
                return False, *standing
            self.changed.append(name)
            return True, staged.stat().st_size, staged.stat().st_mtime_ns

    def standing(self, name: str) -> tuple[int, int] | None:
        """Size and time of change of a file that stands already; None where all is written anew."""
        if self.clean:
            return None
        try:
            found = (self.out / name).stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns

    def take(
        self, names: Iterable[str], changed: Iterable[str], kept: int = 0, gone: set[str] | None = None
    ) -> None:
        """Count in what was staged elsewhere, and how many files stand that nobody looked at.

        `gone` are the files that are no longer planned, where that is known.
        """
        self.names.update(names)
        self.changed = sorted({*self.changed, *changed})
        self.kept += kept
        self.gone = gone

    def staying(self) -> list[str]:
        """The names of files that stand in the site already and go on standing as they are."""
        leaving = {*self.changed, *(self.gone or ())}
        found = (path for path in self.out.rglob("*") if path.is_file())
        names = (path.relative_to(self.out).as_posix() for path in found)
        return sorted(
            name for name in names if name not in leaving and (self.gone is not None or name in self.names)
        )

    @property
    def passed(self) -> str:
        """What the gate noted when the whole site had passed it; nothing where none has."""
        note = self.folder / "gate"
        return note.read_text("utf-8") if note.is_file() else ""

    @passed.setter
    def passed(self, mark: str) -> None:
        with self.explained():
            (self.folder / "gate").write_text(mark, "utf-8")

    def read(self, name: str) -> bytes:
        """A file as it will stand: the one that is staged, or else the one that stands."""
        staged = self.stage / name
        return (staged if staged.exists() else self.out / name).read_bytes()

    def put_in_place(self) -> Written:
        """Move what changed over the old files, then remove what is no longer planned.

        Where it is not known what that is, the whole folder is gone through.
        """
        with self.explained(HALFWAY):
            self._mark.touch()
            if not self.out.exists():
                self.out.mkdir(parents=True)
                self.out.chmod(files.FOLDER)
            if self.changed:
                files.move(self._stage, self._out)
            is_known = self.gone is not None or self.is_new
            removed = self._remove(self.gone or ()) if is_known else self._remove_stale()
        return Written(len(self.changed), self.count - len(self.changed), removed)

    @property
    def count(self) -> int:
        """How many files the site has."""
        return len(self.names) + self.kept

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
                    os.rmdir(entry.path)
            else:
                os.unlink(entry.path)
                removed += 1
        return removed, is_held

    def _refuse_foreign_folder(self) -> None:
        """Never clear a folder that is no site: only an empty one, or one with a site in it, is taken."""
        if not self.out.exists():
            return
        inside = [each for each in os.listdir(self.out) if not each.startswith(".")]
        # Any website has a site map; one of ours was put there by us, or has our open data in it.
        is_ours = self._mark.exists() or (self.out / opendata.ABOUT).is_file()
        if inside and not ("sitemap.xml" in inside and is_ours):
            message = "这个文件夹里有别的东西，不是生成的网站。请换一个空文件夹，或先把它清空。"
            raise OutputError([self._problem("foreign_folder", message)])

    @contextlib.contextmanager
    def explained(self, how_far: str = UNTOUCHED) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._unwritable(error, how_far) from error

    def _unwritable(self, error: OSError, how_far: str = UNTOUCHED) -> OutputError:
        message = f"写不进去（{reason(error)}）。{how_far}"
        return OutputError([self._problem("unwritable", message)])

    def _problem(self, code: str, message: str) -> Problem:
        return Problem(str(self.out), 0, code, message)


def folder_beside(out: Path) -> Path:
    """Where a build keeps what is not the site's (旁边的文件夹), on the same disk."""
    return out.absolute().parent / f".{out.absolute().name}.build"
