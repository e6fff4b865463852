"""The office's dashboard (总览, S83): worked out once, until an issue changes or the day does."""

from collector.desk import Desk
from collector.desk.issues.handling import standing_of
from collector.desk.people.access import CONTACT_OFFICE, require
from collector.desk.visiting import coverage
from collector.rules.oversight.dashboard import Dashboard, make_dashboard
from collector.rules.people.account import Account
from collector.store.cases import CASE_TABLES
from generator.campaign.plot import Bar


def dashboard(desk: Desk, account: Account) -> Dashboard:
    """What waits in the whole campaign, for those who see all of it."""
    require(account, *CONTACT_OFFICE)

    def work() -> Dashboard:
        found = [(case, standing_of(desk, case)) for case in desk.cases.all()]
        return make_dashboard(found, desk.today())

    return desk.cases.once("dashboard", desk.today(), CASE_TABLES, work)


def coverage_bars(desk: Desk) -> list[Bar]:
    """Households covered of those on the roster (走到的户), communities as the office wrote them."""
    counts = coverage.count(desk).communities
    return [
        Bar(
            label=each.name,
            count=counts[each.code]["covered"],
            total=counts[each.code]["households"],
            href=f"targets/{each.code}",
        )
        for each in desk.year.places.communities
    ]
