"""What a build has found out about published results (已核对的公示内容), so that it need not be twice.

Kept beside the output and safe to delete. A file is known by its bytes, and what was found about it by what
it was held against; another version of the generator finds out everything anew.
"""

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from generator.campaign.problem import Problem
from generator.campaign.records import Gist, PublishedResult
from generator.remembering.digests import code
from generator.remembering.kept import kept
from generator.similar import Numbers

Recalled = TypeVar("Recalled")
# Stands for the digests of files by how they look.
_SEEN = b"seen"
# A file this young could change once more without its times showing it.
_SETTLED = 2_000_000_000


class Found(msgspec.Struct, array_like=True):
    """What is known of a file by its bytes (核对结果); record `n` stands in line `lines[n]`.

    The problems in it, by a digest of what it was held against; of each result the gist and what stands for
    it. Where publication wrote the file, letter by letter, `starts` tells where each record begins and, last,
    where they end, and `lines` is empty; what a person wrote is kept as `records`.
    """

    problems: dict[bytes, tuple[Problem, ...]] = {}
    gists: tuple[Gist, ...] = ()
    marks: tuple[bytes, ...] = ()
    starts: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    records: tuple[PublishedResult, ...] = ()


class Seen(NamedTuple):
    """What a file looks like without reading it (外观), and whether it was old enough to be known by it."""

    size: int
    changed_at: int
    moved_at: int
    place: int
    is_settled: bool

    @classmethod
    def of(cls, found: os.stat_result) -> "Seen":
        is_settled = max(found.st_mtime_ns, found.st_ctime_ns) < time.time_ns() - _SETTLED
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, is_settled)


class Against(Protocol):
    """What published files are held against (核对依据)."""

    def key(self, file: str) -> bytes:
        """What stands for all that is said of a file, besides its bytes."""
        ...

    def problems(self, file: str, records: Iterable[tuple[int, PublishedResult]]) -> Iterator[Problem]:
        """What is wrong with records, each with the line in which it stands."""
        ...


class File(Protocol):
    """A published file with what was found about it."""

    @property
    def file(self) -> str: ...
    @property
    def seen(self) -> Seen | None: ...
    @property
    def digest(self) -> bytes: ...
    @property
    def found(self) -> Found: ...


Digests = dict[str, tuple[Seen, bytes]]
# What this process knows already to be alike.
_ALIKE: dict[bytes, Numbers] = kept()


class Checked:
    """What the last build found out; nothing without a folder beside the output.

    It is known by digests: of the bytes of a published file, or of all that was compared. Each finding stands
    in a file of its own. `alike_in` tells by year and field what is alike.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder and folder / "findings"
        self.alike_in: dict[int, dict[str, Numbers]] = {}
        self._now: dict[bytes, Numbers] = {}
        self._new: set[bytes] = set()
        # The digest of a file as it looked.
        self._digests = self._recalled(_SEEN, Digests) or {}

    @property
    def is_empty(self) -> bool:
        """Nothing is known of any file."""
        return not self._digests

    def digest(self, name: str, seen: Seen) -> bytes | None:
        """The digest of the bytes of a file that looks as it did when they were read."""
        known, digest = self._digests.get(name, (None, None))
        return digest if known == seen else None

    def found(self, digest: bytes) -> Found | None:
        """What is known about a file by the digest of its bytes."""
        return self._recalled(digest, Found)

    def learn(self, digest: bytes) -> None:
        """Something about a file was found out that is not noted down."""
        self._new.add(digest)

    def alike(self, key: bytes) -> Numbers | None:
        """What is known to be alike in what `key` stands for."""
        known = _ALIKE.get(key)
        return known if known is not None else self._recalled(key, Numbers)

    def learn_alike(self, key: bytes, numbers: Numbers) -> None:
        self._now[key] = numbers

    def keep(self, files: Iterable[File]) -> None:
        """Note down all that is new and forget the rest; where that fails, it is found out again."""
        _ALIKE.clear()
        _ALIKE.update(self._now)
        if self.folder is None:
            return
        files = list(files)
        settled = {
            each.file: (each.seen, each.digest) for each in files if each.seen and each.seen.is_settled
        }
        now: dict[bytes, Found | Numbers | Digests] = {each.digest: each.found for each in files}
        now |= {**self._now, _SEEN: settled}
        if settled != self._digests:
            self.learn(_SEEN)
        with contextlib.suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            standing = {*os.listdir(self.folder)}
            names = {self._name(key): key for key in now}
            for name in names.keys() - standing | {self._name(each) for each in self._new & now.keys()}:
                beside = self.folder / f".{name}"
                beside.write_bytes(msgspec.msgpack.encode(now[names[name]]))
                beside.replace(self.folder / name)
            for name in standing - names.keys():
                (self.folder / name).unlink()

    def _recalled(self, key: bytes, kind: type[Recalled]) -> Recalled | None:
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            if self.folder is not None:
                return msgspec.msgpack.decode((self.folder / self._name(key)).read_bytes(), type=kind)
        return None

    def _name(self, key: bytes) -> str:
        """Another version of the generator finds nothing of this one."""
        return blake2b(code() + key, digest_size=16).hexdigest()
