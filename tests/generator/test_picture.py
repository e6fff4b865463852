"""A picture's size is read off its file, and what else it tells is noticed."""

import struct
import zlib

import pytest

from generator.picture import Picture, picture


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


@pytest.mark.parametrize("data", [png(), jpeg(), jpeg(APP0)])
def test_size(data):
    assert picture(data) == Picture(640, 480, tells_more=False)


@pytest.mark.parametrize(
    "data", [png(chunk(b"tEXt", b"Author\0x")), png(chunk(b"eXIf")), jpeg(EXIF), jpeg(APP0, EXIF)]
)
def test_texts_and_exif_data_are_noticed(data):
    assert picture(data).tells_more


@pytest.mark.parametrize("data", [b"", b"GIF89a", png()[:20], jpeg()[:9], b"\xff\xd8\x00\x00\x00\x04"])
def test_anything_else_is_no_picture(data):
    assert picture(data) is None
