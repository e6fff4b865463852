"""The contract: whatever is asked of a table, the answer is stock TinyDB's, on both databases."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import Query, TinyDB, where
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from collector.store.storage import Store

TEXTS = ["", "1", "2", "福兴", "fuxing", 'quo"te', "back\\slash", "[1]", "{}", "é", "e\u0301", "\U0001f600"]
WORDS = st.sampled_from(TEXTS)
VALUES = st.none() | st.booleans() | st.integers(-2, 2) | st.just(2**70) | st.just(0.5) | st.just(1.0) | WORDS
NESTED = VALUES | st.lists(VALUES, max_size=2) | st.dictionaries(WORDS, VALUES, max_size=2)
FIELDS = ["no", "of", "state", "text"]
DOCUMENTS = st.dictionaries(st.sampled_from(FIELDS), NESTED, max_size=4) | st.fixed_dictionaries(
    {"on": WORDS}
)
IDS = st.integers(1, 8)


def simple_queries() -> st.SearchStrategy[QueryInstance]:
    field = st.sampled_from(FIELDS)
    return st.one_of(
        st.builds(lambda name, value: where(name) == value, field, NESTED),
        st.builds(lambda name, value: where(name) != value, field, VALUES),
        st.builds(lambda name, values: where(name).one_of(values), field, st.lists(VALUES, max_size=3)),
        st.builds(lambda name: where(name).exists(), field),
        st.builds(lambda name: where(name).matches("[0-9]+"), field),
        st.builds(lambda name: where(name).search("[0-9]$"), field),
        st.builds(lambda name, values: where(name).any(values), field, st.lists(WORDS, max_size=2)),
        st.builds(lambda name, values: where(name).all(values), field, st.lists(WORDS, max_size=2)),
        st.builds(lambda name, value: Query().fragment({name: value}), field, VALUES),
        st.builds(lambda name, inner, value: where(name)[inner] == value, field, WORDS, VALUES),
        st.builds(lambda name, word: where(name).test(lambda value: value == word), field, WORDS),
        st.builds(lambda name, word: where(name).map(str) == word, field, WORDS),
        *(
            st.builds(lambda value, compare=compare: getattr(where("on"), compare)(value), WORDS)
            for compare in ("__lt__", "__le__", "__gt__", "__ge__")
        ),
    )


QUERIES = st.recursive(
    simple_queries(),
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a: ~a, inner),
    ),
    max_leaves=4,
)
# What is done is named, so that hypothesis prints a failing history one can read.
STEPS = st.one_of(
    st.tuples(st.just("insert"), DOCUMENTS),
    st.tuples(st.just("insert_at"), DOCUMENTS, IDS),
    st.tuples(st.just("insert_multiple"), st.lists(DOCUMENTS, max_size=3)),
    st.tuples(st.just("update"), DOCUMENTS, QUERIES),
    st.tuples(st.just("update_ids"), DOCUMENTS, st.lists(IDS, unique=True, max_size=3)),
    st.tuples(st.just("update_all"), DOCUMENTS),
    st.tuples(st.just("update_multiple"), st.lists(st.tuples(DOCUMENTS, QUERIES), max_size=2)),
    st.tuples(st.just("upsert"), DOCUMENTS, QUERIES),
    st.tuples(st.just("upsert_at"), DOCUMENTS, IDS),
    st.tuples(st.just("remove"), QUERIES),
    st.tuples(st.just("remove_ids"), st.lists(IDS, unique=True, max_size=3)),
    st.tuples(st.just("search"), QUERIES),
    st.tuples(st.just("get"), QUERIES),
    st.tuples(st.just("get_id"), IDS),
    st.tuples(st.just("get_ids"), st.lists(IDS, max_size=3)),
    st.tuples(st.just("contains"), QUERIES),
    st.tuples(st.just("count"), QUERIES),
    st.tuples(st.just("truncate")),
)


def do(table: Table, step: tuple[Any, ...]) -> object:
    """What a table answers to a step, with the ids of documents, or the kind of its refusal."""
    name, *rest = step
    deeds: dict[str, Callable[[], object]] = {
        "insert_at": lambda: table.insert(Document(*rest)),
        "update_ids": lambda: table.update(rest[0], doc_ids=rest[1]),
        "update_all": lambda: table.update(rest[0]),
        "upsert_at": lambda: table.upsert(Document(*rest)),
        "remove_ids": lambda: table.remove(doc_ids=rest[0]),
        "get_id": lambda: table.get(doc_id=rest[0]),
        "get_ids": lambda: table.get(doc_ids=rest[0]),
    }
    try:
        answer = deeds[name]() if name in deeds else getattr(table, name)(*rest)
    except ValueError as error:
        return type(error)
    return with_ids(answer)


def with_ids(answer: object) -> object:
    if isinstance(answer, Document):
        return answer.doc_id, dict(answer)
    if isinstance(answer, list):
        return [with_ids(each) for each in answer]
    return answer


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
def test_it_answers_as_stock_tinydb_does(store: Store, steps: list[tuple[Any, ...]]) -> None:
    """Whatever is done in whatever order, answers and contents are those of TinyDB in memory."""
    compare_with_stock(store, steps)


def compare_with_stock(store: Store, steps: list[tuple[Any, ...]]) -> None:
    store.drop_tables()
    stock = TinyDB(storage=MemoryStorage).table("issues", cache_size=0)
    ours = store.table("issues")
    for step in steps:
        assert do(ours, step) == do(stock, step), step
        if step[0] in ("insert_at", "upsert_at"):
            # Stock goes on from another id after a refused one; from here both go on from the highest.
            stock._next_id = None
            store.act(lambda: ours.storage.writer.acting.forget_ids("issues"))
        assert with_ids(ours.all()) == with_ids(stock.all()), step
        assert len(ours) == len(stock)


INDEXED_QUERIES = st.recursive(
    st.one_of(
        st.builds(lambda name, word: where(name) == word, st.sampled_from(["no", "of", "on"]), WORDS),
        st.builds(lambda words: where("on").one_of(words), st.lists(WORDS, max_size=4)),
        *(
            st.builds(lambda word, compare=compare: getattr(where("on"), compare)(word), WORDS)
            for compare in ("__lt__", "__le__", "__gt__", "__ge__")
        ),
    ),
    lambda inner: st.builds(lambda a, b: a & b, inner, inner) | st.builds(lambda a, b: a | b, inner, inner),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries=st.lists(INDEXED_QUERIES, min_size=10, max_size=30))
def test_a_search_by_index_misses_nothing(store: Store, queries: list[QueryInstance]) -> None:
    """Of documents with every word in every listed field, a search finds just what the query wants."""
    if not len(store):
        store.insert_multiple([{"on": a, "no": a, "of": b} for a, b in zip(TEXTS, TEXTS[::-1], strict=True)])
        store.insert_multiple([{"no": 1, "of": None}, {"no": ["1"], "of": {}}, {}])
    documents = store.all()
    for query in queries:
        assert store.search(query) == [document for document in documents if query(document)], query


PEOPLE: list[dict[str, Any]] = [
    {"no": "1", "name": "示例甲", "of": "a", "tags": ["路灯", "老人"], "home": {"floor": 3, "lift": True}},
    {"no": "2", "name": "Yi", "of": "b", "tags": [], "home": {"floor": 6, "lift": False}, "age": 61},
    {"no": "3", "name": "yi\nbing", "of": "a", "tags": ["老人"], "home": {}, "age": 70},
    {"no": "4", "of": "a", "tags": "路灯", "home": {"floor": 1}, "age": 18},
    {"no": "5", "visits": [{"by": "甲", "minutes": 5}, {"by": "乙", "minutes": 20}]},
    {"no": "6", "visits": [{"by": "乙", "minutes": 30}], "of": None},
    {"no": 7, "name": "", "tags": ["路灯"], "home": {"floor": {"of": 3}}},
    {},
]


def is_old(age: int, limit: int, *, of: int = 0) -> bool:
    return age - of >= limit


ASKED = {
    "path by name": Query().home.floor == 6,
    "path by key": Query()["home"]["floor"] == 6,
    "path too deep": Query().home.floor.of == 3,
    "nested exists": where("home").lift.exists(),
    "exists": where("age").exists(),
    "not exists": ~where("age").exists(),
    "compared": (where("age") > 18) & (where("age") <= 70),
    "unequal": where("no") != "1",
    "indexed and not": (where("of") == "a") & (where("age") >= 18),
    "indexed or not": (where("no") == "1") | (where("name") == "Yi"),
    "matches": where("name").matches("[A-Z]i$"),
    "matches with flags": where("name").matches("YI.BING", flags=re.IGNORECASE | re.DOTALL),
    "search": where("name").search("bing"),
    "search with flags": where("name").search("^BING", flags=re.IGNORECASE | re.MULTILINE),
    "search in what is no text": where("tags").search("路"),
    "test": where("name").test(lambda name: len(name) == 2),
    "test with arguments": where("age").test(is_old, 60),
    "any of": where("tags").any(["路灯", "噪音"]),
    "any of nothing": where("tags").any([]),
    "any that": where("visits").any(where("minutes") > 20),
    "any that, nested": Query().visits.any((where("by") == "甲") & (where("minutes") < 10)),
    "all of": where("tags").all(["老人", "路灯"]),
    "all of nothing": where("tags").all([]),
    "all that": where("visits").all(where("by") == "乙"),
    "one of": where("age").one_of([18, 61]),
    "one of, indexed": where("of").one_of(["b", "c"]),
    "one of nothing, indexed": where("of").one_of([]),
    "one of three, indexed": where("no").one_of(["1", "2", "4"]),
    "one of many, indexed": where("no").one_of([str(number) for number in range(2, 40)]),
    "one of with null": where("of").one_of([None, "b"]),
    "fragment": Query().fragment({"of": "a", "age": 70}),
    "nested fragment": Query().home.fragment({"lift": True}),
    "empty fragment": Query().fragment({}),
    "map": where("tags").map(len) == 2,
    "noop": Query().noop(),
    "null": where("of") == None,  # noqa: E711  TinyDB overloads ==
    "list": where("tags") == ["老人"],
}


def outcome(deed: Callable[[], object]) -> object:
    """What comes of it: the answer with ids, or the kind of what was raised."""
    try:
        return with_ids(deed())
    except Exception as error:  # noqa: BLE001  whatever stock raises, ours raises
        return type(error)


@pytest.mark.parametrize("name", ASKED)
def test_every_kind_of_query_finds_what_stock_tinydb_finds(store: Store, name: str) -> None:
    """Each operator of Query by search, get, count and contains, then by update, upsert and remove."""
    query = ASKED[name]
    stock: Table = TinyDB(storage=MemoryStorage).table("people", cache_size=0)
    ours = store.table("people")
    for table in (stock, ours):
        table.insert_multiple(PEOPLE)
    deeds: dict[str, Callable[[Table], object]] = {
        "search": lambda table: table.search(query),
        "get": lambda table: table.get(query),
        "count": lambda table: table.count(query),
        "contains": lambda table: table.contains(query),
        "update": lambda table: table.update({"seen": "yes"}, query),
        "upsert": lambda table: table.upsert({"seen": "twice"}, query),
        "remove": lambda table: table.remove(query),
        "all": lambda table: table.all(),
    }
    for named, deed in deeds.items():
        assert outcome(lambda deed=deed: deed(ours)) == outcome(lambda deed=deed: deed(stock)), named  # type: ignore[misc]
