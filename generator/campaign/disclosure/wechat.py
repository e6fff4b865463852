"""WeChat ids after a word that says so, in the spellings in use (微信号, R5.4)."""

import re
from collections.abc import Iterator

from generator.campaign.disclosure.digits import TAG
from generator.campaign.disclosure.hit import Hit
from generator.campaign.disclosure.late import late

_SPACE = rf"(?:\s|{TAG}){{0,2}}+"
_JOIN = rf"(?:[\s\-·.]|{TAG}){{0,2}}+"
_ADD = r"(?:(?<![增添参附追])加|(?<![A-Za-z0-9+/])\+|➕)"
_NOT_IN_A_NAME = r"(?<![A-Za-z0-9_/@+\-])(?<![A-Za-z]\.)"
_UNUSUAL = rf"[薇威徽]{_JOIN}[信芯]|{_NOT_IN_A_NAME}[Vv]{_JOIN}信|{_ADD}{_JOIN}[微薇][信芯]?"
_CHINESE = rf"{_UNUSUAL}|(?<!官方)(?<!政务)微{_JOIN}[信芯]"
# Names in the source of pages that begin with wx.
_OF_A_PAGE = r"(?i:app|pay|work|open|share|login|mini|config|ready|sdk|qrcode|ticket|sign)"
_LETTERS = rf"{_NOT_IN_A_NAME}(?:[Vv]{_SPACE}[Xx]|[Ww]{_SPACE}[Xx](?!{_OF_A_PAGE}))|{_ADD}{_SPACE}[Vv][Xx]?"
_WORDS = rf"{_NOT_IN_A_NAME}(?:(?i:wechat|weixin)|[Vv](?=\s?[:：]))"
# A label counts only with something near it that may be an id.
_NEAR = rf"(?:{TAG}|[^A-Za-z0-9<>]){{0,12}}+[A-Za-z0-9]"
FIRST = "微薇威徽VvWw加+➕"
KEYWORD = (
    rf"(?<=[微薇威徽]){_JOIN}[信芯](?={_NEAR})|(?<=[VvWw]){_SPACE}[Xx](?={_NEAR})|(?<=[Vv])(?:{_JOIN}信|\s?[:：])"
    rf"|(?<=[加+➕]){_JOIN}[Vv微薇]|(?<=[Ww])(?:(?i:echat|eixin)(?![\"'\-])|xid_)"
)

_SAYS_SO = rf"(?:{_SPACE}(?:号码?|ID|id|账号|帐号))?"
_FILLER = rf"(?:[\s:：是为=，,(（\[［【“‘→—]|{TAG}){{0,6}}+"
_HYPHEN = r"(?:-(?=[A-Za-z]))?"
_ID = r"[A-Za-z][A-Za-z0-9_\-]{5,19}(?![A-Za-z0-9_\-])"
# Cut by a space, a tag or a line break, or with every character set apart.
_CUT_ID = rf"[A-Za-z][A-Za-z0-9_\-]{{0,18}}(?:\s|{TAG}){{1,2}}+[A-Za-z0-9_\-]{{1,19}}(?![A-Za-z0-9_\-])"
_APART_ID = r"[A-Za-z](?:\s[A-Za-z0-9_\-]){5,19}(?![A-Za-z0-9_\-])"
_BARE_ID = rf"(?=[a-z]|[A-Za-z_\-]*[0-9_]){_ID}"
_NUMBER = r"[1-9][0-9]{5,10}(?![0-9\-.]|\s?[人次户件条万元年个名%])"
_FOUND = late(
    rf"(?:{_CHINESE}){_SAYS_SO}{_FILLER}{_HYPHEN}(?P<id>{_BARE_ID})"
    rf"|(?:{_LETTERS}){_SAYS_SO}{_FILLER}{_HYPHEN}(?P<short>{_ID})"
    rf"|(?:{_WORDS}){_SAYS_SO}(?P<colon>\s?[:：])?{_FILLER}(?P<word>{_ID})"
    rf"|(?:(?:{_CHINESE})(?:号码?|\s?[:：])|{_UNUSUAL}|(?:{_LETTERS}){_SAYS_SO}){_FILLER}(?P<cut>{_APART_ID}|{_CUT_ID})"
    rf"|(?:{_CHINESE}|{_LETTERS})(?:号码?\s?[:：是为]?|\s?[:：])\s?(?P<number>{_NUMBER})"
    r"|(?<![A-Za-z0-9])(?P<own>wxid_[A-Za-z0-9]{6,})"
)
# Words that follow 微信 in ordinary writing and in the source of a page.
_ORDINARY = re.compile(
    r"(?:wechat|weixin|android|iphone|windows|harmony|open-?id|union-?id|js-?sdk|jssdk|app-?id|micromessenger|https?|www"
    r"|mini-?program|official|account|version|content|script|qrcode|enable|function|return|window|config|public"
    r"|desktop|browser|markdown|webhook|bot|server|client|plugin|webview|property|timeline|wx[0-9a-f]{16}$|gh_)",
    re.IGNORECASE,
)
_ODD = re.compile(r"[0-9_]")


def find(text: str, start: int, end: int, _office: frozenset[str]) -> Iterator[Hit]:
    """Every WeChat id that stands after its label; the hit is the id itself."""
    for match in _FOUND().finditer(text, start, end):
        group = match.lastgroup or ""
        value = re.sub(rf"\s|{TAG}", "", match[group])
        if _ORDINARY.match(value) or len(value) < 6:
            continue
        # Letters alone may be a word, but hardly after a label that is spelled to hide.
        hidden = group == "cut" and match.group()[0] != "微"
        if group in {"id", "short"} or hidden or _ODD.search(value) or match["colon"]:
            yield Hit(*match.span(group), "wechat", "block")
