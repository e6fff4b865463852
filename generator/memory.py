"""What the last build made (上次生成的记录), so that what has not changed is neither made nor read again.

Kept beside the output and safe to delete: without it, or where anything it stands on has changed, the whole
site is made again. A page is known by a digest of exactly what its template gets, so it cannot be kept
although its content changed, whatever the change came from.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from generator.reindex import Block
from generator.similar import Known

_HERE = Path(__file__).parent


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One page, or one group of files made together (记录).

    `files` are names with size and time of change; `targets` the addresses a page leads to; `source` is
    what a person would mend.
    """

    digest: bytes
    files: tuple[tuple[str, int, int], ...]
    targets: tuple[str, ...] = ()
    source: str = ""


class _Kept(msgspec.Struct, array_like=True):
    fingerprint: bytes
    entries: dict[str, Entry]
    alike: dict[bytes, dict[str, tuple[str, ...]]]


class Memory:
    """The entries of the last build, if it stood on the same `fingerprint`; none if it is to be ignored."""

    def __init__(self, path: Path, fingerprint: bytes, *, ignored: bool = False) -> None:
        self.path = path
        self.fingerprint = fingerprint
        self.entries: dict[str, Entry] = {}
        self.alike = Known()
        self._out: tuple[Path, str] | None = None
        if ignored:
            return
        try:
            kept = msgspec.msgpack.decode(path.read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError):
            return
        if kept.fingerprint == fingerprint:
            self.entries, self.alike = kept.entries, Known(kept.alike)

    def unchanged(self, key: str, digest: bytes, out: Path) -> Entry | None:
        """The entry, if it was made from the same and its files stand as they were left."""
        entry = self.entries.get(key)
        return entry if entry is not None and entry.digest == digest and self.stands(key, out) else None

    def stands(self, key: str, out: Path) -> bool:
        """Say whether the files of an entry stand as they were left."""
        root = self._root(out)
        return all(stands(root, *file) for file in self.entries[key].files)

    def _root(self, out: Path) -> str:
        """The output as text: putting paths together takes longer than looking."""
        if self._out is None or self._out[0] is not out:
            self._out = (out, f"{out}{os.sep}")
        return self._out[1]

    def names(self) -> set[str]:
        """Every file that the last build left."""
        return {name for entry in self.entries.values() for name, *_ in entry.files}

    def block(self, key: str, name: str) -> Block | None:
        """A block of the search index as it was noted down when the entry `key` was made."""
        entry = self.entries.get(key)
        try:
            block = msgspec.msgpack.decode((self._blocks / name).read_bytes(), type=Block)
        except (OSError, msgspec.MsgspecError):
            return None
        return block if entry is not None and entry.digest == block.digest else None

    def keep_block(self, name: str, block: Block) -> None:
        """Note a block down; it counts from when an entry with the same digest is kept."""
        with contextlib.suppress(OSError):
            self._blocks.mkdir(exist_ok=True)
            beside = self._blocks / f".{name}.new"
            beside.write_bytes(msgspec.msgpack.encode(block))
            beside.replace(self._blocks / name)

    @property
    def _blocks(self) -> Path:
        return self.path.with_name("blocks")

    def forget(self) -> None:
        """Called before files are moved: if that is cut short, nothing is taken for known."""
        self.path.unlink(missing_ok=True)

    def keep(self, entries: dict[str, Entry]) -> None:
        """Note down what was made; where that fails, the next build makes everything again."""
        beside = self.path.with_suffix(".new")
        with contextlib.suppress(OSError):
            beside.write_bytes(msgspec.msgpack.encode(_Kept(self.fingerprint, entries, self.alike.now)))
            beside.replace(self.path)


def stands(root: str, name: str, size: int, changed_at: int) -> bool:
    """Say whether a file is still the one that was put there; `root` ends with a separator."""
    try:
        found = os.stat(root + name)  # noqa: PTH116
    except OSError:
        return False
    return found.st_size == size and found.st_mtime_ns == changed_at


def fingerprint(templates: Path, *parts: object) -> bytes:
    """What every page stands on: the generator itself, the templates, and what is the same on all pages."""
    state = hashlib.blake2b(digest_size=16)
    for path in _files((_HERE, "*.py"), (templates, "public/**/*"), (templates, "assets/**/*")):
        state.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    state.update(msgspec.msgpack.encode(parts))
    return state.digest()


def _files(*places: tuple[Path, str]) -> Iterable[Path]:
    for folder, pattern in places:
        found = folder.rglob(pattern) if "/" not in pattern else folder.glob(pattern)
        yield from sorted(path for path in found if path.is_file())
