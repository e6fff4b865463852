"""Corrects a block of the search index where a few of its documents changed (补订索引).

The same bytes as `search.block_files` makes, from the files that stand and the texts of each document as they
were noted down last time; only the files of words that came or went, and of documents shown, are made anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

import msgspec

from generator import search
from generator.search import Document

# Where more than one in so many documents changed, the whole block is as quickly made anew.
FEW = 16
Read = Callable[[str], bytes]


class Noted(msgspec.Struct, array_like=True, gc=False):
    """A document as the index has it (已编条目): what it was made from, and what its words were read from."""

    mark: bytes
    title: str
    text: str


class Block(msgspec.Struct, array_like=True):
    """A block as it was indexed (一册), with the digest that stands for all of it."""

    digest: bytes
    documents: dict[int, Noted]


def noted(mark: bytes, document: Document) -> Noted:
    return Noted(mark, document.title, document.text)


def changed(name: str, last: Block, marks: Mapping[int, bytes]) -> list[int] | None:
    """The numbers that came, went or changed; None where they are so many that the block is made anew."""
    gone = [number for number in last.documents if number not in marks]
    other = [
        number
        for number, mark in marks.items()
        if number not in last.documents or last.documents[number].mark != mark
    ]
    same_files = search.file_count(name, len(last.documents)) == search.file_count(name, len(marks))
    return gone + other if same_files and (len(gone) + len(other)) * FEW <= len(marks) else None


def files(
    name: str,
    last: Block,
    now: Mapping[int, Noted],
    changed: list[int],
    document: Callable[[int], Document],
    read: Read,
) -> Iterator[tuple[str, bytes]]:
    """The files that differ from those that stand, which `read` reads."""
    edits: dict[str, dict[int, str]] = defaultdict(dict)
    for number in changed:
        before, after = _places(last.documents.get(number)), _places(now.get(number))
        for word in before.keys() | after.keys():
            if before.get(word) != after.get(word):
                edits[word][number] = after.get(word, "")
    count = search.file_count(name, len(now))
    by_file: dict[int, list[str]] = defaultdict(list)
    for word in edits:
        by_file[search.file_of(word, count)].append(word)
    for number, words in by_file.items():
        path = search.file_name(name, count, number)
        yield path, _edited(read(path), {word: edits[word] for word in words})
    groups = {number // search.DOCS_PER_FILE for number in changed}
    shown = [number for number in now if number // search.DOCS_PER_FILE in groups]
    yield from search.document_files(name, [document(number) for number in sorted(shown)])


def names(name: str, now: Mapping[int, Noted]) -> set[str]:
    """The files that a block has."""
    shown = {f"{search.FOLDER}{name}/docs-{number // search.DOCS_PER_FILE}.json" for number in now}
    count = search.file_count(name, len(now))
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
