"""One place in a text that may not be printed, or that a person should look at (识别结果)."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

Level = Literal["block", "warn"]

# Strongest first: where two readings overlap at one level, the earlier kind wins.
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "id18": "身份证号",
        "mobile": "手机号",
        "bank": "银行卡号",
        "id15": "旧身份证号",
        "address": "具体到户的住址",
        "plate": "车牌号",
        "wechat": "微信号",
        "landline": "固定电话",
        "name": "姓名称呼",
        "building": "楼号或单元号",
        "qq": "腾讯QQ号",
        "mail": "电子邮箱",
    }
)
_RANK = {kind: rank for rank, kind in enumerate(LABELS)}


class Hit(msgspec.Struct, frozen=True, order=True):
    """What was found and where (命中): code points into the text, `end` excluded."""

    start: int
    end: int
    kind: str
    level: Level

    def strength(self) -> tuple[bool, int, int]:
        """Sorts the reading to believe first: a block, then the longer one, then the stronger kind."""
        return self.level != "block", self.start - self.end, _RANK[self.kind]

    def is_within(self, text: str, office: Collection[str]) -> bool:
        """Whether all of it belongs to something that the office gives as its own."""
        return any(text.find(own, max(0, self.end - len(own)), self.start + len(own)) >= 0 for own in office)


class LineHit(msgspec.Struct, frozen=True):
    """A hit as a person looks for it (按行定位): line from 1, columns from the start of that line."""

    line: int
    start: int
    end: int
    kind: str
    level: Level
