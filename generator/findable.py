"""What the search finds (可搜索的内容): every text that a resident may read, as documents of the index."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from weakref import WeakKeyDictionary

import msgspec

from generator import addresses
from generator.campaign.records import PublishedResult
from generator.campaign.vocabulary import PUBLISHED_STATES
from generator.edition import Edition, Overview
from generator.prose import prose
from generator.search import PAGES, Document, result_place


class ResultBlock(msgspec.Struct, frozen=True):
    """The results of one block of the index by number (一册), with what each document is made from."""

    name: str
    marks: Mapping[int, bytes]
    document: Callable[[int], Document]


def result_blocks(edition: Edition) -> Iterator[ResultBlock]:
    """The blocks of results; a document is made when it is asked for."""
    for name, by_number in _by_block(edition).items():
        marks = {
            number: edition.surroundings + overview.marks[result.issue_no]
            for number, (overview, result) in sorted(by_number.items())
        }
        yield ResultBlock(name, marks, partial(_document, by_number))


def _document(by_number: Mapping[int, tuple[Overview, PublishedResult]], number: int) -> Document:
    return _result(*by_number[number])


def block_sizes(edition: Edition) -> dict[str, int]:
    """How many documents each block has."""
    sizes = {name: len(results) for name, results in _by_block(edition).items()}
    return {PAGES: sum(1 for _ in _pages(edition)), **sizes}


_Blocks = dict[str, dict[int, tuple[Overview, PublishedResult]]]
# The search page and the index both ask, once an edition.
_BLOCKS: WeakKeyDictionary[Edition, _Blocks] = WeakKeyDictionary()


def _by_block(edition: Edition) -> _Blocks:
    """Every result by its block and its number there."""
    if edition not in _BLOCKS:
        found: _Blocks = defaultdict(dict)
        for overview in edition.years:
            for result in overview.results:
                block, number = result_place(result.issue_no)
                found[block][number] = (overview, result)
        _BLOCKS[edition] = found
    return _BLOCKS[edition]


def documents_of_pages(edition: Edition) -> Iterator[Document]:
    for number, (href, title, note, text) in enumerate(_pages(edition)):
        yield Document(PAGES, number, href, title, note, text)


def _result(overview: Overview, result: PublishedResult) -> Document:
    block, number = result_place(result.issue_no)
    community = overview.community_names[result.community_code]
    field = overview.field_labels[result.field]
    text = [
        result.issue_no, community, field, result.summary, result.outcome or "",
        result.responsible_unit or "", *(step.text for step in result.steps),
    ]  # fmt: skip
    note = f"{community}　{field}　{PUBLISHED_STATES[result.state]}"
    return Document(block, number, addresses.result(result.issue_no), result.title, note, " ".join(text))


def _pages(edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    """Address, title, note and text of every page that is no result."""
    content = edition.content
    for policy in content.policies:
        front = policy.front
        text = f"{front.summary} {front.source} {' '.join(front.keywords)} {prose(policy.body).plain}"
        note = "　".join(filter(None, ("惠民政策", edition.mark(policy))))
        yield f"{addresses.POLICIES}{policy.slug}/", front.title, note, text
    for name, folder, articles in (
        ("公告", addresses.NOTICES, content.notices),
        ("典型做法", addresses.STORIES, content.stories),
    ):
        for article in articles:
            written = article.front
            text = f"{written.summary} {' '.join(written.keywords)} {prose(article.body).plain}"
            yield f"{folder}{article.slug}/", written.title, name, text
    for overview in edition.years:
        yield from _places(overview)
    for name, folder, explanations in (
        ("关于本站", "", content.pages),
        ("使用说明", addresses.GUIDE, content.guides),
    ):
        for each in explanations:
            text = f"{each.front.summary} {prose(each.body).plain}"
            yield f"{folder}{each.slug}/", each.front.title, name, text


def _places(overview: Overview) -> Iterator[tuple[str, str, str, str]]:
    year, campaign = overview.number, overview.campaign
    phases = " ".join(f"{each.title} {each.summary} {' '.join(each.tasks)}" for each in campaign.phases)
    yield addresses.campaign(year), campaign.title, f"{year} 年活动方案", f"{campaign.slogan} {phases}"
    for community in overview.communities:
        grids = " ".join(each.name for each in community.grids)
        text = f"{community.about} {community.office or ''} {grids}"
        yield addresses.community(year, community.code), community.name, f"{year} 年社区", text
    for standing in overview.field_standings():
        yield standing.href, standing.name, f"{year} 年民生领域", standing.about
