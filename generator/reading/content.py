"""Everything below `content/` as records (内容), and where each of them stands."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import unquote

import msgspec

from generator import addresses
from generator.campaign.configuration import Campaign, CampaignYear, Form, Ledgers, Site, WorkdayYear
from generator.campaign.counts import Counts, counted
from generator.campaign.front_matter import Article, Explanation, PolicyCard
from generator.campaign.once import read_once
from generator.campaign.places import Places, Units
from generator.campaign.problem import Problem
from generator.campaign.records import Coverage, Gist, Merged, PublishedResult, Withdrawn, gist
from generator.errors import ContentError
from generator.reading import read
from generator.reading.opened import Opened
from generator.reading.read import Node
from generator.remembering.checked import Found, Seen
from generator.remembering.digests import digest

Front = TypeVar("Front")
Record = TypeVar("Record")
ANSWERED = frozenset({"resolved", "explained"})
NO_NODE = read.Mapping({}, {}, 0)


class Written(msgspec.Struct, Generic[Front], frozen=True):
    """A text of the office (稿件): its front matter, its Markdown and where that starts."""

    slug: str
    file: str
    front: Front
    body: str
    body_line: int
    node: Node = NO_NODE

    def line(self, *path: str | int) -> int:
        return read.line_of(self.node, *path)

    def address_of(self, picture: str) -> str:
        """Where a picture stands that this text shows: beside the text, or from the root on."""
        folder = Path(self.file).parent.name
        return posixpath.normpath(posixpath.join("/", folder, unquote(picture))).lstrip("/")


class Source(msgspec.Struct, Generic[Record], frozen=True):
    """What one YAML file holds, with the tree that knows the lines (来源)."""

    file: str
    holds: Record
    node: Node = NO_NODE

    def line(self, *path: str | int) -> int:
        return read.line_of(self.node, *path)


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


class Photo(msgspec.Struct, frozen=True):
    """A picture of a published result (照片), or beside a text of the office (插图), as a file."""

    file: str
    name: str
    data: bytes


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """One campaign with everything published in it (一年的活动)."""

    campaign: Source[Campaign]
    places: Source[Places]
    units: Source[Units]
    form: Source[Form]
    ledgers: Source[Ledgers]
    published: tuple[PublishedFile, ...] = ()
    withdrawn: Source[tuple[Withdrawn, ...]] = Source("", ())
    merged: Source[tuple[Merged, ...]] = Source("", ())
    coverage: Source[Coverage] | None = None
    photos: tuple[Photo, ...] = ()

    @property
    def year(self) -> int:
        return self.campaign.holds.year

    @property
    def gists(self) -> Iterator[Gist]:
        return (result for each in self.published for result in each.gists)

    @property
    def results(self) -> Iterator[PublishedResult]:
        """All of all results, file by file."""
        return (result for each in self.published for result in each.results)


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """All that a site is made of (全部内容); `years` in order, the current one named by `site`."""

    site: Source[Site]
    workdays: Source[tuple[WorkdayYear, ...]]
    years: tuple[Year, ...]
    policies: tuple[Written[PolicyCard], ...]
    notices: tuple[Written[Article], ...]
    stories: tuple[Written[Article], ...]
    pages: tuple[Written[Explanation], ...]
    guides: tuple[Written[Explanation], ...]
    pictures: dict[str, Photo] = {}

    def picture(self, address: str) -> Photo | None:
        """A picture that a text may show: one beside the texts, or one of a published result."""
        photos = (
            each for year in self.years for each in year.photos
            if addresses.photo(year.year, each.name) == address
        )  # fmt: skip
        return self.pictures.get(address) or next(photos, None)

    @property
    def articles(self) -> tuple[Written[Any], ...]:
        """What carries a moment of publication (发布时间)."""
        return (*self.policies, *self.notices, *self.stories)

    @property
    def texts(self) -> tuple[Written[Any], ...]:
        return (*self.articles, *self.pages, *self.guides)

    @property
    def contacts(self) -> tuple[str, ...]:
        """Phones and addresses that the office gives as its own (公开的联系方式), for any page."""
        site = self.site.holds
        told = [site.phone, *site.known_phones, site.address, *(way.phone for way in site.ways_to_be_heard)]
        for year in self.years:
            told += [found for each in year.places.holds.communities for found in (each.phone, each.office)]
            told += [each.phone for each in year.units.holds.units]
        return tuple(dict.fromkeys(each for each in told if each))

    def year(self, number: int) -> Year | None:
        return next((each for each in self.years if each.year == number), None)

    @property
    def current(self) -> Year:
        return next(each for each in self.years if each.year == self.site.holds.current_year)

    def campaign_year(self, number: int | None = None) -> CampaignYear:
        """What the collector works with: the current campaign, or that of another year."""
        year = self.year(number) if number is not None else self.current
        if year is None:
            message = f"没有 {number} 年的内容。请先建立文件夹 {number}/。"
            raise ContentError([Problem(self.site.file, 0, "unknown_year", message)])
        return CampaignYear(
            site=self.site.holds,
            workdays=self.workdays.holds,
            campaign=year.campaign.holds,
            places=year.places.holds,
            units=year.units.holds,
            form=year.form.holds,
            ledgers=year.ledgers.holds,
            policies={each.slug: each.front for each in self.policies},
            policy_texts={each.slug: each.body for each in self.policies},
        )


# These files of `published/` are no communities.
RESERVED = frozenset({"withdrawn", "merged", "coverage"})
