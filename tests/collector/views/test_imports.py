import io

from collector.desk import Desk
from collector.views.imports import TITLES
from tests.clients import make_client
from tests.makers import make_account

GOOD = "单位,社区,户数\n区示例民政局,福兴社区,15\n"
WRONG = "单位,社区,户数\n没有的局,福兴社区,15\n"


def sent(text: str, name: str = "附件3.csv", **more: str) -> dict[str, object]:
    return {"kind": "quotas", "file": (io.BytesIO(text.encode()), name), **more}


def test_a_table_is_looked_through_before_it_is_saved(desk: Desk) -> None:
    """The preview saves nothing; saving says what it did and leaves a line in the trail."""
    client = make_client(desk, make_account(desk, role="campaign_office"))
    page = client.post("/desk/office/imports/", data=sent(GOOD))
    assert "新增 1" in page.text
    assert len(desk.registers.quotas) == 0
    assert client.post("/desk/office/imports/", data=sent(GOOD, save="yes")).status_code == 303
    assert [line.households for line in desk.registers.quotas] == [15]
    assert "table_imported" in [entry.what for entry in desk.trail]


def test_what_is_wrong_is_said_by_row(desk: Desk) -> None:
    """Nothing is saved, whatever was pressed."""
    client = make_client(desk, make_account(desk, role="campaign_office"))
    answer = client.post("/desk/office/imports/", data=sent(WRONG, save="yes"))
    assert answer.status_code == 422
    assert "第 2 行：没有“没有的局”这个单位" in answer.text
    assert client.post("/desk/office/imports/", data=sent("PK", name="a.xlsx")).status_code == 422
    assert client.post("/desk/office/imports/", data={"kind": "quotas"}).status_code == 422


def test_an_empty_table_has_the_right_header(desk: Desk) -> None:
    """What is filled in below it is understood."""
    client = make_client(desk, make_account(desk, role="campaign_office"))
    header = client.get("/desk/office/imports/quotas.csv").data.decode("utf-8-sig").strip()
    assert header == "单位,村(社区),需走访户数"
    text = f"{header}\n区示例民政局,福兴社区,15\n"
    assert "新增 1" in client.post("/desk/office/imports/", data=sent(text)).text


def test_what_changes_is_told_before_it_can_be_saved(desk: Desk) -> None:
    """Row, old and new stand in the preview; only below one without problems is there a way to save."""
    client = make_client(desk, make_account(desk, role="campaign_office"))
    assert 'name="save"' not in client.get("/desk/office/imports/").text
    client.post("/desk/office/imports/", data=sent(GOOD, save="yes"))
    page = client.post("/desk/office/imports/", data=sent(GOOD.replace("15", "16"))).text
    assert "第 2 行 区示例民政局、福兴社区：需走访户数 15 → 16" in page
    assert 'name="save"' in page
    assert 'name="save"' not in client.post("/desk/office/imports/", data=sent(WRONG)).text


def test_what_is_brought_on_the_page_is_its_users(desk: Desk) -> None:
    """An issue whose row names nobody was taken down by whoever imports it."""
    client = make_client(desk, make_account(desk, role="campaign_office"))
    text = "社区,日期,问题,类别\n福兴社区,6月2日,路灯不亮,住有宜居\n"
    client.post("/desk/office/imports/", data=sent(text, save="yes") | {"kind": "issues"})
    assert [each.reported_by for each in desk.registers.issues] == ["campaign_office"]


def test_a_table_without_its_header_is_refused_on_the_page(desk: Desk) -> None:
    """For every kind of table, saying which columns it lacks; nothing reads as saved."""
    client = make_client(desk, make_account(desk, role="campaign_office"))
    for kind in TITLES:
        answer = client.post("/desk/office/imports/", data=sent("甲,乙\n1,2\n", save="yes") | {"kind": kind})
        assert answer.status_code == 422
        assert "没有找到表头" in answer.text
