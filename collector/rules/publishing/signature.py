"""The signature WeChat's script asks for (JS-SDK 签名, R3.2), and which pages it is given for."""

import hashlib
from collections.abc import Collection
from urllib.parse import urlsplit

LONGEST_URL = 2048


def page_of(url: str) -> str:
    """The address as it is signed: whole, as the browser wrote it, without its fragment."""
    return url.partition("#")[0]


def may_sign(url: str, hosts: Collection[str]) -> bool:
    """Say whether an address is a page of ours: https, one of `hosts`, nothing that could hide another."""
    if not url.isascii() or not url.isprintable() or set(url) & set(" \\") or len(url) > LONGEST_URL:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc.lower() in hosts


def sign(ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """SHA-1 over the four values, sorted by key and raw; WeChat's own choice of hash."""
    signed = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={page_of(url)}"
    return hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()
