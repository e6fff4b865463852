"""The lists of results (结果清单): all, or of a community, field or state, the newest first, with filters."""

from collections.abc import Iterable, Iterator
from functools import cached_property, partial

import msgspec

from generator import addresses
from generator.campaign.vocabulary import PUBLISHED_STATES
from generator.edition import Edition
from generator.overview import Overview
from generator.page_frame import Link
from generator.pages import ResultList
from generator.parts import Filter, Option, Pager
from generator.plan.frame import HOME, Planned, Section, head
from generator.reading.published import Line
from generator.remembering.digests import digest

# So many pages of a list are made together.
PAGES_TOGETHER = 20
# Of each list, so many pages are told in one file of the site map, which holds 50,000 addresses at most.
MAPPED_TOGETHER = 1000
# The page of the newest has at most so many lines, each page of older ones so many.
NEWEST_LENGTH, PAGE_LENGTH = 50, 40
LIST_INTRO = "每件事写明办到哪一步、用了几天；新公布的在前。"
OLDER_INTRO = "较早公布的结果，新公布的在前。"


def sections(edition: Edition, overview: Overview) -> Iterator[Section]:
    """The first pages of all lists of a year, then the older ones of each."""
    yield Section(f"lists {overview.number}", partial(_lists, edition, overview))
    for listing in _listings(overview):
        yield from _older_sections(edition, overview, listing)


def link(overview: Overview) -> Link:
    """To the list of all."""
    return Link(text=overview.of_year("办理结果"), href=addresses.results(overview.number))


class _Listing(msgspec.Struct, frozen=True, dict=True):
    """One list of results (清单): all, or those of a community, field or state, the newest first."""

    kind: str
    code: str
    heading: str
    lines: list[Line]

    @cached_property
    def last(self) -> int:
        """How many pages it has."""
        return 1 + max(0, -(-(len(self.lines) - NEWEST_LENGTH) // PAGE_LENGTH))

    def page(self, number: int) -> list[Line]:
        """What stands on a page: on the first the newest, on the others as many each, from the oldest on."""
        return self.lines[: self.start(self.last)] if number == 1 else self.pages(number, number)

    def pages(self, lowest: int, highest: int) -> list[Line]:
        """What stands on neighbouring pages below the first."""
        return self.lines[self.start(highest) : self.start(lowest) + PAGE_LENGTH]

    def start(self, number: int) -> int:
        """Where the lines of a page below the first start; the first ends where the last starts."""
        newest = len(self.lines) - (self.last - 1) * PAGE_LENGTH
        return newest + (self.last - number) * PAGE_LENGTH


def _listings(overview: Overview) -> Iterator[_Listing]:
    yield _Listing("", "", "办理结果", overview.lines)
    for code, name in overview.community_names.items():
        yield _Listing("community", code, f"{name}的办理结果", overview.order.by_community[code])
    for code, label in overview.field_labels.items():
        yield _Listing("field", code, f"{label}的办理结果", overview.order.by_field[code])
    for state, label in PUBLISHED_STATES.items():
        yield _Listing("state", state, f"{label}的事", overview.order.by_state[state])


def _lists(edition: Edition, overview: Overview) -> Iterator[Planned]:
    """The first page of each list."""
    for listing in _listings(overview):
        heading, total = overview.of_year(listing.heading), len(listing.lines)
        trail = _trail(overview, listing)
        said = f"{heading}：已公布 {total:,} 件。{LIST_INTRO}"
        page = ResultList(
            head=head(edition, heading, said, "results", trail=trail),
            heading=heading,
            intro=LIST_INTRO,
            total=total,
            rows=overview.rows(listing.page(1)),
            filters=tuple(_filters(overview, listing.kind, listing.code)),
            pager=_pager(overview, listing, 1),
            earlier=edition.earlier if overview.is_current and not listing.kind else (),
        )
        yield Planned(addresses.results(overview.number, listing.kind, listing.code), page)


def _older_sections(edition: Edition, overview: Overview, listing: _Listing) -> Iterator[Section]:
    """The other pages of a list, some together."""
    for lowest in range(2, listing.last + 1, PAGES_TOGETHER):
        highest = min(lowest + PAGES_TOGETHER - 1, listing.last)
        name = f"lists {overview.number} {listing.kind} {listing.code} {lowest}"
        told = overview.order.told(name, listing.pages(lowest, highest))
        about = (overview.of_year(listing.heading), highest, listing.last == highest)
        yield Section(
            name,
            partial(_older_pages, edition, overview, listing, range(highest, lowest - 1, -1)),
            digest((edition.surroundings, name, about, told)),
            f"lists-{overview.number}-{lowest // MAPPED_TOGETHER}",
        )


def _older_pages(
    edition: Edition, overview: Overview, listing: _Listing, numbers: Iterable[int]
) -> Iterator[Planned]:
    for number in numbers:
        lines = listing.page(number)
        pager = _pager(overview, listing, number)
        title = f"{overview.of_year(listing.heading)}（第 {number} 页）"
        yield Planned(
            addresses.results(overview.number, listing.kind, listing.code, number),
            partial(_older, edition, overview, title, _trail(overview, listing), lines, pager),
            as_of=overview.as_of([line.gist for line in lines]),
            stands_on=b"".join(
                (edition.surroundings, digest((title, pager)), *[line.mark for line in lines])
            ),
        )


def _trail(overview: Overview, listing: _Listing) -> tuple[Link, ...]:
    return (HOME, link(overview)) if listing.kind else (HOME,)


def _older(
    edition: Edition,
    overview: Overview,
    title: str,
    trail: tuple[Link, ...],
    lines: list[Line],
    pager: Pager,
) -> ResultList:
    """A page below that of the newest: lines alone, so that only a change among them changes it."""
    return ResultList(
        head=head(edition, title, f"{title}：{OLDER_INTRO}", "results", trail=trail),
        heading=title,
        intro=OLDER_INTRO,
        total=None,
        rows=overview.rows(lines),
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
        ("按社区看", "community", overview.community_names, overview.order.by_community),
        ("按类别看", "field", overview.field_labels, overview.order.by_field),
        ("按结果看", "state", PUBLISHED_STATES, overview.order.by_state),
    ):
        whole = Option(
            text="全部",
            href=addresses.results(overview.number),
            count=len(overview.lines),
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
