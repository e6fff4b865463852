"""The reporting chain (提报), as the plan asks for it: 湖工发〔2022〕34号 二、(二)1."""

import io
import re

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from collector.desk import Desk
from collector.desk.issues import escalation, merging, reconciling
from collector.desk.issues.handling import take_step
from collector.desk.oversight.today import today_list
from collector.desk.visiting import coverage
from collector.desk.visiting.intake import submit_issue
from collector.errors import Conflict, NotAllowed
from collector.rules.issues.escalation import hotline_of, number_of
from collector.rules.issues.stages import stage_of
from collector.rules.people.account import Account
from generator import consistency
from generator.reading.shelf import load
from tests.clients import make_client
from tests.content_samples import FILES, write_content
from tests.makers import STEP_FIELDS, make_account, make_household, make_issue_body


def people(desk: Desk, *roles: str) -> list[Account]:
    return [make_account(desk, role=role) for role in roles]


def reported(desk: Desk, by: Account, text: str = "示例路路灯不亮", **changes: object) -> str:
    return str(submit_issue(desk, by, make_issue_body(text=text, **changes)).answer["no"])


def accepted(desk: Desk, reviewer: Account, number: str) -> str:
    take_step(desk, reviewer, number, "accepted", **STEP_FIELDS["accepted"])
    return number


def test_s51_a_batch_is_pasted_over_and_its_numbers_come_back(desk: Desk) -> None:
    """未报 → 编批 → 已报 → 已受理 or 退回, through the office's forms alone; nothing is left out unsaid."""
    grid, reviewer, office = people(desk, "grid_worker", "street_reviewer", "campaign_office")
    numbers = [accepted(desk, reviewer, reported(desk, grid, f"路灯不亮，在{n}号楼前")) for n in (1, 2)]
    client = make_client(desk, office)
    place = client.post("/desk/office/escalation/", data={"numbers": numbers}).location
    page = client.get(place).text
    assert all(f"编号：{number}" in page for number in numbers)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.post(f"{place}/file").data)).get_sheet_by_index(
        0
    )
    _, _, header, *lines = sheet.to_python()
    assert header[:1] + header[4:] == ["编号", "诉求内容", "工单号"]
    assert [line[0] for line in lines] == numbers
    assert lines[0][4] == "路灯不亮，在1号楼前"
    typed = {"on": "2022-08-05", f"no.{numbers[0]}": "ZB20220805001"}
    assert client.post(f"{place}/numbers", data=typed).status_code == 303
    assert number_of(desk.case(numbers[0])) == "ZB20220805001"
    assert client.post(f"{place}/{numbers[0]}/taken").status_code == 303
    assert "已受理" in client.get(f"/desk/issues/{numbers[0]}").text
    assert "还有 1 件没有提报" in client.get("/desk/office/escalation/").text
    again = {"on": "2022-08-05", f"no.{numbers[1]}": "ZB20220805001"}
    refused = client.post(f"{place}/numbers", data=again)
    assert refused.status_code == 422
    assert 'value="ZB20220805001"' in refused.text


def test_s52_the_hotlines_own_clock_runs_beside_the_campaigns(desk: Desk) -> None:
    """Both are kept, and the nearer one is what the issue's page tells."""
    grid, reviewer, office = people(desk, "grid_worker", "street_reviewer", "campaign_office")
    number = accepted(desk, reviewer, reported(desk, grid))
    batch = escalation.make_batch(desk, office, [number])
    escalation.record_numbers(desk, office, batch, {number: "ZB20220805001"}, "2022-08-05")
    hotline = hotline_of(desk.case(number), desk.calendar)
    assert hotline is not None
    assert hotline.due_on.isoformat() == "2022-08-12"
    take_step(desk, office, number, "proposal", **STEP_FIELDS["proposal"])
    (item,) = (each for each in today_list(desk, office) if each.case.no == number)
    assert (item.standing.waits_for, item.standing.due_on) == ("hotline", hotline.due_on)
    assert "12345期限 8月12日" in make_client(desk, office).get("/desk/").text
    page = make_client(desk, office).get(f"/desk/issues/{number}").text
    assert "12345期限 8月12日" in page
    assert "8月26日前" in page


def test_s53_a_loop_that_is_not_closed_is_listed(desk: Desk) -> None:
    """收集, 办理, 回复, 回访: what is called done and was not asked back stands on the list until it was."""
    grid, reviewer, handler, office = people(
        desk, "grid_worker", "street_reviewer", "unit_handler", "campaign_office"
    )
    number = accepted(desk, reviewer, reported(desk, grid))
    for kind in ("resolved", "replied"):
        take_step(desk, handler, number, kind, **STEP_FIELDS[kind])
    assert [(each.case.no, each.gaps) for each in reconciling.open_loops(desk, office)] == [
        (number, ("回访",))
    ]
    take_step(desk, office, number, "callback", **STEP_FIELDS["callback"])
    assert reconciling.open_loops(desk, office) == []


def test_s54_the_same_thing_is_suggested_merged_by_a_person_and_taken_apart(desk: Desk) -> None:
    """Nothing merges by itself; members keep who said it, each is asked, and it can be undone."""
    grid, collator = people(desk, "grid_worker", "community_collator")
    first = reported(desk, grid, "9号楼东边的路灯不亮，晚上看不清", collected_at="2022-08-03T10:00:00")
    second = reported(desk, grid, "东边路灯不亮了，晚上出门看不清路", collected_at="2022-08-01T10:00:00")
    client = make_client(desk, collator)
    page = client.get("/desk/issues/merging/").text
    assert first in page
    assert second in page
    assert stage_of(desk.case(first)) == "registered"
    form = {"into": first, "members": [first, second], "because": "同一盏灯"}
    assert client.post("/desk/issues/merging/", data=form).status_code == 303
    row = coverage.count(desk).communities["fuxing"]
    assert (row["requests"], row["issues"]) == (2, 1)
    office = make_client(desk, make_account(desk, role="campaign_office"))
    assert "诉求 2 条，并成事项 1 件" in office.get("/desk/office/").text
    assert "诉求 2 条，事项 1 件" in client.get(f"/desk/issues/{first}").text
    assert "8月1日收到" in client.get(f"/desk/issues/{first}").text
    client.post(f"/desk/issues/merging/{second}/apart", data={"because": "两盏灯"})
    assert stage_of(desk.case(second)) == "registered"
    assert merging.family_of(desk, desk.case(first)).members == ()


def test_s55_nothing_is_reported_before_the_street_reviewed_it(desk: Desk) -> None:
    """A request goes into no batch before 通过, and nobody reviews their own."""
    office = make_account(desk, role="campaign_office")
    reviewer = make_account(desk, role="street_reviewer")
    number = reported(desk, office)
    with pytest.raises(Conflict, match="审核"):
        escalation.make_batch(desk, office, [number])
    accepted(desk, reviewer, number)
    assert escalation.make_batch(desk, office, [number]) == "B2022-000001"
    both = make_account(desk, role="campaign_office", username="both")
    own = reported(desk, both, "示例路井盖松动")
    reviewing = msgspec.structs.replace(both, role="street_reviewer")
    with pytest.raises(NotAllowed, match="不得自审"):
        accepted(desk, reviewing, own)
    take_step(desk, reviewer, own, "returned", text="请写清在哪里")
    with pytest.raises(Conflict):
        escalation.make_batch(desk, office, [own])


def test_s56_a_district_unit_reports_its_own_after_the_street_passed_its_ledger(desk: Desk) -> None:
    """Route A: the unit collects, the street passes its ledger, the unit and nobody else reports."""
    sponsor, reviewer, office = people(desk, "sponsor", "street_reviewer", "campaign_office")
    make_household(desk, code="example-1-0001", community_code="example-1", grid_code="example-1-01")
    number = reported(desk, sponsor, community_code="example-1")
    with pytest.raises(Conflict):
        escalation.make_batch(desk, sponsor, [number])
    accepted(desk, reviewer, number)
    with pytest.raises(NotAllowed, match="本单位"):
        escalation.make_batch(desk, office, [number])
    with pytest.raises(Conflict, match="台账"):
        escalation.make_batch(desk, sponsor, [number])
    unit, street = make_client(desk, sponsor), make_client(desk, reviewer)
    place = unit.post("/desk/office/unit-ledgers/").location
    assert unit.post(f"{place}/passed").status_code == 403
    assert "L2022-000001" in street.get("/desk/").text
    with pytest.raises(Conflict, match="台账"):
        escalation.make_batch(desk, sponsor, [number])
    assert street.post(f"{place}/passed").status_code == 303
    assert escalation.make_batch(desk, sponsor, [number])


def test_s57_what_the_streets_people_collected_the_street_reports(desk: Desk) -> None:
    """Route B: no unit in between."""
    reviewer, office = people(desk, "street_reviewer", "campaign_office")
    officer = make_account(desk, role="street_officer", unit_code="city-office")
    number = accepted(desk, reviewer, reported(desk, officer, community_code="fuxing"))
    assert [case.no for case in escalation.ready(desk, office)] == [number]


def test_s58_every_community_names_its_collator(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Route C: the community's collator corrects and merges, the street reports; no collator is an error."""
    grid, collator, reviewer, office = people(
        desk, "grid_worker", "community_collator", "street_reviewer", "campaign_office"
    )
    number = reported(desk, grid)
    take_step(desk, reviewer, number, "returned", text="请写清在哪里")
    take_step(desk, collator, number, "corrected", text="示例路东段路灯不亮")
    accepted(desk, reviewer, number)
    assert [case.no for case in escalation.ready(desk, office)] == [number]
    with pytest.raises(NotAllowed):
        escalation.ready(desk, collator)
    places = re.sub(r"(\n\s+collator: [^\n]*|, collator: [^,}]*)", "", str(FILES["2022/places.yaml"]))
    folder = write_content(tmp_path_factory.mktemp("c") / "content", {"2022/places.yaml": places})
    content, problems = load(folder)
    assert content is not None
    assert any("collator" in each.message for each in consistency.settings_problems(content)), problems


def test_s59_three_ledgers_add_up(desk: Desk) -> None:
    """By who collected it: district, street, community; the page says that they agree."""
    grid, sponsor, office = people(desk, "grid_worker", "sponsor", "campaign_office")
    officer = make_account(desk, role="street_officer", unit_code="city-office")
    reported(desk, grid)
    reported(desk, sponsor, community_code="example-1")
    reported(desk, officer)
    books = reconciling.books(desk, office)
    assert books.agree
    assert {level: sum(row.values()) for level, row in books.counts.items()} == {
        "district": 1, "street": 1, "community": 1,
    }  # fmt: skip
    client = make_client(desk, office)
    assert "三级台账对得上" in client.get("/desk/office/escalation/books/").text
    lost = desk.act(lambda: desk.registers.next_no("2022"))
    page = client.get("/desk/office/escalation/books/").text
    assert "三级台账对不上" in page
    assert f"哪本台账都没有：{lost}" in page
