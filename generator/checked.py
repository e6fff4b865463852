"""What a build has found out about published results (已核对的公示内容), so that it need not be twice.

Kept beside the output and safe to delete. A file is known by its bytes, and what was found about it by what
it was held against; another version of the generator finds out everything anew.
"""

import contextlib
import time
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from generator.campaign.problem import Problem
from generator.digests import code
from generator.similar import Numbers

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


class _Kept(msgspec.Struct, array_like=True):
    code: bytes
    files: dict[bytes, Found]
    alike: dict[bytes, Numbers]


class Checked:
    """What the last build found out; nothing without a folder beside the output.

    `files` by the digest of their bytes, `alike` by that of what was compared, of which `now` is to be kept;
    `alike_in` is the same by year.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = folder and folder / "checked"
        self.files: dict[bytes, Found] = {}
        self.alike: dict[bytes, Numbers] = {}
        self.now: dict[bytes, Numbers] = {}
        self.alike_in: dict[int, Numbers] = {}
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            kept = msgspec.msgpack.decode(self.path.read_bytes(), type=_Kept) if self.path else None
            if kept is not None and kept.code == code():
                self.files, self.alike = kept.files, kept.alike

    def found(self, data: bytes) -> tuple[bytes, Found]:
        """The digest of a file with these bytes, and what is known about it."""
        digest = blake2b(data, digest_size=16).digest()
        return digest, self.files.get(digest) or Found()

    def keep(self, files: Iterable[File]) -> None:
        """Note down what these files were found to be; where that fails, they are checked again."""
        if self.path is None:
            return
        beside = self.path.with_suffix(".new")
        with contextlib.suppress(OSError):
            kept = _Kept(code(), {each.digest: each.found for each in files}, self.now)
            beside.write_bytes(msgspec.msgpack.encode(kept))
            beside.replace(self.path)
