"""A file of `published/` (公示文件): its records, when they are needed, and what is read off all of them."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

import msgspec

from generator.campaign.counts import Counts, counted
from generator.campaign.once import read_once
from generator.campaign.records import ANSWERED, Gist, PublishedResult, gist
from generator.errors import ContentError
from generator.reading import read
from generator.reading.opened import Opened
from generator.remembering.checked import Found, Seen
from generator.remembering.digests import digest

# These files of `published/` are no communities.
RESERVED = frozenset({"withdrawn", "merged", "coverage"})


class PublishedFile(msgspec.Struct, frozen=True, dict=True):
    """The published results of one community (公示文件), as what was found of it.

    Lists, plots and counts need no more than the gists; a whole record is read when it is asked for.
    """

    file: str
    community_code: str
    found: Found
    digest: bytes = b""
    opened: Opened | None = None

    @classmethod
    def of(
        cls, file: str, community_code: str, results: Iterable[PublishedResult], lines: Iterable[int]
    ) -> "PublishedFile":
        """From records that are at hand."""
        records = tuple(results)
        found = Found(
            gists=tuple(map(gist, records)),
            marks=tuple(map(digest, records)),
            lines=tuple(lines),
            records=records,
        )
        return cls(file, community_code, found)

    @property
    def gists(self) -> tuple[Gist, ...]:
        return self.found.gists

    @property
    def seen(self) -> Seen | None:
        return self.opened.seen if self.opened else None

    @property
    def lines(self) -> Iterable[int]:
        """The line in which each record stands."""
        return self.found.lines or range(1, len(self.gists) + 1)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each number stands among the records."""
        return {each.issue_no: place for place, each in enumerate(self.gists)}

    @cached_property
    def marks(self) -> dict[str, bytes]:
        """What stands for each result, by number."""
        return dict(zip((each.issue_no for each in self.gists), self.found.marks, strict=True))

    @cached_property
    def newest(self) -> list["Line"]:
        """The results, those published last first."""
        return in_order(map(Line, map(_order, self.gists), self.gists, self.found.marks))

    def without(self, number: str) -> "PublishedFile":
        """The same without one of its results; lists can be made of it, but no whole record read from it."""
        if number not in self.places:
            return self
        place, gists, marks = self.places[number], self.found.gists, self.found.marks
        others = Found(
            gists=(*gists[:place], *gists[place + 1 :]), marks=(*marks[:place], *marks[place + 1 :])
        )
        return PublishedFile(self.file, self.community_code, others)

    def record(self, number: str) -> PublishedResult:
        """All of a result."""
        place, starts = self.places[number], self.found.starts
        if self.opened is None or not starts:
            return self.found.records[place]
        try:
            return read.plain_record(self.opened.part(starts[place], starts[place + 1]))
        except msgspec.MsgspecError as error:
            raise self.opened.changed() from error

    @property
    def results(self) -> tuple[PublishedResult, ...]:
        """All of all results, as they stand in the file."""
        return tuple(self.records([each.issue_no for each in self.gists]))

    def records(self, numbers: Sequence[str]) -> Iterable[PublishedResult]:
        """All of some results; those that stand one after the other are read in one go."""
        lines = self.plain(numbers)
        if lines is None:
            return map(self.record, numbers)
        records = read.plain_lines(lines, is_checked=True)
        if records is None:
            raise self.changed()
        return records

    def plain(self, numbers: Sequence[str]) -> bytes | None:
        """The lines of some results that publication wrote one after the other; None where it is not so."""
        starts = self.found.starts
        if self.opened is None or not starts or not numbers:
            return None
        first, end = self.places[numbers[0]], self.places[numbers[-1]] + 1
        if end - first != len(numbers) or [each.issue_no for each in self.gists[first:end]] != [*numbers]:
            return None
        return self.opened.part(starts[first], starts[end])

    def changed(self) -> ContentError:
        """What is to be said where the file holds something else by now."""
        return self.opened.changed() if self.opened else ContentError([])


class Line(NamedTuple):
    """A result in the order of lists (清单行), and what stands for it."""

    order: str
    gist: Gist
    mark: bytes


def _order(result: Gist) -> str:
    """A day before the days of its month, and on one day the numbers."""
    return f"{result.published_on}\0{result.issue_no}"


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Those published last first; quick where they are in order already, or in several such runs."""
    return sorted(lines, key=itemgetter(0), reverse=True)


@read_once
def counts(file: PublishedFile) -> Counts:
    """What is counted of the results of a file."""
    return counted(file.gists)


@read_once
def waiting(file: PublishedFile) -> tuple[Gist, ...]:
    """The results of a file that are neither solved nor explained."""
    return tuple(each for each in file.gists if each.state not in ANSWERED)


def on_the_sheet(result: Gist) -> str:
    """From when on a sheet for the notice board could have it (上榜): published and solved, maybe again."""
    return max(result.published_on, result.resolved_on or "")


@read_once
def solved_last(file: PublishedFile) -> list[tuple[str, Line]]:
    """The solved results of a file with the day from when on a sheet could have them, the last first."""
    solved = (line for line in file.newest if line.gist.state == "resolved")
    return sorted([(on_the_sheet(line.gist), line) for line in solved], key=itemgetter(0), reverse=True)


@read_once
def latest(file: PublishedFile) -> str:
    """The day on which something in a file was published or changed last; empty where nothing was."""
    return max((each.changed_on or each.published_on for each in file.gists), default="")


@read_once
def latest_told(file: PublishedFile) -> str:
    """The last day, or month, on which a file says that something happened; empty where it says nothing."""
    days = (max(each.resolved_on or "", each.closed_on or "") for each in file.gists)
    return max(latest(file), *days)
