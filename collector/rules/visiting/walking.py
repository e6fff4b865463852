"""The way through a neighbourhood (走访顺序): building by building, floor by floor, as a person walks it."""

import re
import unicodedata

_NUMBER = re.compile(r"(\d+)")
_BUILDING = re.compile(r".*\d+\s*(?:号楼|栋|幢|座|楼(?!层))")


def walk_key(address: str) -> tuple[str | int, ...]:
    """Sorts addresses as one walks them: 3号楼 comes before 12号楼, 201 before 1001."""
    parts = _NUMBER.split(unicodedata.normalize("NFKC", address))
    # Words and numbers alternate, so that only like is ever compared with like.
    return tuple(int(part) if n % 2 else part.strip() for n, part in enumerate(parts))


def building_of(address: str) -> str:
    """The building an address is in (楼栋), or where there is none its street: all before the last number."""
    tidy = unicodedata.normalize("NFKC", address).strip()
    if found := _BUILDING.match(tidy):
        return found[0]
    parts = _NUMBER.split(tidy)
    return "".join(parts[:-2]).strip() or tidy
