"""Phases and meetings (阶段、研判), as the plan asks for them: 湖工发〔2022〕34号 三 and 四、(二)."""

from collector.desk import Desk
from collector.desk.issues.handling import standing_of, take_step
from collector.desk.oversight import phases
from collector.desk.visiting.intake import submit_issue
from collector.rules.oversight.phase import past_end
from tests.clients import make_client
from tests.makers import (
    STEP_FIELDS,
    keep_case,
    make_account,
    make_case,
    make_issue_body,
    make_step,
)


def test_s63_each_phase_has_its_checklist(desk: Desk) -> None:
    """Tasks are ticked off by the office, with who and when on the page."""
    client = make_client(desk, make_account(desk, role="campaign_office"))
    assert "每户都走到" in client.get("/desk/office/phases/visiting").text
    assert client.post("/desk/office/phases/visiting/tick/0").status_code == 303
    assert "示例campaign_office，8月5日" in client.get("/desk/office/phases/visiting").text
    assert "打钩 1／2" in client.get("/desk/office/phases/").text


def test_s64_a_missing_plan_of_a_community_is_listed(desk: Desk) -> None:
    """Until it is registered, by the community itself or the office."""
    client = make_client(desk, make_account(desk, role="community_collator"))
    assert "还差 3 份" in client.get("/desk/office/phases/plans/").text
    form = {"place": "fuxing", "title": "福兴社区走访方案", "made_on": "2022-06-08"}
    assert client.post("/desk/office/phases/plans/", data=form).status_code == 303
    page = client.get("/desk/office/phases/plans/").text
    assert "还差 2 份" in page
    assert "福兴社区走访方案" in page


def test_s65_a_training_is_registered_with_who_came(desk: Desk) -> None:
    """Attendance alone: nothing about how long anybody was online."""
    make_account(desk, role="grid_worker")
    client = make_client(desk, make_account(desk, role="campaign_office"))
    form = {"held_on": "2022-06-09", "topic": "入户怎么问", "people": ["grid_worker"]}
    assert client.post("/desk/office/phases/trainings/", data=form).status_code == 303
    assert "1 人：示例grid_worker" in client.get("/desk/office/phases/plans/").text


def test_s67_and_s19_no_phase_keeps_anybody_from_acting(desk: Desk) -> None:
    """With the phase closed an issue is registered, accepted, handled and replied to as ever."""
    grid, reviewer, handler, office = (
        make_account(desk, role=role)
        for role in ("grid_worker", "street_reviewer", "unit_handler", "campaign_office")
    )
    phases.close(desk, office, "visiting", "到期")
    number = submit_issue(desk, grid, make_issue_body()).answer["no"]
    take_step(desk, reviewer, number, "accepted", **STEP_FIELDS["accepted"])
    for kind in ("proposal", "resolved", "replied"):
        take_step(desk, handler, number, kind, **STEP_FIELDS[kind])
    assert desk.case(number).steps[-1].kind == "replied"


def test_s68_limits_past_the_end_of_the_phase_are_listed(desk: Desk) -> None:
    """An issue whose own clock runs past phase 3 is named there; a new one is taken all the same."""
    keep_case(desk, make_case(make_step("accepted", severity="critical"), "proposal"))
    [phase] = desk.year.campaign.phases
    found = past_end(phase, [(case, standing_of(desk, case)) for case in desk.cases.all()])
    assert [case.no for case in found] == ["2022-000123"]


def test_s85_a_meetings_decision_comes_back_on_todays_list(desk: Desk) -> None:
    """Pack, record, decision with owner and date: it waits for its owner until said to be done."""
    keep_case(desk, make_case("accepted", "proposal"))
    keep_case(desk, make_case(no="2022-000124"))
    handler = make_account(desk, role="unit_handler")
    client = make_client(desk, make_account(desk, role="campaign_office"))
    pack = client.get("/desk/office/meetings/pack").text
    assert "卡住的，2 件" in pack
    assert "反复反映的，1 组" in pack
    form = {"held_on": "2022-08-05", "attendees": "活动办、区示例民政局"}
    place = client.post("/desk/office/meetings/", data=form).location
    decision = {"text": "东段路灯一次修完", "owner": "unit_handler", "due_on": "2022-08-12"}
    assert client.post(place, data=decision).status_code == 303
    theirs = make_client(desk, handler)
    assert "东段路灯一次修完" in theirs.get("/desk/").text
    theirs.post(f"{place}/1/done", data={"result": "修好了"})
    assert "东段路灯一次修完" not in theirs.get("/desk/").text
    assert "修好了" in client.get(place).text
