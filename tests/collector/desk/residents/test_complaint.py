import re
import uuid
from typing import Any

import pytest

from collector.desk import Desk
from collector.desk.residents.complaint import add_note, complaints, file_of, submit
from collector.errors import Missing, NotAllowed, Refusal
from collector.rules.residents.complaint import Complaint
from generator.campaign.vocabulary import ROLES
from tests.makers import make_account

OFFICE = make_account(role="campaign_office")


def complain(desk: Desk, **changes: Any) -> Complaint:
    usual = {"given_id": str(uuid.uuid4()), "community_code": "fuxing", "visited_on": "", "text": "没有进门"}
    return submit(desk, **usual | changes)


def test_the_text_is_kept_apart(desk: Desk) -> None:
    """The register holds no word of it, so that it can be erased without a gap in the numbers."""
    taken = complain(desk, visited_on="2022-08-04")
    assert taken.no == "C2022-000001"
    assert "没有进门" not in str(list(desk.registers.complaints)) + str(list(desk.trail))
    assert file_of(desk, OFFICE, taken.no).text == "没有进门"


def test_four_digits_show_who_asks(desk: Desk) -> None:
    """Numbers follow each other and can be guessed; the digits are drawn, and stay if it is sent again."""
    given_id = str(uuid.uuid4())
    first = complain(desk, given_id=given_id)
    assert re.fullmatch(r"\d{4}", first.check)
    assert complain(desk, given_id=given_id).check == first.check
    assert len({complain(desk).check for _ in range(12)}) > 1


def test_sent_twice_is_taken_once(desk: Desk) -> None:
    """The form's own id tells a second tap from a second complaint."""
    given_id = str(uuid.uuid4())
    assert complain(desk, given_id=given_id) == complain(desk, given_id=given_id.upper())
    assert len(desk.registers.complaints) == 1


def test_second_thoughts_under_the_same_form_are_taken_as_well(desk: Desk) -> None:
    """Back, another word, sent again: both are kept, and each is taken once."""
    given_id = str(uuid.uuid4())
    first = complain(desk, given_id=given_id)
    second = complain(desk, given_id=given_id, text="没有进门，也没有留名片")
    assert first.no != second.no
    assert complain(desk, given_id=given_id, text=" 没有进门，也没有留名片 ") == second
    assert complain(desk, given_id=given_id) == first
    assert [file_of(desk, OFFICE, each.no).text for each in (first, second)] == [
        "没有进门",
        "没有进门，也没有留名片",
    ]


def test_s61_only_the_office_and_discipline_read_it(desk: Desk) -> None:
    """Nobody bound to a unit or a community does, and so never the visitor's own unit."""
    taken = complain(desk)
    for role in ROLES:
        account = make_account(role=role)
        if role in ("campaign_office", "discipline"):
            assert file_of(desk, account, taken.no).complaint == taken
            continue
        with pytest.raises(NotAllowed):
            complaints(desk, account)
        with pytest.raises(NotAllowed):
            file_of(desk, account, taken.no)
        with pytest.raises(NotAllowed):
            add_note(desk, account, taken.no, state="answered", text="没有的事")


def test_notes_lead_from_new_to_answered(desk: Desk) -> None:
    """Each note has its author, time and words; the unread stand first in the list."""
    first, second = complain(desk), complain(desk)
    add_note(desk, OFFICE, second.no, state="looked_into", text="问了邻居")
    add_note(desk, make_account(role="discipline"), second.no, state="answered", text="属实，已补访")
    assert [each.no for each in complaints(desk, OFFICE)] == [first.no, second.no]
    file = file_of(desk, OFFICE, second.no)
    assert [(line.state, line.text) for line in file.lines] == [
        ("looked_into", "问了邻居"),
        ("answered", "属实，已补访"),
    ]
    with pytest.raises(Refusal):
        add_note(desk, OFFICE, second.no, state="looked_into", text="再看")


def test_refused_is_not_kept(desk: Desk) -> None:
    """Neither an empty one nor a note on one that is not there."""
    with pytest.raises(Refusal):
        complain(desk, text="")
    with pytest.raises(Missing):
        add_note(desk, OFFICE, "C2022-000009", state="answered", text="好")
    assert len(desk.registers.complaints) == 0
