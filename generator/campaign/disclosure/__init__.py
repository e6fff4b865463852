"""What may not be printed (不得公开的内容): found in any text, in any disguise a person would read through.

Sources: 个人信息保护法; 政府信息公开条例 第十五条; R5.4 of the conventions. Give it the raw text of a file,
HTML tags and all: attributes and JSON-LD leak as well as what is shown, and a tag in the middle of a number
hides it from nobody. Pure: no files, no clock.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from generator.campaign.disclosure import addresses, doors, names, numbers, online, plates, reading, wechat
from generator.campaign.disclosure.digits import FIRST, RUN
from generator.campaign.disclosure.hit import LABELS, Hit, Level, LineHit

__all__ = ["LABELS", "Hit", "Level", "LineHit", "find", "hits_by_line"]

# Every page is read by these two, and most pages by nothing more. Both begin with a plain set of characters,
# which the regular expression engine skips over fastest.
_NUMBER = re.compile(
    rf"[{FIRST}](?<![0-9].)(?:(?P<run>{RUN})|(?P<door>{addresses.DOOR_HINT})|{numbers.ODD})",
    re.DOTALL,
)
_KINDS = {
    "local": numbers,
    "addresses": addresses,
    "plates": plates,
    "wechat": wechat,
    "names": names,
    "online": online,
    "doors": doors,
}
_FIRST = "".join(kind.FIRST for kind in _KINDS.values())
_TRIED = [rf"(?<=[{kind.FIRST}])(?P<{name}>{kind.KEYWORD})" for name, kind in _KINDS.items()]
# After a character, only what may begin with it is tried; pages are full of v, w and #, which end here.
_WORD = re.compile(
    rf"[{_FIRST}](?:{'|'.join(_TRIED[:4])}|(?<![{addresses.FIRST}{wechat.FIRST}])(?:{'|'.join(_TRIED[4:])}))",
    re.DOTALL,
)
_FINDERS = {
    "local": numbers.find_local,
    "addresses": addresses.find,
    "plates": plates.find,
    "wechat": wechat.find,
    "names": names.find,
    "online": online.find,
    "doors": doors.find,
}
# No address, plate, id or name reaches further from the word that gives it away.
_REACH = 80


def find(text: str, published: Collection[str] = ()) -> list[Hit]:
    """Every hit in the order of the text, none overlapping.

    Phones and addresses that the office has `published` as its own (公开的联系方式) are no hits.
    """
    office = _office(tuple(published))
    plain = reading.read(text)
    if plain is None:
        return _strongest(_find(text, office))
    return _strongest(
        Hit(*plain.span(hit.start, hit.end), hit.kind, hit.level) for hit in _find(plain.text, office)
    )


def hits_by_line(text: str, published: Collection[str] = ()) -> list[LineHit]:
    """The same hits as a person looks for them, by line and column."""
    found = []
    line, line_start = 1, 0
    for hit in find(text, published):
        line += text.count("\n", line_start, hit.start)
        line_start = max(line_start, text.rfind("\n", line_start, hit.start) + 1)
        found.append(LineHit(line, hit.start - line_start, hit.end - line_start, hit.kind, hit.level))
    return found


@lru_cache(maxsize=32)
def _office(published: tuple[str, ...]) -> frozenset[str]:
    told = [each for each in published if each]
    read = [seen.text for seen in map(reading.read, told) if seen]
    return numbers.office_numbers((*told, *read))


def _find(text: str, office: frozenset[str]) -> Iterator[Hit]:
    suspects: dict[str, list[int]] = defaultdict(list)
    for match in _WORD.finditer(text):
        suspects[match.lastgroup or ""].append(match.start())
    for match in _NUMBER.finditer(text):
        written = match.group()
        if written in office:
            continue
        # Any run may hide a door, and the tags in it anything.
        for kind in _FINDERS if "<" in written else ("doors" if match["said"] else "addresses",):
            suspects[kind] += match.span()
        if match["run"]:
            yield from numbers.find(text, *match.span(), office)
        if match["odd"]:
            yield from numbers.find_odd(match, office)
    for kind in filter(suspects.__contains__, _FINDERS):
        for start, end in _windows(suspects[kind], len(text)):
            yield from _FINDERS[kind](text, start, end, office)


def _windows(places: list[int], length: int) -> Iterator[tuple[int, int]]:
    """The parts of a text around the places where something may be."""
    start = end = -_REACH
    for place in sorted(places):
        if place - _REACH > end:
            if end > 0:
                yield start, min(end, length)
            start = max(0, place - _REACH)
        end = place + _REACH
    if end > 0:
        yield start, min(end, length)


def _strongest(hits: Iterable[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=Hit.strength):
        place = bisect(kept, hit)
        if (not place or kept[place - 1].end <= hit.start) and (
            place == len(kept) or hit.end <= kept[place].start
        ):
            kept.insert(place, hit)
    return kept
