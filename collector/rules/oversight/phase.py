"""The phases of a campaign (阶段, 三): ticked off task by task, closed with what stands in the way named.

A phase never keeps anybody from doing anything (S19); closing one is a record, no lock.
"""

import datetime
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from collector.rules.issues.issue import Case
from collector.rules.issues.reconcile import gaps
from collector.rules.issues.stages import DONE_STAGES, awaits_callback
from collector.rules.issues.standing import Standing
from collector.rules.residents.callback import lacks_explanation
from generator.campaign.configuration import Phase


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A task of a phase that was done (已办): `code` is such as `2022/visiting/2`."""

    code: str
    by: str
    at: str


class PlanDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A plan somebody made for the campaign (工作方案, S64): of a place in a year."""

    place: str
    title: str
    made_on: str
    by: str
    at: str


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """A training (培训, S65): who came, by username; how long anybody was online is nobody's business."""

    no: str
    held_on: str
    topic: str
    people: tuple[str, ...]
    by: str
    at: str


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """A phase of a year that was closed (阶段收尾): what stood in the way then; the reason why is Words."""

    phase: str
    by: str
    at: str
    obstacles: tuple[str, ...]


class Obstacle(msgspec.Struct, frozen=True, kw_only=True):
    """Something that stands in the way of closing a phase (还差什么), how many of it, and where to look."""

    code: str
    label: str
    count: int


LABELS: Mapping[str, str] = MappingProxyType(
    {
        "tasks": "件工作还没有打钩",
        "documents": "个社区（或街道）还没有工作方案",
        "training": "次培训还没有办",
        "unassigned": "户没有落实到人",
        "uncovered": "户还没有走到",
        "overdue": "件已经逾期",
        "past_end": "件自己的期限在这个阶段以后",
        "not_called": "件办好了还没有回访",
        "unexplained": "件没有解决、也没有记怎么解释的",
        "open_loops": "件没有闭环",
        "open_issues": "件还没有办完，要结转下一年",
    }
)
# What is looked at in which phase, besides the tasks of each.
LOOKED_AT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "setup": ("documents", "training", "unassigned"),
        "visiting": ("uncovered",),
        "mending": ("overdue", "past_end"),
        "looking_back": ("not_called", "unexplained"),
        "review": ("open_loops", "open_issues"),
    }
)


def in_the_way(found: Iterable[tuple[Case, Standing]]) -> dict[str, list[Case]]:
    """What stands in the way of one phase or another, by what is the matter with it (S72)."""
    every = list(found)
    rows = [(case, each) for case, each in every if not each.is_merged]
    return {
        "overdue": [case for case, each in rows if each.signal == "red"],
        "not_called": [case for case, _ in every if awaits_callback(case)],
        "unexplained": [case for case, each in rows if lacks_explanation(case)],
        "open_loops": [case for case, each in rows if each.stage in DONE_STAGES and gaps(case)],
        "open_issues": [case for case, each in rows if each.is_open],
    }


def past_end(phase: Phase, found: Iterable[tuple[Case, Standing]]) -> list[Case]:
    """Open issues whose own clock runs past the end of a phase (S68)."""
    return [case for case, each in found if each.is_open and _is_due_after(each, phase.ends_on)]


def _is_due_after(found: Standing, day: datetime.date) -> bool:
    return found.completion is not None and found.completion.day > day


def obstacles(phase: Phase, counts: Mapping[str, int]) -> list[Obstacle]:
    """What stands in the way of closing a phase (还差什么): nothing is left out that is above zero."""
    names = ("tasks", *LOOKED_AT.get(phase.code, ()))
    return [Obstacle(code=name, label=LABELS[name], count=counts[name]) for name in names if counts.get(name)]
