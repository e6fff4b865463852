"""Official identifiers and their right form (标识规则): what may stand in a footer or a document's block.

Sources: 政府网站发展指引 (国办发〔2017〕47号); GB 32100-2015 for the credit code (统一社会信用代码).
"""

import re

from generator.campaign.disclosure.late import late

_ICP = late(r"[一-鿿]ICP备\d{8,10}号(-\d+)?")
_POLICE = late(r"[一-鿿]公网安备\s?\d{14}号?")
_SITE_CODE = late(r"\d{10}|bm\d{8}|N\d{9}")
_DOCUMENT_NO = late(r"[一-鿿]{2,8}〔\d{4}〕\d{1,4}号")
_INDEX_NO = late(r"([0-9A-HJ-NPQRTUWXY]{18}|\d{8}[0-9X])/\d{4}-\d{5,8}")
_CREDIT_CODE_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_OTHER_BRACKETS = str.maketrans("[【［(（]】］)）", "〔〔〔〔〔〕〕〕〕〕")


def is_icp(text: str) -> bool:
    """A filing number of a site (ICP 备案号)."""
    return _ICP().fullmatch(text) is not None


def is_police_filing(text: str) -> bool:
    """A filing number with the police (公安备案号)."""
    return _POLICE().fullmatch(text) is not None


def is_site_code(text: str) -> bool:
    """The identification code of a government site (网站标识码)."""
    return _SITE_CODE().fullmatch(text) is not None


def is_document_no(text: str) -> bool:
    """A document number (发文字号), with the year in six-cornered brackets."""
    return _DOCUMENT_NO().fullmatch(text) is not None


def mended_document_no(text: str) -> str | None:
    """The document number that was meant, where only the brackets, blanks or 第 are wrong."""
    mended = re.sub(r"\s+", "", text).translate(_OTHER_BRACKETS).replace("〕第", "〕")
    return mended if mended != text and is_document_no(mended) else None


def is_index_no(text: str) -> bool:
    """An index number (索引号): the publisher's code, year and serial number; check character included."""
    match = _INDEX_NO().fullmatch(text)
    return match is not None and (len(match[1]) != 18 or check_character(match[1][:17]) == match[1][17])


def check_character(first_17: str) -> str:
    """The last character of a unified social credit code (GB 32100-2015, 4.6)."""
    total = sum(_CREDIT_CODE_DIGITS.index(each) * pow(3, place, 31) for place, each in enumerate(first_17))
    return _CREDIT_CODE_DIGITS[-total % 31]
