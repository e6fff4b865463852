"""What to know before knocking (走访前看一看, 二、(二)1): for who is to go there, and every look is kept."""

from collections.abc import Mapping, Sequence

import msgspec

from collector.desk import Desk
from collector.desk.homes.roster import Row, accounts_of, known_household, may_open, rows
from collector.desk.people.access import may_see_contacts
from collector.errors import NotAllowed
from collector.rules.homes.household import Resident
from collector.rules.homes.roster import ASSIGNMENT_REASONS, stand
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import field_of
from collector.rules.people.account import Account
from collector.rules.visiting.visit import Visit


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """What to know before knocking (走访前看一看, S47); `resident` only for those who may know contacts.

    `policies` are titles by slug, those of fields in which something was raised here first (S48); `asked`
    counts the prompts that were asked so far, whatever the answer (S18).
    """

    row: Row
    community: str
    focus: tuple[str, ...]
    visits: tuple[Visit, ...]
    cases: tuple[Case, ...]
    resident: Resident | None
    reasons: Mapping[str, str]
    policies: Mapping[str, str]
    asked: int


def brief(desk: Desk, account: Account, code: str) -> Brief:
    """What to know before knocking (S47), for those who may; every look stands in the trail."""
    household = known_household(desk, code)
    if not may_open(desk, account, household):
        raise NotAllowed("not_your_household", "这户的情况只给要去走访的人、本社区和活动办看。")
    community = desk.year.community(household.community_code)
    desk.act(lambda: desk.note(account, "household_opened", of=code))
    now = desk.cases.visits_of(code)
    visits = sorted([*now, *desk.cases.past_visits_of(code)], key=lambda each: each.started_at, reverse=True)
    [place] = stand([household], now, desk.cases.outings(), desk.today())
    resident = desk.cases.resident(code)
    labels = {group.code: group.label for group in desk.year.campaign.focus_groups}
    people = {name: each.name for name, each in accounts_of(desk).items()}
    cases = tuple(each for each in desk.cases.all() if each.issue.household_code == code)
    found = rows(desk, community, [place], people)[0] if community else None
    return Brief(
        row=found or Row(place=place, address=code, grid="", people=(), is_focus=False),
        community=desk.unit_name(household.community_code),
        focus=tuple(labels.get(each, each) for each in resident.focus) if resident else (),
        visits=tuple(visits),
        cases=cases,
        resident=resident if may_see_contacts(desk, account, household) else None,
        reasons={
            people.get(name, name): ASSIGNMENT_REASONS[why] for name, why in household.assigned_for.items()
        },
        policies=policies_to_tell(desk, [field_of(each) for each in cases]),
        asked=len({no for visit in visits if visit.covers for no in visit.answers}),
    )


def policies_to_tell(desk: Desk, fields: Sequence[str] = ()) -> dict[str, str]:
    """Titles by slug of the policies in force that answer residents (随身政策), those of `fields` first."""
    cards = {
        slug: card
        for slug, card in desk.year.policies.items()
        if card.fields and (card.valid_until is None or card.valid_until >= desk.today())
    }
    order = [*fields, *desk.year.campaign.field_labels()]

    def place(slug: str) -> tuple[int, str]:
        return min(order.index(field) for field in cards[slug].fields if field in order), slug

    return {slug: desk.policy_title(slug) for slug in sorted(cards, key=place)}
