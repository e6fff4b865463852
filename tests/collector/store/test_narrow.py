"""SQL narrows, Python decides: listed fields are found by index, what is not understood is scanned."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, where
from tinydb.queries import QueryInstance

from collector.store.narrow import narrow
from collector.store.schema import INDEXED
from collector.store.storage import Store, open_store
from tests.collector.store.conftest import overheard


class State(StrEnum):
    OPEN = "open"


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "store")) as opened:
        yield opened


@pytest.mark.parametrize("compare", ["==", "one_of", "and", "or"])
def test_fields_of_every_page_use_their_index(sqlite: Store, compare: str) -> None:
    """A search by a listed field never walks the table, alone, in a list, with & and with |."""
    for field in INDEXED:
        query = {
            "==": where(field) == "1",
            "one_of": where(field).one_of(["1", "2"]),
            "and": (where(field) == "1") & (where("text") == "x") & ~(where("of") == "2"),
            "or": (where(field) == "1") | ((where("no") == "2") & where("x").exists()),
        }[compare]
        plans = [row[-1] for row in explain(sqlite, query)]
        searches = [plan for plan in plans if "SEARCH" in plan or "SCAN" in plan]
        assert searches, plans
        for plan in searches:
            assert re.search(r"INDEX versions_\w+ \(tab=\? AND <expr>=\?\)", plan), plan


def explain(store: Store, query: QueryInstance) -> list[Any]:
    """How the database says it will run the very statement that a search for `query` runs."""
    statements: list[tuple[str, Any]] = []
    with overheard(lambda *said: statements.append(said)):
        store.table("issues").search(query)
    [(statement, values)] = statements
    with store.storage.engine.reading() as connection:
        return list(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))


def test_days_between_use_their_index(sqlite: Store) -> None:
    """A range of days is found by the index of days."""
    [plan] = explain(sqlite, (where("on") >= "2022-07-01") & (where("on") < "2022-08-01"))
    assert "versions_on (tab=? AND <expr>>? AND <expr><?)" in plan[-1]


def test_a_field_that_was_not_looked_up_before_gets_its_index(address: str) -> None:
    """A store made before a field was listed has its index after the next opening, time and again."""
    for _ in range(2):
        with open_store(address) as store, store.storage.engine.writing() as connection:
            connection.exec_driver_sql("DROP INDEX versions_state")  # fails where there is none


@pytest.mark.parametrize(
    "query",
    [
        where("text") == "x",
        where("no") != "x",
        where("no") == 1,
        where("no") == None,  # noqa: E711  TinyDB overloads ==
        where("no") == "\ud800",
        where("no") == "a\0b",
        where("no").one_of(["1", 2]),
        where("no").one_of("123"),
        where("no").one_of([str(number) for number in range(501)]),
        where("no").map(str) == "1",
        where("no")["deeper"] == "1",
        where("no").exists(),
        ~(where("no") == "1"),
        (where("no") == "1") | (where("text") == "x"),
        (where("no") == "1") & where("no").map(str).exists(),
        Query().fragment({"no": "1"}),
        bool,
    ],
    # A query shows itself in the order of a set, which differs from run to run.
    ids=lambda _: "query",
)
def test_what_sql_might_see_differently_is_scanned(query: object) -> None:
    """Numbers, null, lists, functions, other fields, not: Python looks at every document."""
    assert narrow(query) is None


def test_what_is_text_in_disguise_is_found(store: Store) -> None:
    """A value of an enumeration of texts finds what its text finds."""
    store.insert_multiple([{"state": "open"}, {"state": "closed"}])
    assert narrow(where("state") == State.OPEN) is not None
    assert store.search(where("state") == State.OPEN) == [{"state": "open"}]


def test_a_list_that_is_too_long_for_sql_is_scanned_and_right(store: Store) -> None:
    """one_of with thousands of values finds what it should."""
    store.insert_multiple([{"no": str(number)} for number in range(10)])
    wanted = [str(number) for number in range(5, 3000)]
    assert len(store.search(where("no").one_of(wanted))) == 5
