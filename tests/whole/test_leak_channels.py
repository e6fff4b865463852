"""Somebody of the roster planted in what a real build makes: every channel it leaves by is stopped (关口)."""

import io
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from collector.desk import Desk
from collector.desk.publishing import leaks, release
from collector.desk.publishing.leaks import Leak, roster_of, scan, scan_site
from collector.desk.publishing.publication import rebuild
from collector.desk.publishing.release import Staged
from collector.errors import Refusal
from generator.build import Gate, Options, build
from generator.making.write import Staging
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


ESCAPED = json.dumps(NAME)[1:-1]
ENTITIES = "".join(f"&#{ord(char)};" for char in NAME)
# Beside each channel what is put into it, in the way in which that kind of file would hold it.
PLANTS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "page": (PAGE, lambda data: data.replace(b"</h1>", f"</h1><p>{NAME}</p>".encode(), 1)),
    "JSON-LD": (PAGE, lambda data: data.replace(b'"@type"', f'"author":"{ESCAPED}","@type"'.encode(), 1)),
    "json": ("data/results.json", lambda data: data.replace(b'"title":"', f'"title":"{ESCAPED}'.encode(), 1)),
    "csv": ("data/results.csv", lambda data: data + f"2022-000009,{NAME}\r\n".encode()),
    "feed": ("feed.xml", lambda data: data.replace(b"<title>", f"<title>{ENTITIES}".encode(), 1)),
    "search index": ("search/index/**/*.json", lambda data: data.replace(b'"', f'"{ESCAPED}'.encode(), 1)),
    "picture": (
        "**/*.png",
        lambda data: data[:33] + chunk(b"iTXt", b"Author\0\0\0\0\0" + NAME.encode()) + data[33:],
    ),
    "code": ("**/qr-*.png", lambda data: data[:33] + chunk(b"tEXt", f"a\0{PHONE}".encode()) + data[33:]),
}


def chunk(kind: bytes, data: bytes) -> bytes:
    """A piece of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.fixture
def clean(desk: Desk) -> Desk:
    """The same roster, and nobody of it in the content."""
    write_content(desk.settings.content)
    (desk.settings.content / f"policies/call-{PHONE}.md").unlink()
    return desk


@pytest.mark.parametrize("channel", PLANTS)
def test_a_plant_in_one_channel_alone_stops_the_build(
    clean: Desk, monkeypatch: pytest.MonkeyPatch, channel: str
) -> None:
    """One file of one kind names somebody: it is said which file, and not whom; nothing is put in place."""
    pattern, plant = PLANTS[channel]
    planted: list[str] = []
    gate_of = release.gate_of

    def planting(desk: Desk, passed: Callable[[], None]) -> Gate:
        gate = gate_of(desk, passed)

        def plant_first(staging: Staging) -> None:
            file = min(staging.stage.glob(pattern))
            before = file.read_bytes()
            file.write_bytes(plant(before))
            assert file.read_bytes() != before
            planted.append(file.relative_to(staging.stage).as_posix())
            gate(staging)

        return plant_first

    monkeypatch.setattr(release, "gate_of", planting)
    with pytest.raises(Refusal) as refused:
        rebuild(clean)
    assert refused.value.code == "leaks"
    assert planted[0] in refused.value.message
    assert "共 1 处" in refused.value.message
    assert not any(value in refused.value.message for value in (NAME, PHONE))
    assert not (clean.settings.site / "index.html").exists()


@pytest.mark.parametrize(
    "written",
    [
        "欧**阳示例**",
        "欧阳示\n例",
        "欧阳&nbsp;示例",
        "欧阳  示例",
        "**234**5678",
        "234.5678",
        "北村 **23** 号",
    ],
)
def test_a_text_of_the_office_hides_nobody_in_its_markup(clean: Desk, written: str) -> None:
    """Bold print, a line that breaks in the middle and blanks of every width, as people write a policy."""
    make_household(clean, code="fuxing-0002")
    make_resident(clean, household_code="fuxing-0002", name="王示", address="湖田街道北村23号")
    rebuild(clean)
    write_content(clean.settings.content, {"policies/call.md": f"{POLICY.rstrip()}\n\n请找{written}商量。\n"})
    with pytest.raises(Refusal, match=r"policies/call/index\.html"):
        rebuild(clean)


def test_who_comes_onto_the_roster_later_is_looked_for_in_what_stands(
    clean: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stays as it is is held against a roster that has changed, and only then; what goes is not."""
    later = "司马示例"
    told = {"2022/published/fuxing.yaml": published_lines(make_result(summary=f"{later}说晚上看不见。"))}
    write_content(clean.settings.content, told)
    rebuild(clean)
    read: list[Path] = []
    scan_all = leaks.scan_site
    monkeypatch.setattr(
        leaks,
        "scan_site",
        lambda place, *more, **named: read.append(place) or scan_all(place, *more, **named),
    )
    rebuild(clean)
    assert clean.settings.site not in read
    make_household(clean, code="fuxing-0002")
    make_resident(clean, household_code="fuxing-0002", name=later, phone="0533-7654321")
    with pytest.raises(Refusal, match=PAGE):
        rebuild(clean)
    assert clean.settings.site in read
    with pytest.raises(Refusal, match=PAGE):
        rebuild(clean)
    (clean.settings.content / "2022/published/fuxing.yaml").unlink()
    rebuild(clean)
    assert not (clean.settings.site / PAGE).exists()


def test_a_site_that_no_gate_has_seen_is_held_against_the_roster_whole(desk: Desk) -> None:
    """What the generator alone built is no reason to take a page for checked."""
    settings = desk.settings
    places = {"content": settings.content, "templates": settings.templates, "out": settings.site}
    build(Options(**places, base_url=BASE, jobs=1))
    assert (settings.site / PAGE).is_file()
    with pytest.raises(Refusal) as refused:
        rebuild(desk)
    assert refused.value.code == "leaks"


def test_what_the_generator_alone_built_since_the_gate_is_not_taken_for_checked(clean: Desk) -> None:
    """A page that was put past the gate, after it had seen all the rest, is found by the next build."""
    settings = clean.settings
    rebuild(clean)
    told = {"2022/published/fuxing.yaml": published_lines(make_result(summary=f"{NAME}说晚上看不见。"))}
    write_content(settings.content, told)
    places = {"content": settings.content, "templates": settings.templates, "out": settings.site}
    build(Options(**places, base_url=BASE, jobs=1))
    assert NAME in (settings.site / PAGE).read_text("utf-8")
    with pytest.raises(Refusal, match=PAGE):
        rebuild(clean)


def test_without_the_plant_it_is_built(desk: Desk) -> None:
    """The same site with nobody named in it goes through."""
    write_content(desk.settings.content)
    (desk.settings.content / f"policies/call-{PHONE}.md").unlink()
    rebuild(desk)
    assert (desk.settings.site / PAGE).is_file()
