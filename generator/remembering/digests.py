"""What stands for a value, to see whether it changed (摘要)."""

import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

_HERE = Path(__file__).parents[1]


def digest(value: object) -> bytes:
    """A short digest of a record and everything in it."""
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=16).digest()


def of_bytes(data: bytes) -> bytes:
    """What stands for a whole file, by the digest for which processors have instructions."""
    return hashlib.sha256(data).digest()


@cache
def code() -> bytes:
    """What stands for the generator that runs; what is written over it meanwhile does not run yet.

    The folder of installed packages changes whenever one is installed, updated or removed.
    """
    packages = [Path(each).stat().st_mtime_ns for each in sys.path if each.endswith("-packages")]
    return digest((of_files(_HERE, _HERE.rglob("*.py")), packages))


def of_files(folder: Path, paths: Iterable[Path]) -> bytes:
    """What stands for some files of a folder, with their names, however the folder itself is called."""
    state = hashlib.blake2b(digest_size=16)
    for path in sorted(paths):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            state.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return state.digest()
