"""A published file that this process read before, looked at again (再看): only the lines that changed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.campaign.records import gist
from generator.errors import ContentError
from generator.reading import read
from generator.reading.opened import Opened
from generator.reading.published import PublishedFile
from generator.remembering.checked import Against, Found
from generator.remembering.digests import digest, of_bytes

# So much of two files is compared at a time.
_STEP = 1 << 16


def looked_again(opened: Opened, before: PublishedFile, against: Against | None) -> PublishedFile | None:
    """A file that was known as it stood `before`; None where it has to be looked at as a whole.

    Where its bytes are still the same, so is all that was read off it.
    """
    data = opened.read()
    mark = of_bytes(data)
    found = before.found if mark == before.digest else _by_line(before.file, data, against, before)
    if found is None:
        return None
    file = PublishedFile(before.file, before.community_code, found, mark, opened)
    if found is before.found:
        file.__dict__.update(before.__dict__)
    return file


def _by_line(name: str, data: bytes, against: Against | None, before: PublishedFile) -> Found | None:
    """What is found line by line; None where this would not be what is found of the whole.

    Only lines in which nothing was wrong are taken for known, and only beside others that publication wrote.
    What the file begins and ends with as before is not even taken apart.
    """
    key = against.key(name) if against else b""
    old, standing = before.found, _bytes_of(before)
    if not standing or not old.starts or not data or (against and old.problems.get(key) != ()):
        return None
    first = bisect_right(old.starts, _same_until(standing, data)) - 1
    last = max(first, bisect_left(old.starts, len(standing) - _same_from(standing, data, old.starts[first])))
    start, shift = old.starts[first], len(data) - len(standing)
    middle = data[start : old.starts[last] + shift]
    known = {line: first + place for place, line in enumerate(_lines(standing, old.starts[first : last + 1]))}
    starts = read.plain_starts(middle) if middle else [0]
    lines = [*_lines(middle, starts)]
    places = [known.get(line) for line in lines]
    changed = [place for place, known_at in enumerate(places) if known_at is None]
    records = read.plain_lines(b"".join([lines[each] for each in changed])) if changed else []
    if records is None or len(records) != len(changed):
        return None
    new = iter(records)
    told = [next(new) if place is None else place for place in places]
    numbered = zip((first + each + 1 for each in changed), records, strict=True)
    return Found(
        problems={key: tuple(against.problems(name, numbered))} if against else {},
        gists=(
            *old.gists[:first],
            *(old.gists[each] if isinstance(each, int) else gist(each) for each in told),
            *old.gists[last:],
        ),
        marks=(
            *old.marks[:first],
            *(old.marks[each] if isinstance(each, int) else digest(each) for each in told),
            *old.marks[last:],
        ),
        starts=(
            *old.starts[:first],
            *(start + each for each in starts[:-1]),
            *(each + shift for each in old.starts[last:]),
        ),
    )


def _same_until(one: bytes, other: bytes) -> int:
    """How far two files are the same at least, from their beginning."""
    at, end = 0, min(len(one), len(other))
    while at < end and one[at : at + _STEP] == other[at : at + _STEP]:
        at += _STEP
    return min(at, end)


def _same_from(one: bytes, other: bytes, after: int) -> int:
    """How many bytes they have in common at least at their end, none of them before a place."""
    count, most = 0, min(len(one), len(other)) - after
    while (
        count + _STEP <= most
        and one[len(one) - count - _STEP : len(one) - count]
        == (other[len(other) - count - _STEP : len(other) - count])
    ):
        count += _STEP
    return count


def _bytes_of(file: PublishedFile) -> bytes:
    """The bytes of a file, if they are still there; nothing where somebody wrote over them."""
    try:
        data = file.opened.read() if file.opened else b""
    except ContentError:
        return b""
    # Who writes over a file in place can give it its old times back.
    return data if of_bytes(data) == file.digest else b""


def _lines(data: bytes, starts: Sequence[int]) -> Iterator[bytes]:
    return (data[start:end] for start, end in pairwise(starts) if data)
