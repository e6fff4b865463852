"""What machines follow a site by (订阅与地图): Atom feed, site map in parts, robots."""

import uuid
from collections.abc import Iterable
from html import escape

from generator import addresses
from generator.edition import Edition

NEWEST = 50
# With more addresses than these, the site map is an index and a file for each group of pages.
ONE_MAP = 10_000
MIDNIGHT = "T00:00:00+08:00"


def atom(edition: Edition) -> bytes:
    """The newest results of the current campaign (RFC 4287)."""
    site, overview = edition.site, edition.current
    results = [overview.record(line.gist) for line in overview.lines[:NEWEST]]
    updated = edition.moment.isoformat(timespec="seconds") if edition.moment else "1970-01-01" + MIDNIGHT
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN"{_base(edition)}>',
        f"<title>{escape(site.name)}</title>",
        f"<subtitle>{escape(site.description)}</subtitle>",
        f"<id>{_identity(addresses.FEED)}</id>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(site.publisher)}</name></author>",
        f'<link rel="self" href="{addresses.FEED}"/>',
        f'<link href="{edition.base_url or "./"}"/>',
    ]
    for each in results:
        address = addresses.result(each.issue_no)
        lines += [
            "<entry>",
            f"<title>{escape(each.title)}</title>",
            f"<id>{_identity(address)}</id>",
            f'<link href="{escape(address)}"/>',
            f"<published>{each.published_on}{MIDNIGHT}</published>",
            f"<updated>{each.changed_on or each.published_on}{MIDNIGHT}</updated>",
            f'<category term="{escape(each.field)}" label="{escape(overview.field_labels[each.field])}"/>',
            f"<summary>{escape(each.outcome or each.summary)}</summary>",
            "</entry>",
        ]
    return _lines([*lines, "</feed>"])


def _base(edition: Edition) -> str:
    return f' xml:base="{escape(edition.base_url)}"' if edition.base_url else ""


def _identity(address: str) -> str:
    """An id that stays the same wherever the site is moved to."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"wanhu:{address}").urn


def site_map(edition: Edition, group: str, pages: Iterable[tuple[str, str | None]]) -> tuple[str, bytes]:
    """A file of the site map (sitemaps.org): addresses with the day each was changed.

    A site map needs whole addresses; without a base address it gives them from the site's root.
    """
    base = edition.base_url or "/"
    urls = [_url(base + address, changed_on) for address, changed_on in pages]
    return name_of_map(group), _lines([_XML, f"<urlset {_SITEMAPS}>", *urls, "</urlset>"])


def site_map_index(edition: Edition, groups: Iterable[str]) -> tuple[str, bytes]:
    """The site map of a site with many pages, which names the files of its groups."""
    base = edition.base_url or "/"
    listed = [f"<sitemap><loc>{escape(base + name_of_map(group))}</loc></sitemap>" for group in groups]
    return addresses.SITEMAP, _lines([_XML, f"<sitemapindex {_SITEMAPS}>", *listed, "</sitemapindex>"])


def name_of_map(group: str) -> str:
    return f"sitemap-{group}.xml" if group else addresses.SITEMAP


_XML = '<?xml version="1.0" encoding="utf-8"?>'
_SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _url(address: str, changed_on: str | None) -> str:
    changed = f"<lastmod>{changed_on}</lastmod>" if changed_on else ""
    return f"<url><loc>{escape(address)}</loc>{changed}</url>"


def robots(edition: Edition) -> bytes:
    """Everything may be read; the desk beside the site is no page."""
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /callback/"]
    if edition.base_url:
        lines.append(f"Sitemap: {edition.base_url}{addresses.SITEMAP}")
    return _lines(lines)


def _lines(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
