"""Who else is at a household today (谁也在走这一户): shown to each other before a visit is recorded twice.

Who has a form open is known for two hours and in memory only; nobody can look up where a colleague has been.
"""

import datetime
import threading
from collections import OrderedDict

import msgspec

from collector.desk import Desk
from collector.desk.people import accounts
from collector.rules.instant import read_instant
from collector.rules.people.account import Account
from generator.campaign.vocabulary import VISIT_RESULTS

REMEMBERED = 2_000
OPEN_FOR = datetime.timedelta(hours=2)


class Colleague(msgspec.Struct, frozen=True):
    """Somebody else at the same door (同一天的人): since when, and how the visit went or goes on."""

    name: str
    at: str
    said: str


class OpenForms:
    """Which forms are open just now (正在填的表), by household and person."""

    def __init__(self) -> None:
        self._since: OrderedDict[tuple[str, str], datetime.datetime] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, household_code: str, username: str, now: datetime.datetime) -> None:
        with self._lock:
            self._since.setdefault((household_code, username), now)
            while len(self._since) > REMEMBERED:
                self._since.popitem(last=False)

    def close(self, household_code: str, username: str) -> None:
        with self._lock:
            self._since.pop((household_code, username), None)

    def at(self, household_code: str, now: datetime.datetime) -> dict[str, datetime.datetime]:
        """Who has the form of a household open, and since when."""
        with self._lock:
            return {
                username: since
                for (code, username), since in self._since.items()
                if code == household_code and now - since < OPEN_FOR
            }


def recorded_today(desk: Desk, account: Account, household_code: str, day: str = "") -> list[Colleague]:
    """Visits to a household that others recorded on a day, today if none is given (同一天的走访)."""
    day = day or desk.today().isoformat()
    visits = [each for each in desk.visits_of(household_code) if each.started_at.startswith(day)]
    return [
        Colleague(accounts.name_of(desk, each.visitor), each.started_at[11:16], VISIT_RESULTS[each.result])
        for each in sorted(visits, key=lambda each: each.started_at)
        if each.visitor != account.username and read_instant(each.started_at)
    ]


def colleagues_at(desk: Desk, forms: OpenForms, account: Account, household_code: str) -> list[Colleague]:
    """Everybody else who visited a household today, or has its form open (S31)."""
    recorded = recorded_today(desk, account, household_code)
    names = {each.name for each in recorded}
    others = forms.at(household_code, desk.clock.now())
    opened = [
        Colleague(name, f"{since:%H:%M}", "打开了走访表，可能正在走")
        for username, since in others.items()
        if username != account.username and (name := accounts.name_of(desk, username)) not in names
    ]
    return recorded + opened
