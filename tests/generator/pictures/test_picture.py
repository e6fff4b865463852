"""A picture's size is read off its file, and what else it tells is noticed."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from generator.pictures.picture import Picture, picture


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*more):
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 640, 480, 8, 2, 0, 0, 0))
    return start + b"".join(more) + chunk(b"IEND")


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


FRAME = segment(0xC0, struct.pack(">BHHB", 8, 480, 640, 0))
# The points of a picture, with a stuffed byte and a mark to start again from.
SCAN = segment(0xDA, b"\0\0\0\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
APP0 = segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\0\0")
ADOBE = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
EXIF = segment(0xE1, b"Exif\0\0II")
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
ICC = segment(0xE2, b"ICC_PROFILE\0\1\1" + PROFILE)


def jpeg(*segments, behind=b""):
    return b"\xff\xd8" + b"".join(segments) + FRAME + SCAN + b"\xff\xd9" + behind


def webp(*chunks):
    made = b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(made) + 4) + b"WEBP" + made


VP8 = (b"VP8 ", b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", 640, 480))
VP8X = (b"VP8X", struct.pack("<I", 0) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little"))
LOSSY = webp(VP8)
LOSSLESS = webp((b"VP8L", b"\x2f" + struct.pack("<I", 639 | 479 << 14)))


@pytest.mark.parametrize(
    "data",
    [
        png(),
        png(chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(PROFILE)), chunk(b"pHYs", bytes(9))),
        jpeg(),
        jpeg(APP0, ICC, ADOBE),
        jpeg(b"\xff" + APP0, SCAN),
        LOSSY,
        LOSSLESS,
        webp(VP8X, (b"ICCP", PROFILE), (b"ALPH", b"x"), VP8),
    ],
)
def test_size(data):
    """What draws the picture is nothing to tell of, colour profiles included."""
    assert picture(data) == Picture(640, 480)


@pytest.mark.parametrize(
    ("data", "tells"),
    [
        (png(chunk(b"tEXt", b"Author\0x")), "说明文字"),
        (png(chunk(b"eXIf")), "Exif"),
        (png(chunk(b"tIME", bytes(7))), "时间"),
        (png(chunk(b"iCCP", b"x\0\0" + zlib.compress("联系人".encode()))), "无关"),
        (png(chunk(b"prVt", b"x")), "无关"),
        (png() + b"x", "接在图片后面"),
        (png() + png(), "接在图片后面"),
        (jpeg(EXIF), "Exif"),
        (jpeg(APP0, EXIF), "Exif"),
        (jpeg(segment(0xFE, b"x")), "说明文字"),
        (jpeg(segment(0xE2, b"MPF\0x")), "无关"),
        (jpeg(segment(0xE2, b"ICC_PROFILE\0\1\1" + "联系人".encode())), "无关"),
        (jpeg(segment(0xE2, b"ICC_PROFILE\0\1\1" + PROFILE + b"x")), "无关"),
        (jpeg(segment(0xE0, b"JFXX\0x")), "小图"),
        (jpeg(behind="联系人".encode()), "接在图片后面"),
        (b"\xff\xd8" + FRAME + EXIF + SCAN + b"\xff\xd9", "Exif"),
        (b"\xff\xd8" + FRAME + SCAN + EXIF + SCAN + b"\xff\xd9", "Exif"),
        (webp(VP8X, VP8, (b"EXIF", b"x")), "Exif"),
        (webp(VP8X, VP8, (b"XMP ", b"x")), "说明文字"),
        (LOSSY + b"x", "接在图片后面"),
    ],
)
def test_whatever_is_no_part_of_the_picture_is_noticed_and_named(data, tells):
    """Before the points, between and behind them; a profile that is none is something else."""
    assert tells in picture(data).tells


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"icc_profile": PROFILE}])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_drawn_anew_tells_nothing(form, options):
    """As any program saves it that copies only the points."""
    out = io.BytesIO()
    Image.effect_noise((64, 48), 90).convert("RGB").save(out, form, **options)
    assert picture(out.getvalue()) == Picture(64, 48)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        png()[:20],
        png()[:-1],
        jpeg()[:9],
        jpeg()[:-2],
        b"\xff\xd8\x00\x00\x00\x04",
        LOSSY[:29],
        LOSSLESS[:24],
        webp(VP8X)[:20],
    ],
)
def test_anything_else_is_no_picture(data):
    """Another kind, or a file that ends before the picture does."""
    assert picture(data) is None
