"""Corrects a block of the search index where a few of its documents changed (补订索引).

The same bytes as `search.block_files` makes, from the files that stand and the texts of each document as they
were noted down last time; only the files of words that came or went, and of documents shown, are made anew.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from generator.finding import search
from generator.finding.search import Document
from generator.remembering.digests import digest

# Where more than one in so many documents changed, the whole block is as quickly made anew.
FEW = 16
# The documents of so many numbers are noted down on one sheet.
ON_SHEET = 128
Read = Callable[[str], bytes]
Marks = Mapping[int, bytes]


class Noted(msgspec.Struct, array_like=True, gc=False):
    """A document as the index has it (已编条目): what its words were read from."""

    title: str
    text: str


class Block(msgspec.Struct, array_like=True):
    """A block as it was indexed (一册): what stands for each result, for all around them, for all of it."""

    digest: bytes
    surroundings: bytes
    marks: dict[int, bytes]


class Sheet(msgspec.Struct, array_like=True):
    """Documents of a block with neighbouring numbers (一页), and what stands for all of them."""

    digest: bytes
    documents: dict[int, Noted]


def sheet(block: Block, place: int, documents: Mapping[int, Noted]) -> Sheet:
    """The sheet at a place, from documents among which its own are."""
    inside = {number: documents[number] for number in on_sheet(block.marks, place)}
    return Sheet(sheet_digest(block, place), inside)


def sheet_digest(block: Block, place: int) -> bytes:
    marks = block.marks
    return digest((block.surroundings, [(number, marks[number]) for number in on_sheet(marks, place)]))


def on_sheet(marks: Marks, place: int) -> list[int]:
    """The numbers of a sheet that there are."""
    return [number for number in range(place * ON_SHEET, (place + 1) * ON_SHEET) if number in marks]


def sheets(numbers: Iterable[int]) -> set[int]:
    """The places of the sheets on which some numbers stand."""
    return {number // ON_SHEET for number in numbers}


def noted(document: Document) -> Noted:
    return Noted(document.title, document.text)


def changed(name: str, last: Marks, marks: Marks) -> list[int] | None:
    """The numbers that came, went or changed; None where they are so many that the block is made anew."""
    gone = [number for number in last if number not in marks]
    other = [number for number, mark in marks.items() if last.get(number) != mark]
    same_files = search.file_count(name, len(last)) == search.file_count(name, len(marks))
    return gone + other if same_files and (len(gone) + len(other)) * FEW <= len(marks) else None


def files(
    name: str,
    marks: Marks,
    changed: list[int],
    before: Mapping[int, Noted],
    now: Mapping[int, Noted],
    document: Callable[[int], Document],
    read: Read,
) -> Iterator[tuple[str, bytes]]:
    """The files that differ from those that stand, which `read` reads.

    `before` and `now` tell of what is `changed`.
    """
    edits: dict[str, dict[int, str]] = defaultdict(dict)
    for number in changed:
        was, is_now = _places(before.get(number)), _places(now.get(number))
        for word in was.keys() | is_now.keys():
            if was.get(word) != is_now.get(word):
                edits[word][number] = is_now.get(word, "")
    count = search.file_count(name, len(marks))
    by_file: dict[int, list[str]] = defaultdict(list)
    for word in edits:
        by_file[search.file_of(word, count)].append(word)
    for number, words in by_file.items():
        path = search.file_name(name, count, number)
        yield path, _edited(read(path), {word: edits[word] for word in words})
    for group in {number // search.DOCS_PER_FILE for number in changed}:
        first = group * search.DOCS_PER_FILE
        shown = [number for number in range(first, first + search.DOCS_PER_FILE) if number in marks]
        yield from search.document_files(name, [document(number) for number in shown])


def names(name: str, numbers: Collection[int]) -> set[str]:
    """The files that a block has."""
    groups = {number // search.DOCS_PER_FILE for number in numbers}
    shown = {f"{search.FOLDER}{name}/docs-{group}.json" for group in groups}
    count = search.file_count(name, len(numbers))
    return shown | {search.file_name(name, count, number) for number in range(count)}


def _places(noted: Noted | None) -> dict[str, str]:
    """Where each word of a document stands: in its title or in its text."""
    if noted is None:
        return {}
    in_title, in_text = search.words_of(noted.title, noted.text)
    return {**dict.fromkeys(in_text, "text"), **dict.fromkeys(in_title, "title")}


def _edited(data: bytes, edits: Mapping[str, Mapping[int, str]]) -> bytes:
    """A word file with some documents of some words moved, put in or taken out."""
    words, lists = msgspec.json.decode(data, type=tuple[list[str], list[str]])
    standing = dict(zip(words, lists, strict=True))
    for word, moved in edits.items():
        in_text, _, in_title = standing.pop(word, "").partition("|")
        kept = {"text": set(search.decoded(in_text)), "title": set(search.decoded(in_title))}
        for number, place in moved.items():
            for where, numbers in kept.items():
                numbers.discard(number)
                if where == place:
                    numbers.add(number)
        if kept["text"] or kept["title"]:
            standing[word] = search.listed(sorted(kept["text"]), sorted(kept["title"]))
    return search.word_file(sorted(standing.items()))
