"""Whether the texts of the office can be printed (稿件核对): titles, dates, documents, references."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

from generator.campaign import identifiers
from generator.campaign.front_matter import Article, PolicyCard
from generator.campaign.problem import Problem
from generator.campaign.publishable import TITLE_LENGTH
from generator.consistency.noting import community_codes, is_code, known_fields, noted, unknown
from generator.pictures.illustrations import flaws
from generator.reading.content import Content, Written
from generator.reading.prose import lines_before, prose

# Every page's footer leads there (R1.7).
NEEDED = frozenset({"about", "privacy", "accessibility"})
_ITEM = re.compile(r"( {0,3})(?:(\d+\.)|[-*+]) +")
# A first heading, after one # or above a line of =.
_TITLE = re.compile(r"^(?:> ?)*#(?!#)|^(?=.*\S.*\n=+ *$)", re.MULTILINE)
_AT = re.compile(r"2\d{3}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d")


def problems(content: Content) -> Iterator[Problem]:
    """Everything about the Markdown files of the office."""
    for text in content.texts:
        if not is_code(text.slug):
            message = f"文件名“{text.slug}.md”要写进网址，只能用小写字母、数字和短横线。请改名。"
            yield Problem(text.file, 0, "code", message)
        yield from _title(text)
        yield from _body(text, content)
    for article in content.articles:
        yield from _article(article, content)
    for policy in content.policies:
        yield from _official(policy)
    for article in (*content.notices, *content.stories):
        yield from _references(article, content)
    policies = [each.slug for each in content.policies]
    for year in content.years:
        slug = year.campaign.holds.policy
        if slug is not None and slug not in policies:
            yield noted(year.campaign, "unknown_policy", unknown("政策", slug, policies), "policy")
    for slug in sorted(NEEDED - {each.slug for each in content.pages}):
        message = f"少了 pages/{slug}.md，每一页的页脚都要链接到它。请补上。"
        yield Problem(content.site.file, 0, "missing_page", message)


def _article(text: Written[Any], content: Content) -> Iterator[Problem]:
    if not is_at(text.front.published_on):
        message = f"“published_on”写的是“{text.front.published_on}”，要写成 2022-06-10 16:00 这样。"
        yield noted(text, "wrong_value", message, "published_on")
    fields = known_fields(content.year(content.site.holds.current_year) or content.years[-1])
    for place, field in enumerate(text.front.fields):
        if field not in fields:
            yield noted(text, "unknown_field", unknown("领域", field, fields), "fields", place)


def is_at(text: str) -> bool:
    """Say whether this is a moment such as 2022-06-10 16:00 (发布时间, R1.2)."""
    if _AT.fullmatch(text) is None:
        return False
    try:
        datetime.datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007  only the form is asked
    except ValueError:
        return False
    return True


def _title(text: Written[Any]) -> Iterator[Problem]:
    short = getattr(text.front, "short_title", None)
    name, title = ("short_title", short) if short is not None else ("title", text.front.title)
    if len(title) > TITLE_LENGTH:
        message = f"“{name}”有 {len(title)} 个字，最多 {TITLE_LENGTH} 个。请改短，或另写 short_title。"
        yield noted(text, "title_too_long", message, name)


def _body(text: Written[Any], content: Content) -> Iterator[Problem]:
    titles = _TITLE.finditer(text.body)
    for found, code, message in (*prose(text.body).flaws, *flaws(text, content)):
        title = next(titles, None) if code == "heading" else None
        before = text.body.count("\n", 0, title.start()) if title else lines_before(text.body, found)
        yield Problem(text.file, text.body_line + before, code, message)
    yield from _flat_lists(text)


def _flat_lists(text: Written[Any]) -> Iterator[Problem]:
    """Lists below an item that are set in too little (缩进不够), and become part of its sentence."""
    begun: bool | None = None
    follows = False
    for line, written in enumerate(text.body.split("\n"), text.body_line):
        found = _ITEM.match(written)
        is_number = bool(found and found[2])
        if not follows:
            begun = is_number if found else None
        elif found and found[1] and begun is not None and is_number != begun:
            message = (
                f"这一条前面空了 {len(found[1])} 格，不会另起一行，会和上一条连成一段文字。"
                "要列在上一条下面，请空 4 格。"
            )
            yield Problem(text.file, line, "flat_list", message, "warning")
        follows = bool(written.strip())


def _official(text: Written[PolicyCard]) -> Iterator[Problem]:
    official = text.front.official
    if official is None:
        return
    number, index_no = official.document_no, official.index_no
    if number is not None and not identifiers.is_document_no(number):
        mended = identifiers.mended_document_no(number)
        wanted = f"是不是“{mended}”？" if mended else "要写成“湖工发〔2022〕34号”这样，年份用六角括号〔〕。"
        yield noted(text, "document_no", f"发文字号写的是“{number}”。{wanted}", "official", "document_no")
    if index_no is not None and not identifiers.is_index_no(index_no):
        message = f"索引号“{index_no}”不对：形式或第 18 位校验码有误。请对照原文。"
        yield noted(text, "index_no", message, "official", "index_no")
    if official.signed_on and official.issued_on and official.signed_on > official.issued_on:
        message = f"成文日期（{official.signed_on}）晚于发文日期（{official.issued_on}）。请核对。"
        yield noted(text, "date_order", message, "official", "signed_on")


def _references(text: Written[Article], content: Content) -> Iterator[Problem]:
    front = text.front
    communities = sorted({code for year in content.years for code in community_codes(year)})
    if front.community is not None and front.community not in communities:
        message = unknown("社区", front.community, communities)
        yield noted(text, "unknown_community", message, "community")
    if front.results:
        numbers = {result.issue_no for year in content.years for result in year.gists}
        for place, number in enumerate(front.results):
            if number not in numbers:
                message = f"没有公示编号“{number}”的结果。请核对，或删掉。"
                yield noted(text, "unknown_result", message, "results", place)
    if "![" in text.body and not front.consent:
        message = "文中有图片，可是没有写明本人同意（consent: true）。请先征得同意，或删掉图片。"
        yield noted(text, "consent", message, "consent")
