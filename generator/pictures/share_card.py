"""Share pictures (分享图): a square with a name on it, which WeChat shows beside a forwarded page (R3.1)."""

import io
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from generator import addresses
from generator.campaign.problem import Problem
from generator.errors import ContentError

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

# Raised when the drawing changes, so that kept pictures are drawn anew.
DRAWING = 3
FONT = Path("assets") / "fonts" / "NotoSerifSC-Bold-subset.otf"
SIZE, EDGE = 300, 20
WIDTH = SIZE - 2 * EDGE
# The name stands between the line above and the line below.
TOP, BOTTOM = 68, 232
PAPER, INK, SOFT, LINE, RED = "#faf7f1", "#1d2329", "#4a545e", "#8b8478", "#a61b1b"
LARGE_ENOUGH = 48
LEADING = 1.25
# From the paper to each ink, for the edges of letters.
STEPS = 8
_ABSENT = "\uffff"


class Card(msgspec.Struct, frozen=True, dict=True):
    """What stands on a share picture: which site, a name, what its page tells. It lies beside its page."""

    address: str
    above: str
    name: str
    below: str

    @cached_property
    def href(self) -> str:
        return f"{self.address}card-{addresses.mark(DRAWING, self.above, self.name, self.below)}.png"


class Lettering:
    """The letters of some pictures (字体): opened once at each size, asked once for each character."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.at = cache(self._opened)
        self.has = cache(self._looked_up)

    def _opened(self, size: float) -> "FreeTypeFont":
        from PIL import ImageFont

        try:
            return ImageFont.truetype(self.file, size)
        except OSError as error:
            message = "打不开分享图用的字体。请检查 --templates 指向的文件夹，补上这个文件。"
            raise ContentError([Problem(str(self.file), 0, "unreadable", message)]) from error

    def _looked_up(self, character: str) -> bool:
        return character == " " or self._shape(character) != self._shape(_ABSENT)

    def _shape(self, character: str) -> bytes:
        return bytes(self.at(LARGE_ENOUGH).getmask(character))


def draw(card: Card, letters: Lettering) -> bytes:
    """The picture as a PNG of a few kilobytes; a character that the font lacks is left out."""
    # Imported when something is drawn, since most builds draw nothing.
    from PIL import Image, ImageDraw

    above, name, below = ("".join(filter(letters.has, text)) for text in (card.above, card.name, card.below))
    picture = Image.new("RGB", (SIZE, SIZE), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, SIZE, 9), fill=RED)
    _write(pen, [above], letters, 24, 18, RED)
    lines, size = _set(name)
    _write(pen, lines, letters, size, (TOP + BOTTOM - LEADING * size * len(lines)) / 2, INK)
    pen.line((EDGE, BOTTOM + 8, SIZE - EDGE, BOTTOM + 8), fill=LINE)
    _write(pen, [below], letters, 24, BOTTOM + 18, SOFT)
    data = io.BytesIO()
    picture.quantize(palette=_palette(), dither=Image.Dither.NONE).save(data, "png", compress_level=6)
    return data.getvalue()


@cache
def _palette() -> "Image":
    """The colours that can occur: paper, line, and each ink in steps from paper to full."""
    from PIL import Image, ImageColor

    paper, line, *inks = map(ImageColor.getrgb, (PAPER, LINE, INK, SOFT, RED))
    steps = [
        [round(light + (dark - light) * step / STEPS) for light, dark in zip(paper, ink, strict=True)]
        for ink in inks
        for step in range(1, STEPS + 1)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in (paper, line, *steps) for part in colour])
    return palette


def _set(name: str) -> tuple[list[str], int]:
    """The name in the fewest lines in which it is large enough, and the size of its letters."""
    parts = [part for part in name.split("，") if part]
    for count in (1, 2, 3):
        lines = parts if len(parts) == count else _cut(name, count)
        longest = max(map(len, lines), default=1)
        size = int(min(WIDTH / longest, (BOTTOM - TOP) / count / LEADING))
        if size >= LARGE_ENOUGH:
            break
    return lines, size


def _cut(text: str, count: int) -> list[str]:
    """A text in lines of the same length, the last one shorter."""
    length = -(-len(text) // count) or 1
    return [text[start : start + length] for start in range(0, len(text), length)]


def _write(
    pen: "ImageDraw", lines: list[str], letters: Lettering, size: float, top: float, colour: str
) -> None:
    """Lines under each other, smaller where one would not fit."""
    for number, line in enumerate(lines):
        fitting = min(size, WIDTH / max(1, len(line)))
        place = (EDGE, top + (number + 0.5) * size * LEADING)
        pen.text(place, line, colour, letters.at(fitting), anchor="lm")
