"""Digits in any dress, and what may stand between them (数字的各种写法).

What Reading has not made plain already: Chinese numerals said digit by digit, letters that look like 0 and
1, separators, and inline tags in the middle of a number.
"""

import re
from collections.abc import Iterator

import msgspec

_NUMERALS = dict(
    zip("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖貳參陸", "0001234567891123456789236", strict=True)
)
_LETTERS = {"O": "0", "o": "0", "l": "1", "I": "1"}
_VALUES = str.maketrans(_NUMERALS | _LETTERS)

HAN = "".join(_NUMERALS)
HYPHENS = "\\-‐-―−－﹣"
DOTS = ".·•・．。‧∙⋅"
BRACKETS = "()（）\\[\\]［］【】{}｛｝〔〕「」『』"
# Only tags inside a line: numbers in neighbouring cells, items or paragraphs are different numbers.
TAG = (
    r"</?(?:a|abbr|b|bdi|bdo|big|br|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong"
    r"|sub|sup|time|tt|u|var|wbr)\b[^<>]*+>|<!--[^<>]*+>"
)
SEPARATOR = rf"(?:[\s{HYPHENS}{DOTS}{BRACKETS}]|{TAG})"
FIRST = f"0-9{HAN}"
_MORE = rf"(?:{SEPARATOR}{{0,8}}+[0-9{HAN}OolI])"
# What follows the first digit of a run: ten more at the least, or nine after a letter that stands for 1.
# Nothing shorter is a number of a person.
RUN = rf"(?:{_MORE}{{10,}}+|(?<=[lI].){_MORE}{{9,}}+|(?<=[lI][\s{HYPHENS}{DOTS}].){_MORE}{{9,}}+)"

_TOKEN = re.compile(rf"(?P<gap>{SEPARATOR}+)|(?P<latin>[0-9OolI]+)|(?P<han>[{HAN}]+)", re.DOTALL)
_OPENING = re.compile(rf"(?:[OolI][\s{HYPHENS}{DOTS}]?)+$")
_INLINE = re.compile(TAG)
_BREAK = re.compile(r"[\n\u2028\u2029]|\r(?!\n)|<br\b")


class Piece(msgspec.Struct, frozen=True):
    """Digits of one script written together (连写的数字); `gap` says what stands before it.

    A gap is "" where nothing a reader sees stands there, else "-", ".", " ", "(", "line" or, between
    paragraphs, "blank".
    """

    start: int
    digits: str
    is_han: bool
    gap: str


def plain(written: str) -> str:
    """The digits of a short piece of writing as 0 to 9, everything else dropped."""
    return "".join(char for char in written.translate(_VALUES) if "0" <= char <= "9")


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """The pieces of a run, with letters that open it and without those of a word beside it."""
    opening = _OPENING.search(text, max(0, start - 8), start)
    start = opening.start() if opening else start
    found = list(_pieces(text, start, end))
    if found and _is_letter(text, start - 1):
        found[:1] = _without_word(found[0], text, leading=True)
    if found and _is_letter(text, end) and text[end] not in "Xx":
        found[-1:] = _without_word(found[-1], text, leading=False)
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    gap = ""
    for token in _TOKEN.finditer(text, start, end):
        if token.lastgroup == "gap":
            gap = _gap(token.group())
        else:
            digits = token.group().translate(_VALUES)
            yield Piece(token.start(), digits, token.lastgroup == "han", gap)
            gap = ""


def _gap(written: str) -> str:
    breaks = len(_BREAK.findall(written))
    if breaks:
        return "line" if breaks == 1 else "blank"
    seen = _INLINE.sub("", written).replace("\x1f", "")
    for kind, members in (("-", HYPHENS), (".", DOTS), (" ", r"\s"), ("(", BRACKETS)):
        if re.search(f"[{members}]", seen):
            return kind
    return ""


def _without_word(piece: Piece, text: str, *, leading: bool) -> list[Piece]:
    if piece.is_han:
        return [piece]
    written = text[piece.start : piece.start + len(piece.digits)]
    kept = written.lstrip("OolI") if leading else written.rstrip("OolI")
    if not kept:
        return []
    start = piece.start + (len(written) - len(kept) if leading else 0)
    return [Piece(start, kept.translate(_VALUES), is_han=False, gap=piece.gap)]


def _is_letter(text: str, index: int) -> bool:
    return 0 <= index < len(text) and text[index].isascii() and text[index].isalpha()
