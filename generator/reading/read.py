"""The only reader of files (读取): strict YAML and Markdown, with the line of everything.

Every scalar is text, so that `no` stays `no` and 0123 keeps its zero. Repeated keys, references (`&`, `*`)
and tags (`!`) are refused: what stands in a file is what a person sees in it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from generator.campaign.problem import Problem
from generator.campaign.records import PublishedResult
from generator.errors import ContentError, reason

Loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
DEEPEST = 12


class Text(NamedTuple):
    """A scalar (值); `plain` is without quotation marks."""

    value: str
    line: int
    plain: bool = False


class Mapping(NamedTuple):
    """Keys with their values (键值), and the line of each key."""

    entries: "dict[str, Node]"
    key_lines: dict[str, int]
    line: int


class Sequence(NamedTuple):
    """A list (列表)."""

    items: "list[Node]"
    line: int


Node = Text | Mapping | Sequence


class Manuscript(NamedTuple):
    """A Markdown file (稿件): front matter, and the body with the line it starts at."""

    front: Mapping
    body: str
    body_line: int


def line_of(node: Node, *path: str | int) -> int:
    """The line of what `path` leads to, or of the nearest thing around it that is there."""
    line = node.line
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
            line, node = node.key_lines[step], node.entries[step]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            line = node.line
        else:
            break
    return line


_CONTROL = "这里有看不见的控制字符。请删掉后重打这一行。"


def read_text(path: Path, data: bytes | None = None) -> str:
    """A text file in UTF-8, with line ends of any system; `data` is what stands in it, if that is at hand."""
    try:
        data = path.read_bytes() if data is None else data
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise ContentError([unreadable(path, error)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = "这里的文字不是 UTF-8 编码。请用 UTF-8 另存这个文件。"
        raise _refused(path, line, "encoding", message) from error
    if "\0" in text:
        raise _refused(path, text[: text.index("\0")].count("\n") + 1, "control", _CONTROL)
    return text


def unreadable(path: Path, error: OSError) -> Problem:
    """A file that cannot be opened."""
    return Problem(str(path), 0, "unreadable", f"打不开这个文件（{reason(error)}）。请检查文件和权限。")


def read_yaml(path: Path, data: bytes | None = None) -> Node:
    """A YAML file as a tree that knows its lines; `data` is what stands in it, if that is at hand."""
    return _parsed(read_text(path, data), path, 1)


def read_manuscript(path: Path) -> Manuscript:
    """A Markdown file with front matter between two lines of three hyphens."""
    text = read_text(path)
    match = re.match(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if match is None:
        message = "文件开头要有两行 ---，中间写标题、来源等信息；这里没有找到。"
        raise _refused(path, 1, "front_matter", message)
    front = _parsed(match[1], path, 2)
    if not isinstance(front, Mapping):
        raise _refused(path, 2, "front_matter", "两行 --- 中间要写成“名称: 内容”，一行一项。")
    body = text[match.end() :]
    return Manuscript(front, body, text[: match.end()].count("\n") + 1)


# What YAML reads otherwise than JSON: control characters.
_NOT_PLAIN = "\x7f\ufeff\ufffe\uffff"
# Regular expressions find what stands far apart sooner than `replace` does.
_NEXT_LINE = re.compile(rb"\n- \{")
_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
# Line separators of Unicode, and what turns the order of letters around.
_TURNING = re.compile(rb"\xe2(?:\x80[\xa8-\xae]|\x81[\xa6-\xa9])")
# Values that are empty, or begin with a blank and may be nothing else.
_BLANKS = re.compile(
    rb'": ?"(?:"| |\\[nt]|\xc2\xa0|\xe1\x9a\x80|\xe2(?:\x80[\x80-\x8a\xaf]|\x81\x9f)|\xe3\x80\x80)'
)
_ESCAPES = re.compile(rb"\\[bfru]")
_WRITER = msgspec.json.Encoder()
_PLAIN_RECORD = msgspec.json.Decoder(PublishedResult)
_PLAIN_LINES = msgspec.json.Decoder(list[PublishedResult])


def plain_lines(data: bytes, *, is_checked: bool = False) -> list[PublishedResult] | None:
    """Published results from a file with one JSON mapping a line, or None if it is written otherwise.

    The fast lane: it takes only what publication writes, letter by letter. What a person wrote goes
    through `read_yaml` and `check`, which give the same records or say what is wrong. What `is_checked`
    was found to be written so before.
    """
    if not (data.startswith(b"- {") and data.endswith(b"}\n")):
        return None
    listed = _listed(data)
    try:
        records = _PLAIN_LINES.decode(listed)
        if is_checked:
            return records
        text = data.decode()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if any(each in text for each in _NOT_PLAIN) or _is_odd(data) or len(records) != data.count(b"\n"):
        return None
    again = _WRITER.encode(records)
    # Written with the spaces that publication puts, or without some of them.
    is_same = listed == msgspec.json.format(again, indent=0) or _unspaced(listed) == _unspaced(again)
    return records if is_same else None


def plain_json(data: bytes) -> bytes:
    """The same lines as a list in JSON without blanks, as it would be written from the records."""
    return msgspec.json.format(_listed(data), indent=-1)


def plain_record(data: bytes) -> PublishedResult:
    """One of them, from where its line begins to where the next does."""
    return _PLAIN_RECORD.decode(data[len(b"- ") :])


def plain_starts(data: bytes) -> list[int]:
    """Where each of them begins, and where the last ends."""
    return [0, *(match.start() + 1 for match in _NEXT_LINE.finditer(data)), len(data)]


def _listed(data: bytes) -> bytes:
    return b"[" + _NEXT_LINE.sub(b", {", data[len(b"- ") : -1]) + b"]"


def _is_odd(data: bytes) -> bool:
    if _CONTROLS.search(data) or _TURNING.search(data) or _BLANKS.search(data):
        return True
    return b"\\" in data and _ESCAPES.search(data) is not None


def _unspaced(data: bytes) -> bytes:
    return data.replace(b'": ', b'":').replace(b', "', b',"').replace(b"}, {", b"},{")


def _refused(path: Path, line: int, code: str, message: str) -> ContentError:
    return ContentError([Problem(str(path), line, code, message)])


def _parsed(text: str, path: Path, first_line: int) -> Node:
    try:
        return _Tree(path, first_line).of(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise _refused(path, line, "yaml", _said(error.problem or "")) from error
    except yaml.YAMLError as error:
        line = first_line + text[: getattr(error, "position", 0)].count("\n")
        raise _refused(path, line, "yaml", _CONTROL) from error


def _said(problem: str) -> str:
    """The parser's complaint, as a person at the office would put it."""
    for part, message in (
        ("mapping values", "这一行的冒号或缩进不对。同一级的项要上下对齐；内容里有冒号时，给内容加上引号。"),
        ("tab", "缩进里有制表符（Tab）。请改成空格。"),
        ("cannot start any token", "这一行开头有 Tab 或 @、`、%。请改用空格缩进，或给内容加上引号。"),
        ("end of stream", "引号没有成对。请补上另一半引号。"),
        ("expected ',' or", "括号没有成对，或者括号里少了逗号。"),
        ("block end", "缩进没有对齐。同一级的项要从同一列开始。"),
        ("'-' indicator", "列表里有一行没有以“- ”开头，或缩进没有对齐。"),
    ):  # fmt: skip
        if part in problem:
            return message
    return "这一行附近的写法不对。请检查缩进、冒号后面的空格和引号。"


class _Tree:
    """Builds the tree from the parser's events; refuses what a reader would not see."""

    def __init__(self, path: Path, first_line: int) -> None:
        self.path = path
        self.first_line = first_line

    def of(self, text: str) -> Node:
        events: Iterator[Any] = iter(yaml.parse(text, Loader=Loader))
        node: Node = Mapping({}, {}, self.first_line)
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refused(event, "yaml", "一个文件里只能有一份内容。请删掉中间的 ---。")
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, events, 0)
        return node

    # An event is what PyYAML or its C twin makes; they share attributes, but no base class.
    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        line = self.line(event)
        if event.anchor is not None:
            raise self.refused(
                event, "anchor", "不能用 & 或 * 开头引用别处的内容。请直接写出来，或给内容加上引号。"
            )
        if event.tag is not None:
            raise self.refused(event, "tag", "内容不能以 ! 开头。请删掉，或给内容加上引号。")
        if isinstance(event, yaml.ScalarEvent):
            return Text(_without_last_break(event), line, not event.style)
        if depth > DEEPEST:
            raise self.refused(event, "yaml", "层次太深了。请检查缩进和括号。")
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(self.items(events, depth), line)
        return self.mapping(events, line, depth)

    def items(self, events: Iterator[Any], depth: int) -> list[Node]:
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self.node(event, events, depth + 1))
        return items

    def mapping(self, events: Iterator[Any], line: int, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            if not isinstance(key, Text):
                raise self.refused(event, "yaml", "冒号前面只能写一个名称。")
            if key.value in entries:
                message = f"“{key.value}”写了两次，第一次在第 {lines[key.value]} 行。请留一个。"
                raise self.refused(event, "repeated_key", message)
            lines[key.value] = key.line
            entries[key.value] = self.node(next(events), events, depth + 1)
        return Mapping(entries, lines, line)

    def line(self, event: Any) -> int:
        return self.first_line + int(event.start_mark.line)

    def refused(self, event: Any, code: str, message: str) -> ContentError:
        return _refused(self.path, self.line(event), code, message)


def _without_last_break(event: Any) -> str:
    """The text of a scalar; one that is written as a block (`|`, `>`) ends where its words end."""
    value = str(event.value)
    return value.rstrip("\n") if event.style in ("|", ">") else value
