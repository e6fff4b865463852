"""What stands above a text of the office (文前信息), in Markdown files; field names are the YAML keys."""

import datetime
from typing import Literal

from generator.campaign.written import Written

Validity = Literal["有效", "失效", "废止", "已修改"]


class OfficialBlock(Written, frozen=True, kw_only=True):
    """`official:` of a policy: what identifies the document it retells (公文信息, R1.6)."""

    title: str | None = None
    issuer: str | None = None
    document_no: str | None = None
    index_no: str | None = None
    signed_on: datetime.date | None = None
    issued_on: datetime.date | None = None
    topic: str | None = None
    validity: Validity | None = None


class PolicyCard(Written, frozen=True, kw_only=True):
    """Front matter of `policies/*.md`: a document, or an answer to residents by field (惠民政策, S93).

    `published_on` is "YYYY-MM-DD HH:mm"; `short_title` stands where `title` has over 32 characters.
    """

    title: str
    short_title: str | None = None
    fields: tuple[str, ...] = ()
    source: str
    source_date: datetime.date
    valid_until: datetime.date | None = None
    published_on: str
    summary: str
    keywords: tuple[str, ...] = ()
    official: OfficialBlock | None = None


class Article(Written, frozen=True, kw_only=True):
    """Front matter of `notices/*.md` and `stories/*.md` (公告、典型做法).

    `consent` says that whoever is named or pictured agreed (S91). `community`, `fields` and `results`
    (issue numbers) are what a story is about.
    """

    title: str
    short_title: str | None = None
    published_on: str
    source: str
    summary: str
    keywords: tuple[str, ...] = ()
    author: str | None = None
    consent: bool = False
    community: str | None = None
    fields: tuple[str, ...] = ()
    results: tuple[str, ...] = ()


class Explanation(Written, frozen=True, kw_only=True):
    """Front matter of `pages/*.md` and `guide/*.md` (说明); a list shows a smaller `order` first.

    What is `for_staff` (给工作人员的) is listed and read like the others, but the search does not offer it.
    """

    title: str
    summary: str
    updated_on: datetime.date | None = None
    order: int = 100
    for_staff: bool = False
