"""The last gate (关口): nobody on the roster is named in what goes out (R5.5).

The finished files are held against the private roster itself, whatever they look like. A leak says where it
is and what kind it is, never what it says: neither the roster nor what was found leaves this module.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import ahocorasick
import msgspec

from collector.desk import Desk
from collector.rules.homes.household import Resident
from collector.rules.publishing import roster_cell
from collector.rules.publishing.closed_up import Closed, close, plain
from collector.rules.publishing.roster_cell import (
    Kind,
    Level,
    Sought,
    short_forms,
    sought_addresses,
    sought_names,
)
from generator.campaign.configuration import CampaignYear
from generator.campaign.disclosure import digits, reading

# Up to ten digits a number is found as it is written and usually parted, a longer one in any disguise.
_LONGEST_LOCAL = 10
_RUN = re.compile(rf"[{digits.FIRST}](?<![0-9].){digits.RUN}", re.DOTALL)
# Before or after a match these make it part of something longer: 12号 of 12号楼, 501 of 5012.
_BEFORE = re.compile(r"[0-9][-－—]?$")
_AFTER = re.compile(r"[-－—]?[0-9]")
_AREA_BEFORE = re.compile(r"(?<![0-9])0[0-9]{2,3}[-－—]$")
_HOUSE_GOES_ON = re.compile(r"[楼线路院井文令]")
# Counts the ways of looking: a site that passed an earlier one is read again.
_WAY = 3


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
        names: Collection[str] = (),
        phones: Collection[str] = (),
        addresses: Collection[str] = (),
        published: Collection[str] = (),
    ) -> None:
        """`published` are names, phones and addresses of the office, which may stand anywhere."""
        told = repr((_WAY, *map(sorted, (names, phones, addresses, published)))).encode(
            "utf-8", "surrogatepass"
        )
        self._digest = hashlib.sha256(told).digest()
        free = {plain(each.text) for written in published for each in _read_as_any(written)}
        numbers = {each for cell in phones for each in roster_cell.phones(cell)} - free
        self._phones = frozenset(each for each in numbers if len(each) > _LONGEST_LOCAL)
        self._lengths = sorted({len(each) for each in self._phones})
        sought = {
            *(Sought(each, "phone") for each in numbers - self._phones),
            *(each for cell in names for each in sought_names(cell)),
            *(each for cell in addresses for each in sought_addresses(cell)),
        }
        self._patterns = ahocorasick.Automaton()
        for each in sought:
            pattern = plain(each.text)
            if pattern not in free:
                self._patterns.add_word(pattern, (*self._patterns.get(pattern, ()), each))
        self._patterns.make_automaton()

    def __repr__(self) -> str:
        return "Roster(…)"

    def mark(self, salt: str) -> str:
        """Something to know this very roster again by, from which nobody learns who is on it."""
        return f"{salt}:{hashlib.sha256(salt.encode() + self._digest).hexdigest()}"

    def find(self, text: str) -> list[Match]:
        """Every place of a text that speaks of somebody on the roster."""
        undone = reading.read(text)
        seen = undone.text if undone else text
        found = (*self._numbers(seen), *self._words(seen))
        return [_moved(match, undone) for match in found] if undone else list(found)

    def _words(self, text: str) -> Iterator[Match]:
        """Names, addresses and short numbers: one pass over the text closed up, then each is judged."""
        if not len(self._patterns):
            return
        closed = close(text)
        for last, all_sought in self._patterns.iter(closed.text):
            end = last + 1
            for sought in all_sought:
                start = end - len(sought.text)
                if sought.may_be_written(closed.gaps(start, end)) and _is_itself(sought, closed, start, end):
                    yield Match(*closed.span(start, end), sought.kind, sought.level)

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


def roster_of(desk: Desk, residents: Iterable[Resident] | None = None) -> Roster:
    """Everybody the store knows as a resident, or some of them, less what the office itself publishes."""
    people = list(desk.registers.residents if residents is None else residents)
    where = desk.year.places
    places = (where.subdistrict, *(each.name for each in where.communities))
    published = tuple(published_contacts(desk.year))
    return Roster(
        {each.name for each in people if each.name},
        {each.phone for each in people if each.phone},
        {form for each in people for form in short_forms(each.address, places)},
        {form for each in published for form in short_forms(each, places)},
    )


def whole_roster(desk: Desk) -> Roster:
    """Everybody (全部名册), made ready once until somebody on it changes, which takes longer than a build."""
    return desk.cases.once("roster", desk.today(), {"residents"}, lambda: roster_of(desk))


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


def _is_itself(sought: Sought, closed: Closed, start: int, end: int) -> bool:
    """Whether a match is not a part of something longer, nor a name by its numerals only (陆 read as 6)."""
    if sought.kind == "name":
        return closed.characters(start, end) == sought.text
    first, behind = closed.span(start, end)
    if closed.written[first] in "0123456789" and _BEFORE.search(closed.written, max(0, first - 2), first):
        with_area = sought.kind == "phone" and _AREA_BEFORE.search(closed.written, max(0, first - 6), first)
        if not with_area:
            return False
    if closed.text[end - 1] == "号":
        return not _HOUSE_GOES_ON.match(closed.written, behind)
    return closed.written[behind - 1] not in "0123456789" or not _AFTER.match(closed.written, behind)


def _read_as_any(written: str) -> Iterator[Sought]:
    """What the office publishes, whichever kind it is."""
    yield from (Sought(each, "phone") for each in roster_cell.phones(written))
    yield from sought_names(written)
    yield from sought_addresses(written)


def _moved(match: Match, undone: reading.Reading) -> Match:
    return Match(*undone.span(match.start, match.end), match.kind, match.level)
