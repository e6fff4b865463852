"""The search index (搜索索引): static files that find a two-character word in the middle of a sentence.

The script of the search page reads these files; this is their format, all JSON in UTF-8, below `FOLDER`:

Blocks
    `[["pages", 64], ["2022-1", 1024], ["2022-0", 1024]]`, on the search page itself. A block is a set of
    documents, named with the number of its word files. Blocks stand in the order in which hits are shown
    that have the words in their titles: pages first, then results, the newest numbers first. A block of
    results holds 16,384 issue numbers.
`<block>/<word files>-<n>.json`
    One word file, the number of all in its name, so that a page that is older than the index finds no file
    rather than the wrong one: `[["垃圾", "路灯"], ["aB9", "c|d"]]`, the words and, at the same place of the
    second list, the documents that have the word. (Two lists, because a word such as 微信 beside letters
    reads like an account to whoever looks for one.) A word's file is `h % word files`, where `h` starts at 0
    and for each character becomes `(h * 31 + code) % 65521`.
    The part before the `|` are documents with the word in the text only, the part after it those with the
    word in the title; no `|` means none in a title. Each part is a set of numbers inside the block, written
    in the shorter of two ways. As a rising list: the differences between neighbours (the first from 0), each
    in base 32 with the low digits first. A digit is the place of a character in `DIGITS`, plus 32 where more
    digits follow: 7 is `h`, 40 is `Ob` (8 + 32, then 1). As a map, after a `#`: one character for every six
    numbers, its place in `CELLS` a sum of 1, 2, 4 … 32 for those of the six that are in the set; empty cells
    at the end are left out. No character is a v or a w, so that nothing reads like vx or wx, and no cell is
    a figure, so that nothing reads like a phone number.
`<block>/docs-<n>.json`
    What to show: `{"17": ["title", "note"]}` for the numbers `n * 40` up to `n * 40 + 39`. A page has its
    address below the site's root as the third part; that of a result follows from its block and number.

Words of a text: the text in NFKC and lower case; in each run of Chinese characters (U+3007, U+3400 to U+9FFF)
every two neighbours are a word; of an issue number (`2022-000123`) its bare number is (`123`), and so is
every other run of `0-9a-z`.

To search: take the words of the query (of a run of Chinese characters every second pair and the last pair
are enough; single ones with blanks between them are a run), fetch each word's file of every block, keep the
numbers that have all words. Show those with every word in the title first, by block, and then the others by
block but pages last, since a page mentions much; in a block of results the highest number first. One search
for a word reads about 25 KB at 10,000 results, most of it what is shown of the first hits.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from operator import add, sub

import msgspec

FOLDER = "search/index/"
PAGES = "pages"
DIGITS = "abcdefghijklmnopqrstu!$xyzABCDEFGHIJKLMNOPQRSTU*~XYZ0123456789-_"
CELLS = "abcdefghijklmnopqrstu!$xyzABCDEFGHIJKLMNOPQRSTU*~XYZ()+,;=?^{}-_"
MAP = "#"
PER_CELL = 6
DOCS_PER_FILE = 40
# So many documents to a word file, up to so many files; a page has far more words than a result.
DOCS_PER_WORD_FILE = {PAGES: 1}
FEW_DOCS, MOST_FILES = 4, 1024
BLOCK = 16384

# A word in letters and figures; words in Chinese are two neighbours out of these, or 〇.
WORD = r"\d{4}-(\d{6})|([0-9a-z]+)"
ZERO, FIRST_CHINESE, LAST_CHINESE = 0x3007, 0x3400, 0x9FFF
_RUN = re.compile(rf"{WORD}|([{chr(ZERO)}{chr(FIRST_CHINESE)}-{chr(LAST_CHINESE)}]{{2,}})")
# From so many documents on, loading what is quick costs less than it saves.
MANY = 500

# What stands between words, and is written otherwise in NFKC.
_MARKS = "，：；！？（）"


class Document(msgspec.Struct, frozen=True, gc=False):
    """What can be found (搜索条目): `number` is its own inside the block, `note` one short line beside it."""

    block: str
    number: int
    href: str
    title: str
    note: str
    text: str


def result_place(issue_no: str) -> tuple[str, int]:
    """The block and the number of a result, read off its issue number, so that they never move."""
    year, _, number = issue_no.partition("-")
    return f"{year}-{int(number) // BLOCK}", int(number) % BLOCK


def words(text: str) -> set[str]:
    """The words of a text under which it is found."""
    found: set[str] = set()
    for number, word, chinese in _RUN.findall(normalized(text).lower()):
        if chinese:
            found.update(map(add, chinese, chinese[1:]))
        else:
            found.add(word_of(number, word))
    return found


def word_of(number: str | None, word: str | None) -> str:
    """The word that stands for an issue's six figures, or for what else `WORD` finds."""
    return (number or "").lstrip("0") or number or word or ""


def normalized(text: str) -> str:
    """A text in NFKC, but for the marks that most sentences have, which are blanks: then most are in it."""
    for mark in _MARKS:
        text = text.replace(mark, " ")
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def index(documents: Iterable[Document]) -> Iterator[tuple[str, bytes]]:
    """Every file of the index with its address."""
    blocks: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        blocks[document.block].append(document)
    for name, inside in blocks.items():
        yield from block_files(name, inside)


def contents(sizes: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The blocks in their order, each with its number of word files, from how many documents it has."""
    return tuple((name, file_count(name, sizes[name])) for name in sorted(sizes, key=_shown_first))


def _shown_first(block: str) -> tuple[bool, int, int]:
    if block == PAGES:
        return (False, 0, 0)
    year, _, number = block.partition("-")
    return (True, -int(year), -int(number))


def file_count(block: str, documents: int) -> int:
    """Word files of a block: a power of two, so that a file is a few KB."""
    count = 1
    while count * DOCS_PER_WORD_FILE.get(block, FEW_DOCS) < documents and count < MOST_FILES:
        count *= 2
    return count


def file_name(block: str, count: int, number: int) -> str:
    """The address of one of the `count` word files of a block."""
    return f"{FOLDER}{block}/{count}-{number}.json"


def words_of(title: str, text: str) -> tuple[set[str], set[str]]:
    """The words of a document: those of its title, and those of its text alone."""
    in_title = words(title)
    return in_title, words(text) - in_title


def block_files(name: str, documents: Iterable[Document]) -> Iterator[tuple[str, bytes]]:
    """The word files and document files of one block."""
    documents = sorted(documents, key=lambda each: each.number)
    yield from _word_files(name, file_count(name, len(documents)), _lists(documents))
    yield from document_files(name, documents)


def _lists(documents: list[Document]) -> dict[str, str]:
    if len(documents) < MANY:
        return lists(documents)
    # Imported only now, since loading arrays takes longer than listing a few words.
    from generator.finding import quick_words

    return quick_words.lists(documents)


def lists(documents: Iterable[Document]) -> dict[str, str]:
    """The list of each word of some documents, which are in order."""
    in_text: dict[str, list[int]] = defaultdict(list)
    in_title: dict[str, list[int]] = defaultdict(list)
    for document in documents:
        title, text = words_of(document.title, document.text)
        for numbers in map(in_title.__getitem__, title):
            numbers.append(document.number)
        for numbers in map(in_text.__getitem__, text):
            numbers.append(document.number)
    return joined_lists(in_text, in_title)


def joined_lists(in_text: Mapping[str, list[int]], in_title: Mapping[str, list[int]]) -> dict[str, str]:
    """The list of each word that stands in texts only, in titles, or in both."""
    return {
        word: listed(in_text.get(word, ()), in_title.get(word, ()))
        for word in in_text.keys() | in_title.keys()
    }


def _word_files(name: str, count: int, lists: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    files: list[list[tuple[str, str]]] = [[] for _ in range(count)]
    for word in sorted(lists):
        files[file_of(word, count)].append((word, lists[word]))
    for number, inside in enumerate(files):
        yield file_name(name, count, number), word_file(inside)


def word_file(lists: Iterable[tuple[str, str]]) -> bytes:
    """A word file from its words in order, each with its list."""
    words_and_lists = [*lists]
    return _json(([word for word, _ in words_and_lists], [each for _, each in words_and_lists]))


def listed(in_text: Iterable[int], in_title: Iterable[int]) -> str:
    """The documents of a word as one text."""
    return joined(_coded([*in_text]), _coded([*in_title]))


def joined(texts: str, titles: str) -> str:
    """A list from its two parts."""
    return f"{texts}|{titles}" if titles else texts


def file_of(word: str, count: int) -> int:
    """Which of a block's word files holds a word."""
    if len(word) == 2:
        # Most are: the same in one step.
        return (ord(word[0]) % 65521 * 31 + ord(word[1])) % 65521 % count
    place = 0
    for character in word:
        place = (place * 31 + ord(character)) % 65521
    return place % count


def _coded(numbers: list[int]) -> str:
    """One part of a list, in the shorter of the two ways."""
    if len(numbers) == 1:
        return _difference(numbers[0])
    cells = numbers[-1] // PER_CELL + 2 if numbers else 0
    return _as_map(numbers, cells) if len(numbers) > cells else _as_list(numbers)


def _as_list(numbers: list[int]) -> str:
    return "".join(map(_difference, map(sub, numbers, chain((0,), numbers))))


@lru_cache(maxsize=BLOCK)
def _difference(rest: int) -> str:
    digits = ""
    while rest > 31:
        digits += DIGITS[rest % 32 + 32]
        rest //= 32
    return digits + DIGITS[rest]


def _as_map(numbers: list[int], length: int) -> str:
    cells = [0] * (length - 1)
    for number in numbers:
        cells[number // PER_CELL] |= 1 << number % PER_CELL
    return MAP + "".join([CELLS[each] for each in cells])


def decoded(coded: str) -> Iterator[int]:
    """The numbers of one part of a list."""
    if coded.startswith(MAP):
        for place, character in enumerate(coded[1:]):
            cell = CELLS.index(character)
            yield from (place * PER_CELL + bit for bit in range(PER_CELL) if cell >> bit & 1)
        return
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
    files: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for each in documents:
        href = (each.href,) if name == PAGES else ()
        files[each.number // DOCS_PER_FILE][str(each.number)] = (each.title, each.note, *href)
    for number, content in files.items():
        yield f"{FOLDER}{name}/docs-{number}.json", _json(content)


def _json(content: object) -> bytes:
    return msgspec.json.encode(content)
