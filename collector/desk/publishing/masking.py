"""Texts with everything that identifies somebody starred out (打码), for whoever may not see contacts.

What has the form of a phone or an address is found by its form, names and doors of the roster because they
are on it. A name that is on no roster stays: where texts are not needed at all they are better left out.
"""

from collector.desk import Desk
from collector.desk.publishing.leaks import whole_roster
from generator.campaign.disclosure import find


def masked(desk: Desk, text: str) -> str:
    """What people wrote (原话), starred out by form and by roster."""
    spans = [(each.start, each.end) for each in find(text)]
    spans += [(each.start, each.end) for each in whole_roster(desk).find(text)]
    return _starred(text, spans)


def masked_by_form(text: str) -> str:
    """What is no free text: names of those who work with the desk may be on the roster, too, and stay."""
    return _starred(text, [(each.start, each.end) for each in find(text)])


def _starred(text: str, spans: list[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = "＊" * (end - start)
    return "".join(letters)
