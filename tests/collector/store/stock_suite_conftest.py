"""Put beside TinyDB's own tests: their databases are ours, on the address the environment names (原测试)."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import MemoryStorage

from collector.store.storage import open_store
from tests.collector.store.conftest import schema

SERVER = os.environ.get("WANHU_TEST_POSTGRESQL")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., TinyDB]]:
    """What their tests call TinyDB: ours for memory and for a path of its own, else the stock one."""
    places: dict[str, str] = {}
    with ExitStack() as stack:

        def place(name: str) -> str:
            if name not in places:
                folder = nullcontext(str(tmp_path / f"store{len(places)}"))
                places[name] = stack.enter_context(schema(SERVER) if SERVER else folder)
            return places[name]

        def make(*path: object, **options: Any) -> TinyDB:
            if path and not options:
                return open_store(place(str(path[0])))
            if options == {"storage": MemoryStorage}:
                store = open_store(place(f"memory {len(places)}"))
                stack.callback(store.close)
                return store
            return TinyDB(*path, **options)

        yield make


@pytest.fixture(autouse=True)
def ours(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where the database itself is tested, not the stock storages."""
    if request.module.__name__.endswith(("test_tinydb", "test_tables")):
        monkeypatch.setattr(request.module, "TinyDB", request.getfixturevalue("make"), raising=False)


@pytest.fixture
def db(make: Callable[..., TinyDB]) -> TinyDB:
    """The three documents their tests begin with."""
    made = make(storage=MemoryStorage)
    made.insert_multiple({"int": 1, "char": letter} for letter in "abc")
    return made


@pytest.fixture
def storage() -> Any:
    return CachingMiddleware(MemoryStorage)()
