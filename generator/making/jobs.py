"""What is made together (一批活), and how its files are staged and read on the way (上架)."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from generator import addresses
from generator.campaign.problem import Problem
from generator.errors import ContentError
from generator.files import Stretch
from generator.making.proof import Reader
from generator.making.write import Staging
from generator.remembering.memory import Entry, Note, Part


class Made(msgspec.Struct):
    """What one job made (一批成品), for whoever puts the whole together.

    `part` is all that is there now, `note` what is to be remembered of it, `new` the pages that were made and
    `targets` where they lead, `gone` the files that it had last time and has no more.
    """

    name: str
    stands_on: bytes | None = None
    part: Part = msgspec.field(default_factory=Part)
    note: Note | None = None
    changed: list[str] = msgspec.field(default_factory=list)
    new: list[str] = msgspec.field(default_factory=list)
    targets: set[str] = msgspec.field(default_factory=set)
    found: list[Problem] = msgspec.field(default_factory=list)
    gone: set[str] = msgspec.field(default_factory=set)
    pages: int = 0

    def __reduce__(self) -> tuple[Callable[[bytes], "Made"], tuple[bytes]]:
        """On its way from one process to another it is packed as a whole, not record by record."""
        return _unpacked, (msgspec.msgpack.encode(self),)


def _unpacked(data: bytes) -> Made:
    return msgspec.msgpack.decode(data, type=Made)


class Job(msgspec.Struct, frozen=True):
    """Files that are made together (一批活), and a digest of what they stand on, where one is known.

    One that copies leaves most of its work to the system.
    """

    name: str
    work: Callable[[Made, Part], None]
    stands_on: bytes | None = None
    listed_in: str = ""
    copies: bool = False


# Name, size and time of change.
File = tuple[str, int, int]


class Stager:
    """Stages files, and reads what is not told elsewhere.

    What stands `is_clean` if such a reader has read it and found nothing: then only what changed is read.
    """

    def __init__(self, staging: Staging, reader: Reader, *, is_clean: bool) -> None:
        self.staging = staging
        self.reader = reader
        self.is_clean = is_clean

    def files(
        self, seen: bytes, files: Iterable[tuple[str, bytes]], made: Made, *, is_told: bool = False
    ) -> Entry:
        """Files made together; `is_told` if they hold nothing but published results."""
        before = len(made.found)
        put = tuple([self.put(*file, "", made, is_told=is_told) for file in files])
        return Entry(seen, put, found=tuple(made.found[before:]))

    def kept(self, name: str, draw: Callable[[], bytes], made: Made) -> File:
        """A picture whose name says all that it shows: one that stands is the one to be drawn."""
        standing = self.staging.standing(name)
        return (name, *standing) if standing else self.put(name, draw(), "", made)

    def put(self, name: str, data: bytes, source: str, made: Made, *, is_told: bool = False) -> File:
        changed, changed_at, before = self.staging.add(name, data)
        if changed:
            made.changed.append(name)
        if not is_told and (changed or not self.is_clean):
            made.found += self.reader.read(name, data, source, before if self.is_clean else b"")
        return name, len(data), changed_at

    def put_long(self, name: str, pieces: Iterable[bytes | Stretch], made: Made) -> File:
        """A file of nothing but published results, which is never held as a whole."""
        changed, size, changed_at = self.staging.add_long(name, pieces)
        if changed:
            made.changed.append(name)
        return name, size, changed_at


def enter(made: Made, name: str, entry: Entry) -> None:
    if name in made.part.entries:
        raise ContentError([taken(name, entry.source)])
    made.part.entries[name] = entry


def taken(name: str, source: str) -> Problem:
    """Two pages at one address."""
    message = f"地址“/{name.removesuffix('index.html')}”已经有一页了。请给其中一页改名。"
    return Problem(source or name, 0, "taken_address", message)


def taken_twice(pages: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """The same before any page is made: of each its address and source are told."""
    sources: dict[str, str] = {}
    for address, source in pages:
        if address in sources:
            yield taken(addresses.file_of(address), source or sources[address])
        sources.setdefault(address, source)
