"""Looking back (回头看), as the plan asks for it: 湖工发〔2022〕34号 三、(四)."""

import re

import pytest

from collector.desk import Desk
from collector.desk.issues.handling import standing_of, take_step
from collector.desk.oversight.phases import file_of
from collector.desk.residents import look_back
from collector.desk.residents.callback import answer, make_link
from collector.errors import NotAllowed, Refusal
from collector.rules.issues.stages import stage_of
from tests.clients import make_client
from tests.makers import keep_case, make_account, make_case, make_household, make_resident, make_step

DONE = ("accepted", "proposal", "resolved", "replied")
NO = "2022-000123"
PAGE = "/desk/office/look-back/"


def called(**changes: object) -> dict[str, object]:
    return {"channel": "phone", "reached": True, "solved": "yes", "satisfaction": "satisfied"} | changes


def test_s69_the_queue_holds_closed_and_unclosed(desk: Desk) -> None:
    """Both are asked about; what was asked leaves the list, and what was not accepted is on none."""
    office = make_account(desk, role="campaign_office")
    keep_case(desk, make_case("accepted", no="2022-000001"))
    keep_case(desk, make_case(*DONE, no="2022-000002"))
    missed = make_step("callback", on="2022-06-01", by="community_collator")
    keep_case(desk, make_case(*DONE, missed, "closed", no="2022-000003"))
    keep_case(desk, make_case(no="2022-000004"))
    assert [case.no for case in look_back.queue(desk, office)] == [
        "2022-000001",
        "2022-000002",
        "2022-000003",
    ]
    look_back.call_back(desk, office, "2022-000002", **called())
    client = make_client(desk, office)
    waiting, asked = client.get(PAGE).text, client.get(f"{PAGE}?state=asked").text
    assert ("2022-000001" in waiting, "2022-000002" in waiting) == (True, False)
    assert "2022-000002" in asked


def test_s69_a_sample_is_drawn_again_by_its_seed(desk: Desk) -> None:
    """Spread over communities and fields, printed with its seed; what happens later does not change it."""
    office = make_account(desk, role="campaign_office")
    client = make_client(desk, office)
    for n in range(40):
        place, field = ("fuxing", "example-1")[n % 4 == 0], ("housing", "health")[n % 3 == 0]
        keep_case(desk, make_case(*DONE, no=f"2022-{n:06d}", community_code=place, field=field))
    form = {"size": "8", "by_aspect": "field", "seed": "20221010"}
    first = client.post(PAGE, data=form).location
    again = client.post(PAGE, data=form).location
    samples = [desk.registers.samples.get(place.rpartition("/")[2]) for place in (first, again)]
    assert samples[0] is not None
    assert samples[1] is not None
    assert samples[0].issues == samples[1].issues
    assert len(samples[0].issues) == 8
    cases = [desk.case(number).issue for number in samples[0].issues]
    assert {(each.community_code, each.field) for each in cases} == {
        (place, field) for place in ("fuxing", "example-1") for field in ("housing", "health")
    }
    shown = client.get(first).text
    assert "20221010" in shown
    assert all(number in shown for number in samples[0].issues)
    desk.act(
        lambda: keep_case(desk, make_case(*DONE, no="2022-000900", received_at="2022-08-06T09:00:00+08:00"))
    )
    assert "还是这一批" in client.get(first).text
    unseeded = client.post(PAGE, data={"size": "3", "by_aspect": "severity", "seed": ""}).location
    assert re.search(r'种子</dt><dd><span class="number">\d{6}<', client.get(unseeded).text)


def test_s70_the_channels_are_split_and_the_handler_does_not_call(desk: Desk) -> None:
    """二次入户 and the other three stand apart; who was not reached counts in none; 经办人 is refused."""
    office, collator = (make_account(desk, role=role) for role in ("campaign_office", "community_collator"))
    for n in (1, 2, 3):
        by = make_step("resolved", by="community_collator")
        keep_case(desk, make_case("accepted", by, "replied", no=f"2022-00000{n}"))
    with pytest.raises(NotAllowed, match="别人回访"):
        look_back.call_back(desk, collator, "2022-000001", **called())
    look_back.call_back(desk, office, "2022-000001", **called(channel="doorstep"))
    look_back.call_back(desk, office, "2022-000002", **called())
    look_back.call_back(desk, office, "2022-000003", channel="sms", reached=False)
    text = re.sub(r"<[^>]+>|\s+", " ", make_client(desk, office).get(PAGE).text)
    text = re.sub(r"\s+", " ", text)
    for said in ("二次入户 1 次 0 次", "电话 1 次 0 次", "微信 0 次 0 次", "短信 0 次 1 次", "没联系上 1"):
        assert said in text, said
    assert look_back.overview(desk, office).heard.called == 2
    assert look_back.queue(desk, collator) == []


def test_s71_unsolved_goes_back_to_work_under_its_number(desk: Desk) -> None:
    """没解决 reopens in the same act and is no finding by itself."""
    office = make_account(desk, role="campaign_office")
    keep_case(desk, make_case(*DONE))
    answers = called(solved="no", satisfaction="unsatisfied", text="配件没到，下周换，已说明")
    assert stage_of(look_back.call_back(desk, office, NO, **answers)) == "reopened"
    assert look_back.overview(desk, office).heard.reopened == 1
    assert len(desk.registers.findings) == 0


def test_s71_a_new_demand_becomes_an_issue_in_the_same_act(desk: Desk) -> None:
    """With origin 回头看, the household it was heard from, and a clock of its own; or nothing is kept."""
    make_household(desk)
    office = make_account(desk, role="campaign_office")
    keep_case(desk, make_case(*DONE))
    client = make_client(desk, office)
    form = {"seen": "4", **{f"callback.{name}": value for name, value in called(reached="yes").items()}}
    half = client.post(f"/desk/issues/{NO}/callback", data=form | {"callback.new_text": "楼道灯也坏了"})
    assert half.status_code == 422
    assert "请选新的难处归到哪一类" in half.text
    assert "楼道灯也坏了" in half.text
    assert len(desk.registers.issues) == 1
    assert desk.case(NO).last("callback") is None
    whole = form | {"callback.new_text": "楼道灯也坏了", "callback.new_field": "housing"}
    assert client.post(f"/desk/issues/{NO}/callback", data=whole).status_code == 303
    callback = desk.case(NO).last("callback")
    assert callback is not None
    new = desk.case(callback.other or "")
    assert (new.issue.look_back_of, new.issue.household_code) == (NO, "fuxing-0001")
    assert new.words["report"] == "楼道灯也坏了"
    assert stage_of(new) == "registered"
    assert str(standing_of(desk, new).started_on) == "2022-08-05"
    assert f"回头看 {NO}" in client.get(f"/desk/issues/{new.no}").text
    assert f"新的难处登记为 {new.no}" in client.get(f"/desk/issues/{NO}").text
    assert client.post(f"/desk/issues/{NO}/callback", data=whole).status_code == 409
    assert len(desk.registers.issues) == 2


def test_s71_nobody_reached_says_nothing_new(desk: Desk) -> None:
    """Without an answer there is no demand to register, and nothing is kept of the attempt."""
    office = make_account(desk, role="campaign_office")
    keep_case(desk, make_case(*DONE))
    with pytest.raises(Refusal, match="没联系上"):
        look_back.call_back(
            desk, office, NO, channel="phone", reached=False, new_text="灯坏了", new_field="housing"
        )
    assert desk.case(NO).last("callback") is None


def test_s72_the_phase_is_not_closed_over_what_nobody_explained(desk: Desk) -> None:
    """A caller has to explain; a resident's own 没办好 stands on the report until somebody did."""
    office = make_account(desk, role="campaign_office")
    make_resident(desk, contact_ok=True)
    keep_case(desk, make_case(*DONE))
    with pytest.raises(Refusal, match="怎么向居民解释"):
        look_back.call_back(desk, office, NO, **called(solved="partly"))
    answer(desk, make_link(desk, office, NO), solved="no", satisfaction="unsatisfied", text="还是不亮")
    assert "没解决、也没有解释的，1 件" in make_client(desk, office).get(PAGE).text
    [phase] = desk.year.campaign.phases
    assert [case.no for case in file_of(desk, office, phase.code).cases["unexplained"]] == [NO]
    take_step(desk, office, NO, "parked", text="等管网改造，已上门说明")
    assert file_of(desk, office, phase.code).cases["unexplained"] == []


def test_a_community_looks_back_on_its_own_alone(desk: Desk) -> None:
    """A collator's queue, figures and samples hold nothing of another community."""
    office = make_account(desk, role="campaign_office")
    collator = make_account(desk, role="community_collator")
    keep_case(desk, make_case(*DONE, no="2022-000001"))
    keep_case(desk, make_case(*DONE, no="2022-000002", community_code="example-1"))
    look_back.call_back(desk, office, "2022-000002", **called())
    sample = look_back.draw_sample(desk, office, size=2, by_aspect="field", seed="1")
    assert sample.issues == ("2022-000001", "2022-000002")
    assert look_back.overview(desk, collator).heard.called == 0
    assert [case.no for case in look_back.sample_of(desk, collator, sample.no)[1]] == ["2022-000001"]
    with pytest.raises(NotAllowed):
        look_back.draw_sample(desk, collator, size=2, by_aspect="field")
