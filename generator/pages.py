"""One frozen type per kind of page (页面): exactly what its template may use, and nothing else.

The template of `ResultList` is `templates/public/result_list.html`. It sees `page`, `site` (a SiteFrame),
`root` (the way from this page to the site's root, "./" or "../../"), `canonical` (the whole address, or
None where no base address is configured), `qr` (the Qr of that address, or None) and `css` (the text of
`assets/site.css`, to stand inline).

Every `href` is an address below the site's root without a leading slash ("2022/results/2022-000123/",
"" for the home page); templates put `root` before it. Dates are YYYY-MM-DD, or YYYY-MM where only the
month may be told. A count is an int, or None where it may not be told: 少于5或不单列 (R5.3).
"""

import re

from generator.campaign.configuration import Limits, WayToBeHeard
from generator.campaign.plot import Bar, Columns
from generator.campaign.records import PublishedResult
from generator.figures import CommunityCounts, Covering, CrossTable, DataField, DaysUsed, Download, Metric
from generator.page_frame import Link, Page, Part, Qr
from generator.parts import (
    Board,
    Clock,
    Contact,
    Entry,
    Filter,
    GridLine,
    Official,
    Pager,
    PhaseMark,
    Photo,
    PolicyGroup,
    ResultRow,
    Standing,
    Tally,
    VisitGroup,
    VisitRow,
)


class Home(Page, frozen=True, kw_only=True):
    """The first page (首页). `covered`, `answered` and `solved` are None where no count is published.

    `earlier` leads to the results of other years; `weekly` are the latest weeks, of what is told by the day.
    """

    heading: str
    slogan: str
    kicker: str
    covered: Metric | None
    answered: Metric | None
    solved: Metric | None
    phases: tuple[PhaseMark, ...]
    fields: tuple[Standing, ...]
    total: int
    recent: tuple[ResultRow, ...]
    communities: tuple[Standing, ...]
    policies: tuple[Entry, ...] = ()
    notices: tuple[Entry, ...] = ()
    stories: tuple[Entry, ...] = ()
    weekly: Columns | None = None
    earlier: tuple[Link, ...] = ()


class CampaignPage(Page, frozen=True, kw_only=True):
    """The campaign in plain words (活动方案): goals, phases, limits, who visits."""

    heading: str
    slogan: str
    document_no: str
    document: Link | None
    goals: tuple[str, ...]
    phases: tuple[PhaseMark, ...]
    limits: Limits
    fields: tuple[Standing, ...]
    minimum_minutes: int
    liaison_percent: int
    secretary_by: str
    city_units_help: Link | None = None


class ResultList(Page, frozen=True, kw_only=True):
    """A list of results (办理结果), of all or of what a filter leaves.

    `total` counts the whole list. It, the filters and what leads to other years (`earlier`) stand on the page
    of the newest only.
    """

    heading: str
    intro: str
    total: int | None
    rows: tuple[ResultRow, ...]
    filters: tuple[Filter, ...]
    pager: Pager
    earlier: tuple[Link, ...] = ()


class Result(Page, frozen=True, kw_only=True):
    """One result (办理结果): what was said, what was done, how long it took, who says so.

    `year` is that of the campaign where it is not the current one.
    """

    result: PublishedResult
    community: Link
    field: Link
    clock: Clock
    photos: tuple[Photo, ...] = ()
    similar: tuple[ResultRow, ...] = ()
    policies: tuple[Link, ...] = ()
    year: int | None = None


class WithdrawnNotice(Page, frozen=True, kw_only=True):
    """What stays of a result that was taken down (撤下, R5.6)."""

    issue_no: str
    withdrawn_on: str


class MergedNotice(Page, frozen=True, kw_only=True):
    """A number whose answer stands under another (合并)."""

    issue_no: str
    into: Link


class CommunityIndex(Page, frozen=True, kw_only=True):
    """All communities (社区)."""

    heading: str
    communities: tuple[Standing, ...]


class CommunityPage(Page, frozen=True, kw_only=True):
    """What the campaign solved for one community (S62); `heading` is wording.community_sentence.

    `rows` are the newest of `total` published results, `more` leads to all of them where there are more;
    `cards` is the address of the service cards.
    """

    code: str
    name: str
    heading: str
    about: str
    tally: Tally
    covering: Covering | None
    fields: tuple[Standing, ...]
    total: int
    rows: tuple[ResultRow, ...]
    more: Link | None
    board: Board
    visits: tuple[VisitRow, ...]
    grids: tuple[GridLine, ...]
    cards: str
    days_used: DaysUsed | None = None
    phone: str | None = None
    office: str | None = None


class ServiceCards(Page, frozen=True, kw_only=True):
    """A community's service cards (便民服务卡, S13), several to an A4 sheet; nothing of any resident.

    `report` and `results` are the codes of 我要反映 and of the community's page, or None where the site has
    no address; `to_sheet` is how many cards one sheet of paper holds. `takes_complaints` says that a word
    about a visit can be written down where one reports (S61).
    """

    heading: str
    name: str
    community: Link
    ways: tuple[WayToBeHeard, ...]
    to_sheet: int
    takes_complaints: bool = False
    report: Qr | None = None
    results: Qr | None = None
    phone: str | None = None
    office: str | None = None


class FieldPage(Page, frozen=True, kw_only=True):
    """One of the nine fields (民生领域): what was raised, what was solved, which policies apply."""

    code: str
    name: str
    heading: str
    about: str
    tally: Tally
    communities: tuple[Standing, ...]
    total: int
    rows: tuple[ResultRow, ...]
    more: Link | None
    policies: tuple[Entry, ...]
    days_used: DaysUsed | None = None


class PaperGroup(Part, frozen=True, kw_only=True):
    """The policies of one field on paper, under what is asked about it at the door."""

    name: str
    asks: tuple[str, ...]
    entries: tuple[Entry, ...]


class PolicyPaper(Page, frozen=True, kw_only=True):
    """The policy cards on paper (S92): a leaflet to hand out (宣传单), or a sheet to talk from (讲解单).

    Only the sheet to talk from has prompts in its groups; both are made of the cards alone.
    """

    heading: str
    intro: str
    groups: tuple[PaperGroup, ...]
    other: Link


class PolicyList(Page, frozen=True, kw_only=True):
    """The policies by field (惠民政策, S93); `documents` belong to no field."""

    heading: str
    documents: tuple[Entry, ...]
    groups: tuple[PolicyGroup, ...]
    papers: tuple[Link, ...] = ()


class Policy(Page, frozen=True, kw_only=True):
    """A policy or a document (政策): the text as the office wrote it, with its source and date.

    `published_at` here and below is shown as it is in the head: "YYYY-MM-DD HH:MM" (R1.2).
    """

    heading: str
    body_html: str
    source: str
    dated_on: str
    published_at: str
    official: Official | None = None
    fields: tuple[Link, ...] = ()
    valid_until: str | None = None
    is_expired: bool = False
    results: Link | None = None


class EntryList(Page, frozen=True, kw_only=True):
    """A list of articles: notices (公告), stories (典型做法) or guides (使用说明)."""

    heading: str
    intro: str
    entries: tuple[Entry, ...]


class Story(Page, frozen=True, kw_only=True):
    """A story of something solved (典型做法, S91)."""

    heading: str
    body_html: str
    source: str
    published_at: str
    community: Link | None = None
    results: tuple[Link, ...] = ()


class Notice(Page, frozen=True, kw_only=True):
    """A notice (公告)."""

    heading: str
    body_html: str
    source: str
    published_at: str


class Arrangements(Page, frozen=True, kw_only=True):
    """Which unit visits which community, and when (走访安排)."""

    heading: str
    groups: tuple[VisitGroup, ...]
    city_units_help: Link | None = None


class DataPage(Page, frozen=True, kw_only=True):
    """Every number with its definition, n/N and period (数据, R6.1), and the same as plots.

    `by_month` counts the results that stand in no week, since only their month is told.
    """

    heading: str
    metrics: tuple[Metric, ...]
    covering: Covering | None
    communities: tuple[CommunityCounts, ...]
    fields: tuple[Standing, ...]
    downloads: tuple[Download, ...]
    weekly: Columns | None = None
    by_month: int = 0
    days_used: DaysUsed | None = None
    visited: tuple[Bar, ...] = ()
    crossing: CrossTable | None = None
    earlier: tuple[Link, ...] = ()
    data_fields: tuple[DataField, ...] = ()


class SearchPage(Page, frozen=True, kw_only=True):
    """Search (搜索), from the built site alone; `index` is the address of the index's folder.

    `blocks` are the parts of the index in the order shown, each with the number of its word files.
    """

    heading: str
    index: str
    blocks: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]


class Report(Page, frozen=True, kw_only=True):
    """The ways to be heard (我要反映), and what happens next."""

    heading: str
    body_html: str | None
    ways: tuple[WayToBeHeard, ...]
    communities: tuple[Contact, ...]
    limits: Limits


class TextPage(Page, frozen=True, kw_only=True):
    """A plain article (说明): about, privacy, accessibility, a guide."""

    heading: str
    body_html: str
    updated_on: str | None = None


class LinkGroup(Part, frozen=True, kw_only=True):
    """A heading of the site map and the pages under it."""

    name: str
    links: tuple[Link, ...]


class SiteMap(Page, frozen=True, kw_only=True):
    """The site map for people (网站地图, R1.7), at `sitemap/`; the one for machines is sitemap.xml."""

    heading: str
    groups: tuple[LinkGroup, ...]


class NotFound(Page, frozen=True, kw_only=True):
    """The page for an address that leads nowhere (404); its `root` must be absolute."""

    heading: str


KINDS: tuple[type[Page], ...] = (
    Home, CampaignPage, ResultList, Result, WithdrawnNotice, MergedNotice, CommunityIndex, CommunityPage,
    ServiceCards, FieldPage, PolicyList, PolicyPaper, Policy, EntryList, Story, Notice, Arrangements,
    DataPage, SearchPage, Report, TextPage, SiteMap, NotFound,
)  # fmt: skip


def template_name(kind: type[Page]) -> str:
    """The template of a kind of page, below `templates/public/`: ResultList is `result_list.html`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower() + ".html"
