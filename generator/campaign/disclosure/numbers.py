"""Numbers that belong to a person: mobiles, identity numbers, bank cards, landlines (号码, R5.4).

Each rule looks at one stretch of digits: its shape, its check digits, and the words around it.
"""

import re
from collections.abc import Iterator
from itertools import accumulate

from generator.campaign.disclosure import credentials
from generator.campaign.disclosure.digits import SEPARATOR, plain
from generator.campaign.disclosure.hit import Hit
from generator.campaign.disclosure.late import late
from generator.campaign.disclosure.stretches import Stretch, reads_as_one, stretches

_MOBILE = re.compile(r"(?P<prefix>(?:00)?86|0)?(?P<own>1[3-9]\d{9})")
_LANDLINE = re.compile(
    r"(?P<prefix>0|(?:00)?86(?=[2-9]|10))(?:(?:(?P<city>10|2\d)(?P<eight>[1-9]\d{7}))"
    r"|(?P<area>[3-9]\d\d)(?P<local>[1-9]\d{6,7}))"
)
_GAP = rf"{SEPARATOR}{{0,2}}+"
_WORD = rf"电{_GAP}话|座{_GAP}机|固{_GAP}话|传{_GAP}真|(?i:\btel)"
_BETWEEN = rf"[号码]*(?:[:：为是]|{SEPARATOR}){{0,4}}+"
FIRST = "电座固传T"
KEYWORD = (
    rf"(?:(?<=[电固]){_GAP}话|(?<=座){_GAP}机|(?<=传){_GAP}真|(?<=T)(?i:el))"
    rf"(?={_BETWEEN}[2-8](?:{_GAP}[0-9]){{6,7}}(?![0-9]))"
)
_LABELLED = late(
    rf"(?:{_WORD}){_BETWEEN}(?P<local>[2-8](?:{_GAP}[0-9]){{6,7}})(?![\d年/]|[\-－.]\d)",
    re.DOTALL,
)

# A word before a number says what it is; a few characters other than digits may stand between.
_PHONE_WORD = re.compile(
    r"(?:电话|手机|联系|致电|拨打|来电|号码|热线|电联|座机|固话|短信|微信|同号|tel|phone|mobile|call|vx|wx)[^0-9。；;]{0,8}$",
    re.IGNORECASE,
)
_CARD_WORD = re.compile(
    r"(?:卡号|[账帐]\s?[号户]|银行|[农工建中]行|邮储|农商|信用社|信合|储蓄|信用卡|借记卡|工资卡|社保卡|一卡通|存折"
    r"|打款|汇款|转账|card|account|acct|卡\W{0,3}$)[^0-9]{0,12}$",
    re.IGNORECASE,
)
_IDENTITY_WORD = re.compile(r"(?:身份|证件|证号|残疾人?证|\bsfz|\bid ?card)[^0-9]{0,10}$", re.IGNORECASE)
_SERIAL_WORD = re.compile(
    r"(?:单号|编号|流水号?|订单|运单|工单|索引号|批号|文号|代码|序列号|条形?码|案号|许可证|备案号|受理号|查询码|合同号"
    r"|发票号?|票号|项目号|机身号|设备号|表号|回执|校验码|摘要|版本号?|\bNo[.:]?|№|\bSN)[号码]?[\s:：为是#]{0,4}[A-Za-z]{0,4}-?$",
    re.IGNORECASE,
)
# Money, or the digits after a decimal point; a number with a dot that opens a line counts items of a list.
_AMOUNT_BEFORE = re.compile(r"[¥￥$€]\s?$|(?<!\d)0\.$|(?<![\d\n])(?<!^)[1-9]\d+\.$")
_MEASURE_AFTER = re.compile(
    r"(?:\.\d+)?\s*(?:元|[万亿](?:元|人|吨|平|立|千)|美元|平方|立方|公里|千米|米(?!某)|吨|千克|公斤|千瓦|人次|字节|[%％‰]"
    r"|(?:kwh|kw|kg|km|m|mb|gb)\b)",
    re.IGNORECASE,
)
# Too long for one number: an identity number and what its holder's card or telephone adds.
_TOGETHER = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{19,29}(?:(?<=[0-9]{28})[Xx])?|[0-9]{17}[Xx][0-9]{1,11})(?![0-9])"
)
_TWO_MOBILES = re.compile(r"(?:1[3-9]\d{9}){2}")
_CLOSING_X = re.compile(rf"{SEPARATOR}{{0,3}}+[Xx×✕✖](?![A-Za-z0-9])", re.DOTALL)
# What else people put between 138, 0013 and 8000; figures are set apart by the last few of these as well.
ODD = r"(?<=1)[3-9][0-9]\s?(?P<odd>[_*＊~～|｜+=,，、/／:：])\s?[0-9]{4}\s?(?P=odd)\s?[0-9]{4}(?![0-9])"
_OF_FIGURES = set(",，、/／:：")

_MOBILE_CUTS = {(3, 4, 4), (3, 3, 5), (4, 4, 3), (3, 5, 3), (4, 3, 4)}
_IDENTITY18_CUTS = {(6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4), (6, 4, 2, 2, 4), (6, 6, 6)}
_IDENTITY15_CUTS = {(6, 6, 3), (6, 2, 2, 2, 3), (3, 3, 6, 3), (4, 4, 4, 3), (5, 5, 5)}
_BANK_CUTS = {(4, 4, 4, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (6, 8, 4)}
_LOCAL_CUTS = {(7,), (8,), (3, 4), (4, 4), (4, 3)}


def find(text: str, start: int, end: int, office: frozenset[str]) -> Iterator[Hit]:
    """Every number of a person in a run of digits, overlapping readings included."""
    for stretch in stretches(text, start, end):
        for rule in (_identity18, _mobile, _bank, _identity15, _landline):
            hit = rule(stretch, office)
            if hit:
                yield hit
                break
    if end - start > 16:
        yield from _run_together(text, start, end)


def _run_together(text: str, start: int, end: int) -> Iterator[Hit]:
    """An identity number with more digits run into it (残疾人证), and two mobiles after a word for them."""
    for match in _TOGETHER.finditer(text, start, end + 12):
        number, before = match.group().upper(), text[max(0, match.start() - 20) : match.start()]
        if any(_is_surely_identity18(part, before) for part in (number[:18], number[-18:])):
            yield Hit(*match.span(), "id18", "block")
        elif _TWO_MOBILES.fullmatch(number) and _PHONE_WORD.search(before):
            yield Hit(*match.span(), "mobile", "block")


def _is_surely_identity18(number: str, before: str) -> bool:
    """By region, birth date and check digit, or a word for it; serial numbers hold such parts as well."""
    if "X" in number[:17] or not (credentials.is_region(number) and credentials.is_birth_date(number[6:14])):
        return False
    if _IDENTITY_WORD.search(before):
        return True
    return credentials.has_right_check(number) and not _SERIAL_WORD.search(before)


def find_odd(match: re.Match[str], office: frozenset[str]) -> Iterator[Hit]:
    """A mobile cut by signs that cut no other number (138_0013_8000)."""
    number, before = plain(match.group()), match.string[max(0, match.start() - 20) : match.start()]
    told = match["odd"] not in _OF_FIGURES or _PHONE_WORD.search(before)
    if told and number not in office and not before[-1:].isdigit():
        yield Hit(*match.span(), "mobile", "block")


def find_local(text: str, start: int, end: int, office: frozenset[str]) -> Iterator[Hit]:
    """Landlines without an area code, after a word that says so (本地座机)."""
    for match in _LABELLED().finditer(text, start, end):
        digits = plain(match["local"])
        if digits not in office and not _is_date(digits):
            yield Hit(*match.span("local"), "landline", "warn")


def office_numbers(published: tuple[str, ...]) -> frozenset[str]:
    """The office's own, as written; numbers also as digits, with and without area code (单位电话)."""
    numbers = set(filter(None, map(plain, published)))
    locals_ = {_local(match) for number in numbers if (match := _LANDLINE.fullmatch(number))}
    return frozenset(numbers | locals_ | set(published))


def _mobile(stretch: Stretch, office: frozenset[str]) -> Hit | None:
    match = _MOBILE.fullmatch(stretch.digits)
    if not match or match["own"] in office:
        return None
    prefix, named = match["prefix"] or "", bool(_PHONE_WORD.search(stretch.before()))
    own = stretch.without(len(prefix))
    if prefix == "0" and stretch.groups[0] == 1:
        return None
    if own.groups == (1, 3, 3, 4) and own.digits[1] == "8":
        return None  # a free line abroad: 1-800-…
    if not named and (_is_something_else(stretch) or _is_number_and_date(own)):
        return None
    if not reads_as_one(own, _MOBILE_CUTS, named=named):
        return None
    start = stretch.start - (bool(prefix) and stretch.text[stretch.start - 1 : stretch.start] in {"+", "＋"})
    return Hit(start, stretch.end, "mobile", "block")


def _identity18(stretch: Stretch, _office: frozenset[str]) -> Hit | None:
    number, end = stretch.digits, stretch.end
    closing = _CLOSING_X.match(stretch.text, end)
    if closing and len(number) == 17:
        number, end = f"{number}X", closing.end()
    elif len(number) != 18 or _ends_in_x(stretch):
        return None
    return Hit(stretch.start, end, "id18", "block") if _is_identity18(number, stretch) else None


def _is_identity18(number: str, stretch: Stretch) -> bool:
    """By its check digit (GB 11643), or by region and birth date where the check digit was got wrong."""
    region, date = credentials.is_region(number), number[6:14]
    named = bool(_IDENTITY_WORD.search(stretch.before()))
    if credentials.has_right_check(number) and (named or (region and credentials.looks_like_a_date(date))):
        return True
    if not (region and credentials.is_birth_date(date)):
        return False
    return named or (not _is_something_else(stretch) and reads_as_one(stretch, _IDENTITY18_CUTS, named=named))


def _identity15(stretch: Stretch, _office: frozenset[str]) -> Hit | None:
    number = stretch.digits
    if len(number) != 15 or not credentials.is_region(number) or number[4:6] == "00" or _ends_in_x(stretch):
        return None
    named = bool(_IDENTITY_WORD.search(stretch.before()))
    if not credentials.is_birth_date(f"19{number[6:12]}") or (not named and _is_something_else(stretch)):
        return None
    # Work numbers begin with region and date as well, and here no check digit tells them apart.
    one = reads_as_one(stretch, _IDENTITY15_CUTS, named=named)
    return Hit(stretch.start, stretch.end, "id15", "block" if named else "warn") if one else None


def _bank(stretch: Stretch, _office: frozenset[str]) -> Hit | None:
    number, named = stretch.digits, bool(_CARD_WORD.search(stretch.before()))
    if not 16 <= len(number) <= 19 or _ends_in_x(stretch):
        return None
    if not reads_as_one(stretch, _BANK_CUTS, named=named):
        return None
    if not credentials.passes_luhn(number):
        return Hit(stretch.start, stretch.end, "bank", "warn") if named else None
    if named or (credentials.is_issued_by_a_bank(number) and not _is_something_else(stretch)):
        return Hit(stretch.start, stretch.end, "bank", "block")
    return None


def _landline(stretch: Stretch, office: frozenset[str]) -> Hit | None:
    match = _LANDLINE.fullmatch(stretch.digits)
    if not match or _is_date(_local(match)) or _ends_in_x(stretch):
        return None
    if match["prefix"] == "86" and stretch.text[stretch.start - 1 : stretch.start] not in {"+", "＋"}:
        return None
    if {stretch.digits, f"0{_area(match)}{_local(match)}"} & office:
        return None
    if not _PHONE_WORD.search(stretch.before()) and _is_something_else(stretch):
        return None
    return (
        Hit(stretch.start, stretch.end, "landline", "warn") if _is_cut_as_landline(stretch, match) else None
    )


def _is_cut_as_landline(stretch: Stretch, match: re.Match[str]) -> bool:
    """Whether the gaps are where people put them; 0533-12345 13 is the hotline and another number."""
    if len(stretch.groups) == 1 or max(stretch.groups) == 1:
        return True
    rest = stretch.without(len(stretch.digits) - len(_local(match)))
    if rest.digits.startswith("12345") and rest.groups[0] == 5:
        return False
    at_area = len(stretch.digits) - len(rest.digits) in accumulate(stretch.groups)
    if at_area and rest.groups in _LOCAL_CUTS:
        return True
    dated = re.search(r"(?<!\d)(?:19|20)\d\d[-./]\d", stretch.text[stretch.start : stretch.end])
    return len(stretch.groups) <= 4 and not dated


def _local(match: re.Match[str]) -> str:
    return match["eight"] or match["local"]


def _area(match: re.Match[str]) -> str:
    return match["city"] or match["area"]


def _is_date(digits: str) -> bool:
    return len(digits) == 8 and credentials.is_birth_date(digits)


def _is_number_and_date(stretch: Stretch) -> bool:
    return stretch.groups == (3, 8) and stretch.gaps[0] in {" ", "line"} and _is_date(stretch.digits[3:])


def _is_something_else(stretch: Stretch) -> bool:
    """Whether the words around it make it a serial number, an amount or a fraction."""
    before = stretch.before()
    return bool(
        (stretch.is_in_address() and len(stretch.digits) != 11)
        or _SERIAL_WORD.search(before)
        or _AMOUNT_BEFORE.search(before)
        or _MEASURE_AFTER.match(stretch.text, stretch.end)
    )


def _ends_in_x(stretch: Stretch) -> bool:
    return stretch.text[stretch.end : stretch.end + 1] in {"X", "x"}
