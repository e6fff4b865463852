"""Somebody of the roster planted in what a real build makes: every channel it leaves by is stopped (关口)."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from collector.desk import Desk
from collector.desk.leaks import Leak, roster_of, scan, scan_site
from collector.desk.publication import Staged, rebuild
from collector.errors import Refusal
from generator.build import Options, build
from tests.content_samples import POLICY, make_result, published_lines, write_content
from tests.makers import make_desk, make_household, make_resident

NAME, PHONE = "欧阳示例", "2345678"
BASE = "https://wanhu.example/"
PAGE = "2022/results/2022-000001/index.html"
# A file of each channel, by how its name ends.
CHANNELS = {
    "page": re.compile(rf"{PAGE}"),
    "list": re.compile(r"2022/results/index\.html"),
    "community": re.compile(r"2022/communities/fuxing/index\.html"),
    "json": re.compile(r"data/results\.json"),
    "csv": re.compile(r"data/results\.csv"),
    "feed": re.compile(r"feed\.xml"),
    "search index": re.compile(r"search/index/.+\.json"),
}


class Stage:
    """What a build had made when the gate was asked (待发布), with the leaks in it."""

    def __init__(self, desk: Desk) -> None:
        self.files: dict[str, bytes] = {}
        self.leaks: list[Leak] = []

        def gate(staging: Staged) -> None:
            self.files = {name: (staging.stage / name).read_bytes() for name in staging.changed}
            self.leaks = scan_site(staging.stage, roster_of(desk))

        settings = desk.settings
        places = {"content": settings.content, "templates": settings.templates, "out": settings.site}
        build(Options(**places, base_url=BASE, jobs=1), gate=gate)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A resident on the roster, and named in a result that a person wrote by hand and in a file's name."""
    told = make_result(title=f"{NAME}家门口的路灯修好了", summary=f"{NAME}说晚上看不见。")
    files = {
        "2022/published/fuxing.yaml": published_lines(told),
        f"policies/call-{PHONE}.md": POLICY,
    }
    write_content(tmp_path / "content", files)
    desk = make_desk(tmp_path, base_url=BASE)
    make_household(desk)
    make_resident(desk, name=NAME, phone=f"0533-{PHONE}")
    yield desk
    desk.store.close()


@pytest.fixture
def stage(desk: Desk) -> Stage:
    return Stage(desk)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_a_result_comes_out_by_is_read(stage: Stage, channel: str) -> None:
    """Its page, lists, open data, feed and search index: the name is seen in each, as it is written there."""
    files = [name for name in stage.files if CHANNELS[channel].fullmatch(name)]
    assert files
    found = {leak.place for leak in stage.leaks if (leak.kind, leak.level) == ("name", "block")}
    assert found & set(files)


def test_what_search_engines_read_is_read(desk: Desk, stage: Stage) -> None:
    """The JSON-LD of a page alone gives the name away, escapes and all."""
    (block,) = re.findall(
        rb'<script type="application/ld\+json">(.+?)</script>', stage.files[PAGE], re.DOTALL
    )
    assert NAME in json.dumps(json.loads(block), ensure_ascii=False)
    assert {leak.kind for leak in scan([("ld.json", block)], roster_of(desk))} == {"name"}


def test_a_code_holds_nothing_but_its_own_address(stage: Stage) -> None:
    """So a leak in a QR code is one in a file's name, and that is read: place without value."""
    codes = {name: data for name, data in stage.files.items() if "/qr-" in f"/{name}"}
    assert len(codes) > 5
    for name, data in codes.items():
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))
        assert code.text == BASE + name[: name.rindex("qr-")]
    planted = [name for name in codes if PHONE in name]
    assert planted
    masked = {name.replace(PHONE, "＊＊＊") for name in planted}
    assert masked <= {leak.place for leak in stage.leaks if leak.line == 0}


def test_the_build_stops_and_says_where_and_not_what(desk: Desk) -> None:
    """Nothing is put in place, and neither the refusal nor the leaks repeat the name or the number."""
    with pytest.raises(Refusal) as refused:
        rebuild(desk)
    assert refused.value.code == "leaks"
    assert "有住户的" in refused.value.message
    assert not (desk.settings.site / "index.html").exists()
    for said in (refused.value.message, repr(Stage(desk).leaks)):
        assert NAME not in said
        assert PHONE not in said


def test_without_the_plant_it_is_built(desk: Desk) -> None:
    """The same site with nobody named in it goes through."""
    write_content(desk.settings.content)
    (desk.settings.content / f"policies/call-{PHONE}.md").unlink()
    rebuild(desk)
    assert (desk.settings.site / PAGE).is_file()
