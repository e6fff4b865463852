"""What looks wrong (问题线索): pointed out for a person to confirm or dismiss, never judged here.

Only a finding that people confirmed costs a point (湖工发〔2022〕34号 四、(三)); a flag by itself is nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from collector.rules.issues.issue import Case, Step
from collector.rules.issues.stages import unit_of
from collector.rules.visiting.visit import Visit

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "short": "入户时间短",
        "overlap": "同一人时间重叠",
        "same_text": "记录一字不差",
        "unchanged": "说办结了，居民说没变化",
    }
)
# Shorter texts are alike by chance; what is told of one household only is no repetition.
LEAST_CHARACTERS, LEAST_HOUSEHOLDS = 12, 2

_NO_LETTERS = re.compile(r"[\W_]+")


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """Something to look at (问题线索): `of` are the numbers it is seen in, `who` the usernames at work there.

    `code` is the same every time the same thing is seen. `unit` is set where a unit did the work and not
    the community.
    """

    code: str
    kind: str
    community_code: str
    of: tuple[str, ...]
    who: tuple[str, ...]
    on: str
    unit: str | None = None
    minutes: int | None = None
    reason: str = ""


class Ruling(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person made of a flag (线索处理): dismissed, or confirmed as the finding `finding_no`."""

    code: str
    at: str
    by: str
    finding_no: str | None = None


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A text somebody wrote down of a household (记录): as a visit's answer or as an issue."""

    no: str
    household_code: str
    community_code: str
    who: str
    on: str
    unit: str | None = None
    text: str


def short_visits(visits: Iterable[Visit], minimum_minutes: int, reasons: Mapping[str, str]) -> Iterator[Flag]:
    """Doorstep visits shorter than the plan asks for (S10), with the visitor's reason where there is one."""
    for visit in visits:
        if visit.covers and visit.channel == "doorstep" and visit.ended_at:
            minutes = (_seconds(visit.ended_at) - _seconds(visit.started_at)) // 60
            if minutes < minimum_minutes:
                yield _of_visits("short", (visit,), (visit.visitor,), minutes, reasons.get(visit.no, ""))


def overlapping_visits(visits: Iterable[Visit]) -> Iterator[Flag]:
    """Pairs of visits to two households with one and the same person in both at one time."""
    seen: dict[tuple[str, str], tuple[Visit, Visit]] = {}
    who: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person, theirs in _by_person(visits).items():
        for first, second in _overlaps(theirs):
            pair = (first.no, second.no)
            seen[pair] = (first, second)
            who[pair].append(person)
    for pair, both in seen.items():
        yield _of_visits("overlap", both, tuple(sorted(who[pair])))


def same_texts(said: Iterable[Said]) -> Iterator[Flag]:
    """The same words written down by one person of several households; marks and spaces do not count."""
    alike: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for each in said:
        if len(each.text) < LEAST_CHARACTERS:
            continue
        letters = _NO_LETTERS.sub("", each.text)
        if len(letters) >= LEAST_CHARACTERS:
            alike[each.who, letters].append(each)
    for (person, _), group in alike.items():
        if len({each.household_code for each in group}) >= LEAST_HOUSEHOLDS:
            found = sorted(group, key=lambda each: (each.on, each.no))
            numbers = tuple(dict.fromkeys(each.no for each in found))
            yield Flag(
                code=f"same_text:{numbers[0]}:{numbers[-1]}",
                kind="same_text",
                community_code=found[-1].community_code,
                of=numbers,
                who=(person,),
                on=found[-1].on,
                unit=found[-1].unit,
            )


def unchanged(case: Case) -> Iterator[Flag]:
    """Callbacks that deny what was called solved, and a second 办结 in the very words of the first (S71)."""
    done: Step | None = None
    words: set[str] = set()
    is_solved = case.issue.on_spot == "solved"
    for step in case.steps:
        if step.kind in ("resolved", "explained", "reopened"):
            is_solved, done = step.kind == "resolved", step
        if step.kind == "resolved":
            if case.text_of(step) in words:
                yield _of_case(case, step, (step.by,))
            words |= {case.text_of(step)} - {""}
        elif step.kind == "callback" and step.reached and step.solved in ("no", "partly") and is_solved:
            yield _of_case(case, step, (done.by if done else case.issue.reported_by,))


def _of_visits(
    kind: str, visits: tuple[Visit, ...], who: tuple[str, ...], minutes: int | None = None, reason: str = ""
) -> Flag:
    numbers = tuple(visit.no for visit in visits)
    last = visits[-1]
    return Flag(
        code=":".join((kind, *numbers)),
        kind=kind,
        community_code=last.community_code,
        of=numbers,
        who=who,
        on=last.started_at[:10],
        unit=last.unit,
        minutes=minutes,
        reason=reason,
    )


def _of_case(case: Case, step: Step, who: tuple[str, ...]) -> Flag:
    unit = unit_of(case)
    return Flag(
        code=f"unchanged:{case.no}:{step.seq}",
        kind="unchanged",
        community_code=case.issue.community_code,
        of=(case.no,),
        who=who,
        on=step.on,
        unit=None if unit == case.issue.community_code else unit,
    )


def _by_person(visits: Iterable[Visit]) -> dict[str, list[Visit]]:
    """The visits at which somebody was met, by who was there, in the order they began."""
    theirs: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.covers and visit.ended_at:
            theirs[visit.visitor].append(visit)
            for person in {each.user for each in visit.companions if each.user} - {visit.visitor}:
                theirs[person].append(visit)
    for each in theirs.values():
        each.sort(key=lambda visit: (visit.started_at, visit.no))
    return theirs


def _overlaps(visits: list[Visit]) -> Iterator[tuple[Visit, Visit]]:
    """Each visit with the one before it that ended last, where it began before that end."""
    latest: Visit | None = None
    for visit in visits:
        if latest is not None and visit.started_at < (latest.ended_at or ""):
            if visit.household_code != latest.household_code:
                yield latest, visit
            if (visit.ended_at or "") <= (latest.ended_at or ""):
                continue
        latest = visit


def _seconds(instant: str) -> int:
    """Seconds of the day an instant of ours stands at; all are at +08:00, and no visit crosses midnight."""
    return int(instant[11:13]) * 3600 + int(instant[14:16]) * 60 + int(instant[17:19])
