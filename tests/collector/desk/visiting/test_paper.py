"""Sheets of paper: numbers given out once, and each keyed in once whoever does it."""

from typing import Any

import pytest

from collector.desk import Desk
from collector.desk.visiting import paper
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from tests.makers import make_account, make_household, make_visit_body


@pytest.fixture
def number(desk: Desk) -> str:
    """One form, printed by the grid worker whose household is on the roster."""
    make_household(desk)
    return paper.print_forms(desk, make_account(desk), 1)


def said(**changes: Any) -> dict[str, Any]:
    """What stands on a sheet: a visit without an id."""
    body = make_visit_body(**changes)
    del body["id"]
    return body


def test_numbers_are_given_out_once(desk: Desk) -> None:
    """Two batches never share a number or an id, and each form is there."""
    worker = make_account(desk)
    first, second = (paper.print_forms(desk, worker, 3) for _ in range(2))
    forms = [form for code in (first, second) for form in paper.batch_of(desk, worker, code).forms]
    assert len({form.no for form in forms}) == len({form.id for form in forms}) == 6
    assert [batch.code for batch in paper.batches_of(desk, worker)] == [second, first]


@pytest.mark.parametrize("count", [0, -1, 61])
def test_too_many_or_none_are_refused(desk: Desk, count: int) -> None:
    """With the number that was asked for, and nothing given out."""
    with pytest.raises(Refusal) as refused:
        paper.print_forms(desk, make_account(desk), count)
    assert str(count) in refused.value.fields["count"]
    assert len(desk.registers.blank_forms) == 0


def test_the_number_stands_for_the_id(desk: Desk, number: str) -> None:
    """What is keyed in is kept under the id of the sheet, and the sheet knows its visit."""
    worker = make_account()
    receipt = paper.key_in(desk, worker, number, said())
    form = paper.form_of(desk, number)
    visit = desk.registers.visits.get(receipt.answer["no"])
    assert visit is not None
    assert (visit.id, form.visit_no, form.keyed_by) == (form.id, visit.no, worker.username)


def test_the_same_sheet_twice_is_one_visit(desk: Desk, number: str) -> None:
    """The same content gets the same receipt; issues keep their ids, so they are not doubled either."""
    issue = {"id": "typed-in", "field": "housing", "text": "路灯不亮"}
    first = paper.key_in(desk, make_account(), number, said(issues=[issue]))
    again = paper.key_in(desk, make_account(), number, said(issues=[issue | {"id": "another"}]))
    assert (first.created, again.created) == (True, False)
    assert first.answer == again.answer
    assert (len(desk.registers.visits), len(desk.registers.issues)) == (1, 1)


def test_another_clerk_keys_the_same_sheet(desk: Desk, number: str) -> None:
    """It is known again whoever types: same content, the first receipt; other content, a clear refusal."""
    first = paper.key_in(desk, make_account(), number, said())
    other = make_account(desk, username="other_worker", name="示例别人")
    again = paper.key_in(desk, other, number, said())
    assert (again.created, again.answer) == (False, first.answer)
    with pytest.raises(Conflict) as refused:
        paper.key_in(desk, other, number, said(channel="phone", channel_reason="在外地打工"))
    assert number in refused.value.message
    assert first.answer["no"] in refused.value.message
    assert len(desk.registers.visits) == 1


def test_a_slip_and_a_number_never_printed_are_told_apart(desk: Desk, number: str) -> None:
    """Each with what was typed, and nothing is stored."""
    wrong_digit = number[:-1] + str((int(number[-1]) + 1) % 10)
    for written, code in (
        (wrong_digit, "wrong_number"),
        ("Z2022-000009-6", "not_printed"),
        (" ", "no_number"),
    ):
        with pytest.raises(Refusal) as refused:
            paper.key_in(desk, make_account(), written, said())
        assert refused.value.code == code
        assert "no" in refused.value.fields
    assert len(desk.registers.visits) == 0


def test_what_is_refused_leaves_the_sheet_free(desk: Desk, number: str) -> None:
    """A mistake in what was typed does not use the number up."""
    with pytest.raises(Refusal):
        paper.key_in(desk, make_account(), number, said(household_code="fuxing-9999"))
    assert paper.form_of(desk, number).visit_no is None
    assert paper.key_in(desk, make_account(), number, said()).created


def test_a_batch_is_for_whoever_printed_it_and_the_office(desk: Desk, number: str) -> None:
    """Others print their own; a batch that is not there is said so."""
    assert paper.batch_of(desk, make_account(desk, role="campaign_office"), number).code == number
    with pytest.raises(NotAllowed):
        paper.batch_of(desk, make_account(desk, username="other_worker"), number)
    with pytest.raises(Missing):
        paper.batch_of(desk, make_account(), "Z2022-000009-0")
    with pytest.raises(NotAllowed):
        paper.print_forms(desk, make_account(desk, role="publisher"), 1)
