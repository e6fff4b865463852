"""A text as a person reads it (还原): escapes undone, what cannot be seen left out, look-alikes made plain.

Every character remembers where it came from, so that a hit can be shown in the text as it was written.
Most texts need none of this and are handed back as they are.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from urllib.parse import unquote_to_bytes

import msgspec

# Fillers, which are letters and signs to Unicode; and where formats and combining marks are, which nobody
# needs to read a number, a name or an address. From U+0591 on most scripts have some of their own.
_BLANK = "\u115f\u1160\u2800\u3164\uffa0\ufffc"
_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20f0"
    "\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\ua69f\ua802-\uabed"
    "\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\ufff9-\ufffb"
)
_WIDE = "０-９Ａ-Ｚａ-ｚ＃"
# Digits in rings, brackets and in small; CJK compatibility forms of numerals.
_DRESSED = "①-⒛⓪⓵-⓾❶-➓²³¹⁰⁴-⁹₀-₉㈠-㈩㊀-㊉"
# Greek and Cyrillic letters that look like O, I and X.
_LOOKALIKES = {"О": "O", "о": "o", "Ο": "O", "ο": "o", "І": "I", "Ӏ": "I", "Х": "X", "х": "x", "Χ": "X"}
# What a paste from a PDF holds in place of an ideograph: radicals (⾼, ⻩) and compatibility forms. Unicode
# gives a plain form for these, but not for the radicals of the supplement.
_RADICALS = "\u2e80-\u2fd5\uf900-\ufaff"
_LOOKALIKES |= zip(
    "⺁⺄⺈⺊⺌⺍⺎⺒⺓⺜⺝⺠⺧⺩⺬⺶⺷⺻⺼⺽⻁⻄⻅⻆⻉⻊⻋⻏⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乙刀卜小小兀巳幺日月民牛王示羊羊聿肉臼虎西见角贝足车邑長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
    strict=True,
)
# Everything beyond the basic plane is taken in as one, which is quickest: digits in bold or double strokes
# live there, more compatibility forms, and selectors of variants, which nobody sees.
_STRANGE = f"{_BLANK}{_MARKS}{_WIDE}{_DRESSED}{_RADICALS}{''.join(_LOOKALIKES)}\U00010000-\U0010ffff"

_ESCAPE = re.compile(
    rf"""[{_STRANGE}\\%&](?:
    (?<=\\)(?P<backslash>u[0-9A-Fa-f]{{4}}|[nrtbf"/\\])
    |(?<=&)(?P<entity>\#[0-9]{{1,7}};?|\#[xX][0-9A-Fa-f]{{1,6}};?|[A-Za-z][A-Za-z0-9]{{1,30}};)
    |(?<=%)(?P<percent>[0-9A-Fa-f]{{2}}(?:%[0-9A-Fa-f]{{2}})*)
    |(?<=[{_STRANGE}])(?P<strange>))""",
    re.VERBOSE,
)
_WIDE_ONE = re.compile(f"[{_WIDE}]")
_RADICAL_ONE = re.compile(f"[{_RADICALS}\U0002f800-\U0002fa1f]")

# Stands where two things touch on the page but are not one word: inside re it counts as a space.
SEAM = "\x1f"


class Reading(msgspec.Struct, frozen=True):
    """A text made plain, and where each of its characters was written.

    What was undone is kept as three lists of equal length: where it begins in the plain text, how much later
    the plain text after it was written, and the place in the original it stands for.
    """

    text: str
    begins: list[int]
    shifts: list[int]
    places: list[tuple[int, int]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From where to where in the original a stretch of the plain text was written."""
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, index: int) -> tuple[int, int]:
        undone = bisect_right(self.begins, index) - 1
        if undone < 0:
            return index, index + 1
        source = index + self.shifts[undone]
        start, end = self.places[undone]
        return (start, end) if source < end else (source, source + 1)


def read(text: str) -> Reading | None:
    """The text made plain, or None where it already is."""
    pieces: list[str] = []
    reading = Reading("", [], [], [])
    done = length = 0
    for match in _ESCAPE.finditer(text):
        meaning = _MEANINGS[match.lastgroup or ""](match.group())
        if meaning == match.group():
            continue
        start, end = match.span()
        pieces += (text[done:start], meaning)
        length += start - done
        reading.begins.append(length)
        length += len(meaning)
        reading.shifts.append(end - length)
        reading.places.append((start, end))
        done = end
    if not done:
        return None
    return msgspec.structs.replace(reading, text="".join((*pieces, text[done:])))


def _backslash(escape: str) -> str:
    if escape[1] == "u":
        return _strange_or_same(chr(int(escape.removeprefix("\\u"), 16)))
    return {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}.get(escape[1], escape[1])


def _entity(escape: str) -> str:
    meaning = html.unescape(escape)
    # Markup that was escaped to be shown stays escaped: it is no tag.
    return escape if meaning in {"<", ">", "&", escape} else "".join(map(_strange_or_same, meaning))


def _percent(escape: str) -> str:
    try:
        meaning = unquote_to_bytes(escape).decode()
    except UnicodeDecodeError:
        return escape
    readable = all(char.isprintable() or char in "\r\n\t" for char in meaning)
    return "".join(map(_strange_or_same, meaning)) if readable else escape


def _strange_or_same(char: str) -> str:
    return _strange(char) if re.match(f"[{_STRANGE}]", char) else char


def _strange(char: str) -> str:
    if char in _BLANK or unicodedata.category(char) in {"Cf", "Mn", "Me", "Mc"}:
        return ""
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    if _WIDE_ONE.match(char):
        return chr(ord(char) - 0xFEE0)
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return f"{SEAM}{digit}{SEAM}" if char < "\U00010000" else str(digit)
    plain = unicodedata.normalize("NFKC", char)
    return plain if plain == char or _RADICAL_ONE.match(char) else f"{SEAM}{plain}{SEAM}"


_MEANINGS = {"backslash": _backslash, "entity": _entity, "percent": _percent, "strange": _strange}
