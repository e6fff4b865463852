"""QR codes of pages (二维码): the address a code holds never changes, so it is drawn once and kept (R3.5)."""

import re
import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING

from generator import addresses
from generator.page_frame import Qr

if TYPE_CHECKING:
    from segno import QRCode

LEVEL = "m"
QUIET_ZONE = 4
# One byte of a picture of one bit a point holds eight points, so that a module is a byte wide.
SCALE = 8
# Sixteen times as fast as the hardest setting, and smaller: rows repeat.
_COMPRESSION = 4
# A number at the end, of a result or of a page, and the bits in which its digits differ.
_SERIAL = re.compile(r"[0-9]+(?=/$)")
_BITS = 4
_INK = bytes([0xFF, 0x00]) + bytes(254)


def code_of(address: str, base_url: str | None) -> Qr | None:
    """The code of a page; without a base address there is nothing that it could hold."""
    if base_url is None or address == addresses.NOT_FOUND:
        return None
    return Qr(href=f"{address}qr-{_mark(base_url)}.png", address=base_url + address)


@cache
def _mark(base_url: str) -> str:
    return addresses.mark(base_url, LEVEL, QUIET_ZONE, SCALE)


def draw(text: str) -> bytes:
    """The code of an address as a PNG.

    A code is linear: changing one bit of the text turns the same modules whatever the others say. So the
    codes of a hundred thousand results, and of the pages of lists, are put together from a few drawn ones,
    thirty times as fast.
    """
    serial = _SERIAL.search(text) if text.isascii() else None
    start, end = serial.span() if serial else (0, 0)
    nought = _best(f"{text[:start]}{'0' * (end - start)}{text[end:]}")
    modules = _modules(nought)
    for place, digit in enumerate(text[start:end], start):
        for bit in range(_BITS):
            if int(digit) >> bit & 1:
                modules ^= _turned(str(nought.version), nought.error, len(text), place, bit)
    return _png(modules)


@cache
def _best(text: str) -> "QRCode":
    # Imported when something is drawn, since most builds draw nothing.
    import segno

    return segno.make_qr(text, error=LEVEL)


@cache
def _turned(version: str, error: str, length: int, place: int, bit: int) -> int:
    """The modules that a bit of one character turns, in any text of a length."""
    import segno

    text = "a" * length
    other = text[:place] + chr(ord("a") ^ 1 << bit) + text[place + 1 :]
    one, two = (
        segno.make_qr(each, version=version, error=error, mode="byte", mask=0, boost_error=False)
        for each in (text, other)
    )
    return _modules(one) ^ _modules(two)


def _modules(code: "QRCode") -> int:
    """All modules as one number, a byte each after a leading 1."""
    return int.from_bytes(b"\1" + b"".join(code.matrix))


def _png(modules: int) -> bytes:
    """A black and white picture with the quiet zone around it."""
    flat = modules.to_bytes((modules.bit_length() + 7) // 8)[1:].translate(_INK)
    size = round(len(flat) ** 0.5)
    side = bytes([0xFF]) * QUIET_ZONE
    empty = bytes([0xFF]) * (size + 2 * QUIET_ZONE)
    rows = [side + flat[start : start + size] + side for start in range(0, len(flat), size)]
    lines = [empty] * QUIET_ZONE + rows + [empty] * QUIET_ZONE
    width = len(empty) * SCALE
    return b"".join((
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, width, 1, 0, 0, 0, 0)),
        _chunk(b"IDAT", zlib.compress(b"".join((b"\0" + line) * SCALE for line in lines), _COMPRESSION)),
        _chunk(b"IEND", b""),
    ))  # fmt: skip


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
