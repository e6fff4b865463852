import msgspec
import pytest

from collector.desk import Desk
from collector.desk.oversight import phases
from collector.errors import Conflict, NotAllowed, Refusal
from generator.campaign.configuration import Phase
from tests.makers import (
    keep_case,
    make_account,
    make_case,
    make_desk,
    make_household,
    make_step,
    make_visit,
    make_year,
)

OFFICE = make_account(role="campaign_office")


def named(desk: Desk, code: str) -> dict[str, int]:
    return {each.code: each.count for each in phases.file_of(desk, OFFICE, code).obstacles}


def test_what_stands_in_the_way_is_named_and_a_reason_goes_on_record(desk: Desk) -> None:
    """Open tasks and doors not reached; closed all the same, with the reason kept (S66)."""
    make_household(desk)
    make_household(desk, code="fuxing-0002")
    desk.act(lambda: desk.registers.visits.add(make_visit()))
    assert named(desk, "visiting") == {"tasks": 2, "uncovered": 1}
    with pytest.raises(Refusal, match="写明原因"):
        phases.close(desk, OFFICE, "visiting")
    closing = phases.close(desk, OFFICE, "visiting", "剩下的一户长期在外")
    assert closing.obstacles == ("2 件工作还没有打钩", "1 户还没有走到")
    assert phases.file_of(desk, OFFICE, "visiting").reason == "剩下的一户长期在外"
    with pytest.raises(Conflict):
        phases.close(desk, OFFICE, "visiting", "再来")


def test_a_task_is_ticked_and_the_tick_taken_back(desk: Desk) -> None:
    """Who did it and when; both are in the trail (S63)."""
    phases.tick(desk, OFFICE, "visiting", 0)
    first, second = phases.file_of(desk, OFFICE, "visiting").tasks
    assert first.tick is not None
    assert (first.tick.by, second.tick) == ("campaign_office", None)
    phases.tick(desk, OFFICE, "visiting", 0)
    assert phases.file_of(desk, OFFICE, "visiting").tasks[0].tick is None
    assert [entry.what for entry in desk.trail] == ["task_ticked", "task_unticked"]


def test_with_nothing_in_the_way_no_reason_is_asked(desk: Desk) -> None:
    """All ticked and every door reached."""
    for place in (0, 1):
        phases.tick(desk, OFFICE, "visiting", place)
    assert phases.close(desk, OFFICE, "visiting").obstacles == ()


def phase(code: str, ends_on: str) -> dict[str, object]:
    return {
        "code": code,
        "title": code,
        "when": "",
        "starts_on": "2022-06-01",
        "ends_on": ends_on,
        "summary": "",
    }


def test_each_phase_looks_at_what_is_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Limits past the end of phase 3 (S68); callbacks and explanations in phase 4 (S72); loops in phase 5."""

    year = make_year()
    made = [
        phase("mending", "2022-08-10"),
        phase("looking_back", "2022-10-10"),
        phase("review", "2022-11-20"),
    ]
    wanted = tuple(msgspec.convert(each, Phase) for each in made)
    year = make_year(campaign=msgspec.structs.replace(year.campaign, phases=wanted))
    desk = make_desk(tmp_path_factory.mktemp("phases"), year=year)
    unsolved = make_step("callback", solved="partly", text=None, by="resident")
    lives = {
        1: ("accepted", "proposal"),
        2: (make_step("accepted", severity="critical"), "proposal"),
        3: ("accepted", "resolved", "replied"),
        4: ("accepted", "resolved", "replied", unsolved),
        5: ("accepted", "resolved", "replied", "callback", "closed"),
    }
    for number, steps in lives.items():
        given_id = f"00000000-0000-4000-8000-00000000000{number}"
        keep_case(desk, make_case(*steps, no=f"2022-00000{number}", id=given_id))
    assert named(desk, "mending") == {"overdue": 1, "past_end": 1}
    assert named(desk, "looking_back") == {"not_called": 1, "unexplained": 1}
    assert named(desk, "review") == {"open_loops": 1, "open_issues": 2}
    desk.store.close()


def test_plans_are_missing_until_registered(desk: Desk) -> None:
    """The street and every community need one; a community registers its own only (S64)."""
    collator = make_account(role="community_collator")
    assert set(phases.plan_documents(desk)) == {"street", "fuxing", "example-1"}
    phases.register_plan(desk, collator, "fuxing", "福兴社区走访方案", "2022-06-08")
    missing = [place for place, each in phases.plan_documents(desk).items() if each is None]
    assert missing == ["street", "example-1"]
    with pytest.raises(NotAllowed):
        phases.register_plan(desk, collator, "example-1", "别人的方案", "2022-06-08")
    with pytest.raises(Refusal) as refused:
        phases.register_plan(desk, OFFICE, "nowhere", "", "2022-12-01")
    assert set(refused.value.fields) == {"place", "title", "made_on"}
    with pytest.raises(Refusal, match="哪天定的"):
        phases.register_plan(desk, OFFICE, "street", "街道走访方案", "20220608")


def test_a_training_is_who_came(desk: Desk) -> None:
    """Attendance by name; no time online, no certificate (S65)."""
    make_account(desk, role="grid_worker")
    training = phases.hold_training(desk, OFFICE, "2022-06-09", "入户怎么问、怎么录入", ["grid_worker"])
    assert training.people == ("grid_worker",)
    assert set(type(training).__struct_fields__) == {"no", "held_on", "topic", "people", "by", "at"}
    with pytest.raises(Refusal) as refused:
        phases.hold_training(desk, OFFICE, "2022-W23-4", "", ["nobody"])
    assert set(refused.value.fields) == {"held_on", "topic", "people"}
