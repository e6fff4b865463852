import pytest

from collector.rules.issues.stages import (
    NEXT,
    STAGES,
    awaits_callback,
    clock_start,
    field_of,
    last_callback,
    report_of,
    severity_of,
    stage_of,
    unit_of,
)
from tests.makers import make_case, make_step


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ((), "registered"),
        (("returned",), "returned"),
        (("returned", "corrected"), "registered"),
        (("accepted",), "accepted"),
        (("accepted", "handed_over", "regraded", "extended"), "accepted"),
        (("accepted", "proposal"), "planned"),
        (("accepted", "parked"), "parked"),
        (("accepted", "parked", "proposal"), "planned"),
        (("accepted", "proposal", "resolved"), "resolved"),
        (("accepted", "explained"), "explained"),
        (("accepted", "resolved", "replied"), "replied"),
        (("accepted", "resolved", "replied", "callback"), "called_back"),
        (("accepted", "resolved", "replied", "callback", "closed"), "closed"),
        (("accepted", "resolved", "replied", "callback", "closed", "reopened"), "reopened"),
    ],
)
def test_the_stage_is_read_off_the_steps(steps: tuple[str, ...], stage: str) -> None:
    """Nothing stores a stage: the same steps always give the same one."""
    assert stage_of(make_case(*steps)) == stage


def test_every_stage_has_a_label_and_a_way_on() -> None:
    """No stage is a dead end, and none is missing a Chinese name."""
    reached = {after for steps in NEXT.values() for after in steps.values() if after}
    # Into the first two stages of what was merged one comes by steps of the main issue.
    assert set(NEXT) == set(STAGES) == reached | {"registered", "merged", "merged_replied"}


def test_accepted_as_on_the_spot_is_closed_at_once() -> None:
    """当场办理 needs no more steps once the street agrees that it was (S23, S24)."""
    accepted = make_step("accepted", severity="on_spot")
    assert stage_of(make_case(accepted, on_spot="solved")) == "closed"


def test_nobody_reached_on_three_days_is_enough() -> None:
    """A case does not hang for ever on somebody who does not answer; two calls on one day count once."""
    calls = [make_step("callback", reached=False, solved=None, on=f"2022-07-0{day}") for day in (1, 1, 4, 5)]
    done = ("accepted", "resolved", "replied")
    assert stage_of(make_case(*done, *calls[:3])) == "replied"
    assert stage_of(make_case(*done, *calls)) == "called_back"


def test_the_latest_grade_counts() -> None:
    """The severity is the one of the latest regrading (S28)."""
    assert severity_of(make_case()) is None
    assert severity_of(make_case("accepted", "regraded")) == "major"


def test_on_the_spot_reopened_runs_the_shortest_clock() -> None:
    """What was called settled at the door has no limit; reopened it runs as general until regraded."""
    accepted = make_step("accepted", severity="on_spot")
    assert severity_of(make_case(accepted, "reopened", on_spot="solved")) == "general"
    assert severity_of(make_case(accepted, "reopened", "regraded", on_spot="solved")) == "major"


def test_the_unit_is_the_one_it_was_handed_to() -> None:
    """The unit in charge is the last one named."""
    assert unit_of(make_case()) is None
    assert unit_of(make_case("accepted")) == "civil-affairs"
    assert unit_of(make_case("accepted", "handed_over")) == "city-office"


def test_corrections_replace_what_was_reported() -> None:
    """A correction tells the issue anew; the first words stay in the case (S94)."""
    case = make_case("returned", make_step("corrected", field="safety"))
    assert report_of(case) == "示例路东段路灯不亮"
    assert case.words["report"] == "示例路路灯不亮"
    assert field_of(case) == "safety"


def test_the_second_clock_starts_on_the_day_of_the_callback() -> None:
    """Reopened, both clocks run from the callback's day and not from the collection."""
    case = make_case("accepted", "resolved", "replied")
    assert clock_start(case) == "2022-06-10"
    again = make_case("accepted", "resolved", "replied", make_step("reopened", on="2022-07-18"))
    assert clock_start(again) == "2022-07-18"


def test_a_callback_of_an_earlier_round_no_longer_counts() -> None:
    """What somebody said of the first attempt is not said of the second."""
    first = ("accepted", "resolved", "replied", "callback")
    assert last_callback(make_case(*first)) is not None
    assert last_callback(make_case(*first, "reopened", "resolved", "replied")) is None


def test_a_callback_is_owed_until_somebody_is_reached() -> None:
    """Also on the spot, merged, and closed out unheard; not before it is replied (S23, S54, S69)."""
    on_spot, replied = make_step("accepted", severity="on_spot"), ("accepted", "resolved", "replied")
    tries = [make_step("callback", on=f"2022-07-0{day}", reached=False, solved=None) for day in (1, 2, 3)]
    owed = ((on_spot,), replied, (*replied, *tries, "closed"), ("accepted", "merged", "replied"))
    for steps in owed:
        assert awaits_callback(make_case(*steps)), steps
        assert not awaits_callback(make_case(*steps, "callback")), steps
    assert not awaits_callback(make_case("accepted", "resolved"))
    again = (*replied, "callback", "reopened")
    assert not awaits_callback(make_case(*again))
    assert awaits_callback(make_case(*again, "resolved", "replied"))
