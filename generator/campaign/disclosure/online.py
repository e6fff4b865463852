"""QQ numbers and mail addresses: offices have them as well, so a person decides (QQ号、电子邮箱)."""

from collections.abc import Iterator

from generator.campaign.disclosure.digits import TAG
from generator.campaign.disclosure.hit import Hit
from generator.campaign.disclosure.late import late

_SPACE = rf"(?:\s|{TAG}){{0,2}}+"
FIRST = "Qq扣@"
KEYWORD = (
    r"(?<=[Qq])\s?[Qq](?![A-Za-z])|(?<=扣)\s?扣"
    r"|(?<=@)(?<=[A-Za-z0-9_].)(?=[A-Za-z0-9][A-Za-z0-9-]*+\.[A-Za-z0-9])"
)
_FOUND = late(
    rf"(?<![A-Za-z])(?:[Qq]{_SPACE}[Qq]|扣{_SPACE}扣)(?:号码?)?(?:[\s:：是为]|{TAG}){{0,6}}+(?P<qq>[1-9][0-9]{{4,10}})(?![0-9])"
    # 2x in the name of a picture is no place for mail; what ends in gov.cn is an office.
    r"|(?P<mail>(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9._+\-]{0,63}@(?![0-9]x\.)(?:[A-Za-z0-9\-]++\.)++[A-Za-z]{2,}+)"
    r"(?<!\.gov\.cn)(?<!\.GOV\.CN)"
)


def find(text: str, start: int, end: int, office: frozenset[str]) -> Iterator[Hit]:
    """Both warn; the hit is the number or the address itself."""
    for match in _FOUND().finditer(text, start, end):
        kind = match.lastgroup or ""
        if match[kind] not in office:
            yield Hit(*match.span(kind), kind, "warn")
