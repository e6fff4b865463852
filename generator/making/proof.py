"""Everything that was made is read once more before it goes out (校对): links, disclosures."""

import html
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile
from pathlib import Path
from urllib.parse import unquote

from generator import addresses
from generator.campaign import disclosure
from generator.campaign.configuration import COMPLAINTS
from generator.campaign.problem import Level, Problem
from generator.campaign.records import PublishedResult
from generator.edition import Edition
from generator.reading.prose import lines_before, prose
from generator.rendering.render import Printed

_LINKS = re.compile(rb' (?:href|src)="([^"]*)').findall
# What follows the way to the root in most links, and stands for nothing but itself.
_STRAIGHT = re.compile(rb"(?:[0-9A-Za-z_-]+/)*(?:[0-9A-Za-z_-]+(?:\.[0-9A-Za-z]+)?)?").fullmatch
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_LEVELS: Mapping[str, Level] = {"block": "error", "warn": "warning"}
# What the collector answers beside the site.
_SERVED = frozenset({COMPLAINTS.lstrip("/")})
_TEXTS = (".html", ".xml", ".json", ".csv", ".txt", ".js", ".css", ".md")


# As fields stand in the data.
_BETWEEN = '","'
# A longer count is a number of something else.
_LONGEST = 9999
# Enough for the frames of all kinds of page, and no more: memory does not grow with the site.
_REMEMBERED = 20_000
# Nothing that may not be printed reaches further than so many characters.
_AROUND = 160


class Reader:
    """Looks for what may not be printed (脱敏校对, R5.4)."""

    def __init__(self, contacts: tuple[str, ...]) -> None:
        """`contacts` are those of the office, which may stand on any page."""
        self.contacts = contacts
        self._seen: set[tuple[str, str]] = set()

    def read(self, name: str, data: bytes, source: str, before: bytes = b"") -> Iterator[Problem]:
        """What is found in a file: place and kind, never the value; `source` is what a person would mend.

        `before` is the file as it was when nothing was found in it.
        """
        if not name.endswith(_TEXTS):
            return
        lines = data.decode().split("\n")
        for first, end in self._unseen(lines, *_changed(lines, before)):
            # What begins in lines that were read, or ends in such, is found only among these.
            lead = "\n".join([*_around(reversed(lines[:first]))][::-1])
            text = "\n".join([lead, *lines[first:end], *_around(lines[end:])])
            start, length = len(lead) + 1, len("\n".join(lines[first:end]))
            for hit in disclosure.find(text, self.contacts):
                if hit.start < start + length and hit.end > start:
                    line = first + 1 + text.count("\n", 0, hit.start) - text.count("\n", 0, start)
                    yield self._problem(name, line, hit, source)

    def read_record(
        self, name: str, record: PublishedResult, source: str = "", line: int = 1
    ) -> Iterator[Problem]:
        """What is found in the words of a record, one after the other; `name` is the file that tells it.

        The form of all else (numbers, dates, codes) was checked when it was read.
        """
        for hit in disclosure.find(_BETWEEN.join(_words(record)), self.contacts):
            yield self._problem(name, line, hit, source)

    def _problem(self, name: str, line: int, hit: disclosure.Hit, source: str) -> Problem:
        where = f"（来自 {source}）" if source else ""
        message = f"这里有不能公开的内容：{disclosure.LABELS[hit.kind]}{where}。请从来源里删去。"
        return Problem(name, line, f"disclosed_{hit.kind}", message, _LEVELS[hit.level])

    def _unseen(self, lines: Sequence[str], first: int, end: int) -> Iterator[tuple[int, int]]:
        """Where parts of some lines begin and end that did not stand in an earlier text.

        Most lines of a page are its frame. A line counts as seen only beside the same next line, since
        what may not be printed can run over the end of a line.
        """
        start = None
        for place, pair in enumerate(pairwise([*lines[first:end], "".join(lines[end : end + 1])]), first):
            if pair in self._seen:
                if start is not None:
                    yield start, place + 1
                start = None
            else:
                if len(self._seen) < _REMEMBERED:
                    self._seen.add(pair)
                start = place if start is None else start
        if start is not None:
            yield start, end


def _changed(lines: Sequence[str], before: bytes) -> tuple[int, int]:
    """Where lines begin and end to be other than before, with one more on either side."""
    if not before:
        return 0, len(lines)
    old = before.decode().split("\n")
    same = _same(lines, old)
    left = min(len(lines), len(old)) - same
    same_at_end = min(left, _same(reversed(lines), reversed(old)))
    is_same = len(lines) == len(old) == same
    return (0, 0) if is_same else (max(0, same - 1), min(len(lines), len(lines) - same_at_end + 1))


def _same(lines: Iterable[str], others: Iterable[str]) -> int:
    """How many lines are the same from the beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(lines, others, strict=False)))


def _around(lines: Iterable[str]) -> Iterator[str]:
    """The lines next to others, as far as something may reach."""
    count = 0
    for line in lines:
        if count > _AROUND:
            return
        yield line
        count += len(line)


def _words(record: PublishedResult) -> Iterator[str]:
    """All that somebody typed into a record, and lengths and counts, in the order of the data."""
    yield record.title
    for count in (record.used_workdays, record.limit_workdays):
        if count is not None and count > _LONGEST:
            yield str(count)
    yield from filter(None, (record.responsible_unit, record.summary, record.outcome))
    if record.merged_count is not None and record.merged_count > _LONGEST:
        yield str(record.merged_count)
    yield from (step.text for step in record.steps)
    for photo in record.photos:
        yield from (photo.file, photo.alt)


def disclosed(edition: Edition) -> Iterator[Problem]:
    """What may not be printed in the content itself, file and line: before any page is made of it."""
    reader = Reader(edition.content.contacts)
    for overview in edition.years:
        for file in overview.year.published:
            for line, record in zip(file.lines, file.results, strict=True):
                yield from reader.read_record(file.file, record, line=line)
    for text in edition.content.texts:
        yield from reader.read(text.file, Path(text.file).read_bytes(), "")


def targets(pages: Mapping[str, Printed], root: str) -> set[str]:
    """Where some pages, by name, lead inside the site: addresses below the root, reached by `root`."""
    links: set[bytes] = set()
    for page in pages.values():
        for piece in page.own:
            links.update(_LINKS(piece))
        links.update(*map(_shared_links, page.shared))
    start = root.encode()
    straight = {link for link in links if link.startswith(start) and _STRAIGHT(link, len(start))}
    found: set[str | None] = {link[len(start) :].decode() for link in straight}
    for link in links - straight:
        written = link.decode()
        if (target := _target(written, root, "")) is not None and not _starts_at(root, written):
            # Where it leads depends on where it stands.
            standing = (name for name, page in pages.items() if b'="%b"' % link in page.data)
            found.update(_target(written, root, posixpath.dirname(name)) for name in standing)
        else:
            found.add(target)
    return {each for each in found if each is not None} - _SERVED


@lru_cache(maxsize=256)
def _shared_links(piece: bytes) -> frozenset[bytes]:
    return frozenset(_LINKS(piece))


def _target(link: str, root: str, folder: str) -> str | None:
    """The address that a link leads to; None where it stays on the page or leaves the site."""
    link = html.unescape(link)
    if not link or link.startswith(("#", "?")) or _ELSEWHERE.match(link):
        return None
    return _resolved(folder, unquote(re.split(r"[?#]", link, maxsplit=1)[0]), root)


def broken_link(name: str, source: str, target: str) -> Problem:
    """A link on a page that leads nowhere."""
    message = f"链接“/{target}”没有这一页。请改链接，或补上这一页。"
    return Problem(source or name, 0, "broken_link", message)


def broken_text_links(
    edition: Edition, pages: Iterable[tuple[str, str]], files: set[str]
) -> Iterator[Problem]:
    """The same for the links that the office wrote, with their lines, before any page is made.

    Of `pages` address and source are told; `files` are what can be linked to besides.
    """
    standing: dict[str, str] = {}
    names = set(files)
    for address, source in pages:
        names.add(addresses.file_of(address))
        standing.setdefault(source, address)
    for text in edition.content.texts:
        name = addresses.file_of(standing.get(text.file, ""))
        for link in prose(text.body).links:
            path = unquote(re.split(r"[?#]", link, maxsplit=1)[0])
            target = _resolved(posixpath.dirname(name), path, "/") if path else ""
            if path and target not in _SERVED and addresses.file_of(target) not in names:
                line = text.body_line + lines_before(text.body, link)
                message = f"链接“{link}”没有这一页。请改链接，或补上这一页。"
                yield Problem(text.file, line, "broken_link", message)


def _resolved(folder: str, link: str, root: str) -> str:
    """The address that a link on a page in `folder` leads to, below the root."""
    if _starts_at(root, link):
        return link.removeprefix(root)
    target = posixpath.normpath(posixpath.join("/", folder, link)).lstrip("/")
    return f"{target}/" if target and link.endswith(("/", ".")) else target


def _starts_at(root: str, link: str) -> bool:
    """Say whether a link goes to the site's root and straight down from there."""
    return link.startswith(root) and "./" not in link.removeprefix(root)
