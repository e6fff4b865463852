"""Pictures beside the office's texts: shown with their size, copied where shown, refused where missing."""

import pytest

from generator import consistency
from generator.pictures import illustrations
from generator.reading.shelf import load
from tests import content_samples as sample
from tests.content_samples import make_png, write_content


def text(body):
    return sample.TEXT.replace("正文。", body)


@pytest.fixture
def content(tmp_path):
    """Files that are added to those of the sample, to the content."""

    def content(files):
        found, problems = load(write_content(tmp_path, files))
        assert problems == []
        return found

    return content


@pytest.mark.parametrize("written", ["visit.png", "/guide/visit.png", "../guide/visit.png"])
def test_a_picture_is_named_from_its_text_or_from_the_root(content, written):
    found = content({"guide/cadres.md": text(f"![第二屏]({written})"), "guide/visit.png": make_png(390, 844)})
    html = illustrations.html_of(found.guides[0], "guide/cadres/", found)
    assert 'src="../../guide/visit.png" width="390" height="844"' in html
    assert 'alt="第二屏"' in html
    assert 'loading="lazy"' in html


def test_only_pictures_that_a_text_shows_are_published(content):
    found = content(
        {
            "guide/cadres.md": text("![第二屏](visit.png)"),
            "pages/about.md": text("![也可以](/policies/a.webp)"),
            "guide/visit.png": make_png(),
            "guide/other.png": make_png(),
            "policies/a.webp": make_png(),
        }
    )
    assert sorted(illustrations.files(found)) == ["guide/visit.png", "policies/a.webp"]


def test_a_picture_of_a_published_result_may_be_shown_in_a_text(content):
    found = content(
        {
            "guide/cadres.md": text("![路灯](/2022/photos/lamp.png)"),
            "2022/published/photos/lamp.png": make_png(64, 48),
        }
    )
    html = illustrations.html_of(found.guides[0], "guide/cadres/", found)
    assert 'src="../../2022/photos/lamp.png" width="64" height="48"' in html
    assert list(consistency.problems(found)) == []


@pytest.mark.parametrize(
    ("more", "code"), [(b"x", "photo_metadata"), (b"", None)], ids=["more behind it", "whole"]
)
def test_a_picture_of_a_result_tells_nothing_beside_what_it_shows(content, more, code):
    """It would go out byte for byte: the message names what it tells, and how to be rid of it."""
    found = content({"2022/published/photos/lamp.png": make_png(64, 48) + more})
    problems = [each for each in consistency.problems(found) if each.code != "unused_photo"]
    assert [each.code for each in problems] == [code] * len(more)
    assert all("接在图片后面" in each.message and "画图" in each.message for each in problems)


@pytest.mark.parametrize(
    ("body", "picture", "code"),
    [
        ("![第二屏](visit.jpg)", make_png(), "missing_picture"),
        ("![第二屏](/visit.png)", make_png(), "missing_picture"),
        ("![第二屏](visit.png)", b"GIF89a", "broken_picture"),
        ("![](visit.png)", make_png(), "picture_alt"),
        ("![第二屏](visit.png)", make_png() + b"x", "picture_metadata"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_refused_with_file_and_line(content, body, picture, code):
    found = content({"guide/cadres.md": text(f"先看图。\n\n{body}"), "guide/visit.png": picture})
    problems = [(each.file[-15:], each.line, each.code, each.level) for each in consistency.problems(found)]
    assert problems == [("guide/cadres.md", 8, code, "error")]


def test_the_guide_is_listed_in_its_order(content):
    first = text("先看这个。").replace("summary:", "order: 1\nsummary:")
    found = content({"guide/a.md": text("后看。"), "guide/b.md": first})
    assert [each.slug for each in found.guides] == ["b", "a"]
