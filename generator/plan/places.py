"""The pages of communities and fields, and who visits where (社区、领域、走访安排)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import chain

from generator import addresses, wording
from generator.campaign.places import Community
from generator.campaign.progress import by_channel, percent
from generator.campaign.records import CoverageRow, Gist
from generator.campaign.vocabulary import UNIT_LEVELS
from generator.edition import Edition
from generator.figures import Covering
from generator.overview import Overview
from generator.page_frame import Link
from generator.pages import Arrangements, CommunityIndex, CommunityPage, FieldPage, ServiceCards
from generator.parts import Board, BoardRow, GridLine, VisitGroup, VisitRow
from generator.pictures import qr
from generator.plan import lists
from generator.plan.frame import HOME, Planned, Section, head
from generator.plan.pictures import days_used
from generator.reading.published import Line, on_the_sheet
from generator.tallies import tallies_by

SHOWN_ROWS = 10
# What fits on one A4 sheet in type that can be read from a step away: characters in a line of a title and
# of the note beside it, and room for rows in half lines (a row is its lines and half a line of space).
BOARD_TITLE, BOARD_NOTE, BOARD_ROOM = 17, 11, 31
BOARD_SPAN = timedelta(days=14)
CARDS_TO_SHEET = 8


def sections(edition: Edition) -> Iterator[Section]:
    for overview in edition.years:
        yield Section(f"communities {overview.number}", partial(_communities, edition, overview))
        yield Section(f"fields {overview.number}", partial(_fields, edition, overview))
        yield Section(f"arrangements {overview.number}", partial(_arrangements, edition, overview))


def _communities(edition: Edition, overview: Overview) -> Iterator[Planned]:
    heading = overview.of_year("看看我们社区")
    about = f"{len(overview.communities)} 个社区各听到了多少事、办成了多少，一个社区一页。"
    page = CommunityIndex(
        head=head(edition, heading, about, "communities"),
        heading=heading,
        communities=overview.community_standings(),
    )
    yield Planned(addresses.communities(overview.number), page, as_of=overview.told_as_of)
    for community in overview.communities:
        page_of_one = _community(edition, overview, community)
        address = addresses.community(overview.number, community.code)
        listed = overview.order.by_community[community.code]
        yield Planned(address, page_of_one, as_of=_as_of(overview, listed))
        yield Planned(addresses.cards(overview.number, community.code), _cards(edition, overview, community))


def _community(edition: Edition, overview: Overview, community: Community) -> CommunityPage:
    code, name = community.code, overview.of_year(community.name)
    tally = overview.community_tally(code)
    lines, counts = overview.order.by_community[code], overview.counts_in[code]
    in_fields = tallies_by("field", counts)
    return CommunityPage(
        head=head(
            edition,
            wording.community_title(name, tally, overview.until),
            f"{wording.community_sentence(name, tally)}。{community.about}",
            "communities",
            trail=(HOME, Link(text=overview.of_year("社区"), href=addresses.communities(overview.number))),
            image=overview.community_cards[code].href,
        ),
        code=code,
        name=community.name,
        heading=wording.community_sentence(name, tally, overview.until),
        about=community.about,
        tally=tally,
        covering=covering(overview.coverage_rows[code]) if overview.has_coverage else None,
        fields=tuple(overview.field_standing(field, in_fields[field]) for field in overview.field_labels),
        total=len(lines),
        rows=overview.rows(lines[:SHOWN_ROWS]),
        more=_more(overview, "community", code, len(lines)),
        board=_board(overview, code, lines),
        visits=visits(overview, code),
        grids=tuple(GridLine(name=each.name, party_branch=each.party_branch) for each in community.grids),
        cards=addresses.cards(overview.number, code),
        days_used=days_used(counts),
        phone=community.phone,
        office=community.office,
    )


def _cards(edition: Edition, overview: Overview, community: Community) -> ServiceCards:
    """What is left with a family: whom to call, and codes for telling and for reading (S13)."""
    address = addresses.community(overview.number, community.code)
    link = Link(text=community.name, href=address)
    heading = overview.of_year(f"{community.name}便民服务卡")
    return ServiceCards(
        head=head(
            edition,
            heading,
            f"有事打哪个电话，扫哪个码。一张 A4 纸印 {CARDS_TO_SHEET} 张，剪开发给住户。",
            "communities",
            trail=(HOME, link),
            image=overview.community_cards[community.code].href,
        ),
        heading=heading,
        name=community.name,
        community=link,
        ways=edition.site.ways_to_be_heard,
        takes_complaints=edition.site.complaints is not None,
        to_sheet=CARDS_TO_SHEET,
        report=qr.code_of(addresses.REPORT, edition.base_url),
        results=qr.code_of(address, edition.base_url),
        phone=community.phone,
        office=community.office,
    )


def _more(overview: Overview, kind: str, code: str, total: int) -> Link | None:
    if total <= SHOWN_ROWS:
        return None
    return Link(text=f"全部 {total:,} 件", href=addresses.results(overview.number, kind, code))


def _board(overview: Overview, code: str, lines: Sequence[Line]) -> Board:
    """The sheet for the notice board: a line is new if the sheet of two weeks ago could not have it.

    What is new stands first, since one sheet has not room for all.
    """
    today = overview.today
    since = (today - BOARD_SPAN).isoformat() if today else None
    new = overview.solved_since(code, since) if since else []
    solved = (line.gist for line in lines if line.gist.state == "resolved")
    rows = chain(new, (each for each in solved if not _is_new(each, since)))
    fitting = _fitting(_board_row(overview, each, since) for each in rows)
    return Board(rows=tuple(fitting), since=since, new_count=len(new))


def _fitting(rows: Iterable[BoardRow]) -> Iterator[BoardRow]:
    """As many rows as one sheet has room for; a long title or note takes more than a line."""
    room = BOARD_ROOM
    for row in rows:
        lines = max(_lines_of(row.title), 2 if len(row.timing) > BOARD_NOTE else 1)
        room -= 2 * lines + 1
        if room < 0:
            return
        yield row


def _lines_of(title: str) -> int:
    """Lines of a title on the sheet: it breaks after a comma, and elsewhere where a clause is too long."""
    lines, used = 1, 0
    for clause in title.replace("，", "，\n").split("\n"):
        if used and used + len(clause) > BOARD_TITLE:
            lines, used = lines + 1, 0
        used += len(clause)
        lines, used = lines + max(used - 1, 0) // BOARD_TITLE, (used - 1) % BOARD_TITLE + 1
    return lines


def _board_row(overview: Overview, result: Gist, since: str | None) -> BoardRow:
    return BoardRow(
        title=result.title,
        field=overview.field_labels[result.field],
        timing=wording.timing(result, result.issue_no in overview.overdue),
        resolved_on=result.resolved_on,
        is_new=_is_new(result, since),
    )


def _is_new(result: Gist, since: str | None) -> bool:
    return since is not None and on_the_sheet(result) > since


def covering(row: CoverageRow) -> Covering:
    """How many households were visited, by which way (S09)."""
    return Covering(
        households=row.households,
        covered=row.covered,
        percent=percent(row.covered, row.households),
        by_channel=by_channel(row),
    )


def _fields(edition: Edition, overview: Overview) -> Iterator[Planned]:
    for standing in overview.field_standings():
        lines, counts = overview.order.by_field[standing.code], overview.counts.of_field(standing.code)
        in_communities = tallies_by("community_code", counts)
        policies = edition.policies_by_field.get(standing.code, ())
        name = overview.of_year(standing.name)
        sentence = wording.community_sentence(name, standing.tally)
        page = FieldPage(
            head=head(
                edition,
                wording.community_title(name, standing.tally, overview.until),
                f"{sentence}。{standing.about}",
                "fields",
                trail=(HOME, lists.link(overview)),
                image=overview.field_cards[standing.code].href,
            ),
            code=standing.code,
            name=standing.name,
            heading=f"{sentence}{wording.until_when(overview.until)}",
            about=standing.about,
            tally=standing.tally,
            communities=tuple(
                overview.community_standing(each, in_communities[each.code]) for each in overview.communities
            ),
            total=len(lines),
            rows=overview.rows(lines[:SHOWN_ROWS]),
            more=_more(overview, "field", standing.code, len(lines)),
            policies=tuple(map(edition.policy_entry, policies)),
            days_used=days_used(counts),
        )
        yield Planned(addresses.field(overview.number, standing.code), page, as_of=_as_of(overview, lines))


def _as_of(overview: Overview, lines: Iterable[Line]) -> str | None:
    """数据截至 of a page with counts and results: these may be told of after their year was counted."""
    told = overview.told_as_of
    return overview.as_of((line.gist for line in lines), told) if told else None


def _arrangements(edition: Edition, overview: Overview) -> Iterator[Planned]:
    heading = overview.of_year("哪个单位什么时候来")
    groups = tuple(
        VisitGroup(
            community=Link(text=each.name, href=addresses.community(overview.number, each.code)),
            rows=visits(overview, each.code),
        )
        for each in overview.communities
    )
    page = Arrangements(
        head=head(
            edition,
            overview.of_year("走访安排"),
            "哪个单位、什么时候到哪个社区走访，至少走多少户。",
            "arrangements",
        ),
        heading=heading,
        groups=groups,
        city_units_help=city_units_help(overview),
    )
    yield Planned(addresses.arrangements(overview.number), page, overview.year.units.file)


def city_units_help(overview: Overview) -> Link | None:
    """The community that city units mainly help (二、(一)1)."""
    code = overview.year.places.holds.city_units_help
    if code is None:
        return None
    return Link(text=overview.community_names[code], href=addresses.community(overview.number, code))


def visits(overview: Overview, community: str) -> tuple[VisitRow, ...]:
    """Who comes to a community: what is arranged, then quotas that have no date yet (附件3)."""
    held = overview.year.units.holds
    units = {each.code: each for each in held.units}
    quotas = {each.unit: each.households for each in held.quotas if each.community == community}
    arranged = [each for each in held.arrangements if each.community == community]
    dates = [
        (each.unit, each.starts_on.isoformat(), each.ends_on.isoformat(), each.note) for each in arranged
    ]
    undated = [(unit, None, None, None) for unit in quotas if unit not in {each.unit for each in arranged}]
    return tuple(
        VisitRow(
            unit=units[unit].name,
            level=UNIT_LEVELS[units[unit].level],
            starts_on=starts_on,
            ends_on=ends_on,
            households=quotas.get(unit),
            note=note,
        )
        for unit, starts_on, ends_on, note in [*sorted(dates, key=lambda each: each[1]), *undated]
    )
