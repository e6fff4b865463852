"""Puts a site together from its parts (装配): what is made now, and what stands from the last build."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

from generator import addresses
from generator.campaign.problem import Problem
from generator.data import feed
from generator.errors import ContentError
from generator.finding import search
from generator.making import proof
from generator.making.jobs import Job, Made, taken
from generator.making.press import Press
from generator.remembering.memory import Mapped, Note, Part
from generator.rendering.render import Printed


class Assembly:
    """All parts of a site, as far as they are known."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self.memory = press.memory
        self.jobs: dict[str, Job] = {}
        self.made: dict[str, Made] = {}
        self.notes: dict[str, Note] = {}
        self.names: set[str] = set()
        self.changed: list[str] = []
        self.found: list[Problem] = []
        self.pages = self.kept_files = 0
        # Files of the last build that the site has no more.
        self.gone: set[str] = set()

    def to_do(self) -> tuple[list[Callable[[], Made]], list[Callable[[], Made]]]:
        """What is to be made, as jobs that do not depend on each other, then those that copy.

        The rest is kept.
        """
        jobs = [(job.copies, partial(self.press.do, job)) for job in self.press.jobs() if not self._keep(job)]
        return [job for copies, job in jobs if not copies], [job for copies, job in jobs if copies]

    def add(self, made: Made) -> None:
        """Take in what was made; two pages at one address are refused."""
        twice = self.names & made.part.names
        if twice:
            sources = {name: entry.source for name, entry in made.part.entries.items()}
            raise ContentError([taken(name, sources.get(name, "")) for name in sorted(twice)])
        self.made[made.name] = made
        if made.note is not None:
            self.notes[made.name] = made.note
        self.names |= made.part.names
        self.changed += made.changed
        self.found += made.found
        self.gone |= made.gone
        self.pages += made.pages

    def map(self) -> None:
        """Make the site map, which tells of all pages: one file, or an index and a file for each group."""
        groups = defaultdict(list)
        for name, job in sorted(self.jobs.items()):
            if job.listed_in:
                groups[job.listed_in].append(name)
        if sum(self.notes[name].pages for names in groups.values() for name in names) <= feed.ONE_MAP:
            groups = defaultdict(list, {"": [name for names in groups.values() for name in names]})
        jobs = [
            self.press.map_job(group, [self.notes[name] for name in names], partial(self._mapped, names))
            for group, names in groups.items()
        ]
        if "" not in groups:
            jobs.append(self.press.map_index([*groups]))
        for job in jobs:
            if not self._keep(job):
                self.add(self.press.do(job))
        for name in self.memory.notes.keys() - self.jobs.keys():
            self.gone |= self.memory.part(name).names
        self.gone -= self.names

    def has(self, file: str) -> bool:
        """Say whether the site has a file; one that nobody looked at stands where it stood."""
        if file in self.names:
            return True
        stands = self.kept_files > 0 and file not in self.gone
        return stands and (self.memory.out / file).is_file()

    def broken_links(self) -> Iterator[Problem]:
        """Links that lead nowhere, each named once: on new pages, or on any where files went."""
        stands = cache(lambda target: self.has(addresses.file_of(target)))
        said: set[str] = set()
        for part, new, targets in self._linking():
            lost = {each for each in targets if each not in said and not stands(each)}
            for name in new if lost else ():
                for target in sorted(self._targets(name) & lost - said):
                    said.add(target)
                    yield proof.broken_link(name, part.entries[name].source, target)

    def _linking(self) -> Iterator[tuple[Part, Iterable[str], set[str]]]:
        """The parts whose pages may lead nowhere, with the names of these pages and where they lead."""
        # No page leads to the files of the search index.
        lost = [name for name in self.gone if not name.startswith(search.FOLDER)]
        for made in self.made.values():
            part = made.part
            yield (part, part.entries, part.targets) if lost else (part, made.new, made.targets)
        for name in (self.jobs.keys() - self.made.keys()) if lost else ():
            part = self.memory.part(name)
            yield part, part.entries, part.targets

    def _targets(self, name: str) -> set[str]:
        """Where a page leads."""
        if not name.endswith(".html"):
            return set()
        root = self.press.renderer.root_from(name.removesuffix("index.html"))
        try:
            page = self.press.staging.read(name)
        except OSError:  # somebody took it away; whoever leads to it is told of
            return set()
        return proof.targets({name: Printed((page,), ())}, root)

    def _keep(self, job: Job) -> bool:
        """Take a part as it is, if what it stands on is the same."""
        self.jobs[job.name] = job
        note = self.memory.whole(job.name, job.stands_on)
        if note is not None:
            self.notes[job.name] = note
            self.found += note.found
            self.pages += note.pages
            self.kept_files += note.files
        return note is not None

    def _mapped(self, names: Iterable[str]) -> Iterator[Mapped]:
        for name in names:
            yield from (self.made[name].part if name in self.made else self.memory.part(name)).mapped
