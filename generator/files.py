"""Files on their way (文件操作): read, written, copied and moved in few calls, since a site has many."""

import contextlib
import errno
import os
from pathlib import Path
from typing import NamedTuple

# So much of a long file is held at a time: what stays in the processor's own memory is copied soonest.
LONG = 1 << 18
_PAGE = "index.html"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
# A web server under another name reads the site, however closely its maker keeps what else they write.
FOLDER, _FILE = 0o755, 0o644


class Stretch(NamedTuple):
    """So many bytes of a file that stands, from a place on (一段)."""

    start: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length


def read(path: str) -> tuple[bytes, int] | None:
    """A file that stands, and when it changed."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read(), os.fstat(file.fileno()).st_mtime_ns
    except OSError:
        return None


def are_same(one: Path, other: Path) -> bool:
    with one.open("rb") as here, other.open("rb") as there:
        while (piece := here.read(LONG)) == there.read(LONG):
            if not piece:
                return True
    return False


def write(path: str, data: bytes) -> int:
    """Write a new file, and say when that was; its folder is made where there is none."""
    file = new(path)
    try:
        write_all(file, data)
        return os.fstat(file).st_mtime_ns
    finally:
        os.close(file)


def write_all(file: int, data: bytes) -> None:
    done = os.write(file, data)
    while done < len(data):
        done += os.write(file, data[done:])


def copy(path: Path, stretch: Stretch, target: int) -> None:
    """Copy a stretch of a file to where another is being written; the system does it best, where it can."""
    with path.open("rb", buffering=0) as file:
        at, end = stretch.start, stretch.end
        with contextlib.suppress(OSError, AttributeError):
            while at < end and (done := os.copy_file_range(file.fileno(), target, end - at, at)):
                at += done
        file.seek(at)
        while at < end and (piece := file.read(min(end - at, LONG))):
            write_all(target, piece)
            at += len(piece)
    if at < end:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def new(path: str) -> int:
    """Open a new file, which everybody may read; its folder is made where there is none."""
    file = _opened(path)
    if hasattr(os, "fchmod"):
        os.fchmod(file, _FILE)
    return file


def _opened(path: str) -> int:
    folder, name = os.path.split(path)
    if name == _PAGE:
        # Most often it has a folder of its own, which is made sooner than looked for.
        _make_folder(folder)
        return os.open(path, _NEW)
    try:
        return os.open(path, _NEW)
    except FileNotFoundError:
        _make_folder(folder)
        return os.open(path, _NEW)


def _make_folder(path: str) -> None:
    """Most often the folder above is there; another process may be as quick."""
    try:
        os.mkdir(path)
        os.chmod(path, FOLDER)
    except FileExistsError:
        pass
    except FileNotFoundError:
        above = os.path.dirname(path)
        if not above:
            raise
        _make_folder(above)
        _make_folder(path)


def move(staged: str, out: str) -> None:
    """Move all that is staged over what stands; a folder that is new to the site moves as a whole.

    The site map goes first: by it the next build knows that the folder is a site, however this one ends.
    """
    with os.scandir(staged) as entries:
        found = sorted(entries, key=lambda each: (each.name != "sitemap.xml", each.name))
    for entry in found:
        target = out + entry.name
        if not entry.is_dir():
            os.replace(entry.path, target)
        elif os.path.isdir(target):
            move(f"{entry.path}{os.sep}", f"{target}{os.sep}")
        else:
            # A page of an older plan may be in the folder's way.
            with contextlib.suppress(FileNotFoundError):
                os.unlink(target)
            os.replace(entry.path, target)
