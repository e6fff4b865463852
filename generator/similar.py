"""What was solved elsewhere in like words (可照此办理): found by the pairs of characters that titles share.

Results are taken in the order in which they were published and compared with those before them only, so that
a new result never changes the page of an old one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from operator import attrgetter

import msgspec

from generator.campaign.records import PublishedResult
from generator.digests import digest

SHOWN = 3
# Two titles are alike when they share this part of their pairs.
ALIKE = 0.2
# The rarest pairs of a title lead to the newest titles that have them, and only the likeliest of these are
# compared; so time grows with the number of results, not with its square.
LEADS, NEWEST, CANDIDATES = 4, 8, 6
# Characters that a title about anything may have: particles, numbers, times, what is done.
_EMPTY = (
    "的了着过没不有在到得就都也又还太把被给和是来去人里上下"
    "一二三四五六七八九十两几个次年月日天当正办好改换修装添加"
)
_WORDS = re.compile(f"[^{_EMPTY}\\W0-9A-Za-z]{{2,}}")


_PUBLISHED = attrgetter("published_on", "issue_no")
_COMPARED = attrgetter("issue_no", "title", "community_code", "state")

Numbers = dict[str, tuple[str, ...]]


class Known(msgspec.Struct):
    """What was found for whole fields (已知), by a digest of all it was found from; `now` is to be kept."""

    before: dict[bytes, Numbers] = msgspec.field(default_factory=dict)
    now: dict[bytes, Numbers] = msgspec.field(default_factory=dict)


def alike(results: Iterable[PublishedResult], known: Known | None = None) -> Numbers:
    """For each result that has any, by number: the solved ones of its field elsewhere, most alike first."""
    known = known or Known()
    fields: dict[str, list[PublishedResult]] = defaultdict(list)
    for result in sorted(results, key=_PUBLISHED):
        fields[result.field].append(result)
    found = {}
    for inside in fields.values():
        key = digest([*map(_COMPARED, inside)])
        found.update(known.now.setdefault(key, known.before.get(key) or _in_field(inside)))
    return found


def _in_field(results: Iterable[PublishedResult]) -> Numbers:
    """The same within one field, as numbers, from results in the order of their publication."""
    field, found = _Field(), {}
    for result in results:
        pairs = pairs_of(result.title)
        if others := field.most_like(result.community_code, pairs):
            found[result.issue_no] = tuple([each.issue_no for each in others])
        if result.state == "resolved":
            field.add(result, pairs)
    return found


def pairs_of(title: str) -> set[str]:
    """Neighbouring characters of a title that say what it is about."""
    return {run[place : place + 2] for run in _WORDS.findall(title) for place in range(len(run) - 1)}


class _Field:
    """The solved results of one field so far, by the pairs in their titles (倒排索引)."""

    def __init__(self) -> None:
        self.solved: list[tuple[PublishedResult, set[str]]] = []
        self.places: dict[str, list[int]] = {}

    def add(self, result: PublishedResult, pairs: set[str]) -> None:
        for pair in pairs:
            self.places.setdefault(pair, []).append(len(self.solved))
        self.solved.append((result, pairs))

    def most_like(self, community_code: str, pairs: set[str]) -> tuple[PublishedResult, ...]:
        """Those elsewhere that are alike enough; of those as alike, the newest."""
        likeness = []
        for place in self._candidates(pairs):
            other, others = self.solved[place]
            if other.community_code != community_code:
                shared = 2 * len(pairs & others) / (len(pairs) + len(others))
                if shared >= ALIKE:
                    likeness.append((shared, place))
        likeness.sort(reverse=True)
        return tuple(self.solved[place][0] for _, place in likeness[:SHOWN])

    def _candidates(self, pairs: set[str]) -> list[int]:
        """The few that share most of the rarest pairs."""
        rarest = sorted((len(self.places[pair]), pair) for pair in self.places.keys() & pairs)[:LEADS]
        shared = Counter(chain.from_iterable(self.places[pair][-NEWEST:] for _, pair in rarest))
        return sorted(shared, key=lambda place: (-shared[place], -place))[:CANDIDATES]
