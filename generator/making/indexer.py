"""Makes the blocks of the search index (排索引): as a whole, or what changed put right."""

from collections.abc import Iterable, Mapping

from generator.finding import reindex, search
from generator.finding.findable import ResultBlock
from generator.making.jobs import Job, Made, Stager, enter
from generator.remembering.memory import Entry, Memory, Part


class Indexer:
    """Knows of each block of results what it was made from last."""

    def __init__(self, stager: Stager, memory: Memory) -> None:
        self.stager = stager
        self.memory = memory

    def job(self, block: ResultBlock) -> Job:
        stands_on = block.stands_on

        def work(made: Made, last: Part) -> None:
            kept = last.entries.get(block.name)
            if kept is None or not self.memory.unchanged(kept, stands_on):
                kept = self._corrected(block, stands_on, kept, made) or self._indexed(block, stands_on, made)
            enter(made, block.name, kept)

        return Job(f"search {block.name}", work, stands_on)

    def _indexed(self, block: ResultBlock, seen: bytes, made: Made) -> Entry:
        documents = block.documents()
        entry = self.stager.files(seen, search.block_files(block.name, documents), made, is_told=True)
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
            lambda name: (self.stager.staging.out / name).read_bytes(),
        )
        new = self.stager.files(seen, corrected, made, is_told=True)
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
