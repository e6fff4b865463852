"""`wanhu serve --preview`: a change of content, template or style is seen in an open browser by itself."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.installation import free_port
from tests.makers import PROJECT

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A server that builds the project's own content and templates, copied so that they can be changed."""
    for name in ("content", "templates"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    port = free_port()
    command = [sys.executable, "-m", "collector", "serve", "--preview", "--port", str(port)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WANHU_")}
    places = {
        "WANHU_STORE": "store",
        "WANHU_CONTENT": "content",
        "WANHU_TEMPLATES": "templates",
        "WANHU_SITE": "site",
        "PYTHONPATH": str(PROJECT),
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=inherited | places, stdout=log, stderr=log)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port)):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server ended")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_changed_is_seen_without_touching_the_browser(
    address: str, tmp_path: Path, phone: Page
) -> None:
    phone.goto(f"{address}about/")
    expect(phone.locator("h1")).to_be_visible()
    page = next((tmp_path / "content/pages").glob("about.md"))
    title = page.read_text(encoding="utf-8").split("title: ")[1].splitlines()[0]
    edit(page, f"title: {title}", "title: 改过的标题")
    expect(phone.locator("h1")).to_have_text("改过的标题", timeout=30_000)
    template = tmp_path / "templates/public/text_page.html"
    edit(template, "{% block main %}", "{% block main %}<p id='new'>新</p>")
    expect(phone.locator("#new")).to_have_text("新", timeout=30_000)
    with (tmp_path / "templates/assets/site.css").open("a", encoding="utf-8") as style:
        style.write("#new{letter-spacing:7px}")
    expect(phone.locator("#new")).to_have_css("letter-spacing", "7px", timeout=30_000)
    edit(page, "title: 改过的标题", "titel: 改过的标题")
    expect(phone.get_by_role("alert")).to_contain_text("about.md", timeout=30_000)
    edit(page, "titel: 改过的标题", "title: 又改过")
    expect(phone.locator("h1")).to_have_text("又改过", timeout=30_000)
    expect(phone.get_by_role("alert")).to_have_count(0)
