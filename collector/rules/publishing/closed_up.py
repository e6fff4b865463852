"""A text closed up (连写): what may stand inside a name, an address or a number is left out, and remembered.

北村 23 号, 北村<b>23</b>號 and a line that breaks in between all read 北村23号. What was left out between two
characters tells how likely they belong together; who looks for something asks for these gaps.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import accumulate

import msgspec

from generator.campaign.disclosure import digits
from generator.campaign.disclosure.reading import SEAM

IDEOGRAPH = "〇㐀-鿿﨎-﨩\U00020000-\U0003ffff"
# A full stop ends what stands before it.
MARKS = f"{digits.DOTS.replace('。', '･')}{digits.HYPHENS}"
_ENDS = f"[0-9A-Z#{IDEOGRAPH}]"
_GAP = re.compile(rf"{_ENDS}(?:\s+|[{MARKS}{digits.BRACKETS}]|{digits.TAG}){{1,8}}+(?={_ENDS})")
_TAG = re.compile(digits.TAG)
# A tag with attributes, or a comment: <a x=1>, <!---->.
_TALKING_TAG = re.compile(r"(<[^<>]*[=!][^<>]*)>")
_SHORTEST_TALKING = 6
_BREAK = re.compile(r"<br\b[^<>]*>\s*")
_BLANK = r"[^\S\n\u2028\u2029]"
_LOOKS: Mapping[str, re.Pattern[str]] = {
    "": re.compile(f"{SEAM}*"),
    "line": re.compile(rf"{_BLANK}*[\n\u2028\u2029]{_BLANK}*"),
    "blank": re.compile(rf"{_BLANK}{{1,4}}"),
    "mark": re.compile(f"[{MARKS}]"),
    "set off": re.compile(rf"{_BLANK}?[{MARKS}{digits.BRACKETS}]{_BLANK}?"),
}
# 六零一 reads 601, 二十三號 2十3号, 3幢 3栋 and 3#楼 3号楼, in a text and in what is looked for alike.
_PLAIN = {each: digits.plain(each) for each in digits.HAN} | dict(
    zip("拾佰號樓單棟幢戶", "十百号楼单栋栋户", strict=True)
)
_NOT_PLAIN = re.compile(f"[{''.join(_PLAIN)}]|#(?=[楼樓])")
_PLAIN["#"] = "号"


class Closed(msgspec.Struct, frozen=True):
    """A text closed up, beside the text as it was written.

    `kept` are the stretches of it that were kept, `begins` where each of them begins in the text closed up.
    """

    written: str
    text: str
    kept: list[tuple[int, int]]
    begins: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From where to where a stretch was written."""
        return self._place(start), self._place(end - 1) + 1

    def gaps(self, start: int, end: int) -> dict[int, str]:
        """What a reader sees between the characters of a stretch (间隔), by place: of `_LOOKS`, or "apart".

        Where only tags were left out nothing is seen: 高<b>示例</b> is one word.
        """
        looks = {
            self.begins[each] - start: _look(self.written[self.kept[each - 1][1] : self.kept[each][0]])
            for each in range(bisect_right(self.begins, start), bisect_left(self.begins, end))
        }
        return {place: look for place, look in looks.items() if look}

    def characters(self, start: int, end: int) -> str:
        """The characters of a stretch as they were written, with nothing between them."""
        return "".join(self.written[self._place(each)] for each in range(start, end))

    def _place(self, index: int) -> int:
        stretch = bisect_right(self.begins, index) - 1
        return self.kept[stretch][0] + index - self.begins[stretch]


def close(written: str) -> Closed:
    """The text closed up; what stands inside of a tag that was left out is put at the end, to be read too."""
    kept: list[tuple[int, int]] = []
    parts = [(0, len(written))]
    for start, end in parts:
        gaps = [(gap.start() + 1, gap.end()) for gap in _GAP.finditer(written, start, end)]
        kept += zip((start, *(right for _, right in gaps)), (*(left for left, _ in gaps), end), strict=True)
        for left, right in gaps:
            if right - left > _SHORTEST_TALKING:
                # Its < stays, so that nothing runs into it.
                parts += (tag.span(1) for tag in _TALKING_TAG.finditer(written, left, right))
    pieces = [written[start:end] for start, end in kept]
    begins = list(accumulate(map(len, pieces), initial=0))
    return Closed(written, plain("".join(pieces)), kept, begins)


def plain(written: str) -> str:
    """Numerals as digits and the words of an address in today's characters, each in its place."""
    return _NOT_PLAIN.sub(_plain_one, written)


def _plain_one(seen: re.Match[str]) -> str:
    return _PLAIN[seen[0]]


def _look(left_out: str) -> str:
    seen = _TAG.sub("", _BREAK.sub("\n", left_out))
    return next((look for look, form in _LOOKS.items() if form.fullmatch(seen)), "apart")
