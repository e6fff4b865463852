"""A restored store knows that it is older than what people did since."""

from pathlib import Path

from collector.rules.publishing.restored import NUMBERS_AN_HOUR
from collector.store.backup import backup, restore
from collector.store.registers import Registers
from collector.store.restored import mark
from collector.store.storage import Store, open_store


def give(store: Store, *prefixes: str) -> list[str]:
    registers = Registers(store)
    return store.act(lambda: [registers.next_no(each) for each in prefixes])


def test_what_was_given_out_since_the_backup_is_never_given_again(store: Store, tmp_path: Path) -> None:
    """Under prefixes that the backup knows and under those it does not; numbers go on one by one (S22)."""
    given = give(store, "2022")
    backup(store, tmp_path / "b.jsonl")
    given += give(store, "2022", "2022", "V2022", "fuxing-n")
    restore(tmp_path / "b.jsonl", str(tmp_path / "again"))
    with open_store(str(tmp_path / "again")) as again:
        anew = give(again, "2022", "V2022", "fuxing-n", "2022")
        assert set(anew).isdisjoint(given)
        assert anew == ["2022-000202", "V2022-000201", "fuxing-n-000201", "2022-000203"]
        (restored,) = Registers(again).restored
        assert restored.skipped["2022"] == (1, 1 + NUMBERS_AN_HOUR)
        assert restored.until.startswith("20")
        assert not restored.is_taken_in


def test_a_number_from_elsewhere_does_not_lead_back_among_those_skipped(store: Store) -> None:
    """A table that brings a low number along leaves the count where it was."""
    registers = Registers(store)
    mark(store)
    store.act(lambda: registers.count_from("2022-000005"))
    assert give(store, "2022") == ["2022-000201"]
    store.act(lambda: registers.count_from("2022-004000"))
    assert give(store, "2022") == ["2022-004001"]


def test_what_was_restored_twice_skips_twice(store: Store) -> None:
    """Each restoring is one of its own."""
    mark(store)
    mark(store)
    assert give(store, "2022") == ["2022-000401"]
    assert len(Registers(store).restored) == 2
