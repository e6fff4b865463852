"""The office's Markdown becomes HTML that can do no harm."""

import pytest

from generator.prose import Shown, prose


def test_a_table_has_scopes_and_names_its_columns_beside_each_cell():
    html = prose("| 名称 | 标准 |\n|---|---|\n| 低保 | 每月 |\n").at("")
    assert '<th scope="col">名称</th>' in html
    assert '<td data-label="标准">每月</td>' in html


def test_a_table_is_called_as_the_heading_above_it_and_its_rows_by_their_first_cell():
    """R2.7; one without a heading is called by its columns."""
    table = "| 名称 | 标准 |\n|---|---|\n| **低保** | 每月 |\n"
    html = prose(f"## 能领多少\n\n{table}").at("")
    assert '<caption class="vh">能领多少</caption>' in html
    assert '<th scope="row"><strong>低保</strong></th>' in html
    assert '<caption class="vh">名称、标准</caption>' in prose(table).at("")


def test_words_and_bold_words_of_a_cell_stay_one_piece():
    """On a phone a cell is a grid: its column's title, and everything else as one."""
    html = prose("| 谁 | 做什么 |\n|---|---|\n| 街道 | 先 **受理**，再 `办` |\n").at("")
    assert '<td data-label="做什么"><span>先 <strong>受理</strong>，再 <code>办</code></span></td>' in html


def test_a_link_from_the_root_becomes_relative_to_the_page():
    html = prose("[政策](/policies/a/) ![图](/2022/photos/a.png)")
    assert 'href="../../policies/a/"' in html.at("../../")
    assert 'src="./2022/photos/a.png"' in html.at("./")


def test_a_link_that_leaves_the_site_is_marked():
    assert 'rel="external"' in prose("[外](https://example.org/)").at("")
    assert "rel=" not in prose("[内](/a/)").at("")


@pytest.mark.parametrize(
    "text", ["<script>x</script>", "a <b onclick=x>b</b>", "<!-- x -->", "<img src=x onerror=x>"]
)
def test_raw_html_is_shown_as_it_was_typed(text):
    html = prose(text).at("")
    assert "&lt;" in html
    assert not any(f"<{name}" in html for name in ("script", "b ", "!--", "img"))


@pytest.mark.parametrize(
    "link",
    [
        "javascript:x",
        "JavaScript:x",
        "javascript&#58;x",
        "&#106;avascript:x",
        "<java script:x>",
        "vbscript:x",
        "data:a",
    ],
)
def test_a_link_with_another_scheme_is_a_flaw(link):
    assert [code for _, code, _ in prose(f"[a]({link})").flaws] == ["link"]


def test_a_picture_from_elsewhere_is_a_flaw():
    """R3.8: no request to another host."""
    assert [code for _, code, _ in prose("![a](https://example.org/a.png)").flaws] == ["link"]


@pytest.mark.parametrize("text", ["![](a.png)", "![ ](/guide/a.png)"])
def test_a_picture_without_words_is_a_flaw(text):
    assert [code for _, code, _ in prose(text).flaws] == ["picture_alt"]


def test_a_picture_keeps_its_place_while_it_is_on_its_way():
    html = prose("![登录页](a.png)").at("../", {"a.png": Shown("guide/a.png", 390, 844)})
    assert html == ('<p><img alt="登录页" loading="lazy" src="../guide/a.png" width="390" height="844"></p>')


def test_phone_and_mail_links_are_fine():
    assert prose("[电话](tel:12345) <a@example.org>").flaws == ()


def test_the_plain_text_holds_no_tags():
    assert prose("**重**点 [看](/a/)").plain.split() == ["重", "点", "看"]
