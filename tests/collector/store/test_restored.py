"""A restored store knows that it is older than what people did since."""

from pathlib import Path

import msgspec

from collector.rules.people.account import Ticket
from collector.rules.publishing.restored import NUMBERS_AN_HOUR
from collector.rules.residents.callback import CallbackLink
from collector.store.backup import backup, restore
from collector.store.care import verify
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


def test_nothing_that_lets_people_in_comes_back(store: Store, tmp_path: Path) -> None:
    """Links that were used since, sessions and tokens that were ended since: none is there."""
    registers = Registers(store)
    asked = CallbackLink(
        digest="d1", issue_no="2022-000001", community_code="fuxing", made_by="li",
        made_at="2022-08-01T10:00:00+08:00", ends_at="2022-08-15T10:00:00+08:00",
    )  # fmt: skip
    answered = msgspec.structs.replace(asked, digest="d2", answered_at="2022-08-02T10:00:00+08:00")

    def work() -> None:
        for kind in ("session", "link", "token", "waiting"):
            registers.tickets.add(Ticket(digest=kind, kind=kind, username="li", made_at=0))
        registers.callback_links.add(asked)
        registers.callback_links.add(answered)

    store.act(work)
    backup(store, tmp_path / "b.jsonl")
    restore(tmp_path / "b.jsonl", str(tmp_path / "again"))
    with open_store(str(tmp_path / "again")) as again:
        kept = Registers(again)
        assert list(kept.tickets) == []
        assert list(kept.callback_links) == [msgspec.structs.replace(asked, ends_at=asked.made_at), answered]
        assert verify(again) == []
    assert len(registers.tickets) == 4


def test_what_was_restored_twice_skips_twice(store: Store) -> None:
    """Each restoring is one of its own."""
    mark(store)
    mark(store)
    assert give(store, "2022") == ["2022-000401"]
    assert len(Registers(store).restored) == 2
