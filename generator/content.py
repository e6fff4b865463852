"""Everything below `content/` as records (内容), and where each of them stands."""

import posixpath
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, wraps
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

import msgspec

from generator import addresses, read
from generator.campaign.configuration import Campaign, CampaignYear, Form, Ledgers, Site, WorkdayYear
from generator.campaign.front_matter import Article, Explanation, PolicyCard
from generator.campaign.places import Places, Units
from generator.campaign.problem import Problem
from generator.campaign.records import Coverage, Merged, PublishedResult, Withdrawn
from generator.check import Checker
from generator.checked import Checked, Found, Seen
from generator.digests import digest
from generator.errors import ContentError
from generator.read import Node

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


class PublishedFile(msgspec.Struct, frozen=True, dict=True):
    """The published results of one community (公示文件); record `n` stands in line `lines[n]`.

    `digest` stands for its bytes, and `found` is what is known about these.
    """

    file: str
    community_code: str
    results: tuple[PublishedResult, ...]
    lines: tuple[int, ...] | range
    digest: bytes = b""
    found: Found = msgspec.field(default_factory=Found)

    @cached_property
    def by_number(self) -> dict[str, PublishedResult]:
        return {each.issue_no: each for each in self.results}

    @cached_property
    def newest(self) -> list[PublishedResult]:
        """The results, those published last first."""
        return sorted(self.results, key=NEWEST, reverse=True)

    @cached_property
    def marks(self) -> dict[str, bytes]:
        """What stands for each result, by number."""
        return {each.issue_no: digest(each) for each in self.results}


NEWEST = attrgetter("published_on", "issue_no")
Fact = TypeVar("Fact")


def once_a_file(fact: Callable[[PublishedFile], Fact]) -> Callable[[PublishedFile], Fact]:
    """Something worked out of a file alone: once for as long as the file is in memory as it is."""
    name = f"{fact.__module__}.{fact.__qualname__}"

    @wraps(fact)
    def known(file: PublishedFile) -> Fact:
        facts = file.__dict__
        if name not in facts:
            facts[name] = fact(file)
        found: Fact = facts[name]
        return found

    return known


@once_a_file
def latest(file: PublishedFile) -> str:
    """The day on which something in a file was published or changed last; empty where nothing was."""
    return max((each.changed_on or each.published_on for each in file.results), default="")


@once_a_file
def mark(file: PublishedFile) -> bytes:
    """What stands for all results of a file."""
    return digest((file.community_code, [*file.marks.values()]))


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
    def results(self) -> Iterator[PublishedResult]:
        return (result for each in self.published for result in each.results)

    @property
    def marks(self) -> dict[str, bytes]:
        """What stands for each result, by number."""
        found: dict[str, bytes] = {}
        for each in self.published:
            found |= each.marks
        return found


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


def load(
    folder: Path, *, settings_only: bool = False, checked: Checked | None = None
) -> tuple[Content | None, list[Problem]]:
    """Read all of `content/`; what could not be understood is left out, and `problems` say why.

    There is no Content at all where one of the files is broken that everything else refers to. With
    `settings_only`, what is published is not read, nor are texts other than policies. `checked` are the
    published files of the last build.
    """
    shelf = _Shelf(folder, settings_only, checked or Checked())
    parts: dict[str, Any] = {
        "site": shelf.source("site.yaml", Site),
        "workdays": shelf.sources("workdays.yaml", WorkdayYear),
        "years": tuple(shelf.year(each) for each in shelf.year_folders()),
        "policies": shelf.policies(),
        "notices": shelf.texts("notices", Article),
        "stories": shelf.texts("stories", Article),
        "pages": shelf.texts("pages", Explanation),
        "guides": tuple(sorted(shelf.texts("guide", Explanation), key=lambda each: each.front.order)),
        "pictures": dict(shelf.pictures()),
    }
    is_whole = parts["site"] and parts["workdays"] and parts["years"] and all(parts["years"])
    return (Content(**parts) if is_whole else None), shelf.problems


class _Shelf:
    """Reads the folder file by file and goes on after a problem, so that all are seen at once."""

    def __init__(self, folder: Path, settings_only: bool, checked: Checked) -> None:
        self.folder = folder
        self.settings_only = settings_only
        self.checked = checked
        self.problems: list[Problem] = []

    def year_folders(self) -> list[Path]:
        years = sorted(each for each in _entries(self.folder) if each.is_dir() and each.name.isdecimal())
        if not years:
            message = "没有找到任何一年的活动。请建立以年份命名的文件夹，例如 2022。"
            self.problems.append(Problem(str(self.folder), 0, "no_year", message))
        return years

    def year(self, folder: Path) -> Year | None:
        name = folder.name
        core: dict[str, Any] = {
            "campaign": self.source(f"{name}/campaign.yaml", Campaign),
            "places": self.source(f"{name}/places.yaml", Places),
            "units": self.source(f"{name}/units.yaml", Units),
            "form": self.source(f"{name}/form.yaml", Form),
            "ledgers": self.source(f"{name}/ledgers.yaml", Ledgers),
        }
        published = {} if self.settings_only else self.published_parts(folder)
        return Year(**core, **published) if all(core.values()) else None

    def published_parts(self, folder: Path) -> dict[str, Any]:
        name = folder.name
        return {
            "withdrawn": self.optional(f"{name}/published/withdrawn.yaml", Withdrawn),
            "merged": self.optional(f"{name}/published/merged.yaml", Merged),
            "coverage": self.coverage(f"{name}/published/coverage.yaml"),
            "published": tuple(self.published(folder / "published")),
            "photos": tuple(self.photos(folder / "published" / "photos")),
        }

    def source(self, name: str, kind: type[Record]) -> Source[Record] | None:
        path = self.folder / name
        try:
            node = read.read_yaml(path)
        except ContentError as error:
            self.problems += error.problems
            return None
        record = Checker(str(path), self.problems).record(node, kind)
        return None if record is None else Source(str(path), record, node)

    def sources(self, name: str, kind: type[Record]) -> Source[tuple[Record, ...]] | None:
        """A file that is a list of records."""
        path = self.folder / name
        try:
            node = read.read_yaml(path)
        except ContentError as error:
            self.problems += error.problems
            return None
        records = Checker(str(path), self.problems).records(node, kind)
        return None if records is None else Source(str(path), records, node)

    def optional(self, name: str, kind: type[Record]) -> Source[tuple[Record, ...]]:
        """A list of records that need not be there; a broken one has its problems noted."""
        found = self.sources(name, kind) if (self.folder / name).exists() else None
        return found or Source(str(self.folder / name), ())

    def coverage(self, name: str) -> Source[Coverage] | None:
        return self.source(name, Coverage) if (self.folder / name).exists() else None

    def published(self, folder: Path) -> Iterator[PublishedFile]:
        for path in _entries(folder):
            if path.suffix == ".yaml" and path.stem not in RESERVED:
                yield from self.published_file(path)

    def published_file(self, path: Path) -> Iterable[PublishedFile]:
        """A file that this process read already is as it was; one that a build checked is only read."""
        seen = Seen.of(path)
        known = _READ.get(str(path))
        if known is not None and known[0] == seen and seen.is_settled:
            return [known[1]]
        _READ.pop(str(path), None)
        file = self.read_published(path)
        if file is None:
            return []
        _READ[str(path)] = (seen, file)
        return [file]

    def read_published(self, path: Path) -> PublishedFile | None:
        data = path.read_bytes()
        name, (seen, found) = str(path), self.checked.found(data)
        records = read.plain_lines(data, is_checked=found.is_plain)
        if records is not None:
            found.is_plain = True
            return PublishedFile(name, path.stem, tuple(records), range(1, len(records) + 1), seen, found)
        source = self.sources(str(path.relative_to(self.folder)), PublishedResult)
        if source is None:
            return None
        lines = tuple(source.line(number) for number in range(len(source.holds)))
        return PublishedFile(name, path.stem, source.holds, lines, seen, found)

    def photos(self, folder: Path) -> Iterator[Photo]:
        return (Photo(str(each), each.name, each.read_bytes()) for each in _entries(folder))

    def policies(self) -> tuple[Written[PolicyCard], ...]:
        """Cadres take policies along; a broken one keeps nobody from visiting, only the site from a build."""
        known = len(self.problems)
        found = self.texts("policies", PolicyCard)
        if self.settings_only:
            del self.problems[known:]
        return found

    def texts(self, name: str, front: type[Front]) -> tuple[Written[Front], ...]:
        if self.settings_only and name != "policies":
            return ()
        paths = [each for each in _entries(self.folder / name) if each.suffix == ".md"]
        return tuple(text for text in (self.text(path, front) for path in paths) if text)

    def pictures(self) -> Iterator[tuple[str, Photo]]:
        """What stands beside the texts, by the address that it has on the site."""
        for folder in () if self.settings_only else TEXT_FOLDERS:
            for path in _entries(self.folder / folder):
                if path.suffix in PICTURES:
                    yield f"{folder}/{path.name}", Photo(str(path), path.name, path.read_bytes())

    def text(self, path: Path, kind: type[Front]) -> Written[Front] | None:
        try:
            manuscript = read.read_manuscript(path)
        except ContentError as error:
            self.problems += error.problems
            return None
        front = Checker(str(path), self.problems).record(manuscript.front, kind)
        if front is None:
            return None
        return Written(path.stem, str(path), front, manuscript.body, manuscript.body_line, manuscript.front)


# What this process read last of each published file: a server builds often, and few files change.
_READ: dict[str, tuple[Seen, PublishedFile]] = {}
TEXT_FOLDERS = ("policies", "notices", "stories", "pages", "guide")
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
# These files of `published/` are no communities.
RESERVED = frozenset({"withdrawn", "merged", "coverage"})


def _entries(folder: Path) -> list[Path]:
    """What stands in a folder, sorted, without hidden files; nothing where there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if not each.name.startswith((".", "~")))
