"""A visit to a household (走访): what a visitor sends, and what is kept of it."""

import msgspec


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was said to a prompt (问答): answered, none or refused all count as asked (R7.3)."""

    state: str
    text: str | None = None


class Companion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Who came along (同访人): an account, or a name where there is none."""

    role: str
    user: str | None = None
    name: str | None = None


class NewHousehold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A household met that is not on the roster (S101); the collator places it afterwards."""

    community_code: str
    address: str
    grid_code: str | None = None
    name: str | None = None
    phone: str | None = None


class IssueReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """An issue as a visitor sends it (问题登记); inside a visit place, household and time are inherited."""

    id: str
    field: str
    text: str
    community_code: str | None = None
    household_code: str | None = None
    collected_at: str | None = None
    on_spot: str | None = None
    outcome: str | None = None
    prompt: int | None = None


class VisitReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A visit as a visitor sends it (走访登记); the body of `POST /api/visits`."""

    id: str
    channel: str
    result: str
    started_at: str
    household_code: str | None = None
    new_household: NewHousehold | None = None
    channel_reason: str | None = None
    ended_at: str | None = None
    short_reason: str | None = None
    purpose: str = "first"
    companions: tuple[Companion, ...] = ()
    answers: dict[str, Answer] = {}
    policies_told: tuple[str, ...] = ()
    contact_ok: bool | None = None
    issues: tuple[IssueReport, ...] = ()


def is_of_year(visit_no: str, year: int) -> bool:
    """Say whether a visit's number was given in a year."""
    return visit_no.startswith(f"V{year}-")


class Visit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A visit as it is kept (走访记录), without anything typed freely; `answers` maps prompt to state.

    `warnings` are the codes the visitor was shown. Only `met` covers a household.
    """

    no: str
    id: str
    household_code: str
    community_code: str
    grid_code: str | None = None
    visitor: str
    unit: str | None = None
    channel: str
    result: str
    started_at: str
    ended_at: str | None = None
    purpose: str = "first"
    companions: tuple[Companion, ...] = ()
    answers: dict[str, str] = {}
    policies_told: tuple[str, ...] = ()
    issue_nos: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    received_at: str

    def is_of(self, year: int) -> bool:
        """Say whether it belongs to the campaign of a year (本年走访)."""
        return is_of_year(self.no, year)

    @property
    def covers(self) -> bool:
        """Say whether the household counts as visited (覆盖)."""
        return self.result == "met"
