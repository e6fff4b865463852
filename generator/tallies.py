"""How many of some issues are solved, explained and open (办理件数), from whatever they are counted by."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from generator.campaign.counts import Counts
from generator.campaign.records import FieldRow
from generator.parts import Tally


def tallies_by(name: str, counts: Counts) -> Mapping[str, Tally]:
    """How results stand by community or field; nothing for those that have none."""
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for (key, state), number in counts.by(name, "state").items():
        states[key][state] += number
    return defaultdict(lambda: _tally(Counter()), {key: _tally(found) for key, found in states.items()})


def _tally(states: Counter[str]) -> Tally:
    return Tally(issues=states.total(), resolved=states["resolved"], explained=states["explained"])


def given(row: FieldRow | None) -> Tally:
    """What was counted over the whole campaign; a field that is not told of has noughts."""
    return (
        Tally(issues=row.issues, resolved=row.resolved, explained=row.explained) if row else _tally(Counter())
    )
