"""The pages of results (办理结果): one each, lists with filters, notices of what was taken down."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice

import msgspec

from generator import addresses, smaller, wording
from generator.campaign.once import read_once
from generator.campaign.records import PublishedPhoto, PublishedResult
from generator.campaign.vocabulary import PUBLISHED_STATES
from generator.content import Photo as PhotoFile
from generator.content import PublishedFile
from generator.digests import digest
from generator.edition import Edition, Overview
from generator.pages import (
    ArticleMeta,
    Clock,
    Filter,
    Link,
    MergedNotice,
    Option,
    Pager,
    Photo,
    Result,
    ResultList,
    WithdrawnNotice,
)
from generator.picture import picture
from generator.plan.frame import HOME, Planned, Section, head
from generator.search import result_place
from generator.similar import Known, alike

# The results of a community among so many numbers, and so many pages of a list, are made together.
TOGETHER, PAGES_TOGETHER = 2048, 50
# Of each list, so many pages are told in one file of the site map, which holds 50,000 addresses at most.
MAPPED_TOGETHER = 1000
# The page of the newest has at most so many lines, each page of older ones so many.
NEWEST_LENGTH, PAGE_LENGTH = 50, 40
POLICIES_SHOWN = 3
# Numbers by number.
Alike = Mapping[str, tuple[str, ...]]
LIST_INTRO = "每件事写明办到哪一步、用了几天；新公布的在前。"
OLDER_INTRO = "较早公布的结果，新公布的在前。"


def sections(edition: Edition, known: Known | None = None) -> Iterator[Section]:
    """The results of each year by their numbers, then the lists and notices."""
    for overview in edition.years:
        similar = alike(overview.results, known)  # once, before several processes share the sections
        for name, results in _by_number(overview).items():
            yield _numbered(edition, overview, name, results, similar)
        yield Section(f"lists {overview.number}", partial(_lists, edition, overview))
        for listing in _listings(overview):
            yield from _older_sections(edition, overview, listing)
        yield Section(f"notices {overview.number}", partial(_notices, edition, overview))


# One result


def section_name(overview: Overview, result: PublishedResult) -> str:
    """Which section a result belongs to: where it changes, only its neighbours are looked at."""
    return f"results {overview.number} {_neighbourhood(result)}"


def _neighbourhood(result: PublishedResult) -> str:
    year, _, number = result.issue_no.partition("-")
    return f"{year} {result.community_code} {int(number) // TOGETHER}"


@read_once
def _neighbours(file: PublishedFile) -> dict[str, list[PublishedResult]]:
    found: dict[str, list[PublishedResult]] = defaultdict(list)
    for result in file.newest:
        found[_neighbourhood(result)].append(result)
    return found


def _by_number(overview: Overview) -> dict[str, list[PublishedResult]]:
    """The results by their section."""
    found: dict[str, list[PublishedResult]] = defaultdict(list)
    for file in overview.year.published:
        for name, results in _neighbours(file).items():
            found[f"results {overview.number} {name}"] += results
    return found


def _numbered(
    edition: Edition, overview: Overview, name: str, results: list[PublishedResult], similar: Alike
) -> Section:
    mark = overview.marks.__getitem__
    numbers = [each.issue_no for each in results]
    others = [similar.get(each, ()) for each in numbers]
    shown = (
        [*map(mark, numbers)],
        bytes(map(len, others)),
        [*map(mark, chain.from_iterable(others))],
        [overview.photo_mark(photo.file) for each in results for photo in each.photos],
    )
    return Section(
        name,
        partial(_results, edition, overview, results, similar),
        digest((edition.surroundings, shown)),
        f"results-{result_place(results[0].issue_no)[0]}",
    )


def _results(
    edition: Edition, overview: Overview, results: list[PublishedResult], similar: Alike
) -> Iterator[Planned]:
    photos = {each.name: each for each in overview.year.photos}
    for result in results:
        others = [overview.by_number[number] for number in similar.get(result.issue_no, ())]
        marks = [overview.marks[each.issue_no] for each in (result, *others)]
        shown = [overview.photo_mark(each.file) for each in result.photos]
        policies = edition.policies_by_field.get(result.field, ())[:POLICIES_SHOWN]
        yield Planned(
            addresses.result(result.issue_no),
            partial(_result, edition, overview, result, others, photos),
            changed_on=result.changed_on or result.published_on,
            as_of=overview.as_of((result, *others), *(each.front.published_on for each in policies)),
            stands_on=b"".join((edition.surroundings, *marks, *shown)),
        )


def _result(
    edition: Edition,
    overview: Overview,
    result: PublishedResult,
    similar: Iterable[PublishedResult],
    photos: dict[str, PhotoFile],
) -> Result:
    community = overview.community_names[result.community_code]
    field = overview.field_labels[result.field]
    policies = edition.policies_by_field.get(result.field, ())
    return Result(
        head=head(
            edition,
            result.title,
            result.outcome or result.summary,
            "results",
            trail=(HOME, _list_link(overview), Link(text=community, href=_community(overview, result))),
            article=ArticleMeta(
                title=result.title,
                published_at=f"{result.published_on} 00:00",
                source=result.responsible_unit or edition.site.publisher,
                keywords=f"{field},{community}",
            ),
            image=overview.field_cards[result.field].href,
        ),
        result=result,
        community=Link(text=community, href=_community(overview, result)),
        field=Link(text=field, href=addresses.field(overview.number, result.field)),
        clock=_clock(overview, result),
        photos=tuple(_photo(overview, photos[each.file], each) for each in result.photos),
        similar=overview.rows(similar),
        policies=tuple(
            Link(text=each.front.title, href=f"{addresses.POLICIES}{each.slug}/")
            for each in islice(policies, POLICIES_SHOWN)
        ),
    )


def _list_link(overview: Overview) -> Link:
    return Link(text="办理结果", href=addresses.results(overview.number))


def _community(overview: Overview, result: PublishedResult) -> str:
    return addresses.community(overview.number, result.community_code)


def _clock(overview: Overview, result: PublishedResult) -> Clock:
    limit, received = result.limit_workdays, result.received_on
    # A second limit runs from the callback, whose day is not told by itself.
    known = limit and len(received) == len("2022-06-13") and result.state != "reopened"
    skipped = overview.skipped(received, limit) if known and limit else ()
    return wording.clock(result, result.issue_no in overview.overdue, skipped)


def _photo(overview: Overview, file: PhotoFile, published: PublishedPhoto) -> Photo:
    size = picture(file.data)
    small = ((smaller.name(file.name, file.data, width), width) for width in smaller.widths(file.data))
    return Photo(
        href=addresses.photo(overview.number, file.name),
        alt=published.alt,
        when=published.when,
        width=size.width if size else 0,
        height=size.height if size else 0,
        smaller=tuple((addresses.photo(overview.number, name), width) for name, width in small),
    )


# Lists


class _Listing(msgspec.Struct, frozen=True):
    """One list of results (清单): all, or those of a community, field or state, the newest first."""

    kind: str
    code: str
    heading: str
    results: list[PublishedResult]

    @property
    def last(self) -> int:
        """How many pages it has."""
        return 1 + max(0, -(-(len(self.results) - NEWEST_LENGTH) // PAGE_LENGTH))

    def page(self, number: int) -> list[PublishedResult]:
        """What stands on a page: on the first the newest, on the others as many each, from the oldest on."""
        newest = len(self.results) - (self.last - 1) * PAGE_LENGTH
        if number == 1:
            return self.results[:newest]
        start = newest + (self.last - number) * PAGE_LENGTH
        return self.results[start : start + PAGE_LENGTH]


def _listings(overview: Overview) -> Iterator[_Listing]:
    yield _Listing("", "", "办理结果", overview.results)
    for code, name in overview.community_names.items():
        yield _Listing("community", code, f"{name}的办理结果", overview.by_community[code])
    for code, label in overview.field_labels.items():
        yield _Listing("field", code, f"{label}的办理结果", overview.by_field[code])
    for state, label in PUBLISHED_STATES.items():
        yield _Listing("state", state, f"{label}的事", overview.by_state[state])


def _lists(edition: Edition, overview: Overview) -> Iterator[Planned]:
    """The first page of each list."""
    for listing in _listings(overview):
        heading, total = listing.heading, len(listing.results)
        trail = _trail(overview, listing)
        said = f"{heading}：已公布 {total} 件。{LIST_INTRO}"
        page = ResultList(
            head=head(edition, heading, said, "results", trail=trail),
            heading=heading,
            intro=LIST_INTRO,
            total=total,
            rows=overview.rows(listing.page(1)),
            filters=tuple(_filters(overview, listing.kind, listing.code)),
            pager=_pager(overview, listing, 1),
        )
        yield Planned(addresses.results(overview.number, listing.kind, listing.code), page)


def _older_sections(edition: Edition, overview: Overview, listing: _Listing) -> Iterator[Section]:
    """The other pages of a list, some together."""
    mark = overview.marks.__getitem__
    first = len(listing.results) - (listing.last - 1) * PAGE_LENGTH
    for lowest in range(2, listing.last + 1, PAGES_TOGETHER):
        highest = min(lowest + PAGES_TOGETHER - 1, listing.last)
        start = first + (listing.last - highest) * PAGE_LENGTH
        end = start + (highest - lowest + 1) * PAGE_LENGTH
        told = [mark(each.issue_no) for each in listing.results[start:end]]
        about = (listing.kind, listing.code, listing.heading, lowest, highest, listing.last == highest)
        yield Section(
            f"lists {overview.number} {listing.kind} {listing.code} {lowest}",
            partial(_older_pages, edition, overview, listing, range(highest, lowest - 1, -1)),
            digest((edition.surroundings, about, told)),
            f"lists-{overview.number}-{lowest // MAPPED_TOGETHER}",
        )


def _older_pages(
    edition: Edition, overview: Overview, listing: _Listing, numbers: Iterable[int]
) -> Iterator[Planned]:
    for number in numbers:
        results = listing.page(number)
        pager = _pager(overview, listing, number)
        title = f"{listing.heading}（第 {number} 页）"
        yield Planned(
            addresses.results(overview.number, listing.kind, listing.code, number),
            partial(_older, edition, overview, title, _trail(overview, listing), results, pager),
            as_of=overview.as_of(results),
            stands_on=b"".join(
                (
                    edition.surroundings,
                    digest((title, pager)),
                    *(overview.marks[each.issue_no] for each in results),
                )
            ),
        )


def _trail(overview: Overview, listing: _Listing) -> tuple[Link, ...]:
    return (HOME, _list_link(overview)) if listing.kind else (HOME,)


def _older(
    edition: Edition,
    overview: Overview,
    title: str,
    trail: tuple[Link, ...],
    results: list[PublishedResult],
    pager: Pager,
) -> ResultList:
    """A page below that of the newest: lines alone, so that only a change among them changes it."""
    return ResultList(
        head=head(edition, title, f"{title}：{OLDER_INTRO}", "results", trail=trail),
        heading=title,
        intro=OLDER_INTRO,
        total=None,
        rows=overview.rows(results),
        filters=(),
        pager=pager,
    )


def _pager(overview: Overview, listing: _Listing, number: int) -> Pager:
    """From the newest (1) down the pages `last` … 2."""
    at, last = partial(addresses.results, overview.number, listing.kind, listing.code), listing.last
    newer = None if number == 1 else at(1 if number == last else number + 1)
    lower = last if number == 1 else number - 1
    return Pager(
        page_no=number,
        newest=at(1),
        oldest=at(min(2, last)),
        newer=newer,
        older=at(lower) if lower > 1 else None,
    )


def _filters(overview: Overview, kind: str, code: str) -> Iterator[Filter]:
    """The three ways to look at results; each choice is a list of its own, without any script."""
    for name, this_kind, labels, groups in (
        ("按社区看", "community", overview.community_names, overview.by_community),
        ("按类别看", "field", overview.field_labels, overview.by_field),
        ("按结果看", "state", PUBLISHED_STATES, overview.by_state),
    ):
        whole = Option(
            text="全部",
            href=addresses.results(overview.number),
            count=len(overview.results),
            is_current=not kind,
        )
        options = tuple(
            Option(
                text=label,
                href=addresses.results(overview.number, this_kind, each),
                count=len(groups.get(each, ())),
                is_current=(this_kind, each) == (kind, code),
            )
            for each, label in labels.items()
        )
        yield Filter(name=name, options=(whole, *options))


# What stays of a result that stands here no longer


def _notices(edition: Edition, overview: Overview) -> Iterator[Planned]:
    trail = (HOME, _list_link(overview))
    for withdrawn in overview.year.withdrawn.holds:
        number = withdrawn.issue_no
        about = head(edition, "这件事已经撤下", f"编号 {number} 的内容不再公示。", "results", trail=trail)
        page = WithdrawnNotice(head=about, issue_no=number, withdrawn_on=withdrawn.withdrawn_on)
        yield Planned(addresses.result(number), page, overview.year.withdrawn.file)
    for merged in overview.year.merged.holds:
        other = edition.overview_of(merged.into).by_number.get(merged.into)
        into = Link(
            text=f"{merged.into}　{other.title}" if other else merged.into, href=addresses.result(merged.into)
        )
        about = head(edition, "这件事并到别的编号一起办", f"请看编号 {merged.into}。", "results", trail=trail)
        notice = MergedNotice(head=about, issue_no=merged.issue_no, into=into)
        yield Planned(addresses.result(merged.issue_no), notice, overview.year.merged.file)
