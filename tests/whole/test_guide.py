"""The guide says what the screens say: its bold words stand on them, its commands and pictures exist."""

import ast
import html
import re
import shlex
from pathlib import Path

import pytest

from collector.commands import _parser
from generator.pictures.picture import picture
from tests.whole.guide_pictures import HEIGHT, LARGEST, PICTURES, WIDTH

HOUSE = Path(__file__).resolve().parents[2]
GUIDE = HOUSE / "content" / "guide"
GUIDES = sorted(GUIDE.glob("*.md"))
ROOMS = ("collector/views", "collector/rules", "collector/desk", "generator/campaign", "generator/plan")


def text_of(path):
    return path.read_text(encoding="utf-8")


by_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)


def tidy(words):
    """Words as they are compared: without blanks, and without the marks at their ends."""
    return "".join(words.split()).strip("：，。")


@pytest.fixture(scope="module")
def on_screen():
    """Everything that stands on a screen by itself: in templates, scripts and labels, each piece exactly."""
    found = set()
    for folder in ("templates/desk", "templates/public", "templates/assets"):
        for path in (HOUSE / folder).glob("*.*"):
            if path.suffix in {".html", ".js"}:
                found |= pieces(text_of(path))
    for room in ROOMS:
        for path in (HOUSE / room).rglob("*.py"):
            found |= strings(text_of(path))
    return {tidy(each) for each in found}


def pieces(text):
    """What stands between tags and expressions, and every text in quotes inside of them."""
    text = re.sub(r"(?s:\{#.*?#\}|<!--.*?-->)|^\s*//.*$", "", text, flags=re.MULTILINE)
    between = re.split(r"<[^>]*>|\{[{%].*?[%}]\}", text)
    quoted = re.findall(r"'([^'\n]*)'|\"([^\"\n]*)\"", text)
    return {html.unescape(each) for each in (*between, *(one or two for one, two in quoted))}


def strings(source):
    """The texts of a module, without its docstrings."""
    tree = ast.parse(source)
    said = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    return {
        each.value
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in said
    }


@by_guide
def test_every_word_in_bold_is_a_word_on_a_screen(guide, on_screen):
    """In the guide bold is kept for what is tapped or read on a screen, spelled as it is there."""
    bold = re.findall(r"\*\*(.+?)\*\*", text_of(guide))
    missing = [each for each in bold if not {tidy(part) for part in each.split("：")} <= on_screen]
    assert missing == []


def test_words_that_are_on_no_screen_are_noticed(on_screen):
    assert {"批准并公示", "今天", "其余都没问题", "补正"} <= on_screen
    assert not {"加密草稿", "批准公示一下", "短信验证码"} & on_screen


@by_guide
def test_every_command_in_the_guide_is_one_that_there_is(guide, monkeypatch):
    """What stands in backquotes and begins with wanhu is taken by the command line."""
    monkeypatch.chdir(HOUSE)
    parser = _parser()
    for command in re.findall(r"`wanhu ([^`]+)`", text_of(guide)):
        assert parser.parse_args(shlex.split(command)).run, command


@by_guide
def test_every_file_of_content_named_in_the_guide_is_there(guide):
    named = re.findall(r"`([a-z0-9/]+\.yaml)`", text_of(guide))
    assert [each for each in named if not list((HOUSE / "content").rglob(each))] == []


def test_the_guide_is_read_from_residents_to_breaches():
    orders = {}
    for each in GUIDES:
        orders[each.stem] = int(re.search(r"^order: (\d+)$", text_of(each), re.MULTILINE)[1])
    expected = ["residents", "cadres", "office", "pages", "system", "data", "impact", "breach"]
    assert sorted(orders, key=orders.get) == expected


def test_every_picture_is_made_by_the_command_and_shown_by_the_guide():
    texts = [re.sub(r"`[^`]*`", "", text_of(each)) for each in GUIDES]
    shown = {name for text in texts for name in re.findall(r"!\[[^\]]+\]\((\w+)\.png\)", text)}
    assert shown == set(PICTURES) == {path.stem for path in GUIDE.glob("*.png")}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_a_phone_in_few_bytes(name):
    data = (GUIDE / f"{name}.png").read_bytes()
    size = picture(data)
    assert (size.width, size.height, size.tells) == (WIDTH, HEIGHT, "")
    assert len(data) <= LARGEST


def test_the_pictures_of_the_readme_are_there():
    named = re.findall(r"\]\((content/guide/\w+\.png)\)", text_of(HOUSE / "README.md"))
    assert named
    assert all((HOUSE / each).is_file() for each in named)
