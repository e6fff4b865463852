"""A file that stays open while it is read from (打开的文件), so that all of it is of one moment.

Whoever puts another file in its place does not disturb who reads this one.
"""

import os
from pathlib import Path

from generator.campaign.problem import Problem
from generator.checked import Seen
from generator.errors import ContentError

# Where an open file could not be replaced, it is opened anew each time.
_STAYS_OPEN = hasattr(os, "pread")
_HOW = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Opened:
    """A file, and how it looked when it was opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = os.open(path, _HOW)
        self.seen = Seen.of(os.fstat(self._file))
        if not _STAYS_OPEN:
            self.close()

    def read(self) -> bytes:
        return self.part(0, self.seen.size)

    def part(self, start: int, end: int) -> bytes:
        """The bytes from one place to another; ContentError where they are not those of the beginning."""
        if self._file is not None:
            data = os.pread(self._file, end - start, start)
        else:
            with self.path.open("rb") as file:
                is_same = Seen.of(os.fstat(file.fileno())) == self.seen
                file.seek(start)
                data = file.read(end - start) if is_same else b""
        if len(data) != end - start:
            message = "这个文件在读的时候变了。请再生成一次。"
            raise ContentError([Problem(str(self.path), 0, "changed", message)])
        return data

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __del__(self) -> None:
        self.close()
