from typing import Any

import pytest

from collector.desk import Desk
from collector.desk.homes.hardship import (
    add_measure,
    finish_measure,
    hardship_file,
    ledger,
    lift,
    mark,
    open_plan,
    review_plan,
)
from collector.desk.keeping.erasure import erase
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from generator.campaign.vocabulary import ROLES
from tests.makers import make_account, make_household

HOME = "fuxing-0001"
COLLATOR = make_account(role="community_collator")
OFFICE = make_account(role="campaign_office")
MARK: dict[str, Any] = {"causes": ("illness",), "policies": "低保\n医疗救助", "gap": "还差药费"}
MEASURE = {"text": "联系慈善医院", "owner": "区示例卫健局 示例某", "due_on": "2022-08-20"}


@pytest.fixture(autouse=True)
def known(desk: Desk) -> None:
    """A household of fuxing and one of the other community."""
    make_household(desk)
    make_household(desk, code="example-1-0001", community_code="example-1", grid_code="example-1-01")


def planned(desk: Desk) -> None:
    mark(desk, COLLATOR, HOME, **MARK)
    open_plan(desk, COLLATOR, HOME, review_on="2022-09-05", **MEASURE)


def test_s30_from_gap_to_plan_to_end(desk: Desk) -> None:
    """A marked household is a gap until it has a plan; measures are added and done, the plan is reviewed."""
    mark(desk, COLLATOR, HOME, **MARK)
    [file] = ledger(desk, OFFICE)
    assert file.is_gap
    open_plan(desk, COLLATOR, HOME, review_on="2022-09-05", **MEASURE)
    add_measure(desk, COLLATOR, HOME, **MEASURE | {"text": "申请临时救助"})
    finish_measure(desk, COLLATOR, HOME, 1, text="已经住院")
    review_plan(desk, OFFICE, HOME, review_on="2022-10-05", text="药费还差一点")
    [file] = ledger(desk, OFFICE)
    assert not file.is_gap
    assert file.next_measure == file.measures[1]
    assert [(each.seq, each.done_on) for each in file.measures] == [(1, "2022-08-05"), (2, None)]
    assert (file.text_of(file.measures[1]), file.result_of(file.measures[0])) == ("申请临时救助", "已经住院")
    assert [said for _, said in file.reviews()] == ["药费还差一点"]
    assert file.plan
    assert file.plan.review_on == "2022-10-05"
    lift(desk, OFFICE, HOME, text="找到了工作")
    assert ledger(desk, OFFICE) == []
    ended = hardship_file(desk, OFFICE, HOME)
    assert ended.plan is None
    assert [entry.what for entry in desk.trail] == [
        "hardship_marked",
        "plan_opened",
        "measure_added",
        "measure_added",
        "measure_done",
        "plan_reviewed",
        "hardship_lifted",
        "hardship_opened",
    ]


def test_s30_one_open_plan_each(desk: Desk) -> None:
    """A second plan, or a second mark, is refused while the first stands."""
    planned(desk)
    with pytest.raises(Conflict):
        open_plan(desk, OFFICE, HOME, review_on="2022-09-05", **MEASURE)
    with pytest.raises(Conflict):
        mark(desk, OFFICE, HOME, **MARK)
    assert len(desk.registers.plans) == 1


def test_hardship_may_come_back(desk: Desk) -> None:
    """After it was lifted a household can be marked again, and is a gap again."""
    planned(desk)
    lift(desk, OFFICE, HOME, text="找到了工作")
    for act in (
        lambda: add_measure(desk, OFFICE, HOME, **MEASURE),
        lambda: lift(desk, OFFICE, HOME, text="再来一次"),
    ):
        with pytest.raises(Conflict):
            act()
    mark(desk, OFFICE, HOME, **MARK)
    [file] = ledger(desk, OFFICE)
    assert file.is_gap
    assert "ended" not in file.words


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"policies": ""}, "policies"), ({"causes": ()}, "causes"), ({"gap": " "}, "gap")],
)
def test_s17_a_refused_mark_leaves_nothing(desk: Desk, changes: dict[str, Any], field: str) -> None:
    """Without a policy applied there is no hardship in the plan's sense."""
    with pytest.raises(Refusal) as refused:
        mark(desk, COLLATOR, HOME, **MARK | changes)
    assert list(refused.value.fields) == [field]
    assert ledger(desk, OFFICE) == []
    assert list(desk.trail) == []


def test_measures_belong_to_a_plan(desk: Desk) -> None:
    """None without a plan, none finished twice."""
    mark(desk, COLLATOR, HOME, **MARK)
    with pytest.raises(Conflict):
        add_measure(desk, COLLATOR, HOME, **MEASURE)
    open_plan(desk, COLLATOR, HOME, review_on="2022-09-05", **MEASURE)
    finish_measure(desk, COLLATOR, HOME, 1, text="好了")
    for seq in (1, 2):
        with pytest.raises(Conflict):
            finish_measure(desk, COLLATOR, HOME, seq, text="好了")


def test_its_own_matters_are_not_published_from_now_on(desk: Desk) -> None:
    """The focus group that publication looks at is set with the mark (R5.3)."""
    mark(desk, COLLATOR, HOME, **MARK)
    resident = desk.registers.residents.get(HOME)
    assert resident
    assert resident.focus == ("hardship",)


def test_erasing_takes_every_word(desk: Desk) -> None:
    """The ledger keeps its line and its dates, and nothing that was said."""
    planned(desk)
    finish_measure(desk, COLLATOR, HOME, 1, text="已经住院")
    erase(desk, "office", HOME)
    [file] = ledger(desk, OFFICE)
    assert file.resident is None
    assert file.words == {}
    assert [each.done_on for each in file.measures] == ["2022-08-05"]


def test_s30_who_sees_the_ledger(desk: Desk) -> None:
    """The community's secretary and collator theirs, reviewer and office all, nobody else any."""
    planned(desk)
    mark(desk, OFFICE, "example-1-0001", **MARK)
    keepers = {"community_collator": 1, "secretary": 1, "street_reviewer": 2, "campaign_office": 2}
    for role in ROLES:
        account = make_account(role=role)
        if role in keepers:
            assert len(ledger(desk, account)) == keepers[role]
            continue
        with pytest.raises(NotAllowed):
            ledger(desk, account)
        with pytest.raises(NotAllowed):
            hardship_file(desk, account, HOME)
    with pytest.raises(NotAllowed):
        hardship_file(desk, COLLATOR, "example-1-0001")
    with pytest.raises(NotAllowed):
        mark(desk, COLLATOR, "example-1-0001", **MARK)


def test_unknown_households(desk: Desk) -> None:
    """Neither marked nor shown."""
    with pytest.raises(Refusal) as refused:
        mark(desk, OFFICE, "fuxing-9999", **MARK)
    assert list(refused.value.fields) == ["household_code"]
    with pytest.raises(Missing):
        hardship_file(desk, OFFICE, HOME)
