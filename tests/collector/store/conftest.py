"""Every test of the store runs on both databases; WANHU_TEST_POSTGRESQL names a server other than our own."""

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import sqlalchemy

from collector.store.line import Line
from collector.store.storage import Store, open_store
from tests.collector.store.server import NoServerError, running_server


@contextmanager
def schema(server: str) -> Iterator[str]:
    """The address of a schema of its own, empty, and gone afterwards."""
    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"test_{uuid.uuid4().hex}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        url = engine.url.update_query_dict({"options": f"-csearch_path={name}"})
        yield url.render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()


@contextmanager
def overheard(listener: Callable[..., object]) -> Iterator[None]:
    """Tell `listener` of every statement with its values before a line runs it."""
    do = Line._do

    def tell(line: Line, how: str, words: str, *values: Any) -> list[Any]:
        listener(words, *values)
        return do(line, how, words, *values)

    with mock.patch.object(Line, "_do", tell):
        yield


def run_all(works: list[Callable[[], object]]) -> None:
    """Do all of them at once, and wait for each to end."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()


def behind_a_slow_act(store: Store, writes: list[Callable[[], object]]) -> list[str]:
    """Have all `writes` wait for one act; what was said to the database meanwhile."""
    store.insert({"no": "before"})
    seen: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        go_on.wait()

    threads = [threading.Thread(target=each) for each in (lambda: store.act(slow), *writes)]
    with overheard(lambda words, *_: seen.append(words)):
        threads[0].start()
        begun.wait()
        for thread in threads[1:]:
            thread.start()
        # Who carries the basket stands in the line too.
        basket, line = store.storage._basket, store.storage.writer._turns._line
        while len(basket._loads) + len(line) - bool(basket._loads) < len(writes):
            time.sleep(0.001)
        go_on.set()
        for thread in threads:
            thread.join()
    return seen


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server; where none can run the tests are skipped, on CI they fail."""
    named = os.environ.get("WANHU_TEST_POSTGRESQL")
    try:
        with nullcontext(named) if named else running_server() as address:
            yield address
    except NoServerError as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store may be made; nothing is there yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "store")
    else:
        with schema(request.getfixturevalue("server")) as made:
            yield made


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        yield opened
