"""The lists of a large block of the search index (成册), by whole arrays: what `search.lists` gives, sooner.

All texts of the block are one row of characters. Two Chinese characters beside each other and the document
they stand in are one number; sorted, these numbers are the lists of all words, one after the other.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.finding import search
from generator.finding.search import Document

Array = NDArray[np.uint64]
# UTF-16: what takes two units there is no Chinese character of `search`, and neither unit is.
Codes = NDArray[np.uint16]

# Stands behind every title and every text, and in none of them.
_END = "\x1e"
_WORD_OR_END = re.compile(rf"{search.WORD}|({_END})")
_NUMBER_BITS = search.BLOCK.bit_length() - 1
# A word and a document are a number, and its last bit tells whether the word stands in the text alone.
_WORD_BITS = _NUMBER_BITS + 1
_CELLS = np.frombuffer(search.CELLS.encode(), np.uint8)
# So many documents are read at a time, and so many numbers written out: what a processor holds beside it.
_TOGETHER, _SLICE = 256, 1 << 18


def lists(documents: Sequence[Document]) -> dict[str, str]:
    """The list of each word of some documents, which are in order."""
    plain = _PlainWords()
    pairs = np.concatenate([np.empty(0, np.uint64), *_pairs(documents, plain)])
    pairs.sort()
    found = search.joined_lists(plain.in_text, plain.in_title)
    start = 0
    while start < len(pairs):
        last = pairs[min(start + _SLICE, len(pairs)) - 1]
        end = int(np.searchsorted(pairs, ((last >> _WORD_BITS) + 1) << _WORD_BITS))
        found.update(_listed(pairs[start:end]))
        start = end
    return found


def _pairs(documents: Sequence[Document], plain: "_PlainWords") -> Iterator[Array]:
    """Every two Chinese characters beside each other, with where they stand; other words go into `plain`."""
    for start in range(0, len(documents), _TOGETHER):
        some = documents[start : start + _TOGETHER]
        codes = np.frombuffer(_written(some), np.uint16)
        is_chinese = codes - np.uint16(search.FIRST_CHINESE) <= search.LAST_CHINESE - search.FIRST_CHINESE
        is_chinese |= codes == search.ZERO
        plain.read(_without_chinese(codes, is_chinese), some)
        # Titles have an even place, texts the odd one after it.
        places = np.repeat(np.array([each.number for each in some], np.uint16) * 2, 2)
        places[1::2] += 1
        owners = np.repeat(places, np.diff(np.flatnonzero(codes == ord(_END)), prepend=-1))
        pairs = codes[:-1].astype(np.uint64)
        pairs <<= 16
        pairs |= codes[1:]
        pairs <<= _WORD_BITS
        pairs |= owners[:-1]
        yield pairs[is_chinese[:-1] & is_chinese[1:]]


def _written(documents: Sequence[Document]) -> bytes:
    """Titles and texts in UTF-16."""
    told = chain.from_iterable((each.title, each.text) for each in documents)
    text = "".join([each.replace(_END, " ") + _END for each in told])
    return search.normalized(text).lower().encode("utf-16-le", "surrogatepass")


def _without_chinese(codes: Codes, is_chinese: NDArray[np.bool_]) -> str:
    """The text with one Chinese character left of many in a row."""
    stays = ~is_chinese
    stays[1:] |= stays[:-1].copy()
    return codes[stays].tobytes().decode("utf-16-le", "surrogatepass")


class _PlainWords:
    """Which documents have which words in letters and figures; of these a text has few."""

    def __init__(self) -> None:
        self.in_text: dict[str, list[int]] = defaultdict(list)
        self.in_title: dict[str, list[int]] = defaultdict(list)

    def read(self, text: str, documents: Sequence[Document]) -> None:
        found = iter(_WORD_OR_END.findall(text))
        for document in documents:
            titled = _up_to_end(found)
            for word in titled:
                self.in_title[word].append(document.number)
            for word in _up_to_end(found) - titled:
                self.in_text[word].append(document.number)


def _up_to_end(found: Iterator[tuple[str, str, str]]) -> set[str]:
    """The words of one title, or of one text."""
    words = set()
    for number, word, end in found:
        if end:
            break
        words.add(search.word_of(number, word))
    return words


def _listed(pairs: Array) -> Iterator[tuple[str, str]]:
    """Each word with its list; `pairs` are sorted, and are all there are of their words."""
    words = pairs >> 1
    once = _begins(words)  # each document once, for its title where the word is in both
    words, is_text = words[once], pairs[once] & 1 == 1
    titled = dict(_coded(words[~is_text]))
    for word, texts in _coded(words[is_text]):
        yield word, search.joined(texts, titled.pop(word, ""))
    for word, titles in titled.items():
        yield word, search.joined("", titles)


def _begins(values: NDArray[Any]) -> NDArray[np.intp]:
    """Where another value begins, in a row that is sorted."""
    is_new = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=is_new[1:])
    return np.flatnonzero(is_new)


def _coded(pairs: Array) -> Iterator[tuple[str, str]]:
    """Each word with the documents that have it; `pairs` are sorted."""
    if not len(pairs):
        return
    words = pairs >> _NUMBER_BITS
    begins = _begins(words)
    numbers = (pairs & (search.BLOCK - 1)).astype(np.int32)
    sizes = np.diff(begins, append=len(pairs))
    cells = numbers[begins + sizes - 1] // search.PER_CELL + 1
    written = _as_lists(numbers, begins)
    for group in np.flatnonzero(sizes > cells + 1).tolist():
        first = begins[group]
        written[group] = _as_map(numbers[first : first + sizes[group]], cells[group])
    first_of_each = words[begins]
    characters = np.stack((first_of_each >> 16, first_of_each & 0xFFFF), axis=1).astype(np.uint32)
    spelled = characters.tobytes().decode("utf-32-le")
    yield from zip(map("".join, zip(spelled[::2], spelled[1::2], strict=True)), written, strict=True)


def _as_lists(numbers: NDArray[np.int32], begins: NDArray[np.intp]) -> list[str]:
    """Differences in base 32, the low digits first."""
    steps = np.diff(numbers, prepend=0)
    steps[begins] = numbers[begins]
    digits = _DIFFERENCES[steps].view(np.uint8)
    ends = np.cumsum(_LENGTHS[steps], dtype=np.uint32)
    text = digits[digits != 0].tobytes().decode("ascii")
    bounds = [0, *ends[begins[1:] - 1].tolist(), len(text)]
    return [text[start:end] for start, end in pairwise(bounds)]


def _differences() -> NDArray[np.uint32]:
    """How each number below that of a block is written: up to three characters, with noughts for the rest."""
    digits = np.frombuffer(search.DIGITS.encode(), np.uint8)
    written = np.zeros((search.BLOCK, 4), np.uint8)
    number = np.arange(search.BLOCK)
    for place in range(3):
        rest = number >> 5 * place
        has = (rest > 0) | (place == 0)
        written[has, place] = digits[(rest & 31) + 32 * (rest > 31)][has]
    return written.view(np.uint32).ravel()


_DIFFERENCES = _differences()
_LENGTHS = np.count_nonzero(_DIFFERENCES.view(np.uint8).reshape(-1, 4), axis=1).astype(np.uint8)


def _as_map(numbers: NDArray[np.int32], cells: int) -> str:
    bits = np.bincount(numbers // search.PER_CELL, 1 << numbers % search.PER_CELL, minlength=cells)
    return search.MAP + _CELLS[bits.astype(np.uint8)].tobytes().decode("ascii")
