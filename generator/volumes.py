"""Reads the published files of a year (读公示文件): each is known as it stands, or looked at once.

What was found of a file stays known: to this process, which keeps the file open, and to the next build.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import msgspec

from generator import read
from generator.campaign.problem import Problem
from generator.campaign.records import PublishedResult, gist
from generator.check import Checker
from generator.checked import Checked, Found
from generator.content import RESERVED, PublishedFile
from generator.digests import digest
from generator.errors import ContentError
from generator.opened import Opened

# What this process found last of each file: a server builds often, and few files change.
_READ: dict[str, PublishedFile] = {}


class Against(Protocol):
    """What published files are held against (核对依据)."""

    def key(self, file: str) -> bytes:
        """What stands for all that is said of a file, besides its bytes."""
        ...

    def problems(self, file: str, records: Iterable[tuple[int, PublishedResult]]) -> Iterator[Problem]:
        """What is wrong with records, each with the line in which it stands."""
        ...


class Looked(msgspec.Struct, array_like=True):
    """What came of looking at a file (所见): nothing `found` where it could not be understood."""

    name: str
    digest: bytes
    found: Found | None
    problems: list[Problem]


# Looks at some files, given their size in bytes, and tells of each what came of it.
Look = Callable[[], bytes]
Share = Callable[[Sequence[Look], int], Iterable[bytes]]


def alone(looks: Sequence[Look], _size: int) -> Iterator[bytes]:
    """One file after the other."""
    return (look() for look in looks)


def volumes(
    folder: Path, against: Against | None, checked: Checked, share: Share, problems: list[Problem]
) -> Iterator[PublishedFile]:
    """The published files in their order; those that are not known are looked at.

    Where there is nothing to hold them against, only what cannot be understood is a problem.
    """
    files = {
        str(each): _known(opened, against, checked) or opened for each, opened in _opened(folder, problems)
    }
    new = {name: each for name, each in files.items() if isinstance(each, Opened)}
    looks = [partial(_look_at, each, against, _READ.get(name)) for name, each in new.items()]
    for answer in share(looks, sum(each.seen.size for each in new.values())):
        looked = msgspec.msgpack.decode(answer, type=Looked)
        problems += looked.problems
        if looked.found is not None:
            checked.learn(looked.digest)
            name = looked.name
            files[name] = PublishedFile(name, Path(name).stem, looked.found, looked.digest, new[name])
    for name in [each for each in [*_READ] if each not in files and Path(each).parent == folder]:
        _READ.pop(name, None)
    for name, file in files.items():
        _READ.pop(name, None)
        if isinstance(file, PublishedFile):
            _READ[name] = file
            yield file


def _opened(folder: Path, problems: list[Problem]) -> Iterator[tuple[Path, Opened]]:
    """The published files that can be read, in their order."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix == ".yaml" and path.stem not in RESERVED and not path.name.startswith((".", "~")):
            try:
                yield path, Opened(path)
            except OSError as error:
                problems.append(read.unreadable(path, error))


def _known(opened: Opened, against: Against | None, checked: Checked) -> PublishedFile | None:
    """A file about which nothing is left to find out."""
    name = str(opened.path)
    file = _READ.get(name)
    if file is None or file.seen != opened.seen or not opened.seen.is_settled:
        mark = checked.digest(name, opened.seen) if opened.seen.is_settled else None
        if mark is None:
            if checked.is_empty:
                return None
            mark = _digest(opened.read())
        found = checked.found(mark)
        file = PublishedFile(name, opened.path.stem, found, mark, opened) if found else None
    is_held = file is not None and (against is None or against.key(name) in file.found.problems)
    return file if is_held else None


def _look_at(opened: Opened, against: Against | None, before: PublishedFile | None) -> bytes:
    """What came of looking at a file; on its way from one process to another.

    Of a file as it was `before`, only the lines that changed are looked at.
    """
    name, data = str(opened.path), opened.read()
    problems: list[Problem] = []
    found = _by_line(name, data, against, before) or _found(name, data, against, problems)
    return msgspec.msgpack.encode(Looked(name, _digest(data), found, problems))


def _found(name: str, data: bytes, against: Against | None, problems: list[Problem]) -> Found | None:
    lines: tuple[int, ...] = ()
    plain = records = read.plain_lines(data)
    if records is None:
        records, lines = _by_hand(Path(name), data, problems)
    if records is None:
        return None
    told = zip(lines or range(1, len(records) + 1), records, strict=True)
    return Found(
        problems={against.key(name): tuple(against.problems(name, told))} if against else {},
        gists=tuple(map(gist, records)),
        marks=tuple(map(digest, records)),
        starts=() if plain is None else tuple(read.plain_starts(data)),
        lines=lines,
        records=tuple(records) if plain is None else (),
    )


def _by_line(name: str, data: bytes, against: Against | None, before: PublishedFile | None) -> Found | None:
    """What is found line by line; None where this would not be what is found of the whole.

    Only lines in which nothing was wrong are taken for known, and only beside others that publication wrote.
    """
    key = against.key(name) if against else b""
    if before is None or (against and before.found.problems.get(key) != ()):
        return None
    known = {line: place for place, line in enumerate(_lines(_bytes_of(before), before.found.starts))}
    starts = read.plain_starts(data)
    places = [known.get(line) for line in _lines(data, starts)]
    changed = [number for number, place in enumerate(places, 1) if place is None]
    new_lines = b"".join([data[starts[each - 1] : starts[each]] for each in changed])
    records = read.plain_lines(new_lines) if changed else []
    if not known or not places or records is None or len(records) != len(changed):
        return None
    new = iter(records)
    old = before.found
    told = [next(new) if place is None else place for place in places]
    return Found(
        problems={key: tuple(against.problems(name, zip(changed, records, strict=True)))} if against else {},
        gists=tuple([old.gists[each] if isinstance(each, int) else gist(each) for each in told]),
        marks=tuple([old.marks[each] if isinstance(each, int) else digest(each) for each in told]),
        starts=tuple(starts),
    )


def _bytes_of(file: PublishedFile) -> bytes:
    """The bytes of a file, if they are still there; nothing where somebody wrote over them."""
    try:
        data = file.opened.read() if file.opened else b""
    except ContentError:
        return b""
    return data if _digest(data) == file.digest else b""


def _lines(data: bytes, starts: Sequence[int]) -> Iterator[bytes]:
    return (data[start:end] for start, end in pairwise(starts) if data)


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _by_hand(
    path: Path, data: bytes, problems: list[Problem]
) -> tuple[list[PublishedResult] | None, tuple[int, ...]]:
    """What a person wrote, with the line of each record; none of it where something is wrong."""
    try:
        node = read.read_yaml(path, data)
    except ContentError as error:
        problems += error.problems
        return None, ()
    records = Checker(str(path), problems).records(node, PublishedResult)
    if records is None:
        return None, ()
    return list(records), tuple(read.line_of(node, place) for place in range(len(records)))
