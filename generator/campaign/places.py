"""Where the campaign takes place, and who goes (社区、网格和走访单位): `places.yaml` and `units.yaml`."""

import datetime

from generator.campaign.written import Written


class Grid(Written, frozen=True, kw_only=True):
    """A grid (网格) of a community; `party_branch` is shown beside it (一网三联)."""

    code: str
    name: str
    party_branch: str | None = None


class Community(Written, frozen=True, kw_only=True):
    """A community or village (社区/村居). `phone` and `office` are public."""

    code: str
    name: str
    about: str
    phone: str | None = None
    office: str | None = None
    collator: str | None = None
    grids: tuple[Grid, ...]


class Places(Written, frozen=True, kw_only=True):
    """`<year>/places.yaml`: communities and grids; units of the city help `city_units_help` (S33)."""

    communities: tuple[Community, ...]
    subdistrict: str
    city_units_help: str | None = None


class Unit(Written, frozen=True, kw_only=True):
    """A unit that visits or handles (走访/责任单位)."""

    code: str
    name: str
    level: str
    phone: str | None = None


class Quota(Written, frozen=True, kw_only=True):
    """One line of 附件3: how many households a unit visits in a community (需走访户数)."""

    unit: str
    community: str
    households: int


class Arrangement(Written, frozen=True, kw_only=True):
    """One line of the visiting arrangement (走访安排): which unit comes to which community, and when."""

    unit: str
    community: str
    starts_on: datetime.date
    ends_on: datetime.date
    note: str | None = None


class Units(Written, frozen=True, kw_only=True):
    """`<year>/units.yaml`: units, quotas and the visiting arrangement."""

    units: tuple[Unit, ...]
    quotas: tuple[Quota, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()
