"""What is remarked upon at a visit (提醒), as things stand at the desk."""

from collector.desk import Desk
from collector.desk.residents.contacts import contact_days
from collector.rules.homes.household import Household
from collector.rules.instant import read_instant
from collector.rules.residents.contacts import contacts_lately
from collector.rules.visiting.remarks import remarks_on
from collector.rules.visiting.visit import VisitReport


def remarks(
    desk: Desk, unit_code: str | None, report: VisitReport, home: Household, *, before: str = ""
) -> tuple[str, ...]:
    """What is remarked upon (提醒), looking at visits numbered below `before`, or at all there are."""
    unit = desk.year.unit(unit_code or "")
    start = read_instant(report.started_at)
    days = contact_days(desk, home.code, before=before)
    is_of_city = unit is not None and unit.level == "city"
    return remarks_on(
        report,
        earlier=[each for each in desk.visits_of(home.code) if not before or each.no < before],
        contacts=contacts_lately(days, start.date()) if start else 0,
        minimum_minutes=desk.year.campaign.targets.minimum_minutes,
        is_astray=is_of_city and home.community_code != desk.year.places.city_units_help,
        needs_companion=is_of_city,
    )
