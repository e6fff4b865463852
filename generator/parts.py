"""Parts that several pages show (页面部件).

As in `pages`, every `href` is an address below the site's root without a leading slash, dates are YYYY-MM-DD
or YYYY-MM, and a count is an int, or None where it may not be told: 少于5或不单列 (R5.3).
"""

from typing import Literal

from generator.campaign.records import PublishedState
from generator.page_frame import Link, Part

Count = int | None
PhaseState = Literal["past", "now", "next"]


class Tally(Part, frozen=True, kw_only=True):
    """How many issues, and how they stand (办理情况); a None may not be told."""

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


class Standing(Part, frozen=True, kw_only=True):
    """How a community or a field stands (社区或领域的办理情况), with the page behind it."""

    code: str
    name: str
    href: str
    about: str
    tally: Tally


class Entry(Part, frozen=True, kw_only=True):
    """One line of a list of articles (条目); `mark` is a word such as 已失效."""

    title: str
    href: str
    summary: str | None = None
    dated_on: str | None = None
    source: str | None = None
    mark: str | None = None


class ResultRow(Part, frozen=True, kw_only=True):
    """One line of a list of results (结果条目); `timing` is wording.timing of the result."""

    issue_no: str
    href: str
    title: str
    state: PublishedState
    is_closed: bool
    community: str
    field: str
    timing: str


class Clock(Part, frozen=True, kw_only=True):
    """Days used against the limit (用时与时限), made by wording.clock.

    `headline` and `detail` are whole sentences; `share` is the filled part of the rail in percent, or
    None where there is no rail. `skipped` names the rest days that were not counted (R4.2); `again_on` is the
    day from which all this was counted, where it was taken up again.
    """

    headline: str
    detail: str
    share: int | None
    is_late: bool
    counting: str | None = None
    skipped: str | None = None
    again_on: str | None = None


class Photo(Part, frozen=True, kw_only=True):
    """A picture of the work (照片), with its size so that nothing jumps.

    `smaller` are the same in less width, each with its width.
    """

    href: str
    alt: str
    when: Literal["before", "after"]
    width: int
    height: int
    smaller: tuple[tuple[str, int], ...] = ()


class Option(Part, frozen=True, kw_only=True):
    """One choice of a filter (筛选项): a link to the static list of what it leaves."""

    text: str
    href: str
    count: int
    is_current: bool = False


class Filter(Part, frozen=True, kw_only=True):
    """A group of choices (筛选): by community, field or outcome."""

    name: str
    options: tuple[Option, ...]


class Pager(Part, frozen=True, kw_only=True):
    """Where a page of a long list stands (分页); all but `page_no` are addresses.

    Page 1 has the newest; the others are counted from the oldest (2) on, so that what is published today
    moves nothing on them.
    """

    page_no: int
    newest: str
    oldest: str
    newer: str | None = None
    older: str | None = None


class PhaseMark(Part, frozen=True, kw_only=True):
    """A phase of the campaign (阶段) seen from the day of the data; `short` is wording.phase_short."""

    title: str
    short: str
    when: str
    state: PhaseState
    summary: str
    tasks: tuple[str, ...]


class Official(Part, frozen=True, kw_only=True):
    """The official block of a document (公文信息, R1.6); what is missing is left out."""

    title: str
    issuer: str | None = None
    document_no: str | None = None
    index_no: str | None = None
    signed_on: str | None = None
    issued_on: str | None = None
    topic: str | None = None
    validity: str | None = None


class VisitRow(Part, frozen=True, kw_only=True):
    """A unit's visits to one community (走访安排): when, and how many households at least (附件3)."""

    unit: str
    level: str
    starts_on: str | None
    ends_on: str | None
    households: int | None = None
    note: str | None = None


class VisitGroup(Part, frozen=True, kw_only=True):
    """All units that come to one community."""

    community: Link
    rows: tuple[VisitRow, ...]


class GridLine(Part, frozen=True, kw_only=True):
    """A grid of a community and its party branch (一网三联)."""

    name: str
    party_branch: str | None = None


class Contact(Part, frozen=True, kw_only=True):
    """Where a community is reached (社区联系方式)."""

    name: str
    href: str
    phone: str | None = None
    office: str | None = None


class BoardRow(Part, frozen=True, kw_only=True):
    """One solved thing on the sheet for the notice board; `is_new` since the sheet of two weeks ago."""

    title: str
    field: str
    timing: str
    resolved_on: str | None
    is_new: bool


class Board(Part, frozen=True, kw_only=True):
    """A community's page as one A4 sheet for the notice board (公示栏一张纸, S62).

    `rows` are the last things solved, as many as fit; `new_count` of all that were solved are published or
    solved since `since`, which is None where nothing is published yet.
    """

    rows: tuple[BoardRow, ...]
    since: str | None
    new_count: int


class PolicyGroup(Part, frozen=True, kw_only=True):
    """The policies of one field (惠民政策, S93)."""

    name: str
    href: str
    about: str
    entries: tuple[Entry, ...]
