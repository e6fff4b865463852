"""A text as a person reads it (还原): escapes undone, what cannot be seen left out, look-alikes made plain.

Every character remembers where it came from, so that a hit can be shown in the text as it was written.
Most texts need none of this and are handed back as they are.
"""

import html
import re
import unicodedata
from urllib.parse import unquote_to_bytes

import msgspec

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff"
)
_WIDE = "０-９Ａ-Ｚａ-ｚ＃"
# Digits in rings, brackets and in small; Arabic-Indic digits; CJK compatibility forms of numerals.
_DRESSED = "①-⒛⓪⓵-⓾❶-➓²³¹⁰⁴-⁹₀-₉㈠-㈩㊀-㊉٠-٩۰-۹"
# Greek and Cyrillic letters that look like O, I and X.
_LOOKALIKES = {"О": "O", "о": "o", "Ο": "O", "ο": "o", "І": "I", "Ӏ": "I", "Х": "X", "х": "x", "Χ": "X"}
# Everything beyond the basic plane is taken in: digits in bold or double strokes live there.
_STRANGE = f"{_INVISIBLE}{_WIDE}{_DRESSED}{''.join(_LOOKALIKES)}\U00010000-\U0010ffff"

_ESCAPE = re.compile(
    rf"""[{_STRANGE}\\%&](?:
    (?<=\\)(?P<backslash>u[0-9A-Fa-f]{{4}}|[nrtbf"/\\])
    |(?<=&)(?P<entity>\#[0-9]{{1,7}};?|\#[xX][0-9A-Fa-f]{{1,6}};?|[A-Za-z][A-Za-z0-9]{{1,30}};)
    |(?<=%)(?P<percent>[0-9A-Fa-f]{{2}}(?:%[0-9A-Fa-f]{{2}})*)
    |(?<=[{_STRANGE}])(?P<strange>))""",
    re.VERBOSE,
)
_INVISIBLE_ONE = re.compile(f"[{_INVISIBLE}]")
_WIDE_ONE = re.compile(f"[{_WIDE}]")

# Stands where two things touch on the page but are not one word: inside re it counts as a space.
SEAM = "\x1f"


class Reading(msgspec.Struct, frozen=True):
    """A text made plain; character i was written at `starts[i]` to `ends[i]` of the original."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], self.ends[end - 1]


def read(text: str) -> Reading | None:
    """The text made plain, or None where it already is."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0

    def keep(until: int) -> None:
        pieces.append(text[done:until])
        starts.extend(range(done, until))
        ends.extend(range(done + 1, until + 1))

    for match in _ESCAPE.finditer(text):
        meaning = _MEANINGS[match.lastgroup or ""](match.group())
        if meaning == match.group():
            continue
        keep(match.start())
        pieces.append(meaning)
        starts.extend([match.start()] * len(meaning))
        ends.extend([match.end()] * len(meaning))
        done = match.end()
    if not done:
        return None
    keep(len(text))
    return Reading("".join(pieces), starts, ends)


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
    if _INVISIBLE_ONE.match(char):
        return ""
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    if _WIDE_ONE.match(char):
        return chr(ord(char) - 0xFEE0)
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return f"{SEAM}{digit}{SEAM}" if char < "\U00010000" else str(digit)
    plain = unicodedata.normalize("NFKC", char)
    return plain if plain == char else f"{SEAM}{plain}{SEAM}"


_MEANINGS = {"backslash": _backslash, "entity": _entity, "percent": _percent, "strange": _strange}
