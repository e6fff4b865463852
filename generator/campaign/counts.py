"""Results counted by what they have in common (计数): whatever is told of many is read off such counts.

Counts of a part (a community's results) are made once and added up, so that one change among a hundred
thousand results is counted in the time of its part.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import NamedTuple

import msgspec

from generator.campaign.records import PublishedState, Satisfaction, Severity, Told


class Facts(NamedTuple):
    """What results are counted by (计数项), by the names of their fields; lengths are working days."""

    community_code: str
    field: str
    state: PublishedState
    severity: Severity
    satisfaction: Satisfaction | None
    limit_workdays: int | None
    used_workdays: int | None
    in_time: bool | None


_FACTS = attrgetter(*Facts._fields)
_RECEIVED, _RESOLVED, _CLOSED = map(attrgetter, ("received_on", "resolved_on", "closed_on"))


class Counts(msgspec.Struct, frozen=True):
    """How many there are of each kind (件数), how many were closed (销号), and how many on which day.

    Days are YYYY-MM-DD, or YYYY-MM where only the month is told; `resolved` are those of solved results.
    """

    kinds: Counter[Facts]
    received: Counter[str]
    resolved: Counter[str]
    closed: int

    def of_field(self, code: str) -> "Counts":
        """Those of one field; days are not told apart by field."""
        kinds = {facts: number for facts, number in self.kinds.items() if facts.field == code}
        return Counts(Counter(kinds), Counter(), Counter(), 0)

    def of(self, holds: Callable[[Facts], bool]) -> int:
        """How many there are for which something holds."""
        return sum([number for facts, number in self.kinds.items() if holds(facts)])

    def by(self, *names: str) -> Counter[tuple[str, ...]]:
        """How many there are with the same in two or more fields."""
        found: Counter[tuple[str, ...]] = Counter()
        key = attrgetter(*names)
        for facts, number in self.kinds.items():
            found[key(facts)] += number
        return found


def counted(results: Iterable[Told]) -> Counts:
    """The counts of some results."""
    rows = list(results)
    kinds = Counter(map(_FACTS, rows))
    return Counts(
        Counter({Facts(*each): number for each, number in kinds.items()}),
        Counter(map(_RECEIVED, rows)),
        Counter(map(_RESOLVED, [each for each in rows if each.state == "resolved"])),
        sum([each is not None for each in map(_CLOSED, rows)]),
    )


def total(parts: Iterable[Counts]) -> Counts:
    """The counts of all parts together."""
    whole = Counts(Counter(), Counter(), Counter(), 0)
    closed = 0
    for part in parts:
        whole.kinds.update(part.kinds)
        whole.received.update(part.received)
        whole.resolved.update(part.resolved)
        closed += part.closed
    return msgspec.structs.replace(whole, closed=closed)
