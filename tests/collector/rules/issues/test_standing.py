import datetime

import pytest

from collector.errors import Refusal
from collector.rules.issues.issue import Case, Step
from collector.rules.issues.standing import Standing, check_extension, public_state, standing
from generator.campaign.configuration import WorkdayYear
from generator.campaign.workdays import Calendar
from tests.makers import make_case, make_step, make_year

DATE = datetime.date.fromisoformat
YEAR = make_year()
LIMITS = YEAR.campaign.limits
CALENDAR = Calendar(YEAR.workdays)


def stand(case: Case, today: str = "2022-06-15") -> Standing:
    return standing(case, DATE(today), LIMITS, CALENDAR)


def test_before_the_review_only_the_proposal_is_due() -> None:
    """The five working days run from the collection (S25), whoever has looked at it so far."""
    found = stand(make_case())
    assert found.waits_for == "proposal"
    assert found.due_on == DATE("2022-06-17")
    assert found.completion is None
    assert found.limit_workdays is None


def test_acceptance_makes_both_deadlines_appear() -> None:
    """Both clocks run from the collection, and the days that did not count are listed."""
    found = stand(make_case("accepted"))
    assert found.proposal
    assert found.completion
    assert (found.proposal.day, found.completion.day) == (DATE("2022-06-17"), DATE("2022-07-01"))
    assert [day.day for day in found.proposal.skipped] == [11, 12]
    assert (found.days_left, found.signal) == (2, "calm")


def test_after_the_proposal_completion_is_due() -> None:
    """What is due next is what the page counts down to."""
    found = stand(make_case("accepted", "proposal"), "2022-06-30")
    assert (found.waits_for, found.due_on, found.days_left) == ("completion", DATE("2022-07-01"), 1)
    assert (found.signal, found.signal_word) == ("yellow", "黄")


def test_late_from_the_first_working_day_after() -> None:
    """Friday's deadline is not late on Saturday or Sunday, and red on Monday."""
    case = make_case("accepted", "proposal")
    assert not stand(case, "2022-07-03").is_late
    late = stand(case, "2022-07-04")
    assert (late.is_late, late.signal_word, late.days_left) == (True, "红", -1)


def test_regrading_recomputes_the_deadline() -> None:
    """A higher grade gives its own limit from the same day (S28)."""
    found = stand(make_case("accepted", "regraded"))
    assert found.completion
    assert found.completion.day == DATE("2022-07-22")
    assert found.limit_workdays == 30


def test_an_extension_never_hides_the_original_date() -> None:
    """The extended day is what is due, the original decides what is late (S29)."""
    case = make_case("accepted", "proposal", make_step("extended", until="2022-07-15"))
    found = stand(case, "2022-07-04")
    assert found.completion
    assert found.completion.day == DATE("2022-07-01")
    assert (found.extended_to, found.due_on) == (DATE("2022-07-15"), DATE("2022-07-15"))
    assert found.is_late
    assert found.signal == "calm"


def test_an_extension_of_an_earlier_round_is_over() -> None:
    """The second clock starts without the extension of the first."""
    steps = ("accepted", make_step("extended", until="2022-07-15"), "resolved", "replied")
    found = stand(make_case(*steps, make_step("reopened", on="2022-07-18")), "2022-07-20")
    assert found.extended_to is None
    assert found.completion
    assert found.completion.day == DATE("2022-08-08")
    assert found.waits_for == "proposal"


@pytest.mark.parametrize(
    ("until", "refused"), [("2022-07-01", True), ("2022-07-09", True), ("2022-07-11", False)]
)
def test_an_extension_is_later_and_on_a_working_day(until: str, refused: bool) -> None:
    """What is not later than the due date, or no working day, is refused at its field."""
    case, step = make_case("accepted"), make_step("extended", until=until)
    if not refused:
        check_extension(case, step, LIMITS, CALENDAR)
        return
    with pytest.raises(Refusal) as found:
        check_extension(case, step, LIMITS, CALENDAR)
    assert "until" in found.value.fields


def test_done_is_the_later_of_done_and_replied() -> None:
    """办结回复 needs both; 销号, which waits for the callback, decides nothing."""
    resolved, replied = make_step("resolved", on="2022-06-29"), make_step("replied", on="2022-07-01")
    assert stand(make_case("accepted", resolved)).resolved_on is None
    closed = make_step("closed", on="2022-08-01")
    found = stand(make_case("accepted", resolved, replied, "callback", closed), "2022-08-05")
    assert (found.resolved_on, found.closed_on) == (DATE("2022-07-01"), DATE("2022-08-01"))
    assert (found.used_workdays, found.is_late) == (15, False)
    assert found.due_on is None


def test_what_was_merged_is_done_when_it_is_replied() -> None:
    """It has no 办结 of its own, and is not done the day it was heard (S54)."""
    member = make_case(
        "accepted", make_step("merged", other="2022-000001"), make_step("replied", on="2022-07-01")
    )
    found = stand(member, "2022-08-05")
    assert (found.stage, found.resolved_on) == ("merged_replied", DATE("2022-07-01"))
    assert (found.used_workdays, found.is_late) == (15, False)


def test_on_the_spot_has_no_clock() -> None:
    """Settled at the door: done and closed on the day of collection, no limits (S23, S24)."""
    found = stand(make_case(make_step("accepted", severity="on_spot"), on_spot="solved"))
    assert found.resolved_on == found.closed_on == DATE("2022-06-10")
    assert (found.used_workdays, found.limit_workdays, found.due_on) == (0, None, None)
    assert stand(make_case(on_spot="solved")).due_on is None


def test_parking_does_not_stop_the_clock() -> None:
    """挂账 is an explanation, not a way out of the deadline."""
    found = stand(make_case("accepted", "parked"), "2022-07-04")
    assert (found.waits_for, found.signal) == ("completion", "red")


def test_a_year_without_a_table_is_called_provisional() -> None:
    """A deadline that reaches an unknown year says 暂定 and raises nothing (R4.3)."""
    case = make_case(make_step("accepted", severity="critical"), collected_at="2022-12-01T10:00:00+08:00")
    found = standing(case, DATE("2022-12-05"), LIMITS, CALENDAR)
    assert found.completion
    assert found.completion.provisional
    assert not found.is_provisional
    planned = make_case(
        make_step("accepted", severity="critical"), "proposal", collected_at="2022-12-01T10:00:00+08:00"
    )
    assert standing(planned, DATE("2022-12-05"), LIMITS, CALENDAR).is_provisional


def _over_the_year(*steps: str | Step, collected_on: str = "2022-12-20") -> Case:
    return make_case("accepted", *steps, collected_at=f"{collected_on}T10:00:00+08:00")


def test_no_verdict_is_an_estimate() -> None:
    """Done in a year without a table: neither days used nor late or in time until it is there (R4.3)."""
    case = _over_the_year(*(make_step(kind, on="2023-02-10") for kind in ("resolved", "replied")))
    found = stand(case, "2023-02-28")
    assert (found.resolved_on, found.used_workdays, found.is_late) == (DATE("2023-02-10"), None, None)
    rest = ("2022-12-31", "2023-01-02", *(f"2023-01-{day}" for day in range(21, 28)))
    year = WorkdayYear(
        year=2023,
        notice="国办发明电〔2022〕16号",
        rest=tuple(map(DATE, rest)),
        make_up=(DATE("2023-01-28"), DATE("2023-01-29")),
    )
    settled = standing(case, DATE("2023-02-28"), LIMITS, Calendar((*YEAR.workdays, year)))
    assert (settled.used_workdays, settled.is_late) == (34, True)


def test_past_a_settled_date_is_late_also_when_it_is_done_in_a_year_without_a_table() -> None:
    """How many days it took is open; that it was late is not, and nobody gains by finishing late."""
    steps = [make_step(kind, on="2023-02-10") for kind in ("resolved", "replied")]
    found = stand(_over_the_year(*steps, collected_on="2022-11-01"), "2023-02-28")
    assert (found.used_workdays, found.is_late) == (None, True)


def test_done_before_the_table_ends_is_judged_though_the_due_date_is_not_settled() -> None:
    """Six of fifteen days are in time, whenever the fifteenth may be."""
    case = _over_the_year(*(make_step(kind, on="2022-12-28") for kind in ("resolved", "replied")))
    found = stand(case, "2023-02-28")
    assert found.completion
    assert found.completion.provisional
    assert (found.used_workdays, found.is_late) == (6, False)


@pytest.mark.parametrize(
    ("collected_on", "due_on", "is_late"),
    [
        ("2022-12-08", "2022-12-29", True),
        ("2022-12-09", "2022-12-30", None),
        ("2022-12-12", "2023-01-02", None),
    ],
)
def test_open_is_late_only_by_days_that_are_settled(
    collected_on: str, due_on: str, is_late: bool | None
) -> None:
    """A settled working day after a settled date is enough to be late; what may be a holiday is not."""
    found = stand(_over_the_year("proposal", collected_on=collected_on), "2023-01-02")
    assert found.due_on == DATE(due_on)
    assert (found.used_workdays, found.is_late) == (None, is_late)


@pytest.mark.parametrize(
    ("collected_on", "today", "signal", "is_undecided"),
    [
        ("2021-06-02", "2022-08-05", "yellow", True),
        ("2022-12-12", "2023-01-12", "yellow", True),
        ("2022-12-12", "2022-12-27", "calm", False),
        ("2022-12-08", "2023-01-12", "red", False),
        ("2022-11-08", "2022-12-05", "red", False),
    ],
)
def test_red_is_only_what_is_settled(collected_on: str, today: str, signal: str, is_undecided: bool) -> None:
    """By a year without a table nobody is overdue, however many weekdays went by (R4.3)."""
    found = stand(_over_the_year("proposal", collected_on=collected_on), today)
    assert (found.signal, found.is_undecided) == (signal, is_undecided)
    assert found.is_estimate == ((collected_on, today) != ("2022-11-08", "2022-12-05"))


def test_an_extension_to_a_day_no_table_settles_is_provisional() -> None:
    """One taken before this was refused: the day may turn out a holiday, and is called 暂定."""
    case = make_case("accepted", "proposal", make_step("extended", until="2023-01-02"))
    found = stand(case)
    assert (found.due_on, found.is_provisional) == (DATE("2023-01-02"), True)


@pytest.mark.parametrize(
    ("until", "code", "said"),
    [
        ("2023-01-02", "workday_unknown", "2023 年的放假安排还没有录入"),
        ("2022-12-31", "workday_unknown", "2023 年的放假安排还没有录入"),
        ("2023-06-14", "extension_too_long", "最晚到2023年6月13日"),
        ("9999-12-31", "extension_too_long", "最多延一年"),
    ],
)
def test_an_extension_ends_on_a_known_day_within_a_year(until: str, code: str, said: str) -> None:
    """Refused at its field, with what to do."""
    with pytest.raises(Refusal, match=said) as found:
        check_extension(make_case("accepted"), make_step("extended", until=until), LIMITS, CALENDAR)
    assert found.value.code == code
    assert "until" in found.value.fields


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((), None),
        (("returned",), None),
        (("accepted", "proposal"), "in_hand"),
        (("accepted", "resolved"), "in_hand"),
        (("accepted", "resolved", "replied"), "resolved"),
        (("accepted", "explained", "replied", "callback"), "explained"),
        (("accepted", "parked"), "parked"),
        (("accepted", "resolved", "replied", "reopened"), "reopened"),
        (("accepted", "resolved", "replied", "reopened", "proposal", "resolved"), "reopened"),
        (("accepted", "resolved", "replied", "reopened", "explained", "replied"), "explained"),
    ],
)
def test_the_state_residents_read(steps: tuple[str, ...], state: str | None) -> None:
    """Solved is said only when it is done and replied; reopened stays unsolved until it is done again."""
    assert public_state(make_case(*steps)) == state


@pytest.mark.parametrize(("on_spot", "state"), [("solved", "resolved"), ("answered", "explained")])
def test_answered_at_the_door_is_not_called_solved(on_spot: str, state: str) -> None:
    """现场答复 counts as explained, 现场解决 as resolved."""
    accepted = make_step("accepted", severity="on_spot")
    assert public_state(make_case(accepted, on_spot=on_spot)) == state
