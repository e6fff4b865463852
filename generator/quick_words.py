"""The lists of a large block of the search index (成册), by whole arrays: what `search.lists` gives, sooner.

All texts of the block are one row of characters. Two Chinese characters beside each other and the document
they stand in are one number; sorted, these numbers are the lists of all words, one after the other.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from generator import search
from generator.search import Document

Array = NDArray[np.uint64]

# Stands behind every title and every text, and in none of them.
_END = "\x1e"
_WORD = re.compile(search.WORD)
_NUMBER_BITS = search.BLOCK.bit_length() - 1
_DIGITS, _CELLS = (np.frombuffer(each.encode(), np.uint8) for each in (search.DIGITS, search.CELLS))
# The numbers are sorted in so many parts, by the last bits of a word's first character: less memory at once.
_PARTS = 4


def lists(documents: Sequence[Document]) -> dict[str, str]:
    """The list of each word of some documents, which are in order."""
    told = chain.from_iterable((each.title, each.text) for each in documents)
    text = search.normalized("".join([each.replace(_END, " ") + _END for each in told])).lower()
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    # Titles have an even place, texts the odd one after it.
    places = np.cumsum(codes == ord(_END), dtype=np.uint32)
    numbers = np.repeat(np.array([each.number for each in documents], np.uint64), 2)
    found = _plain_words(text, documents)
    is_chinese = (codes >= search.FIRST_CHINESE) & (codes <= search.LAST_CHINESE) | (codes == search.ZERO)
    is_pair = is_chinese[:-1] & is_chinese[1:]
    for part in range(_PARTS):
        at = np.flatnonzero(is_pair & (codes[:-1] % _PARTS == part))
        pairs = (codes[at].astype(np.uint64) << 16 | codes[at + 1]) << _NUMBER_BITS | numbers[places[at]]
        is_title = places[at] % 2 == 0
        in_title, in_text = _each_once(pairs[is_title]), _each_once(pairs[~is_title])
        titled = dict(_coded(in_title))
        found.update(_coded(in_text[np.isin(in_text, in_title, invert=True, assume_unique=True)]))
        found.update((word, search.joined(found.get(word, ""), titles)) for word, titles in titled.items())
    return found


def _plain_words(text: str, documents: Sequence[Document]) -> dict[str, str]:
    """The lists of what is written in letters and figures; of these a text has few."""
    in_text: dict[str, list[int]] = defaultdict(list)
    in_title: dict[str, list[int]] = defaultdict(list)
    told = [{search.word_of(*each) for each in _WORD.findall(piece)} for piece in text.split(_END)]
    for document, titled, written in zip(documents, told[::2], told[1::2], strict=False):
        for word in titled:
            in_title[word].append(document.number)
        for word in written - titled:
            in_text[word].append(document.number)
    return search.joined_lists(in_text, in_title)


def _each_once(values: Array) -> Array:
    values.sort()
    once: Array = values[np.diff(values, prepend=values[:1] + 1) != 0]
    return once


def _coded(pairs: Array) -> Iterator[tuple[str, str]]:
    """Each word with the documents that have it; `pairs` are sorted."""
    if not len(pairs):
        return
    words = pairs >> _NUMBER_BITS
    begins = np.flatnonzero(np.diff(words, prepend=words[:1] + 1))
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
    lengths = 1 + (steps > 31) + (steps > 1023)
    ends = np.cumsum(lengths)
    written = np.empty(ends[-1], np.uint8)
    for place in range(3):
        has = lengths > place
        digits = (steps[has] >> 5 * place & 31) + 32 * (lengths[has] > place + 1)
        written[(ends - lengths)[has] + place] = _DIGITS[digits]
    text = written.tobytes().decode("ascii")
    bounds = [*(ends - lengths)[begins].tolist(), len(text)]
    return [text[start:end] for start, end in pairwise(bounds)]


def _as_map(numbers: NDArray[np.int32], cells: int) -> str:
    bits = np.bincount(numbers // search.PER_CELL, 1 << numbers % search.PER_CELL, minlength=cells)
    return search.MAP + _CELLS[bits.astype(np.uint8)].tobytes().decode("ascii")
