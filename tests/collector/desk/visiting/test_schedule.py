import datetime

import msgspec
import pytest

from collector.desk import Desk
from collector.desk.visiting import planning, schedule
from collector.errors import Missing, NotAllowed
from generator.campaign.places import Arrangement
from tests.makers import make_account, make_household, make_outing


def test_one_calendar_holds_all_units(desk: Desk) -> None:
    """Days of every unit side by side, with what the document arranged; clashes are seen on both (S60)."""
    line = Arrangement(
        unit="city-1",
        community="fuxing",
        starts_on=datetime.date(2022, 8, 8),
        ends_on=datetime.date(2022, 8, 9),
    )
    desk.year = msgspec.structs.replace(
        desk.year, units=msgspec.structs.replace(desk.year.units, arrangements=(line,))
    )
    outings = [
        make_outing(no="1", on="2022-08-08"),
        make_outing(no="2", on="2022-08-08", unit="city-office"),
        make_outing(no="3", on="2022-08-10", slot="evening", unit="city-office"),
        make_outing(no="4", on="2022-08-08", community_code="example-1"),
    ]
    desk.act(lambda: [desk.registers.outings.add(each) for each in outings])
    days = schedule.days(desk, desk.year.places.communities[0])
    assert [day.on.day for day in days] == [8, 9, 10]
    assert [planned.outing.no for planned in days[0].slots["am"]] == ["1", "2"]
    assert all("same_half_day" in planned.warnings for planned in days[0].slots["am"])
    assert [line.unit for line in days[1].arranged] == ["city-1"]
    assert [planned.outing.no for planned in days[2].slots["evening"]] == ["3"]


def test_units_sent_there_read_the_calendar(desk: Desk) -> None:
    """A unit sees when others come to the communities it is sent to, and no other community's (S60)."""
    sponsor = make_account(role="sponsor")
    assert schedule.calendar_for(desk, sponsor, "example-1").code == "example-1"
    for account in (sponsor, make_account(community_code="example-1"), make_account(role="publisher")):
        with pytest.raises(NotAllowed):
            schedule.calendar_for(desk, account, "fuxing")
    with pytest.raises(Missing):
        schedule.calendar_for(desk, sponsor, "nowhere")


def test_a_list_is_read_by_its_unit_once_handed_out(desk: Desk) -> None:
    """Doors and codes without names, for the unit it is for and no other (S34)."""
    make_household(desk, code="example-1-0001", community_code="example-1", grid_code="example-1-01")
    collator = make_account(desk, role="community_collator", community_code="example-1")
    sponsor, other = make_account(role="sponsor"), make_account(role="sponsor", unit_code="city-1")
    no = planning.plan(
        desk, collator, "example-1", unit="civil-affairs", on="2022-08-08", slot="pm", count=1
    ).no
    with pytest.raises(NotAllowed):
        schedule.household_list(desk, sponsor, no)
    assert schedule.planned_for(desk, "civil-affairs") == []
    planning.hand_out(desk, collator, no)
    found = schedule.household_list(desk, sponsor, no)
    assert [row.place.code for row in found.rows] == ["example-1-0001"]
    assert "示例某" not in str(found)
    assert [planned.outing.no for planned in schedule.planned_for(desk, "civil-affairs")] == [no]
    with pytest.raises(NotAllowed):
        schedule.household_list(desk, other, no)
    with pytest.raises(Missing):
        schedule.household_list(desk, sponsor, "P2022-999999")
