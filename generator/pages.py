"""One frozen type per kind of page (页面): exactly what its template may use, and nothing else.

The template of `ResultList` is `templates/public/result_list.html`. It sees `page`, `site` (a SiteFrame),
`root` (the way from this page to the site's root, "./" or "../../"), `canonical` (the whole address, or
None where no base address is configured), `qr` (the Qr of that address, or None) and `css` (the text of
`assets/site.css`, to stand inline).

Every `href` is an address below the site's root without a leading slash ("2022/results/2022-000123/",
"" for the home page); templates put `root` before it. Dates are YYYY-MM-DD, or YYYY-MM where only the
month may be told. A count is an int, or None where it may only be shown as 少于5 (R5.3).
"""

import re
from typing import Literal

import msgspec

from generator.campaign.configuration import Limits, WayToBeHeard
from generator.campaign.plot import Bar, Columns
from generator.campaign.records import PublishedResult, PublishedState

Count = int | None
PhaseState = Literal["past", "now", "next"]


class _Part(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A part of a page."""


# What every page carries.


class Link(_Part, frozen=True, kw_only=True):
    """A link inside the site."""

    text: str
    href: str


class NavLink(_Part, frozen=True, kw_only=True):
    """An entry of the main navigation; `key` is what a page's `head.nav` names."""

    key: str
    text: str
    href: str


class SiteFrame(_Part, frozen=True, kw_only=True):
    """What stands around every page (页头页脚, R1.7). Identifiers only if configured and well-formed.

    `domain` and `base_url` (with a final slash) are None where no base address is configured; `as_of` is
    "YYYY-MM-DD HH:MM", or None where nothing has been published yet: the moment of the whole edition, but on
    a page of results alone (a result, the older pages of a list) that of the latest thing it tells. A phone
    of 320 px has room for a navigation of six entries of two characters: 首页 结果 社区 政策 安排 搜索.
    `wechat_signature` is the address that signs for WeChat's script (R3.4), or None.
    """

    name: str
    short_name: str
    publisher: str
    phone: str
    phone_hours: str
    corrections: str
    address: str | None = None
    base_url: str | None = None
    domain: str | None = None
    site_code: str | None = None
    icp: str | None = None
    police: str | None = None
    wechat_signature: str | None = None
    demo: bool
    year: int
    as_of: str | None
    nav: tuple[NavLink, ...]


class Column(_Part, frozen=True, kw_only=True):
    """The column a page belongs to (栏目, R1.1)."""

    name: str
    description: str
    keywords: str
    kind: str


class ArticleMeta(_Part, frozen=True, kw_only=True):
    """What an article says about itself (R1.1, R1.2); `title` is the page's h1, whole (R1.3).

    `published_at` is "YYYY-MM-DD HH:MM".
    """

    title: str
    published_at: str
    source: str
    keywords: str | None = None
    author: str | None = None


class Head(_Part, frozen=True, kw_only=True):
    """What the head of a page says (页面信息).

    `title` is at most 32 characters, `description` at most 120; `nav` is the key of the current entry of
    the navigation, or "". `trail` is the way here from the home page, without this page (面包屑).
    """

    title: str
    description: str
    nav: str = ""
    trail: tuple[Link, ...] = ()
    column: Column | None = None
    article: ArticleMeta | None = None
    image: str | None = None


class Qr(_Part, frozen=True, kw_only=True):
    """A page's QR code (二维码): the picture's address below the root, and the address it holds (R3.5)."""

    href: str
    address: str


class Page(_Part, frozen=True, kw_only=True):
    """A page; `head` is what its template's frame uses."""

    head: Head


# Parts that several pages show.


class Tally(_Part, frozen=True, kw_only=True):
    """How many issues, and how they stand (办理情况); a None may only be shown as 少于5."""

    issues: Count
    resolved: Count
    explained: Count

    @property
    def open(self) -> Count:
        """Issues neither resolved nor explained, where it can be told."""
        if self.issues is None or self.resolved is None or self.explained is None:
            return None
        return self.issues - self.resolved - self.explained

    @property
    def is_empty(self) -> bool:
        return self.issues == 0

    @property
    def resolved_share(self) -> int:
        return _share(self.resolved, self.issues)

    @property
    def explained_share(self) -> int:
        if self.explained and self.open == 0:
            return 100 - self.resolved_share
        return _share(self.explained, self.issues)

    @property
    def open_share(self) -> int:
        """What the others leave, so that a bar of which all is known is full."""
        return 100 - self.resolved_share - self.explained_share if self.open else 0


def _share(count: Count, total: Count) -> int:
    """Width of a bar in percent; nothing is drawn of what may not be told."""
    return count * 100 // total if count and total else 0


class Standing(_Part, frozen=True, kw_only=True):
    """How a community or a field stands (社区或领域的办理情况), with the page behind it."""

    code: str
    name: str
    href: str
    about: str
    tally: Tally


class Metric(_Part, frozen=True, kw_only=True):
    """A figure with what makes it honest (指标, R6.1).

    `said` completes the count in a sentence ("户已走访"), `unit` counts the total ("户"). `percent` is
    None where N is under 20 or may not be told. `href` leads to the list behind the number.
    """

    code: str
    name: str
    said: str
    unit: str
    definition: str
    count: Count
    total: Count
    percent: int | None
    period: str
    href: str | None = None
    note: str | None = None


class Entry(_Part, frozen=True, kw_only=True):
    """One line of a list of articles (条目); `mark` is a word such as 已失效."""

    title: str
    href: str
    summary: str | None = None
    dated_on: str | None = None
    source: str | None = None
    mark: str | None = None


class ResultRow(_Part, frozen=True, kw_only=True):
    """One line of a list of results (结果条目); `timing` is wording.timing of the result."""

    issue_no: str
    href: str
    title: str
    state: PublishedState
    is_closed: bool
    community: str
    field: str
    timing: str


class Clock(_Part, frozen=True, kw_only=True):
    """Days used against the limit (用时与时限), made by wording.clock.

    `headline` and `detail` are whole sentences; `share` is the filled part of the rail in percent, or
    None where there is no rail. `skipped` names the rest days that were not counted (R4.2); `again_on` is the
    day from which all this was counted, where it was taken up again.
    """

    headline: str
    detail: str
    share: int | None
    is_late: bool
    is_extended: bool
    counting: str | None = None
    skipped: str | None = None
    again_on: str | None = None


class Photo(_Part, frozen=True, kw_only=True):
    """A picture of the work (照片), with its size so that nothing jumps.

    `smaller` are the same in less width, each with its width.
    """

    href: str
    alt: str
    when: Literal["before", "after"]
    width: int
    height: int
    smaller: tuple[tuple[str, int], ...] = ()


class Option(_Part, frozen=True, kw_only=True):
    """One choice of a filter (筛选项): a link to the static list of what it leaves."""

    text: str
    href: str
    count: int
    is_current: bool = False


class Filter(_Part, frozen=True, kw_only=True):
    """A group of choices (筛选): by community, field or outcome."""

    name: str
    options: tuple[Option, ...]


class Pager(_Part, frozen=True, kw_only=True):
    """Where a page of a long list stands (分页); all but `page_no` are addresses.

    Page 1 has the newest; the others are counted from the oldest (2) on, so that what is published today
    moves nothing on them.
    """

    page_no: int
    newest: str
    oldest: str
    newer: str | None = None
    older: str | None = None


class PhaseMark(_Part, frozen=True, kw_only=True):
    """A phase of the campaign (阶段) seen from the day of the data; `short` is wording.phase_short."""

    title: str
    short: str
    when: str
    state: PhaseState
    summary: str
    tasks: tuple[str, ...]


class Official(_Part, frozen=True, kw_only=True):
    """The official block of a document (公文信息, R1.6); what is missing is left out."""

    title: str
    issuer: str | None = None
    document_no: str | None = None
    index_no: str | None = None
    signed_on: str | None = None
    issued_on: str | None = None
    topic: str | None = None
    validity: str | None = None


class VisitRow(_Part, frozen=True, kw_only=True):
    """A unit's visits to one community (走访安排): when, and how many households at least (附件3)."""

    unit: str
    level: str
    starts_on: str | None
    ends_on: str | None
    households: int | None = None
    note: str | None = None


class VisitGroup(_Part, frozen=True, kw_only=True):
    """All units that come to one community."""

    community: Link
    rows: tuple[VisitRow, ...]


class GridLine(_Part, frozen=True, kw_only=True):
    """A grid of a community and its party branch (一网三联)."""

    name: str
    party_branch: str | None = None


class Contact(_Part, frozen=True, kw_only=True):
    """Where a community is reached (社区联系方式)."""

    name: str
    href: str
    phone: str | None = None
    office: str | None = None


class Covering(_Part, frozen=True, kw_only=True):
    """How many households of a place were visited, and by which way (走访覆盖, S09)."""

    households: Count
    covered: Count
    percent: int | None
    doorstep: Count
    phone: Count
    wechat: Count
    sms: Count


class CommunityCounts(_Part, frozen=True, kw_only=True):
    """One community's line in the table of the data page."""

    name: str
    href: str
    households: Count
    covered: Count
    tally: Tally


class BoardRow(_Part, frozen=True, kw_only=True):
    """One solved thing on the sheet for the notice board; `is_new` since the sheet of two weeks ago."""

    title: str
    field: str
    timing: str
    resolved_on: str | None
    is_new: bool


class Board(_Part, frozen=True, kw_only=True):
    """A community's page as one A4 sheet for the notice board (公示栏一张纸, S62).

    `rows` are the last things solved, as many as fit; `new_count` of all that were solved are published
    since `since`, which is None where nothing is published yet.
    """

    rows: tuple[BoardRow, ...]
    since: str | None
    new_count: int


class Cell(_Part, frozen=True, kw_only=True):
    """A number of a table and the width of its bar in percent."""

    count: int
    width: int


class CrossRow(_Part, frozen=True, kw_only=True):
    """One field in the table of fields and communities."""

    field: Link
    cells: tuple[Cell, ...]
    total: int


class CrossTable(_Part, frozen=True, kw_only=True):
    """Published results by field and community (领域与社区); `names` are those of the communities."""

    names: tuple[str, ...]
    rows: tuple[CrossRow, ...]


class PolicyGroup(_Part, frozen=True, kw_only=True):
    """The policies of one field (惠民政策, S93)."""

    name: str
    href: str
    about: str
    entries: tuple[Entry, ...]


class Download(_Part, frozen=True, kw_only=True):
    """A machine-readable form of what is published (开放数据)."""

    text: str
    href: str
    about: str


class DataField(_Part, frozen=True, kw_only=True):
    """A field of the open data (字段): `values` are its codes, each with its word, where it has codes."""

    name: str
    meaning: str
    kind: str
    values: tuple[str, ...] = ()


# The kinds of page.


class Home(Page, frozen=True, kw_only=True):
    """The first page (首页). `covered`, `answered` and `solved` are None where no count is published.

    `weekly` are the latest weeks, of what is told by the day.
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

    `total` counts the whole list; it and the filters stand on the page of the newest only.
    """

    heading: str
    intro: str
    total: int | None
    rows: tuple[ResultRow, ...]
    filters: tuple[Filter, ...]
    pager: Pager


class Result(Page, frozen=True, kw_only=True):
    """One result (办理结果): what was said, what was done, how long it took, who says so."""

    result: PublishedResult
    community: Link
    field: Link
    clock: Clock
    photos: tuple[Photo, ...] = ()
    similar: tuple[ResultRow, ...] = ()
    policies: tuple[Link, ...] = ()


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
    days_used: Columns | None = None
    phone: str | None = None
    office: str | None = None


class ServiceCards(Page, frozen=True, kw_only=True):
    """A community's service cards (便民服务卡, S13), several to an A4 sheet; nothing of any resident.

    `report` and `results` are the codes of 我要反映 and of the community's page, or None where the site has
    no address; `to_sheet` is how many cards one sheet of paper holds.
    """

    heading: str
    name: str
    community: Link
    ways: tuple[WayToBeHeard, ...]
    to_sheet: int
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
    days_used: Columns | None = None


class PaperGroup(_Part, frozen=True, kw_only=True):
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
    days_used: Columns | None = None
    visited: tuple[Bar, ...] = ()
    crossing: CrossTable | None = None
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


class LinkGroup(_Part, frozen=True, kw_only=True):
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
