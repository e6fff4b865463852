"""The types of the public pages say what templates may use, and hide what may not be told."""

from pathlib import Path

import pytest

from generator.pages import KINDS, template_name
from generator.parts import Tally

TEMPLATES = Path(__file__).parents[2] / "templates/public"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_page_has_its_template(kind):
    """A kind of page and its template find each other by name."""
    assert (TEMPLATES / template_name(kind)).is_file()


def test_every_template_belongs_to_a_kind_of_page():
    """No template stands around unused; only the frame and the shared parts have no page of their own."""
    shared = {"base.html", "header.html", "footer.html", "linked_data.html", "parts.html"}
    names = {path.name for path in TEMPLATES.glob("*.html")}
    assert names - shared == {template_name(kind) for kind in KINDS}


def test_a_tally_tells_what_is_open():
    """What is neither resolved nor explained is open, and the bar's parts are shares of all."""
    tally = Tally(issues=20, resolved=15, explained=2)
    assert tally.open == 3
    assert (tally.resolved_share, tally.explained_share, tally.open_share) == (75, 10, 15)


@pytest.mark.parametrize(
    ("counts", "shares"),
    [((3, 1, 1), (33, 33, 34)), ((3, 2, 1), (66, 34, 0)), ((3, 0, 0), (0, 0, 100)), ((3, 3, 0), (100, 0, 0))],
)
def test_a_bar_of_which_all_is_known_is_full(counts, shares):
    tally = Tally(issues=counts[0], resolved=counts[1], explained=counts[2])
    assert (tally.resolved_share, tally.explained_share, tally.open_share) == shares


@pytest.mark.parametrize(
    "tally",
    [
        Tally(issues=20, resolved=None, explained=2),
        Tally(issues=20, resolved=15, explained=None),
        Tally(issues=None, resolved=None, explained=0),
    ],
)
def test_a_suppressed_count_cannot_be_worked_out(tally):
    """Where one count is hidden, the open ones are hidden too and no bar gives its width away."""
    assert tally.open is None
    assert tally.open_share == 0


def test_nothing_registered_is_not_the_same_as_hidden():
    """Zero issues read as empty, a hidden number does not."""
    assert Tally(issues=0, resolved=0, explained=0).is_empty
    assert not Tally(issues=None, resolved=None, explained=None).is_empty
