"""Addresses of the web as people set them (网址): of the site itself, and of pages elsewhere."""

import re

BASE_URL_FORM = "https://（或 http://）开头的网址，不带问号和井号"
LAST_PORT = 65535


def is_base_url(text: str) -> bool:
    """Say whether a whole site can stand under it (正式网址)."""
    return is_address(text) and not re.search(r"[?#]", text)


def is_address(text: str) -> bool:
    """Say whether a browser can go there, to a port that there can be."""
    found = re.fullmatch(r"https?://[A-Za-z0-9.-]*[A-Za-z0-9](:([0-9]{1,5}))?(/\S*)?", text)
    return found is not None and 0 < int(found[2] or 443) <= LAST_PORT
