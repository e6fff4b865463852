import datetime

import pytest

from collector.rules.visiting.outing import Outing, clash, outing_warnings
from tests.makers import make_outing, make_year

TODAY = datetime.date(2022, 6, 20)
YEAR = make_year()


def warned(outing: Outing, *others: Outing, covered: tuple[str, ...] = ()) -> tuple[str, ...]:
    return outing_warnings(
        outing,
        others,
        unit=YEAR.unit(outing.unit),
        city_units_help="fuxing",
        covered=covered,
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("changes", "is_clash"),
    [
        ({}, True),
        ({"grid_code": None}, True),
        ({"grid_code": "fuxing-02"}, False),
        ({"slot": "pm"}, False),
        ({"on": "2022-06-23"}, False),
        ({"community_code": "example-1"}, False),
        ({"unit": "civil-affairs"}, False),
        ({"is_cancelled": True}, False),
    ],
)
def test_two_units_in_a_grid_on_one_half_day(changes: dict[str, object], is_clash: bool) -> None:
    """Same community, grid and half-day, two units: a warning; a whole community is every grid (S60)."""
    one = make_outing(no="1", grid_code="fuxing-01")
    other = make_outing(**{"no": "2", "unit": "city-office", "grid_code": "fuxing-01"} | changes)
    assert clash(one, other) == clash(other, one) == is_clash
    assert ("same_half_day" in warned(one, other)) == is_clash


def test_a_list_comes_before_the_day() -> None:
    """No list is a warning, and so is one of the same day; the day before is in time (S34)."""
    assert "no_list" in warned(make_outing())
    assert "late_list" in warned(make_outing(listed_at="2022-06-22T07:00:00+08:00"))
    assert warned(make_outing(listed_at="2022-06-21T23:00:00+08:00")) == ()


def test_units_of_the_city_go_to_one_community_and_never_alone() -> None:
    """Another community is warned about, and so is coming without secretary or grid worker (S33, S35)."""
    listed = "2022-06-21T10:00:00+08:00"
    assert warned(make_outing(unit="city-1", listed_at=listed)) == ("no_guide",)
    assert warned(make_outing(unit="city-1", listed_at=listed, guides=("grid1",))) == ()
    astray = make_outing(unit="city-1", community_code="example-1", listed_at=listed, guides=("grid1",))
    assert warned(astray) == ("not_city_community",)
    assert warned(make_outing(community_code="example-1", listed_at=listed)) == ()


def test_households_that_others_have_are_pointed_out() -> None:
    """互不重复: already visited, or on another unit's list (S31)."""
    listed = "2022-06-21T10:00:00+08:00"
    one = make_outing(no="1", households=("fuxing-0001",), listed_at=listed)
    other = make_outing(no="2", on="2022-06-24", households=("fuxing-0001",))
    assert warned(one, other) == ("listed_twice",)
    assert warned(one, covered=("fuxing-0001",)) == ("already_covered",)
    past = make_outing(no="2", on="2022-06-13", households=("fuxing-0001",))
    assert warned(one, past) == ()


def test_what_was_called_off_is_not_warned_about() -> None:
    """Nobody comes, so nothing is wrong."""
    assert warned(make_outing(unit="city-1", is_cancelled=True)) == ()
