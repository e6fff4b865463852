"""What machines follow a site by (订阅与地图): Atom feed, site map in parts, robots."""

import uuid
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from generator import addresses
from generator.edition import Edition

NEWEST = 50
PART = 50_000
MIDNIGHT = "T00:00:00+08:00"


def atom(edition: Edition) -> bytes:
    """The newest results of the current campaign (RFC 4287)."""
    site, overview = edition.site, edition.current
    results = overview.results[:NEWEST]
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
            f"<link href={quoteattr(address)}/>",
            f"<published>{each.published_on}{MIDNIGHT}</published>",
            f"<updated>{each.changed_on or each.published_on}{MIDNIGHT}</updated>",
            f"<category term={quoteattr(each.field)} label={quoteattr(overview.field_labels[each.field])}/>",
            f"<summary>{escape(each.outcome or each.summary)}</summary>",
            "</entry>",
        ]
    return _lines([*lines, "</feed>"])


def _base(edition: Edition) -> str:
    return f" xml:base={quoteattr(edition.base_url)}" if edition.base_url else ""


def _identity(address: str) -> str:
    """An id that stays the same wherever the site is moved to."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"wanhu:{address}").urn


def site_maps(edition: Edition, pages: Iterable[tuple[str, str | None]]) -> Iterator[tuple[str, bytes]]:
    """The site map (sitemaps.org) of addresses with the day each was changed, in parts of 50,000.

    A site map needs whole addresses; without a base address it gives them from the site's root.
    """
    base = edition.base_url or "/"
    urls = [_url(base + address, changed_on) for address, changed_on in pages]
    parts = [urls[start : start + PART] for start in range(0, len(urls), PART)] or [[]]
    if len(parts) == 1:
        yield addresses.SITEMAP, _url_set(parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _url_set(part)
    listed = [f"<sitemap><loc>{escape(base + name)}</loc></sitemap>" for name in names]
    yield addresses.SITEMAP, _lines([_XML, f"<sitemapindex {_SITEMAPS}>", *listed, "</sitemapindex>"])


_XML = '<?xml version="1.0" encoding="utf-8"?>'
_SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _url(address: str, changed_on: str | None) -> str:
    changed = f"<lastmod>{changed_on}</lastmod>" if changed_on else ""
    return f"<url><loc>{escape(address)}</loc>{changed}</url>"


def _url_set(urls: list[str]) -> bytes:
    return _lines([_XML, f"<urlset {_SITEMAPS}>", *urls, "</urlset>"])


def robots(edition: Edition) -> bytes:
    """Everything may be read; the desk beside the site is no page."""
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /callback/"]
    if edition.base_url:
        lines.append(f"Sitemap: {edition.base_url}{addresses.SITEMAP}")
    return _lines(lines)


def _lines(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
