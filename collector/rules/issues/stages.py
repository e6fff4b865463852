"""The stages of an issue's life (办理阶段) and which steps lead from one to the next.

The stage is read off the steps; nothing stores it. Source: 湖工发〔2022〕34号 一、(三) 销号管理 and
二、(二)1 审核. What each step needs, and who may take it, is in `steps`.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from collector.rules.issues.issue import Case, Step
from generator.campaign.once import read_once

STAGES: Mapping[str, str] = MappingProxyType(
    {
        "registered": "待审核",
        "returned": "已退回",
        "accepted": "待提方案",
        "planned": "办理中",
        "reopened": "重新办理",
        "parked": "挂账",
        "merged": "已并案，随主件办",
        "merged_replied": "已并案，待回访",
        "merged_heard": "已并案，已回访",
        "resolved": "已办结，待回复",
        "explained": "已说明，待回复",
        "replied": "已回复，待回访",
        "called_back": "已回访，待销号",
        "closed": "已销号",
    }
)
# Stages in which somebody is at work on it and the clock of completion runs.
OPEN_STAGES = frozenset({"registered", "accepted", "planned", "reopened", "parked", "resolved", "explained"})
DONE_STAGES = frozenset({"replied", "called_back", "closed", "merged_replied", "merged_heard"})
# What was merged into another issue has no life of its own but for its reporter's callback (S54).
MERGED_STAGES = frozenset({"merged", "merged_replied", "merged_heard"})
# Where the clock of handling runs, so that something may still be merged.
MERGEABLE_STAGES = frozenset({"registered", "accepted", "planned", "reopened", "parked"})

# An issue that nobody answers for may be closed out after callbacks on this many days.
UNREACHED_DAYS = 3
# "" leaves the stage as it is.
_HANDLING = MappingProxyType(
    {
        "proposal": "planned",
        "resolved": "resolved",
        "explained": "explained",
        "handed_over": "",
        "regraded": "",
        "extended": "",
        "parked": "parked",
        "callback": "",
    }
)

# stage → kind of step → next stage; the first kind is what the stage waits for.
NEXT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "registered": {"accepted": "accepted", "returned": "returned", "corrected": ""},
        "returned": {"corrected": "registered"},
        "accepted": _HANDLING,
        "planned": {"resolved": "resolved", **_HANDLING},
        "reopened": _HANDLING,
        "parked": {"resolved": "resolved", **_HANDLING},
        "resolved": {"replied": "replied", "reopened": "reopened"},
        "explained": {"replied": "replied", "reopened": "reopened"},
        "replied": {"callback": "called_back", "reopened": "reopened"},
        "called_back": {"closed": "closed", "callback": "", "reopened": "reopened"},
        "closed": {"callback": "", "reopened": "reopened"},
        "merged": {},
        "merged_replied": {"callback": "merged_heard"},
        "merged_heard": {"callback": ""},
    }
)
# What follows from a step of the main issue, or from merging itself; nobody is offered these.
_FOLLOWING: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "merged": {"replied": "merged_replied"},
        "merged_replied": {"reopened": "merged"},
        "merged_heard": {"reopened": "merged"},
    }
)
# After these, days on which nobody answered are counted anew.
_ENDS_TRYING = frozenset({"resolved", "explained", "replied", "reopened", "closed"})
_GRADES = ("on_spot", "general", "major", "critical")


@read_once
def stage_of(case: Case) -> str:
    """Read the stage (办理阶段) off the steps; 当场办理 is closed as soon as it is accepted (S23, S24)."""
    stage = before = "registered"
    unreached: set[str] = set()
    for step in case.steps:
        if step.kind in _ENDS_TRYING:
            unreached.clear()
        elif step.kind == "callback" and not step.reached:
            unreached.add(step.on)
        if step.kind == "merged":
            stage, before = "merged", stage
        elif step.kind == "unmerged":
            stage = before
        else:
            stage = _after(stage, step, unreached) or stage
    return stage


def _after(stage: str, step: Step, unreached: set[str]) -> str:
    if step.kind == "accepted" and step.severity == "on_spot":
        return "closed"
    if step.kind == "callback" and not step.reached and len(unreached) < UNREACHED_DAYS:
        return ""
    return NEXT[stage].get(step.kind, "") or _FOLLOWING.get(stage, {}).get(step.kind, "")


def main_of(case: Case) -> str | None:
    """The number of the issue this one was merged into (主件), or None while it stands by itself."""
    step = case.last("merged", "unmerged")
    return step.other if step and step.kind == "merged" else None


def members_of(case: Case) -> dict[str, Step]:
    """The issues merged into this one (并入的件), each with the step that took it in."""
    members: dict[str, Step] = {}
    for step in case.steps:
        if step.kind == "absorbed" and step.other:
            members[step.other] = step
        elif step.kind == "released":
            members.pop(step.other or "", None)
    return members


@read_once
def severity_of(case: Case) -> str | None:
    """The severity set by the street's review (级别), the latest one, or None before acceptance.

    当场办理 has no limits; reopened, it runs as a general issue, the shortest clock, until it is regraded.
    What was merged into it raises it to its own severity and never lowers it (S54).
    """
    severity: str | None = None
    members = members_of(case)
    for step in case.steps:
        if members.get(step.other or "") == step and severity and step.severity:
            severity = max(severity, step.severity, key=_GRADES.index)
        if step.kind in ("accepted", "regraded"):
            severity = step.severity
        if step.kind == "reopened" and severity == "on_spot":
            severity = "general"
    return severity


@read_once
def unit_of(case: Case) -> str | None:
    """The code of the unit or community in charge (责任单位)."""
    step = case.last("accepted", "handed_over")
    return step.unit if step else None


@read_once
def field_of(case: Case) -> str:
    """The field (领域) as reported, or as corrected or set by the review."""
    named = [step.field for step in case.steps if step.field]
    return named[-1] if named else case.issue.field


@read_once
def report_of(case: Case) -> str:
    """What was reported (问题描述), as corrected where it was."""
    step = case.last("corrected")
    return (case.text_of(step) if step else "") or case.words.get("report", "")


@read_once
def current_round(case: Case) -> tuple[Step, ...]:
    """The steps since it was last reopened; all of them where it never was."""
    reopened = case.last("reopened")
    return tuple(step for step in case.steps if reopened is None or step.seq > reopened.seq)


def last_of(steps: Iterable[Step], *kinds: str) -> Step | None:
    """The latest of some steps that is of one of these kinds."""
    return next((step for step in reversed(tuple(steps)) if step.kind in kinds), None)


def last_callback(case: Case) -> Step | None:
    """The latest callback of this round that reached somebody (回访)."""
    reached = (step for step in current_round(case) if step.kind == "callback" and step.reached)
    return last_of(reached, "callback")


def awaits_callback(case: Case) -> bool:
    """Say whether it is done and nobody was reached in this round (待回访).

    What was settled on the spot or closed out unheard is asked about as well, and of what was merged
    everybody who reported it (S23, S54, S69).
    """
    return stage_of(case) in DONE_STAGES and last_callback(case) is None


def clock_start(case: Case) -> str:
    """The day both clocks start from: the callback that reopened it, else the day collected (YYYY-MM-DD).

    Of issues merged into one the earliest counts (S54).
    """
    step = case.last("reopened")
    if step is not None:
        return step.on
    return min(case.issue.collected_at[:10], *(each.since or "9" for each in members_of(case).values()), "9")
