"""Care of the store: damage is found and named, what was erased is gone from the files."""

import sqlite3
from pathlib import Path

import pytest
from tinydb import where

from collector.errors import StoreUnavailable
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
    with sqlite3.connect(Path(address) / "store.sqlite") as connection:
        connection.execute(statement)
    connection.close()


def test_a_whole_store_has_no_problems(address: str) -> None:
    """Updates and removals leave a store that verifies."""
    full_store(address)
    with open_store(address) as store:
        assert verify(store) == []


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


def test_a_flipped_bit_in_the_file_is_found(address: str) -> None:
    """One bit of a document's text changed on disk is found, wherever it lies."""
    full_store(address)
    file = Path(address) / "store.sqlite"
    whole = file.read_bytes()
    text = "路灯不亮".encode()
    places = [place for place in range(len(whole)) if whole.startswith(text, place)]
    for place in places[:: len(places) // 5]:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with open_store(address) as store:
            problems = verify(store)
        assert problems, place
        assert problems[0].line > 0


def test_verify_survives_a_torn_page(address: str) -> None:
    """Where a whole page is lost, verify says from which record on, and does not fall over."""
    full_store(address)
    file = Path(address) / "store.sqlite"
    whole = bytearray(file.read_bytes())
    page = whole.index(b'"no":"2022-000030"') // 4096
    whole[page * 4096 : page * 4096 + 4096] = bytes(4096)
    file.write_bytes(whole)
    with open_store(address) as store:
        problems = verify(store)
    assert problems[0].code == "store_damaged"
    assert problems[0].line > 0
    assert {problem.code for problem in problems} == {"store_damaged", "store_file"}


def test_a_text_that_is_no_json_any_more_is_named(address: str) -> None:
    """Reading a document whose text is broken points to verify; others can be read."""
    full_store(address)
    file = Path(address) / "store.sqlite"
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b'{"no":"2022-000030"', b'{"no"["2022-000030"'))
    with open_store(address) as store:
        issues = store.table("issues")
        assert issues.get(where("no") == "2022-000029") is not None
        filtered_by_sql = (where("no") > "2022-000029") & where("of").one_of(["1", "2"])
        for attempt in (issues.all, lambda: issues.search(filtered_by_sql)):
            with pytest.raises(StoreUnavailable, match="wanhu store verify"):
                attempt()


def test_what_was_replaced_or_removed_is_nowhere_in_the_files(address: str) -> None:
    """After compacting no file of the store holds the text that was changed or erased; the chain is whole."""
    with open_store(address) as store:
        people = store.table("people")
        people.insert_multiple([{"code": "1", "name": "示例甲某人"}, {"code": "2", "name": "示例乙某人"}])
        people.update({"name": "改过了"}, where("code") == "1")
        people.remove(where("code") == "2")
        compact(store)
        files = b"".join(file.read_bytes() for file in Path(address).iterdir())
        assert "示例甲".encode() not in files
        assert "示例乙".encode() not in files
        assert "改过了".encode() in files
        assert verify(store) == []


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
