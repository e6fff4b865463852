"""The quick way through a template gives the same bytes as Jinja2's own, whatever the texts hold."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from markupsafe import escape as plainly

from generator import plan
from generator.build import Options, read
from generator.campaign.records import PublishedStep
from generator.edition import Edition
from generator.reading.moment import as_of
from generator.rendering import quick
from generator.rendering.render import Renderer, environment, plain_environment
from tests.content_samples import make_result, published_lines, write_content
from tests.page_samples import TEMPLATES

HOSTILE = (
    "路灯<script>alert(1)</script>",
    "&amp; & &lt;",
    "\"'\" onmouseover='x",
    "{{ 7 * 7 }}{% raw %}",
    "</title><!--",
    "水压<0.1MPa",
    "𠮷\u3000路",
)


class Shown:
    def __html__(self):
        return "<b>a</b>"

    def __str__(self):
        return "<s>"


@pytest.mark.parametrize(
    "value", [*HOSTILE, "", "路灯", 5, None, True, 1.5, Shown(), Markup("<b>&</b>"), ["<"]]
)
def test_a_value_stands_as_it_always_would(value):
    assert quick.escape(value) == plainly(value)
    assert "".join([quick.escape(value)]) == "".join([plainly(value)])


@settings(max_examples=50)
@given(st.text())
def test_any_text_stands_as_it_always_would(text):
    assert quick.escape(text) == plainly(text)


def test_every_page_of_hostile_texts_has_the_same_bytes(tmp_path):
    pairs = itertools.pairwise((*HOSTILE, HOSTILE[0]))
    results = [
        make_result(
            issue_no=f"2022-{number:06}",
            title=one,
            summary=other,
            outcome=one + other,
            steps=(PublishedStep("2022-06-13", "received", other),),
        )
        for number, (one, other) in enumerate(pairs, 1)
    ]
    files = {"2022/published/fuxing.yaml": published_lines(*results)}
    content, _ = read(Options(content=write_content(tmp_path, files)))
    for base_url in (None, "https://example.org/"):
        edition = Edition(content, as_of(content), base_url)
        fast, plain = (Renderer(TEMPLATES, plan.site_frame(edition)) for _ in range(2))
        plain.environment = plain_environment(TEMPLATES)
        assert fast.environment is environment(TEMPLATES) is not plain.environment
        pages = [page for section in plan.sections(edition) for page in section.pages()]
        assert len(pages) > len(results) * 2
        for page in pages:
            assert fast.html(page) == plain.html(page), page.address
        # Many pages in one go, of each kind and of all kinds.
        for kind in {type(page.page) for page in pages}:
            same = [page for page in pages if type(page.page) is kind] * 9
            assert [each.data for each in fast.all_printed(same)] == [*map(plain.html, same)], kind
        assert [each.data for each in fast.all_printed(pages)] == [*map(plain.html, pages)]
