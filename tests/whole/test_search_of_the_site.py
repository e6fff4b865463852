"""Every two characters of every public text find their page, on the built demo site (办理结果搜索)."""

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.build import Options, build
from generator.finding import search
from tests.makers import PROJECT

INLINE = re.compile(r"</?(?:a|b|strong|em|code|mark|small|span)\b[^>]*>")
WRITTEN = re.compile(r'<div class="text">.*?</div>', re.DOTALL)

Held = dict[str, dict[str, set[int]]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("search") / "site"
    build(Options(content=PROJECT / "content", templates=PROJECT / "templates", out=out))
    return out


@pytest.fixture(scope="module")
def shown(site: Path) -> dict[str, tuple[str, int, str]]:
    """By address: where it stands in the index, and its title there."""
    found = {}
    for file in (site / search.FOLDER).glob("*/docs-*.json"):
        block = file.parent.name
        for number, (title, _, *href) in json.loads(file.read_bytes()).items():
            year, _, part = block.partition("-")
            address = f"{year}/results/{year}-{int(part or 0) * search.BLOCK + int(number):06}/"
            found[href[0] if href else address] = (block, int(number), title)
    return found


@pytest.fixture(scope="module")
def held(site: Path) -> tuple[Held, Held]:
    """By block and word: the documents that have it, and those that have it in their title."""
    anywhere: Held = defaultdict(lambda: defaultdict(set))
    titled: Held = defaultdict(lambda: defaultdict(set))
    for file in (site / search.FOLDER).glob("*/[0-9]*.json"):
        block, (count, place) = file.parent.name, map(int, file.stem.split("-"))
        for word, coded in zip(*json.loads(file.read_bytes()), strict=True):
            assert search.file_of(word, count) == place
            in_text, _, in_title = coded.partition("|")
            titled[block][word] = set(search.decoded(in_title))
            anywhere[block][word] = titled[block][word] | set(search.decoded(in_text))
    return anywhere, titled


def pairs(text: str) -> Iterator[str]:
    for run in re.findall(r"[\u3007\u3400-\u9fff]{2,}", text):
        for at in range(len(run) - 1):
            yield run[at : at + 2]


def written_on(site: Path, address: str) -> str:
    page = (site / address / "index.html").read_text("utf-8")
    text = " ".join(WRITTEN.findall(page))
    return html.unescape(re.sub(r"<[^>]+>", " ", INLINE.sub("", text)))


def test_every_pair_of_a_published_result_finds_it(site: Path, shown, held) -> None:
    """Of its title, of what was said and done, of who did it and of every step; the title as such."""
    anywhere, titled = held
    results = json.loads((site / "data/results.json").read_bytes())["results"]
    for each in results:
        block, number, title = shown[f"{each['issue_no'][:4]}/results/{each['issue_no']}/"]
        assert title == each["title"]
        said = [each["summary"], each.get("outcome", ""), each.get("responsible_unit", "")]
        said += [step["text"] for step in each.get("steps", ())]
        for word in pairs(" ".join([title, *said])):
            assert number in anywhere[block][word], (each["issue_no"], word)
        for word in pairs(title):
            assert number in titled[block][word], (each["issue_no"], word)
    assert len(results) > 50


def test_every_pair_of_a_written_text_finds_its_page(site: Path, shown, held) -> None:
    """Of policies, notices, stories, statements and the guide, as they stand on the page."""
    anywhere, titled = held
    read = 0
    for address, (block, number, title) in shown.items():
        if block != search.PAGES:
            continue
        for word in pairs(written_on(site, address)):
            read += 1
            assert number in anywhere[block][word], (address, word)
        for word in pairs(title):
            assert number in titled[block][word], (address, word)
    assert read > 5000


def test_what_is_written_for_staff_is_listed_and_not_found(site: Path, shown) -> None:
    """Residents who search are not led into the office's manuals; the guide lists them as before."""
    assert "guide/residents/" in shown
    listed = (site / "guide/index.html").read_text("utf-8")
    for slug in ("office", "pages", "cadres", "impact", "breach"):
        assert f"guide/{slug}/" not in shown
        assert f"guide/{slug}/" in listed
