"""The one writer (写入): acts take turns, each in its caller's thread, and share the wait for the disk.

An act runs while its thread has the turn. The first act of a transaction leads it: it goes to the end of the
line again and commits for everybody who had their turn meanwhile, each inside a savepoint. Nobody returns
before the commit that holds their act; nobody waits for a commit that nobody is going to make.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TypeVar

from collector.store.engine import Engine
from collector.store.line import lost, told_again
from collector.store.versions import Versions

T = TypeVar("T")


class Turns:
    """A lock that is handed on in the order of asking (排队)."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._taken = False

    def __enter__(self) -> None:
        place = threading.Lock()
        with self._door:
            if not self._taken:
                self._taken = True
                return
            place.acquire()
            self._line.append(place)
        try:
            place.acquire()
        except BaseException:
            self._leave(place)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._door:
            if self._line:
                self._line.popleft().release()
            else:
                self._taken = False

    def _leave(self, place: threading.Lock) -> None:
        with self._door:
            if place in self._line:
                self._line.remove(place)
                return
        # The turn had come already: hand it on, or everybody behind would wait for ever.
        self.__exit__(None, None, None)


class Batch:
    """Acts that share one commit (同批提交)."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self.error: BaseException | None = None
        self._settled = threading.Event()

    def settle(self, error: BaseException | None = None) -> None:
        """Tell those who wait that it is on disk, or why it is not."""
        self.error = error or self.error
        self._settled.set()

    def wait(self) -> None:
        self._settled.wait()
        if self.error is not None:
            raise told_again(self.error) from self.error


class Writer:
    """Runs acts one after the other on one connection, and drops it after any fault."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turns = Turns()
        self._mine = threading.local()
        self._versions: Versions | None = None
        self._batch: Batch | None = None

    @property
    def acting(self) -> Versions | None:
        """The rows this thread is adding to, while it is inside an act."""
        return getattr(self._mine, "versions", None)

    def act(self, work: Callable[[Versions], T]) -> T:
        """Do all of `work` and return when it is on disk; or nothing of it, and raise.

        Inside another act it is part of that one: on disk with it, but undone alone if it fails alone.
        """
        if self.acting is not None:
            if self._batch is None:  # the transaction broke, and this thread has the turn
                raise lost()
            return self._run(self._batch, work)
        self._engine.check_usable()
        with ExitStack() as afterwards, self._turns:
            batch = self._open_batch()
            if batch is None:
                batch = self._begin()
                afterwards.callback(self._lead, batch)
                result = self._run(batch, work, leads=True)
            else:
                result = self._run(batch, work)
        batch.wait()
        return result

    def alone(self, work: Callable[[], T]) -> T:
        """Do `work` while nobody writes and no transaction is open."""
        if self.acting is not None:
            raise RuntimeError("Not possible inside an act")
        with self._turns:
            batch = self._open_batch()
            if batch is not None:
                self._commit(batch)
            self._drop()
            return work()

    def _open_batch(self) -> Batch | None:
        if self._batch is not None and self._batch.error is not None:
            self._drop()
        return self._batch

    def _begin(self) -> Batch:
        versions = self._versions or Versions(self._engine.line())
        self._versions = versions
        try:
            versions.go_on_from(self._engine.begin(versions.line))
        except BaseException:
            self._drop()
            raise
        self._batch = Batch(versions)
        return self._batch

    def _run(self, batch: Batch, work: Callable[[Versions], T], *, leads: bool = False) -> T:
        outer, versions = self.acting, batch.versions
        if not leads:
            versions.line.say("SAVEPOINT act")
        self._mine.versions = versions
        try:
            result = work(versions)
            versions.line.check()
            if outer is not None:
                # Or undoing the outer act would stop here. The others' savepoints go with the commit.
                versions.line.say("RELEASE act")
        except BaseException as error:
            self._undo(batch, error, leads=leads)
            raise
        finally:
            self._mine.versions = outer
        return result

    def _undo(self, batch: Batch, error: BaseException, *, leads: bool) -> None:
        try:
            if leads:  # nobody else has had a turn yet
                batch.versions.line.say("ROLLBACK")
                self._batch = None
                return
            batch.versions.line.say("ROLLBACK TO act")
            batch.versions.line.say("RELEASE act")
            batch.versions.refresh()
        except BaseException as failure:
            # Whatever it is, the transaction is gone with all who were in it.
            self._drop()
            batch.settle(error)
            if not isinstance(failure, Exception):
                raise

    def _lead(self, batch: Batch) -> None:
        try:
            with self._turns:
                if self._batch is batch:
                    self._commit(batch)
        except BaseException as error:
            batch.settle(error)
            raise

    def _commit(self, batch: Batch) -> None:
        try:
            batch.versions.line.say("COMMIT")
        except Exception as error:  # noqa: BLE001  everybody who waits is told
            self._drop()
            batch.settle(error)
        else:
            self._batch = None
            batch.settle()

    def _drop(self) -> None:
        """Give the connection up, and with it what is not committed."""
        self._batch = None
        if self._versions is not None:
            self._versions.line.drop()
            self._versions = None
