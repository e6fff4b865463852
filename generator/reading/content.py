"""Everything below `content/` as records (内容), and where each of them stands."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

import msgspec

from generator import addresses
from generator.campaign.configuration import Campaign, CampaignYear, Form, Ledgers, Site, WorkdayYear
from generator.campaign.front_matter import Article, Explanation, PolicyCard
from generator.campaign.places import Places, Units
from generator.campaign.problem import Problem
from generator.campaign.records import Coverage, Gist, Merged, PublishedResult, Withdrawn
from generator.errors import ContentError
from generator.reading import read
from generator.reading.published import PublishedFile
from generator.reading.read import Node

Front = TypeVar("Front")
Record = TypeVar("Record")
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
