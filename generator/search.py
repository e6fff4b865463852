"""The search index (搜索索引): static files that find a two-character word in the middle of a sentence.

The script of the search page reads these files; this is their format, all JSON in UTF-8, below `FOLDER`:

`index.json`
    `{"docs_per_file": 16, "blocks": [["pages", 4], ["2022-1", 512], ["2022-0", 512]]}`. A block is a set of
    documents, named with the number of its word files. Blocks stand in the order in which hits are shown:
    pages first, then results, the newest numbers first. A block of results holds 8,192 issue numbers.
`<block>/<n>.json`
    One word file: `[["垃圾", "路灯"], ["aB9", "c|d"]]`, the words and, at the same place of the second list,
    the documents that have the word. (Two lists, because a word such as 微信 beside letters reads like an
    account to whoever looks for one.) A word's file is `h % word files`, where `h` starts at 0 and for each
    character becomes `(h * 31 + code) % 65521`.
    The part before the `|` are documents with the word in the text only, the part after it those with the
    word in the title; no `|` means none in a title. Each part is a rising list of numbers inside the block,
    written as the differences between neighbours (the first from 0), each difference in base 32 with the
    low digits first. A digit is the place of a character in `DIGITS`, plus 32 where more digits follow:
    7 is `h`, 40 is `Ob` (8 + 32, then 1). No digit is a v or a w, so that no list reads like vx or wx.
`<block>/docs-<n>.json`
    What to show: `{"17": ["2022/results/2022-000017/", "title", "note"]}` for the numbers `n * 16` up to
    `n * 16 + 15`; the first part is the address below the site's root.

Words of a text: the text in NFKC and lower case; in each run of Chinese characters (U+3007, U+3400 to U+9FFF)
every two neighbours are a word; an issue number (`2022-000123`) is a word, and so is every other run of
`0-9a-z`. A result is also found by its bare number (`123`).

To search: take the words of the query (of a run of Chinese characters every second pair and the last pair
are enough), fetch each word's file of every block, keep the numbers that have all words. Show those with
every word in the title first, then by block, and in a block of results the highest number first. One search
for a word reads under 60 KB at 10,000 results.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import add

import msgspec

FOLDER = "search/index/"
PAGES = "pages"
DIGITS = "abcdefghijklmnopqrstu!$xyzABCDEFGHIJKLMNOPQRSTU*~XYZ0123456789-_"
DOCS_PER_FILE = 16
BLOCK = 8192

_RUN = re.compile(r"(\d{4}-\d{6})|([0-9a-z]+)|([\u3007\u3400-\u9fff]{2,})")


class Document(msgspec.Struct, frozen=True, gc=False):
    """What can be found (搜索条目): `number` is its own inside the block, `note` one short line beside it."""

    block: str
    number: int
    href: str
    title: str
    note: str
    text: str


WordsOf = Callable[[Document], tuple[Iterable[str], Iterable[str]]]


def result_place(issue_no: str) -> tuple[str, int]:
    """The block and the number of a result, read off its issue number, so that they never move."""
    year, _, number = issue_no.partition("-")
    return f"{year}-{int(number) // BLOCK}", int(number) % BLOCK


def words(text: str) -> set[str]:
    """The words of a text under which it is found."""
    found: set[str] = set()
    for number, word, chinese in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if chinese:
            found.update(map(add, chinese, chinese[1:]))
        else:
            found.add(number or word)
    return found


def index(documents: Iterable[Document]) -> Iterator[tuple[str, bytes]]:
    """Every file of the index with its address."""
    blocks: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        blocks[document.block].append(document)
    for name, inside in blocks.items():
        yield from block_files(name, inside)
    yield contents({name: len(inside) for name, inside in blocks.items()})


def contents(sizes: Mapping[str, int]) -> tuple[str, bytes]:
    """The file that names the blocks, from how many documents each of them has."""
    blocks = [(name, file_count(sizes[name])) for name in sorted(sizes, key=_shown_first)]
    return FOLDER + "index.json", _json({"docs_per_file": DOCS_PER_FILE, "blocks": blocks})


def _shown_first(block: str) -> tuple[bool, int, int]:
    if block == PAGES:
        return (False, 0, 0)
    year, _, number = block.partition("-")
    return (True, -int(year), -int(number))


def file_count(documents: int) -> int:
    """Word files of a block: a power of two, so that a file serves about sixteen documents."""
    count = 1
    while count * 16 < documents and count < 512:
        count *= 2
    return count


def words_of(document: Document) -> tuple[Iterable[str], Iterable[str]]:
    """The words of a document: those of its title, and those of its text alone."""
    title = words(document.title)
    return title, words(document.text) - title


def block_files(
    name: str, documents: Iterable[Document], words_of: WordsOf = words_of
) -> Iterator[tuple[str, bytes]]:
    """The word files and document files of one block."""
    documents = sorted(documents, key=lambda each: each.number)
    in_text: dict[str, list[int]] = defaultdict(list)
    in_title: dict[str, list[int]] = defaultdict(list)
    for document in documents:
        title, text = words_of(document)
        for word in title:
            in_title[word].append(document.number)
        for word in text:
            in_text[word].append(document.number)
    yield from _word_files(name, file_count(len(documents)), in_text, in_title)
    yield from document_files(name, documents)


def _word_files(
    name: str, count: int, in_text: dict[str, list[int]], in_title: dict[str, list[int]]
) -> Iterator[tuple[str, bytes]]:
    files: list[list[tuple[str, str]]] = [[] for _ in range(count)]
    for word in sorted(in_text.keys() | in_title.keys()):
        files[file_of(word, count)].append((word, listed(in_text.get(word, ()), in_title.get(word, ()))))
    for number, lists in enumerate(files):
        yield f"{FOLDER}{name}/{number}.json", word_file(lists)


def word_file(lists: Iterable[tuple[str, str]]) -> bytes:
    """A word file from its words in order, each with its list."""
    words_and_lists = [*lists]
    return _json(([word for word, _ in words_and_lists], [each for _, each in words_and_lists]))


def listed(in_text: Iterable[int], in_title: Iterable[int]) -> str:
    """The documents of a word as one text."""
    titles = _coded(in_title)
    return _coded(in_text) + (f"|{titles}" if titles else "")


def file_of(word: str, count: int) -> int:
    """Which of a block's word files holds a word."""
    place = 0
    for character in word:
        place = (place * 31 + ord(character)) % 65521
    return place % count


def _coded(numbers: Iterable[int]) -> str:
    digits = []
    before = 0
    for number in numbers:
        difference, before = number - before, number
        while difference > 31:
            digits.append(DIGITS[difference % 32 + 32])
            difference //= 32
        digits.append(DIGITS[difference])
    return "".join(digits)


def decoded(coded: str) -> Iterator[int]:
    """The numbers of one part of a list."""
    number = difference = shift = 0
    for character in coded:
        digit = DIGITS.index(character)
        difference |= (digit & 31) << shift
        shift += 5
        if digit < 32:
            number += difference
            yield number
            difference = shift = 0


def document_files(name: str, documents: list[Document]) -> Iterator[tuple[str, bytes]]:
    """What to show of the documents, which are in order."""
    files: dict[int, dict[str, tuple[str, str, str]]] = defaultdict(dict)
    for each in documents:
        files[each.number // DOCS_PER_FILE][str(each.number)] = (each.href, each.title, each.note)
    for number, content in files.items():
        yield f"{FOLDER}{name}/docs-{number}.json", _json(content)


def _json(content: object) -> bytes:
    return msgspec.json.encode(content)
