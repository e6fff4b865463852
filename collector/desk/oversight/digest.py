"""Digests at the desk (每日提醒, S99): the office sees every unit's, a unit or community its own (S84)."""

from collector.desk import Desk
from collector.desk.issues.handling import standing_of
from collector.desk.people.access import CONTACT_OFFICE, require
from collector.rules.oversight.digest import Digest, digests
from collector.rules.people.account import Account
from collector.store.cases import CASE_TABLES

OWNERS = frozenset({"unit_handler", "street_officer", "community_collator", "secretary"})
READERS = CONTACT_OFFICE | OWNERS


def digests_for(desk: Desk, account: Account) -> list[Digest]:
    """The digests somebody may see, units in the order the office wrote them, then communities."""
    require(account, *READERS)
    found = desk.cases.once(
        "digests",
        desk.today(),
        CASE_TABLES,
        lambda: digests((case, standing_of(desk, case)) for case in desk.cases.all()),
    )
    order = [each.code for each in desk.year.units.units]
    order += [each.code for each in desk.year.places.communities]
    own = (account.unit_code, account.community_code)
    return [
        found[code] for code in order if code in found and (account.role in CONTACT_OFFICE or code in own)
    ]
