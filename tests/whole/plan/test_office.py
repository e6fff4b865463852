"""The campaign office's day (活动办), as the plan asks for it: 湖工发〔2022〕34号 四、(一)."""

import re
from pathlib import Path

from collector.desk import Desk
from collector.desk.oversight.today import today_list
from collector.desk.visiting import targets
from generator.campaign.workdays import ONE_DAY, Calendar
from tests.clients import make_client
from tests.makers import (
    TODAY,
    keep_case,
    make_account,
    make_case,
    make_desk,
    make_household,
    make_step,
    make_visit,
    make_year,
)


def seen(html: str) -> str:
    """What somebody reads who sees no drawing."""
    html = re.sub(r'(?s)<(svg|div)\b[^>]*aria-hidden="true".*?</\1>', " ", html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_s83_one_screen_says_what_waits_and_how_far_everybody_is(desk: Desk) -> None:
    """Counts lead to their lists, the most urgent come first, and each plot says its numbers as text."""
    office, home = make_account(desk, role="campaign_office"), make_household(desk)
    make_household(desk, code="fuxing-0002")
    desk.act(lambda: desk.registers.visits.add(make_visit(household_code=home.code)))
    done = [make_step(kind, at="2022-08-04T09:00:00+08:00") for kind in ("resolved", "replied")]
    for no, collected, steps in (
        (1, "2022-07-29", ("accepted",)),  # its proposal is due today
        (2, "2022-07-11", ("accepted", "proposal")),
        (3, "2022-08-04", ()),
        (4, "2022-08-03", ("accepted", *done)),
        (5, "2022-06-13", ("accepted", "proposal")),
    ):
        keep_case(desk, make_case(*steps, no=f"2022-00000{no}", collected_at=f"{collected}T10:00:00+08:00"))
    client = make_client(desk, office)
    page = client.get("/desk/office/")
    text = seen(page.text)
    for said in ("逾期 2", "今天到期 1", "待审 1", "待提报 4", "待回访 1"):
        assert said in text
    assert "福兴社区 1/2 户" in text
    assert re.findall(r"2022-00000\d", text.partition("最急的")[2])[:3] == [
        "2022-000005",
        "2022-000002",
        "2022-000001",
    ]
    assert "8月1日起 2 1" in text
    assert "逾期6–10个工作日 0" in text
    assert not re.search(r"\sstyle=", page.text)
    for stage, found in (("overdue", ("2", "5")), ("due", ("1",)), ("registered", ("3",)), ("call", ("4",))):
        listed = client.get(f"/desk/issues/?stage={stage}").text
        assert sorted(set(re.findall(r"2022-00000(\d)", listed))) == list(found)


def keep_for_two_units(desk: Desk) -> None:
    """An overdue issue of each of two units, told in words that name somebody."""
    for no, unit in (("2022-000001", "civil-affairs"), ("2022-000002", "city-office")):
        steps = (make_step("accepted", unit=unit), "proposal")
        case = make_case(*steps, no=no, collected_at="2022-07-11T10:00:00+08:00")
        case.words["report"] = "示例某家漏雨，电话13800000000"
        keep_case(desk, case)


def test_s84_each_units_workbench_shows_its_own_only(desk: Desk) -> None:
    """Today's list, the ledger, the digest and the targets of a unit hold nothing of another's."""
    keep_for_two_units(desk)
    for unit, own, other in (
        ("civil-affairs", "2022-000001", "2022-000002"),
        ("city-office", "2022-000002", "2022-000001"),
    ):
        handler = make_account(desk, role="unit_handler", username=f"handler-{unit}", unit_code=unit)
        assert [item.issue_no for item in today_list(desk, handler)] == [own]
        client = make_client(desk, handler)
        for address in ("/desk/", "/desk/issues/", "/desk/digest/"):
            page = client.get(address).text
            assert own in page
            assert other not in page
        assert client.get(f"/desk/issues/{other}").status_code == 403
        assert client.get("/desk/office/").status_code == 403
        sponsor = make_account(desk, role="sponsor", username=f"sponsor-{unit}", unit_code=unit)
        assert {line.target.unit for line in targets.overview(desk, sponsor).units} <= {unit}


def test_s99_a_digest_holds_numbers_dates_and_links_and_nobody(desk: Desk) -> None:
    """One text a unit, with a button that copies it; not a word of what was reported."""
    keep_for_two_units(desk)
    page = make_client(desk, make_account(desk, role="campaign_office")).get("/desk/digest/").text
    texts = re.findall(r'(?s)<pre class="copy" id="(text-\d)">(.*?)</pre>', page)
    assert len(texts) == 2
    for at, text in texts:
        assert f'data-copy="{at}"' in page
        assert "在办 1 件：逾期 1 件，今天到期 0 件" in text
        assert re.search(
            r"2022-00000[12]　8月1日前办结并回复，逾期 4 个工作日　http://\S+/desk/issues/2022-00000[12]",
            text,
        )
        assert "全部待办：http://localhost/desk/" in text
    for private in ("示例某", "13800000000", "漏雨", "示例路"):
        assert private not in page


def test_s38_the_pace_line_of_a_unit_rises_evenly_to_the_end_of_the_phase(tmp_path: Path) -> None:
    """By working days, nought before it begins and all at its end; 未配置 has no line."""
    year = make_year()
    phase = next(each for each in year.campaign.phases if each.code == "visiting")
    expected = []
    for on in (phase.starts_on - ONE_DAY, phase.starts_on, phase.ends_on - ONE_DAY, phase.ends_on, TODAY):
        desk = make_desk(tmp_path / on.isoformat(), today=on)
        office = make_account(desk, role="campaign_office")
        lines = [each for each in targets.overview(desk, office).units if each.target.required]
        expected.append({line.progress.expected for line in lines})
        page = make_client(desk, office).get("/desk/targets/").text
        for line in lines:
            assert f"{line.progress.expected} 户" in page
        desk.store.close()
    required = {line.target.required for line in lines}
    assert expected[0] == {0}
    assert expected[-2:] == [required, required]
    days = Calendar(year.workdays).between(phase.starts_on - ONE_DAY, phase.ends_on).workdays
    assert expected[1] == {each // days for each in required if each}
