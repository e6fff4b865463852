"""New documents carried by one act (合批写入): who comes first carries what others put beside theirs.

Taking turns costs a change of threads each, several times as long as adding a document. What lies in a basket
is added by another thread than its caller's, which it may be because it runs nobody's own code and fails only
where the whole transaction does.
"""

import threading
from collections.abc import Sequence

from collector.store.line import told_again
from collector.store.versions import Versions
from collector.store.writer import Writer


class _Load:
    """What one caller put in: documents of one table, and what became of them."""

    def __init__(self, table: str, texts: Sequence[str]) -> None:
        self.table = table
        self.texts = texts
        self.ids: list[int] = []
        self.error: BaseException | None = None
        self._settled = threading.Lock()
        self._settled.acquire()

    def settle(self, error: BaseException | None) -> None:
        self.error = error
        self._settled.release()

    def outcome(self) -> list[int]:
        """The ids of the documents, once they are on disk."""
        self._settled.acquire()
        if self.error is not None:
            raise told_again(self.error) from self.error
        return self.ids


class Basket:
    """What waits to be carried by the next turn."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._door = threading.Lock()
        self._loads: list[_Load] = []

    def put(self, table: str, texts: Sequence[str]) -> list[int]:
        """Have documents added, and return their ids when they are on disk; or raise, and none is there."""
        load = _Load(table, texts)
        with self._door:
            self._loads.append(load)
            carries = len(self._loads) == 1
        if carries:
            self._carry()
        return load.outcome()

    def _carry(self) -> None:
        taken: list[_Load] = []

        def work(rows: Versions) -> None:
            taken.extend(self._take())
            found = rows.add_new([(load.table, load.texts) for load in taken])
            for load, ids in zip(taken, found, strict=True):
                load.ids = ids

        try:
            self._writer.act(work)
        except BaseException as error:
            for load in taken or self._take():
                load.settle(error)
            raise
        for load in taken:
            load.settle(None)

    def _take(self) -> list[_Load]:
        with self._door:
            loads, self._loads = self._loads, []
        return loads
