"""What a cell of the roster is looked for as (户册里的一格): people write more than one thing into it.

高示例（户主） is looked for as 高示例; 高示例、李小梅 are two people; two phones in a cell are two phones.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

from collector.rules.publishing.closed_up import IDEOGRAPH, MARKS, close, plain
from generator.campaign.disclosure import digits, names, reading

Kind = Literal["phone", "address", "name"]
Level = Literal["block", "warn"]
KINDS: Mapping[Kind, str] = MappingProxyType({"phone": "电话", "address": "住址", "name": "姓名"})

_BRACKETS = re.compile(r"[(（\[［【〔][^)）\]］】〕]*[)）\]］】〕]?")
_NAME = re.compile(f"[{IDEOGRAPH}]{{2,}}")
_NO_NAME = re.compile(rf"[^\s{IDEOGRAPH}{MARKS}]+")
_NOT_SAID = re.compile(rf"[\s{MARKS}]")
_MARKED = re.compile(f"[{MARKS}]")
_LABEL = re.compile(r"(?:户主|业主|房主|房东|租户|租客|住户|承租人|联系人|配偶)(?:姓名)?")
_SURNAME = re.compile(names.SURNAME)
# 常住户 and 高龄 begin like names and are remarks.
_REMARK = re.compile(r"[户员人亲属病压龄]$")
# What a cell says that names nobody, and any text may say.
_NOBODY = frozenset(
    ("不在家", "出租房", "出租屋", "已出租", "外来务工", "待核实", "待补充", "待确认", "网格员", "集体户",
     "空挂户", "已搬走", "已搬迁", "已外出", "未入住", "无人住", "无人居住", "长期外出", "不清楚", "不知道",
     "未登记")
)  # fmt: skip

_SHORTEST_ADDRESS = 5
_SHORT_HOUSE = re.compile(r"[^0-9十]{2}[0-9十]号|[0-9十]{1,2}[排巷弄组][0-9十]{1,2}号")
_NUMBERED = re.compile(r"[0-9十]")
_DOOR = re.compile(r"[号室户0-9]$")
# 四宝山社区 and 世纪花园一期 are places: a numeral in Chinese is a door's where it counts doors, or ends.
_DIGIT = re.compile(r"[0-9]")
_COUNTS_DOORS = re.compile(r"[0-9十](?:号|栋|幢|座|单元|巷|组|排|楼|层|室|户|$)")
_BETWEEN_ADDRESSES = re.compile(r"[、，,；;|｜\n]")
_BESIDE_A_LETTER = re.compile(r"(?<=[a-z])\s+|\s+(?=[a-z])")
_AT_THE_EDGE = " \t\n、，,；;()（）[]［］【】〔〕"
_COUNTED = r"(?=\s*(?:号|栋|幢|座|单元|巷|组|排))"
# 3号楼2单元501 is the same door as 3栋2单元501.
_BUILDING = re.compile(r"号\s?楼|栋")
_IN_DIGITS = re.compile(rf"(?<![0-9])[0-9]{{1,2}}{_COUNTED}")
_IN_TENS = re.compile(rf"(?<![0-9])([1-9]?)十([1-9]?){_COUNTED}")

# Shorter numbers are no phones.
_SHORTEST_PHONE = 7
_NO_PHONE = re.compile(rf"[^0-9\s+{digits.HYPHENS}{digits.DOTS}()（）]+")
_DIALLED_FIRST = re.compile(r"(?:0086|86|0)(?=1[3-9][0-9]{9}$)")
_AREA = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})(?=[0-9]{7,8}$)")

# 高·示例 is a name, 高（示例） are two words; an address and a phone are set off in either way.
_SEEN_INSIDE: Mapping[Kind, frozenset[str]] = {
    "name": frozenset({"line", "blank", "mark"}),
    "address": frozenset({"line", "blank", "mark", "set off"}),
    "phone": frozenset({"line", "blank", "mark", "set off"}),
}


class Sought(msgspec.Struct, frozen=True, gc=False):
    """Something to look for (要找的), closed up; `parted` are the places where the roster itself parts it."""

    text: str
    kind: Kind
    parted: tuple[int, ...] = ()

    @property
    def level(self) -> Level:
        """A name of two may be a word: 高峰, 示例."""
        return "warn" if self.kind == "name" and len(self.text) == 2 else "block"

    def may_be_written(self, gaps: Mapping[int, str]) -> bool:
        """Whether a text with these gaps in it tells this, and not two things that stand side by side."""
        if any(self._is_in_number(place) and place not in gaps for place in self.parted):
            return False
        if not _SEEN_INSIDE[self.kind].issuperset(gaps.values()):
            return False
        spaced_out = self.kind == "name" and len(gaps) == len(self.text) - 1
        return spaced_out or all(self._is_joint(place, look) for place, look in gaps.items())

    def _is_joint(self, place: int, look: str) -> bool:
        """Whether people part it here: 李 示国 and 北村 23 号, but 李示 国庆 and 北村2-3号 are two."""
        if place in self.parted:
            return True
        if self.kind == "name":
            surname = _SURNAME.match(self.text)
            return look == "line" or place in {1, surname.end() if surname else 1}
        if self.kind == "phone":
            return place in {3, 4, len(self.text) - 4}
        return not self._is_in_number(place)

    def _is_in_number(self, place: int) -> bool:
        return self.text[place - 1].isdigit() and self.text[place].isdigit()


def sought_names(cell: str) -> Iterator[Sought]:
    """The people in a cell (姓名); what stands in brackets is a remark."""
    people = _LABEL.sub("、", _BRACKETS.sub(" ", _read(cell)))
    parts = [each.strip() for each in _NO_NAME.split(people) if each.strip()]
    for part in parts:
        words = part.split()
        yield from _name(part, sure=len(parts) == 1)
        if len(words) > 1 and all(len(word) > 1 for word in words):
            for word in words:
                yield from _name(word, sure=False) if len(word) > 2 else ()


def sought_addresses(cell: str) -> Iterator[Sought]:
    """The addresses in a cell (住址), counted in digits and in tens; a place without a number is no door."""
    whole = _BESIDE_A_LETTER.sub("", plain(_read(cell)))
    told = _BRACKETS.sub(lambda found: found[0] if _NUMBERED.search(found[0]) else " ", whole)
    parts = {each.strip(_AT_THE_EDGE) for each in (told, *_BETWEEN_ADDRESSES.split(told))}
    # What was cut out must lead to a door: 12号楼（北区） is not a name for every flat of 12号楼.
    for form in {whole.strip(_AT_THE_EDGE), *filter(_DOOR.search, parts)}:
        for written in _ways_to_write(form):
            closed = close(written)
            long_enough = len(closed.text) >= _SHORTEST_ADDRESS or _SHORT_HOUSE.fullmatch(closed.text)
            is_door = _DIGIT.search(_read(cell)) or _COUNTS_DOORS.search(closed.text)
            if long_enough and _NUMBERED.search(closed.text) and is_door:
                yield Sought(closed.text, "address", tuple(closed.gaps(0, len(closed.text))))


def _ways_to_write(address: str) -> set[str]:
    """The same door with its numbers in digits and in tens, and its building called 号楼 and 栋."""
    told = {address, _BUILDING.sub(lambda found: "号楼" if found[0] == "栋" else "栋", address)}
    return {
        way for each in told for way in (each, _IN_DIGITS.sub(_in_tens, each), _IN_TENS.sub(_in_digits, each))
    }


def phones(cell: str) -> set[str]:
    """The phones in a cell (电话) as digits, with and without what is dialled first."""
    written = _read(cell)
    found = {digits.plain(each) for part in _NO_PHONE.split(written) for each in _one_by_one(part)}
    told = {each for each in found if len(each) >= _SHORTEST_PHONE} or {digits.plain(written)}
    numbers = {_DIALLED_FIRST.sub("", each) for each in told}
    numbers |= {_AREA.sub("", each) for each in numbers}
    return {each for each in numbers if len(each) >= _SHORTEST_PHONE}


def short_forms(address: str, places: Iterable[str]) -> Iterator[str]:
    """An address as people write it (简称): from each of the places it names on, and from behind it."""
    yield address
    for place in places:
        _, found, rest = address.partition(place)
        if found:
            yield from (found + rest, rest)


def _read(cell: str) -> str:
    plain_reading = reading.read(cell)
    return plain_reading.text if plain_reading else cell


def _one_by_one(written: str) -> list[str]:
    """Phones with a blank between them, or one phone with blanks in it."""
    words = written.split()
    return words if all(len(digits.plain(word)) >= _SHORTEST_PHONE for word in words) else [written]


def _name(written: str, *, sure: bool) -> Iterator[Sought]:
    text = _NOT_SAID.sub("", written)
    if not _NAME.fullmatch(text) or text in _NOBODY:
        return
    if sure or (_SURNAME.match(text) and not _REMARK.search(text)) or _MARKED.search(written):
        parted = tuple(close(written).gaps(0, len(text))) if text != written else ()
        yield Sought(text, "name", parted if len(parted) < len(text) - 1 else ())


def _in_tens(number: re.Match[str]) -> str:
    """23 as 2十3, which is how 二十三 reads."""
    tens, ones = divmod(int(number[0]), 10)
    ten = f"{tens if tens > 1 else ''}十" if tens else ""
    return ten + (str(ones) if ones or not tens else "")


def _in_digits(number: re.Match[str]) -> str:
    return f"{number[1] or 1}{number[2] or 0}"
