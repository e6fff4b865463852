"""A table answers as stock TinyDB does, and takes the same submission once."""

import math
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, operations, where
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from collector.errors import Conflict, Refusal
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


def test_results_are_copies(store: Store) -> None:
    """Changing what a search returned, however deep, changes nothing stored."""
    store.insert({"no": "1", "tags": ["a"]})
    store.search(where("no") == "1")[0]["tags"].append("b")
    assert store.all() == [{"no": "1", "tags": ["a"]}]


def test_a_failed_update_changes_nothing(store: Store) -> None:
    """Where the third document cannot be updated, the first two stay as they were."""
    store.insert_multiple([{"a": 1, "b": 1}, {"a": 1, "b": 2}, {"b": 3}])
    head = store.head()
    with pytest.raises(KeyError):
        store.update(operations.delete("a"))
    assert store.head() == head
    assert store.all() == [{"a": 1, "b": 1}, {"a": 1, "b": 2}, {"b": 3}]


def test_an_update_without_a_difference_is_no_version(store: Store) -> None:
    """Setting a field to what it is already adds nothing to the store."""
    store.insert({"state": "open"})
    head = store.head()
    assert store.update({"state": "open"}) == [1]
    assert store.head() == head


def test_get_stops_at_the_first_hit(store: Store) -> None:
    """A later document on which the query would fail is not looked at."""
    store.insert_multiple([{"x": 1}, {"x": "text"}])
    assert store.get(where("x") < 5) == {"x": 1}


def test_a_table_written_while_it_is_read_is_read_as_it_was(store: Store) -> None:
    """A loop over a table that changes the table ends, and sees every document once, as it was."""
    store.insert_multiple([{"no": str(number)} for number in range(500)])
    seen = []
    for document in store:
        seen.append(document["no"])
        store.insert({"no": document["no"] + "x"})
        store.remove(doc_ids=[document.doc_id])
    assert seen == [str(number) for number in range(500)]
    assert len(store) == 500


@pytest.mark.parametrize(
    "content",
    [{"x": math.nan}, {"x": math.inf}, {"x": "\ud800"}, {"\ud800": 1}, {"x": "a\0b"}, {"x": "\\\0"}],
    ids=str,
)
def test_what_json_or_a_database_cannot_carry_is_refused(store: Store, content: dict[str, Any]) -> None:
    """Not-a-number, infinity, half a character and NUL are refused before anything is stored."""
    for attempt in (store.insert, lambda each: store.insert_once(each, author="li", key="1"), store.upsert):
        with pytest.raises(Refusal, match="不能保存"):
            attempt(content) if attempt != store.upsert else store.upsert(content, where("no") == "1")
    assert len(store) == 0


def test_what_only_looks_like_a_nul_is_stored(store: Store) -> None:
    """A backslash and u0000 typed by somebody are six characters like others."""
    store.insert({"text": "\\u0000 \\\\u0000 \u2028"})
    assert store.all() == [{"text": "\\u0000 \\\\u0000 \u2028"}]


def test_very_deep_documents_are_refused(store: Store) -> None:
    """Nesting deeper than JSON readers follow is refused, not a crash later."""
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(Refusal):
        store.insert({"x": deep})


def test_the_same_submission_is_stored_once(store: Store) -> None:
    """The order of keys does not matter, the author and the table do; other content is a conflict."""
    visits = store.table("visits")
    assert visits.insert_once({"a": 1, "b": (1, 2)}, author="li", key="k") == (1, True)
    assert visits.insert_once({"b": [1, 2], "a": 1}, author="li", key="k") == (1, False)
    assert visits.insert_once({"a": 1}, author="wang", key="k") == (2, True)
    assert store.table("issues").insert_once({"a": 1}, author="li", key="k") == (1, True)
    with pytest.raises(Conflict) as caught:
        visits.insert_once({"a": True, "b": [1, 2]}, author="li", key="k")
    assert caught.value.code == "same_id_other_content"
    assert len(visits) == 2


def test_a_submission_that_was_erased_does_not_come_back(store: Store) -> None:
    """A phone that sends again what has been erased since is refused; nothing is stored."""
    visits = store.table("visits")
    visits.insert_once({"name": "示例"}, author="li", key="k")
    visits.remove(doc_ids=[1])
    with pytest.raises(Conflict):
        visits.insert_once({"name": "示例"}, author="li", key="k")
    assert len(visits) == 0


def test_many_senders_of_the_same_submissions_store_each_once(store: Store) -> None:
    """32 threads send the same 100 ids at once: each is new exactly once, and all get the same number."""
    visits = store.table("visits")
    answers: list[tuple[str, int, bool]] = []
    start = threading.Barrier(32)

    def send(offset: int) -> None:
        start.wait()
        for number in range(100):
            key = str((number + offset * 7) % 100)
            answers.append((key, *visits.insert_once({"n": key}, author="li", key=key)))

    threads = [threading.Thread(target=send, args=(offset,)) for offset in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(visits) == 100
    assert len(answers) == 3200
    assert sum(new for _, _, new in answers) == 100
    assert len({(key, doc_id) for key, doc_id, _ in answers}) == 100


def test_a_table_written_while_an_act_reads_it_is_read_as_it_was(store: Store) -> None:
    """Inside an act too, a loop that adds to what it loops over comes to an end."""
    store.insert_multiple([{"n": number} for number in range(300)])

    def double() -> int:
        return sum(1 for document in store if store.insert({"n": document["n"]}))

    assert store.act(double) == 300
    assert len(store) == 600


def test_ids_are_whole_numbers_that_a_database_can_hold(store: Store) -> None:
    """An id beyond 63 bits is refused on insert and found nowhere."""
    with pytest.raises(ValueError, match="63 bits"):
        store.insert(Document({}, doc_id=2**63))
    assert store.get(doc_id=2**63) is None
    assert store.get(doc_ids=[2**80]) == []


def test_an_empty_table_stays_listed_and_a_dropped_one_does_not(store: Store) -> None:
    """`tables` lists what was written to, even when nothing is left in it, until it is dropped."""
    store.table("a").insert({})
    store.table("a").truncate()
    store.table("b", persist_empty=True)
    store.table("c").remove(where("x").exists())
    store.table("d")
    assert store.tables() == {"a", "b", "c"}
    store.drop_table("a")
    store.drop_table("nowhere")
    assert store.tables() == {"b", "c"}
    store.drop_tables()
    assert store.tables() == set()
    assert store.table("a").insert({}) == 1
