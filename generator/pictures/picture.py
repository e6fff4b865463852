"""What a picture file says about itself (图片): its size, and whether it tells more."""

import re
import struct

import msgspec

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
# Start of frame: all but the three markers in this range that mean something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Exif and XMP, what newspapers write beside a picture (IPTC), and comments.
_TEXTS = frozenset({0xE1, 0xED, 0xFE})
# WebP is a RIFF file; where its size stands depends on the kind of its first chunk.
_WEBP = re.compile(rb"RIFF....WEBP(VP8 |VP8L|VP8X)", re.DOTALL)
# Flags of an extended WebP: Exif or XMP follows.
_TELLS_MORE = 0x08 | 0x04
_PNG_TEXT = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf"})


class Picture(msgspec.Struct, frozen=True):
    """Width and height in pixels; `tells_more` where the file carries texts or Exif data."""

    width: int
    height: int
    tells_more: bool


def picture(data: bytes) -> Picture | None:
    """What a PNG, JPEG or WebP file says, or None for anything else or a broken file."""
    try:
        if data.startswith(_PNG):
            return _png(data)
        if kind := _WEBP.match(data):
            return _webp(data, kind[1])
        return _jpeg(data) if data.startswith(_JPEG) else None
    except struct.error:
        return None


def _png(data: bytes) -> Picture:
    width, height = struct.unpack_from(">II", data, 16)
    place, tells_more = len(_PNG), False
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        tells_more = tells_more or kind in _PNG_TEXT
        place += length + 12
    return Picture(width, height, tells_more)


def _jpeg(data: bytes) -> Picture | None:
    place, tells_more = len(_JPEG), False
    while True:
        start, marker, length = struct.unpack_from(">BBH", data, place)
        if start != 0xFF:
            return None
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return Picture(width, height, tells_more)
        tells_more = tells_more or marker in _TEXTS
        place += length + 2


def _webp(data: bytes, kind: bytes) -> Picture:
    if kind == b"VP8X":
        (flags,) = struct.unpack_from("B", data, 20)
        width, height = _three_bytes(data, 24) + 1, _three_bytes(data, 27) + 1
        return Picture(width, height, bool(flags & _TELLS_MORE))
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return Picture((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, False)
    width, height = struct.unpack_from("<HH", data, 26)
    return Picture(width & 0x3FFF, height & 0x3FFF, False)


def _three_bytes(data: bytes, place: int) -> int:
    low, high = struct.unpack_from("<HB", data, place)
    return int(low | high << 16)
