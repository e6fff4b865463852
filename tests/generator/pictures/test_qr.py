"""QR codes lead back to the page they stand on."""

import io

import pytest
import segno
import zxingcpp
from PIL import Image

from generator.pictures import qr
from generator.pictures.picture import picture

BASE = "https://www.example.org/hutian/wanhu/"


def read_back(data: bytes) -> list[str]:
    return [each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))]


@pytest.mark.parametrize("base_url", [BASE, "http://a.cn/"])
@pytest.mark.parametrize("address", ["", "2022/communities/fuxing/", "policies/plan-2022/", "data/"])
def test_a_decoder_reads_the_address_of_the_page(base_url, address):
    """Whatever page it is (R3.5)."""
    code = qr.code_of(address, base_url)
    assert code is not None
    assert code.address == base_url + address
    assert read_back(qr.draw(code.address)) == [base_url + address]


@pytest.mark.parametrize(
    "address",
    [f"2022/results/2022-{serial:06}/" for serial in (1, 123, 90817, 100000, 456789, 999999)]
    + [f"2022/results/community/fuxing/page/{page}/" for page in (2, 9, 10, 37, 100, 1234)],
)
def test_codes_with_a_number_are_what_the_library_draws(address):
    """Put together from parts, each is the library's own code of that address, module by module."""
    data = qr.draw(f"{BASE}{address}")
    assert read_back(data) == [f"{BASE}{address}"]
    number = address[address.rindex("-" if "-" in address else "page/") :].strip("-page/")
    noughts = f"{address.removesuffix(f'{number}/')}{'0' * len(number)}/"
    nought = segno.make_qr(f"{BASE}{noughts}", error="m")
    whole = segno.make_qr(
        f"{BASE}{address}", error=nought.error, mask=nought.mask, version=nought.version, boost_error=False
    )
    assert modules(data) == [list(row) for row in whole.matrix]


def test_an_address_in_chinese_is_drawn_as_it_is():
    address = "https://x.cn/路/2022/results/2022-000123/"
    assert read_back(qr.draw(address)) == [address]


def modules(data: bytes) -> list[list[int]]:
    """The modules of a picture without its quiet zone, 1 for ink."""
    shown = Image.open(io.BytesIO(data)).convert("1")
    quiet, size = qr.QUIET_ZONE, shown.width // qr.SCALE
    inside = range(quiet, size - quiet)
    return [[0 if shown.getpixel((x * qr.SCALE, y * qr.SCALE)) else 1 for x in inside] for y in inside]


def test_a_code_is_large_and_quiet_enough():
    """At least 200 points wide, four modules of paper on each side, error level M or better (R3.5)."""
    data = qr.draw("http://a.cn/")
    size = picture(data)
    assert size is not None
    assert size.width == size.height >= 200
    assert not size.tells
    shown = Image.open(io.BytesIO(data)).convert("L")
    edge = qr.QUIET_ZONE * qr.SCALE
    paper = shown.copy()
    paper.paste(255, (edge, edge, shown.width - edge, shown.height - edge))
    assert paper.getextrema() == (255, 255)
    assert shown.getpixel((edge, edge)) == 0
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))
    assert found.ec_level in ("M", "Q", "H")


def test_the_name_of_a_file_says_what_it_holds():
    """The same address has the same file for ever, another base address another file."""
    here, again, moved = (qr.code_of("2022/", base) for base in (BASE, BASE, "https://example.org/"))
    assert here == again
    assert here is not None
    assert moved is not None
    assert here.href != moved.href
    assert not any(each.isdigit() for each in here.href.removeprefix("2022/"))


def test_there_is_no_code_without_a_base_address_or_for_a_missing_page():
    """Nothing false is said: what has no address of its own has no code."""
    assert qr.code_of("2022/", None) is None
    assert qr.code_of("404.html", BASE) is None
