"""Who takes part in the demo campaign (演示人物): accounts by role and households, all invented."""

from collections.abc import Iterator
from random import Random

from collector.rules.homes.household import Household, Resident
from collector.rules.people.account import Account
from generator.campaign.configuration import CampaignYear
from generator.campaign.places import Community
from generator.campaign.vocabulary import COMMUNITY_ROLES, ROLES

ROSTER_MADE_AT = "2022-06-08T09:00:00+08:00"

# How usernames begin, and how many of a street role there are; grid workers are one a grid.
USERNAMES = {
    "grid_worker": "grid",
    "community_worker": "worker",
    "committee_member": "committee",
    "secretary": "secretary",
    "community_collator": "collator",
    "liaison": "liaison",
    "street_officer": "officer",
    "sponsor": "sponsor",
    "unit_handler": "handler",
    "street_reviewer": "reviewer",
    "publisher": "publisher",
    "campaign_office": "office",
    "discipline": "discipline",
    "admin": "admin",
}
STREET_PEOPLE = {"street_reviewer": 2, "publisher": 2, "campaign_office": 3, "discipline": 1, "admin": 1}

QUOTES = str.maketrans("", "", "“”")

# How the households of the street are shared out, community by community as in places.yaml.
SHARES = (23, 16, 9, 9, 8, 7, 15, 13)

# Names that sound like names and are nobody's: the middle character says 示 or 例.
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "安平康宁祥瑞春秋兰菊梅竹松柏江河山川海云雨雪晨阳星月光明"

FOCUS_SHARES = {
    "veteran_party_member": 0.06,
    "lone_elder": 0.05,
    "hardship": 0.04,
    "left_behind_child": 0.02,
    "petitioner": 0.005,
}


def make_accounts(year: CampaignYear) -> list[Account]:
    """At least one account of every role, those of the first community first (演示账号)."""
    people = [*_community_people(year), *_unit_people(year), *_street_people()]
    counts: dict[str, int] = {}
    accounts = []
    for role, community_code, unit_code in people:
        number = counts[role] = counts.get(role, 0) + 1
        accounts.append(
            Account(
                username=f"{USERNAMES[role]}{number}",
                name=f"示例{ROLES[role].translate(QUOTES)}{number}",
                role=role,
                community_code=community_code,
                unit_code=unit_code,
            )
        )
    return accounts


def _community_people(year: CampaignYear) -> Iterator[tuple[str, str | None, str | None]]:
    for community in year.places.communities:
        yield from (("grid_worker", community.code, None) for _ in community.grids)
        yield from ((role, community.code, None) for role in sorted(COMMUNITY_ROLES - {"grid_worker"}))


def _unit_people(year: CampaignYear) -> Iterator[tuple[str, str | None, str | None]]:
    sent = {line.unit for line in year.units.quotas}
    arranged = {line.unit for line in year.units.arrangements}
    for unit in year.units.units:
        if unit.code in sent:
            yield "sponsor", None, unit.code
        elif unit.code in arranged:
            yield "liaison", None, unit.code
        if unit.level == "street" and unit.code not in arranged:
            yield "street_officer", None, unit.code
        if unit.level != "city" and unit.code not in arranged - sent:
            yield "unit_handler", None, unit.code


def _street_people() -> Iterator[tuple[str, str | None, str | None]]:
    for role, count in STREET_PEOPLE.items():
        yield from ((role, None, None) for _ in range(count))


def is_village(community: Community) -> bool:
    """Say whether people live in yards along lanes rather than in blocks of flats (村)."""
    return community.name.endswith("村")


def make_roster(
    year: CampaignYear, accounts: list[Account], count: int, rng: Random
) -> list[tuple[Household, Resident]]:
    """The roster (户册): `count` households with who lives there, each assigned to the worker of its grid."""
    workers = [each for each in accounts if each.role == "grid_worker"]
    roster: list[tuple[Household, Resident]] = []
    for community, size in zip(year.places.communities, _sizes(year, count), strict=True):
        local = [each.username for each in workers if each.community_code == community.code]
        for number in range(1, size + 1):
            spot = (number - 1) * len(community.grids) // size
            household = Household(
                code=f"{community.code}-{number:04d}",
                community_code=community.code,
                grid_code=community.grids[spot].code,
                vacant_reason="空户，房主长期在外地" if rng.random() < 0.015 else None,
                assigned_to=(local[spot],),
                added_at=ROSTER_MADE_AT,
            )
            roster.append((household, _resident(community, household, number, len(roster), rng)))
    return roster


def _sizes(year: CampaignYear, count: int) -> list[int]:
    """How many households each community has; what rounding leaves over goes to the first."""
    shares = [SHARES[n % len(SHARES)] for n in range(len(year.places.communities))]
    sizes = [max(1, count * share // sum(shares)) for share in shares]
    sizes[0] += max(0, count - sum(sizes))
    return sizes


def _resident(community: Community, household: Household, number: int, serial: int, rng: Random) -> Resident:
    focus = tuple(code for code, share in FOCUS_SHARES.items() if rng.random() < share)
    return Resident(
        household_code=household.code,
        community_code=community.code,
        address=_address(community, number),
        name=_name(serial),
        phone=None if rng.random() < 0.08 else f"1990000{serial % 10_000:04d}",
        focus=focus,
    )


def _address(community: Community, number: int) -> str:
    if is_village(community):
        return f"{community.name}示例{'一二三四五六七八九十'[number // 18 % 10]}巷{number}号"
    building, door = divmod(number - 1, 36)
    unit, home = divmod(door, 12)
    return f"{community.name}示例小区{building + 1}号楼{unit + 1}单元{home // 2 + 1}0{home % 2 + 1}室"


def _name(serial: int) -> str:
    surname = SURNAMES[serial % len(SURNAMES)]
    rest = serial // len(SURNAMES)
    return f"{surname}{'示例'[rest % 2]}{GIVEN[rest // 2 % len(GIVEN)]}"
