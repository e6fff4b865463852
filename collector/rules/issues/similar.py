"""Which issues may be one and the same (重复性诉求, 二、(二)1): suggested by their words, merged by people.

Texts are short and without spaces, so they are compared by the pairs of characters they share.
"""

import datetime
import re
from collections.abc import Iterable, Sequence

import msgspec
from rapidfuzz import fuzz

from collector.rules.issues.escalation import REPORTED_STATES, upload_state
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import MERGEABLE_STAGES, field_of, report_of, stage_of

# Of 100; alike in field as well, less will do.
ALIKE, ALIKE_IN_FIELD = 72, 60

_NO_LETTERS = re.compile(r"[\W_\d]+")


class Group(msgspec.Struct, frozen=True):
    """Issues that seem to be one (疑似重复), in the order they were collected; the first as the main one.

    What is on its way to the hotline can only be the main one, and comes first.
    """

    cases: tuple[Case, ...]

    @property
    def households(self) -> int:
        return len({case.issue.household_code or case.no for case in self.cases})


def likeness(first: str, second: str) -> float:
    """How alike two texts are (相似度), from 0 to 100."""
    return fuzz.token_set_ratio(_pairs(first), _pairs(second))


def suggest(cases: Iterable[Case], within_days: int) -> list[Group]:
    """Groups of issues of one community that may be merged, largest first.

    Collected further apart than `within_days` (设定: alike_within_days), the same words are hardly the same
    thing.
    """
    places: dict[str, list[Case]] = {}
    for case in cases:
        if stage_of(case) in MERGEABLE_STAGES:
            places.setdefault(case.issue.community_code, []).append(case)
    groups = [group for place in places.values() for group in _groups(place, within_days)]
    return sorted(groups, key=lambda group: (-len(group.cases), group.cases[0].no))


def _groups(cases: Sequence[Case], within_days: int) -> Iterable[Group]:
    """Everything that is like the first of a group joins it; what joined one is in no other."""
    reported = {case.no for case in cases if upload_state(case) in REPORTED_STATES}
    left = sorted(cases, key=lambda case: (case.no not in reported, case.issue.collected_at, case.no))
    words = {case.no: _pairs(report_of(case)) for case in left}
    while left:
        first, *others = left
        same = [
            case
            for case in others
            if case.no not in reported and _is_near(first, case, within_days) and _is_same(first, case, words)
        ]
        if same:
            yield Group((first, *same))
        taken = {first.no} | {case.no for case in same}
        left = [case for case in left if case.no not in taken]


def _is_near(first: Case, second: Case, within_days: int) -> bool:
    days = [datetime.date.fromisoformat(each.issue.collected_at[:10]) for each in (first, second)]
    return abs(days[1] - days[0]).days <= within_days


def _is_same(first: Case, second: Case, words: dict[str, str]) -> bool:
    enough = ALIKE_IN_FIELD if field_of(first) == field_of(second) else ALIKE
    return bool(fuzz.token_set_ratio(words[first.no], words[second.no], score_cutoff=enough))


def _pairs(text: str) -> str:
    letters = _NO_LETTERS.sub("", text)
    return " ".join(letters[n : n + 2] for n in range(max(1, len(letters) - 1)))
