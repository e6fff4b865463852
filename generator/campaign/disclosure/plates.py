"""Number plates of vehicles (车牌, GA 36-2018): blue and yellow, new-energy, and those ending in 挂 or 学."""

import re
from collections.abc import Iterator

from generator.campaign.disclosure.digits import BRACKETS, HAN, TAG, plain
from generator.campaign.disclosure.hit import Hit
from generator.campaign.disclosure.late import late

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_GAP = rf"(?:[\s·•・.．。\-‐-―－{BRACKETS}]|{TAG})"
_CHAR = rf"[A-HJ-NP-Za-hj-np-z0-9OolI{HAN}]"
_LAST = f"(?:{_CHAR}|[挂学警港澳试超领使])"
FIRST = PROVINCES
KEYWORD = rf"(?<=[{PROVINCES}])(?={_GAP}{{0,3}}+[A-HJ-NP-Za-hj-np-z]{_GAP}{{0,3}}+{_CHAR})"

_PLATE = late(
    rf"[{PROVINCES}]{_GAP}{{0,3}}+(?P<office>[A-HJ-NP-Za-hj-np-z]){_GAP}{{0,3}}+"
    rf"(?:(?P<close>{_CHAR}{{5}}(?![A-Za-z0-9])|{_CHAR}{{6}}(?![A-Za-z0-9])|{_CHAR}{{4}}[挂学警港澳试超领使])"
    rf"|(?P<loose>{_CHAR}(?:{_GAP}{{0,2}}+{_CHAR}){{3}}{_GAP}{{0,2}}+(?:{_LAST}|{_CHAR}{_GAP}{{0,2}}+{_CHAR})(?!{_GAP}?[A-Za-z0-9])))"
)
_ENERGY = re.compile(r"[A-HJK][A-Z0-9][0-9]{4}|[0-9]{5}[A-HJK]")
_LETTER = re.compile(r"[A-Z]")
_DIGIT = re.compile(rf"[0-9{HAN}]")
_YEAR = re.compile(r"20[0-3][0-9]$")
_DATE = re.compile(r"(?:19|20)\d\d[-./年]")
# 粤B2-2018… is a licence to trade, not a vehicle.
_LICENCE = re.compile(r".\s?[Bb]2-")


def find(text: str, start: int, end: int, _office: frozenset[str]) -> Iterator[Hit]:
    """Every number plate."""
    while match := _PLATE().search(text, start, end):
        start = match.start() + 1
        body = match["close"] or match["loose"]
        if _is_plate(body) and not _LICENCE.match(match.group()) and not _DATE.search(body):
            start = match.end()
            yield Hit(match.start(), match.end(), "plate", "block")


def _is_plate(written: str) -> bool:
    """Whether the characters after the office letter are those of a plate, and no word or year (云AI2022)."""
    body = _body(written)
    letters = len(_LETTER.findall(body))
    if _YEAR.search(body) and (letters or "I" in written):
        return False
    if len(body) == 6:
        return bool(_ENERGY.fullmatch(body))
    # A plate has no I; where it stands for 1, nothing else is a letter. Words are mostly written small.
    small = written.upper() != written
    most = 0 if "I" in written else 3 if small else 4
    return len(body) == 5 and letters <= most and len(_DIGIT.findall(written)) > small


def _body(written: str) -> str:
    """The characters after the office letter in plain capitals; 挂 and the like stay as they are."""
    bare = re.sub(_GAP, "", written)
    return "".join(plain(char) or char.upper() for char in bare)
