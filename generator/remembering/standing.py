"""Whether the site stands as the last build of this command left it (原样), told without reading it.

A note beside the output holds a digest of the command and of the size and times of every file that it reads:
content, templates, the generator itself, installed packages. Of the output only what lies near its root is
looked at; whoever changed a page further down by hand builds with `--clean`. A note is taken away before
files are moved, so a build that was cut short leaves none. Without a note, everything is looked at.
"""

import contextlib
import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_NOTE = "standing"
# A file this young could change once more without its times showing it.
_SETTLED = 2_000_000_000
# A folder of results has as many folders as there are results; its own times tell when one came or went.
_NEAR_ROOT = 2
_INDEX = f"{os.sep}index.html"


class Look:
    """What a build is about to read, as it stands now; taken before anything is read."""

    def __init__(self, words: Sequence[str], content: str, templates: str, out: str) -> None:
        self.started = time.perf_counter()
        self.folders = content, templates, out
        self.out = out
        inputs = list(_inputs(content, templates))
        newest = max((max(times) for _, _, *times in inputs), default=0)
        self.is_settled = newest < time.time_ns() - _SETTLED
        self.digest = _digest((list(words), os.getcwd(), sys.version, content, templates, out), inputs)

    def keep(self, pages: int, files: int, warnings: Iterable[str] = ()) -> None:
        """Note down that the site stands; where that fails, the next build looks at everything."""
        if self.is_settled:
            with contextlib.suppress(OSError), open(_note_of(self.out), "w", encoding="utf-8") as note:
                told = f"{self.digest} {near_root(self.out)} {pages} {files}"
                note.write("\n".join([told, *warnings]))


def look_at(words: Sequence[str]) -> Look | None:
    """What a command is about to read; None where it is no build, or one that always looks at everything."""
    if words[:1] != ["build"] or "--clean" in words or "--profile" in words:
        return None
    return Look(words, *(_value(words, name) for name in ("content", "templates", "site")))


def said(words: Sequence[str], look: Look | None) -> tuple[str, list[str]] | None:
    """What a build would say in its last line if it did nothing, and the warnings that it would repeat.

    None if it may have something to do.
    """
    if look is None:
        return None
    try:
        with open(_note_of(look.out), encoding="utf-8") as note:
            told, *warnings = note.read().split("\n")
        inputs, output, pages, files = told.split()
    except (OSError, ValueError):
        return None
    if look.digest != inputs or near_root(look.out) != output:
        return None
    seconds = time.perf_counter() - look.started
    if "--json" in words:
        whole = f'{{"pages":{pages},"written":0,"unchanged":{files},"removed":0,"seconds":{seconds:.6f}}}'
        return whole, []
    return f"built {pages} pages: 0 written, {files} unchanged, 0 removed in {seconds:.2f} s", warnings


def state(*folders: str) -> str:
    """What stands for everything in some folders, as far as sizes and times tell."""
    return _digest((), (each for folder in folders for each in _files(folder, 99)))


def forget(folder: str) -> None:
    """Take the note away that lies in the folder beside the output."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(folder, _NOTE))


def _value(words: Sequence[str], usual: str) -> str:
    """The folder that a command names; another way of naming it than this leaves no note that fits."""
    name = {"site": "--out"}.get(usual, f"--{usual}")
    return words[words.index(name) + 1] if name in words[:-1] else usual


def _note_of(out: str) -> str:
    parent, name = os.path.split(os.path.abspath(out))
    return os.path.join(parent, f".{name}.build", _NOTE)


_File = tuple[str, int, int, int]


def _inputs(content: str, templates: str) -> Iterator[_File]:
    for folder in (content, templates, _HERE):
        yield from _files(folder, 99)
    for folder in sys.path:
        # Changes whenever a package is installed, updated or removed.
        if folder.endswith("-packages"):
            yield _seen(folder, os.stat(folder))


def near_root(out: str) -> str:
    """What stands for the output, as far as can be told without going through all of it."""
    found = list(_files(out, _NEAR_ROOT))
    for path, *_ in tuple(found):
        with contextlib.suppress(OSError):
            found.append(_seen(path + _INDEX, os.stat(path + _INDEX)))
    return _digest((), found)


def _files(folder: str, depth: int, above: frozenset[tuple[int, int]] = frozenset()) -> Iterator[_File]:
    """Files, and of the folders their times, down to some depth; nothing where there is no such folder.

    `above` are the folders on the way there: a link that leads back to one of them is not followed.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda each: each.name)
        own = os.stat(folder)
    except OSError:
        return
    above |= {(own.st_dev, own.st_ino)}
    for entry in found:
        if entry.name == "__pycache__":
            continue
        try:
            is_folder, found_there = entry.is_dir(), entry.stat()
        except OSError:
            # A link to nowhere, as editors leave beside a file that is open, or a file that just went.
            continue
        yield _seen(entry.path, found_there)
        if is_folder and depth > 1 and (found_there.st_dev, found_there.st_ino) not in above:
            yield from _files(entry.path, depth - 1, above)


def _seen(path: str, stat: os.stat_result) -> _File:
    return path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _digest(command: tuple[object, ...], files: Iterable[_File]) -> str:
    return hashlib.blake2b(repr((command, list(files))).encode(), digest_size=16).hexdigest()
