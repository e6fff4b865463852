"""Feed and site map can be read by machines, and stay within their limits."""

from xml.etree import ElementTree

import pytest

from generator.data import feed
from generator.edition import Edition
from generator.reading.moment import as_of
from generator.reading.shelf import load
from tests.content_samples import make_result, published_lines, write_content

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def parsed(data):
    return ElementTree.fromstring(data)  # noqa: S314  our own output


@pytest.fixture
def edition(tmp_path):
    def edition(*results, base_url=None):
        write_content(tmp_path, {"2022/published/fuxing.yaml": published_lines(*results)})
        content, _ = load(tmp_path)
        return Edition(content, as_of(content), base_url)

    return edition


def test_the_feed_holds_the_newest_fifty(edition):
    results = [make_result(issue_no=f"2022-{n:06}") for n in range(1, 61)]
    tree = parsed(feed.atom(edition(*results)))
    links = [entry.find(f"{ATOM}link").get("href") for entry in tree.iter(f"{ATOM}entry")]
    assert len(links) == 50
    assert links[0] == "2022/results/2022-000060/"


def test_an_entry_keeps_its_id_wherever_the_site_moves(edition):
    here = parsed(feed.atom(edition(make_result())))
    there = parsed(feed.atom(edition(make_result(), base_url="https://example.org/x")))
    assert [each.text for each in here.iter(f"{ATOM}id")] == [each.text for each in there.iter(f"{ATOM}id")]
    assert there.get("{http://www.w3.org/XML/1998/namespace}base") == "https://example.org/x/"


def test_hostile_text_stays_text(edition):
    tree = parsed(feed.atom(edition(make_result(title="<b>&\"'", outcome="]]><x/>"))))
    (entry,) = tree.iter(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "<b>&\"'"
    assert entry.find(f"{ATOM}summary").text == "]]><x/>"


def test_a_small_site_map_is_one_file(edition):
    name, data = feed.site_map(edition(make_result()), "", [("", None), ("a/", "2022-07-04")])
    assert name == "sitemap.xml"
    assert [each.text for each in parsed(data).iter(f"{MAP}loc")] == ["/", "/a/"]
    assert [each.text for each in parsed(data).iter(f"{MAP}lastmod")] == ["2022-07-04"]


def test_the_index_of_a_large_site_map_names_the_file_of_each_group(edition):
    about = edition(make_result(), base_url="https://example.org/")
    name, data = feed.site_map_index(about, ["pages", "results-2022-0"])
    files = [f"sitemap-{each}.xml" for each in ("pages", "results-2022-0")]
    assert name == "sitemap.xml"
    assert [each.text for each in parsed(data).iter(f"{MAP}loc")] == [
        f"https://example.org/{n}" for n in files
    ]
    assert [feed.site_map(about, each, [])[0] for each in ("pages", "results-2022-0")] == files


def test_robots_name_the_site_map_only_with_a_base_address(edition):
    assert b"Sitemap" not in feed.robots(edition(make_result()))
    assert b"Sitemap: https://example.org/sitemap.xml" in feed.robots(
        edition(make_result(), base_url="https://example.org")
    )
