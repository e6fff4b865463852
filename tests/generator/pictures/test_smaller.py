"""A photo in more sizes: only smaller ones, named after what they show, silent about themselves."""

import io
import struct

import pytest
from PIL import Image

from generator.errors import ContentError
from generator.pictures import smaller
from generator.pictures.picture import picture
from generator.reading.content import Photo
from tests.content_samples import make_png


@pytest.mark.parametrize(("width", "kept"), [(1200, (360, 720)), (800, (360,)), (400, ()), (360, ())])
def test_only_clearly_smaller_sizes_are_kept(width, kept):
    assert smaller.widths(make_png(width, 300)) == kept


def test_what_is_no_picture_has_no_sizes():
    assert smaller.widths(b"no picture") == ()


def test_the_smaller_one_keeps_the_shape_and_says_nothing():
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "green").save(out, "JPEG", comment=b"13800138000")
    small = picture(smaller.draw(Photo("a.jpg", "a.jpg", out.getvalue()), 360))
    assert (small.width, small.height, small.tells) == (360, 270, "")


def test_the_name_follows_from_the_picture_and_its_width():
    one, other = make_png(1200, 300), make_png(1200, 301)
    names = {smaller.name("lamp.jpg", data, width) for data in (one, other) for width in (360, 720)}
    assert len(names) == 4
    assert all(each.startswith("lamp-") and each.endswith(("-360.jpg", "-720.jpg")) for each in names)


def test_a_picture_that_cannot_be_drawn_is_named_not_a_traceback():
    """Its head says a size that the rest of it does not have."""
    whole = make_png(1200, 300)
    broken = Photo("photos/a.png", "a.png", whole[:16] + struct.pack(">II", 6000, 6000) + whole[24:])
    with pytest.raises(ContentError) as caught:
        smaller.draw(broken, 360)
    assert [(each.file, each.code) for each in caught.value.problems] == [("photos/a.png", "photo")]
    assert [*smaller.undrawable([broken, Photo("b", "b", whole)])] == [*caught.value.problems]
