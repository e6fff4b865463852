"""The roster on record (名册留底): its size on a day, from which shares are computed (S40)."""

from collector.desk import Desk
from collector.desk.people.access import require
from collector.rules.homes.roster import Place, stand
from collector.rules.people.account import Account
from collector.rules.visiting.quota import Snapshot


def latest(desk: Desk) -> Snapshot | None:
    """The roster as last put on record this year, or None where it never was."""
    year = f"{desk.year.campaign.year}-"
    taken = (each for each in desk.registers.snapshots if each.code.startswith(year))
    return max(taken, key=lambda each: each.code, default=None)


def take(desk: Desk, account: Account) -> Snapshot:
    """Put today's size of the roster on record, for the phase it falls into; once more a day replaces it."""
    require(account, "campaign_office")
    today = desk.today()
    phases = [each for each in desk.year.campaign.phases if each.starts_on <= today <= each.ends_on]

    def work() -> Snapshot:
        codes = [each.code for each in desk.year.places.communities]
        empty = {code: [each.is_vacant for each in _places(desk, code)] for code in codes}
        taken = Snapshot(
            code=today.isoformat(),
            phase=phases[0].code if phases else "",
            taken_by=account.username,
            households={code: found.count(False) for code, found in empty.items()},
            vacant={code: found.count(True) for code, found in empty.items()},
        )
        desk.registers.snapshots.put(taken)
        desk.note(account, "roster_recorded", of=taken.code)
        return taken

    return desk.act(work)


def _places(desk: Desk, code: str) -> list[Place]:
    homes = desk.registers.households.having(community_code=code)
    return stand(homes, desk.cases.visits_to(code), (), desk.today())
