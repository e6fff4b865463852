"""问题整改台账: each line says of an issue what its own pages say, of the round it is in."""

import pytest

from collector.desk import Desk
from collector.desk.books.issue_ledgers import issue_lines
from collector.rules.issues.issue import Step
from tests.makers import keep_case, make_case, make_step

DONE: tuple[str | Step, ...] = (
    "accepted",
    make_step("resolved", on="2022-06-15", text="换了灯"),
    make_step("replied", on="2022-06-17"),
    make_step("callback", on="2022-06-20"),
    make_step("closed", on="2022-06-21"),
)
UNREACHED = make_step("callback", on="2022-06-28", reached=False, solved=None, satisfaction=None)
UNSOLVED = make_step("callback", on="2022-06-27", solved="no", satisfaction="unsatisfied")
NAMES = ("outcome", "resolved_on", "called_back_on", "satisfaction", "closed_on")


@pytest.mark.parametrize(
    ("steps", "on_spot", "told"),
    [
        pytest.param(DONE, None, "换了灯|2022-06-17|2022-06-20|满意|2022-06-21", id="done when replied"),
        pytest.param((*DONE, UNREACHED), None, "换了灯|2022-06-17|2022-06-20|满意|2022-06-21", id="missed"),
        pytest.param((*DONE, UNSOLVED, "reopened"), None, "||||", id="a round that is over"),
        pytest.param(DONE[:2], None, "换了灯||||", id="not replied"),
        pytest.param(
            (make_step("accepted", severity="on_spot"),),
            "solved",
            "当场换了灯|2022-06-10|||2022-06-10",
            id="on the spot",
        ),
        pytest.param(
            (make_step("accepted", severity="on_spot"), UNSOLVED, "reopened"),
            "solved",
            "||||",
            id="it failed",
        ),
    ],
)
def test_a_line_tells_how_the_present_round_ended(
    desk: Desk, steps: tuple[str | Step, ...], on_spot: str | None, told: str
) -> None:
    """Done with the later of 办结 and 回复, on the spot at once; a missed call undoes nothing."""
    case = make_case(*steps, on_spot=on_spot)
    if on_spot:
        case.words["outcome"] = "当场换了灯"
    keep_case(desk, case)
    (line,) = issue_lines(desk)
    assert "|".join(str(line[name]) for name in NAMES) == told
