"""On which days a household was contacted (联系): what visitors and callers are reminded of (S15)."""

from collections.abc import Iterator

from collector.desk import Desk
from collector.rules.people.account import RESIDENT


def contact_days(desk: Desk, household_code: str, *, before: str = "") -> Iterator[str]:
    """The days on which it was visited, called or sent a link; of visits those numbered below `before`."""
    visits = desk.registers.visits.having(household_code=household_code)
    yield from (visit.started_at[:10] for visit in visits if not before or visit.no < before)
    for issue in desk.registers.issues.having(household_code=household_code):
        yield from asked_on(desk, issue.no)


def asked_on(desk: Desk, issue_no: str) -> Iterator[str]:
    """The days on which somebody called about an issue or sent a link; a resident's answer does not count."""
    links = desk.registers.callback_links.having(issue_no=issue_no)
    yield from (link.made_at[:10] for link in links)
    calls = desk.registers.steps.having(issue_no=issue_no, kind="callback")
    yield from (call.on for call in calls if call.by != RESIDENT.username)
