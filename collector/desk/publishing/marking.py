"""What in a public text may not be printed, or should be looked at (标记), by field and place (R5.4)."""

from collections.abc import Iterator

import msgspec

from collector.desk import Desk
from collector.desk.publishing.leaks import Roster, published_contacts, roster_of
from collector.rules.issues.issue import Case
from collector.rules.publishing.draft import LABELS, Draft
from collector.rules.publishing.roster_cell import KINDS
from generator.campaign import disclosure

_SHORT = 2


class Mark(msgspec.Struct, frozen=True, order=True):
    """A place in a text that may not be printed, or should be looked at (标记)."""

    start: int
    end: int
    label: str
    blocks: bool


def marks(desk: Desk, case: Case, draft: Draft) -> dict[str, list[Mark]]:
    """What in each text may not be printed, by field or photo: by its form, or as this household's."""
    roster = _household_roster(desk, case)
    known = tuple(published_contacts(desk.year))
    return {name: sorted(_marks(text, roster, known)) for name, text in printed(draft).items()}


def printed(draft: Draft) -> dict[str, str]:
    """All that would be printed: every text by its field, and what stands below a photo by its file."""
    return draft.texts() | {photo.file: photo.alt for photo in draft.photos}


def namesakes(desk: Desk, draft: Draft) -> dict[str, list[Mark]]:
    """Where each text has what is some resident's name in two characters (R5.5), for whoever approves it.

    Such a name may as well be a word, so it stops nothing by itself; a longer one is stopped at the gate.
    """
    short = desk.cases.once(
        "short names",
        desk.today(),
        ("residents",),
        lambda: frozenset(each.name for each in desk.cases.residents() if len(each.name or "") == _SHORT),
    )
    return {
        name: [
            Mark(start, start + _SHORT, f"住户的{KINDS['name']}", blocks=False)
            for start in range(len(text) - 1)
            if text[start : start + _SHORT] in short
        ]
        for name, text in printed(draft).items()
    }


def blocked_in(desk: Desk, case: Case, text: str) -> list[str]:
    """What in a text may not be printed, in words, each once."""
    found = _marks(text, _household_roster(desk, case), tuple(published_contacts(desk.year)))
    return list(dict.fromkeys(mark.label for mark in found if mark.blocks))


def disclosed(desk: Desk, case: Case, draft: Draft) -> dict[str, str]:
    """What has to be deleted from the texts, by field."""
    found = {
        name: [mark.label for mark in each if mark.blocks] for name, each in marks(desk, case, draft).items()
    }
    return {
        name: f"“{LABELS[name]}”里有{'、'.join(dict.fromkeys(labels))}，请删去"
        for name, labels in found.items()
        if labels and name in LABELS
    }


def _household_roster(desk: Desk, case: Case) -> Roster:
    residents = desk.registers.residents.having(household_code=case.issue.household_code or "")
    return roster_of(desk, residents)


def _marks(text: str, roster: Roster, known: tuple[str, ...]) -> Iterator[Mark]:
    taken = roster.find(text)
    yield from (
        Mark(each.start, each.end, f"住户的{KINDS[each.kind]}", each.level == "block") for each in taken
    )
    for hit in disclosure.find(text, known):
        if not any(each.start < hit.end and hit.start < each.end for each in taken):
            yield Mark(hit.start, hit.end, disclosure.LABELS[hit.kind], hit.level == "block")
