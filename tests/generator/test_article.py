"""Whatever is published, the article about it survives the editor of the 公众号 (R3.11)."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import article
from generator.article import Article, of_community, of_result, of_week
from generator.campaign.records import PublishedPhoto, PublishedResult, PublishedStep
from generator.edition import Edition
from generator.errors import ContentError
from generator.reading.content import Content
from generator.reading.moment import to_moment
from generator.reading.published import PublishedFile
from generator.reading.shelf import load
from tests.content_samples import make_result, write_content

ALLOWED = {"p", "section", "span", "strong", "em", "br", "h2", "h3", "h4", "ul", "ol", "li", "table"} | {
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "caption",
    "blockquote",
    "img",
}
BASE = "https://wanhu.test/column/"
MOMENT = to_moment("2022-08-05T18:00")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    found, _ = load(write_content(tmp_path_factory.mktemp("content")))
    assert found is not None
    return found


def edition_of(content: Content, *results: PublishedResult, base_url: str | None = BASE) -> Edition:
    """An edition in which exactly these are published."""
    file = PublishedFile.of("", "fuxing", results, (0,) * len(results))
    year = msgspec.structs.replace(content.current, published=(file,), coverage=None)
    return Edition(msgspec.structs.replace(content, years=(year,)), MOMENT, base_url)


class Reader(HTMLParser):
    """Reads a body the way the editor does: which tags, which attributes, what is inside what."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(body)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert {name for name, _ in attrs} <= {"style"}
        for _, style in attrs:
            assert "var(" not in (style or "")
            assert "position" not in (style or "")
        if tag in ("ul", "ol"):
            assert not {"ul", "ol"} & set(self.open), "lists have one level"
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def read(written: Article) -> str:
    """The text of an article, after everything R3.11 asks of it was held to it."""
    assert 0 < len(written.title) <= 32
    assert 0 < len(written.digest) <= 120
    assert "\n" not in written.title + written.digest
    assert len(written.body) < 18_000
    assert written.pictures
    assert all(each.file and not each.file.startswith(("/", "http")) for each in written.pictures)
    return "".join(Reader(written.body).text)


TEXT = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=300).filter(str.strip)
LONG = st.builds(lambda text, times: text * times, TEXT, st.sampled_from([1, 1, 30]))
STATES = st.sampled_from(["in_hand", "resolved", "explained", "reopened", "parked"])


@st.composite
def results(draw: st.DrawFn, number: int = 1) -> PublishedResult:
    changes: dict[str, Any] = {
        "issue_no": f"2022-{number:06}",
        "title": draw(TEXT),
        "summary": draw(LONG),
        "outcome": draw(st.none() | LONG),
        "state": draw(STATES),
        "said_by": draw(st.sampled_from(["unit", "resident"])),
        "satisfaction": draw(st.sampled_from([None, "satisfied", "mostly", "unsatisfied"])),
        "steps": tuple(
            PublishedStep("2022-06-13", "received", text) for text in draw(st.lists(TEXT, max_size=40))
        ),
    }
    return make_result(**changes)


@settings(max_examples=60, deadline=None)
@given(result=results(), with_address=st.booleans())
def test_any_result_survives(content: Content, result: PublishedResult, with_address: bool) -> None:
    """However long and however full of marks its texts are."""
    edition = edition_of(content, result, base_url=BASE if with_address else None)
    read(of_result(edition, result.issue_no))


@settings(max_examples=25, deadline=None)
@given(result=results(), count=st.integers(0, 400))
def test_any_list_survives(content: Content, result: PublishedResult, count: int) -> None:
    """With nothing published, and with more than an article has room for."""
    many = [msgspec.structs.replace(result, issue_no=f"2022-{number:06}") for number in range(count)]
    edition = edition_of(content, *many)
    read(of_community(edition, "fuxing"))
    if count:
        read(of_week(edition, "2022-07-04"))


def test_a_result_says_what_its_page_says(content: Content) -> None:
    """What was said and done, by whom, how long it took, every step; its address is a note."""
    written = of_result(edition_of(content, make_result(satisfaction="satisfied")), "2022-000001")
    text = read(written)
    for said in ("晚上走楼后小路看不见。", "换了三盏灯", "居民说已经解决", "用了 5 个工作日", "走访时听到"):
        assert said in text
    assert f"[1] {BASE}2022/results/2022-000001/" in text
    assert written.title == "楼后的路灯修好了"
    assert [each.about for each in written.pictures] == ["封面", "二维码"]


def test_pictures_are_listed_in_the_order_of_their_places(content: Content) -> None:
    """Cover, photos, code; each but the cover has a place in the text."""
    photos = (PublishedPhoto("a.jpg", "灯不亮", "before"), PublishedPhoto("b.jpg", "灯亮了", "after"))
    written = of_result(edition_of(content, make_result(photos=photos)), "2022-000001")
    files = [each.file for each in written.pictures]
    assert files[1:3] == ["2022/photos/a.jpg", "2022/photos/b.jpg"]
    places = [f"【图 {number} 放在这里" for number in (1, 2, 3)]
    found = [written.body.index(each) for each in places]
    assert found == sorted(found)


def test_without_an_address_nothing_speaks_of_one(content: Content) -> None:
    """No note, no code."""
    text = read(of_result(edition_of(content, make_result(), base_url=None), "2022-000001"))
    assert "[1]" not in text
    assert "二维码" not in text


def test_what_has_no_room_is_counted(content: Content) -> None:
    """Shown and left out are all that is published."""
    many = [make_result(issue_no=f"2022-{number:06}") for number in range(1, 301)]
    text = read(of_community(edition_of(content, *many), "fuxing"))
    left = int(text.partition("另有 ")[2].partition(" 件")[0])
    assert text.count("楼后的路灯修好了") + left == 300


def test_a_week_is_monday_to_sunday(content: Content) -> None:
    """Of what was published on these days, and no other."""
    days = {
        "2022-07-03": "上周",
        "2022-07-04": "周一的",
        "2022-07-10": "周日的",
        "2022-07-11": "下周",
    }
    many = [
        make_result(issue_no=f"2022-{number:06}", title=title, published_on=day)
        for number, (day, title) in enumerate(days.items(), 1)
    ]
    written = of_week(edition_of(content, *many), "2022-07-06")
    text = read(written)
    assert written.title == "一周办成 2 件事：7月4日至10日"
    assert "周一的" in text
    assert "周日的" in text
    assert "上周" not in text
    assert "下周" not in text


@pytest.mark.parametrize(
    ("kind", "key", "code"),
    [
        ("community", "nowhere", "unknown_community"),
        ("result", "2022-999999", "not_published"),
        ("week", "2022-13-01", "bad_day"),
        ("week", "1999-01-01", "empty_week"),
    ],
)
def test_what_is_not_there_is_refused_by_name(tmp_path: Path, kind: str, key: str, code: str) -> None:
    """In one sentence that says what to do."""
    with pytest.raises(ContentError) as refused:
        article.article(write_content(tmp_path), None, kind, key)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert key in problem.message or code == "empty_week"
