"""The last gate (关口): nobody on the roster is named in what goes out (R5.5).

The finished files are held against the private roster itself, whatever they look like. A leak says where it
is and what kind it is, never what it says: neither the roster nor what was found leaves this module.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import ahocorasick
import msgspec

from collector.desk import Desk
from collector.rules.household import Resident
from generator.campaign.configuration import CampaignYear
from generator.campaign.disclosure import digits, reading

Kind = Literal["phone", "address", "name"]
Level = Literal["block", "warn"]

# Shorter numbers are no phones; up to ten digits they are found as written, longer ones in any disguise.
_SHORTEST_PHONE, _LONGEST_LOCAL = 7, 10
_SHORTEST_ADDRESS = 5
_RUN = re.compile(rf"[{digits.FIRST}](?<![0-9].){digits.RUN}", re.DOTALL)
_DIALLED_FIRST = re.compile(r"(?:0086|86|0)(?=1[3-9][0-9]{9}$)")
_AREA = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})(?=[0-9]{7,8}$)")
_HAN_NAME = re.compile(r"[㐀-鿿]{2,}")
_NUMERALS = "零一二三四五六七八九"
_COUNTED = re.compile(r"[0-9]{1,2}(?=号|栋|幢|座|单元|巷|组|排)")
_NUMBERED = re.compile(rf"[0-9{_NUMERALS}十]")
# Before or after a match these make it part of something longer: 12号 of 12号楼, 501 of 5012.
_BEFORE = re.compile(r"[0-9][-－—]?$")
_AFTER = re.compile(r"[-－—]?[0-9]")
_HOUSE_GOES_ON = re.compile(r"[楼线路院井文令]")


class Leak(msgspec.Struct, frozen=True, order=True):
    """Somebody of the roster in a file that goes out (泄露): where and what kind, never who.

    `line` counts from 1; 0 means the file's own name. `place` never shows what leaks in it.
    """

    place: str
    line: int
    kind: Kind
    level: Level


class Match(msgspec.Struct, frozen=True):
    """A place in a text that speaks of somebody; only where it is."""

    start: int
    end: int
    kind: Kind
    level: Level


class Roster:
    """The people nobody may read about (名册), ready to be looked for; it shows nothing of them."""

    def __init__(
        self,
        names: Iterable[str] = (),
        phones: Iterable[str] = (),
        addresses: Iterable[str] = (),
        published: Iterable[str] = (),
    ) -> None:
        """`published` are names, phones and addresses of the office, which may stand anywhere."""
        names, phones, addresses, published = map(sorted, (names, phones, addresses, published))
        told = repr((names, phones, addresses, published)).encode("utf-8", "surrogatepass")
        self._digest = hashlib.sha256(told).digest()
        free = {_squeezed(each) for each in published}
        free |= {number for each in free for number in _dialled(each)}
        numbers = {number for each in phones for number in _dialled(each)} - free
        self._phones = frozenset(each for each in numbers if len(each) > _LONGEST_LOCAL)
        self._lengths = sorted({len(each) for each in self._phones})
        self._patterns = ahocorasick.Automaton()
        for name in {_squeezed(each) for each in names} - free:
            self._add_name(name)
        for address in {_squeezed(each) for each in addresses} - free:
            self._add_address(address)
        for number in numbers - self._phones:
            self._add_local(number)
        self._patterns.make_automaton()

    def __repr__(self) -> str:
        return "Roster(…)"

    def mark(self, salt: str) -> str:
        """Something to know this very roster again by, from which nobody learns who is on it."""
        return f"{salt}:{hashlib.sha256(salt.encode() + self._digest).hexdigest()}"

    def find(self, text: str) -> list[Match]:
        """Every place of a text that speaks of somebody on the roster."""
        plain = reading.read(text)
        if plain is None:
            return [*self._numbers(text), *self._words(text)]
        return [
            Match(*plain.span(match.start, match.end), match.kind, match.level)
            for match in (*self._numbers(plain.text), *self._words(plain.text))
        ]

    def _words(self, text: str) -> Iterator[Match]:
        if not len(self._patterns):
            return
        for last, (length, kind, level) in self._patterns.iter(text):
            start, end = last + 1 - length, last + 1
            if kind == "name" or _stands_alone(text, start, end):
                yield Match(start, end, kind, level)

    def _numbers(self, text: str) -> Iterator[Match]:
        """Phones in any disguise: a run of digits is read as one number and searched through."""
        if not self._phones:
            return
        for run in _RUN.finditer(text):
            number = "".join(piece.digits for piece in digits.pieces(text, *run.span()))
            if self._holds_phone(number):
                yield Match(*run.span(), "phone", "block")

    def _holds_phone(self, number: str) -> bool:
        return any(
            number[start : start + length] in self._phones
            for length in self._lengths
            for start in range(len(number) - length + 1)
        )

    def _add_name(self, name: str) -> None:
        if _HAN_NAME.fullmatch(name.replace("·", "")):
            level: Level = "block" if len(name) > 2 else "warn"
            for space in ("", " ", "\u3000"):
                self._add(f"{name[0]}{space}{name[1:]}", "name", level)
                self._add(space.join(name), "name", level)

    def _add_address(self, address: str) -> None:
        """A full address; a place without a number is nobody's door."""
        if len(address) >= _SHORTEST_ADDRESS and _NUMBERED.search(address):
            self._add(address, "address", "block")
            self._add(_in_numerals(address), "address", "block")

    def _add_local(self, number: str) -> None:
        for cut in (0, 3, 4):
            for space in (" ", "-"):
                self._add(space.join(filter(None, (number[:cut], number[cut:]))), "phone", "block")

    def _add(self, pattern: str, kind: Kind, level: Level) -> None:
        self._patterns.add_word(pattern, (len(pattern), kind, level))


def roster_of(desk: Desk, residents: Iterable[Resident] | None = None) -> Roster:
    """Everybody the store knows as a resident, or some of them, less what the office itself publishes."""
    names, phones, addresses = [], [], []
    communities = {each.code: each.name for each in desk.year.places.communities}
    for resident in desk.registers.residents if residents is None else residents:
        names.append(resident.name or "")
        phones.append(resident.phone or "")
        community = communities.get(resident.community_code, "")
        addresses += [resident.address, resident.address.removeprefix(community)]
    return Roster(names, phones, addresses, published_contacts(desk.year))


def published_contacts(year: CampaignYear) -> Iterator[str]:
    """Phones, offices and people that site.yaml, places.yaml and units.yaml publish (公开的联系方式)."""
    site = year.site
    yield from (site.phone, *site.known_phones, site.address or "")
    yield from (way.phone or "" for way in site.ways_to_be_heard)
    yield from (unit.phone or "" for unit in year.units.units)
    for community in year.places.communities:
        yield from (community.phone or "", community.office or "", community.collator or "")


def scan(files: Iterable[tuple[str, bytes]], roster: Roster) -> list[Leak]:
    """Hold files (their names and contents) against the roster; each place, line and kind is told once."""
    leaks: set[Leak] = set()
    for name, content in files:
        in_name = roster.find(name)
        place = _masked(name, in_name)
        leaks |= {Leak(place, 0, match.kind, match.level) for match in in_name}
        for text in _texts(content):
            leaks |= {
                Leak(place, text.count("\n", 0, match.start) + 1, match.kind, match.level)
                for match in roster.find(text)
            }
    return sorted(leaks)


def scan_site(folder: Path, roster: Roster, only: Iterable[str] | None = None) -> list[Leak]:
    """Hold a built site against the roster: all of it, or `only` some files by their names below `folder`."""
    names = only if only is not None else sorted(_names(folder))
    return scan(((name, (folder / name).read_bytes()) for name in names), roster)


def _names(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _texts(content: bytes) -> Iterator[str]:
    """A file as text; a picture also as the two-byte text its camera may have left in it (EXIF)."""
    yield content.decode("utf-8", "replace")
    if b"\0" in content:
        for start in (0, 1):
            yield content[start:].decode("utf-16-le", "replace")


def _masked(name: str, matches: list[Match]) -> str:
    """A file name without what leaks in it."""
    for match in sorted(matches, key=lambda match: match.start, reverse=True):
        name = f"{name[: match.start]}＊＊＊{name[match.end :]}"
    return name


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a number or an address is not a part of a longer one."""
    if text[start] in "0123456789" and _BEFORE.search(text, max(0, start - 2), start):
        return False
    if text[end - 1] == "号":
        return not _HOUSE_GOES_ON.match(text, end)
    return text[end - 1] not in "0123456789" or not _AFTER.match(text, end)


def _squeezed(written: str) -> str:
    """A line of the roster as people write it on a page: plain characters, no spaces."""
    plain = reading.read(written)
    return re.sub(r"\s", "", plain.text if plain else written)


def _dialled(written: str) -> Iterator[str]:
    """A phone as digits, with and without what is dialled first."""
    number = _DIALLED_FIRST.sub("", digits.plain(_squeezed(written)))
    local = _AREA.sub("", number)
    yield from (each for each in {number, local} if len(each) >= _SHORTEST_PHONE)


def _in_numerals(address: str) -> str:
    """An address in Chinese numerals: 12号楼3单元501室 as 十二号楼三单元五零一室."""
    counted = _COUNTED.sub(lambda match: _count(int(match.group())), address)
    return counted.translate(str.maketrans("0123456789", _NUMERALS))


def _count(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = f"{_NUMERALS[tens] if tens > 1 else ''}十" if tens else ""
    return ten + (_NUMERALS[ones] if ones or not tens else "")
