"""Each page's policy names the scripts that stand in it, and nothing else."""

import base64
import hashlib
import re

import msgspec
import pytest

from tests.page_samples import BARE_SITE, SITE, full_pages, html_of, least_pages

PAGES = {**full_pages(), **{f"{name}-least": page for name, page in least_pages().items()}}
SIGNING = msgspec.structs.replace(SITE, wechat_signature="/wechat/signature")
POLICY = re.compile(r'<meta charset="utf-8">\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
# Whatever has a type is data, which no browser runs.
INLINE = re.compile(r"<script(?: data-signature=\"[^\"]*\")?>(.*?)</script>", re.DOTALL)


def directives(html: str) -> dict[str, list[str]]:
    [policy] = POLICY.findall(html)
    return {name: sources for name, *sources in (each.split() for each in policy.split(";"))}


def digests(html: str) -> list[str]:
    found = (base64.b64encode(hashlib.sha256(text.encode()).digest()) for text in INLINE.findall(html))
    return [f"'sha256-{each.decode()}'" for each in found]


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize("site", [SITE, BARE_SITE, SIGNING], ids=["site", "bare", "wechat"])
def test_the_policy_names_exactly_the_scripts_of_the_page(name, site):
    """First in the page, before anything it speaks of; WeChat's own host only where WeChat is asked."""
    html = html_of(PAGES[name], site)
    wechat = ["https://res.wx.qq.com"] if site is SIGNING else []
    said = directives(html)
    assert sorted(said["script-src"]) == sorted(digests(html) + wechat)
    assert said["default-src"] == said["base-uri"] == ["'none'"]
    assert said["connect-src"] == said["form-action"] == ["'self'"]
    assert len(digests(html)) == 1 + ("search" in name) + (site is SIGNING)


@pytest.mark.parametrize("name", list(PAGES))
def test_no_page_needs_what_the_policy_forbids(name):
    """No script of an attribute, no address that is one."""
    html = html_of(PAGES[name], SIGNING)
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", html)
    assert "javascript:" not in html
