from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.errors import Conflict, NotAllowed, Refusal
from collector.rules.instant import say_day
from collector.rules.issues.issue import Case, Step
from collector.rules.issues.stages import DONE_STAGES, NEXT, STAGES, current_round, stage_of
from collector.rules.issues.step_refusals import check_step
from collector.rules.issues.steps import REQUIRED
from tests.makers import STEP_FIELDS, make_case, make_step

HANDLING = ("proposal", "resolved", "explained", "replied")
DONE = ("accepted", "proposal", "resolved", "replied")


def wrong(case: Case, step: Step) -> dict[str, str]:
    with pytest.raises(Refusal) as refused:
        check_step(case, step)
    return refused.value.fields


@pytest.mark.parametrize("kind", sorted(REQUIRED))
def test_each_step_asks_for_what_it_cannot_do_without(kind: str) -> None:
    """Every required field that is missing gets its own message, all at once."""
    stage = next(stage for stage, steps in NEXT.items() if kind in steps)
    case = make_case(*_way_to(stage))
    bare = make_step(kind, **dict.fromkeys(STEP_FIELDS[kind]))
    assert wrong(case, bare) == {name: f"{said}。" for name, said in REQUIRED[kind].items()}


@pytest.mark.parametrize("kind", sorted(REQUIRED))
def test_the_smallest_step_of_each_kind_is_taken(kind: str) -> None:
    """What the form asks for is enough."""
    stage = "replied" if kind == "callback" else next(each for each in NEXT if kind in NEXT[each])
    check_step(make_case(*_way_to(stage)), make_step(kind))


def _way_to(stage: str) -> tuple[str, ...]:
    return {
        "registered": (),
        "returned": ("returned",),
        "accepted": ("accepted",),
        "planned": DONE[:2],
        "resolved": DONE[:3],
        "explained": ("accepted", "explained"),
        "replied": DONE,
        "called_back": (*DONE, "callback"),
        "closed": (*DONE, "callback", "closed"),
        "reopened": (*DONE, "reopened"),
        "parked": ("accepted", "parked"),
        "merged": ("accepted", "merged"),
        "merged_replied": ("accepted", "merged", "replied"),
        "merged_heard": ("accepted", "merged", "replied", "callback"),
    }[stage]


def test_a_step_the_stage_does_not_allow_is_refused_in_words() -> None:
    """The message says where the issue stands and what cannot be done."""
    with pytest.raises(Conflict, match=r"待审核.*办结"):
        check_step(make_case(), make_step("resolved"))


def test_who_reported_does_not_review() -> None:
    """不得自审 (S55): neither the reporter nor who corrected it accepts or returns it."""
    for kind in ("accepted", "returned"):
        with pytest.raises(NotAllowed, match="不得自审"):
            check_step(make_case(), make_step(kind, by="grid_worker"))
    corrected = make_step("corrected", by="community_collator")
    with pytest.raises(NotAllowed, match="不得自审"):
        check_step(make_case("returned", corrected), make_step("accepted", by="community_collator"))


def test_who_handled_does_not_call_back() -> None:
    """The callback is made by somebody else (S70); on the spot the visitor is the handler."""
    with pytest.raises(NotAllowed, match="由别人回访"):
        check_step(make_case(*DONE), make_step("callback", by="unit_handler"))
    closed = make_case(make_step("accepted", severity="on_spot"), on_spot="solved")
    with pytest.raises(NotAllowed, match="由别人回访"):
        check_step(closed, make_step("callback", by="grid_worker"))


@pytest.mark.parametrize(
    ("steps", "step", "field"),
    [
        ((), make_step("accepted", severity="on_spot"), "severity"),
        ((), make_step("accepted", severity="huge"), "severity"),
        (("accepted",), make_step("regraded", severity="general"), "severity"),
        (("accepted",), make_step("regraded", severity="on_spot"), "severity"),
        (("accepted",), make_step("handed_over", unit="civil-affairs"), "unit"),
        (("accepted",), make_step("explained", basis="fair"), "basis"),
        (("accepted",), make_step("explained", policy=None), "policy"),
        (("accepted",), make_step("resolved", text="长" * 2001), "text"),
        (("accepted",), make_step("proposal", planned_on="2022-06-12"), "planned_on"),
        (("accepted",), make_step("proposal", planned_on="6月30日"), "planned_on"),
        (("accepted",), make_step("resolved", on="2022-06-14"), "on"),
        (("accepted",), make_step("resolved", on="2022-06-09"), "on"),
        (("accepted",), make_step("resolved", on="20220613"), "on"),
        (DONE, make_step("callback", solved=None), "solved"),
        (DONE, make_step("callback", solved="no"), "text"),
        (("accepted",), make_step("callback"), "text"),
        ((*DONE, make_step("callback", solved="no", text="说明")), make_step("closed"), "text"),
    ],
)
def test_what_a_kind_needs_beyond_single_fields(steps: tuple[Any, ...], step: Step, field: str) -> None:
    """The message stands at the field that has to change."""
    assert field in wrong(make_case(*steps), step)


LATER = {"at": "2022-08-05T09:00:00+08:00"}


@pytest.mark.parametrize(
    ("steps", "kind", "on", "said"),
    [
        (("accepted",), "resolved", "2022-06-12", "2022-06-13（受理定级）"),
        (("accepted",), "callback", "2022-06-12", "2022-06-13（受理定级）"),
        (DONE[:2], "explained", "2022-06-12", "2022-06-13（受理定级）"),
        (("accepted", make_step("resolved", on="2022-06-20")), "replied", "2022-06-19", "2022-06-20（办结）"),
        (
            ("accepted", make_step("explained", on="2022-06-20")),
            "replied",
            "2022-06-19",
            "2022-06-20（解释说明）",
        ),
        (
            (*DONE[:3], make_step("replied", on="2022-06-21")),
            "callback",
            "2022-06-20",
            "2022-06-21（回复居民）",
        ),
        ((*DONE, make_step("reopened", on="2022-06-22")), "resolved", "2022-06-21", "2022-06-22（重新办理）"),
        ((), "accepted", "2022-06-09", "2022-06-10（收到）"),
    ],
)
def test_nothing_is_dated_before_what_it_follows(
    steps: tuple[str | Step, ...], kind: str, on: str, said: str
) -> None:
    """Nor a callback before the answer, nor the answer before 办结, nor anything before acceptance."""
    case = make_case(*steps)
    found = wrong(case, make_step(kind, on=on, **LATER, text="说明"))
    same_day, _, what = said.partition("（")
    assert found["on"] == f"应在 {say_day(same_day, same_day)}（{what}至今天之间。"
    check_step(case, make_step(kind, on=same_day, **LATER, text="说明"))


# -- any sequence of allowed steps

STEPS = st.sampled_from(sorted(STEP_FIELDS)).flatmap(
    lambda kind: st.fixed_dictionaries(
        {
            "kind": st.just(kind),
            "by": st.sampled_from(["grid_worker", "street_reviewer", "unit_handler", "campaign_office"]),
            "day": st.integers(13, 28),
            "reached": st.booleans(),
            "solved": st.sampled_from(["yes", "partly", "no"]),
            "severity": st.sampled_from(["on_spot", "general", "major"]),
        }
    )
)


def _walk(choices: list[dict[str, Any]], on_spot: str | None) -> list[Case]:
    """Every case on the way, taking those steps of `choices` that are allowed."""
    cases = [make_case(on_spot=on_spot)]
    for choice in choices:
        step = _as_step(choice)
        try:
            check_step(cases[-1], step)
        except Refusal:
            continue
        numbered = msgspec.structs.replace(step, seq=len(cases[-1].steps) + 1)
        cases.append(Case(cases[0].issue, (*cases[-1].steps, numbered), cases[0].words))
    return cases


def _as_step(choice: dict[str, Any]) -> Step:
    changes: dict[str, Any] = {"at": f"2022-06-{choice['day']}T09:00:00+08:00", "by": choice["by"]}
    if choice["kind"] == "callback":
        changes |= {"reached": choice["reached"], "solved": choice["solved"], "text": "解释过"}
    if choice["kind"] in ("accepted", "regraded"):
        changes["severity"] = choice["severity"]
    return make_step(choice["kind"], **changes)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=30), st.sampled_from([None, "solved"]))
def test_no_sequence_of_allowed_steps_reaches_a_forbidden_state(
    choices: list[dict[str, Any]], on_spot: str | None
) -> None:
    """Closed means accepted, done, replied and asked back; nobody reviews or calls back on themselves."""
    for case in _walk(choices, on_spot):
        kinds = [step.kind for step in case.steps]
        assert kinds.count("accepted") <= 1
        assert all(step.by != "grid_worker" for step in case.steps if step.kind in ("accepted", "returned"))
        for place, step in enumerate(case.steps):
            before = {each.by for each in case.steps[:place] if each.kind in HANDLING}
            assert step.kind != "callback" or step.by not in before
        if stage_of(case) in DONE_STAGES and not _is_settled_at_the_door(case):
            round_kinds = {step.kind for step in current_round(case)}
            assert {"resolved", "explained"} & round_kinds
            assert "replied" in round_kinds
            assert stage_of(case) != "closed" or {"callback", "closed"} <= round_kinds


def _is_settled_at_the_door(case: Case) -> bool:
    return case.last("reopened") is None and any(step.severity == "on_spot" for step in case.steps)


def test_every_stage_can_be_reached() -> None:
    """Allowed steps lead to every stage there is."""
    ways = [_way_to(stage) for stage in STAGES]
    assert [stage_of(make_case(*way)) for way in ways] == list(STAGES)
