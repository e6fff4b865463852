"""What is theirs (准入): scope by role, community and unit."""

from collector.desk import Desk
from collector.errors import NotAllowed
from collector.rules.homes.household import Household
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import field_of, report_of, unit_of
from collector.rules.people.account import Account
from generator.campaign.vocabulary import COMMUNITY_ROLES, ROLES, UNIT_ROLES

VISITING_ROLES = COMMUNITY_ROLES | {"liaison", "sponsor", "street_officer"}
REPORTING_ROLES = VISITING_ROLES | {"campaign_office"}
CASE_OFFICE = frozenset({"street_reviewer", "publisher", "campaign_office"})
ACCOUNT_MANAGERS = frozenset({"campaign_office", "admin"})
LEDGER_OFFICE = frozenset({"street_reviewer", "campaign_office"})
CASE_READERS = COMMUNITY_ROLES | UNIT_ROLES | CASE_OFFICE
CONTACT_OFFICE = frozenset({"street_reviewer", "campaign_office"})


def require(account: Account, *roles: str) -> None:
    """Refuse everybody who has none of these roles; the office itself is told whose it is."""
    if account.role not in roles:
        able = "、".join(label for role, label in ROLES.items() if role in roles)
        whom = f"能办的是：{able}" if account.role == "campaign_office" else "要办，请找活动办"
        raise NotAllowed("not_your_role", f"{ROLES[account.role]}不能做这件事。{whom}。")


def communities_visited_by(desk: Desk, account: Account) -> frozenset[str]:
    """The communities somebody may visit (走访范围): their own, or those their unit is sent to (附件3).

    Units of the city mainly help one community and may visit any (S33); officers of a street unit that is
    sent nowhere in particular may visit the whole street (二、(一)3).
    """
    if account.role in COMMUNITY_ROLES:
        return frozenset({account.community_code or ""})
    everywhere = frozenset(each.code for each in desk.year.places.communities)
    unit = desk.year.unit(account.unit_code or "")
    if unit is None or account.role not in VISITING_ROLES:
        return everywhere if account.role in REPORTING_ROLES else frozenset()
    plan = desk.units()
    lines = [(line.unit, line.community) for line in plan.quotas]
    lines += [(line.unit, line.community) for line in plan.arrangements]
    sent = frozenset(community for sent_unit, community in lines if sent_unit == unit.code)
    is_free = unit.level == "city" or (account.role == "street_officer" and not sent)
    return everywhere if is_free else sent


def may_visit(desk: Desk, account: Account, community_code: str) -> bool:
    """Say whether somebody may record a visit in a community (走访权限)."""
    return account.role in VISITING_ROLES and community_code in communities_visited_by(desk, account)


def may_report(desk: Desk, account: Account, community_code: str) -> bool:
    """Say whether somebody may register an issue of a community (登记权限)."""
    return account.role in REPORTING_ROLES and community_code in communities_visited_by(desk, account)


def may_see_case(account: Account, case: Case) -> bool:
    """Say whether somebody may open a case: their community's, their unit's; any for the office."""
    if account.role in CASE_OFFICE:
        return True
    if account.role in COMMUNITY_ROLES:
        return case.issue.community_code == account.community_code
    if account.role in UNIT_ROLES:
        return unit_of(case) == account.unit_code or case.issue.reported_by == account.username
    return False


def told_of(desk: Desk, account: Account, case: Case) -> str:
    """What a list says of a case (内容): what was reported for who may open it, else its community and field.

    A unit reports what its people collected (S56): the texts stand in the batch, where they are needed.
    """
    if may_see_case(account, case):
        return report_of(case)
    field = desk.year.campaign.field_labels()[field_of(case)]
    return f"{desk.unit_name(case.issue.community_code)}，{field}"


def may_see_contacts(desk: Desk, account: Account, household: Household) -> bool:
    """Say whether somebody may see who lives in a household and how to reach them (联系方式)."""
    if account.role in CONTACT_OFFICE:
        return True
    if account.role in ("community_collator", "secretary"):
        return household.community_code == account.community_code
    if account.role not in VISITING_ROLES:
        return False
    if account.is_of_community and household.community_code != account.community_code:
        return False
    visits = desk.registers.visits.having(household_code=household.code, visitor=account.username)
    return account.username in household.assigned_to or bool(visits)
