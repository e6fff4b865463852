"""The visits of the demo campaign (演示走访): who went to which door when, and what was said there."""

import datetime
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from collector.demo.people import is_village
from collector.demo.situations import Situation
from collector.demo.timetable import FIRST_DAY, LAST_DAY, days_between, visiting_hour
from collector.rules.homes.household import Household, Resident
from collector.rules.people.account import Account
from collector.rules.publishing.draft import UNPUBLISHED_GROUPS
from generator.campaign.configuration import CampaignYear
from generator.campaign.workdays import Calendar

Home = tuple[Household, Resident]

PEAK_ENDS = datetime.date(2022, 6, 30)
# How often a visit ended in each way, and how it was made.
RESULTS = {"met": 0.85, "absent": 0.1, "refused": 0.02, "vacant": 0.015, "moved": 0.015}
CHANNELS = {"doorstep": 0.87, "phone": 0.08, "wechat": 0.04, "sms": 0.01}
ANSWERS = {"answered": 0.28, "none": 0.66, "refused": 0.06}
# Where people of the community and of units have gone by now, as a share of their quota.
QUOTA_DONE = 0.8
LIAISON_VISITS = 12
HOUSEHOLDS_OF_THE_PLAN = 2000


class PlannedVisit(msgspec.Struct, kw_only=True):
    """A visit that will be made (走访安排), with the situations that come up in it."""

    home: Home
    visitor: Account
    starts_at: datetime.datetime
    is_again: bool = False
    situations: list[Situation] = []

    def has_room_for(self, situation: Situation) -> bool:
        """Say whether this might come up in the same visit: both ordinary things of no particular place."""
        return all(
            each.place == "any" and each.publish and each.days and not each.workdays_ago
            for each in (*self.situations, situation)
        )

    @property
    def day(self) -> datetime.date:
        return self.starts_at.date()


class Planner:
    """Chooses doors, days and visitors (排走访), each door once unless nobody was in."""

    def __init__(
        self, year: CampaignYear, roster: list[Home], accounts: list[Account], calendar: Calendar, rng: Random
    ) -> None:
        self._year = year
        self._accounts = accounts
        self._calendar = calendar
        self._rng = rng
        self._waiting: dict[str, list[Home]] = {each.code: [] for each in year.places.communities}
        for home in roster:
            if home[0].vacant_reason is None:
                self._waiting[home[0].community_code].append(home)
        self._sizes = {code: len(homes) for code, homes in self._waiting.items()}
        for homes in self._waiting.values():
            rng.shuffle(homes)

    def for_situation(self, situation: Situation, day: datetime.date) -> PlannedVisit:
        """A visit on a day to a household that such a thing can happen to."""
        homes = self._homes_for(situation)
        codes = sorted({home[0].community_code for home in homes})
        code = self._rng.choices(codes, [self._sizes[each] for each in codes])[0]
        home = next(home for home in homes if home[0].community_code == code)
        self._waiting[code].remove(home)
        return self._visit(home, self._visitor(home), day, [situation])

    def _homes_for(self, situation: Situation) -> list[Home]:
        """Doors still waiting where this could be said; a household's own hardship where there is some."""
        homes = [home for waiting in self._waiting.values() for home in waiting if _suits(home[1], situation)]
        homes = [home for home in homes if self._is_at(home, situation.place)] or homes
        return [home for home in homes if situation.publish or _in_need(home[1])] or homes

    def _is_at(self, home: Home, place: str) -> bool:
        community = self._year.community(home[0].community_code)
        kind = "village" if community and is_village(community) else "estate"
        return place in ("any", home[0].community_code, kind)

    def routine(self, count: int) -> Iterator[PlannedVisit]:
        """Visits at which nothing came up: those of the units, then `count` in all."""
        planned = [*self._of_units()][:count]
        yield from planned
        days = [day for day in days_between(FIRST_DAY, LAST_DAY) for _ in range(9 if day <= PEAK_ENDS else 1)]
        for _ in range(count - len(planned)):
            if not any(self._waiting.values()):
                return
            codes = [code for code, homes in self._waiting.items() if homes]
            code = self._rng.choices(codes, [self._sizes[each] for each in codes])[0]
            day = self._rng.choice(days)
            home = self._waiting[code].pop()
            yield self._visit(home, self._visitor(home), day)

    def again(self, visit: PlannedVisit) -> PlannedVisit | None:
        """A second try at a door where nobody was in (再次上门), if there is still time for it."""
        day = visit.day + datetime.timedelta(days=self._rng.randrange(2, 12))
        if day > LAST_DAY or self._rng.random() > 0.6:
            return None
        later = self._visit(visit.home, visit.visitor, day)
        later.is_again = True
        return later

    def _of_units(self) -> Iterator[PlannedVisit]:
        """What the units sent by the plan have done of their quota (附件3), on the days arranged for it."""
        scale = sum(self._sizes.values()) / HOUSEHOLDS_OF_THE_PLAN
        quotas = {(line.unit, line.community): line.households for line in self._year.units.quotas}
        visitors = {each.unit_code: each for each in self._accounts if each.role in ("sponsor", "liaison")}
        for line in self._year.units.arrangements:
            quota = quotas.get((line.unit, line.community))
            count = round((quota * QUOTA_DONE if quota else LIAISON_VISITS) * scale)
            for _ in range(min(count, len(self._waiting[line.community]))):
                day = self._rng.choice(days_between(line.starts_on, line.ends_on))
                home = self._waiting[line.community].pop()
                yield self._visit(home, visitors[line.unit], day)

    def _visit(
        self,
        home: Home,
        visitor: Account,
        day: datetime.date,
        situations: Sequence[Situation] = (),
    ) -> PlannedVisit:
        starts_at = visiting_hour(day, self._calendar, self._rng)
        return PlannedVisit(home=home, visitor=visitor, starts_at=starts_at, situations=[*situations])

    def _visitor(self, home: Home) -> Account:
        """Mostly the worker of the grid, else somebody else of the community (二、(一)4)."""
        household = home[0]
        if self._rng.random() < 0.6:
            return next(each for each in self._accounts if each.username in household.assigned_to)
        roles = ("community_worker", "committee_member", "secretary", "community_collator")
        local = [each for each in self._accounts if each.community_code == household.community_code]
        return self._rng.choice([each for each in local if each.role in roles])


def _suits(resident: Resident, situation: Situation) -> bool:
    """Say whether this could be said in this household, and be published if it is to be (R5.3)."""
    if "{phone}" in situation.said and resident.phone is None:
        return False
    return situation.matter == "public" or not situation.publish or not _in_need(resident)


def _in_need(resident: Resident) -> bool:
    return bool(UNPUBLISHED_GROUPS & set(resident.focus))


class VisitForm:
    """What goes into the form at a door (填表): the body of a submission, as a phone would send it."""

    def __init__(self, year: CampaignYear, talks: dict[str, list[str]], seed: int, rng: Random) -> None:
        self._form = year.form
        self._prompts = {field: prompt.no for prompt in year.form.prompts for field in prompt.fields}
        self._talks = talks
        self._seed = seed
        self._rng = rng
        self._helpers = tuple(f"示例楼长{n}" for n in range(1, 9))

    def visit(self, visit: PlannedVisit) -> tuple[dict[str, Any], datetime.datetime]:
        """The submission of a visit and the moment it ends."""
        result = self._result(visit)
        channel = "doorstep" if visit.situations else self._one_of(CHANNELS)
        minutes = self._minutes(visit, result, channel)
        ends_at = visit.starts_at + datetime.timedelta(minutes=minutes)
        body = {
            "id": self._new_id(f"{visit.home[0].code} {visit.starts_at}"),
            "household_code": visit.home[0].code,
            "channel": channel if result in ("met", "refused") else "doorstep",
            "result": result,
            "started_at": visit.starts_at.isoformat(),
            "ended_at": ends_at.isoformat(),
            "companions": self._companions(visit),
        }
        if body["channel"] != "doorstep":
            body["channel_reason"] = self._rng.choice(self._form.absence_reasons[:6])
        if result == "met":
            body |= self._said(visit, minutes, str(body["channel"]))
        return body, ends_at

    def issue(self, situation: Situation, resident: Resident) -> dict[str, Any]:
        """A situation as it is registered (问题登记), in the words of whoever wrote it down."""
        said = situation.said.format(
            name=resident.name,
            surname=(resident.name or "")[:1],
            phone=resident.phone,
            room=resident.address,
        )
        issue = {"id": self._new_id(situation.key), "field": situation.field, "text": said}
        if situation.on_spot:
            issue |= {"on_spot": situation.on_spot, "outcome": situation.outcome}
        return issue

    def _new_id(self, key: str) -> str:
        """A UUID that is the same whenever the demo is made from the same seed."""
        return str(uuid5(NAMESPACE_URL, f"wanhu:demo:{self._seed}:{key}"))

    def _result(self, visit: PlannedVisit) -> str:
        return "met" if visit.situations or visit.is_again else self._one_of(RESULTS)

    def _one_of(self, shares: dict[str, float]) -> str:
        return self._rng.choices(list(shares), list(shares.values()))[0]

    def _minutes(self, visit: PlannedVisit, result: str, channel: str) -> int:
        if result != "met":
            return 5
        if channel != "doorstep":
            return self._rng.randrange(6, 25)
        is_short = not visit.situations and self._rng.random() < 0.05
        return self._rng.randrange(12, 29) if is_short else self._rng.randrange(30, 56)

    def _said(self, visit: PlannedVisit, minutes: int, channel: str) -> dict[str, Any]:
        issues = [
            self.issue(each, visit.home[1]) | {"prompt": self._prompts[each.field]}
            for each in visit.situations
        ]
        said: dict[str, Any] = {
            "answers": self._answers({each.field for each in visit.situations}),
            "contact_ok": self._rng.random() < 0.8,
            "issues": issues,
        }
        if channel == "doorstep" and minutes < 30:
            said["short_reason"] = self._rng.choice(self._form.short_visit_reasons[:5])
        return said

    def _answers(self, fields: set[str]) -> dict[str, Any]:
        raised = {str(self._prompts[field]) for field in fields}
        answers: dict[str, Any] = {}
        for prompt in self._form.prompts:
            no = str(prompt.no)
            if no not in raised and self._rng.random() < 0.02:
                continue
            state = "answered" if no in raised else self._one_of(ANSWERS)
            answers[no] = {"state": state}
            if state == "answered" and no not in raised and no in self._talks:
                answers[no]["text"] = self._rng.choice(self._talks[no])
        return answers

    def _companions(self, visit: PlannedVisit) -> list[dict[str, str]]:
        """Units come with the worker of the grid (二、(一)1); others now and then with a building leader."""
        if visit.visitor.is_of_unit:
            return [{"role": "grid_worker", "user": visit.home[0].assigned_to[0]}]
        if self._rng.random() < 0.25:
            return [{"role": "building_leader", "name": self._rng.choice(self._helpers)}]
        return []
