"""Markdown to HTML (转换): raw HTML is shown as it is typed, every link is looked at."""

import html as entities
import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from generator.reading.prose import PICTURE, ROOT, Prose

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ELSEWHERE = re.compile(rf"{_SCHEME.pattern}|//")
# What does not part words: 申请**临时**救助 is read, and searched for, in one piece.
_WITHIN = re.compile(r"</?(?:a|code|em|span|strong)\b[^>]*>")
# The number of a matter or a visit (编号).
_NUMBER = r"(?<![A-Za-z0-9-])V?\d{4}-\d{6}(?![A-Za-z0-9-])"
_ALLOWED = frozenset({"http", "https", "mailto", "tel"})


def converted(markdown: str) -> Prose:
    """Turn a body into HTML; a link that begins with / starts at the site's root."""
    links = _Links()
    converter = Markdown(extensions=[TableExtension(), SaneListExtension(), links], output_format="html")
    html = converter.convert(markdown)
    plain = re.sub(r"<[^>]*>", " ", _WITHIN.sub("", html))
    return Prose(html, plain, tuple(links.flaws), tuple(links.inside), tuple(links.pictures))


class _Links(Extension):
    """Leaves no raw HTML in, and looks at every link, picture and heading."""

    def __init__(self) -> None:
        super().__init__()
        self.flaws: list[tuple[str, str, str]] = []
        self.inside: list[str] = []
        self.pictures: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  python-markdown's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(_Number(_NUMBER, md), "wanhu", 0)
        md.treeprocessors.register(
            _Walk(md, self), "wanhu", -1
        )  # after every other, so that it sees links as they will be


class _Number(InlineProcessor):
    """A number stands whole on its line: at a hyphen a browser would part it."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - as python-markdown has it
        self, m: re.Match[str], _data: str
    ) -> tuple[Element, int, int]:
        piece = Element("span", {"class": "one"})
        piece.text = m[0]
        return piece, m.start(), m.end()


class _Walk(Treeprocessor):
    def __init__(self, md: Markdown, links: _Links) -> None:
        super().__init__(md)
        self.flaws = links.flaws
        self.inside = links.inside
        self.pictures = links.pictures

    def run(self, root: Element) -> None:
        heading = ""
        for element in root.iter():
            if element.tag in ("h2", "h3", "h4"):
                heading = "".join(element.itertext())
            if element.tag == "h1":
                message = "正文里不要再写一级标题（# 开头），标题写在开头的 title 里。请改成 ##。"
                self.flaws.append(("# ", "heading", message))
            elif element.tag == "table":
                _label(element, heading)
            elif element.tag == "img":
                self.picture(element)
            if element.get("href") is not None:
                self.link(element)

    def picture(self, element: Element) -> None:
        """A picture of this site says what it shows, and keeps its place while it is on its way."""
        written, alt = element.get("src", "").replace(AMP_SUBSTITUTE, "&"), element.get("alt", "")
        if not alt.strip():
            message = f"图片“{written}”没有说明。请在方括号里写一句图上是什么，给看不见图的人听。"
            self.flaws.append((f"![{alt}]({written}", "picture_alt", message))
        if _ELSEWHERE.match(_as_a_browser_reads_it(written)):
            message = f"图片“{written}”在别的网站上。请把图片放到本站。"
            self.flaws.append((written, "link", message))
        else:
            self.pictures.append(written)
            element.set("src", PICTURE + written)
            element.set("loading", "lazy")

    def link(self, element: Element) -> None:
        written = element.get("href", "").replace(AMP_SUBSTITUTE, "&")
        target = _as_a_browser_reads_it(written)
        scheme = _SCHEME.match(target)
        if scheme and scheme[1].lower() not in _ALLOWED:
            message = f"链接“{target}”不能用。请写网址（https://）、电话（tel:）或本站地址（/policies/…）。"
            self.flaws.append((written, "link", message))
        elif scheme and scheme[1].lower() in ("http", "https"):
            element.set("rel", "external")
        elif target.startswith("//"):
            self.flaws.append((written, "link", f"链接“{target}”要写全。请写成 https: 开头。"))
        elif target.startswith("/"):
            self.inside.append(target)
            element.set("href", ROOT + target[1:])
        elif not scheme:
            self.inside.append(target)


def _as_a_browser_reads_it(target: str) -> str:
    """A link without what hides its scheme: entities, blanks, controls."""
    return re.sub(r"[\x00-\x20]", "", entities.unescape(target))


def _label(table: Element, heading: str) -> None:
    """Make a table readable on a phone and by a screen reader (R2.7).

    It is called as the heading above it, or else as its columns; each row is led by its first cell, and each
    other cell has the title of its column beside it.
    """
    table.set("class", "cards")
    titles = list(table.iter("th"))
    for header in titles:
        header.set("scope", "col")
    for row in table.iter("tr"):
        cells = list(zip(titles, row.findall("td"), strict=False))
        for header, cell in cells[1:]:
            cell.set("data-label", "".join(header.itertext()))
            if len(cell):
                _hold_together(cell)
        for _, first in cells[:1]:
            first.tag = "th"
            first.set("scope", "row")
    caption = Element("caption", {"class": "vh"})
    caption.text = heading or "、".join("".join(header.itertext()) for header in titles)
    table.insert(0, caption)


def _hold_together(cell: Element) -> None:
    """Put what stands in a cell into one piece: on a phone a cell is a grid, its title beside it."""
    piece = Element("span")
    piece.text, cell.text = cell.text, None
    piece.extend(list(cell))
    cell[:] = [piece]
