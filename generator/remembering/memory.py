"""What the last build made (上次生成的记录), so that what has not changed is neither made nor read again.

Kept beside the output and safe to delete: without it, or where anything it stands on has changed, the whole
site is made again. A page is known by a digest of exactly what its template gets, so it cannot be kept
although its content changed, whatever the change came from.

What is made together is a part, with a file of its own. The index, which alone is always read, says what
each part stands on: where that is the same, the part is kept as a whole and not even looked into. A change
near the root of the output makes every page be looked at; whoever changes one further down builds with
`--clean`.
"""

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from generator.campaign.problem import Problem
from generator.remembering import standing
from generator.remembering.digests import code, digest, of_files

Mapped = tuple[str, str | None]


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One page, or one group of files made together (记录).

    `files` are names with size and time of change; `source` is what a person would mend; `found` is what was
    said of it.
    """

    digest: bytes
    files: tuple[tuple[str, int, int], ...]
    source: str = ""
    found: tuple[Problem, ...] = ()


class Part(msgspec.Struct, array_like=True):
    """All that was made together (一部分): entries by name, and addresses for the site map.

    `targets` are the addresses to which its pages lead, or led before one of them was made anew.
    """

    entries: dict[str, Entry] = {}
    mapped: list[Mapped] = []
    targets: set[str] = set()

    @property
    def names(self) -> set[str]:
        """Every file of it."""
        return {name for entry in self.entries.values() for name, *_ in entry.files}

    @property
    def found(self) -> tuple[Problem, ...]:
        """All that was said of it."""
        return tuple([each for entry in self.entries.values() for each in entry.found])


class Note(msgspec.Struct, frozen=True, array_like=True):
    """What the index says of a part (目录条目): what it stands on, where it is kept, how much it holds."""

    stands_on: bytes
    file: str
    pages: int
    files: int
    mapped: bytes
    found: tuple[Problem, ...] = ()


class _Kept(msgspec.Struct, array_like=True):
    fingerprint: bytes
    near_root: str
    notes: dict[str, Note]


class Detail(Protocol):
    """What is noted down beside a part, to change its files in place (细账)."""

    digest: bytes


Recalled = TypeVar("Recalled", bound=Detail)


class Memory:
    """The parts of the last build, if it stood on the same `fingerprint`; none if it is to be ignored."""

    def __init__(self, path: Path, fingerprint: bytes, out: Path, *, ignored: bool = False) -> None:
        self.path = path
        self.fingerprint = fingerprint
        self.out = out
        self.notes: dict[str, Note] = {}
        self.is_untouched = False
        self._root = f"{out}{os.sep}"
        if ignored:
            return
        try:
            kept = msgspec.msgpack.decode(path.read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError):
            return
        files = {note.file for note in kept.notes.values()}
        if kept.fingerprint == fingerprint and files <= self._files():
            self.notes = kept.notes
            self.is_untouched = kept.near_root == standing.near_root(str(out))

    @property
    def is_clean(self) -> bool:
        """Say whether the last build is known, and nothing was found in all that it made."""
        return bool(self.notes) and not any(note.found for note in self.notes.values())

    def whole(self, name: str, stands_on: bytes | None) -> Note | None:
        """The part as it is, if it stands on the same and nobody's hand was in the output."""
        note = self.notes.get(name)
        is_same = note is not None and stands_on is not None and note.stands_on == stands_on
        return note if is_same and self.is_untouched else None

    def part(self, name: str) -> Part:
        """A part of the last build; an empty one where there was none, or its file is gone."""
        note = self.notes.get(name)
        try:
            data = (self._parts / note.file).read_bytes() if note else b""
            return msgspec.msgpack.decode(data, type=Part)
        except (OSError, msgspec.MsgspecError):
            return Part()

    def unchanged(self, entry: Entry | None, digest: bytes) -> bool:
        """Say whether an entry was made from the same and its files stand as they were left."""
        return entry is not None and entry.digest == digest and self.stands(entry)

    def stands(self, entry: Entry) -> bool:
        """Say whether the files of an entry stand as they were left."""
        return all(stands(self._root, *file) for file in entry.files)

    def put(self, name: str, stands_on: bytes | None, part: Part, pages: int) -> Note:
        """Write a part down beside that of the last build; it counts from when its note is kept."""
        data = msgspec.msgpack.encode(part)
        file = f"{name.replace(' ', '-')}.{hashlib.blake2b(data, digest_size=8).hexdigest()}"
        with contextlib.suppress(OSError):
            self._parts.mkdir(exist_ok=True)
            _replace(self._parts / file, data)
        mapped = digest(part.mapped) if part.mapped else b""
        return Note(stands_on or b"", file, pages, len(part.names), mapped, part.found)

    def recall(self, name: str, digest: bytes, kind: type[Recalled]) -> Recalled | None:
        """What was noted down beside a part when what it stands on had this digest."""
        try:
            found = msgspec.msgpack.decode((self._details / name).read_bytes(), type=kind)
        except (OSError, msgspec.MsgspecError):
            return None
        return found if found.digest == digest else None

    def note_down(self, name: str, detail: Detail) -> None:
        """Note something down; it counts from when a part with the same digest is kept."""
        with contextlib.suppress(OSError):
            self._details.mkdir(exist_ok=True)
            _replace(self._details / name, msgspec.msgpack.encode(detail))

    def _files(self) -> set[str]:
        """The files of parts that are there."""
        return {*os.listdir(self._parts)} if self._parts.exists() else set()

    @property
    def _parts(self) -> Path:
        return self.path.with_name("parts")

    @property
    def _details(self) -> Path:
        return self.path.with_name("details")

    def forget(self) -> None:
        """Called before files are moved: if that is cut short, nothing is taken for known."""
        self.path.unlink(missing_ok=True)

    def keep(self, notes: dict[str, Note]) -> None:
        """Note down what was made; where that fails, the next build makes everything again."""
        kept = _Kept(self.fingerprint, standing.near_root(str(self.out)), notes)
        with contextlib.suppress(OSError):
            _replace(self.path, msgspec.msgpack.encode(kept))
            current = {note.file for note in notes.values()}
            for name in self._files() - current:
                (self._parts / name).unlink()


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)


def stands(root: str, name: str, size: int, changed_at: int) -> bool:
    """Say whether a file is still the one that was put there; `root` ends with a separator."""
    try:
        found = os.stat(root + name)
    except OSError:
        return False
    return found.st_size == size and found.st_mtime_ns == changed_at


def fingerprint(templates: Path, *parts: object) -> bytes:
    """What every page stands on: the generator itself, the templates, and what is the same on all pages."""
    files = (*templates.glob("*.*"), *templates.glob("public/**/*"), *templates.glob("assets/**/*"))
    return digest((code(), of_files(templates, files), parts))
