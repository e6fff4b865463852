"""The office's Markdown as HTML (正文): made once, also for the builds that follow."""

import contextlib
import html as entities
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from generator.remembering.digests import code

# Stands for the way to the site's root until it is known where the text will stand.
ROOT = "\x1eroot\x1e"
# Stands before the name of a picture until it is known where that stands, and how large it is.
PICTURE = "\x1epicture\x1e"
_NOTED = "texts"
_SHOWN = re.compile(rf'src="{PICTURE}([^"]*)"')


class Shown(NamedTuple):
    """A picture on a page (插图): its address below the root, and the room to leave for it."""

    address: str
    width: int
    height: int


class Prose(NamedTuple):
    """A text as HTML, as plain text for the search, and what is wrong with it: (found, code, message).

    `links` are those that lead to this site, `pictures` those it shows, both as they are written.
    """

    html: str
    plain: str
    flaws: tuple[tuple[str, str, str], ...]
    links: tuple[str, ...]
    pictures: tuple[str, ...]

    def at(self, root: str, pictures: Mapping[str, Shown] = MappingProxyType({})) -> str:
        """The HTML for a page from which the site's root is reached by `root`; `pictures` as in the text."""

        def source(found: re.Match[str]) -> str:
            written = entities.unescape(found[1])
            shown = pictures.get(written)
            if shown is None:
                return f'src="{root}{found[1].removeprefix("/")}"'
            return f'src="{root}{shown.address}" width="{shown.width}" height="{shown.height}"'

        return _SHOWN.sub(source, self.html.replace(ROOT, root))


class _Kept(msgspec.Struct, array_like=True):
    code: bytes
    texts: dict[bytes, Prose]


# What an earlier build made of texts, by digest.
_known: dict[bytes, Prose] = {}


@lru_cache(maxsize=1024)
def prose(markdown: str) -> Prose:
    """A body as HTML; a link that begins with / starts at the site's root."""
    known = _known.get(_digest(markdown))
    if known is not None:
        return known
    # Imported only now: loading it takes longer than a build in which no text has changed.
    from generator.reading.converter import converted

    return converted(markdown)


def lines_before(markdown: str, found: str) -> int:
    """How many lines stand before what was found in a body: where it is led to, or else where it is told."""
    target = re.search(rf"(?:\]\(<?|\]:\s*<?|<){re.escape(found)}(?=[\s)>]|\Z)", markdown)
    return markdown.count("\n", 0, target.end() - len(found) if target else max(0, markdown.find(found)))


def recall(folder: Path) -> None:
    """Take over what the last build made of texts, so that none of them is converted again."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        kept = msgspec.msgpack.decode((folder / _NOTED).read_bytes(), type=_Kept)
        if kept.code == code():
            _known.update(kept.texts)


def note_down(folder: Path, bodies: Iterable[str]) -> None:
    """Note down what was made of texts, beside the output; where that fails, they are converted again."""
    beside = folder / f"{_NOTED}.new"
    with contextlib.suppress(OSError):
        kept = _Kept(code(), {_digest(each): prose(each) for each in bodies})
        beside.write_bytes(msgspec.msgpack.encode(kept))
        beside.replace(folder / _NOTED)


def _digest(markdown: str) -> bytes:
    return blake2b(markdown.encode(), digest_size=16).digest()
