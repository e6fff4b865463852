import datetime

import msgspec
import pytest

from collector import create_app
from collector.desk import Desk
from collector.desk.visiting import planning
from collector.desk.visiting.intake import submit_visit
from collector.rules.visiting.quota import Progress, Tally
from collector.views.targets import verdict
from tests.clients import make_client
from tests.makers import make_account, make_household, make_resident, make_visit_body


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("grid_worker", 200),
        ("sponsor", 200),
        ("street_officer", 200),
        ("campaign_office", 200),
        ("street_reviewer", 200),
        ("unit_handler", 403),
        ("publisher", 403),
        ("discipline", 403),
        ("admin", 403),
    ],
)
def test_targets_are_for_those_who_visit_and_the_office(desk: Desk, role: str, status: int) -> None:
    """Everybody who visits has a page of targets; who has none is told so (S84)."""
    client = make_client(desk, make_account(desk, role=role))
    assert client.get("/desk/targets/").status_code == status


def test_the_office_reads_communities_units_and_what_is_missing(desk: Desk) -> None:
    """Nought is shown, a unit without a line is 未配置, remote visits are told apart (S11, S36)."""
    office = make_account(desk, role="campaign_office")
    sponsor = make_account(desk, role="sponsor", unit_code="city-1")
    make_household(desk, code="example-1-0001", community_code="example-1", grid_code="example-1-01")
    submit_visit(
        desk,
        sponsor,
        make_visit_body(household_code="example-1-0001", channel="phone", channel_reason="在外地打工"),
    )
    page = make_client(desk, office).get("/desk/targets/").text
    assert "福兴社区" in page
    assert "0／0" in page
    assert "未配置" in page
    assert "其中入户 0 户" in page


def test_the_roster_is_put_on_record_by_the_office(desk: Desk) -> None:
    """A button, a sentence, a date beside the share (S40)."""
    make_household(desk)
    client = make_client(desk, make_account(desk, role="campaign_office"))
    assert client.post("/desk/targets/snapshot").status_code == 303
    assert "最近一次是 8月5日，一共 1 户" in client.get("/desk/targets/").text
    reviewer = make_client(desk, make_account(desk, role="street_reviewer"))
    assert reviewer.post("/desk/targets/snapshot").status_code == 403


def test_a_community_page_has_grids_pace_and_people(desk: Desk) -> None:
    """The remainder of each grid, the pace in words and as a table, and who goes where (S32, S38, S45)."""
    make_household(desk)
    make_account(desk, role="secretary")
    client = make_client(desk, make_account(desk))
    page = client.get("/desk/targets/fuxing").text
    for said in ("网格员兜底", "第一网格", "到今天应走到 1 户，实际走到 0 户", "每天的数", "没有落实到人"):
        assert said in page
    assert "示例secretary" not in page
    assert client.get("/desk/targets/example-1").status_code == 403
    assert client.get("/desk/targets/nowhere").status_code == 404


def test_the_party_branch_stands_beside_its_grid(desk: Desk) -> None:
    """“一网三联”: the branch of places.yaml is shown with the grid (S42)."""
    first, *rest = desk.year.places.communities
    grid = msgspec.structs.replace(first.grids[0], party_branch="示例第一党支部")
    first = msgspec.structs.replace(first, grids=(grid,))
    places = msgspec.structs.replace(desk.year.places, communities=(first, *rest))
    desk.year = msgspec.structs.replace(desk.year, places=places)
    page = make_client(desk, make_account(desk, role="secretary")).get("/desk/targets/fuxing").text
    assert "示例第一党支部" in page


def test_a_unit_reads_its_lists_and_its_own_doors(desk: Desk) -> None:
    """Lists that were handed out and households named for oneself, focus ones first (S34, S41)."""
    collator = make_account(desk, role="community_collator", community_code="example-1")
    sponsor = make_account(desk, role="sponsor")
    for n in (1, 2):
        make_household(
            desk,
            code=f"example-1-000{n}",
            community_code="example-1",
            grid_code="example-1-01",
            assigned_to=("sponsor",),
        )
    make_resident(
        desk,
        household_code="example-1-0002",
        community_code="example-1",
        address="重点门牌",
        focus=("hardship",),
    )
    day = {"unit": "civil-affairs", "on": "2022-08-08", "slot": "am"}
    outing = planning.plan(desk, collator, "example-1", **day, count=1)
    client = make_client(desk, sponsor)
    first = client.get("/desk/targets/").text
    assert outing.no not in first
    assert "/desk/targets/schedule/in/example-1" in first
    planning.hand_out(desk, collator, outing.no)
    page = client.get("/desk/targets/").text
    assert outing.no in page
    assert "分给我 2 户，走到 0 户，还有 2 户没走到" in page
    assert page.index("重点门牌") < page.index("示例路1号楼2单元301室")


def test_a_verdict_is_words_for_every_case(desk: Desk) -> None:
    """未配置、还没有名册、已达到、按进度、比进度少、已到期: said, not only coloured (S38)."""
    ahead, past = datetime.date(2022, 12, 31), datetime.date(2022, 6, 30)
    reached = Tally(households=3, doorstep=3)
    cases = [
        (None, None, past, "未配置"),
        (0, 0, past, "还没有名册"),
        (3, 3, past, "已达到"),
        (5, 5, past, "已到期，还差 2 户"),
        (9, 5, ahead, "比进度少 2 户"),
        (9, 3, ahead, "按进度，还差 6 户"),
    ]
    with create_app(desk).test_request_context():
        for required, expected, ends_on, said in cases:
            progress = Progress(required=required, reached=reached, expected=expected, ends_on=ends_on)
            assert verdict(progress)[1] == said
