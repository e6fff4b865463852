import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Refusal
from collector.rules.homes.household import Household
from collector.rules.homes.roster import STATES, Place, by_grid, count_states, pick, stand, without_person
from collector.rules.visiting.outing import Outing
from collector.rules.visiting.visit import Visit
from tests.makers import make_outing, make_visit

TODAY = datetime.date(2022, 6, 20)


def home(number: int, **changes: Any) -> Household:
    usual: dict[str, Any] = {"code": f"fuxing-{number:04d}", "community_code": "fuxing"}
    return Household(**usual | {"grid_code": "fuxing-01"} | changes)


def states(homes: list[Household], visits: list[Visit], outings: list[Outing]) -> dict[str, str]:
    return {place.code: place.state for place in stand(homes, visits, outings, TODAY)}


def test_each_state_has_its_reason() -> None:
    """Met, planned ahead, marked with a reason, or none of it (S11)."""
    homes = [home(1), home(2), home(3, unreachable_reason="长期在外"), home(4), home(5)]
    outings = [
        make_outing(on="2022-06-22", households=("fuxing-0002", "fuxing-0003")),
        make_outing(on="2022-06-21", households=("fuxing-0002",)),
        make_outing(on="2022-06-19", households=("fuxing-0004",)),
        make_outing(on="2022-06-25", households=("fuxing-0005",), is_cancelled=True),
    ]
    places = {place.code: place for place in stand(homes, [make_visit()], outings, TODAY)}
    assert {code: place.state for code, place in places.items()} == {
        "fuxing-0001": "covered",
        "fuxing-0002": "scheduled",
        "fuxing-0003": "unreachable",
        "fuxing-0004": "uncovered",
        "fuxing-0005": "uncovered",
    }
    assert (places["fuxing-0001"].since, places["fuxing-0002"].since) == ("2022-06-18", "2022-06-21")
    assert (places["fuxing-0001"].by, places["fuxing-0002"].by) == (None, "civil-affairs")
    assert places["fuxing-0003"].reason == "长期在外"


def test_who_was_met_is_covered_whatever_is_said_of_the_house() -> None:
    """A visit outweighs marks and plans; a closed door does not (S11)."""
    marked = home(1, vacant_reason="空着")
    assert states([marked], [make_visit()], []) == {"fuxing-0001": "covered"}
    assert states([marked], [make_visit(result="absent")], []) == {"fuxing-0001": "vacant"}


HOMES = st.lists(
    st.builds(
        home,
        st.integers(1, 12),
        vacant_reason=st.sampled_from([None, None, "空着"]),
        unreachable_reason=st.sampled_from([None, None, "不在"]),
        grid_code=st.sampled_from(["fuxing-01", "fuxing-02", None]),
    ),
    unique_by=lambda each: each.code,
)
CODES = st.integers(1, 14).map(lambda n: f"fuxing-{n:04d}")
VISITS = st.lists(
    st.builds(
        lambda code, result: make_visit(household_code=code, result=result),
        CODES,
        st.sampled_from(["met", "absent", "vacant"]),
    )
)
OUTINGS = st.lists(
    st.builds(
        lambda day, codes, is_cancelled: make_outing(
            on=f"2022-06-{day}", households=tuple(codes), is_cancelled=is_cancelled
        ),
        st.integers(15, 28),
        st.lists(CODES, max_size=5),
        st.booleans(),
    ),
    max_size=4,
)


@given(HOMES, VISITS, OUTINGS)
def test_every_household_is_in_exactly_one_state(
    homes: list[Household], visits: list[Visit], outings: list[Outing]
) -> None:
    """None lost, none twice, none without a reason where one is due; counts add up to the roster (S11)."""
    places = stand(homes, visits, outings, TODAY)
    assert [place.code for place in places] == sorted(each.code for each in homes)
    assert all(place.state in STATES for place in places)
    assert all(place.reason for place in places if place.state in ("unreachable", "vacant"))
    assert all(place.since for place in places if place.state in ("covered", "scheduled"))
    counts = count_states(places)
    assert sum(counts[state] for state in STATES) == counts["households"] + counts["vacant"] == len(homes)
    grouped = by_grid(places, ["fuxing-01", "fuxing-02"])
    assert sum(map(len, grouped.values())) == len(homes)


@given(HOMES, VISITS, OUTINGS, st.integers(0, 12), st.sets(CODES))
def test_a_list_has_exactly_as_many_as_asked_and_nobody_twice(
    homes: list[Household], visits: list[Visit], outings: list[Outing], count: int, focus: set[str]
) -> None:
    """Exactly n, all of them uncovered, focus households before others; else a refusal (S37)."""
    places = stand(homes, visits, outings, TODAY)
    free = {place.code for place in places if place.state == "uncovered"}
    tags = dict.fromkeys(focus, ("lone_elder",))
    if count > len(free):
        with pytest.raises(Refusal):
            pick(places, tags, count)
        return
    chosen = pick(places, tags, count)
    assert len(chosen) == len(set(chosen)) == count
    assert set(chosen) <= free
    assert sum(code in focus for code in chosen) == min(count, len(focus & free))


def test_too_few_are_refused_with_how_many_there_are() -> None:
    """A list that cannot be filled is not made shorter in silence (S37)."""
    with pytest.raises(Refusal, match="只有 1 户"):
        pick(stand([home(1)], [], [], TODAY), {}, 2)


def test_a_grid_and_a_community_without_visits_are_there_with_nought() -> None:
    """Nothing is missing because nothing happened (S11)."""
    grouped = by_grid(stand([home(1)], [], [], TODAY), ["fuxing-01", "fuxing-02"])
    assert [len(grouped[grid]) for grid in ("fuxing-01", "fuxing-02", None)] == [1, 0, 0]
    assert count_states([]) == {"households": 0, **dict.fromkeys(STATES, 0)}


def test_households_without_a_person_are_a_gap() -> None:
    """A person who left is nobody; an empty house needs nobody (S32)."""
    homes = [
        home(1, assigned_to=("grid1",)),
        home(2, assigned_to=("left",)),
        home(3),
        home(4, vacant_reason="空着"),
    ]
    gap: list[Place] = without_person(stand(homes, [], [], TODAY), {"grid1": "示例"})
    assert [place.code for place in gap] == ["fuxing-0002", "fuxing-0003"]
