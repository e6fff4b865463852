"""What a picture file says about itself (图片): its size, and what it tells beside what it shows.

Only what is needed to draw it may stand in the file; whatever else there is may tell where, when and whose.
"""

import re
import struct
import zlib
from collections.abc import Iterator

import msgspec

HOW_TO_MEND = "请用“画图”打开，全选、复制，粘贴到新建的图里，另存为 PNG，再放进来"

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_DRAWS = frozenset(b"IHDR PLTE IDAT tRNS IEND gAMA cHRM sRGB pHYs bKGD sBIT".split())
# WebP is a RIFF file; where its size stands depends on the kind of its first chunk.
_WEBP = re.compile(rb"RIFF....WEBP(VP8 |VP8L|VP8X)", re.DOTALL)
_WEBP_DRAWS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})

_JPEG = b"\xff\xd8"
_MARKER = re.compile(rb"\xff+([\xc0-\xfe])")
# Among the points of the picture FF is followed by 0, or by a mark to start again from.
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SCAN, _END = 0xDA, 0xD9
# Start of frame: all but the three markers in this range that mean something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_DRAWS = _FRAMES | {0xC4, 0xDB, 0xDD, _SCAN}
# JFIF without a small picture of its own, the colours of Adobe.
_JPEG_HEADS = re.compile(rb"\xe0JFIF\0.{7}\0\0|\xeeAdobe.{7}", re.DOTALL)
_JPEG_PROFILE = re.compile(rb"\xe2ICC_PROFILE\0..", re.DOTALL)

_BEHIND = "接在图片后面的内容"
_TEXTS = {
    **dict.fromkeys((b"eXIf", b"EXIF", b"\xe1Exif"), "拍摄时间、地点、手机型号等（Exif）"),
    **dict.fromkeys((b"tEXt", b"zTXt", b"iTXt", b"XMP ", b"\xe1http", b"\xedPhot", b"\xfe"), "说明文字"),
    b"tIME": "保存时间",
    **dict.fromkeys((b"acTL", b"ANIM"), "几张连着放的图（动图）"),
    b"\xe0": "另一张小图",
}
_ANYTHING = "与画面无关的内容"
_LARGEST_PROFILE = 4_000_000


class Picture(msgspec.Struct, frozen=True):
    """Width and height in pixels; `tells` is what else the file says, in words, or nothing."""

    width: int
    height: int
    tells: str = ""


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


def _png(data: bytes) -> Picture | None:
    width, height = struct.unpack_from(">II", data, 16)
    place, tells, kind = len(_PNG), "", b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        if not (kind in _PNG_DRAWS or (kind == b"iCCP" and _is_profile(_inflated(body)))):
            tells = tells or _told(kind)
        place += length + 12
    return _whole(Picture(width, height, tells), data, place)


def _jpeg(data: bytes) -> Picture | None:
    size, tells, profile = (0, 0), "", b""
    place = len(_JPEG)
    while (found := _MARKER.match(data, place)) and found[1][0] != _END:
        (length,) = struct.unpack_from(">H", data, found.end())
        segment = found[1] + data[found.end() + 2 : found.end() + length]
        place = found.end() + length
        if segment[0] in _FRAMES:
            size = struct.unpack_from(">HH", segment, 2)
        if segment[0] == _SCAN:
            end = _END_OF_SCAN.search(data, place)
            place = end.start() if end else len(data)
        if head := _JPEG_PROFILE.match(segment):
            profile += segment[head.end() :]
        elif segment[0] not in _JPEG_DRAWS and not _JPEG_HEADS.fullmatch(segment):
            tells = tells or _told(segment)
    if profile and not _is_profile(profile):
        tells = tells or _ANYTHING
    return _whole(Picture(size[1], size[0], tells), data, found.end()) if found and all(size) else None


def _webp(data: bytes, kind: bytes) -> Picture | None:
    (length,) = struct.unpack_from("<I", data, 4)
    tells = next(filter(None, (_told_by_chunk(*each) for each in _chunks(data, length + 8))), "")
    return _whole(Picture(*_webp_size(data, kind), tells), data, length + 8)


def _chunks(data: bytes, end: int) -> Iterator[tuple[bytes, bytes]]:
    place = 12
    while place < end:
        kind, length = struct.unpack_from("<4sI", data, place)
        yield kind, data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2


def _told_by_chunk(kind: bytes, body: bytes) -> str:
    return "" if kind in _WEBP_DRAWS or (kind == b"ICCP" and _is_profile(body)) else _told(kind)


def _webp_size(data: bytes, kind: bytes) -> tuple[int, int]:
    if kind == b"VP8X":
        return _three_bytes(data, 24) + 1, _three_bytes(data, 27) + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _three_bytes(data: bytes, place: int) -> int:
    low, high = struct.unpack_from("<HB", data, place)
    return int(low | high << 16)


def _whole(seen: Picture, data: bytes, end: int) -> Picture | None:
    """The picture that ends there; None where the file ends before it does."""
    if end > len(data):
        return None
    return seen if end == len(data) or seen.tells else msgspec.structs.replace(seen, tells=_BEHIND)


def _told(begins: bytes) -> str:
    return next((words for known, words in _TEXTS.items() if begins.startswith(known)), _ANYTHING)


def _is_profile(data: bytes) -> bool:
    """Whether it is a colour profile (ICC.1, 7.2: its own size, and a signature) and nothing behind it."""
    return data[36:40] == b"acsp" and struct.unpack_from(">I", data)[0] == len(data)


def _inflated(named: bytes) -> bytes:
    """The colour profile of a PNG: a name, how it is packed, and itself."""
    unpacking = zlib.decompressobj()
    try:
        profile = unpacking.decompress(named.partition(b"\0")[2][1:], _LARGEST_PROFILE)
    except zlib.error:
        return b""
    return profile if unpacking.eof and not unpacking.unused_data else b""
