"""The plot macros in both houses: every number is there as text, and nothing is styled in the page."""

import re

import flask
import pytest

from generator.campaign.plot import Bar, Row, columns
from generator.rendering.render import environment, template_files
from tests.page_samples import ENVIRONMENT, TEMPLATES

PAGE = """{% from "plots.html" import bar_plot, histogram, week_plot %}
{{ bar_plot("走到的户", bars, root="../", note="走到／名册") }}
{{ week_plot("收到与办好", weeks) }}
{{ histogram("还剩几天", left, first="剩余工作日") }}"""
PLOTS = {
    "bars": [
        Bar(label="福兴社区", count=31, total=101, href="2022/communities/fuxing/"),
        Bar(label="示例<b>社区", count=None, total=48),
    ],
    "weeks": columns(
        ("收到", "办好"),
        [
            Row(label="6月6日起", short="6.6", counts=(17, 9)),
            Row(label="6月13日起", short="6.13", counts=(0, 23)),
        ],
    ),
    "left": columns(
        ("件",),
        [
            Row(label="逾期", short="逾期", counts=(7,), tone="late"),
            Row(label="还有", short="还有", counts=(41,)),
        ],
    ),
}


@pytest.fixture(params=["public", "desk"])
def html(request):
    if request.param == "public":
        return ENVIRONMENT.from_string(PAGE).render(PLOTS)
    app = flask.Flask(__name__, template_folder=str(TEMPLATES))
    with app.app_context():
        return flask.render_template_string(PAGE, **PLOTS)


def seen_as_text(html: str) -> str:
    """What is left for somebody who sees no drawing."""
    html = re.sub(r'(?s)<(svg|div)\b[^>]*aria-hidden="true".*?</\1>', " ", html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_number_is_there_as_text(html):
    text = seen_as_text(html)
    assert "福兴社区 31/101 户" in text
    assert "少于5或不单列/48 户" in text
    assert "收到 17 件 办好 32 件" in text
    assert "6月6日起 17 9 6月13日起 0 23" in text
    assert "逾期 7 还有 41" in text


def test_the_drawing_says_the_same(html):
    assert 'width="30.69%" height="100%"' in html
    assert len(re.findall(r'<rect class="hollow"', html)) == 2  # the key and 17; nought has no column
    assert len(re.findall(r'<rect class="solid"', html)) == 4
    assert len(re.findall(r'<rect class="solid late"', html)) == 1


def test_it_keeps_to_the_rules_of_both_houses(html):
    """No style in the page, which the desk forbids, no script; labels are text, addresses relative."""
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", html)
    assert "示例&lt;b&gt;社区" in html
    assert 'href="../2022/communities/fuxing/"' in html


def test_a_changed_macro_is_a_changed_template():
    """A build looks at it as at every template of a public page."""
    assert TEMPLATES / "plots.html" in template_files(TEMPLATES)
    assert environment(TEMPLATES).get_template("plots.html")
    assert not re.search(r"\{[{%#]|</style", (TEMPLATES / "assets/plots.css").read_text("utf-8"))
