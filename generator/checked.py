"""What a build has found out about published results (已核对的公示内容), so that it need not be twice.

Kept beside the output and safe to delete. A file is known by its bytes, and what was found about it by what
it was held against; another version of the generator finds out everything anew.
"""

import contextlib
import os
import time
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import ClassVar, NamedTuple, Protocol, TypeVar

import msgspec

from generator.campaign.problem import Problem
from generator.digests import code
from generator.similar import Numbers

Recalled = TypeVar("Recalled")
# A file this young could change once more without its times showing it.
_SETTLED = 2_000_000_000


class Found(msgspec.Struct, array_like=True):
    """What is known of a file by its bytes (核对结果).

    Whether publication wrote it, letter by letter; the problems in it, by a digest of what it was held
    against; what stands for each of its results.
    """

    is_plain: bool = False
    problems: dict[bytes, tuple[Problem, ...]] = {}
    marks: tuple[bytes, ...] = ()


class Seen(NamedTuple):
    """What a file looks like without reading it (外观)."""

    size: int
    changed_at: int
    moved_at: int
    place: int
    is_settled: bool

    @classmethod
    def of(cls, path: Path) -> "Seen":
        found = path.stat()
        newest = max(found.st_mtime_ns, found.st_ctime_ns)
        is_settled = newest < time.time_ns() - _SETTLED
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, is_settled)


class File(Protocol):
    """A published file with what was found about it."""

    @property
    def digest(self) -> bytes: ...
    @property
    def found(self) -> Found: ...


class Checked:
    """What the last build found out; nothing without a folder beside the output.

    It is known by digests: of the bytes of a published file, or of all that was compared. Each finding stands
    in a file of its own. `alike_in` tells by year what is alike.
    """

    # What this process knows already: a server builds often, and little changes.
    _alike: ClassVar[dict[bytes, Numbers]] = {}

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder and folder / "findings"
        self.alike_in: dict[int, Numbers] = {}
        self._now: dict[bytes, Numbers] = {}
        self._changed: set[bytes] = set()

    def found(self, data: bytes) -> tuple[bytes, Found]:
        """The digest of a file with these bytes, and what is known about it."""
        digest = blake2b(data, digest_size=16).digest()
        return digest, self._recalled(digest, Found) or Found()

    def learn(self, file: File, key: bytes, problems: tuple[Problem, ...], marks: tuple[bytes, ...]) -> None:
        """What a file was found to be, held against what `key` stands for."""
        file.found.problems, file.found.marks = {key: problems}, marks
        self._changed.add(file.digest)

    def alike(self, key: bytes) -> Numbers | None:
        """What is known to be alike in what `key` stands for."""
        known = self._alike.get(key)
        return known if known is not None else self._recalled(key, Numbers)

    def learn_alike(self, key: bytes, numbers: Numbers) -> None:
        self._now[key] = numbers

    def keep(self, files: Iterable[File]) -> None:
        """Note down all that is new and forget the rest; where that fails, it is found out again."""
        Checked._alike = self._now
        if self.folder is None:
            return
        now: dict[bytes, Found | Numbers] = {each.digest: each.found for each in files}
        now |= self._now
        with contextlib.suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            standing = {*os.listdir(self.folder)}  # noqa: PTH208  names only
            names = {self._name(key): key for key in now}
            for name in names.keys() - standing | {self._name(each) for each in self._changed}:
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
