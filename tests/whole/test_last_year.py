"""A campaign counts its own year: what was visited and closed the year before changes nothing in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from collector.desk import Desk
from collector.desk.books.archive import make_archive
from collector.desk.books.ledgers import LINES, TITLES, export
from collector.desk.homes import snapshots
from collector.desk.oversight import dashboard, figures, flagging, phases
from collector.desk.residents import opinions
from collector.desk.visiting import coverage, planning, targets
from collector.desk.visiting.correcting import may_correct
from collector.rules.keeping.new_year import YearOpened
from collector.rules.people.account import COMMAND_LINE
from generator.build import load_year
from generator.campaign.configuration import CampaignYear
from tests.makers import (
    PROJECT,
    keep_case,
    make_account,
    make_case,
    make_desk,
    make_finding,
    make_household,
    make_visit,
)

OFFICE = make_account(role="campaign_office")
COLLATOR = make_account(role="community_collator")
# Visited this year; not yet; nobody lives there.
MET, UNMET, VACANT = "fuxing-0001", "fuxing-0002", "fuxing-0003"
CLOSED = ("accepted", "proposal", "resolved", "replied", "callback", "closed")
LONG_AGO = "2021-06-10T09:20:00+08:00"


@pytest.fixture(scope="module")
def year() -> CampaignYear:
    """The shipped campaign, whose ledgers have columns."""
    return load_year(PROJECT / "content")


@pytest.fixture
def desk(tmp_path: Path, year: CampaignYear) -> Iterator[Desk]:
    """A desk with a visit and a closed issue of this year."""
    desk = make_desk(tmp_path, year=year, content=PROJECT / "content")
    for account in (make_account(), OFFICE, COLLATOR):
        desk.registers.accounts.put(account)
    for code, reason in ((MET, None), (UNMET, None), (VACANT, "long_vacant")):
        make_household(desk, code=code, vacant_reason=reason)
    desk.registers.visits.add(make_visit(household_code=MET, issue_nos=("2022-000123",)))
    keep_case(desk, make_case(*CLOSED))
    yield desk
    desk.store.close()


def add_last_year(desk: Desk) -> None:
    """The year before somebody was met in the two other households, an issue closed, a finding raised."""
    for n, code in enumerate((UNMET, VACANT), 1):
        old = make_visit(no=f"V2021-{n:06}", id=f"{n:032}", household_code=code, started_at=LONG_AGO)
        desk.registers.visits.add(old)
    past = {"no": "2021-000009", "collected_at": LONG_AGO, "household_code": UNMET}
    keep_case(desk, make_case(*CLOSED, id=f"{9:032}", visit_no="V2021-000001", **past))
    desk.registers.findings.add(make_finding(no="F2021-000001", of="2021-000009", on="2021-07-01"))


def plan(desk: Desk) -> object:
    """The households picked for a new day, which is called off again."""
    unit = desk.year.units.units[0].code
    made = planning.plan(desk, COLLATOR, "fuxing", unit=unit, on="2022-08-08", slot="am", count=1)
    planning.call_off(desk, COLLATOR, made.no)
    return made.households


LOOKS: dict[str, Callable[[Desk], object]] = {
    "targets": lambda desk: targets.overview(desk, OFFICE),
    "pace": lambda desk: [targets.pace(desk, each) for each in desk.year.places.communities],
    "snapshot": lambda desk: snapshots.take(desk, OFFICE),
    "planning": plan,
    "visits_of": lambda desk: [desk.visits_of(code) for code in (MET, UNMET, VACANT)],
    "may_correct": lambda desk: [
        each.no for each in desk.registers.visits if may_correct(desk, OFFICE, each)
    ],
    "coverage": coverage.count,
    "figures": lambda desk: figures.report(desk, OFFICE).places,
    "dashboard": lambda desk: dashboard.dashboard(desk, OFFICE),
    "phases": lambda desk: phases.files(desk, OFFICE),
    "opinions": lambda desk: opinions.gathered(desk, OFFICE),
    "flags": lambda desk: flagging.waiting(desk, OFFICE),
    "archive": lambda desk: make_archive(desk, COMMAND_LINE).data,
}
for _kind in TITLES:
    LOOKS[f"ledger of {_kind}"] = lambda desk, kind=_kind: list(LINES[kind](desk))
    LOOKS[f"records of {_kind}"] = lambda desk, kind=_kind: export(desk, COMMAND_LINE, kind, "json")


@pytest.mark.parametrize("look", LOOKS)
def test_last_year_changes_nothing(desk: Desk, look: str) -> None:
    """Targets, lists, ledgers and archive say the same whether there was a year before or not."""
    before = LOOKS[look](desk)
    add_last_year(desk)
    assert LOOKS[look](desk) == before


def test_what_was_carried_along_stands_in_the_ledger(desk: Desk) -> None:
    """An issue of the year before that was open when this year was opened is this year's too."""
    add_last_year(desk)
    opened = YearOpened(code="2022", at="2022-01-04T09:00:00+08:00", by="shell", carried=("2021-000009",))
    desk.registers.years.add(opened)
    assert [line["issue_no"] for line in LINES["issues"](desk)] == ["2022-000123", "2021-000009"]
