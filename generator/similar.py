"""What was solved elsewhere in like words (可照此办理): found by the pairs of characters that titles share.

Results are taken in the order in which they were published and compared with those before them only, so that
a new result never changes the page of an old one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from functools import cache, partial
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
# So many pairs are sooner looked for one by one than all of a title are read.
MANY_PAIRS = 64
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
    inside = [each for each in results if each.field == result.field]
    return _alike_to_some(inside, {result.issue_no}).get(result.issue_no, ())


def alike_in_field(results: Iterable[Told]) -> Numbers:
    """The same for the results of one field."""
    field, found = _Field(), {}
    for result in sorted(results, key=_PUBLISHED):
        if others := field.most_like(result):
            found[result.issue_no] = others
        field.add(result, field.pairs_of(result.title))
    return found


def _alike_to_some(results: Iterable[Told], wanted: Container[str]) -> Numbers:
    """The same for those that are `wanted`: only their pairs are looked for, the rest is not read whole."""
    results = list(results)
    sought = set().union(*(pairs_of(each.title) for each in results if each.issue_no in wanted))
    pairs_in = partial(_those_in, sought) if len(sought) <= MANY_PAIRS else pairs_of
    told = [(each, pairs) for each in results if (pairs := pairs_in(each.title))]
    field, found = _Field(), {}
    for result, pairs in sorted(told, key=lambda each: _PUBLISHED(each[0])):
        if result.issue_no in wanted and (others := field.most_like(result)):
            found[result.issue_no] = others
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
    wanted |= {
        each.issue_no for each in now.values() if _PUBLISHED(each) > first and _those_in(pairs, each.title)
    }
    kept = {each: others for each, others in numbers.items() if each in now and each not in wanted}
    return {**kept, **_alike_to_some(now.values(), wanted)}


def _is_same(one: Told, other: Told | None) -> bool:
    return other is not None and (one is other or COMPARED(one) == COMPARED(other))


def _those_in(pairs: Iterable[str], title: str) -> list[str]:
    """Which of these pairs a title has; characters beside each other are a pair wherever they are."""
    return [pair for pair in pairs if pair in title]


def pairs_of(title: str) -> set[str]:
    """Neighbouring characters of a title that say what it is about."""
    return {run[place : place + 2] for run in _WORDS.findall(title) for place in range(len(run) - 1)}


class _Field:
    """The solved results of one field so far, by the pairs in their titles (倒排索引)."""

    def __init__(self) -> None:
        self.solved: list[Told] = []
        self.places: dict[str, list[int]] = {}
        self.pairs_of = cache(pairs_of)

    def add(self, result: Told, pairs: Iterable[str]) -> None:
        """Take in a result, to be found by these of its pairs."""
        if result.state == "resolved":
            for pair in pairs:
                self.places.setdefault(pair, []).append(len(self.solved))
            self.solved.append(result)

    def most_like(self, result: Told) -> tuple[str, ...]:
        """The numbers of those elsewhere that are alike enough; of those as alike, the newest."""
        pairs, likeness = self.pairs_of(result.title), []
        for place in self._candidates(pairs):
            other = self.solved[place]
            if other.community_code != result.community_code:
                others = self.pairs_of(other.title)
                shared = 2 * len(pairs & others) / (len(pairs) + len(others))
                if shared >= ALIKE:
                    likeness.append((shared, place))
        likeness.sort(reverse=True)
        return tuple([self.solved[place].issue_no for _, place in likeness[:SHOWN]])

    def _candidates(self, pairs: Iterable[str]) -> list[int]:
        """The few that share most of the rarest pairs."""
        rarest = sorted([(len(places), pair) for pair in pairs if (places := self.places.get(pair))])[:LEADS]
        shared = Counter(chain.from_iterable(self.places[pair][-NEWEST:] for _, pair in rarest))
        return sorted(shared, key=lambda place: (shared[place], place), reverse=True)[:CANDIDATES]
