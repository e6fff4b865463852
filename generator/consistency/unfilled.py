"""What a new folder still waits for (待填写): placeholders that are shown, but may not stay."""

from collections.abc import Iterator

from generator.campaign.problem import Level, Problem
from generator.reading.content import Content
from generator.reading.read import Mapping, Node, Text

PLACEHOLDER = "待填写"
_MESSAGE = f"这里还写着“{PLACEHOLDER}”。请换成真实内容；没有的，整行删掉。"


def unfilled(content: Content, level: Level) -> Iterator[Problem]:
    """Every placeholder in the settings and texts, with its line."""
    year = content.current
    for source in (content.site, year.campaign, year.places, year.units, year.form):
        for line in _lines(source.node):
            yield Problem(source.file, line, "unfilled", _MESSAGE, level)
    for text in content.texts:
        body = enumerate(text.body.splitlines(), text.body_line)
        for line in (*_lines(text.node), *(number for number, row in body if PLACEHOLDER in row)):
            yield Problem(text.file, line, "unfilled", _MESSAGE, level)


def _lines(node: Node) -> Iterator[int]:
    if isinstance(node, Text):
        if PLACEHOLDER in node.value:
            yield node.line
        return
    for each in node.entries.values() if isinstance(node, Mapping) else node.items:
        yield from _lines(each)
