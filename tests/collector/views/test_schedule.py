import pytest

from collector.desk import Desk
from tests.clients import DeskClient, make_client
from tests.makers import make_account, make_household

HERE = "/desk/targets/schedule"
PLAN = {"unit": "city-1", "on": "2022-08-08", "slot": "am", "grid": "fuxing-01", "count": "2"}


@pytest.fixture
def collator(desk: Desk) -> DeskClient:
    """A browser in which the collator of a fuxing with four households is signed in."""
    make_account(desk)
    for n in range(1, 5):
        make_household(desk, code=f"fuxing-000{n}")
    return make_client(desk, make_account(desk, role="community_collator"))


def test_a_day_is_planned_listed_and_handed_out(desk: Desk, collator: DeskClient) -> None:
    """From the calendar's form to a list of exactly n, its warnings settled one by one (S34, S35, S37)."""
    answer = collator.post(f"{HERE}/in/fuxing", data=PLAN)
    assert answer.status_code == 303
    address = answer.headers["Location"]
    page = collator.get(address).text
    assert "入户名单，2 户" in page
    assert "入户名单还没有发布" in page
    assert "还没有定陪同的人" in page
    collator.post(f"{address}/bring", data={"guide": "grid_worker"})
    collator.post(f"{address}/publish")
    page = collator.get(address).text
    assert "8月5日 18:00发布" in page
    assert 'class="warn' not in page
    unit = make_client(desk, make_account(desk, role="sponsor", unit_code="city-1"))
    page = unit.get(address).text
    assert "示例路1号楼2单元301室" in page
    assert "示例某" not in page
    assert "去掉" not in page


def test_two_units_on_one_half_day_are_warned_about(collator: DeskClient) -> None:
    """Both stand in the calendar with the warning (S60)."""
    collator.post(f"{HERE}/in/fuxing", data=PLAN)
    collator.post(f"{HERE}/in/fuxing", data=PLAN | {"unit": "civil-affairs", "count": "1"})
    page = collator.get(f"{HERE}/in/fuxing").text
    assert page.count("同一个网格、同一个半天还有别的单位要来") == 2


def test_a_mistake_keeps_what_was_typed(collator: DeskClient) -> None:
    """Each field says what is wrong with it and holds what was written (S37)."""
    wrong = PLAN | {"on": "2022-08-01", "count": "many", "unit": ""}
    refused = collator.post(f"{HERE}/in/fuxing", data=wrong)
    assert refused.status_code == 422
    for said in ("请选来走访的单位", "8月1日已经过去了", "一次最多排 200 户", 'value="many"'):
        assert said in refused.text
    refused = collator.post(f"{HERE}/in/fuxing", data=PLAN | {"count": "9"})
    assert "没走到、也没排上的只有 4 户，挑不出 9 户" in refused.text


def test_a_list_is_changed_by_hand(collator: DeskClient) -> None:
    """More, one more, one less, called off; a wrong code is said at its field (S31, S37)."""
    address = collator.post(f"{HERE}/in/fuxing", data=PLAN).headers["Location"]
    collator.post(f"{address}/more", data={"count": "1"})
    collator.post(f"{address}/add", data={"code": "fuxing-0004"})
    assert "入户名单，4 户" in collator.get(address).text
    collator.post(f"{address}/drop", data={"code": "fuxing-0001"})
    assert "入户名单，3 户" in collator.get(address).text
    assert collator.post(f"{address}/add", data={"code": "fuxing-9999"}).status_code == 404
    assert collator.post(f"{address}/more", data={"count": "x"}).status_code == 422
    assert collator.post(f"{address}/burn").status_code == 404
    collator.post(f"{address}/cancel")
    assert "已取消" in collator.get(address).text
    assert collator.post(f"{address}/publish").status_code == 409


def test_others_read_a_calendar_without_planning(desk: Desk, collator: DeskClient) -> None:
    """A grid worker and a unit sent there see the days and no form; strangers see nothing (S60)."""
    collator.post(f"{HERE}/in/fuxing", data=PLAN)
    for account in (make_account(), make_account(desk, role="sponsor", unit_code="city-1")):
        page = make_client(desk, account).get(f"{HERE}/in/fuxing")
        assert page.status_code == 200
        assert "市属示例一单位" in page.text
        assert "排一次走访" not in page.text
    stranger = make_client(desk, make_account(desk, role="publisher"))
    assert stranger.get(f"{HERE}/in/fuxing").status_code == 403
    assert stranger.get(f"{HERE}/P2022-000001").status_code == 403
