"""The pages of results (办理结果): one each, and notices of what was taken down."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from operator import attrgetter

import msgspec

from generator import addresses, wording
from generator.campaign.once import read_once
from generator.campaign.records import Gist, PublishedPhoto, PublishedResult, Told, again_on
from generator.edition import POLICIES_SHOWN, Edition
from generator.finding.search import result_place
from generator.order import Beside, Order, Part
from generator.overview import Overview, Read
from generator.page_frame import ArticleMeta, Link
from generator.pages import MergedNotice, Result, WithdrawnNotice
from generator.parts import Clock, Photo
from generator.pictures import smaller
from generator.pictures.picture import picture
from generator.plan import lists
from generator.plan.frame import HOME, Planned, Section, head
from generator.reading.published import Line
from generator.remembering.digests import digest
from generator.similar import AlikeIn, alike, others_of

# The results of a community whose numbers differ in no more than so many last figures are made together.
LAST_FIGURES = 3
_MARK = attrgetter("mark")


def sections(edition: Edition, found: Mapping[int, AlikeIn] | None = None) -> Iterator[Section]:
    """The results of each year by their numbers, then the lists and notices."""
    for overview in edition.years:
        similar = alike(overview.year.gists) if found is None else found[overview.number]
        neighbours = list(_neighbours_of_all(overview))
        beside = _beside(overview.order, neighbours, similar)
        for each in neighbours:
            yield _numbered(edition, overview, each, similar, beside[each.name])
        yield from lists.sections(edition, overview)
        yield Section(f"notices {overview.number}", partial(_notices, edition, overview))


# One result


def _neighbourhood(result: Told) -> str:
    """Which section a result belongs to: where it changes, only its neighbours are looked at."""
    return f"{result.issue_no[:-LAST_FIGURES]} {result.community_code}"


class _Neighbours(msgspec.Struct, frozen=True, gc=False):
    """Results with neighbouring numbers (邻号), and what stands for them."""

    name: str
    results: list[Gist]
    mark: bytes
    photos: list[str]


@read_once
def _neighbours(part: Part) -> list[_Neighbours]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in part.lines:
        found[_neighbourhood(line.gist)].append(line)
    return [
        _Neighbours(
            name,
            [line.gist for line in lines],
            digest([line.mark for line in lines]),
            [photo for line in lines for photo in line.gist.photos],
        )
        for name, lines in found.items()
    ]


def _neighbours_of_all(overview: Overview) -> Iterator[_Neighbours]:
    """The results by their section; no two files have results of one, but for a preview."""
    found: dict[str, list[_Neighbours]] = defaultdict(list)
    for part in overview.order.parts.values():
        for each in _neighbours(part):
            found[each.name].append(each)
    for name, parts in found.items():
        yield (
            parts[0]
            if len(parts) == 1
            else _Neighbours(
                name,
                [result for part in parts for result in part.results],
                digest([part.mark for part in parts]),
                [photo for part in parts for photo in part.photos],
            )
        )


def _beside(order: Order, sections: Iterable[_Neighbours], similar: AlikeIn) -> Mapping[str, bytes]:
    """By section, what stands for all that its pages tell of other results."""
    known: dict[str, bytes] = {}
    last, pending = order.noted
    if last is not None:
        touched = _touched(order, pending, last.similar, similar)
        known = {name: mark for name, mark in last.marks.items() if name not in touched}
    marks = {
        these.name: known.get(these.name) or _mark_of_others(order, these.results, similar)
        for these in sections
    }
    order.note_beside(Beside(similar, marks))
    return marks


def _touched(order: Order, pending: Sequence[Line], last: AlikeIn, similar: AlikeIn) -> set[str]:
    """The sections in which somebody has others beside it than last time, or of one of these is told else."""
    changed = {line.gist.issue_no for line in pending}
    concerned = set(changed)
    for field in last.keys() | similar.keys():
        before, now = last.get(field, {}), similar.get(field, {})
        if before is not now:
            concerned |= {each for each in before.keys() | now.keys() if before.get(each) != now.get(each)}
    for field in {line.gist.field for line in pending}:
        beside = similar.get(field, {}).items()
        concerned |= {each for each, others in beside if not changed.isdisjoint(others)}
    standing = (order.by_number[number] for number in concerned if number in order.by_number)
    return {_neighbourhood(line.gist) for line in chain(pending, standing)}


def _mark_of_others(order: Order, results: Iterable[Gist], similar: AlikeIn) -> bytes:
    others = [others_of(similar, each) for each in results]
    marks = map(_MARK, map(order.by_number.__getitem__, chain.from_iterable(others)))
    return digest((bytes(map(len, others)), b"".join(marks)))


def _numbered(
    edition: Edition, overview: Overview, these: _Neighbours, similar: AlikeIn, beside: bytes
) -> Section:
    shown = (these.mark, beside, [*map(overview.photo_mark, these.photos)])
    return Section(
        f"results {overview.number} {these.name}",
        partial(_results, edition, overview, these.results, similar),
        digest((edition.surroundings, shown)),
        f"results-{result_place(these.results[0].issue_no)[0]}",
    )


def _results(
    edition: Edition, overview: Overview, results: list[Gist], similar: AlikeIn
) -> Iterator[Planned]:
    read = overview.reading(results)
    return (planned(edition, overview, result, others_of(similar, result), read) for result in results)


def planned(
    edition: Edition, overview: Overview, result: Gist, similar: Iterable[str], read: Read
) -> Planned:
    """The page of a result; `similar` are the numbers of those beside it, `read` gives all of it."""
    by_number = overview.order.by_number
    others = [by_number[number] for number in similar]
    marks = [each.mark for each in (by_number[result.issue_no], *others)]
    shown = [*map(overview.photo_mark, result.photos)]
    policies = edition.policies_by_field.get(result.field, ())[:POLICIES_SHOWN]
    gists = [each.gist for each in others]
    return Planned(
        addresses.result(result.issue_no),
        partial(_result, edition, overview, result, gists, read),
        changed_on=result.changed_on or result.published_on,
        as_of=overview.as_of((result, *gists), *(each.front.published_on for each in policies)),
        stands_on=b"".join((edition.surroundings, *marks, *shown)),
    )


def _result(edition: Edition, overview: Overview, gist: Gist, similar: Iterable[Gist], read: Read) -> Result:
    result = read(gist)
    community = overview.community_links[result.community_code]
    field = overview.field_links[result.field]
    return Result(
        head=head(
            edition,
            result.title,
            result.outcome or result.summary,
            "results",
            trail=(HOME, lists.link(overview), community),
            article=ArticleMeta(
                title=result.title,
                published_at=f"{result.published_on} 00:00",
                source=result.responsible_unit or edition.site.publisher,
                keywords=f"{field.text},{community.text}",
            ),
            image=overview.field_cards[result.field].href,
        ),
        result=result,
        year=None if overview.is_current else overview.number,
        community=community,
        field=field,
        clock=_clock(overview, result),
        photos=tuple(_photo(overview, each) for each in result.photos),
        similar=tuple(map(overview.row, similar)),
        policies=edition.policy_links.get(result.field, ()),
    )


def _clock(overview: Overview, result: PublishedResult) -> Clock:
    limit, again = result.limit_workdays, again_on(result)
    begun = again or result.received_on
    # A second limit whose first day is not told cannot be counted again here.
    is_known = len(begun) == len("2022-06-13") and (again or result.state != "reopened")
    skipped = overview.skipped(begun, limit) if is_known and limit else ()
    return wording.clock(result, result.issue_no in overview.overdue, skipped)


def _photo(overview: Overview, published: PublishedPhoto) -> Photo:
    file = overview.photos[published.file]
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


# What stays of a result that stands here no longer


def _notices(edition: Edition, overview: Overview) -> Iterator[Planned]:
    trail = (HOME, lists.link(overview))
    for withdrawn in overview.year.withdrawn.holds:
        number = withdrawn.issue_no
        about = head(edition, "这件事已经撤下", f"编号 {number} 的内容不再公示。", "results", trail=trail)
        page = WithdrawnNotice(head=about, issue_no=number, withdrawn_on=withdrawn.withdrawn_on)
        yield Planned(addresses.result(number), page, overview.year.withdrawn.file)
    for merged in overview.year.merged.holds:
        other = edition.overview_of(merged.into).order.by_number.get(merged.into)
        into = Link(
            text=f"{merged.into}　{other.gist.title}" if other else merged.into,
            href=addresses.result(merged.into),
        )
        about = head(edition, "这件事并到别的编号一起办", f"请看编号 {merged.into}。", "results", trail=trail)
        notice = MergedNotice(head=about, issue_no=merged.issue_no, into=into)
        yield Planned(addresses.result(merged.issue_no), notice, overview.year.merged.file)
