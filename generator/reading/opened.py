"""A file that stays open while it is read from (打开的文件), so that all of it is of one moment.

Whoever puts another file in its place does not disturb who reads this one.
"""

import errno
import os
import stat
from pathlib import Path

from generator.campaign.problem import Problem
from generator.errors import ContentError
from generator.remembering.checked import Seen

# Where an open file could not be replaced, it is opened anew each time; so are those beyond about so many.
_STAYS_OPEN, _MOST = hasattr(os, "pread"), 64
_HOW = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Opened:
    """A file, and how it looked when it was opened."""

    _open = 0
    # Of its own, since the last of them are closed when modules are gone.
    _close = staticmethod(os.close)

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None
        file = os.open(path, _HOW)
        found = os.fstat(file)
        if stat.S_ISDIR(found.st_mode):
            os.close(file)
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        self.seen = Seen.of(found)
        if _STAYS_OPEN and Opened._open < _MOST:
            self._file = file
            Opened._open += 1
        else:
            os.close(file)

    def read(self) -> bytes:
        return self.part(0, self.seen.size)

    def part(self, start: int, end: int) -> bytes:
        """The bytes from one place to another; ContentError where they are not those of the beginning."""
        if self._file is not None:
            data = os.pread(self._file, end - start, start)
            # Whoever puts another file in its place changes more, and none of these.
            is_same = Seen.of(os.fstat(self._file))[:2] == self.seen[:2]
        else:
            try:
                with self.path.open("rb") as file:
                    is_same = Seen.of(os.fstat(file.fileno()))[:4] == self.seen[:4]
                    file.seek(start)
                    data = file.read(end - start)
            except OSError as error:
                raise self.changed() from error
        if not is_same or len(data) != end - start:
            raise self.changed()
        return data

    def changed(self) -> ContentError:
        message = "这个文件在读的时候变了。请再生成一次。"
        return ContentError([Problem(str(self.path), 0, "changed", message)])

    def close(self) -> None:
        if self._file is not None:
            self._close(self._file)
            self._file = None
            type(self)._open -= 1

    def __del__(self) -> None:
        self.close()
