"""What people do (办事): one act, one transaction."""

import datetime
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from collector.clock import Clock
from collector.errors import Missing
from collector.rules.issues.issue import Case
from collector.rules.people.account import Account
from collector.rules.visiting.quota import with_quotas
from collector.rules.visiting.visit import Visit
from collector.settings import Settings
from collector.store.cases import Cases
from collector.store.registers import Registers
from collector.store.storage import Store
from collector.store.trail import Entry, Trail
from generator.campaign.configuration import CampaignYear, Limits
from generator.campaign.places import Units
from generator.campaign.workdays import Calendar

T = TypeVar("T")


class Desk:
    """Everything an act needs (办事台): the registers, the campaign as written, the calendar, the clock."""

    def __init__(
        self, store: Store, year: CampaignYear, settings: Settings, clock: Clock | None = None
    ) -> None:
        self.store = store
        self.year = year
        self.settings = settings
        self.clock = clock or Clock(settings.today)
        self.registers = Registers(store)
        self.cases = Cases(store, year.campaign.year)
        self.trail = Trail(store)
        self.calendar = Calendar(year.workdays)

    def act(self, work: Callable[[], T]) -> T:
        """Do all of `work` in one durable transaction, or nothing of it."""
        return self.store.act(work)

    def note(self, account: Account, what: str, of: str | None = None, detail: str | None = None) -> None:
        """Add a line to the trail (留痕): in the act it speaks of, or alone where nothing else is kept."""
        entry = Entry(
            at=self.now(),
            by=account.username,
            what=what,
            of=of,
            detail=detail,
            acting_for=account.acting_for,
        )
        self.trail.add(entry)

    def now(self) -> str:
        """This moment as the store keeps it: RFC 3339 at +08:00."""
        return self.clock.now().isoformat()

    def today(self) -> datetime.date:
        return self.clock.today()

    def site_address(self) -> str | None:
        """Where residents find the site (正式网址): as set on this machine, else as `site.yaml` has it."""
        return self.settings.base_url or self.year.site.base_url

    def case(self, issue_no: str) -> Case:
        """The case of a number, or a refusal that says there is none."""
        case = self.registers.case(issue_no)
        if case is None:
            raise Missing("no_such_issue", f"没有编号为 {issue_no} 的问题，请核对编号。")
        return case

    def limits_of(self, issue_no: str) -> Limits:
        """The limits of the year in which a number was given (期限); what is carried keeps its own (S73)."""
        return self._limits_before.get(issue_no[:4], self.year.campaign.limits)

    @cached_property
    def _limits_before(self) -> dict[str, Limits]:
        opened = ((int(each.code) - 1, each.limits_before) for each in self.registers.years)
        return {str(year): limits for year, limits in opened if limits and year != self.year.campaign.year}

    def policy_title(self, slug: str) -> str:
        """The title of a policy by its slug (政策标题), or the slug where it was taken down since."""
        card = self.year.policies.get(slug)
        return (card.short_title or card.title) if card else slug

    def units(self) -> Units:
        """The units with 附件3 as it stands: what was imported goes before what is written (需走访户数)."""
        return with_quotas(self.year.units, self.cases.quotas())

    def visits_of(self, household_code: str) -> list[Visit]:
        """The visits of this year to a household, read afresh (本年走访)."""
        found = self.registers.visits.having(household_code=household_code)
        return [visit for visit in found if visit.is_of(self.year.campaign.year)]

    def unit_name(self, code: str | None) -> str:
        """The name of a unit or community by its code (单位名称)."""
        found = self.year.unit(code or "") or self.year.community(code or "")
        return found.name if found else ""
