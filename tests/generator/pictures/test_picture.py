"""A picture's size is read off its file, and what else it tells is noticed."""

import struct
import zlib

import pytest

from generator.pictures.picture import Picture, picture


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*more):
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 640, 480, 8, 2, 0, 0, 0))
    return start + b"".join(more) + chunk(b"IEND")


def jpeg(*segments):
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 8, 8, 480, 640, 0)
    return b"\xff\xd8" + b"".join(segments) + frame + b"\xff\xd9"


APP0 = b"\xff\xe0" + struct.pack(">H", 4) + b"JF"
EXIF = b"\xff\xe1" + struct.pack(">H", 6) + b"Exif"


def webp(kind, data):
    return b"RIFF" + struct.pack("<I", len(data) + 12) + b"WEBP" + kind + struct.pack("<I", len(data)) + data


LOSSY = webp(b"VP8 ", b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", 640, 480))
LOSSLESS = webp(b"VP8L", b"\x2f" + struct.pack("<I", 639 | 479 << 14))


def extended(flags=0):
    return webp(b"VP8X", struct.pack("<I", flags) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little"))


@pytest.mark.parametrize("data", [png(), jpeg(), jpeg(APP0), LOSSY, LOSSLESS, extended()])
def test_size(data):
    assert picture(data) == Picture(640, 480, tells_more=False)


@pytest.mark.parametrize(
    "data",
    [
        png(chunk(b"tEXt", b"Author\0x")),
        png(chunk(b"eXIf")),
        jpeg(EXIF),
        jpeg(APP0, EXIF),
        extended(8),
        extended(4),
    ],
)
def test_texts_and_exif_data_are_noticed(data):
    assert picture(data).tells_more


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        png()[:20],
        jpeg()[:9],
        b"\xff\xd8\x00\x00\x00\x04",
        LOSSY[:29],
        LOSSLESS[:24],
        extended()[:20],
    ],
)
def test_anything_else_is_no_picture(data):
    assert picture(data) is None
