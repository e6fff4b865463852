import datetime

from hypothesis import given
from hypothesis import strategies as st

from collector.rules.homes.household import Household
from collector.rules.homes.roster import count_states, stand
from collector.rules.visiting.quota import (
    Credit,
    Progress,
    Tally,
    credits_of,
    expected_by,
    focus_shares,
    remainders,
    share_required,
    tally,
    unasked_targets,
    unit_targets,
)
from collector.rules.visiting.visit import Companion, Visit
from generator.campaign.places import Arrangement, Units
from generator.campaign.workdays import Calendar
from tests.makers import make_account, make_visit, make_year

YEAR = make_year()
CALENDAR = Calendar(YEAR.workdays)
STARTS, ENDS = datetime.date(2022, 6, 11), datetime.date(2022, 6, 30)
PEOPLE = {
    each.username: each
    for each in (
        make_account(),
        make_account(role="secretary"),
        make_account(role="committee_member"),
        make_account(role="sponsor", unit_code="civil-affairs"),
        make_account(role="liaison", unit_code="city-office"),
    )
}
OUTING_DAY = datetime.date(2022, 8, 5)


def companions(*users: str) -> tuple[Companion, ...]:
    return tuple(Companion(role="other", user=each) for each in users)


# -- credits


def test_one_visit_counts_for_everybody_who_was_there() -> None:
    """Lead and companions with accounts are credited, each towards a target of their own (S36, S43)."""
    visit = make_visit(
        visitor="sponsor", unit="civil-affairs", companions=companions("liaison", "secretary", "grid_worker")
    )
    assert credits_of(visit, PEOPLE) == {
        Credit("unit", "civil-affairs", "fuxing"),
        Credit("unit", "city-office", "fuxing"),
        Credit("secretary", "fuxing", "fuxing"),
        *(Credit("person", each, "fuxing") for each in ("sponsor", "liaison", "secretary", "grid_worker")),
    }


def test_nobody_is_credited_for_a_closed_door() -> None:
    """Absent, refused, vacant and moved count towards no target."""
    for result in ("absent", "refused", "vacant", "moved"):
        assert credits_of(make_visit(result=result), PEOPLE) == frozenset()


def test_companions_without_an_account_earn_nothing_and_a_unit_stays_what_it_was() -> None:
    """A name is no account; who changed units since leaves the credit with the unit of that day."""
    visit = make_visit(
        visitor="sponsor", unit="city-1", companions=(Companion(role="five_elders", name="示例某"),)
    )
    assert credits_of(visit, PEOPLE) == {
        Credit("unit", "city-1", "fuxing"),
        Credit("person", "sponsor", "fuxing"),
    }


def test_a_secretary_of_elsewhere_counts_towards_no_community() -> None:
    """户户到 is of one's own community (S43)."""
    visit = make_visit(community_code="example-1", companions=companions("secretary"))
    assert not [each for each in credits_of(visit, PEOPLE) if each.kind == "secretary"]


def test_households_count_once_and_ways_are_told_apart() -> None:
    """Two visits to a household are one; phone, WeChat and SMS count, with 其中入户 beside (S09, S36)."""
    visits = [
        make_visit(no="1", visitor="liaison", unit="city-office"),
        make_visit(no="2", visitor="liaison", unit="city-office"),
        make_visit(
            no="3", visitor="liaison", unit="city-office", household_code="fuxing-0002", channel="wechat"
        ),
    ]
    found = tally(visits, PEOPLE)[Credit("unit", "city-office", "fuxing")]
    assert (found.households, found.doorstep) == (2, 1)


CHANNELS = st.sampled_from(["doorstep", "phone", "wechat", "sms"])
VISITS = st.lists(
    st.builds(
        lambda home, visitor, others, channel, result, day: make_visit(
            household_code=f"fuxing-{home}",
            visitor=visitor,
            unit=PEOPLE[visitor].unit_code,
            companions=companions(*others),
            channel=channel,
            result=result,
            started_at=f"2022-06-{day}T10:00:00+08:00",
        ),
        st.integers(0, 9),
        st.sampled_from(sorted(PEOPLE)),
        st.lists(st.sampled_from(sorted(PEOPLE)), max_size=2),
        CHANNELS,
        st.sampled_from(["met", "absent", "refused"]),
        st.integers(11, 30),
    ),
    max_size=30,
)


@given(VISITS)
def test_a_tally_is_of_different_households(visits: list[Visit]) -> None:
    """Whatever is sent in whatever order, each target has each household once, doorstep among them (S36)."""
    tallies = tally(visits, PEOPLE)
    for credit, found in tallies.items():
        homes = {each.household_code for each in visits if credit in credits_of(each, PEOPLE)}
        assert 0 <= found.doorstep <= found.households == len(homes)


# -- targets


def test_thirty_per_cent_in_integers() -> None:
    """Of 7 households 3, of 101 31, of 1 1, of none none (S40)."""
    assert [share_required(total, 30) for total in (7, 101, 1, 10, 0)] == [3, 31, 1, 3, 0]


@given(st.integers(0, 30_000), st.integers(0, 30_000), st.integers(0, 100))
def test_a_share_is_reached_exactly_from_its_required_number_on(
    visited: int, total: int, percent: int
) -> None:
    """visited*100 >= percent*total says the same as visited >= what is required (S40)."""
    assert (visited * 100 >= percent * total) == (visited >= share_required(total, percent))


def test_a_missing_line_is_not_nought() -> None:
    """附件3 gives the quota; who is sent without a line is 未配置; teams of the street have a share (S36)."""
    arranged = [("city-office", "fuxing"), ("city-1", "example-1"), ("city-office", "fuxing")]
    units = Units(
        units=YEAR.units.units,
        quotas=YEAR.units.quotas,
        arrangements=tuple(
            Arrangement(unit=unit, community=place, starts_on=STARTS, ends_on=ENDS)
            for unit, place in arranged
        ),
    )
    found = {(each.unit, each.community_code): each for each in unit_targets(units, {"fuxing": 101}, 30)}
    assert {key: (each.kind, each.required) for key, each in found.items()} == {
        ("city-1", "fuxing"): ("quota", 2),
        ("civil-affairs", "example-1"): ("quota", 2),
        ("city-office", "fuxing"): ("liaison", 31),
        ("city-1", "example-1"): ("quota", None),
    }
    progress = Progress(required=None, reached=Tally(), expected=None, ends_on=ENDS)
    assert not progress.is_met
    assert progress.behind == 0


def test_where_a_unit_went_unasked_is_listed_as_unconfigured() -> None:
    """A district unit that visits without a line in 附件3 appears, as 未配置 (S36)."""
    targets = unit_targets(YEAR.units, {}, 30)
    went = [Credit("unit", unit, "fuxing") for unit in ("civil-affairs", "city-1", "city-office", "gone")] + [
        Credit("person", "sponsor", "fuxing")
    ]
    found = unasked_targets(targets, went, YEAR.units, ("city", "district"))
    assert [(each.unit, each.required) for each in found] == [("civil-affairs", None)]


def test_the_line_rises_by_working_days_to_the_end_of_the_phase() -> None:
    """Of the phase's 14 working days; nothing before, half in the middle, all at the end (S38, S66)."""
    days = {10: 0, 12: 0, 13: 10, 21: 70, 22: 80, 30: 140}
    found = {day: expected_by(140, STARTS, ENDS, datetime.date(2022, 6, day), CALENDAR) for day in days}
    assert found == days
    assert expected_by(140, STARTS, ENDS, datetime.date(2022, 8, 5), CALENDAR) == 140


@given(st.integers(0, 5000), st.dates(datetime.date(2022, 6, 1), datetime.date(2022, 7, 10)))
def test_the_line_never_falls_nor_passes_the_target(required: int, today: datetime.date) -> None:
    """A day later it stands no lower, and never above what is asked (S38)."""
    now = expected_by(required, STARTS, ENDS, today, CALENDAR)
    later = expected_by(required, STARTS, ENDS, today + datetime.timedelta(days=1), CALENDAR)
    assert 0 <= now <= later <= required


def test_a_progress_says_what_is_missing() -> None:
    """Behind is against today's line, left against the target."""
    found = Progress(required=30, reached=Tally(households=12, doorstep=9), expected=20, ends_on=ENDS)
    assert (found.behind, found.left, found.is_met) == (8, 18, False)


# -- what is left

GRIDS = ("fuxing-01", "fuxing-02")
HOMES = st.lists(
    st.builds(
        Household,
        code=st.integers(0, 9).map(lambda n: f"fuxing-{n}"),
        community_code=st.just("fuxing"),
        grid_code=st.sampled_from([*GRIDS, None]),
        vacant_reason=st.sampled_from([None, None, "空着"]),
        unreachable_reason=st.sampled_from([None, None, "不在"]),
    ),
    unique_by=lambda home: home.code,
)


@given(HOMES, VISITS)
def test_remainders_sum_to_the_uncovered_list(homes: list[Household], visits: list[Visit]) -> None:
    """By grid: the roster less what others covered is what the worker covered or has still to (S45, S05)."""
    places = stand(homes, visits, [], OUTING_DAY)
    found = remainders(places, GRIDS, PEOPLE)
    counts = count_states(places)
    for name in ("scheduled", "unreachable", "uncovered"):
        assert sum(getattr(each, name) for each in found) == counts[name]
    assert sum(each.total for each in found) == counts["households"]
    assert sum(each.by_others + each.by_worker for each in found) == counts["covered"]
    for each in found:
        left = each.by_worker + each.scheduled + each.unreachable + each.uncovered
        assert each.remainder == left
    assert [each.grid_code for each in found] == [*GRIDS, None]


def test_a_joint_visit_is_no_remainder_of_the_grid_worker() -> None:
    """Covered by the worker alone stays in the remainder; covered together with others does not (S45)."""
    homes = [Household(code=f"fuxing-{n}", community_code="fuxing", grid_code=GRIDS[0]) for n in range(4)]
    visits = [
        make_visit(household_code="fuxing-0"),
        make_visit(household_code="fuxing-1", companions=companions("committee_member")),
        make_visit(household_code="fuxing-2", visitor="left-since"),
    ]
    found = remainders(stand(homes, visits, [], OUTING_DAY), GRIDS, PEOPLE)[0]
    assert (found.by_worker, found.by_others, found.remainder, found.uncovered) == (1, 2, 2, 1)


def test_a_share_of_focus_households_is_reported_and_not_judged() -> None:
    """Each officer's list with how many focus households are in it, in the order given (S41)."""
    homes = [
        Household(code=f"fuxing-{n}", community_code="fuxing", assigned_to=("officer-b",)) for n in range(3)
    ]
    shares = focus_shares(homes, {"fuxing-1": ("petitioner",), "fuxing-2": ()}, ["officer-b", "officer-a"])
    assert [(each.username, each.focus, each.assigned) for each in shares] == [
        ("officer-b", 1, 3),
        ("officer-a", 0, 0),
    ]
