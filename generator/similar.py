"""What was solved elsewhere in like words (可照此办理): found by the pairs of characters that titles share.

Results are taken in the order in which they were published and compared with those before them only, so that
a new result never changes the page of an old one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from itertools import chain
from operator import attrgetter

from generator.campaign.records import Told

SHOWN = 3
# Two titles are alike when they share this part of their pairs.
ALIKE = 0.2
# The rarest pairs of a title lead to the newest titles that have them, and only the likeliest of these are
# compared; so time grows with the number of results, not with its square.
LEADS, NEWEST, CANDIDATES = 4, 8, 6
# Where more changed, all are compared anew.
FEW = 64
# Characters that a title about anything may have: particles, numbers, times, what is done.
_EMPTY = (
    "的了着过没不有在到得就都也又还太把被给和是来去人里上下"
    "一二三四五六七八九十两几个次年月日天当正办好改换修装添加"
)
_WORDS = re.compile(f"[^{_EMPTY}\\W0-9A-Za-z]{{2,}}")


# All that is compared of a result, and in which order.
COMPARED = attrgetter("published_on", "issue_no", "title", "community_code", "state")
_PUBLISHED = attrgetter("published_on", "issue_no")

# By number; and that by field.
Numbers = dict[str, tuple[str, ...]]
AlikeIn = Mapping[str, Numbers]


def others_of(alike: AlikeIn, result: Told) -> tuple[str, ...]:
    """The numbers of what was solved in like words."""
    return alike.get(result.field, {}).get(result.issue_no, ())


def alike(results: Iterable[Told]) -> AlikeIn:
    """For each result that has any, by field and number: the solved ones elsewhere, most alike first."""
    fields: dict[str, list[Told]] = defaultdict(list)
    for result in results:
        fields[result.field].append(result)
    return {field: alike_in_field(inside) for field, inside in fields.items()}


def similar_to(result: Told, results: Iterable[Told]) -> tuple[str, ...]:
    """The numbers of those that are alike to one of the results."""
    pairs = pairs_of(result.title)
    told = [each for each in results if each.field == result.field and _has(each, pairs)]
    return alike_in_field(told, {result.issue_no}).get(result.issue_no, ())


def alike_in_field(results: Iterable[Told], wanted: Container[str] | None = None) -> Numbers:
    """The same for the results of one field; of these, for those that are `wanted`."""
    field = _Field()
    found = {}
    for result in sorted(results, key=_PUBLISHED):
        pairs = pairs_of(result.title)
        is_wanted = wanted is None or result.issue_no in wanted
        if is_wanted and (others := field.most_like(result.community_code, pairs)):
            found[result.issue_no] = tuple([each.issue_no for each in others])
        if result.state == "resolved":
            field.add(result, pairs)
    return found


def corrected(numbers: Numbers, before: Mapping[str, Told], now: Mapping[str, Told]) -> Numbers | None:
    """What is alike `now` in a field, from what was `before`, by number: found anew where it may be other.

    That is what changed, and what was published later in words that it has, or had. None where much changed.
    """
    gone = [each for number, each in before.items() if not _is_same(each, now.get(number))]
    come = [each for number, each in now.items() if not _is_same(each, before.get(number))]
    changed = [*gone, *come]
    if len(changed) > FEW:
        return None
    if not changed:
        return numbers
    first = min(map(_PUBLISHED, changed))
    pairs = set().union(*(pairs_of(each.title) for each in changed))
    wanted = {each.issue_no for each in come}
    wanted |= {each.issue_no for each in now.values() if _PUBLISHED(each) > first and _has(each, pairs)}
    sought = set().union(*(pairs_of(now[number].title) for number in wanted))
    told = [each for each in now.values() if each.issue_no in wanted or _has(each, sought)]
    kept = {each: others for each, others in numbers.items() if each in now and each not in wanted}
    return {**kept, **alike_in_field(told, wanted)}


def _is_same(one: Told, other: Told | None) -> bool:
    return other is not None and (one is other or COMPARED(one) == COMPARED(other))


def _has(result: Told, pairs: Iterable[str]) -> bool:
    """Whether a title has one of these pairs; characters beside each other are a pair wherever they are."""
    return any(map(result.title.__contains__, pairs))


def pairs_of(title: str) -> set[str]:
    """Neighbouring characters of a title that say what it is about."""
    return {run[place : place + 2] for run in _WORDS.findall(title) for place in range(len(run) - 1)}


class _Field:
    """The solved results of one field so far, by the pairs in their titles (倒排索引)."""

    def __init__(self) -> None:
        self.solved: list[tuple[Told, set[str]]] = []
        self.places: dict[str, list[int]] = {}

    def add(self, result: Told, pairs: set[str]) -> None:
        for pair in pairs:
            self.places.setdefault(pair, []).append(len(self.solved))
        self.solved.append((result, pairs))

    def most_like(self, community_code: str, pairs: set[str]) -> tuple[Told, ...]:
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
        rarest = sorted([(len(places), pair) for pair in pairs if (places := self.places.get(pair))])[:LEADS]
        shared = Counter(chain.from_iterable(self.places[pair][-NEWEST:] for _, pair in rarest))
        return sorted(shared, key=lambda place: (shared[place], place), reverse=True)[:CANDIDATES]
