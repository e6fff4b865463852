"""What the office writes into `content/` about itself and the campaign (配置), as frozen records.

Field names are the YAML keys. Dates are `datetime.date`, Asia/Shanghai.
"""

import datetime
from typing import Annotated

import msgspec

from generator.campaign.front_matter import PolicyCard
from generator.campaign.places import Community, Places, Unit, Units
from generator.campaign.vocabulary import FIELDS, OTHER_FIELD, OTHER_FIELD_LABEL
from generator.campaign.written import Written

# Where the collector takes a word about a visit, on the host of the site; no file of the site stands there.
COMPLAINTS = "/complaint/"
# In working days: nobody is told to wait four years, and the calendar ends somewhere.
LONGEST_LIMIT = 999
Limit = Annotated[int, msgspec.Meta(ge=1, le=LONGEST_LIMIT)]


class WayToBeHeard(Written, frozen=True, kw_only=True):
    """One way to report a problem (反映渠道), shown where "我要反映" leads.

    `link` is where one can write it down: `COMPLAINTS`, or a whole address.
    """

    name: str
    detail: str
    phone: str | None = None
    link: str | None = None


class Site(Written, frozen=True, kw_only=True):
    """`site.yaml`: who publishes (主办单位) and how to reach them.

    The official identifiers are shown only if given and well-formed (R1.4). `known_phones` are office
    numbers that may stand on any page. `wechat_signature` is where the same host signs for WeChat's script.
    """

    name: str
    short_name: str
    publisher: str
    description: str
    phone: str
    phone_hours: str
    corrections: str
    address: str | None = None
    base_url: str | None = None
    site_code: str | None = None
    icp: str | None = None
    police: str | None = None
    wechat_signature: str | None = None
    demo: bool = False
    current_year: int
    ways_to_be_heard: tuple[WayToBeHeard, ...]
    known_phones: tuple[str, ...] = ()

    @property
    def complaints(self) -> str | None:
        """Where residents are told to write about a visit without a name (走访意见), if anywhere (S61)."""
        links = (way.link for way in self.ways_to_be_heard if way.link)
        return next((link for link in links if link.endswith(COMPLAINTS)), None)


class WorkdayYear(Written, frozen=True, kw_only=True):
    """`workdays.yaml`, one year: rest days that are weekdays by the week, and make-up working days (调休).

    `rest` lists every day off that the notice names, weekends included; `make_up` the weekend days worked.
    Both may name the last days of December before, which the notice for a year settles with New Year's Day.
    """

    year: Annotated[int, msgspec.Meta(ge=2000, le=2999)]
    notice: str
    rest: tuple[datetime.date, ...]
    make_up: tuple[datetime.date, ...] = ()


class Phase(Written, frozen=True, kw_only=True):
    """A phase of the campaign (阶段). `when` is the plan's own wording, `ends_on` the settled reading."""

    code: str
    title: str
    when: str
    starts_on: datetime.date
    ends_on: datetime.date
    summary: str
    tasks: tuple[str, ...] = ()


class Limits(Written, frozen=True, kw_only=True):
    """Limits in working days from the day of collection (一、(三))."""

    proposal: Limit
    general: Limit
    major: Limit
    critical: Limit


class Targets(Written, frozen=True, kw_only=True):
    """What the plan asks to be reached (二、(一)), and the shortest doorstep visit in minutes (一、(一))."""

    liaison_percent: int
    secretary_by: datetime.date
    minimum_minutes: int
    wide_issue_households: int = 10
    alike_within_days: int = 30


class FieldOfConcern(Written, frozen=True, kw_only=True):
    """One of the nine fields (领域) as residents know it: what it is about, in one sentence."""

    code: str
    about: str


class FocusGroup(Written, frozen=True, kw_only=True):
    """A group to be visited first (五个重点访); internal only."""

    code: str
    label: str


class Finding(Written, frozen=True, kw_only=True):
    """A type of confirmed finding (认定情形); `deducts` says whether it costs a point."""

    code: str
    label: str
    deducts: bool = True


class Scoring(Written, frozen=True, kw_only=True):
    """The thousand-point account (千分制) and when a talk is due (三个以上)."""

    start: int
    talk_at: int
    findings: tuple[Finding, ...]


class Keep(Written, frozen=True, kw_only=True):
    """How many years what identifies people is kept after the last phase, and the trail of who did what."""

    personal_years: Annotated[int, msgspec.Meta(ge=0)] = 1
    focus_years: Annotated[int, msgspec.Meta(ge=0)] = 0
    trail_years: Annotated[int, msgspec.Meta(ge=1)] = 3


class Campaign(Written, frozen=True, kw_only=True):
    """`<year>/campaign.yaml`: the campaign as planned (活动方案).

    `policy` is the text among the policies that retells the plan, if there is one. `meeting_days` are the
    days from one analysis meeting to the next; the plan says 定期 (四、(二)).
    """

    year: int
    title: str
    slogan: str
    document_no: str
    policy: str | None = None
    goals: tuple[str, ...]
    phases: tuple[Phase, ...]
    limits: Limits
    targets: Targets
    fields: tuple[FieldOfConcern, ...]
    other_field: bool = False
    focus_groups: tuple[FocusGroup, ...]
    scoring: Scoring
    keep: Keep = Keep()
    meeting_days: int = 14

    def field_labels(self) -> dict[str, str]:
        """Labels by field code, in the plan's order; 其他 last where it is configured (S04)."""
        return dict(FIELDS) | ({OTHER_FIELD: OTHER_FIELD_LABEL} if self.other_field else {})

    def counted_since(self, day: datetime.date) -> datetime.date:
        """The day that numbers as of `day` begin with (统计起日): of the first phase, before it 1 January."""
        first = self.phases[0].starts_on
        return first if first <= day else day.replace(month=1, day=1)


class FollowUp(Written, frozen=True, kw_only=True):
    """What a prompt adds for some households (追问)."""

    when: str
    ask: str


class Prompt(Written, frozen=True, kw_only=True):
    """One of the nine prompts (附件2). `fields` prefill an issue; none means a person classifies.

    `kind` is `question`, or `opinion` for what is no issue and has no clock (S82). `short` is what it is
    about in a word or two, for whoever checks what they typed.
    """

    no: int
    title: str
    hint: str
    short: str = ""
    fields: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    kind: str = "question"

    @property
    def name(self) -> str:
        """What a line about it begins with (短名)."""
        return self.short or f"第 {self.no} 问"


class Form(Written, frozen=True, kw_only=True):
    """`<year>/form.yaml`: the visit form (入户访问参考), with the notice shown before it (R5.7)."""

    title: str
    alias: str
    privacy_notice: str
    absence_reasons: tuple[str, ...]
    short_visit_reasons: tuple[str, ...]
    prompts: tuple[Prompt, ...]


class LedgerColumn(Written, frozen=True, kw_only=True):
    """A column of a ledger: `key` names the value, `title` is what the office prints."""

    key: str
    title: str
    width: int = 12


class Ledgers(Written, frozen=True, kw_only=True):
    """`<year>/ledgers.yaml`: the columns of the ledgers (附件1 and those kept besides), in order."""

    visits: tuple[LedgerColumn, ...]
    issues: tuple[LedgerColumn, ...]
    hardship: tuple[LedgerColumn, ...] = ()
    callbacks: tuple[LedgerColumn, ...] = ()
    findings: tuple[LedgerColumn, ...] = ()
    scores: tuple[LedgerColumn, ...] = ()


class CampaignYear(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the office has written about one campaign; what the collector works with.

    `policies` are the front matter of the policy cards by slug, and `policy_texts` what stands below it in
    Markdown, for whoever takes them along (S48).
    """

    site: Site
    workdays: tuple[WorkdayYear, ...]
    campaign: Campaign
    places: Places
    units: Units
    form: Form
    ledgers: Ledgers
    policies: dict[str, PolicyCard] = {}
    policy_texts: dict[str, str] = {}

    def community(self, code: str) -> Community | None:
        return next((each for each in self.places.communities if each.code == code), None)

    def unit(self, code: str) -> Unit | None:
        return next((each for each in self.units.units if each.code == code), None)
