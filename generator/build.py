"""The whole story of a build on one screen: read, check, plan, make, proof-read, put in place."""

import datetime
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from generator import consistency, plan
from generator.campaign.configuration import CampaignYear
from generator.campaign.problem import Problem
from generator.consistency.published import HeldAgainst
from generator.edition import Edition
from generator.errors import ContentError, OutputError, short_list
from generator.making import proof
from generator.making.assembly import Assembly
from generator.making.crew import collector_resting, share_out, usual_number
from generator.making.jobs import taken_twice
from generator.making.press import OTHER_FILES, Press
from generator.making.write import Staging
from generator.pictures import illustrations
from generator.pictures.smaller import undrawable
from generator.reading import prose
from generator.reading.content import Content, Year
from generator.reading.moment import as_of
from generator.reading.shelf import load
from generator.reading.volumes import Look
from generator.remembering import memory, standing
from generator.remembering.checked import Checked
from generator.remembering.memory import Memory
from generator.rendering.render import Renderer
from generator.study import study

# About so many bytes a result has where it is published.
A_RESULT = 1600
Gate = Callable[[Staging], None]
Step = Callable[[str, int], None]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a build is asked for (生成选项); the same for both command lines.

    Without `jobs` the number of processes follows from how much there is to do.
    """

    content: Path = Path("content")
    templates: Path = Path("templates")
    out: Path = Path("site")
    base_url: str | None = None
    as_of: datetime.datetime | None = None
    jobs: int | None = None
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


@collector_resting()
def build(
    options: Options, gate: Gate | None = None, step: Step | None = None, look: standing.Look | None = None
) -> Built:
    """Build the site; `gate` sees what is staged and may refuse it before anything is put in place.

    `step` is told the phase and how many files are made; `look` is kept with what needs saying. Raises
    ContentError and OutputError; the site that stood there then still stands.
    """
    watch = _Watch(step)
    _apart(options)
    # Whoever waited for another build reads what stands in `content` then, not what stood there before.
    with Staging(options.out, clean=options.clean) as staging:
        checked = Checked(staging.folder)
        prose.recall(staging.folder)
        content, warnings = read(options, watch.next, checked)
        watch.next("plan")
        moment = options.as_of or as_of(content)
        edition = Edition(content, moment, options.base_url or content.site.holds.base_url)
        renderer = Renderer(options.templates, plan.site_frame(edition))
        last = _last_build(options, edition, staging)
        press = Press(edition, renderer, staging, last, checked.alike_in)
        site = Assembly(press)
        watch.next("make")
        to_do, copying = site.to_do()
        processes = options.jobs or usual_number(edition.result_count, len(to_do))
        for made in share_out(to_do, processes, copying):
            site.add(made)
            watch.made(site.pages)
        site.map()
        watch.next("proof-read")
        staging.take(site.names, site.changed, site.kept_files, site.gone if last.notes else None)
        warnings += _stop_at_errors([*site.found, *_broken_links(site, edition)])
        if gate is not None:
            gate(staging)
        else:
            staging.passed = ""
        watch.next("put in place")
        with staging.explained():
            last.forget()
            standing.forget(str(staging.folder))
        done = staging.put_in_place()
        last.keep(site.notes)
        checked.keep(file for year in content.years for file in year.published)
        prose.note_down(staging.folder, (text.body for text in content.texts))
        if look is not None:
            look.keep(site.pages, staging.count, short_list(sorted(warnings)))
    return Built(
        pages=site.pages,
        written=done.written,
        unchanged=done.unchanged,
        removed=done.removed,
        seconds=watch.seconds(),
        warnings=tuple(sorted(warnings)),
        phases=watch.phases,
    )


def read(
    options: Options, begins: Callable[[str], None] = lambda _phase: None, checked: Checked | None = None
) -> tuple[Content, list[Problem]]:
    """The content with the warnings about it; ContentError with every problem if one is an error.

    `begins` is told when what was read is about to be checked; `checked` are files that need not be again.
    """
    share = partial(_shared, options.jobs)
    content, problems = load(options.content, checked=checked, against=HeldAgainst.of, share=share)
    begins("check")
    if content is not None:
        study(content, checked or Checked(), options.jobs)
        problems += consistency.problems(content)
        if content.year(content.site.holds.current_year) is None:
            raise ContentError(problems)
        moment = options.as_of or as_of(content)
        if moment is not None:
            problems += consistency.dated(content, moment)
        problems += consistency.unfilled(content, "error" if options.strict else "warning")
        if options.strict:
            problems += consistency.missing_identifiers(content, options.base_url)
    warnings = _stop_at_errors(problems)
    if content is None:
        raise ContentError(problems)
    return content, warnings


def _apart(options: Options) -> None:
    """Refuse an output among what it is made from, or around it: it would be read, or cleared, next time."""
    out = options.out.resolve()
    for source in (options.content.resolve(), options.templates.resolve()):
        if out == source or out in source.parents or source in out.parents:
            message = f"网站不能放在这里：它和“{source.name}”套在一起。请换一个文件夹。"
            raise OutputError([Problem(str(options.out), 0, "inside_content", message)])


def _shared(processes: int | None, looks: Sequence[Look], size: int) -> Iterator[bytes]:
    """Look at files with as many processes as so many bytes are worth."""
    return share_out(looks, processes or usual_number(size // A_RESULT))


def check(options: Options) -> list[Problem]:
    """Everything that can be said about the content without making the site; ContentError for errors.

    What the plan's own dates make impossible is said here only: no build can mend it.
    """
    content, warnings = read(options)
    edition = Edition(content, options.as_of or as_of(content), options.base_url)
    pages = _pages(edition)
    told = [*taken_twice(pages), *_broken_text_links(edition, pages), *proof.disclosed(edition)]
    if options.templates.is_dir():
        told += _try_out(Renderer(options.templates, plan.site_frame(edition)), edition)
    found = _stop_at_errors([*warnings, *told])
    photos = (photo for year in content.years for photo in year.photos)
    return [*_stop_at_errors([*found, *undrawable(photos)]), *consistency.impossible(content)]


def _try_out(renderer: Renderer, edition: Edition) -> list[Problem]:
    """What is wrong with the templates, by one page of each kind (试印)."""
    one_of_each = {type(page.page): page for section in plan.sections(edition) for page in section.pages()}
    try:
        renderer.check()
        for page in one_of_each.values():
            renderer.html(page)
    except ContentError as error:
        return list(error.problems)
    return []


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


def load_published(folder: Path) -> tuple[Year, ...]:
    """What stands in `published/`, year by year; for the collector, after a store was restored.

    Of what is broken, only what is published or what a year needs concerns it.
    """
    content, problems = load(folder)
    _stop_at_errors([each for each in problems if content is None or "published" in Path(each.file).parts])
    return content.years if content else ()


def _last_build(options: Options, edition: Edition, staging: Staging) -> Memory:
    """What the last build made, as far as this one would make it the same way."""
    stands_on = memory.fingerprint(options.templates, edition.content.contacts)
    return Memory(staging.folder / "memory", stands_on, options.out, ignored=options.clean)


def _broken_links(site: Assembly, edition: Edition) -> list[Problem]:
    """Links that lead nowhere; those in the office's texts with their lines."""
    broken = list(site.broken_links())
    in_texts = _broken_text_links(edition, _pages(edition)) if broken else []
    files = {each.file for each in in_texts}
    return [*in_texts, *(each for each in broken if each.file not in files)]


def _pages(edition: Edition) -> list[tuple[str, str]]:
    """The address and the source of every page."""
    return [(page.address, page.source) for section in plan.sections(edition) for page in section.pages()]


def _broken_text_links(edition: Edition, pages: list[tuple[str, str]]) -> list[Problem]:
    in_texts = illustrations.shown_in_texts(edition.content)
    files = {*OTHER_FILES, *illustrations.files(edition.content)}
    files |= {address for year in edition.years for address, _ in year.shown_photos(in_texts)}
    return list(proof.broken_text_links(edition, pages, files))


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
        self.count = 0
        self.made(0)

    def next(self, phase: str) -> None:
        now = time.perf_counter()
        self.phases[self.phase] = now - self.phase_started
        self.phase, self.phase_started = phase, now
        self.made(self.count)

    def made(self, count: int) -> None:
        self.count = count
        if self.step is not None and self.phase:
            self.step(self.phase, count)

    def seconds(self) -> float:
        self.next("")
        return time.perf_counter() - self.started
