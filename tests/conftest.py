"""What tests of every room share: one Chromium for the whole run."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

MISSING = (
    "没有找到 Chromium，跳过浏览器测试。Debian：apt-get install chromium fonts-noto-cjk；"
    "或者：playwright install chromium"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium from the path or Playwright's own; without one the tests are skipped, on CI they fail."""
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
        except Error as missing:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"{MISSING}（{missing.message.splitlines()[0]}）")
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page of a phone 390 px wide, without anything remembered."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()
