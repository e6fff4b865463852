import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.desk import Desk
from collector.desk.issues.handling import standing_of, take_step
from collector.rules.issues.stages import stage_of
from collector.store import cases as cases_module
from collector.store.cases import Cases
from tests.makers import STEP_FIELDS, keep_case, make_account, make_case, make_desk, make_draft


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    yield desk
    desk.store.close()


def test_cases_are_the_same_as_read_afresh(desk: Desk) -> None:
    """What is folded in memory equals what the registers say, step after step."""
    keep_case(desk, make_case())
    assert desk.cases.case("2022-000123") == desk.case("2022-000123")
    take_step(
        desk, make_account(role="street_reviewer"), "2022-000123", "accepted", **STEP_FIELDS["accepted"]
    )
    assert desk.cases.case("2022-000123") == desk.case("2022-000123")
    assert [stage_of(case) for case in desk.cases.all()] == ["accepted"]


def test_what_was_replaced_or_removed_is_gone(desk: Desk) -> None:
    """A new version takes the place of the old one, and erased words leave the memory as well."""
    keep_case(desk, make_case())
    desk.act(lambda: desk.registers.drafts.put(make_draft(title="一")))
    assert desk.cases.draft("2022-000123") == make_draft(title="一")
    desk.act(lambda: desk.registers.drafts.put(make_draft(title="二")))
    assert [draft.title for draft in desk.cases.drafts()] == ["二"]
    desk.act(lambda: desk.registers.words.remove(household_code="fuxing-0001"))
    case = desk.cases.case("2022-000123")
    assert case is not None
    assert case.words == {}


def test_a_standing_is_worked_out_once(desk: Desk) -> None:
    """The same case on the same day gives the very same record; a step gives another."""
    case = keep_case(desk, make_case())
    seen = desk.cases.case(case.no)
    assert seen is not None
    assert standing_of(desk, seen) is standing_of(desk, seen)
    after = take_step(
        desk, make_account(role="street_reviewer"), case.no, "accepted", **STEP_FIELDS["accepted"]
    )
    assert standing_of(desk, after).stage == "accepted"


def test_a_list_of_all_is_its_askers_own(desk: Desk) -> None:
    """Whoever sorts or empties the list they were given changes nobody else's."""
    keep_case(desk, make_case())
    desk.cases.all().clear()
    assert [case.no for case in desk.cases.all()] == ["2022-000123"]


def test_collections_leave_a_loaded_store_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken in in bulk is not walked over by the garbage collector; a single act is no bulk."""
    frozen: list[int] = []
    monkeypatch.setattr(cases_module, "BULK", 2)
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(1))
    keep_case(desk, make_case())
    cases = Cases(desk.store)
    assert (len(cases.all()), frozen) == (1, [1])
    desk.act(lambda: desk.registers.drafts.put(make_draft()))
    assert (len(cases.drafts()), frozen) == (1, [1])


def test_many_readers_while_somebody_writes(desk: Desk) -> None:
    """Lists can be asked for from several threads while cases are added, and end up complete."""
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(30):
                desk.cases.all()
        except BaseException as error:  # noqa: BLE001  handed on to the test below
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(20):
        keep_case(desk, make_case(no=f"2022-{number:06d}"))
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(desk.cases.all()) == 20
