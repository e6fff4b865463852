"""Addresses finer than the building, and a building or unit by itself (楼栋单元室, R5.4).

An address is read part by part: building, unit, floor, room. The parts found decide what it is.
"""

import re
from collections.abc import Iterator

from generator.campaign.disclosure import doors
from generator.campaign.disclosure.digits import HAN, TAG
from generator.campaign.disclosure.hit import Hit
from generator.campaign.disclosure.late import late

_HYPHENS = "\\-‐-―－−"
_SPACE = rf"(?:\s|{TAG}){{0,2}}+"
_GAP = rf"(?:[\s{_HYPHENS}·.．,，()（）\[\]【】]|{TAG}){{0,3}}+"
_HYPHEN = rf"{_SPACE}[{_HYPHENS}]{_SPACE}"
_NUMERAL = rf"[{HAN}十百拾佰]"
_DIGIT = "[0-9OolI]"
# Lengths: a building has up to three digits, a room up to four; each may be spaced out.
_SMALL = rf"(?:[0-9lI](?:{_SPACE}{_DIGIT}){{0,2}}|{_NUMERAL}(?:{_SPACE}{_NUMERAL}){{0,3}})"
_ROOM_NO = rf"(?:{_DIGIT}(?:{_GAP}{_DIGIT}){{0,3}}|{_NUMERAL}(?:{_GAP}{_NUMERAL}){{0,5}})[A-Za-z]?"

# What is counted is no room: 3号楼120平方米, 3号楼2019年; nor are rooms of the public: 301会议室. Some of
# these words begin other words as well, or are surnames: 只有, 升级, 方大爷.
_COUNTED = (
    r"[年月日元米万亿个%％平立栋幢座层户人件次台辆盏处套间吨天岁家张份棵株斤时分多余名条项根块毫厘度伏瓦兆片页袋扇桶箱]"
    r"|公[分里斤顷升]|升(?![级降温起])|只(?![有是能要会剩住留])|把(?=[椅锁伞扫拖铁座长遮])|车(?=[垃土沙砂渣杂砖货次])"
    r"|方(?=[土沙砂石混木砖料])|路(?=公交|车|站|监控|视频|信号)|[班型](?![长主])"
)
_PUBLIC_ROOM = (
    r"会议|办公|教室|活动室|多功能|服务|调解|接待|诊室|门诊|急诊|科室|药房|病[房区]|护士站|检验|挂号|收费|窗口|柜台"
    r"|警务|值班|阅览|图书|档案室|培训|实验|机房|配电|泵房|党群|[驿车]?站(?![在着出起立岗住])"
)
_PUBLIC_NO = r"窗口|柜台|诊室|展[位厅]|工位|摊位|教室|会议"
_NOT_COUNTED = (
    rf"(?![0-9{HAN}十百千万亿]|{_SPACE}[.．/:：{_HYPHENS}]\s?[0-9]"
    rf"|\s?(?:{_COUNTED}|{_PUBLIC_ROOM}|号(?:{_PUBLIC_NO})|[A-Za-z㎡]))"
)
_THREE_OR_FOUR = rf"(?:[1-9lI](?:{_SPACE}{_DIGIT}){{2,3}}|[{HAN}](?:{_SPACE}[{HAN}]){{2,3}})"
_BARE = rf"(?!1(?:10|19|20)[报接火消急救]){_THREE_OR_FOUR}{_NOT_COUNTED}"  # 119 is a call for help
_ZERO = "[0Oo〇零○]"
_HOUSEHOLD = (
    rf"(?:[1-9lI]{_SPACE}(?:{_DIGIT}{_SPACE})?{_ZERO}{_SPACE}{_DIGIT}"
    rf"|[{HAN}]{_SPACE}(?:[{HAN}]{_SPACE})?{_ZERO}{_SPACE}[{HAN}]){_SPACE}户"
    r"(?!居民|群众|业主|住户|家庭|人家|老人|村民|[,，]?(?:共|计|约|均|全部|全都))"
)

_BUILDING_WORD = (
    rf"号{_GAP}(?:住宅|居民|公寓|家属|商住)?{_GAP}楼|號樓|[#＃]{_GAP}楼"
    rf"|[栋棟幢座](?:{_GAP}楼)?|号{_GAP}院|[#＃]"
)
_UNIT_WORD = rf"单{_GAP}元|單元"
_LETTER = "(?<![A-Za-z])[A-Za-z]"
_BUILDING = rf"(?:(?:{_LETTER})?{_SMALL}[A-Za-z]?|{_LETTER}|[甲乙丙丁]){_GAP}(?P<word>{_BUILDING_WORD})"
_UNIT = rf"(?:{_SMALL}|{_LETTER}|[东西中南北]){_GAP}(?:{_UNIT_WORD})"
_ENTRANCE = rf"{_SMALL}{_GAP}门(?!市|诊|口|前|卫|厅|窗|店|面|岗)"
_ROOM = (
    rf"{_ROOM_NO}{_GAP}(?:室(?![一二两三四0-9]?[厅卫]|内|外|温)|房(?!屋|产|间数))|{_THREE_OR_FOUR}{_GAP}号(?!楼|院|文|令|{_PUBLIC_NO})"
    rf"|[东西中南北]{{1,2}}{_GAP}户(?!型|外|均|籍)|{_HOUSEHOLD}"
)
_OPENING = late(
    rf"(?<![0-9])(?:(?P<building>{_BUILDING})|(?P<unit>{_UNIT})|(?P<entrance>{_SMALL}{_GAP}楼{_GAP}{_ENTRANCE}))"
    rf"|(?P<nameless>{_UNIT_WORD})"
)
_NEXT = late(
    rf"{_GAP}(?:[东西南北中]侧?|的|第|[(（\[【])?{_GAP}"
    rf"(?:(?P<unit>{_UNIT})|(?P<entrance>{_ENTRANCE})|(?P<dashed>{_SMALL}{_HYPHEN}{_BARE})"
    rf"|(?P<floor>{_SMALL}{_GAP}[楼层])|(?P<room>{_ROOM}))"
    rf"|(?:\s|[{_HYPHENS}]|{TAG}){{0,3}}+(?P<bare>{_BARE})"
)

_COUNT_BEFORE = re.compile(
    r"(?:[共有计含总约近达各每这那余]|包括|涉及|改造|新建|建成|拆除|惠及|完成|住宅|居民|楼房?|建筑|高层|多层|其中)[了有的为]?\s*$"
)
_COUNT_AFTER = late(rf"[,，、\s]{{0,2}}(?!{_HOUSEHOLD})(?:共|约)?\s*[0-9]+\s*[余多]?户")
_THINGS_AFTER = re.compile(
    r"\s?(?:[楼房居住高多大别建老旧危厂商公新小板塔单宿教和及共约的以等]|[0-9一二三四五六七八九十]|个|其|未|均|全)"
)
_ESTATE_BEFORE = re.compile(r"(?:小区|花园|家园|新村|公寓|社区|[苑院里湾府城庭居区寓])\s*$")
_NO_UNIT_BEFORE = re.compile(r"[第统同另某唯逐任]$")

# 3-2-501: floor and room of the last part must be believable, and it must not be a year. No count of homes or
# sheets is written like that: 3-2-501户, 3-2-501家里, 3-2-501张大爷 are each a door.
_DOOR_ROOM = (
    rf"(?:(?!19[4-9]|20[1-3])[1-9](?:{_SPACE}{_DIGIT})?{_SPACE}(?:{_ZERO}{_SPACE}[1-9lI]|[1-3lI]{_SPACE}{_DIGIT})"
    rf"|[{HAN}](?:{_SPACE}[{HAN}]){{2,3}})"
)
_PART = rf"(?:[0-9lI](?:{_SPACE}{_DIGIT})?|{_NUMERAL}(?:{_SPACE}{_NUMERAL}){{0,2}})"
_DOOR = late(
    rf"(?<![0-9A-Za-z/])(?<![{_HYPHENS}])(?<![0-9][:：])(?:{_PART}{_HYPHEN}){{1,2}}"
    rf"(?:{_PART}{_HYPHEN}{_DOOR_ROOM}(?:(?={_SPACE}(?:户(?![型数])|[家张]))|(?![A-Za-z]){_NOT_COUNTED})|(?:[0-9]{{2,4}}|[{HAN}]{{3,4}}){_SPACE}室(?!内|外|温))"
)
_CODE_BEFORE = re.compile(
    r"(?:比例|配比|年级|编号|型号|附件|附表|附图|[图表第条款版号]|比分|标准|工单|单号|规格|线路|站|No\.?|批次|课|章|节)[:：\s为是]{0,2}$",
    re.IGNORECASE,
)
# Every address holds one of these, a first character and what follows it; a door is told by its hyphens.
FIRST = "单單栋棟幢座楼樓号＃#"
KEYWORD = (
    rf"(?<=单){_GAP}元|(?<=單)元|(?<=号){_GAP}(?:住宅|居民|公寓|家属|商住)?{_GAP}[楼院]"
    rf"|(?<=[#＃])(?:(?<=[0-9十{HAN}].)|(?<=[0-9] .))"
    rf"|(?<=[栋棟幢座楼樓])(?<=[)）\]】0-9A-Za-z甲乙丙丁十百{HAN}號#＃\s{_HYPHENS}>].)"
)
_ANY = rf"{_SPACE}[0-9OolI{HAN}十百]"
DOOR_HINT = rf"(?:{_ANY}){{0,2}}{_HYPHEN}(?:(?:{_ANY}){{1,6}}{_SPACE}[室{_HYPHENS}]|{doors.HINT})"


def find(text: str, start: int, end: int, office: frozenset[str]) -> Iterator[Hit]:
    """Addresses (block), buildings and units alone (warn), but for those that the office gives as its own."""
    return (hit for hit in _find(text, start, end) if not hit.is_within(text, office))


def _find(text: str, start: int, end: int) -> Iterator[Hit]:
    position = start
    while opening := _OPENING().search(text, position, end):
        kinds, position = _follow(text, opening)
        hit = _judge(opening, kinds, position)
        if hit:
            yield hit
    for door in _DOOR().finditer(text, start, end):
        if not _CODE_BEFORE.search(text[max(0, door.start() - 8) : door.start()]):
            yield Hit(*door.span(), "address", "block")


def _follow(text: str, opening: re.Match[str]) -> tuple[list[str], int]:
    """The kinds of the parts that come one after the other, and where the last one ends."""
    kinds, end = [opening.lastgroup or ""], opening.end()
    while part := _NEXT().match(text, end):
        kinds.append(part.lastgroup or "")
        end = part.end()
    return kinds, end


def _judge(opening: re.Match[str], kinds: list[str], end: int) -> Hit | None:
    first, parts = kinds[0], set(kinds[1:])
    address = Hit(opening.start(), end, "address", "block")
    if first == "nameless":
        return address if "room" in parts else None
    if first == "building" and parts & {"unit", "entrance", "dashed", "room", "bare"}:
        return None if _is_count(opening, end) and not {"unit", "room"} <= parts else address
    if parts & {"room", "bare", "dashed"}:
        return address
    return Hit(opening.start(), end, "building", "warn") if _is_named_alone(opening) else None


def _before(opening: re.Match[str]) -> str:
    return opening.string[max(0, opening.start() - 6) : opening.start()]


def _is_lettered(opening: re.Match[str]) -> bool:
    return opening.group()[0].isascii() and opening.group()[0].isalpha()


def _is_count(opening: re.Match[str], end: int) -> bool:
    """Whether buildings are counted (改造3栋120户), which never happens to 号楼."""
    if (opening["word"] or "")[:1] not in set("栋棟幢座") or _is_lettered(opening):
        return False
    return bool(_COUNT_BEFORE.search(_before(opening)) or _COUNT_AFTER().match(opening.string, end))


def _is_named_alone(opening: re.Match[str]) -> bool:
    """Whether a building or unit is a certain one, and not counted or spoken of in general."""
    word = opening["word"] or ""
    if opening["unit"]:
        return not _NO_UNIT_BEFORE.search(_before(opening))
    if word[:1] in set("号號"):
        return word[-1] != "院"
    if word[:1] in set("#＃"):
        return len(word) > 1
    if not word or _is_lettered(opening) or _ESTATE_BEFORE.search(_before(opening)):
        return bool(word)
    counted = _COUNT_BEFORE.search(_before(opening)) or _THINGS_AFTER.match(opening.string, opening.end())
    return word[0] in set("栋棟幢") and opening.group()[0] != "一" and not counted
