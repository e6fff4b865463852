"""A household on the roster (户), and who lives there.

What places a household (community, grid) and what identifies its people are two records, so that the
second can be erased without breaking the ledger.
"""

import msgspec


class Household(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A line of the roster (户). `code` never says who lives there; no grid means 待归户 (S101).

    `vacant_reason` takes a house out of the count, and only with a reason; `assigned_to` are usernames (S32),
    `assigned_for` says why each of them (S44).
    """

    code: str
    community_code: str
    grid_code: str | None = None
    vacant_reason: str | None = None
    unreachable_reason: str | None = None
    assigned_to: tuple[str, ...] = ()
    assigned_for: dict[str, str] = {}
    added_at: str = ""


class Resident(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Who lives there and how to reach them (住户), private and erasable.

    `focus` holds the codes of 五个重点访; `contact_ok` says whether a callback by phone was agreed to (S14).
    """

    household_code: str
    community_code: str
    address: str
    name: str | None = None
    phone: str | None = None
    focus: tuple[str, ...] = ()
    contact_ok: bool = False
