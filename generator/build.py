"""The whole story of a build on one screen: read, check, plan, render, proof-read, put in place."""

import datetime
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from generator import addresses, consistency, feed, findable, opendata, plan, proof, search
from generator.campaign.configuration import CampaignYear
from generator.campaign.problem import Problem
from generator.content import Content, load
from generator.edition import Edition
from generator.errors import ContentError
from generator.moment import as_of
from generator.render import Renderer
from generator.write import Staging

Gate = Callable[[Staging], None]
Step = Callable[[str, int], None]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a build is asked for (生成选项); the same for both command lines."""

    content: Path = Path("content")
    templates: Path = Path("templates")
    out: Path = Path("site")
    base_url: str | None = None
    as_of: datetime.datetime | None = None
    clean: bool = False
    strict: bool = False


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did (生成结果)."""

    pages: int
    written: int
    unchanged: int
    removed: int
    seconds: float
    warnings: tuple[Problem, ...] = ()
    phases: dict[str, float] = msgspec.field(default_factory=dict)


def build(options: Options, gate: Gate | None = None, step: Step | None = None) -> Built:
    """Build the site; `gate` sees what is staged and may refuse it before anything is put in place.

    `step` is told the phase and how many files are made. Raises ContentError and OutputError; the site
    that stood there then still stands.
    """
    watch = _Watch(step)
    content, warnings = read(options)
    watch.next("plan")
    edition = Edition(
        content, options.as_of or as_of(content), options.base_url or content.site.holds.base_url
    )
    renderer = Renderer(options.templates, plan.site_frame(edition))
    reader = proof.Proof(proof.known_phones(edition))
    with Staging(options.out, clean=options.clean) as staging:
        watch.next("pages")
        pages = 0
        for name, data, source, root in _files(edition, renderer):
            if name in staging.names:
                raise ContentError([_taken(name, source)])
            if name.endswith(".html"):
                pages += 1
                reader.links(name, data, source, root)
            if staging.add(name, data):
                reader.read(name, data, source)
            watch.made(len(staging.names))
        watch.next("proof")
        warnings += _stop_at_errors([*reader.problems(staging.names)])
        if gate is not None:
            gate(staging)
        watch.next("put in place")
        done = staging.put_in_place()
    return Built(
        pages=pages,
        written=done.written,
        unchanged=done.unchanged,
        removed=done.removed,
        seconds=watch.seconds(),
        warnings=tuple(warnings),
        phases=watch.phases,
    )


def read(options: Options) -> tuple[Content, list[Problem]]:
    """The content with the warnings about it; ContentError with every problem if one is an error."""
    content, problems = load(options.content)
    if content is not None:
        problems += consistency.problems(content)
        problems += consistency.unfilled(content, "error" if options.strict else "warning")
        moment = options.as_of or as_of(content)
        if moment is not None:
            problems += consistency.dated(content, moment)
        if options.strict:
            problems += consistency.missing_identifiers(content)
    warnings = _stop_at_errors(problems)
    if content is None:
        raise ContentError(problems)
    return content, warnings


def load_year(folder: Path, year: int | None = None) -> CampaignYear:
    """What the office wrote about the current campaign, or another year's; for the collector.

    A text or a published file that is broken does not concern the desk and is not looked at.
    """
    content, problems = load(folder, settings_only=True)
    if content is not None:
        problems += consistency.settings_problems(content)
    _stop_at_errors(problems)
    if content is None:
        raise ContentError(problems)
    return content.campaign_year(year)


def _files(edition: Edition, renderer: Renderer) -> Iterator[tuple[str, bytes, str, str]]:
    """Every file of the site: name, content, what it comes from, its way to the site's root."""
    mapped: list[tuple[str, str | None]] = []
    for section in plan.sections(edition):
        for page in section.pages():
            name, root = addresses.file_of(page.address), renderer.root_from(page.address)
            yield name, renderer.html(page), page.source, root
            if page.address != addresses.NOT_FOUND:
                mapped.append((page.address, page.changed_on))
    for name, data in _other_files(edition, mapped):
        yield name, data, "", ""


def _other_files(edition: Edition, mapped: list[tuple[str, str | None]]) -> Iterator[tuple[str, bytes]]:
    yield addresses.FEED, feed.atom(edition)
    yield "robots.txt", feed.robots(edition)
    yield from feed.site_maps(edition, mapped)
    yield from opendata.files(edition)
    yield from search.index(findable.documents(edition))
    for overview in edition.years:
        for photo in overview.year.photos:
            yield addresses.photo(overview.number, photo.name), photo.data


def _taken(name: str, source: str) -> Problem:
    message = f"地址“/{name.removesuffix('index.html')}”已经有一页了。请给其中一页改名。"
    return Problem(source or name, 0, "taken_address", message)


def _stop_at_errors(problems: list[Problem]) -> list[Problem]:
    """The warnings, if nothing worse was found."""
    if any(each.level == "error" for each in problems):
        raise ContentError(problems)
    return problems


class _Watch:
    """Times the phases of a build and tells whoever looks on."""

    def __init__(self, step: Step | None) -> None:
        self.step = step
        self.phases: dict[str, float] = {}
        self.started = self.phase_started = time.perf_counter()
        self.phase = "read"

    def next(self, phase: str) -> None:
        now = time.perf_counter()
        self.phases[self.phase] = now - self.phase_started
        self.phase, self.phase_started = phase, now

    def made(self, count: int) -> None:
        if self.step is not None:
            self.step(self.phase, count)

    def seconds(self) -> float:
        self.next("")
        return time.perf_counter() - self.started
