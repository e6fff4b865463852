"""A file that leaves the desk (整份写): backups, exports and archives."""

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path

from collector.errors import StoreUnavailable
from collector.store.folder import private, to_disk
from generator.errors import reason


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write beside, then put in place: whole and on disk, for its owner only, or not at all."""
    place = Path(os.path.realpath(path))  # a link goes on leading there, /dev/stdout not least
    part = place.parent / f"{place.name}.part"
    try:
        if place.exists() and not place.is_file():
            raise OSError(errno.EISDIR if place.is_dir() else errno.EINVAL, "不是普通的文件")
        private(part)
        with part.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
        to_disk(place.parent)
    except OSError as error:
        found = f"不能写入 {path}（{reason(error)}）。"
        raise StoreUnavailable("cannot_write", found + "请检查文件夹和剩余空间。") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
