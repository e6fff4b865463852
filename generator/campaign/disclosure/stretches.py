"""Which pieces of a run of digits may be read as one number (一串数字).

A run is cut where its writer cut it, and every stretch of whole pieces is offered. How freely the pieces
may be cut and still be read as one is decided here; what the number is, in `numbers`.
"""

import re
from collections.abc import Collection, Iterator
from itertools import accumulate, pairwise

import msgspec

from generator.campaign.disclosure.digits import Piece, pieces

_LONGEST = 21  # 19 digits of a card, and room for a numeral of a name or a floor on either side
_SHORTEST = 10

_LETTERS_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:tel|phone|mobile|cell|call|mob|fax|vx|wx|v|qq|card|id|sfz)$", re.IGNORECASE
)
_LETTERS_AFTER = re.compile(r"(?:vx|wx|v|qq|tel|wechat)(?![A-Za-z0-9])", re.IGNORECASE)
_WRITTEN_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s?[-./]\s?(?:0?[1-9]|1[0-2])\s?[-./]\s?(?:0?[1-9]|[12]\d|3[01])(?!\d)"
)
_YEAR = re.compile(r"19[5-9]\d|20[0-4]\d")
_ITEM = re.compile(r"(?:^|\n)[ \t>*\-]*\d{1,2}$")
_IN_ADDRESS = re.compile(r"://[!-~]*$")
_SHORT = re.compile(r"(?:(?:00)?86|0)?1[3-9][0-9]{9}$|0[0-9]{9,11}$|(?:00)?86[0-9]{9,12}$|[1-8][0-9]{14}$")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

Groups = tuple[int, ...]


class Stretch(msgspec.Struct, frozen=True):
    """Whole pieces that may be one number; `groups` are their lengths, `gaps` what a reader sees between.

    `alone` is False where more digits stand beside it, set off in the same way.
    """

    text: str
    start: int
    end: int
    digits: str
    groups: Groups
    gaps: tuple[str, ...]
    alone: bool

    def before(self) -> str:
        return self.text[max(0, self.start - 20) : self.start]

    def is_in_address(self) -> bool:
        """Whether it stands in the address of a page (网址), where numbers are made by machines."""
        return bool(_IN_ADDRESS.search(self.text[max(0, self.start - 200) : self.start]))

    def without(self, count: int) -> "Stretch":
        """The same stretch after its first digits, a country code say; it starts where it started."""
        groups, gaps = list(self.groups), list(self.gaps)
        while count >= groups[0]:
            count -= groups.pop(0)
            gaps = gaps[1:]
        groups[0] -= count
        return msgspec.structs.replace(
            self, digits=self.digits[-sum(groups) :], groups=tuple(groups), gaps=tuple(gaps)
        )

    def values(self) -> list[str]:
        """The digits of each group."""
        ends = accumulate(self.groups)
        return [self.digits[end - size : end] for end, size in zip(ends, self.groups, strict=True)]

    def mended(self) -> Groups:
        """The groups as they were before a line broke inside one (折行)."""
        groups = [self.groups[0]]
        for gap, size in zip(self.gaps, self.groups[1:], strict=True):
            if gap == "line":
                groups[-1] += size
            else:
                groups.append(size)
        return tuple(groups)


def stretches(text: str, start: int, end: int) -> Iterator[Stretch]:
    """Every stretch of a run that is as long as a number and that nothing runs into."""
    if _is_in_uuid(text, start, end):
        return
    run = pieces(text, start, end)
    for first in range(len(run)):
        length = 0
        for last in range(first, len(run)):
            length += len(run[last].digits)
            if length > _LONGEST:
                break
            if length >= _SHORTEST and (length > 15 or _may_be_short(run[first : last + 1])):
                yield from filter(_is_bounded, _trimmed(text, run, first, last))


def _may_be_short(run: list[Piece]) -> bool:
    """Whether digits too few for a card begin like a phone or an old identity number; spares much work."""
    return run[0].is_han or run[-1].is_han or bool(_SHORT.match("".join(piece.digits for piece in run)))


def reads_as_one(stretch: Stretch, usual: Collection[Groups], *, named: bool) -> bool:
    """Whether a person would read the pieces as one number (读作一个号码).

    `usual` are ways in which such a number is commonly cut; `named` says that a word announces it.
    """
    groups, gaps = stretch.groups, stretch.gaps
    if len(groups) == 1:
        return True
    if "blank" in gaps:
        return False
    if groups in usual:
        return named or stretch.alone or not _is_of_a_row(stretch)
    if stretch.is_in_address():
        return False
    if max(groups) == 1:
        return stretch.alone or named
    if gaps.count("line") > 1:
        return False
    if named or stretch.mended() in usual:
        return True
    if _WRITTEN_DATE.search(stretch.text, stretch.start, stretch.end):
        return False
    if len(groups) == 2:
        return True
    return stretch.alone and len(set(gaps) - {"(", "line"}) <= 1 and not _is_a_list(stretch)


def _is_a_list(stretch: Stretch) -> bool:
    """Whether equally spaced groups look like figures in a table or a network address."""
    values = stretch.values()
    if stretch.gaps[0] == ".":
        return len(values) == 4 and max(map(int, values)) < 256
    if stretch.gaps[0] != " " or max(stretch.groups) > 4:
        return False
    return _is_of_a_row(stretch) or all(int(one) < int(other) for one, other in pairwise(values))


def _is_of_a_row(stretch: Stretch) -> bool:
    """Whether a year stands among spaced groups, as in the rows of a table."""
    return set(stretch.gaps) == {" "} and any(map(_YEAR.fullmatch, stretch.values()))


def _trimmed(text: str, run: list[Piece], first: int, last: int) -> Iterator[Stretch]:
    """The stretch itself; where it begins or ends in numerals, also without those of a name or a floor."""
    opening, closing = run[first], run[last]
    for left in range(3 if opening.is_han else 1):
        for right in range(3 if closing.is_han else 1):
            taken = left + right if first == last else max(left, right)
            if taken < min(len(opening.digits), len(closing.digits)) or not taken:
                yield _stretch(text, run, first, last, left, right)


def _stretch(text: str, run: list[Piece], first: int, last: int, left: int, right: int) -> Stretch:
    whole = run[first : last + 1]
    groups, gaps = [len(whole[0].digits)], []
    for piece in whole[1:]:
        if piece.gap:
            gaps.append(piece.gap)
            groups.append(len(piece.digits))
        else:
            groups[-1] += len(piece.digits)
    groups[0] -= left
    groups[-1] -= right
    digits = "".join(piece.digits for piece in whole)
    return Stretch(
        text=text,
        start=whole[0].start + left,
        end=whole[-1].start + len(whole[-1].digits) - right,
        digits=digits[left : len(digits) - right],
        groups=tuple(groups),
        gaps=tuple(gaps),
        alone=not _goes_on(text, run, first, last, gaps),
    )


def _goes_on(text: str, run: list[Piece], first: int, last: int, gaps: list[str]) -> bool:
    after = last + 1 < len(run) and run[last + 1].gap in gaps
    before = first > 0 and run[first].gap in gaps and not _is_item_number(text, run, first - 1)
    return before or after


def _is_item_number(text: str, run: list[Piece], index: int) -> bool:
    """Whether a piece counts the items of a list (1. 2. 3.) and belongs to no number."""
    piece = run[index]
    if run[index + 1].gap != ".":
        return False
    end = piece.start + len(piece.digits)
    return bool(_ITEM.search(text[max(0, end - 12) : end]))


def _is_bounded(stretch: Stretch) -> bool:
    """Whether no word, hash or code runs into the stretch."""
    text, start, end = stretch.text, stretch.start, stretch.end
    left, right = text[start - 1 : start], text[end : end + 1]
    if left.isascii() and left.isalpha() and not _LETTERS_BEFORE.search(text[max(0, start - 8) : start]):
        return False
    return not (right.isascii() and right.isalpha()) or right in "Xx" or bool(_LETTERS_AFTER.match(text, end))


def _is_in_uuid(text: str, start: int, end: int) -> bool:
    window = max(0, start - 36)
    return any(
        window + match.start() < end and window + match.end() > start
        for match in _UUID.finditer(text[window : end + 36])
    )
