import html
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from collector.desk import Desk
from collector.desk.publishing.publication import article_about
from tests.clients import DeskClient, make_client, served
from tests.content_samples import make_result, published_lines, write_content
from tests.makers import make_account, make_desk

ADDRESS = "/desk/publication/articles/"


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose content has one published result."""
    content = write_content(
        tmp_path / "content", {"2022/published/fuxing.yaml": published_lines(make_result())}
    )
    desk = make_desk(tmp_path, content=content)
    yield desk
    desk.store.close()


@pytest.fixture
def writer(writing: Desk) -> DeskClient:
    return make_client(writing, make_account(writing, role="campaign_office"))


def test_the_page_offers_communities_weeks_and_numbers(writer: DeskClient) -> None:
    """Nothing is written until it is asked for."""
    answer = writer.get(ADDRESS)
    assert answer.status_code == 200
    for name in ("community", "week", "result"):
        assert f'name="kind" value="{name}"' in answer.text
    assert "body-text" not in answer.text


@pytest.mark.parametrize(
    ("kind", "key"), [("community", "fuxing"), ("week", "2022-07-04"), ("result", " 2022-000001 ")]
)
def test_an_article_stands_there_whole(writing: Desk, writer: DeskClient, kind: str, key: str) -> None:
    """Title, digest, pictures and the very body, with its styles let through for it alone."""
    answer = writer.get(ADDRESS, query_string={"kind": kind, "key": key})
    written = article_about(writing, kind, key.strip())
    assert answer.status_code == 200
    assert written.body in answer.text
    assert html.escape(written.title) in answer.text
    assert all(each.file in answer.text for each in written.pictures)
    assert "style-src-attr 'unsafe-inline'" in answer.headers["Content-Security-Policy"]
    assert "style-src-attr" not in writer.get("/desk/").headers["Content-Security-Policy"]


def test_what_is_not_published_is_said_with_the_number_kept(writer: DeskClient) -> None:
    """The typed number stands in its box again."""
    answer = writer.get(ADDRESS, query_string={"kind": "result", "key": "2022-000777"})
    assert answer.status_code == 422
    assert "没有公示" in answer.text
    assert 'value="2022-000777"' in answer.text


@pytest.mark.browser
def test_the_body_is_copied_with_its_styles(writing: Desk, browser: Browser) -> None:
    """By one button, as the editor will paste it; without scripts there is no button, only the text."""
    account = make_account(writing, role="campaign_office")
    written = article_about(writing, "result", "2022-000001")
    with served(writing) as server:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        cookie = make_client(writing, account).get_cookie("wanhu")
        assert cookie is not None
        context.add_cookies([{"name": "wanhu", "value": cookie.value, "url": server.address}])
        page = context.new_page()
        page.goto(f"{server.address}{ADDRESS}?kind=result&key=2022-000001")
        page.get_by_role("button", name="复制正文").click()
        page.get_by_text("已复制，到编辑器里粘贴").wait_for()
        pasted = page.evaluate(
            """async () => { const [item] = await navigator.clipboard.read();
            return (await item.getType('text/html')).text(); }"""
        )
        assert pasted.count("style=") == written.body.count("style=")
        assert "换了三盏灯" in pasted
        context.close()
