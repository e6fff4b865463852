"""Makes the files of the site (印刷): renders, reads and stages what has changed, and keeps the rest."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from itertools import islice

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
from generator.errors import ContentError
from generator.findable import ResultBlock
from generator.memory import Entry, Mapped, Memory, Note, Part
from generator.pages import Result, ResultList
from generator.plan import Planned, Section
from generator.render import Printed, Renderer, template_files
from generator.write import Staging

# So many pages are rendered in one go.
_TOGETHER = 64
# What a text may link to besides pages.
OTHER_FILES = (addresses.FEED, addresses.SITEMAP, "robots.txt", *opendata.NAMES)


class Made(msgspec.Struct):
    """What one job made (一批成品), for whoever puts the whole together.

    `part` is all that is there now, `note` what is to be remembered of it, `new` the pages that were made,
    `gone` the files that it had last time and has no more.
    """

    name: str
    stands_on: bytes | None = None
    part: Part = msgspec.field(default_factory=Part)
    note: Note | None = None
    changed: list[str] = msgspec.field(default_factory=list)
    new: list[str] = msgspec.field(default_factory=list)
    found: list[Problem] = msgspec.field(default_factory=list)
    gone: set[str] = msgspec.field(default_factory=set)
    pages: int = 0


class Job(msgspec.Struct, frozen=True):
    """Files that are made together (一批活), and a digest of what they stand on, where one is known."""

    name: str
    work: Callable[[Made, Part], None]
    stands_on: bytes | None = None
    listed_in: str = ""


# Name, size and time of change.
File = tuple[str, int, int]


class Press:
    """Works through the jobs of one edition; several of them can share the jobs out."""

    def __init__(
        self, edition: Edition, renderer: Renderer, staging: Staging, memory: Memory, alike: plan.AlikeIn
    ) -> None:
        self.edition = edition
        self.renderer = renderer
        self.staging = staging
        self.memory = memory
        self.alike = alike
        self.reader = proof.Reader(proof.known_phones(edition))
        self.frame = digest(renderer.frame)
        self.frame_without_date = digest(msgspec.structs.replace(renderer.frame, as_of=None))

    def jobs(self) -> list[Job]:
        """All but what needs to know every page; they do not depend on each other.

        The longest come first, so that no process is left with one when the others have nothing to do.
        """
        return [
            *map(self._block_job, findable.result_blocks(self.edition)),
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
        made.gone = last.names - made.part.names
        made.note = self.memory.put(job.name, job.stands_on, made.part, made.pages)
        return made

    def _pages_job(self, section: Section) -> Job:
        def work(made: Made, last: Part) -> None:
            pages = section.pages()
            while some := list(islice(pages, _TOGETHER)):
                self._pages(some, made, last)

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
        printed = self.renderer.all_printed([page for page, _ in changed])
        new = (self._new_page(*each, one, made) for each, one in zip(changed, printed, strict=True))
        for (page, _), entry in zip(seen, kept, strict=True):
            made.pages += 1
            if page.address != addresses.NOT_FOUND:
                made.part.mapped.append((page.address, page.changed_on))
            _enter(made, addresses.file_of(page.address), next(new) if entry is None else entry)

    def _kept_page(self, page: Planned, seen: bytes, last: Part) -> Entry | None:
        kept = last.entries.get(addresses.file_of(page.address))
        return kept if self.memory.unchanged(kept, seen) else None

    def _new_page(self, page: Planned, seen: bytes, printed: Printed, made: Made) -> Entry:
        name = addresses.file_of(page.address)
        targets = proof.targets(name, printed, self.renderer.root_from(page.address))
        files = (self._stage_page(name, printed.data, page, made), *self._qr_code(page.address, made))
        made.new.append(name)
        return Entry(seen, files, targets, page.source)

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

    def _templates(self, made: Made, _last: Part) -> None:
        """No file, but the templates' own words read once, unless they are those of the last build."""
        if not self.memory.notes:
            self.renderer.check()
            for path in template_files(self.renderer.folder):
                made.found += self.reader.read(str(path), path.read_bytes(), "")

    def _qr_code(self, address: str, made: Made) -> Iterator[File]:
        code = qr.code_of(address, self.edition.base_url)
        if code is not None:
            yield self._kept(code.href, lambda: qr.draw(code.address), made)

    def _cards(self, made: Made, _last: Part) -> None:
        font = self.renderer.folder / share_card.FONT
        for card in self.edition.cards:
            file = self._kept(card.href, partial(share_card.draw, card, font), made)
            _enter(made, card.href, Entry(b"", (file,)))

    def _page_block(self, made: Made, last: Part) -> None:
        """The part of the search index that finds everything but results."""
        documents = list(findable.documents_of_pages(self.edition))
        seen, kept = digest(documents), last.entries.get(search.PAGES)
        if kept is None or not self.memory.unchanged(kept, seen):
            kept = self._files(seen, search.block_files(search.PAGES, documents), made)
        _enter(made, search.PAGES, kept)

    def _block_job(self, block: ResultBlock) -> Job:
        stands_on = block.stands_on

        def work(made: Made, last: Part) -> None:
            kept = last.entries.get(block.name)
            if kept is None or not self.memory.unchanged(kept, stands_on):
                kept = self._corrected(block, stands_on, kept, made) or self._indexed(block, stands_on, made)
            _enter(made, block.name, kept)

        return Job(f"search {block.name}", work, stands_on)

    def _indexed(self, block: ResultBlock, seen: bytes, made: Made) -> Entry:
        documents = [block.document(number) for number in sorted(block.marks)]
        entry = self._files(seen, search.block_files(block.name, documents), made, is_told=True)
        self._note_block(block, seen, {each.number: reindex.noted(each) for each in documents})
        return entry

    def _corrected(self, block: ResultBlock, seen: bytes, kept: Entry | None, made: Made) -> Entry | None:
        """The block with what changed put right; None where it has to be made as a whole."""
        last = self.memory.recall(block.name, kept.digest, reindex.Block) if kept else None
        if kept is None or last is None or last.surroundings != block.surroundings:
            return None
        changed = reindex.changed(block.name, last.marks, block.marks)
        before = self._noted_before(block.name, last, changed or ())
        if changed is None or before is None or not self.memory.stands(kept):
            return None
        now = {number: each for number, each in before.items() if number in block.marks}
        now |= {each: reindex.noted(block.document(each)) for each in changed if each in block.marks}
        corrected = reindex.files(
            block.name,
            block.marks,
            changed,
            before,
            now,
            block.document,
            lambda name: (self.staging.out / name).read_bytes(),
        )
        new = self._files(seen, corrected, made, is_told=True)
        files = {file[0]: file for file in (*kept.files, *new.files)}
        self._note_block(block, seen, now)
        names = reindex.names(block.name, block.marks)
        return Entry(seen, tuple(file for name, file in files.items() if name in names))

    def _note_block(self, block: ResultBlock, seen: bytes, documents: Mapping[int, reindex.Noted]) -> None:
        """Note down the sheets on which documents stand, then the block."""
        noted = reindex.Block(seen, block.surroundings, block.marks)
        for place in reindex.sheets(documents):
            self.memory.note_down(f"{block.name}-{place}", reindex.sheet(noted, place, documents))
        self.memory.note_down(block.name, noted)

    def _noted_before(
        self, name: str, block: reindex.Block, changed: Iterable[int]
    ) -> dict[int, reindex.Noted] | None:
        """What was noted down on the sheets of some documents; None where one is not there any more."""
        found: dict[int, reindex.Noted] = {}
        for place in reindex.sheets(changed):
            expected = reindex.sheet_digest(block, place)
            sheet = self.memory.recall(f"{name}-{place}", expected, reindex.Sheet)
            if sheet is None and reindex.on_sheet(block.marks, place):
                return None
            found |= sheet.documents if sheet else {}
        return found

    def _data_job(self, name: str) -> Job:
        """One file of open data."""
        laid = opendata.laid_out(self.edition)

        def work(made: Made, last: Part) -> None:
            kept = last.entries.get(name)
            if kept is None or not self.memory.unchanged(kept, laid.digest):
                stands = kept is not None and self.memory.stands(kept)
                known = self.memory.recall(detail, kept.digest, opendata.Laid) if kept and stands else None
                pieces = opendata.pieces(self.edition, name, laid, known, self.staging.cut_out)
                kept = Entry(laid.digest, (self._stage_long(name, pieces, made),))
                self.memory.note_down(detail, laid)
            _enter(made, name, kept)

        detail = name.replace("/", "-")
        return Job(detail, work, laid.digest)

    def _about_data(self, made: Made, _last: Part) -> None:
        about = opendata.about(self.edition)
        _enter(made, "about data", self._files(b"", [(opendata.ABOUT, about)], made))

    def _rest(self, made: Made, _last: Part) -> None:
        """Feed, robots, pictures."""
        _enter(made, "rest", self._files(b"", self._rest_files(), made))
        for overview in self.edition.years:
            for photo in overview.year.photos:
                self._smaller(overview.number, photo, made)

    def _smaller(self, year: int, photo: Photo, made: Made) -> None:
        """A photo in more sizes."""
        for width in smaller.widths(photo.data):
            address = addresses.photo(year, smaller.name(photo.name, photo.data, width))
            file = self._kept(address, partial(smaller.draw, photo.data, width), made)
            _enter(made, address, Entry(b"", (file,)))

    def _rest_files(self) -> Iterator[tuple[str, bytes]]:
        edition = self.edition
        yield addresses.FEED, feed.atom(edition)
        yield "robots.txt", feed.robots(edition)
        for overview in edition.years:
            for photo in overview.year.photos:
                yield addresses.photo(overview.number, photo.name), photo.data
        yield from illustrations.files(edition.content).items()

    def map_job(self, group: str, parts: Sequence[Note], mapped: Callable[[], Iterable[Mapped]]) -> Job:
        """One file of the site map, of the addresses of some parts; a small site has no other."""

        def work(made: Made, last: Part) -> None:
            kept = last.entries.get(group)
            if kept is None or not self.memory.unchanged(kept, stands_on):
                file = feed.site_map(self.edition, group, sorted(mapped()))
                kept = self._files(stands_on, [file], made, is_told=group.startswith("results"))
            _enter(made, group, kept)

        stands_on = digest((self.edition.base_url, group, [note.mapped for note in parts]))
        return Job(f"site map {group}", work, stands_on)

    def map_index(self, groups: Sequence[str]) -> Job:
        """The site map of a large site, which names its files."""

        def work(made: Made, _last: Part) -> None:
            _enter(made, "index", self._files(b"", [feed.site_map_index(self.edition, groups)], made))

        return Job("site map index", work)

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

    def _stage_long(self, name: str, pieces: Iterable[bytes], made: Made) -> File:
        """A file of nothing but published results, which is never held as a whole."""
        changed, size, changed_at = self.staging.add_long(name, pieces)
        if changed:
            made.changed.append(name)
        return name, size, changed_at


def _enter(made: Made, name: str, entry: Entry) -> None:
    if name in made.part.entries:
        raise ContentError([taken(name, entry.source)])
    made.part.entries[name] = entry


def taken(name: str, source: str) -> Problem:
    """Two pages at one address."""
    message = f"地址“/{name.removesuffix('index.html')}”已经有一页了。请给其中一页改名。"
    return Problem(source or name, 0, "taken_address", message)
