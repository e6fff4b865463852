"""The results of a year in the order in which they are read (排序).

A server builds often, and few results change from one build to the next: then the order is that of the last
build with these taken out and put in, and what was found out about the rest still holds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from generator.reading.published import Line, PublishedFile, in_order
from generator.remembering.digests import digest
from generator.remembering.kept import kept
from generator.similar import AlikeIn

# Where more changed, all are put in order anew.
FEW = 256
Groups = dict[str, list[Line]]


class Part(msgspec.Struct, frozen=True, dict=True):
    """The results of one file (一份文件): those published last first, and by number; which of them are late.

    What stands for a result that is late tells that too.
    """

    lines: list[Line]
    by_number: Mapping[str, Line]
    late: frozenset[str]


class Beside(NamedTuple):
    """What stands for all that is told of other results beside some (旁列), by the name of the section."""

    similar: AlikeIn
    marks: Mapping[str, bytes]


class Order:
    """All results of a year: in order; by field, state and community in that order; by number.

    `noted` is what stands beside results, and those that came, went or changed since then.
    """

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self.parts = parts
        # In order file by file before, so that little is left to do.
        self.lines = in_order(chain.from_iterable(part.lines for part in parts.values()))
        self.by_field, self.by_state, self.by_community = _grouped(self.lines)
        self.by_number = _by_number(parts.values())
        # Always read and written as one: a preview may be made while a build is.
        self.noted: tuple[Beside | None, tuple[Line, ...]] = (None, ())
        self._told: dict[str, tuple[Sequence[Line], bytes]] = {}

    def told(self, name: str, lines: Sequence[Line]) -> bytes:
        """What stands for some lines, kept under a name; the same lines as last time are known at once."""
        known = self._told.get(name)
        if known is None or known[0] != lines:
            known = self._told[name] = (lines, digest([line.mark for line in lines]))
        return known[1]

    def note_beside(self, beside: Beside) -> None:
        self.noted = (beside, ())

    @property
    def is_plain(self) -> bool:
        """No number stands twice."""
        return len(self.by_number) == len(self.lines)

    def with_changes(self, parts: Mapping[str, Part]) -> "Order | None":
        """The order of other parts; None where too much is different."""
        before = _by_number(part for name, part in self.parts.items() if parts.get(name) is not part)
        now = _by_number(part for name, part in parts.items() if self.parts.get(name) is not part)
        gone = [line for number, line in before.items() if not _is_same(line, now.get(number))]
        come = [line for number, line in now.items() if not _is_same(line, before.get(number))]
        if len(gone) + len(come) > FEW:
            return None
        made = Order({})
        made.parts = parts
        made.lines = _edited(self.lines, gone, come)
        made.by_field = _edited_groups(self.by_field, gone, come, lambda line: line.gist.field)
        made.by_state = _edited_groups(self.by_state, gone, come, lambda line: line.gist.state)
        made.by_community = _edited_groups(
            self.by_community, gone, come, lambda line: line.gist.community_code
        )
        made.by_number = self.by_number.copy()
        for line in gone:
            del made.by_number[line.gist.issue_no]
        made.by_number.update((line.gist.issue_no, line) for line in come)
        beside, pending = self.noted
        pending = (*pending, *gone, *come)
        made.noted = (beside, pending) if beside and len(pending) <= FEW else (None, ())
        made._told = self._told.copy()
        is_all = len(made.lines) == sum(len(part.lines) for part in parts.values())
        return made if made.is_plain and is_all else None


# What this process put in order last, by the file that tells of the campaign.
_LAST: dict[str, Order] = kept()


def in_their_order(campaign: str, parts: Mapping[str, Part]) -> Order:
    """The order of all parts of a campaign."""
    last = _LAST.get(campaign)
    order = (last.with_changes(parts) if last else None) or Order(parts)
    if order.is_plain:
        _LAST[campaign] = order
    return order


def part_of(file: PublishedFile, late: frozenset[str]) -> Part:
    """The results of a file; the same object as long as the same are late."""
    known: Part | None = file.__dict__.get("part")
    if known is None or known.late != late:
        lines = [_late(line) if line.gist.issue_no in late else line for line in file.newest]
        known = file.__dict__["part"] = Part(lines, {line.gist.issue_no: line for line in lines}, late)
    return known


def _late(line: Line) -> Line:
    return line._replace(mark=digest((line.mark, "late")))


def _by_number(parts: Iterable[Part]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for part in parts:
        found |= part.by_number
    return found


def _is_same(one: Line, other: Line | None) -> bool:
    return other is not None and one.mark == other.mark


def _grouped(lines: Iterable[Line]) -> tuple[Groups, Groups, Groups]:
    """The lines by field, state and community."""
    fields: Groups = defaultdict(list)
    states: Groups = defaultdict(list)
    communities: Groups = defaultdict(list)
    for line in lines:
        result = line.gist
        fields[result.field].append(line)
        states[result.state].append(line)
        communities[result.community_code].append(line)
    return fields, states, communities


def _edited_groups(
    groups: Groups, gone: Iterable[Line], come: Iterable[Line], key: Callable[[Line], str]
) -> Groups:
    """Groups with some lines taken out and some put in; those that stay the same are the same."""
    made: Groups = defaultdict(list, groups)
    changes: dict[str, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for line in gone:
        changes[key(line)][0].append(line)
    for line in come:
        changes[key(line)][1].append(line)
    for code, change in changes.items():
        made[code] = _edited(made[code], *change)
    return made


def _edited(lines: list[Line], gone: Iterable[Line], come: Iterable[Line]) -> list[Line]:
    """Lines in order with some taken out and some put in."""
    lines = lines.copy()
    for line in gone:
        del lines[_place(lines, line.order)]
    for line in come:
        lines.insert(_place(lines, line.order), line)
    return lines


def _place(lines: Sequence[Line], order: str) -> int:
    """Where a line with this order stands, or would, among others of which the last come first."""
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if lines[middle].order > order:
            low = middle + 1
        else:
            high = middle
    return low
