"""The counts of the campaign (走访统计): over all households and issues, and as they may be published."""

import msgspec

from collector.desk import Desk
from collector.desk.issues.handling import standing_of
from collector.rules.issues.stages import field_of
from collector.rules.visiting.coverage import (
    Figures,
    count_households,
    count_issues,
    in_steps,
    told,
)
from collector.store.cases import CASE_TABLES
from generator.campaign.records import Coverage


class Counted(msgspec.Struct, frozen=True):
    """All counts, by community and by field (统计); internal, nothing is left out."""

    communities: dict[str, dict[str, int]]
    fields: dict[str, dict[str, int]]


def count(desk: Desk) -> Counted:
    """Count everything as it stands now; what did not change is not counted again."""
    issues = desk.cases.once("issues", desk.today(), CASE_TABLES, lambda: _count_issues(desk))
    households = {code: _households(desk, code) for code in issues.communities}
    return Counted({code: households[code] | row for code, row in issues.communities.items()}, issues.fields)


def _households(desk: Desk, code: str) -> dict[str, int]:
    prompts = [prompt.no for prompt in desk.year.form.prompts]

    def work() -> dict[str, int]:
        homes, visits = desk.cases.households_in(code), desk.cases.visits_to(code)
        return count_households([code], homes, visits, prompts)[code]

    return desk.cases.once_in(code, "households", desk.today(), work)


def _count_issues(desk: Desk) -> Counted:
    codes = [community.code for community in desk.year.places.communities]
    found = [(case, standing_of(desk, case)) for case in desk.cases.all()]
    return Counted(
        count_issues(codes, ((case.issue.community_code, each) for case, each in found)),
        count_issues(desk.year.campaign.field_labels(), ((field_of(case), each) for case, each in found)),
    )


def to_publish(desk: Desk) -> tuple[Coverage, Figures]:
    """The counts as they may be told now, and the figures to remember once they were."""
    counted = count(desk)
    code = str(desk.year.campaign.year)
    before = desk.registers.figures.get(code)
    counts = in_steps(counted.communities, before.counts if before else {})
    return told(desk.now(), counts, counted.fields), Figures(code=code, counts=counts)
