"""The counts of the campaign (走访统计): over all households and issues, and as they may be published."""

import msgspec

from collector.desk import Desk
from collector.desk.handling import standing_of
from collector.rules.coverage import (
    Figures,
    count_households,
    count_issues,
    in_steps,
    told,
)
from collector.rules.stages import field_of
from generator.campaign.records import Coverage

PUBLISHED = "published"


class Counted(msgspec.Struct, frozen=True):
    """All counts, by community and by field (统计); internal, nothing is left out."""

    communities: dict[str, dict[str, int]]
    fields: dict[str, dict[str, int]]


def count(desk: Desk) -> Counted:
    """Count everything as it stands now; once a change and day."""
    return desk.cases.once("counted", desk.today(), lambda: _count(desk))


def _count(desk: Desk) -> Counted:
    codes = [community.code for community in desk.year.places.communities]
    prompts = [prompt.no for prompt in desk.year.form.prompts]
    households = count_households(codes, desk.cases.households(), desk.cases.visits(), prompts)
    found = [(case, standing_of(desk, case)) for case in desk.cases.all()]
    issues = count_issues(codes, ((case.issue.community_code, each) for case, each in found))
    fields = count_issues(desk.year.campaign.field_labels(), ((field_of(case), each) for case, each in found))
    return Counted({code: households[code] | issues[code] for code in codes}, fields)


def to_publish(desk: Desk) -> tuple[Coverage, Figures]:
    """The counts as they may be told now, and the figures to remember once they were."""
    counted = count(desk)
    before = desk.registers.figures.get(PUBLISHED)
    communities = in_steps(counted.communities, before.counts if before else {})
    return told(desk.now(), communities, counted.fields), Figures(code=PUBLISHED, counts=communities)
