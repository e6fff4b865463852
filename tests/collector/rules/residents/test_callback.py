import pytest

from collector.rules.issues.step_refusals import check_step
from collector.rules.issues.steps import reopens
from collector.rules.people.account import RESIDENT
from collector.rules.residents.callback import CallbackLink, state_of
from tests.makers import make_case, make_step

DONE = ("accepted", "resolved", "replied")
NOW = "2022-08-05T18:00:00+08:00"


def link(**changes: str) -> CallbackLink:
    usual = {"digest": "d", "issue_no": "2022-000123", "community_code": "fuxing", "made_by": "office"}
    return CallbackLink(**usual | {"made_at": NOW, "ends_at": "2022-08-19T18:00:00+08:00"} | changes)


@pytest.mark.parametrize(
    ("changes", "steps", "state"),
    [
        ({}, DONE, "open"),
        ({}, (*DONE, "callback"), "open"),
        ({}, (*DONE, "callback", "closed"), "open"),
        ({}, (*DONE, "reopened"), "in_hand"),
        ({"answered_at": NOW}, DONE, "answered"),
        ({"answered_at": NOW}, (*DONE, "callback", "reopened"), "answered"),
        ({"ends_at": NOW}, DONE, "over"),
        ({"ends_at": "2022-08-05T18:00:01+08:00"}, DONE, "open"),
    ],
)
def test_what_a_link_is_good_for(changes: dict[str, str], steps: tuple[str, ...], state: str) -> None:
    """It asks about what is done, once, and until the last second of its fourteen days."""
    assert state_of(link(**changes), make_case(*steps), NOW) == state


def test_a_resident_alone_owes_no_explanation() -> None:
    """S72 asks the caller to explain; through a link there is none, and 没解决 reopens all the same."""
    case = make_case(*DONE)
    step = make_step("callback", by=RESIDENT.username, at="2022-08-05T18:00:00+08:00", solved="no")
    check_step(case, step)
    assert reopens(case, step)
