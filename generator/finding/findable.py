"""What the search finds (可搜索的内容): every text that a resident may read, as documents of the index."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import attrgetter

import msgspec

from generator import addresses
from generator.campaign.once import read_once
from generator.campaign.records import PublishedResult
from generator.campaign.vocabulary import PUBLISHED_STATES
from generator.edition import Edition
from generator.finding.search import PAGES, Document, result_place
from generator.overview import Overview
from generator.reading.prose import prose
from generator.reading.published import PublishedFile
from generator.remembering.digests import digest


class ResultBlock(msgspec.Struct, frozen=True, dict=True):
    """The results of one block of the index (一册), from the files that hold some; a digest of all of it."""

    name: str
    files: Sequence[tuple[Overview, PublishedFile]]
    surroundings: bytes
    stands_on: bytes

    @cached_property
    def marks(self) -> dict[int, bytes]:
        """What stands for each result, by its number in the block."""
        found: dict[int, bytes] = {}
        for _, file in self.files:
            found |= _marks(file)[self.name]
        return found

    def documents(self) -> list[Document]:
        """All of them in order."""
        found = []
        for overview, file in self.files:
            numbers = _placed(file)[self.name]
            inside = [numbers[each] for each in sorted(numbers)]
            found += [_result(overview, each) for each in file.records(inside)]
        return sorted(found, key=attrgetter("number"))

    def document(self, number: int) -> Document:
        overview, file = next(each for each in self.files if number in _placed(each[1])[self.name])
        return _result(overview, file.record(_placed(file)[self.name][number]))


def result_blocks(edition: Edition) -> Iterator[ResultBlock]:
    """The blocks of results; a document is made when it is asked for."""
    by_block: dict[str, list[tuple[Overview, PublishedFile]]] = defaultdict(list)
    for overview in edition.years:
        for file in overview.year.published:
            for name in _placed(file):
                by_block[name].append((overview, file))
    for name, files in by_block.items():
        digests = [(overview.number, _block_digests(file)[name]) for overview, file in files]
        yield ResultBlock(name, files, edition.surroundings, digest((edition.surroundings, digests)))


def block_sizes(edition: Edition) -> dict[str, int]:
    """How many documents each block has."""
    sizes = Counter({PAGES: sum(1 for _ in _pages(edition))})
    for overview in edition.years:
        for file in overview.year.published:
            sizes.update({name: len(numbers) for name, numbers in _placed(file).items()})
    return sizes


@read_once
def _placed(file: PublishedFile) -> dict[str, dict[int, str]]:
    """The results of a file by block and number there."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for issue_no in file.places:
        block, number = result_place(issue_no)
        found[block][number] = issue_no
    return dict(found)


@read_once
def _marks(file: PublishedFile) -> dict[str, dict[int, bytes]]:
    """What stands for the results of a file, by block and number there."""
    return {
        name: {number: file.marks[issue_no] for number, issue_no in numbers.items()}
        for name, numbers in _placed(file).items()
    }


@read_once
def _block_digests(file: PublishedFile) -> dict[str, bytes]:
    """What stands for the results of a file in each block."""
    return {name: digest([*marks.values()]) for name, marks in _marks(file).items()}


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
    """Address, title, note and text of every page that is no result and not for staff alone."""
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
            if each.front.for_staff:
                continue
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
