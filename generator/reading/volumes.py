"""Reads the published files of a year (读公示文件): each is known as it stands, or looked at once.

What was found of a file stays known: to this process, which keeps the file open, and to the next build.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from generator.campaign.problem import Problem
from generator.campaign.records import PublishedResult, gist
from generator.errors import ContentError
from generator.reading import read
from generator.reading.again import looked_again
from generator.reading.check import Checker
from generator.reading.opened import Opened
from generator.reading.published import RESERVED, PublishedFile
from generator.remembering.checked import Against, Checked, Found
from generator.remembering.digests import digest, of_bytes
from generator.remembering.kept import kept

# What this process found last of each file: a server builds often, and few files change.
_READ: dict[str, PublishedFile] = kept()


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
    looks = [partial(_look_at, each, against) for each in new.values()]
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
    """A file of which all is known, if need be after a look at the lines that changed."""
    name, seen = str(opened.path), opened.seen
    file = _READ.get(name)
    if file is not None and (file.seen != seen or not seen.is_settled):
        file = looked_again(opened, file, against)
        if file is not None:
            checked.learn(file.digest)
    elif file is None:
        mark = checked.digest(name, seen) if seen.is_settled else None
        if mark is None and not checked.is_empty:
            mark = of_bytes(opened.read())
        found = checked.found(mark) if mark else None
        file = PublishedFile(name, opened.path.stem, found, mark, opened) if found and mark else None
    is_held = file is not None and (against is None or against.key(name) in file.found.problems)
    return file if is_held else None


def _look_at(opened: Opened, against: Against | None) -> bytes:
    """What came of looking at a file; on its way from one process to another."""
    name, data = str(opened.path), opened.read()
    problems: list[Problem] = []
    found = _found(name, data, against, problems)
    return msgspec.msgpack.encode(Looked(name, of_bytes(data), found, problems))


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


def _by_hand(
    path: Path, data: bytes, problems: list[Problem]
) -> tuple[list[PublishedResult] | None, tuple[int, ...]]:
    """What a person wrote, with the line of each record; none of it where something is wrong."""
    try:
        # Imported only now, since most files are as publication wrote them.
        from generator.reading.quick_yaml import block_lines

        quickly = block_lines(read.read_text(path, data))
        if quickly is not None:
            return quickly
        node = read.read_yaml(path, data)
    except ContentError as error:
        problems += error.problems
        return None, ()
    records = Checker(str(path), problems).records(node, PublishedResult)
    if records is None:
        return None, ()
    return list(records), tuple(read.line_of(node, place) for place in range(len(records)))
