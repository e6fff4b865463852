"""Care of the store: damage is found and named, what was erased is gone from the files."""

import pytest
from tinydb import where

from collector.store.care import compact, info, verify
from collector.store.storage import Store, open_store


def full_store(address: str) -> None:
    with open_store(address) as store:
        issues = store.table("issues")
        issues.insert_multiple(
            [{"no": f"2022-{number:06d}", "text": "路灯不亮" * 20} for number in range(50)]
        )
        issues.update({"state": "open"}, where("no") == "2022-000003")
        issues.remove(where("no") == "2022-000004")


def tamper(address: str, statement: str) -> None:
    with open_store(address) as store, store.storage.engine.writing() as connection:
        connection.exec_driver_sql(statement)


def test_a_whole_store_has_no_problems(address: str) -> None:
    """Updates and removals leave a store that verifies."""
    full_store(address)
    with open_store(address) as store:
        assert verify(store) == []


@pytest.mark.parametrize("table", ["issues", "visits", "households"])
def test_one_number_twice_is_found_and_named(address: str, table: str) -> None:
    """Two records under a number or code are whole each, and yet one too many."""
    with open_store(address) as store:
        key = "code" if table == "households" else "no"
        store.table(table).insert_multiple([{key: "2022-000172"}, {key: "2022-000173"}, {key: "2022-000172"}])
        [problem] = verify(store)
    assert (problem.file, problem.code) == (f"库/{table}", "number_twice")
    assert "编号 2022-000172 有两份" in problem.message


@pytest.mark.parametrize(
    ("statement", "seq", "code"),
    [
        ("UPDATE versions SET doc = replace(doc, '不亮', '明亮') WHERE seq = 7", 7, "store_text"),
        ("UPDATE versions SET salt = 'x' WHERE seq = 8", 8, "store_text"),
        ("UPDATE versions SET at = '2020-01-01' WHERE seq = 9", 9, "store_chain"),
        ("UPDATE versions SET tab = 'other' WHERE seq = 10", 10, "store_chain"),
        ("UPDATE versions SET author = 'a', key = 'k' WHERE seq = 11", 11, "store_chain"),
        ("UPDATE versions SET chain = 'x' WHERE seq = 12", 12, "store_chain"),
        ("DELETE FROM versions WHERE seq = 13", 14, "store_gap"),
        ("UPDATE versions SET doc = NULL, salt = NULL WHERE seq = 14", 14, "store_emptied"),
        ("UPDATE versions SET doc = '{}' WHERE seq = 53", 53, "store_text"),
    ],
)
def test_whatever_is_changed_behind_its_back_is_found_and_named(
    address: str, statement: str, seq: int, code: str
) -> None:
    """A silent change of text, salt, time, owner or chain, a missing row: verify names the record."""
    full_store(address)
    tamper(address, statement)
    with open_store(address) as store:
        first = verify(store)[0]
    assert (first.line, first.code) == (seq, code)
    assert first.file.startswith("库/")


def test_compacting_goes_on_beside_readers_and_writers(store: Store) -> None:
    """Compacting is no act; inside an act it is refused, afterwards writing goes on."""
    store.insert({"no": "1"})
    with pytest.raises(RuntimeError):
        store.act(lambda: compact(store))
    compact(store)
    store.insert({"no": "2"})
    assert len(store) == 2


def test_info_tells_where_and_how_much(store: Store, address: str) -> None:
    """Place, database, versions, head of the chain and the documents of each table."""
    store.table("issues").insert({"no": "1"})
    told = info(store)
    assert told["位置"] == address
    assert told["版本"] == "2 条"
    assert told["链头"] == store.head().digest
    assert told["表 issues"] == "1 份"
