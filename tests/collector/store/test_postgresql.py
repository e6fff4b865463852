"""What is PostgreSQL's own: lost connections, other processes, foreign tables, indexes, moving in."""

import contextlib
import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from psycopg import ProgrammingError
from tinydb import where

from collector.errors import StoreUnavailable
from collector.store.backup import backup, restore
from collector.store.care import compact, info, left_elsewhere, verify
from collector.store.schema import INDEXED
from collector.store.storage import Store, open_store
from tests.collector.store.conftest import overheard, run_all, schema

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
def address(server: str) -> Iterator[str]:
    with schema(server) as made:
        yield made


def test_a_lost_connection_stores_nothing_by_half_and_mends_itself(store: Store) -> None:
    """The server drops the writer in the middle of an act: refused whole; the next act is stored."""
    store.insert({"no": "before"})

    def work() -> None:
        store.insert({"no": "half"})
        acting = store.storage.writer.acting
        assert acting is not None
        pid = acting.line.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with store.storage.engine.writing() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
        store.insert({"no": "other half"})

    with pytest.raises(StoreUnavailable) as caught:
        store.act(work)
    assert caught.value.code == "store_gone"
    store.insert({"no": "after"})
    assert [document["no"] for document in store] == ["before", "after"]
    assert verify(store) == []


@pytest.mark.parametrize("leads", [True, False])
def test_an_act_that_hides_an_error_is_refused_all_the_same(store: Store, *, leads: bool) -> None:
    """After any error PostgreSQL answers COMMIT with a silent ROLLBACK: neither who hid it nor who shares the
    commit is told that all is well."""
    store.insert({"no": "before"})
    line, codes = store.storage.writer._turns._line, []

    def hiding() -> None:
        acting = store.storage.writer.acting
        assert acting is not None
        store.insert({"no": "hidden"})
        with contextlib.suppress(ProgrammingError):
            acting.line.say("SELECT nothing FROM nowhere")
        if leads:
            wait()

    def good() -> None:
        store.insert({"no": "good"})
        if not leads:
            wait()

    def wait() -> None:
        begun.set()
        while not line:
            time.sleep(0.001)

    def hide() -> None:
        with pytest.raises(StoreUnavailable):
            store.act(hiding)
        codes.append("refused")

    begun = threading.Event()
    first, second = (hide, lambda: store.act(good)) if leads else (lambda: store.act(good), hide)
    run_all([first, lambda: begun.wait() and second()])
    assert codes == ["refused"]
    assert [document["no"] for document in store] == ["before", "good"]
    assert verify(store) == []


def test_two_processes_keep_one_chain(address: str) -> None:
    """Two stores on one database, as two processes have them, write at once and lose nothing."""
    with open_store(address) as one, open_store(address) as two:

        def write(store: Store, name: str) -> None:
            for number in range(20):
                store.table("t").insert_once({"n": number}, author=name, key=str(number))

        writers = [(store, name) for store in (one, two) for name in "abcd"]
        threads = [threading.Thread(target=write, args=writer) for writer in writers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(one.table("t")) == 80
        assert one.head() == two.head()
        assert verify(two) == []


def test_what_another_process_wrote_meanwhile_is_seen_whatever_the_server_s_way(address: str) -> None:
    """Whoever waited for the lock goes on from what was committed while it waited, also where a server is set
    to show each transaction the past."""
    with (
        open_store(f"{address}%20-cdefault_transaction_isolation=serializable") as one,
        open_store(address) as two,
    ):
        waits = threading.Thread(target=one.insert, args=({"no": "waited"},))

        def work() -> None:
            two.insert({"no": "first"})
            waits.start()
            with two.storage.engine.reading() as connection:
                while not connection.exec_driver_sql(WAITING).scalar_one():
                    connection.rollback()

        one.insert({"no": "before"})
        two.act(work)
        waits.join()
        assert [document["no"] for document in two] == ["before", "first", "waited"]
        assert verify(two) == []


def test_every_commit_waits_for_the_disk(store: Store) -> None:
    """Whatever the server's setting, ours waits."""
    with store.storage.engine.reading() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"


def test_a_foreign_table_is_no_store(address: str) -> None:
    """A table of the same name that is not ours is refused and left alone."""
    with open_store(address) as store, store.storage.engine.writing() as connection:
        connection.exec_driver_sql("DROP TABLE versions")
        connection.exec_driver_sql("CREATE TABLE versions (song TEXT)")
    with pytest.raises(StoreUnavailable) as caught:
        open_store(address)
    assert caught.value.code == "not_a_store"


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "EUC_CN", "LATIN1"])
def test_a_database_that_cannot_keep_every_name_is_refused(server: str, encoding: str) -> None:
    """Its encoding stands once it is made, so that is said before anything is in it."""
    url = sqlalchemy.make_url(server).set(drivername="postgresql+psycopg")
    maker = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"other_{encoding.lower()}"
    with maker.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        )
    try:
        address = sqlalchemy.make_url(server).set(database=name)
        with pytest.raises(StoreUnavailable, match=f"编码是 {encoding}，"):
            open_store(address.render_as_string(hide_password=False))
    finally:
        with maker.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        maker.dispose()


def test_reading_makes_no_store_and_writes_nothing(address: str) -> None:
    """To read there must be a store already."""
    with pytest.raises(StoreUnavailable):
        open_store(address, read_only=True)
    with open_store(address) as store:
        store.insert({"no": "1"})
    with open_store(address, read_only=True) as reader:
        assert reader.all() == [{"no": "1"}]
        with pytest.raises(StoreUnavailable, match="只读"):
            reader.insert({})


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    """The refusal carries no secret."""
    with pytest.raises(StoreUnavailable) as caught:
        open_store("postgresql://user:secret@127.0.0.1:1/name")
    assert caught.value.code == "store_gone"
    assert "secret" not in caught.value.message


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without psycopg the refusal says what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match="psycopg"):
        open_store("postgresql://127.0.0.1:1/name")


def test_a_backup_of_sqlite_moves_into_postgresql(tmp_path: Path, address: str) -> None:
    """A store outgrows its file: backed up there, restored here, version by version."""
    with open_store(str(tmp_path / "store")) as small:
        small.table("issues").insert_multiple([{"no": str(number)} for number in range(30)])
        small.table("issues").update({"state": "open"}, where("no") == "3")
        backup(small, tmp_path / "b.jsonl")
        before = small.table("issues").all()
    restore(tmp_path / "b.jsonl", address)
    with open_store(address) as large:
        assert large.table("issues").all() == before
        assert verify(large) == []
        compact(large)
        assert info(large)["数据库"].startswith("PostgreSQL")
        assert "secret" not in str(info(large))


NAME = "欧阳示例乙"


def holding(folder: Path) -> list[str]:
    """The files of the server in which the name stands."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return sorted(each.name for each in files if NAME.encode() in each.read_bytes())


def test_what_was_erased_is_in_no_file_of_the_server(address: str) -> None:
    """No table, no statistics, and no log where the server does not recycle it, after compacting."""
    with open_store(address) as store, store.storage.engine.writing() as connection:
        folder = Path(connection.exec_driver_sql("SHOW data_directory").scalar_one())
        people = store.table("people")
        people.insert_multiple([{"code": str(number), "name": f"{NAME}{number}"} for number in range(200)])
        connection.exec_driver_sql("ANALYZE versions")
        sampled = "SELECT attname FROM pg_stats WHERE schemaname = current_schema()"
        names = set(connection.exec_driver_sql(sampled).scalars())
        assert {"seq", "tab"} <= names
        assert not names & {"doc", "salt"}
        connection.exec_driver_sql("CHECKPOINT")
        assert len(holding(folder)) >= 2
        people.remove(where("code").exists())
        compact(store)
        assert holding(folder) == []
        assert verify(store) == []
        assert "pg_wal" in left_elsewhere(store)


def test_an_account_that_may_not_move_the_log_on_compacts_all_the_same(server: str, address: str) -> None:
    """What its account may do is done; the rest is told to people."""
    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    plain = sqlalchemy.make_url(address).set(username="plain").render_as_string(hide_password=False)
    schema_name = re.search(r"test_\w+", address)
    assert schema_name
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE ROLE plain LOGIN")
        connection.exec_driver_sql(f"GRANT ALL ON SCHEMA {schema_name[0]} TO plain")
        with open_store(plain) as store:
            store.insert({"name": NAME})
            store.truncate()
            compact(store)
            store.insert({"name": "示例"})
            assert store.all() == [{"name": "示例"}]
            assert verify(store) == []
        connection.exec_driver_sql("DROP OWNED BY plain")
        connection.exec_driver_sql("DROP ROLE plain")
    engine.dispose()


@pytest.mark.parametrize("field", INDEXED)
def test_a_listed_field_uses_its_index(store: Store, field: str) -> None:
    """Among two thousand documents a search by text, list or either of two fields walks no table."""
    numbers = range(2000)
    store.table("t").insert_multiple([{field: f"x{number}", "no": f"n{number}"} for number in numbers])
    statements: list[tuple[Any, ...]] = []
    with store.storage.engine.reading() as connection:
        connection.exec_driver_sql("ANALYZE versions")
        for query in (
            where(field) == "x7",
            where(field).one_of(["x7", "x8"]),
            (where(field) == "x7") | (where("no") == "n8"),
        ):
            with overheard(lambda *said: statements.append(said)):
                store.table("t").search(query)
            statement, values = statements.pop()
            plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
            assert "Seq Scan" not in plan
            assert set(re.findall(r"Index Scan (?:using|on) versions_(\w+)", plan)) <= {field, "no"}, plan


def test_reading_goes_on_after_the_server_dropped_what_lay_idle(store: Store) -> None:
    """Whoever reads next is not told of it, time and again."""
    store.insert({"no": "1"})
    engine = store.storage.engine
    for _ in range(2):
        assert store.get(doc_id=1) == {"no": "1"}
        [[(pid,)]] = [line._do("execute", "SELECT pg_backend_pid()") for line in engine._idle]
        with engine.writing() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
    assert store.get(doc_id=1) == {"no": "1"}
    assert store.all() == [{"no": "1"}]
