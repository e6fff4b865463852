"""Doors as those who know the place say them (口头的门牌): 三排五号, 三组28号, 福兴花园3-501, 501室, 3楼东户.

Each may as well be a date, a seat or a room of the office, so a person decides.
"""

from collections.abc import Iterator

from generator.campaign.disclosure.digits import HAN
from generator.campaign.disclosure.hit import Hit
from generator.campaign.disclosure.late import late

_HYPHENS = "\\-‐-―－−"
_NUMERAL = f"0-9十百{HAN}"
_NUMBER = rf"(?:[0-9]{{1,4}}|[十百{HAN}]{{1,5}})"
_ESTATE = "[区园村苑寓府城庭居湾]"
FIRST = "排组巷弄室户"
KEYWORD = (
    rf"(?<=[排组巷弄])(?:(?<=[{_NUMERAL}].)|(?<=[{_NUMERAL}] .))(?=\s?第?\s?[{_NUMERAL}])"
    rf"|(?<=室)(?<=[0-9{HAN}].)|(?<=户)(?<=[东西中南北].)"
)
# Behind the hyphen of one that begins with its number.
HINT = rf"(?P<said>(?:(?<={_ESTATE}..)|(?<={_ESTATE}...))[1-9])"

_NO_HOUSE = (
    r"(?!楼|院|线|文|令|[前后起至到之以开召晚早上下座位席机泵井变桥路灯杆桩点闸箱窗柜库车电]|公告|通知"
    rf"|[、.{_HYPHENS}]?[0-9])"
)
_FOUND = late(
    rf"[第{_NUMERAL}](?<![{_NUMERAL}].)(?:"
    rf"(?<=第){_NUMBER}\s?[排组巷弄]\s?(?:第?{_NUMBER}\s?号{_NO_HOUSE}|第{_NUMBER}户)"
    rf"|[{_NUMERAL}]{{0,4}}\s?[排组巷弄]\s?(?:第?{_NUMBER}\s?号{_NO_HOUSE}|第{_NUMBER}户)"
    rf"|[0-9{HAN}]{{2,3}}室(?![内外温])"
    rf"|[{_NUMERAL}]{{0,2}}[楼层]\s?[东西中南北]{{1,2}}户(?![型外均籍])"
    rf"|(?<={_ESTATE}.)[0-9]?[{_HYPHENS}](?!20[0-3])[1-9][0-9]?0[1-9](?![0-9A-Za-z人个米项件%％㎡]|户[型数]|[{_HYPHENS}][0-9]))"
)


def find(text: str, start: int, end: int, office: frozenset[str]) -> Iterator[Hit]:
    """Each of them warns."""
    for place in _FOUND().finditer(text, start, end):
        hit = Hit(*place.span(), "address", "warn")
        if not hit.is_within(text, office):
            yield hit
