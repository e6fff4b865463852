"""Addresses of the web (网址)."""

import pytest

from generator.campaign.web_address import is_address, is_base_url


@pytest.mark.parametrize(
    ("text", "goes_there", "carries_a_site"),
    [
        ("https://example.org/", True, True),
        ("http://127.0.0.1:8000/wanhu/", True, True),
        ("https://example.org/form?id=3#top", True, False),
        ("https://example.org:65536/", False, False),
        ("https://example.org:0/", False, False),
        ("https://example.org./", False, False),
        ("ftp://example.org/", False, False),
        ("/complaint/", False, False),
        ("https://example.org/a b", False, False),
    ],
)
def test_what_an_address_is(text: str, goes_there: bool, carries_a_site: bool) -> None:
    """A page elsewhere may have a query; a site stands under an address without one."""
    assert is_address(text) == goes_there
    assert is_base_url(text) == carries_a_site
