"""Reads `content/` file by file (读取内容), and goes on after a problem, so that all are seen at once."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from generator.campaign.configuration import Campaign, Form, Ledgers, Site, WorkdayYear
from generator.campaign.front_matter import Article, Explanation, PolicyCard
from generator.campaign.places import Places, Units
from generator.campaign.problem import Problem
from generator.campaign.records import Coverage, Merged, Withdrawn
from generator.errors import ContentError
from generator.reading import read
from generator.reading.check import Checker
from generator.reading.content import Content, Photo, Source, Written, Year
from generator.reading.read import Node
from generator.reading.unread import PHOTOS, PICTURES, PUBLISHED, TEXT_FOLDERS, entries, is_year, unread
from generator.reading.volumes import Share, alone, volumes
from generator.remembering.checked import Against, Checked, Seen
from generator.remembering.kept import kept

Front = TypeVar("Front")
Record = TypeVar("Record")
Held = TypeVar("Held")
# Makes what the published files of a year are held against, of it and the calendar.
Hold = Callable[[Year, tuple[WorkdayYear, ...]], Against]


def load(
    folder: Path,
    *,
    settings_only: bool = False,
    checked: Checked | None = None,
    against: Hold | None = None,
    share: Share = alone,
) -> tuple[Content | None, list[Problem]]:
    """Read all of `content/`; what could not be understood is left out, and `problems` say why.

    There is no Content at all where one of the files is broken that everything else refers to. With
    `settings_only`, what is published is not read, nor are texts other than policies. `checked` knows what
    the last build found out; `share` does what is left, and holds it `against` something, if it is told.
    """
    shelf = _Shelf(folder, settings_only, checked or Checked(), against, share)
    parts: dict[str, Any] = {
        "site": shelf.source("site.yaml", Site),
        "workdays": shelf.calendar(),
        "years": tuple(shelf.year(each) for each in shelf.year_folders()),
        "policies": shelf.policies(),
        "notices": shelf.texts("notices", Article),
        "stories": shelf.texts("stories", Article),
        "pages": shelf.texts("pages", Explanation),
        "guides": tuple(sorted(shelf.texts("guide", Explanation), key=lambda each: each.front.order)),
        "pictures": dict(shelf.pictures()),
    }
    if not settings_only:
        shelf.problems += unread(folder)
    is_whole = parts["site"] and parts["workdays"] and parts["years"] and all(parts["years"])
    return (Content(**parts) if is_whole else None), shelf.problems


class _Shelf:
    """Reads the folder file by file and goes on after a problem, so that all are seen at once."""

    def __init__(
        self,
        folder: Path,
        settings_only: bool,
        checked: Checked,
        against: Hold | None,
        share: Share,
    ) -> None:
        self.folder = folder
        self.settings_only = settings_only
        self.checked = checked
        self.against = against
        self.share = share
        self.workdays: tuple[WorkdayYear, ...] = ()
        self.problems: list[Problem] = []

    def year_folders(self) -> list[Path]:
        years = sorted(each for each in entries(self.folder) if each.is_dir() and is_year(each.name))
        if not years:
            message = "没有找到任何一年的活动。请建立以年份命名的文件夹，例如 2022。"
            self.problems.append(Problem(str(self.folder), 0, "no_year", message))
        return years

    def calendar(self) -> Source[tuple[WorkdayYear, ...]] | None:
        found = self.sources("workdays.yaml", WorkdayYear)
        self.workdays = found.holds if found else ()
        return found

    def year(self, folder: Path) -> Year | None:
        name = folder.name
        core: dict[str, Any] = {
            "campaign": self.source(f"{name}/campaign.yaml", Campaign),
            "places": self.source(f"{name}/places.yaml", Places),
            "units": self.source(f"{name}/units.yaml", Units),
            "form": self.source(f"{name}/form.yaml", Form),
            "ledgers": self.source(f"{name}/ledgers.yaml", Ledgers),
        }
        if not self.settings_only:
            core |= {
                "withdrawn": self.optional(f"{name}/published/withdrawn.yaml", Withdrawn),
                "merged": self.optional(f"{name}/published/merged.yaml", Merged),
                "photos": tuple(self.photos(entries(folder / PUBLISHED / PHOTOS))),
            }
        coverage = None if self.settings_only else self.coverage(f"{name}/published/coverage.yaml")
        year = Year(**core, coverage=coverage) if all(each is not None for each in core.values()) else None
        if self.settings_only:
            return year
        against = self.against(year, self.workdays) if self.against and year else None
        files = tuple(volumes(folder / PUBLISHED, against, self.checked, self.share, self.problems))
        return msgspec.structs.replace(year, published=files) if year else None

    def source(self, name: str, kind: type[Record]) -> Source[Record] | None:
        return self.checked_as(name, lambda checker, node: checker.record(node, kind))

    def sources(self, name: str, kind: type[Record]) -> Source[tuple[Record, ...]] | None:
        """A file that is a list of records."""
        return self.checked_as(name, lambda checker, node: checker.records(node, kind))

    def checked_as(self, name: str, check: Callable[[Checker, Node], Held | None]) -> Source[Held] | None:
        """A YAML file, as `check` makes it out; what is wrong is noted."""
        path = self.folder / name

        def source() -> Source[Held] | None:
            try:
                node = read.read_yaml(path)
            except ContentError as error:
                self.problems += error.problems
                return None
            holds = check(Checker(str(path), self.problems), node)
            return None if holds is None else Source(str(path), holds, node)

        return self.once(path, source)

    def once(self, path: Path, reading: Callable[[], Held | None]) -> Held | None:
        """What this process made out of a file without any problem, as long as it looks the same."""
        try:
            seen = Seen.of(path.stat())
        except OSError:
            return reading()
        known = _MADE_OUT.get(path)
        if known is not None and known[0] == seen and seen.is_settled:
            return cast(Held, known[1])
        before = len(self.problems)
        made = reading()
        if made is not None and len(self.problems) == before:
            _MADE_OUT[path] = (seen, made)
        return made

    def optional(self, name: str, kind: type[Record]) -> Source[tuple[Record, ...]]:
        """A list of records that need not be there; a broken one has its problems noted."""
        found = self.sources(name, kind) if self.stands(name) else None
        return found or Source(str(self.folder / name), ())

    def coverage(self, name: str) -> Source[Coverage] | None:
        return self.source(name, Coverage) if self.stands(name) else None

    def stands(self, name: str) -> bool:
        """Say whether there is something of that name; a link that leads nowhere is broken, not left out."""
        return os.path.lexists(self.folder / name)

    def photos(self, paths: Iterable[Path]) -> Iterator[Photo]:
        """Pictures as they stand; one that cannot be opened is noted."""
        for path in paths:
            try:
                yield Photo(str(path), path.name, path.read_bytes())
            except OSError as error:
                self.problems.append(read.unreadable(path, error))

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
        paths = [each for each in entries(self.folder / name) if each.suffix == ".md"]
        return tuple(text for text in (self.text(path, front) for path in paths) if text)

    def pictures(self) -> Iterator[tuple[str, Photo]]:
        """What stands beside the texts, by the address that it has on the site."""
        for folder in () if self.settings_only else TEXT_FOLDERS:
            paths = (each for each in entries(self.folder / folder) if each.suffix in PICTURES)
            yield from ((f"{folder}/{photo.name}", photo) for photo in self.photos(paths))

    def text(self, path: Path, kind: type[Front]) -> Written[Front] | None:
        def written() -> Written[Front] | None:
            try:
                manuscript = read.read_manuscript(path)
            except ContentError as error:
                self.problems += error.problems
                return None
            front = Checker(str(path), self.problems).record(manuscript.front, kind)
            if front is None:
                return None
            return Written(
                path.stem, str(path), front, manuscript.body, manuscript.body_line, manuscript.front
            )

        return self.once(path, written)


# What this process made out of settings and texts: a server builds often, and few files change.
_MADE_OUT: dict[Path, tuple[Seen, Any]] = kept()
