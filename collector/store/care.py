"""Care of the store (库的养护): is it whole, how big is it, give back room; backups are next door."""

from collections.abc import Iterator

from collector.errors import StoreUnavailable
from collector.store.audit import Audit
from collector.store.backup import backup, export_tinydb, restore
from collector.store.registers import Registers
from collector.store.storage import Store
from generator.campaign.problem import Problem

__all__ = ["backup", "compact", "export_tinydb", "info", "left_elsewhere", "restore", "verify"]


def verify(store: Store) -> list[Problem]:
    """Everything that is wrong with the store (核对), the first broken record first; may run while in use."""
    engine = store.storage.engine
    problems = list(_broken(store))
    try:
        found = engine.damage()
    except StoreUnavailable as error:
        found = [error.message]
    advice = "请用最近的备份恢复到新文件夹。"
    problems += [Problem("库", 0, "store_file", f"库文件有损坏（{each}）。{advice}") for each in found]
    return problems or list(_twice(store))


def compact(store: Store) -> None:
    """Give back the room of what was erased (整理); nothing of it stays in the files."""
    store.storage.writer.alone(store.storage.engine.compact)


def left_elsewhere(store: Store) -> str:
    """Where what was erased and compacted may still be read (还留在哪里), told to whoever erased it."""
    return f"此前的备份里还有，随轮换到期删除。{store.storage.engine.left_elsewhere}"


def info(store: Store) -> dict[str, str]:
    """What one wants to know about a store at a glance (概况)."""
    engine, head = store.storage.engine, store.head()
    counts = {f"表 {name}": f"{len(store.table(name))} 份" for name in sorted(store.tables())}
    return {
        "位置": engine.address,
        "数据库": engine.kind,
        "占用": f"{engine.size() / 1e6:.1f} MB",
        "版本": f"{head.seq} 条",
        "链头": head.digest or "（空库）",
        **counts,
    }


def _twice(store: Store) -> Iterator[Problem]:
    for table, number in Registers(store).numbered_twice():
        found = f"编号 {number} 有两份，办一件会动到另一件。"
        yield Problem(f"库/{table}", 0, "number_twice", found + "请用有重号以前的备份恢复，并查明原因。")


def _broken(store: Store) -> Iterator[Problem]:
    audit = Audit()
    try:
        for row in store.storage.history():
            yield from audit.take(row)
    except StoreUnavailable as error:
        yield Problem("库", audit.head.seq + 1, error.code, f"从这一条起读不出来。{error.message}")
    else:
        yield from audit.end()
