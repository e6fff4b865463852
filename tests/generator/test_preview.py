"""A preview is the very page that publishing would make, or says what stands in its way."""

from pathlib import Path

import pytest

from generator.build import Options, build
from generator.errors import ContentError
from generator.preview import preview
from tests import content_samples as sample
from tests.content_samples import make_result, published_lines, write_content, write_files

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MINE, ELSEWHERE = "2022/published/fuxing.yaml", "2022/published/example-1.yaml"


@pytest.fixture
def content(tmp_path):
    alike = make_result(issue_no="2022-000002", community_code="example-1", title="楼后的路灯换了")
    return write_content(tmp_path / "content", {ELSEWHERE: published_lines(alike)})


@pytest.mark.parametrize("number", ["2022-000001", "2022-000007"])
def test_it_is_the_page_that_publishing_makes(tmp_path, content, number):
    """Of a result that is published already, or of a new one; with what is alike beside it."""
    others = [make_result()] if number != "2022-000001" else []
    result = make_result(issue_no=number, title="楼后的路灯又亮了", published_on="2022-08-01")
    write_files(content, {MINE: published_lines(make_result())})
    shown = preview(content, TEMPLATES, result)
    write_files(content, {MINE: published_lines(*others, result)})
    build(Options(content=content, templates=TEMPLATES, out=tmp_path / "site"))
    assert shown == (tmp_path / f"site/2022/results/{number}/index.html").read_bytes()
    assert "楼后的路灯换了" in shown.decode()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("site.yaml", sample.SITE.replace("current_year: 2022", "current_year: 2031"), "unknown_year"),
        (ELSEWHERE, published_lines(make_result(community_code="example-1", due_on="2022-13-45")), "date"),
        (ELSEWHERE, published_lines(make_result(community_code="example-1", issue_no="x2022-1")), "issue_no"),
        ("2022/published/nowhere.yaml", published_lines(make_result()), "unknown_community"),
        (MINE, published_lines(make_result(field="odd")), "unknown_field"),
        (MINE, "- {", "yaml"),
    ],
)
def test_what_stands_in_its_way_is_said(content, name, text, code):
    """In Chinese, with the file; nothing breaks on what somebody wrote by hand."""
    write_files(content, {name: text})
    with pytest.raises(ContentError) as caught:
        preview(content, TEMPLATES, make_result(issue_no="2022-000003"))
    assert code in {each.code for each in caught.value.problems}


def test_a_community_that_has_no_page_is_named(content):
    with pytest.raises(ContentError, match=r"places\.yaml"):
        preview(content, TEMPLATES, make_result(community_code="nowhere"))
