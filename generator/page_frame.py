"""What every page carries (页框): head, navigation, and what stands around it.

Every `href` is an address below the site's root without a leading slash.
"""

import msgspec


class Part(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A part of a page."""


class Link(Part, frozen=True, kw_only=True):
    """A link inside the site."""

    text: str
    href: str


class NavLink(Part, frozen=True, kw_only=True):
    """An entry of the main navigation; `key` is what a page's `head.nav` names."""

    key: str
    text: str
    href: str


class SiteFrame(Part, frozen=True, kw_only=True):
    """What stands around every page (页头页脚, R1.7). Identifiers only if configured and well-formed.

    `domain` and `base_url` (with a final slash) are None where no base address is configured; `as_of` is
    "YYYY-MM-DD HH:MM", or None where nothing has been published yet: the moment of the whole edition, but on
    a page of results alone (a result, the older pages of a list) that of the latest thing it tells. A phone
    of 320 px has room for a navigation of six entries of two characters: 首页 结果 社区 政策 安排 搜索.
    `wechat_signature` is the address that signs for WeChat's script (R3.4), or None.
    """

    name: str
    short_name: str
    publisher: str
    phone: str
    phone_hours: str
    corrections: str
    address: str | None = None
    base_url: str | None = None
    domain: str | None = None
    site_code: str | None = None
    icp: str | None = None
    police: str | None = None
    wechat_signature: str | None = None
    demo: bool
    year: int
    as_of: str | None
    nav: tuple[NavLink, ...]


class Column(Part, frozen=True, kw_only=True):
    """The column a page belongs to (栏目, R1.1)."""

    name: str
    description: str
    keywords: str
    kind: str


class ArticleMeta(Part, frozen=True, kw_only=True):
    """What an article says about itself (R1.1, R1.2); `title` is the page's h1, whole (R1.3).

    `published_at` is "YYYY-MM-DD HH:MM".
    """

    title: str
    published_at: str
    source: str
    keywords: str | None = None
    author: str | None = None


class Head(Part, frozen=True, kw_only=True):
    """What the head of a page says (页面信息).

    `title` is at most 32 characters, `description` at most 120; `nav` is the key of the current entry of
    the navigation, or "". `trail` is the way here from the home page, without this page (面包屑).
    """

    title: str
    description: str
    nav: str = ""
    trail: tuple[Link, ...] = ()
    column: Column | None = None
    article: ArticleMeta | None = None
    image: str | None = None


class Qr(Part, frozen=True, kw_only=True):
    """A page's QR code (二维码): the picture's address below the root, and the address it holds (R3.5)."""

    href: str
    address: str


class Page(Part, frozen=True, kw_only=True):
    """A page; `head` is what its template's frame uses."""

    head: Head
