"""One finding (问题): what is wrong, where, and what to do about it."""

from typing import Literal

import msgspec

Level = Literal["error", "warning"]


class Problem(msgspec.Struct, frozen=True, order=True):
    """What a person has to look at, in words for office staff.

    `file` and `line` (from 1; 0 where a whole file is meant) say where; `code` is stable and ASCII;
    `message` says in Chinese what was found, what was expected and what to do.
    """

    file: str
    line: int
    code: str
    message: str
    level: Level = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.code}: {self.message}"
