"""A picture in more sizes (照片小样), so that a phone on a weak net loads no more of it than it can show."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from generator.campaign.problem import Problem
from generator.errors import ContentError
from generator.pictures.picture import picture
from generator.reading.content import Photo

UNDRAWABLE = "这张图片画不出来，文件可能不完整。请用“画图”打开看看，另存后再放进来。"
WIDTHS = (360, 720)
_QUALITY = 72
# The mark of what it shows is spelled in letters, so that no name reads like a number.
_LETTERS = str.maketrans("0123456789", "ghijkmnopq")


def widths(data: bytes) -> tuple[int, ...]:
    """The widths in which a picture is also kept: those that are clearly smaller than its own."""
    size = picture(data)
    return tuple(each for each in WIDTHS if size and each * 5 <= size.width * 4)


def name(file: str, data: bytes, width: int) -> str:
    """What the smaller file is called: after the picture, what it shows, and its width."""
    mark = hashlib.blake2b(data, digest_size=4).hexdigest().translate(_LETTERS)
    return f"{PurePath(file).stem}-{mark}-{width}.jpg"


def draw(photo: Photo, width: int) -> bytes:
    """The picture in that width, drawn anew; ContentError where it cannot be drawn to its end."""
    try:
        return _drawn(photo.data, width)
    except Exception as error:  # whatever a library finds in a file that somebody put there
        raise ContentError([Problem(photo.file, 0, "photo", UNDRAWABLE)]) from error


def undrawable(photos: Iterable[Photo]) -> Iterator[Problem]:
    """Pictures that a build could not draw smaller, each tried once."""
    for photo in photos:
        try:
            for width in widths(photo.data)[:1]:
                draw(photo, width)
        except ContentError as error:
            yield from error.problems


def _drawn(data: bytes, width: int) -> bytes:
    """Drawn anew it is without a word about itself."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as found:
        height = max(1, round(found.height * width / found.width))
        smaller = found.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    # Only the points: what the file says beside them would come along otherwise.
    plain = Image.new("RGB", smaller.size)
    plain.paste(smaller)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()
