"""The office's Markdown as HTML (正文): raw HTML is shown as it is typed, every link is looked at."""

import html as entities
import re
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

# Stands for the way to the site's root until it is known where the text will stand.
_ROOT = "\x1eroot\x1e"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ALLOWED = frozenset({"http", "https", "mailto", "tel"})


class Prose(NamedTuple):
    """A text as HTML, as plain text for the search, and what is wrong with it: (found, code, message).

    `links` are those that lead to this site, as they are written.
    """

    html: str
    plain: str
    flaws: tuple[tuple[str, str, str], ...]
    links: tuple[str, ...]

    def at(self, root: str) -> str:
        """The HTML for a page from which the site's root is reached by `root`."""
        return self.html.replace(_ROOT, root)


@lru_cache(maxsize=1024)
def prose(markdown: str) -> Prose:
    """Turn a body into HTML; a link that begins with / starts at the site's root."""
    links = _Links()
    converter = Markdown(extensions=["tables", "sane_lists", links])
    html = converter.convert(markdown)
    plain = re.sub(r"<[^>]*>", " ", html)
    return Prose(html, plain, tuple(links.flaws), tuple(links.inside))


class _Links(Extension):
    """Leaves no raw HTML in, and looks at every link, picture and heading."""

    def __init__(self) -> None:
        super().__init__()
        self.flaws: list[tuple[str, str, str]] = []
        self.inside: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  python-markdown's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(
            _Walk(md, self), "wanhu", -1
        )  # after every other, so that it sees links as they will be


class _Walk(Treeprocessor):
    def __init__(self, md: Markdown, links: _Links) -> None:
        super().__init__(md)
        self.flaws = links.flaws
        self.inside = links.inside

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "h1":
                message = "正文里不要再写一级标题（# 开头），标题写在开头的 title 里。请改成 ##。"
                self.flaws.append(("# ", "heading", message))
            elif element.tag == "table":
                _label(element)
            for name in ("href", "src"):
                if element.get(name) is not None:
                    self.link(element, name)

    def link(self, element: Element, name: str) -> None:
        written = element.get(name, "").replace(AMP_SUBSTITUTE, "&")
        target = _as_a_browser_reads_it(written)
        scheme = _SCHEME.match(target)
        if scheme and scheme[1].lower() not in _ALLOWED:
            message = f"链接“{target}”不能用。请写网址（https://）、电话（tel:）或本站地址（/policies/…）。"
            self.flaws.append((written, "link", message))
        elif scheme and scheme[1].lower() in ("http", "https"):
            self.outside(element, name, target)
        elif target.startswith("//"):
            self.flaws.append((written, "link", f"链接“{target}”要写全。请写成 https: 开头。"))
        elif target.startswith("/"):
            self.inside.append(target)
            element.set(name, _ROOT + target[1:])
        elif not scheme:
            self.inside.append(target)

    def outside(self, element: Element, name: str, target: str) -> None:
        if name == "src":
            message = f"图片“{target}”在别的网站上。请把图片放到本站。"
            self.flaws.append((target, "link", message))
        else:
            element.set("rel", "external")


def _as_a_browser_reads_it(target: str) -> str:
    """A link without what hides its scheme: entities, blanks, controls."""
    return re.sub(r"[\x00-\x20]", "", entities.unescape(target))


def _label(table: Element) -> None:
    """Make a table readable on a phone and by a screen reader: scope, and its column beside each cell."""
    table.set("class", "cards")
    titles = list(table.iter("th"))
    for header in titles:
        header.set("scope", "col")
    for row in table.iter("tr"):
        for header, cell in zip(titles, row.findall("td"), strict=False):
            cell.set("data-label", "".join(header.itertext()))
