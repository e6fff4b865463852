"""The pages of results (办理结果): one each, lists with filters, notices of what was taken down."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from hashlib import blake2b
from itertools import islice

from generator import addresses, smaller, wording
from generator.campaign.records import PublishedPhoto, PublishedResult
from generator.campaign.vocabulary import PUBLISHED_STATES
from generator.content import Photo as PhotoFile
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
from generator.similar import Known, alike

# The page of the newest has at most so many lines, each page of older ones so many.
NEWEST_LENGTH, PAGE_LENGTH = 50, 40
POLICIES_SHOWN = 3
Alike = Mapping[str, tuple[PublishedResult, ...]]
LIST_INTRO = "每件事写明办到哪一步、用了几天；新公布的在前。"
OLDER_INTRO = "较早公布的结果，新公布的在前。"


def sections(edition: Edition, known: Known | None = None) -> Iterator[Section]:
    """The results of each community by themselves, then the lists and notices of each year."""
    for overview in edition.years:
        similar = alike(overview.results, known)  # once, before several processes share the sections
        for code in overview.community_names:
            pages = partial(_results, edition, overview, code, similar)
            yield Section(f"results {overview.number} {code}", pages)
        yield Section(f"lists {overview.number}", partial(_lists, edition, overview))
        yield Section(f"notices {overview.number}", partial(_notices, edition, overview))


# One result


def _results(edition: Edition, overview: Overview, code: str, similar: Alike) -> Iterator[Planned]:
    photos = {each.name: each for each in overview.year.photos}
    for result in overview.by_community[code]:
        others = similar.get(result.issue_no, ())
        marks = [overview.marks[each.issue_no] for each in (result, *others)]
        shown = [blake2b(photos[each.file].data).digest() for each in result.photos]
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


def _lists(edition: Edition, overview: Overview) -> Iterator[Planned]:
    yield from _list(edition, overview, "", "", "办理结果", overview.results)
    for code, name in overview.community_names.items():
        results = overview.by_community[code]
        yield from _list(edition, overview, "community", code, f"{name}的办理结果", results)
    for code, label in overview.field_labels.items():
        results = overview.by_field[code]
        yield from _list(edition, overview, "field", code, f"{label}的办理结果", results)
    for state, label in PUBLISHED_STATES.items():
        results = overview.by_state[state]
        yield from _list(edition, overview, "state", state, f"{label}的事", results)


def _list(
    edition: Edition, overview: Overview, kind: str, code: str, heading: str, results: list[PublishedResult]
) -> Iterator[Planned]:
    heads = max(0, -(-(len(results) - NEWEST_LENGTH) // PAGE_LENGTH))
    newest = len(results) - heads * PAGE_LENGTH
    trail = (HOME, _list_link(overview)) if kind else (HOME,)
    said = f"{heading}：已公布 {len(results)} 件。{LIST_INTRO}"
    page = ResultList(
        head=head(edition, heading, said, "results", trail=trail),
        heading=heading,
        intro=LIST_INTRO,
        total=len(results),
        rows=overview.rows(results[:newest]),
        filters=tuple(_filters(overview, kind, code)),
        pager=_pager(overview.number, kind, code, 1, heads + 1),
    )
    yield Planned(addresses.results(overview.number, kind, code), page)
    for number in range(heads + 1, 1, -1):
        start = newest + (heads + 1 - number) * PAGE_LENGTH
        on_page = results[start : start + PAGE_LENGTH]
        pager = _pager(overview.number, kind, code, number, heads + 1)
        title = f"{heading}（第 {number} 页）"
        yield Planned(
            addresses.results(overview.number, kind, code, number),
            partial(_older, edition, overview, title, trail, on_page, pager),
            as_of=overview.as_of(on_page),
            stands_on=b"".join(
                (
                    edition.surroundings,
                    digest((title, pager)),
                    *(overview.marks[each.issue_no] for each in on_page),
                )
            ),
        )


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


def _pager(year: int, kind: str, code: str, number: int, last: int) -> Pager:
    """From the newest (1) down the pages `last` … 2."""
    at = partial(addresses.results, year, kind, code)
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
