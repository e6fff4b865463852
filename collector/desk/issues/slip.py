"""What is left with a family (时限告知单): an issue's number, both due dates, and how they were counted."""

import datetime

import msgspec

from collector.desk import Desk
from collector.desk.issues.handling import standing_of
from collector.desk.residents import complaint
from collector.desk.visiting import my_visits
from collector.rules.issues.issue import Case
from collector.rules.issues.standing import Standing
from collector.rules.people.account import Account
from generator.campaign.vocabulary import SEVERITIES
from generator.campaign.workdays import Counted


class SlipDue(msgspec.Struct, frozen=True):
    """One date on the slip (一个期限): what is due, within how many working days, and when."""

    what: str
    workdays: int
    counted: Counted


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """The slip (告知单): nothing of the household, and nothing of what it said.

    `day_zero` is the day that does not count; `dues` is empty where it was settled on the spot. `address` is
    where to see how it stands, `complaints` where to write about the visit itself (S61).
    """

    no: str
    field: str
    day_zero: datetime.date
    is_reopened: bool
    on_spot: str
    dues: tuple[SlipDue, ...]
    is_graded: bool
    community: str
    phone: str | None
    office: str | None
    address: str | None
    complaints: str | None


def slip_of(desk: Desk, account: Account, issue_no: str) -> Slip:
    """The slip of an issue, for those who may see its receipt."""
    sent = my_visits.issue_receipt_of(desk, account, issue_no)
    case = desk.case(issue_no)
    found = standing_of(desk, case)
    community = desk.year.community(case.issue.community_code)
    base_url = desk.site_address()
    return Slip(
        no=case.no,
        field=sent.field,
        day_zero=found.started_on,
        is_reopened=case.last("reopened") is not None,
        on_spot=sent.on_spot,
        dues=_dues(desk, case, found, is_settled=bool(sent.on_spot)),
        is_graded=found.severity is not None,
        community=community.name if community else "",
        phone=community.phone if community else None,
        office=community.office if community else None,
        address=f"{base_url.rstrip('/')}/search/?q={case.no}" if base_url else None,
        complaints=complaint.address(desk),
    )


def _dues(desk: Desk, case: Case, found: Standing, *, is_settled: bool) -> tuple[SlipDue, ...]:
    """Before the review has graded it, all three dates of completion are told."""
    if is_settled:
        return ()
    limits, calendar, severity = desk.limits_of(case.no), desk.calendar, found.severity
    graded = {"general": limits.general, "major": limits.major, "critical": limits.critical}
    lengths = [("拿出办法", limits.proposal)]
    if severity not in graded:
        lengths += [(f"办结回复（{SEVERITIES[each]}）", days) for each, days in graded.items()]
    else:
        lengths.append((f"办结回复（{SEVERITIES[severity]}）", graded[severity]))
    return tuple(SlipDue(what, days, calendar.after(found.started_on, days)) for what, days in lengths)
