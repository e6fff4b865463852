"""Pictures beside a public text: drawn anew, cleared by the approver, out and in again with publication."""

import contextlib
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from collector.desk import Desk
from collector.desk.publishing import drafting, leaks, photos
from collector.desk.publishing.publication import public_files, publish, publish_all, withdraw
from collector.desk.publishing.reencoding import LARGEST, re_encoded
from collector.errors import Missing, NotAllowed, Refusal
from collector.rules.publishing.photo import CLEARANCES
from tests.content_samples import write_content
from tests.makers import keep_case, make_account, make_case, make_desk, make_household

NO = "2022-000123"
WRITER = make_account(role="street_reviewer")
PUBLISHER = make_account(role="publisher")
RANDOM = random.Random
SECRET = "PlantedPhone13912345678"
TEXTS = {
    "matter": "public",
    "title": "示例路路灯修好了",
    "summary": "示例路的路灯不亮，晚上看不清路。",
    "outcome": "更换了灯具，每月巡查一次。",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a campaign's content beside it and one finished issue with a draft."""
    write_content(tmp_path / "content", {"2022/published/fuxing.yaml": None})
    desk = make_desk(tmp_path)
    keep_case(desk, make_case("accepted", "resolved", "replied"))
    make_household(desk)
    drafting.write(desk, WRITER, NO, **TEXTS)
    yield desk
    desk.store.close()


def camera(size: tuple[int, int] = (800, 600), kind: str = "JPEG", *, seed: int = 1, **more: Any) -> bytes:
    """A picture with all that a phone writes into it, and a left edge that is darker than the rest."""
    noise = Image.frombytes("L", (40, 30), RANDOM(seed).randbytes(1200))
    picture = noise.resize(size).convert("RGB")
    picture.paste((0, 0, 0), (0, 0, size[0] // 4, size[1]))
    exif = Image.Exif()
    exif[0x010E], exif[0x9286], exif[0x0112] = SECRET, SECRET, more.pop("turned", 1)
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 48.0, 0.0), 3: "E", 4: (118.0, 3.0, 0.0)})
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, **more)
    return out.getvalue()


def add(desk: Desk, content: bytes | None = None, **changes: str) -> str:
    given = {"when": "after", "alt": "示例路的路灯换好了"} | changes
    return photos.add_photo(desk, WRITER, NO, content or camera(comment=SECRET), **given).file


def published(desk: Desk) -> Path:
    return desk.settings.content / "2022/published"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_the_camera_is_left(kind: str) -> None:
    """Neither Exif nor place nor comment, in any format; small, and a JPEG that opens."""
    data = re_encoded(camera((3000, 2000), kind))
    assert SECRET.encode() not in data
    assert SECRET.encode("utf-16-le") not in data
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        told = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert set(picture.info) <= told
        assert max(picture.size) <= 1200
    assert len(data) <= LARGEST


def test_a_picture_stands_upright() -> None:
    """What the camera noted about turning is done, since the note goes."""
    source = camera((800, 600), turned=6)
    with Image.open(io.BytesIO(re_encoded(source))) as picture, Image.open(io.BytesIO(source)) as before:
        assert picture.size == ImageOps.exif_transpose(before).size == (600, 800)
        assert picture.convert("L").getpixel((300, 20)) < 40


@pytest.mark.parametrize(
    ("kind", "size", "taken"), [("PNG", (6000, 6000), False), ("JPEG", (8000, 6000), True)]
)
def test_a_file_of_some_kilobytes_does_not_fill_the_memory(
    kind: str, size: tuple[int, int], taken: bool
) -> None:
    """A JPEG is not even read in full size; a PNG would be, so that it may not be as large."""
    out = io.BytesIO()
    Image.new("L", size).save(out, kind)
    with contextlib.nullcontext() if taken else pytest.raises(Refusal, match="缩小后再传"):
        assert len(re_encoded(out.getvalue())) <= LARGEST


def test_even_noise_becomes_small() -> None:
    """The largest picture a phone makes, with nothing to compress, still fits."""
    noise = Image.frombytes("RGB", (1600, 1200), RANDOM(2).randbytes(1600 * 1200 * 3))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    assert len(re_encoded(out.getvalue())) <= LARGEST


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xd8\xff\xe0 broken", b"GIF89a" + b"\0" * 40])
def test_what_is_no_picture_is_refused(desk: Desk, content: bytes) -> None:
    """In words, at the field, and nothing is kept."""
    with pytest.raises(Refusal) as refused:
        photos.add_photo(desk, WRITER, NO, content, when="after", alt="灯")
    assert "photo" in refused.value.fields
    assert len(desk.registers.photos) == 0


def test_what_a_picture_shows_is_kept_without_characters_nobody_sees(desk: Desk) -> None:
    """The site takes none of them, as in the texts."""
    add(desk, alt=" 灯\u202e亮\u200b了 ")
    assert [each.alt for each in drafting.draft_of(desk, NO).photos] == ["灯亮了"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"alt": " "}, "alt"), ({"alt": "灯" * 61}, "alt"), ({"when": "then"}, "when"),
     ({"alt": "示例某家门口，13912345678"}, "alt")],
)  # fmt: skip
def test_a_picture_needs_words_that_may_be_printed(desk: Desk, changes: dict[str, str], field: str) -> None:
    """Alt text, before or after, and nothing in it that names the household."""
    with pytest.raises(Refusal) as refused:
        add(desk, **changes)
    assert field in refused.value.fields
    assert len(desk.registers.photos) == 0


def test_the_approver_must_tick_all_three(desk: Desk) -> None:
    """No faces, no plates, no door numbers: what is not ticked is named, and nothing goes out."""
    add(desk)
    drafting.hand_in(desk, WRITER, NO)
    for ticked in ((), ("faces", "plates")):
        with pytest.raises(Refusal) as refused:
            publish(desk, PUBLISHER, NO, cleared=ticked)
        assert CLEARANCES["doors"] in refused.value.fields["cleared"]
    assert not (published(desk) / "photos").exists() or not list((published(desk) / "photos").iterdir())


def test_from_the_camera_to_the_site_and_away_again(desk: Desk) -> None:
    """Out with publication beside the records, lazily on the page with its words; withdrawn, gone."""
    file = add(desk)
    drafting.hand_in(desk, WRITER, NO)
    publish(desk, PUBLISHER, NO, cleared=tuple(CLEARANCES))
    in_content, on_site = published(desk) / "photos" / file, desk.settings.site / "2022/photos" / file
    assert in_content.read_bytes() == on_site.read_bytes()
    assert SECRET.encode() not in on_site.read_bytes()
    record = (published(desk) / "fuxing.yaml").read_text()
    said = f'"photos": [{{"file": "{file}", "alt": "示例路的路灯换好了", "when": "after"}}]'
    assert said in record
    html = (desk.settings.site / f"2022/results/{NO}/index.html").read_text()
    (image,) = [each for each in html.split("<img ") if file in each]
    for part in ('alt="示例路的路灯换好了"', 'loading="lazy"', 'width="800"', 'height="600"'):
        assert part in image
    (small,) = [each for each in on_site.parent.iterdir() if each != on_site]
    assert f"2022/photos/{small.name} 360w, " in image
    assert f"2022/photos/{file} 800w" in image
    assert SECRET.encode() not in small.read_bytes()
    publish_all(desk)
    assert in_content.read_bytes() == on_site.read_bytes()
    withdraw(desk, PUBLISHER, NO, "居民要求")
    assert not in_content.exists()
    assert not on_site.parent.exists() or not list(on_site.parent.iterdir())
    assert len(desk.registers.photos) == 0
    assert file not in "".join(each.read_text() for each in published(desk).glob("*.yaml"))


def test_a_new_picture_replaces_the_old_one_only_when_approved(desk: Desk) -> None:
    """What is published stays until the new text is, then the old file is removed for good."""
    old = add(desk)
    drafting.hand_in(desk, WRITER, NO)
    publish(desk, PUBLISHER, NO, cleared=tuple(CLEARANCES))
    drafting.write(desk, WRITER, NO, **TEXTS)
    photos.remove_photo(desk, WRITER, NO, old)
    new = add(desk, camera(seed=2))
    assert (published(desk) / "photos" / old).exists()
    assert old in {name.removeprefix("2022/photos/") for name in public_files(desk)[0]}
    drafting.hand_in(desk, WRITER, NO)
    publish(desk, PUBLISHER, NO, cleared=tuple(CLEARANCES))
    assert {each.name for each in (published(desk) / "photos").iterdir()} == {new}
    assert [each.code for each in desk.registers.photos] == [new]


def test_a_household_s_own_matter_shows_no_pictures(desk: Desk) -> None:
    """A personal matter is refused with them, and told without them."""
    add(desk)
    drafting.write(desk, WRITER, NO, **TEXTS | {"matter": "personal"})
    with pytest.raises(Refusal) as refused:
        drafting.hand_in(desk, WRITER, NO)
    assert "照片" in refused.value.fields["matter"]
    record = drafting.preview(desk, desk.case(NO), drafting.draft_of(desk, NO))
    assert record is not None
    assert record.photos == ()


def test_who_added_a_picture_does_not_approve_it(desk: Desk) -> None:
    """A picture is part of the text: whoever put it there had a hand in it."""
    photos.add_photo(desk, PUBLISHER, NO, camera(), when="after", alt="灯亮了")
    drafting.hand_in(desk, WRITER, NO)
    with pytest.raises(NotAllowed):
        publish(desk, PUBLISHER, NO, cleared=tuple(CLEARANCES))


def test_the_gate_reads_names_and_insides_of_pictures(desk: Desk) -> None:
    """A phone of the roster in a picture's name or its metadata is found, wherever it hides."""
    roster = leaks.Roster(phones=["13912345678"])
    for name, content in (
        ("2022/photos/13912345678.jpg", re_encoded(camera())),
        ("2022/photos/a.jpg", camera()),
        ("2022/photos/a.jpg", camera(comment="13912345678".encode("utf-16-le"))),
    ):
        assert [each.kind for each in leaks.scan([(name, content)], roster)][:1] == ["phone"]
    assert leaks.scan([("2022/photos/a.jpg", re_encoded(camera()))], roster) == []
    del desk


def test_a_picture_is_for_those_who_write(desk: Desk) -> None:
    """Others and other issues do not reach it."""
    file = add(desk)
    assert photos.photo_file(desk, PUBLISHER, NO, file).content
    with pytest.raises(NotAllowed):
        photos.photo_file(desk, make_account(), NO, file)
    with pytest.raises(Missing):
        photos.photo_file(desk, PUBLISHER, NO, "2022-000123-other.jpg")
