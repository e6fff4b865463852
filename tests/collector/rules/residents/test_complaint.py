import datetime
from typing import Any

import pytest

from collector.rules.residents.complaint import Complaint, Note, wrong_with_complaint, wrong_with_note

ID = "00000000-0000-4000-8000-000000000001"
AT = "2022-08-05T18:00:00+08:00"


def wrong(**changes: str) -> dict[str, str]:
    usual: dict[str, Any] = {"given_id": ID, "community_code": "fuxing", "visited_on": "", "text": "没有来"}
    return wrong_with_complaint(**usual | changes, known={"fuxing"}, today=datetime.date(2022, 8, 5))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"visited_on": "2022-08-05"}, None),
        ({"visited_on": "2022-08-06"}, "visited_on"),
        ({"visited_on": "上周"}, "visited_on"),
        ({"visited_on": "20220804"}, "visited_on"),
        ({"visited_on": "2022-W31-4"}, "visited_on"),
        ({"community_code": "nowhere"}, "community_code"),
        ({"text": "  "}, "text"),
        ({"text": "字" * 1000}, None),
        ({"text": "字" * 1001}, "text"),
        ({"given_id": "1"}, "id"),
    ],
)
def test_what_keeps_a_complaint_from_being_taken(changes: dict[str, str], field: str | None) -> None:
    """A community and a text are enough; a day is optional but must lie behind us."""
    assert list(wrong(**changes)) == ([field] if field else [])


def test_the_state_is_that_of_the_last_note() -> None:
    """New until somebody writes a note; once answered it is not sent back."""
    new = Complaint(no="C2022-000001", id=ID, community_code="fuxing", received_at=AT)
    answered = Complaint(
        no="C2022-000001",
        id=ID,
        community_code="fuxing",
        received_at=AT,
        notes=(Note(at=AT, by="office", state="looked_into"), Note(at=AT, by="office", state="answered")),
    )
    assert (new.state, answered.state) == ("new", "answered")
    assert wrong_with_note(new, "answered", "核实了") == {}
    assert set(wrong_with_note(new, "new", "")) == {"state", "text"}
    assert set(wrong_with_note(answered, "looked_into", "再看看")) == {"state"}
    assert wrong_with_note(answered, "answered", "补充") == {}
