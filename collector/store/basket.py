"""Many small writes carried by one act (合批写入): who comes first carries what others put beside it.

Taking turns costs a change of threads each, several times as long as adding a document. Work in a basket may
be done by another thread than its caller's, so it is only for what runs nobody's own code and fails only
where the whole transaction does: new documents that are text already.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from collector.store.line import told_again
from collector.store.versions import Versions
from collector.store.writer import Writer

T = TypeVar("T")


class _Load(Generic[T]):
    """One caller's work, and what became of it."""

    def __init__(self, work: Callable[[Versions], T]) -> None:
        self.work = work
        self.error: BaseException | None = None
        self._settled = threading.Lock()
        self._settled.acquire()

    def do(self, rows: Versions) -> None:
        self.result = self.work(rows)

    def settle(self, error: BaseException | None) -> None:
        self.error = error
        self._settled.release()

    def outcome(self) -> T:
        """What came of it, once it is on disk."""
        self._settled.acquire()
        if self.error is not None:
            raise told_again(self.error) from self.error
        return self.result


class Basket:
    """What waits to be carried by the next turn."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._door = threading.Lock()
        self._loads: list[_Load[object]] = []

    def put(self, work: Callable[[Versions], T]) -> T:
        """Have `work` done, and return when it is on disk; or raise, and nothing of it is."""
        load = _Load(work)
        with self._door:
            self._loads.append(load)  # type: ignore[arg-type]
            carries = len(self._loads) == 1
        if carries:
            self._carry()
        return load.outcome()

    def _carry(self) -> None:
        taken: list[_Load[object]] = []

        def work(rows: Versions) -> None:
            taken.extend(self._take())
            for load in taken:
                load.do(rows)

        try:
            self._writer.act(work)
        except BaseException as error:
            for load in taken or self._take():
                load.settle(error)
            raise
        for load in taken:
            load.settle(None)

    def _take(self) -> list[_Load[object]]:
        with self._door:
            loads, self._loads = self._loads, []
        return loads
