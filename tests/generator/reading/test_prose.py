"""The office's Markdown becomes HTML that can do no harm."""

import subprocess
import sys

import pytest

from generator.reading import converter
from generator.reading import prose as texts
from generator.reading.prose import Shown, prose
from tests.content_samples import write_content


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
    assert prose("**重**点 [看](/a/)\n\n下一段").plain.split() == ["重点", "看", "下一段"]


BODY = (
    "## 怎么办\n\n| 名称 | 标准 |\n|---|---|\n| 低保 | 每月 |\n\n[政策](/policies/a/) ![](http://a/b.png)\n"
)


@pytest.fixture
def fresh(monkeypatch):
    """Begin as a new process would."""

    def begin():
        monkeypatch.setattr(texts, "_known", {})
        prose.cache_clear()

    begin()
    yield begin
    prose.cache_clear()


def test_what_was_made_of_a_text_is_noted_down_for_the_next_process(tmp_path, monkeypatch, fresh):
    made = prose(BODY)
    texts.note_down(tmp_path, [BODY])
    fresh()
    texts.recall(tmp_path)
    monkeypatch.setattr(converter, "converted", None)
    assert prose(BODY) == made
    assert made.flaws


def test_the_number_of_a_matter_stays_on_one_line():
    """In a text, not in an address; what is searched for is the text as it was."""
    made = prose("编号（像 2022-000123），单子是V2022-000001。[看](/2022/results/2022-000123/)")
    assert '（像 <span class="one">2022-000123</span>）' in made.html
    assert '是<span class="one">V2022-000001</span>。' in made.html
    assert 'href="\x1eroot\x1e2022/results/2022-000123/"' in made.html
    assert made.plain.strip() == "编号（像 2022-000123），单子是V2022-000001。看"
    assert "span" not in prose("索引号 1/2022-5244665，电话 0533-2022-0001234").html


def test_another_generator_makes_it_anew(tmp_path, monkeypatch, fresh):
    prose(BODY)
    texts.note_down(tmp_path, [BODY])
    fresh()
    monkeypatch.setattr(texts, "code", lambda: b"other")
    texts.recall(tmp_path)
    assert texts._known == {}


@pytest.mark.parametrize("data", [b"", b"garbage"])
def test_a_broken_note_is_no_note(tmp_path, data, fresh):
    (tmp_path / "texts").write_bytes(data)
    texts.recall(tmp_path)
    assert texts._known == {}
    assert "<h2>怎么办</h2>" in prose(BODY).at("")


def test_a_build_in_which_no_text_changed_loads_no_markdown(tmp_path):
    write_content(tmp_path / "content")
    program = (
        "import sys\nfrom generator.commands import main\n"
        f"main(['build', '--content', {str(tmp_path / 'content')!r}, '--out', {str(tmp_path / 'site')!r}])\n"
        "print('markdown' in sys.modules)"
    )
    ran = [subprocess.run([sys.executable, "-c", program], capture_output=True, check=True) for _ in range(2)]
    assert [each.stdout.decode().split()[-1] for each in ran] == ["True", "False"]
