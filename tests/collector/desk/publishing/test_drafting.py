from typing import Any

import pytest

from collector.desk import Desk
from collector.desk.homes import hardship
from collector.desk.publishing import drafting, marking
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from tests.makers import (
    keep_case,
    make_account,
    make_case,
    make_draft,
    make_household,
    make_resident,
)

NO = "2022-000123"
WRITER = make_account(role="street_reviewer")
PUBLISHER = make_account(role="publisher")
TEXTS = {
    "matter": "public",
    "title": "示例路路灯修好了",
    "summary": "示例路的路灯不亮，晚上看不清路。",
    "outcome": "更换了灯具，每月巡查一次。",
}


@pytest.fixture(autouse=True)
def _done_case(desk: Desk) -> None:
    keep_case(desk, make_case("accepted", "resolved", "replied"))
    make_household(desk)


def write(desk: Desk, **changes: Any) -> None:
    drafting.write(desk, WRITER, NO, **TEXTS | changes)


def test_from_draft_to_publication(desk: Desk) -> None:
    """草稿 → 待审 → 已发布: written by one, approved by another, who and when are recorded (R5.2)."""
    write(desk)
    assert desk.cases.draft(NO).state == "draft"
    drafting.hand_in(desk, WRITER, NO)
    approved = drafting.approve(desk, PUBLISHER, NO)
    assert desk.cases.draft(NO) is None
    assert desk.cases.publication(NO) == approved
    assert (approved.state, approved.written_by, approved.approved_by) == (
        "published",
        "street_reviewer",
        "publisher",
    )
    assert approved.published_on == "2022-08-05"
    assert [entry.what for entry in desk.trail] == ["draft_written", "draft_handed_in", "published"]


def test_nobody_approves_what_they_had_a_hand_in(desk: Desk) -> None:
    """不得自审: neither the last writer nor an earlier one approves."""
    drafting.write(desk, PUBLISHER, NO, **TEXTS)
    write(desk, title="路灯修好了")
    drafting.hand_in(desk, WRITER, NO)
    with pytest.raises(NotAllowed, match="不得自审"):
        drafting.approve(desk, PUBLISHER, NO)
    drafting.approve(desk, make_account(role="publisher", username="other"), NO)


def test_writing_takes_it_back(desk: Desk) -> None:
    """A text that is changed after it was handed in has to be handed in again, and cannot slip through."""
    write(desk)
    seen = drafting.hand_in(desk, WRITER, NO)
    write(desk, title="换了标题")
    with pytest.raises(Refusal, match="没有报审"):
        drafting.approve(desk, PUBLISHER, NO)
    drafting.hand_in(desk, WRITER, NO)
    with pytest.raises(Conflict, match="刚刚改过"):
        drafting.approve(desk, PUBLISHER, NO, seen=seen)


def test_sent_back_with_a_reason(desk: Desk) -> None:
    """退回 needs a reason, which the writer sees until the text is handed in again."""
    write(desk)
    drafting.hand_in(desk, WRITER, NO)
    with pytest.raises(Refusal):
        drafting.send_back(desk, PUBLISHER, NO, " ")
    assert drafting.send_back(desk, PUBLISHER, NO, "标题再具体些").state == "draft"
    write(desk, title="示例路东段路灯修好了")
    assert desk.cases.draft(NO).returned_because == "标题再具体些"
    assert drafting.hand_in(desk, WRITER, NO).returned_because is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("打 13812345678 找他", "手机号"),
        ("示例某家门口", "住户的姓名"),
        ("示\u00a0例某家门口", "住户的姓名"),
        ("示例\n某家门口", "住户的姓名"),
        ("⽰例某家门口", "住户的姓名"),
        ("示例路 1 号楼（2单元）301室", "住户的住址"),
        ("示例路1号楼2单元301室", "住户的住址"),
        ("他的电话13800000000", "住户的电话"),
    ],
)
def test_what_tells_who_it_is_about_stops_it(desk: Desk, text: str, label: str) -> None:
    """What the detector blocks and what is on this household's line of the roster is marked and refused."""
    write(desk, summary=text)
    with pytest.raises(Refusal, match=label) as refused:
        drafting.hand_in(desk, WRITER, NO)
    assert set(refused.value.fields) == {"summary"}
    draft = desk.cases.draft(NO)
    found = marking.marks(desk, desk.case(NO), draft)["summary"]
    assert [(mark.label, mark.blocks) for mark in found] == [(label, True)]


def test_a_warning_is_marked_and_does_not_stop_it(desk: Desk) -> None:
    """What might be a name is shown to the approver, who decides."""
    write(desk, summary="张大爷说路灯不亮")
    drafting.hand_in(desk, WRITER, NO)
    found = marking.marks(desk, desk.case(NO), desk.cases.draft(NO))["summary"]
    assert found
    assert not any(mark.blocks for mark in found)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": "字" * 33}, "title"), ({"outcome": ""}, "outcome"), ({"matter": ""}, "matter")],
)
def test_incomplete_is_refused_at_its_field(desk: Desk, changes: dict[str, str], field: str) -> None:
    """A draft may be kept incomplete, but not handed in."""
    write(desk, **changes)
    with pytest.raises(Refusal) as refused:
        drafting.hand_in(desk, WRITER, NO)
    assert field in refused.value.fields


def test_what_is_far_too_long_is_not_kept(desk: Desk) -> None:
    """Each look at it would take seconds; one a little too long is kept, and told of at 报审."""
    with pytest.raises(Refusal, match="请先删到"):
        write(desk, summary="①" * 5001)
    assert desk.registers.drafts.get(NO) is None
    write(desk, summary="长" * 700)


def test_all_that_is_wrong_is_told_at_once_and_in_the_order_of_the_form(desk: Desk) -> None:
    """What is lacking and what may not be printed, though one comes of the rules and one of the detector."""
    write(
        desk,
        title="",
        summary="打 13812345678 找他",
        outcome="",
        proposal="到示例路1号楼2单元301室",
        matter="",
    )
    with pytest.raises(Refusal) as refused:
        drafting.hand_in(desk, WRITER, NO)
    assert list(refused.value.fields) == ["title", "summary", "outcome", "proposal", "matter"]
    assert "手机号" in refused.value.fields["summary"]
    write(desk, title="示例某" + "字" * 33)
    with pytest.raises(Refusal) as refused:
        drafting.hand_in(desk, WRITER, NO)
    assert refused.value.fields["title"] == (
        "“标题”写了 36 个字，最多 32 个字；“标题”里有住户的姓名，请删去。"
    )


def test_hardship_households_are_not_published_singly(desk: Desk) -> None:
    """Their own matters are refused with the reason; what concerns everybody passes (R5.3)."""
    make_resident(desk, focus=("hardship",))
    write(desk, matter="personal")
    with pytest.raises(Refusal, match="不单独公示"):
        drafting.hand_in(desk, WRITER, NO)
    write(desk)
    drafting.hand_in(desk, WRITER, NO)


def test_an_open_hardship_file_counts_without_the_tag(desk: Desk) -> None:
    """What a table or an erasure took off the roster does not open the way; the end of the file does."""
    keeper = make_account(desk, role="community_collator")
    hardship.mark(desk, keeper, "fuxing-0001", causes=("illness",), policies="低保", gap="药费还不够")
    make_resident(desk, focus=())
    write(desk, matter="personal")
    with pytest.raises(Refusal, match="不单独公示"):
        drafting.hand_in(desk, WRITER, NO)
    desk.act(lambda: desk.registers.residents.remove(household_code="fuxing-0001"))
    with pytest.raises(Refusal, match="不单独公示"):
        drafting.hand_in(desk, WRITER, NO)
    hardship.lift(desk, keeper, "fuxing-0001", text="够了")
    drafting.hand_in(desk, WRITER, NO)


def test_a_text_that_life_has_overtaken_is_refused(desk: Desk) -> None:
    """An outcome written before the issue was done says nothing about how it was done."""
    keep_case(desk, make_case("accepted", "resolved", "replied", no="2022-000124"))
    old = make_draft(issue_no="2022-000124", state="draft", written_at="2022-06-01T09:00:00+08:00")
    desk.act(lambda: desk.registers.drafts.put(old))
    with pytest.raises(Refusal, match="新进展"):
        drafting.hand_in(desk, WRITER, "2022-000124")


def test_not_before_it_was_accepted(desk: Desk) -> None:
    """What the street has not reviewed is not published."""
    keep_case(desk, make_case(no="2022-000124"))
    drafting.write(desk, WRITER, "2022-000124", **TEXTS)
    with pytest.raises(Refusal, match="还没有受理"):
        drafting.hand_in(desk, WRITER, "2022-000124")


def test_only_writers_write_and_only_publishers_approve(desk: Desk) -> None:
    """Roles are held, and a community's collator writes for that community only."""
    with pytest.raises(NotAllowed):
        drafting.write(desk, make_account(), NO, **TEXTS)
    with pytest.raises(NotAllowed):
        drafting.write(desk, make_account(role="community_collator", community_code="example-1"), NO, **TEXTS)
    drafting.write(desk, make_account(role="community_collator"), NO, **TEXTS)
    drafting.hand_in(desk, WRITER, NO)
    with pytest.raises(NotAllowed):
        drafting.approve(desk, make_account(role="campaign_office"), NO)
    with pytest.raises(Missing):
        drafting.approve(desk, PUBLISHER, "2022-000999")


def test_texts_are_kept_tidy(desk: Desk) -> None:
    """Spaces around and characters nobody sees are dropped; lines stay."""
    write(desk, summary=" 第一行\r\n第\u200b二行\x00 ")
    assert desk.cases.draft(NO).summary == "第一行\n第二行"
