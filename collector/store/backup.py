"""Backups and ways out (备份与导出): plain lines of JSON that check themselves, from whatever database.

First line what it is, then a line for each version, last line the head of the chain: a cut or changed file is
found before anything is restored from it, and a backup of one database can be restored into another.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from collector.errors import Conflict, Refusal, StoreUnavailable
from collector.store.audit import Audit
from collector.store.restored import mark
from collector.store.schema import versions
from collector.store.storage import Store, open_store
from collector.store.versions import Head, Versions
from collector.store.whole_file import write_whole
from generator.campaign.problem import Problem
from generator.errors import reason

HEADER = b'{"wanhu_store_backup":1}\n'
COLUMNS = tuple(versions.c.keys())


def backup(store: Store, path: Path, keep: int | None = None) -> Head:
    """Write the store to `path` while it is in use (备份), checked on the way and read back.

    With `keep`, older backups of this same store in the same folder, under names that differ in nothing but
    their digits, go but for the newest `keep`. A damaged store is not backed up, so that no good backup makes
    room for a bad one.
    """
    audit = Audit()

    def lines() -> Iterator[bytes]:
        yield HEADER
        for row in store.storage.history():
            _stop_at(audit.take(row))
            yield msgspec.json.encode(list(row.values())) + b"\n"
        _stop_at(audit.end())
        yield msgspec.json.encode(audit.head) + b"\n"

    write_whole(path, lines())
    if _checked(path) != audit.head:
        raise _unreadable(path, "写完读回来不一样")
    if keep is not None:
        _prune(path, keep)
    return audit.head


def restore(path: Path, address: str) -> Head:
    """Put a backup into a store that holds nothing yet (恢复); a damaged or cut file changes nothing.

    The store knows from then on that it was restored, and skips numbers that may have been given out since.
    """
    head = _checked(path)
    with open_store(address) as store:
        if store.head().seq:
            found = f"{address} 里已经有数据，不能恢复到这里。"
            raise Conflict("store_not_empty", found + "请把 WANHU_STORE 指向一个新文件夹再恢复。")

        def copy(rows: Versions) -> None:
            rows.copy_in(_rows(path))
            if rows.head != head:
                raise _unreadable(path, "恢复时文件变了")

        def work() -> None:
            store.storage.act(copy)
            mark(store)

        store.act(work)
    return head


def export_tinydb(store: Store, path: Path) -> None:
    """Everything as a file of stock TinyDB (导出): `TinyDB(path)` opens it, so nobody is locked in."""
    # Escaped to ASCII, because TinyDB opens its file in whatever encoding the system prefers.
    write_whole(path, (part.encode() for part in json.JSONEncoder().iterencode(store.storage.read() or {})))


def _checked(path: Path) -> Head:
    """The head of a backup that is whole."""
    audit = Audit()
    try:
        for row in _rows(path):
            _refuse(path, audit.take(row))
        _refuse(path, audit.end())
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise _unreadable(path, reason(error) if isinstance(error, OSError) else "内容读不懂") from error
    return audit.head


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """The versions in a backup, up to a last line that agrees with them."""
    head = [0, ""]
    with path.open("rb") as file:
        if file.readline() != HEADER:
            raise _unreadable(path, "开头不是万户的备份")
        for line in file:
            values = msgspec.json.decode(line)
            if isinstance(values, dict):
                break
            row = dict(zip(COLUMNS, values, strict=True))
            head = [row["seq"], row["chain"]]
            yield row
        else:
            raise _unreadable(path, "文件不完整，后面缺了一段")
        if [values["seq"], values["digest"]] != head or file.read():
            raise _unreadable(path, "结尾和内容对不上")


def _prune(path: Path, keep: int) -> None:
    """Keep the newest of a series, which another store's backups and copies under other names are not of."""
    series, origin = _series(path), _origin(path)
    alike = (file for file in path.parent.iterdir() if file.is_file() and _series(file) == series)
    ours = [file for file in alike if _origin(file) == origin]
    made = {file: file.stat().st_mtime_ns for file in ours}
    # One from after now, which a clock that ran ahead has made, counts as older than any other.
    age = {file: (file == path, at <= made.get(path, at), at) for file, at in made.items()}
    for file in sorted(ours, key=age.__getitem__, reverse=True)[max(keep, 1) :]:
        file.unlink()


def _series(file: Path) -> str:
    """The name without date or number, which backups one after the other share (同一批备份)."""
    return re.sub(r"[0-9]+", "0", file.name)


def _origin(file: Path) -> str | None:
    """The first entry of the chain, by which a store is known (出自哪个库); None where it is no backup."""
    try:
        with file.open("rb") as opened:
            if opened.readline(len(HEADER)) != HEADER:
                return None
            first = msgspec.json.decode(opened.readline())
        return str(first[COLUMNS.index("chain")] if isinstance(first, list) else "")
    except (OSError, ValueError, LookupError):
        return None


def _stop_at(problems: Iterable[Problem]) -> None:
    for problem in problems:
        found = f"库有损坏（{problem}），没有备份。"
        raise StoreUnavailable("store_damaged", found + "请运行 wanhu store verify 查看。")


def _refuse(path: Path, problems: Iterable[Problem]) -> None:
    for problem in problems:
        raise _unreadable(path, f"第 {problem.line} 条：{problem.message}")


def _unreadable(path: Path, why: str) -> Refusal:
    return Refusal("bad_backup", f"{path} 不能用来恢复：{why}。请换一份备份，什么都没有恢复。")
