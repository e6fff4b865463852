"""Makes the files of the site (印刷): renders, reads and stages what has changed, and keeps the rest."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from itertools import islice

import msgspec

from generator import addresses, plan
from generator.campaign.problem import Problem
from generator.data import feed, opendata
from generator.edition import Edition
from generator.finding import findable, search
from generator.making import proof
from generator.making.indexer import Indexer
from generator.making.jobs import File, Job, Made, Stager, enter
from generator.making.write import Staging
from generator.overview import Overview
from generator.pages import Result, ResultList
from generator.pictures import illustrations, qr, share_card, smaller
from generator.plan import Planned, Section
from generator.reading.content import Photo
from generator.remembering.digests import digest
from generator.remembering.memory import Entry, Mapped, Memory, Note, Part
from generator.rendering.render import Printed, Renderer, template_files
from generator.similar import AlikeIn

# So many pages are rendered in one go.
_TOGETHER = 64
# What a text may link to besides pages.
OTHER_FILES = (addresses.FEED, addresses.SITEMAP, "robots.txt", *opendata.NAMES)


class Press:
    """Works through the jobs of one edition; several of them can share the jobs out."""

    def __init__(
        self,
        edition: Edition,
        renderer: Renderer,
        staging: Staging,
        memory: Memory,
        alike: Mapping[int, AlikeIn],
    ) -> None:
        self.edition = edition
        self.renderer = renderer
        self.staging = staging
        self.memory = memory
        self.alike = alike
        self.reader = proof.Reader(edition.content.contacts)
        self.stager = Stager(staging, self.reader, is_clean=memory.is_clean)
        self.indexer = Indexer(self.stager, memory)
        self.frame = digest(renderer.frame)
        self.frame_without_date = digest(msgspec.structs.replace(renderer.frame, as_of=None))

    def jobs(self) -> list[Job]:
        """All but what needs to know every page; they do not depend on each other.

        The longest come first, so that no process is left with one when the others have nothing to do.
        """
        return [
            *map(self.indexer.job, findable.result_blocks(self.edition)),
            *map(self._data_job, opendata.FORMS),
            Job("about data", self._about_data),
            Job("cards", self._cards),
            Job("search pages", self._page_block),
            Job("rest", self._rest),
            Job("templates", self._templates),
            *map(self._pages_job, plan.sections(self.edition, self.alike)),
        ]

    def do(self, job: Job) -> Made:
        """Make what has changed of a job's files, and write down what is there then."""
        made, last = Made(job.name, job.stands_on), self.memory.part(job.name)
        job.work(made, last)
        # Of what is kept, the same is to be said as when it was made.
        made.found += {*made.part.found} - {*made.found}
        made.gone = last.names - made.part.names
        made.note = self.memory.put(job.name, job.stands_on, made.part, made.pages)
        return made

    def _pages_job(self, section: Section) -> Job:
        def work(made: Made, last: Part) -> None:
            pages = section.pages()
            while some := list(islice(pages, _TOGETHER)):
                self._pages(some, made, last)
            made.part.targets = made.targets | (last.targets if len(made.new) < made.pages else set())

        stands_on = section.stands_on and digest((self.frame_without_date, section.stands_on))
        return Job(section.name, work, stands_on, section.listed_in)

    def _pages(self, pages: Iterable[Planned], made: Made, last: Part) -> None:
        """Some pages, of which those are rendered that changed."""
        seen = [(page, self._seen(page)) for page in pages]
        kept = [self._kept_page(page, mark, last) for page, mark in seen]
        changed = [
            (msgspec.structs.replace(page, made=page.page), mark)
            for (page, mark), entry in zip(seen, kept, strict=True)
            if entry is None
        ]
        printed = list(self.renderer.all_printed([page for page, _ in changed]))
        self._note_targets([page for page, _ in changed], printed, made)
        new = (self._new_page(*each, one, made) for each, one in zip(changed, printed, strict=True))
        for (page, _), entry in zip(seen, kept, strict=True):
            made.pages += 1
            if page.address != addresses.NOT_FOUND:
                made.part.mapped.append((page.address, page.changed_on))
            enter(made, addresses.file_of(page.address), next(new) if entry is None else entry)

    def _note_targets(self, pages: Iterable[Planned], printed: Iterable[Printed], made: Made) -> None:
        """Where new pages lead."""
        by_root: dict[str, dict[str, Printed]] = defaultdict(dict)
        for page, each in zip(pages, printed, strict=True):
            by_root[self.renderer.root_from(page.address)][addresses.file_of(page.address)] = each
        for root, inside in by_root.items():
            made.targets |= proof.targets(inside, root)

    def _kept_page(self, page: Planned, seen: bytes, last: Part) -> Entry | None:
        kept = last.entries.get(addresses.file_of(page.address))
        return kept if self.memory.unchanged(kept, seen) else None

    def _new_page(self, page: Planned, seen: bytes, printed: Printed, made: Made) -> Entry:
        name, before = addresses.file_of(page.address), len(made.found)
        files = (self._stage_page(name, printed.data, page, made), *self._qr_code(page.address, made))
        made.new.append(name)
        return Entry(seen, files, page.source, tuple(made.found[before:]))

    def _seen(self, page: Planned) -> bytes:
        """What stands for all that a page is made from, or for the page itself."""
        frame = self.frame if page.as_of is None else self.frame_without_date
        if page.stands_on is not None:
            return blake2b(
                b"".join((frame, (page.as_of or "").encode(), page.stands_on)), digest_size=16
            ).digest()
        made = page.page
        return digest((frame, page.as_of, type(made).__name__, made, page.source))

    def _stage_page(self, name: str, data: bytes, page: Planned, made: Made) -> File:
        """Stage a page and read it, unless it only tells, in its template's words, what was read already.

        A result is read as a record, once for every place that tells it: page, lists, open data, search.
        """
        in_record: list[Problem] = []
        source = page.source
        is_told = isinstance(page.page, ResultList) and page.page.pager.page_no > 1
        if isinstance(page.page, Result):
            result = page.page.result
            is_told = not any(self.reader.read_record(name, result))
            if not is_told:
                source = self.edition.overview_of(result.issue_no).source_of(result.issue_no)
                in_record = list(self.reader.read_record(name, result, source))
        before = len(made.found)
        file = self.stager.put(name, data, source, made, is_told=is_told)
        if len(made.found) == before:
            made.found += in_record
        return file

    def _templates(self, made: Made, last: Part) -> None:
        """No file, but the templates' own words read once, unless they are those of the last build."""
        kept = last.entries.get("templates")
        if kept is None:
            self.renderer.check()
            for path in template_files(self.renderer.folder):
                made.found += self.reader.read(str(path), path.read_bytes(), "")
            kept = Entry(b"", (), found=tuple(made.found))
        enter(made, "templates", kept)

    def _qr_code(self, address: str, made: Made) -> Iterator[File]:
        code = qr.code_of(address, self.edition.base_url)
        if code is not None:
            yield self.stager.kept(code.href, lambda: qr.draw(code.address), made)

    def _cards(self, made: Made, _last: Part) -> None:
        letters = share_card.Lettering(self.renderer.folder / share_card.FONT)
        for card in self.edition.cards:
            file = self.stager.kept(card.href, partial(share_card.draw, card, letters), made)
            enter(made, card.href, Entry(b"", (file,)))

    def _page_block(self, made: Made, last: Part) -> None:
        """The part of the search index that finds everything but results."""
        documents = list(findable.documents_of_pages(self.edition))
        seen, kept = digest(documents), last.entries.get(search.PAGES)
        if kept is None or not self.memory.unchanged(kept, seen):
            kept = self.stager.files(seen, search.block_files(search.PAGES, documents), made)
        enter(made, search.PAGES, kept)

    def _data_job(self, name: str) -> Job:
        """One file of open data."""
        laid = opendata.laid_out(self.edition)

        def work(made: Made, last: Part) -> None:
            kept = last.entries.get(name)
            if kept is None or not self.memory.unchanged(kept, laid.digest):
                stands = kept is not None and self.memory.stands(kept)
                known = self.memory.recall(detail, kept.digest, opendata.Laid) if kept and stands else None
                pieces = opendata.pieces(self.edition, name, laid, known)
                kept = Entry(laid.digest, (self.stager.put_long(name, pieces, made),))
                self.memory.note_down(detail, laid)
            enter(made, name, kept)

        detail = name.replace("/", "-")
        return Job(detail, work, laid.digest, copies=bool(self.memory.notes))

    def _about_data(self, made: Made, _last: Part) -> None:
        about = opendata.about(self.edition)
        enter(made, "about data", self.stager.files(b"", [(opendata.ABOUT, about)], made))

    def _rest(self, made: Made, _last: Part) -> None:
        """Feed, robots, pictures."""
        enter(made, "rest", self.stager.files(b"", self._rest_files(), made))
        for overview, _, photo in self._photos():
            self._smaller(overview.number, photo, made)

    def _photos(self) -> Iterator[tuple[Overview, str, Photo]]:
        """The pictures of results that are shown, with their addresses."""
        in_texts = illustrations.shown_in_texts(self.edition.content)
        for overview in self.edition.years:
            yield from ((overview, *each) for each in overview.shown_photos(in_texts))

    def _smaller(self, year: int, photo: Photo, made: Made) -> None:
        """A photo in more sizes."""
        for width in smaller.widths(photo.data):
            address = addresses.photo(year, smaller.name(photo.name, photo.data, width))
            file = self.stager.kept(address, partial(smaller.draw, photo, width), made)
            enter(made, address, Entry(b"", (file,)))

    def _rest_files(self) -> Iterator[tuple[str, bytes]]:
        edition = self.edition
        yield addresses.FEED, feed.atom(edition)
        yield "robots.txt", feed.robots(edition)
        yield from ((address, photo.data) for _, address, photo in self._photos())
        yield from illustrations.files(edition.content).items()

    def map_job(self, group: str, parts: Sequence[Note], mapped: Callable[[], Iterable[Mapped]]) -> Job:
        """One file of the site map, of the addresses of some parts; a small site has no other."""

        def work(made: Made, last: Part) -> None:
            kept = last.entries.get(group)
            if kept is None or not self.memory.unchanged(kept, stands_on):
                file = feed.site_map(self.edition, group, sorted(mapped()))
                kept = self.stager.files(stands_on, [file], made, is_told=group.startswith("results"))
            enter(made, group, kept)

        stands_on = digest((self.edition.base_url, group, [note.mapped for note in parts]))
        return Job(f"site map {group}", work, stands_on)

    def map_index(self, groups: Sequence[str]) -> Job:
        """The site map of a large site, which names its files."""

        def work(made: Made, _last: Part) -> None:
            enter(made, "index", self.stager.files(b"", [feed.site_map_index(self.edition, groups)], made))

        return Job("site map index", work)
