"""What the last build made (上次生成的记录), so that what has not changed is neither made nor read again.

Kept beside the output and safe to delete: without it, or where anything it stands on has changed, the whole
site is made again. A page is known by a digest of exactly what its template gets, so it cannot be kept
although its content changed, whatever the change came from.
"""

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

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


class Memory:
    """The entries of the last build, if it stood on the same `fingerprint`; none if it is to be ignored."""

    def __init__(self, path: Path, fingerprint: bytes, *, ignored: bool = False) -> None:
        self.path = path
        self.fingerprint = fingerprint
        self.entries: dict[str, Entry] = {}
        if ignored:
            return
        try:
            kept = msgspec.msgpack.decode(path.read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError):
            return
        if kept.fingerprint == fingerprint:
            self.entries = kept.entries

    def unchanged(self, key: str, digest: bytes, out: Path) -> Entry | None:
        """The entry, if it was made from the same and its files stand as they were left."""
        entry = self.entries.get(key)
        if entry is None or entry.digest != digest:
            return None
        return entry if all(stands(out, *file) for file in entry.files) else None

    def forget(self) -> None:
        """Called before files are moved: if that is cut short, nothing is taken for known."""
        self.path.unlink(missing_ok=True)

    def keep(self, entries: dict[str, Entry]) -> None:
        """Note down what was made; where that fails, the next build makes everything again."""
        beside = self.path.with_suffix(".new")
        with contextlib.suppress(OSError):
            beside.write_bytes(msgspec.msgpack.encode(_Kept(self.fingerprint, entries)))
            beside.replace(self.path)


def stands(out: Path, name: str, size: int, changed_at: int) -> bool:
    """Say whether a file is still the one that was put there."""
    try:
        found = (out / name).stat()
    except OSError:
        return False
    return found.st_size == size and found.st_mtime_ns == changed_at


def digest(value: object) -> bytes:
    """A short digest of a record and everything in it."""
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=16).digest()


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
