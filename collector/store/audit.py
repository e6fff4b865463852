"""Whether versions are whole (核对): the chain, each text against its digest, nothing gone without a word."""

from collections.abc import Iterator, Mapping
from typing import Any

from collector.store.versions import Head, digest, link
from generator.campaign.problem import Problem


class Audit:
    """Takes in all versions in order and says what is wrong with them.

    A chain cannot see that its own end was cut off: compare `head` with one that was written down elsewhere.
    """

    def __init__(self) -> None:
        self.head = Head(0, "")
        self._standing: dict[tuple[str, int], int] = {}
        self._emptied: dict[tuple[str, int], int] = {}

    def take(self, row: Mapping[str, Any]) -> Iterator[Problem]:
        """What is wrong with one version, given those before it."""
        if row["seq"] != self.head.seq + 1:
            yield _problem(row, "store_gap", f"第 {self.head.seq + 1} 条起有记录不见了。")
        elif link(self.head.digest, row) != row["chain"]:
            yield _problem(row, "store_chain", "这条记录的编号、时间或归属被改动过，或者已经损坏。")
        if row["doc"] is not None and (
            row["salt"] is None or digest(row["salt"], row["doc"]) != row["digest"]
        ):
            yield _problem(row, "store_text", "这条记录的内容被改动过，或者已经损坏。")
        if self._follow(row):
            yield _problem(row, "store_twice", "同一份文档有两个现行版本。")
        self.head = Head(row["seq"], row["chain"])

    def end(self) -> Iterator[Problem]:
        """What can only be said after the last version."""
        for (table, _), seq in sorted(self._emptied.items(), key=lambda each: each[1]):
            message = "这条记录的内容没有了，却没有更改或删除它的记录。"
            yield Problem(f"库/{table}", seq, "store_emptied", message)

    def _follow(self, row: Mapping[str, Any]) -> bool:
        """Note what becomes of the row's document; true if an older version of it still stands."""
        name = (row["tab"], row["doc_id"])
        older_stands = self._standing.pop(name, None) is not None
        self._emptied.pop(name, None)
        if row["doc"] is not None:
            self._standing[name] = row["seq"]
        elif row["digest"] is not None:
            self._emptied[name] = row["seq"]
        return older_stands


def _problem(row: Mapping[str, Any], code: str, message: str) -> Problem:
    return Problem(f"库/{row['tab']}", row["seq"], code, message + "请用最近的备份恢复，并查明原因。")
