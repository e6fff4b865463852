"""Share pictures: small, square, readable, the same on every machine."""

import io

import pytest
from PIL import Image

from generator.errors import ContentError
from generator.pictures.share_card import FONT, Card, Lettering, draw
from generator.wording import HOME_HEADING
from tests.makers import PROJECT

LETTERS = Lettering(PROJECT / "templates" / FONT)
CARD = Card("2022/communities/fuxing/", "湖田走千村进万户", "福兴社区", "解决了什么，还在办什么")


def shown(**changes):
    fields = {name: getattr(CARD, name) for name in CARD.__struct_fields__}
    return Image.open(io.BytesIO(draw(Card(**fields | changes), LETTERS))).convert("RGB")


@pytest.mark.parametrize("name", ["福兴社区", HOME_HEADING, "示例一社区", "很长很长的一个示例社区的名字", ""])
def test_a_picture_is_square_and_small(name):
    """At least 300 points each way and at most 20 KB (R3.1)."""
    data = draw(Card("", "湖田走千村进万户", name, "解决了什么"), LETTERS)
    picture = Image.open(io.BytesIO(data))
    assert picture.width == picture.height >= 300
    assert len(data) <= 20 * 1024
    assert picture.info == {}


def test_the_same_card_is_the_same_picture():
    """Byte by byte, whatever fonts the machine has."""
    assert draw(CARD, LETTERS) == draw(CARD, LETTERS)


def test_each_name_has_a_picture_of_its_own():
    """Two communities do not share a picture or a file."""
    other = Card(CARD.address, CARD.above, "示例一社区", CARD.below)
    assert draw(other, LETTERS) != draw(CARD, LETTERS)
    assert other.href != CARD.href
    assert CARD.href.startswith("2022/communities/fuxing/card-")


@pytest.mark.parametrize("absent", ["福兴𠮷社区", "福兴㙍社区"])
def test_a_character_that_the_font_lacks_is_left_out(absent):
    """The rest of the name stands as if it had never been there."""
    assert shown(name=absent).tobytes() == shown().tobytes()


def test_a_missing_font_is_named():
    """Whoever brings templates of their own is told what else to bring."""
    with pytest.raises(ContentError) as caught:
        draw(CARD, Lettering(PROJECT / "no-such.otf"))
    assert [(each.code, each.file.endswith("no-such.otf")) for each in caught.value.problems] == [
        ("unreadable", True)
    ]


@pytest.mark.parametrize("name", ["淄川", "峪", "示例七社区第十二居民委员会", "A 2022"])
def test_nothing_runs_over_the_edge(name):
    """Names of any length, with characters of places, stay inside the margins."""
    picture = shown(name=name)
    paper = picture.getpixel((5, 150))
    for column in (*range(15), *range(285, 300)):
        assert {picture.getpixel((column, row)) for row in range(15, 300)} == {paper}
    assert len(picture.crop((20, 68, 280, 232)).getcolors(90000)) > 2
