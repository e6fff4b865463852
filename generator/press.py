"""Makes the files of the site (印刷): renders, reads and stages what has changed, and keeps the rest."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import blake2b

import msgspec

from generator import (
    addresses,
    feed,
    findable,
    illustrations,
    opendata,
    plan,
    proof,
    qr,
    reindex,
    search,
    share_card,
    smaller,
)
from generator.campaign.problem import Problem
from generator.content import Photo
from generator.digests import digest
from generator.edition import Edition
from generator.findable import ResultBlock
from generator.memory import Entry, Memory
from generator.pages import Result, ResultList
from generator.plan import Planned, Section
from generator.render import Renderer, template_files
from generator.write import Staging

# What a text may link to besides pages.
OTHER_FILES = (addresses.FEED, addresses.SITEMAP, "robots.txt", *opendata.NAMES)


class Made(msgspec.Struct):
    """What one job made (一批成品), for whoever puts the whole together."""

    entries: list[tuple[str, Entry]] = msgspec.field(default_factory=list)
    changed: list[str] = msgspec.field(default_factory=list)
    mapped: list[tuple[str, str | None]] = msgspec.field(default_factory=list)
    found: list[Problem] = msgspec.field(default_factory=list)
    pages: int = 0


Job = Callable[[], Made]
# Name, size and time of change.
File = tuple[str, int, int]


class Press:
    """Works through the jobs of one edition; several of them can share the jobs out."""

    def __init__(self, edition: Edition, renderer: Renderer, staging: Staging, memory: Memory) -> None:
        self.edition = edition
        self.renderer = renderer
        self.staging = staging
        self.memory = memory
        self.reader = proof.Reader(proof.known_phones(edition))
        self.frame = digest(renderer.frame)
        self.frame_without_date = digest(msgspec.structs.replace(renderer.frame, as_of=None))

    def jobs(self) -> list[Job]:
        """All but what needs to know every page; they do not depend on each other."""
        pages = [self._pages_job(section) for section in plan.sections(self.edition, self.memory.alike)]
        blocks = [partial(self._result_block, block) for block in findable.result_blocks(self.edition)]
        return [*pages, *blocks, self._page_block, self._data, self._cards, self._templates]

    def _pages_job(self, section: Section) -> Job:
        return lambda: self._pages(section.pages())

    def _pages(self, pages: Iterable[Planned]) -> Made:
        made = Made()
        for page in pages:
            self._page(page, made)
        return made

    def _page(self, page: Planned, made: Made) -> None:
        name = addresses.file_of(page.address)
        made.pages += 1
        if page.address != addresses.NOT_FOUND:
            made.mapped.append((page.address, page.changed_on))
        seen = self._seen(page)
        kept = self.memory.unchanged(name, seen, self.staging.out)
        if kept is not None:
            made.entries.append((name, kept))
            return
        page = msgspec.structs.replace(page, made=page.page)
        data = self.renderer.html(page)
        targets = proof.targets(name, data, self.renderer.root_from(page.address))
        files = (self._stage_page(name, data, page, made), *self._qr_code(page.address, made))
        made.entries.append((name, Entry(seen, files, targets, page.source)))

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
        is_told = isinstance(page.page, ResultList) and page.page.pager.page_no > 1
        if isinstance(page.page, Result):
            in_record = list(self.reader.read_record(name, page.page.result))
            is_told = not in_record
        before = len(made.found)
        file = self._stage(name, data, page.source, made, is_told=is_told)
        if len(made.found) == before:
            made.found += in_record
        return file

    def _templates(self) -> Made:
        """No file, but the templates' own words read once, unless they are those of the last build."""
        made = Made()
        if not self.memory.entries:
            self.renderer.check()
            for path in template_files(self.renderer.folder):
                made.found += self.reader.read(str(path), path.read_bytes(), "")
        return made

    def _qr_code(self, address: str, made: Made) -> Iterator[File]:
        code = qr.code_of(address, self.edition.base_url)
        if code is not None:
            yield self._kept(code.href, lambda: qr.draw(code.address), made)

    def _cards(self) -> Made:
        made, font = Made(), self.renderer.folder / share_card.FONT
        for card in self.edition.cards:
            file = self._kept(card.href, partial(share_card.draw, card, font), made)
            made.entries.append((card.href, Entry(b"", (file,))))
        return made

    def _page_block(self) -> Made:
        """The part of the search index that finds everything but results."""
        made, key = Made(), search.FOLDER + search.PAGES
        documents = list(findable.documents_of_pages(self.edition))
        seen = digest(documents)
        kept = self.memory.unchanged(key, seen, self.staging.out)
        entry = kept or self._files(seen, search.block_files(search.PAGES, documents), made)
        made.entries.append((key, entry))
        return made

    def _result_block(self, block: ResultBlock) -> Made:
        """A part of the search index that finds results; where few of them changed, it is corrected."""
        made, key = Made(), search.FOLDER + block.name
        seen = digest(block.marks)
        entry = self.memory.unchanged(key, seen, self.staging.out)
        if entry is None:
            entry = self._corrected(block, seen, made) or self._indexed(block, seen, made)
        made.entries.append((key, entry))
        return made

    def _indexed(self, block: ResultBlock, seen: bytes, made: Made) -> Entry:
        documents = [block.document(number) for number in block.marks]
        now = {each.number: reindex.noted(block.marks[each.number], each) for each in documents}
        entry = self._files(seen, reindex.all_files(block.name, now, documents), made, is_told=True)
        self.memory.keep_block(block.name, reindex.Block(seen, now))
        return entry

    def _corrected(self, block: ResultBlock, seen: bytes, made: Made) -> Entry | None:
        """The block with what changed put right; None where it has to be made as a whole."""
        key, out = search.FOLDER + block.name, self.staging.out
        last = self.memory.block(key, block.name)
        changed = reindex.changed(block.name, last, block.marks) if last else None
        if last is None or changed is None or not self.memory.stands(key, out):
            return None
        now = {number: last.documents.get(number) for number in block.marks}
        for number in changed:
            if number in block.marks:
                now[number] = reindex.noted(block.marks[number], block.document(number))
        noted = {number: each for number, each in now.items() if each is not None}
        corrected = reindex.files(
            block.name, last, noted, changed, block.document, lambda name: (out / name).read_bytes()
        )
        new = self._files(seen, corrected, made, is_told=True)
        files = {file[0]: file for file in (*self.memory.entries[key].files, *new.files)}
        self.memory.keep_block(block.name, reindex.Block(seen, noted))
        names = reindex.names(block.name, noted)
        return Entry(seen, tuple(file for name, file in files.items() if name in names))

    def _data(self) -> Made:
        made = Made()
        whole = dict(opendata.files(self.edition))
        about = whole.pop(opendata.ABOUT)
        made.entries.append(("data", self._files(b"", whole.items(), made, is_told=True)))
        made.entries.append(("about data", self._files(b"", [(opendata.ABOUT, about)], made)))
        return made

    def rest(self, mapped: Iterable[tuple[str, str | None]]) -> Made:
        """What is made when every page is known: site map, feed, pictures."""
        made = Made()
        made.entries.append(("rest", self._files(b"", self._rest(mapped), made)))
        for overview in self.edition.years:
            for photo in overview.year.photos:
                made.entries += self._smaller(overview.number, photo, made)
        return made

    def _smaller(self, year: int, photo: Photo, made: Made) -> Iterator[tuple[str, Entry]]:
        """A photo in more sizes."""
        for width in smaller.widths(photo.data):
            address = addresses.photo(year, smaller.name(photo.name, photo.data, width))
            file = self._kept(address, partial(smaller.draw, photo.data, width), made)
            yield address, Entry(b"", (file,))

    def _rest(self, mapped: Iterable[tuple[str, str | None]]) -> Iterator[tuple[str, bytes]]:
        edition = self.edition
        yield addresses.FEED, feed.atom(edition)
        yield "robots.txt", feed.robots(edition)
        yield from feed.site_maps(edition, mapped)
        for overview in edition.years:
            for photo in overview.year.photos:
                yield addresses.photo(overview.number, photo.name), photo.data
        yield from illustrations.files(edition.content).items()

    def _files(
        self, seen: bytes, files: Iterable[tuple[str, bytes]], made: Made, *, is_told: bool = False
    ) -> Entry:
        """Files made together; `is_told` if they hold nothing but published results."""
        return Entry(seen, tuple([self._stage(*file, "", made, is_told=is_told) for file in files]))

    def _kept(self, name: str, draw: Callable[[], bytes], made: Made) -> File:
        """A picture whose name says all that it shows: one that stands is the one to be drawn."""
        standing = self.staging.standing(name)
        return (name, *standing) if standing else self._stage(name, draw(), "", made)

    def _stage(self, name: str, data: bytes, source: str, made: Made, *, is_told: bool = False) -> File:
        changed, changed_at = self.staging.add(name, data)
        if changed:
            made.changed.append(name)
            if not is_told:
                made.found += self.reader.read(name, data, source)
        return name, len(data), changed_at
