"""Pictures drawn anew (照片重绘): small, turned upright, and saying nothing about themselves.

What a camera leaves in a file (where, when, whose) is not filtered but never copied: only the points of the
picture go into a new file.
"""

import base64
import hashlib
import io
import threading
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from collector.errors import Refusal
from collector.rules.publishing.photo import PhotoFile

LARGEST = 100 * 1000
# Of a JPEG no more is read than is kept; a PNG or WebP of some kilobytes stands in memory in full size.
MOST_POINTS = {True: 120_000_000, False: 25_000_000}
FORMATS = ("JPEG", "PNG", "WEBP")

_ONE_AT_A_TIME = threading.Lock()
_LONGEST_SIDES, _QUALITIES = (1200, 900, 640, 420), (82, 74, 66, 58)
_LETTERS = str.maketrans("0123456789", "ghijkmnopq")


def make_file(content: bytes, issue_no: str, *, by: str, at: str) -> PhotoFile:
    """The file as it may go out; its name follows from what it shows, in letters that read as no number."""
    plain = re_encoded(content)
    mark = hashlib.blake2b(plain, digest_size=5).hexdigest().translate(_LETTERS)
    return PhotoFile(
        code=f"{issue_no}-{mark}.jpg",
        issue_no=issue_no,
        data=base64.b64encode(plain).decode(),
        added_by=by,
        added_at=at,
    )


def re_encoded(content: bytes) -> bytes:
    """The picture drawn anew as a JPEG of at most 100 KB; what is no picture is refused."""
    picture = _opened(content)
    for data in _ever_smaller(picture):
        if len(data) <= LARGEST:
            return data
    raise _refused("照片压不到 100 KB 以内，请换一张简单些的。")


def _opened(content: bytes) -> Image.Image:
    if not content:
        raise _refused("请选一张照片。")
    try:
        with _ONE_AT_A_TIME, Image.open(io.BytesIO(content), formats=FORMATS) as found:
            if found.width * found.height > MOST_POINTS[found.format == "JPEG"]:
                raise _refused(f"照片太大（{found.width}×{found.height} 点），请缩小后再传。")
            # Small before anything else is made of it; a JPEG is not even read in full size.
            found.draft("RGB", (_LONGEST_SIDES[0], _LONGEST_SIDES[0]))
            found.thumbnail((_LONGEST_SIDES[0], _LONGEST_SIDES[0]), Image.Resampling.LANCZOS)
            return _on_white(ImageOps.exif_transpose(found))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as broken:
        raise _refused("打不开这张照片。请传 JPG、PNG 或 WebP 图片；手机拍的 HEIC 先转成 JPG。") from broken


def _on_white(picture: Image.Image) -> Image.Image:
    """Only the points, on white where they were transparent; nothing else of the file comes along."""
    layer = picture.convert("RGBA")
    plain = Image.new("RGB", layer.size, "white")
    plain.paste(layer, mask=layer.getchannel("A"))
    return plain


def _ever_smaller(picture: Image.Image) -> Iterator[bytes]:
    for side in _LONGEST_SIDES:
        smaller = picture.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            out = io.BytesIO()
            smaller.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            yield out.getvalue()


def _refused(message: str) -> Refusal:
    return Refusal("photo", message, {"photo": message})
