"""How often a household is contacted (联系): nobody is troubled without need (无事不扰, S15)."""

import datetime
from collections.abc import Iterable

OFTEN, OFTEN_DAYS = 2, 7


def contacts_lately(days: Iterable[str], today: datetime.date) -> int:
    """How often a household was contacted within the last seven days (近期联系, S15), by days YYYY-MM-DD."""
    since = (today - datetime.timedelta(days=OFTEN_DAYS)).isoformat()
    return sum(since < day <= today.isoformat() for day in days)


def is_often(contacts: int) -> bool:
    """Say whether one more contact would be too many (无事不扰, S15)."""
    return contacts >= OFTEN
