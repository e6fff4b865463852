"""Which households were erased (删除记录): a list beside the store, since no backup knows of later ones.

An instant, a household's code and the numbers of its visits and issues a line, appended before anything is
erased and never changed: no names.
"""

import errno
import os
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from collector.errors import Refusal, StoreUnavailable
from collector.rules.instant import read_instant
from collector.store.folder import private, to_disk
from generator.errors import reason

FILE = "erasures.txt"
# No instant is a part of a code, as where two lines became one.
_ERASED = re.compile(r"(?!.*[0-9]T[0-9]{2}:)(\S+)((?: V?[0-9]{4}-[0-9]{6,})*)")


class Erased(msgspec.Struct, frozen=True):
    """One line of the list (一次删除).

    `numbers` are visits and issues of the household, which an older store may know as another household's.
    """

    at: str
    household_code: str
    numbers: tuple[str, ...] = ()


def note(folder: Path, erased: Iterable[Erased]) -> None:
    """Have some more lines on disk, or none of them."""
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        private(file)
        with file.open("r+b", buffering=0) as opened:
            before = opened.read()
            begins = b"\n" if before and not before.endswith(b"\n") else b""
            lines = begins + "".join(map(_line, erased)).encode()
            try:
                if opened.write(lines) < len(lines):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(opened.fileno())
            except OSError:
                # Half a line would be taken for another household's.
                opened.truncate(len(before))
                raise
        to_disk(folder)
    except OSError as error:
        found = f"不能写入删除记录 {file}（{reason(error)}），什么都没有删。"
        raise StoreUnavailable("cannot_write", found + "请检查文件夹和剩余空间，再删一次。") from error


def _line(erased: Erased) -> str:
    return " ".join((erased.at, erased.household_code, *erased.numbers)) + "\n"


def noted(folder: Path) -> list[Erased] | None:
    """Every line of the list, or None where there is none."""
    file = folder / FILE
    if not file.exists():
        return None
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"删除记录 {file} 不是 UTF-8 编码。"
        raise Refusal("bad_erasures", found + "请用 UTF-8 另存这个文件再试。") from error
    lines = text.splitlines(keepends=True)
    return [_read(file, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _read(file: Path, number: int, line: str) -> Erased:
    at, _, told = line.strip().partition(" ")
    found = _ERASED.fullmatch(told)
    # A line without an end is one that nobody finished: what is there of a code may be another's.
    if not line.endswith("\n") or found is None or read_instant(at) is None:
        message = f"删除记录 {file} 第 {number} 行写的是“{line.strip()[:60]}”，"
        wanted = "应是“2022-08-05T10:00:00+08:00 户编号”，后面可以有走访和问题的编号。请改好再试。"
        raise Refusal("bad_erasures", message + wanted)
    return Erased(at, found[1], tuple(found[2].split()))
