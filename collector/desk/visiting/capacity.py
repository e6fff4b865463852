"""Whether so few people can visit so many households in time (走得完走不完): warned of before it begins."""

from collections.abc import Iterator

from collector.desk import Desk
from collector.desk.homes.roster import places_in
from collector.desk.people.access import VISITING_ROLES, communities_visited_by
from generator.campaign.configuration import Phase
from generator.campaign.feasibility import DAY_MINUTES, most_visits
from generator.campaign.problem import Problem

PHASE = "visiting"


def impossible(desk: Desk) -> list[Problem]:
    """Warnings about roster, people and 附件3; counted as kindly as can be, so that each is sure."""
    phase = next((each for each in desk.year.campaign.phases if each.code == PHASE), None)
    homes = {
        community.code: sum(not place.is_vacant for place in places_in(desk, community.code))
        for community in desk.year.places.communities
    }
    folder = desk.settings.content / str(desk.year.campaign.year)
    people = _too_few_people(desk, phase, homes) if phase else ()
    return [
        *(Problem(f"{folder / 'places.yaml'}", 0, "too_few_visitors", each, "warning") for each in people),
        *(
            Problem(f"{folder / 'units.yaml'}", 0, "quota_above_roster", each, "warning")
            for each in _quotas_above(desk, homes)
        ),
    ]


def _too_few_people(desk: Desk, phase: Phase, homes: dict[str, int]) -> Iterator[str]:
    """Whoever may go to several communities is counted in each of them, as if they went nowhere else."""
    people = [each for each in desk.registers.accounts if each.role in VISITING_ROLES and not each.disabled]
    reach = [communities_visited_by(desk, each) for each in people]
    counts = {code: sum(code in each for each in reach) for code in homes}
    places = [(desk.unit_name(code), homes[code], counts[code]) for code in homes]
    places.append(("全街道", sum(homes.values()), len(people)))
    minutes = desk.year.campaign.targets.minimum_minutes
    for name, households, visitors in places:
        most = most_visits(phase.starts_on, phase.ends_on, visitors, minutes, desk.calendar)
        if households > most:
            yield (
                f"{name}名册上有 {households} 户（不算空户），能去走访的账号 {visitors} 个。"
                f"“{phase.title}”的工作日里，每户 {minutes} 分钟、每天 {DAY_MINUTES // 60} 小时，"
                f"最多走 {most} 户，走不完。请加人，或者把晚上和周末排进去。"
            )


def _quotas_above(desk: Desk, homes: dict[str, int]) -> Iterator[str]:
    for line in desk.units().quotas:
        found = homes.get(line.community, 0)
        if 0 < found < line.households:
            what = f"附件3 要{desk.unit_name(line.unit)}在{desk.unit_name(line.community)}走"
            yield f"{what} {line.households} 户，名册上只有 {found} 户（不算空户）。请核对附件3 和名册。"
