"""Making the demo campaign (做演示): people, doors, visits and the life of every issue, in order of time."""

import datetime
from functools import partial
from random import Random

import msgspec

from collector.demo.lives import Biographer, Staff
from collector.demo.neighbours import REPORTS, ledgers_work, neighbours_work
from collector.demo.office import office_work
from collector.demo.people import make_accounts, make_roster
from collector.demo.performing import Performer
from collector.demo.situations import Situation, load_situations, load_talks
from collector.demo.timetable import FIRST_DAY, LAST_DAY, ONE_DAY, SetClock, Timetable, days_between
from collector.demo.visiting import Home, PlannedVisit, Planner, VisitForm
from collector.desk import Desk
from collector.desk.issues import escalation
from collector.desk.people import signing_in
from collector.desk.publishing import publication
from collector.errors import Refusal
from collector.rules.instant import SHANGHAI
from collector.rules.people.account import Account
from collector.store.storage import Store

FRIDAY = 4
# Known to everybody: demo stores are served on this machine only.
PASSPHRASE = "wanhu-demo-2022"  # noqa: S105
SIGN_INS = (
    "grid1 网格员 · worker1 社区工作者 · committee1 “两委”成员",
    "secretary1 党组织负责人 · collator1 社区整理员",
    "sponsor1 挂包单位 · liaison1 包村居组 · officer1 街道干部 · handler1 责任单位",
    "reviewer1 街道审核 · publisher1、publisher2 公示发布 · office1 活动办",
    "discipline1 街道纪工委 · admin1 系统管理",
    f"口令都是 {PASSPHRASE}",
)

VISITS_A_HOUSEHOLD = 0.43
HOUSEHOLDS_AN_ISSUE = 4
USUAL_ISSUES = 168
# How often a thing is reported without a visit, and how often two come up in one.
BY_ITSELF, TOGETHER = 0.05, 0.7


def is_demo(store: Store) -> bool:
    """Say whether this store holds the demo campaign (演示库)."""
    return any(each.get("code") == "demo" for each in store.table("about"))


def make_demo(desk: Desk, *, households: int = 2000, issues: int | None = None, seed: int = 2022) -> None:
    """Fill an empty store, all at once, and `published/` from it (做演示); the same seed gives the same.

    `issues` are all there will be; unless it is said, as many as the households can have.
    """
    if issues is None:
        issues = min(USUAL_ISSUES, max(households, 0) // HOUSEHOLDS_AN_ISSUE)
    _refuse_unfit(desk, households, issues)
    clock = SetClock()
    demo = Desk(desk.store, desk.year, desk.settings, clock)
    demo.act(lambda: _make(demo, clock, households, issues, seed))
    if _of_neighbours(issues):
        ledgers = Timetable()
        for moment, deed in ledgers_work(demo, list(demo.registers.accounts)):
            ledgers.add(moment, deed)
        ledgers.run(clock)
    publication.write_public(demo)


def _of_neighbours(issues: int) -> int:
    """How many of the issues are what neighbours and units report (邻里和单位报的): all of that or none."""
    return len(REPORTS) if issues >= len(REPORTS) else 0


def _make(desk: Desk, clock: SetClock, households: int, issues: int, seed: int) -> None:
    desk.store.table("about").insert({"code": "demo", "seed": seed})
    accounts = _take_on(desk)
    roster = make_roster(desk.year, accounts, households, Random(f"{seed}:roster"))  # noqa: S311
    for household, resident in roster:
        desk.registers.households.add(household)
        desk.registers.residents.add(resident)
    script = _Script(desk, accounts, roster, seed)
    script.write(issues, round(households * VISITS_A_HOUSEHOLD))
    script.timetable.run(clock)


def _take_on(desk: Desk) -> list[Account]:
    """Everybody's account, all with the same passphrase (演示口令), hashed once."""
    first, *others = make_accounts(desk.year)
    desk.registers.accounts.add(first)
    first = signing_in.set_passphrase(desk, first, PASSPHRASE)
    others = [msgspec.structs.replace(each, passphrase_hash=first.passphrase_hash) for each in others]
    for each in others:
        desk.registers.accounts.add(each)
    return [first, *others]


def _refuse_unfit(desk: Desk, households: int, issues: int) -> None:
    # Which working days a server counted with is nobody's record.
    kept = desk.store.tables() - {"calendars"}
    if any(len(desk.store.table(name)) for name in kept):
        raise Refusal("store_not_empty", "库里已经有内容，演示只能做在空库里。请换一个 WANHU_STORE。")
    if not desk.year.site.demo:
        message = "content/site.yaml 的 demo 不是 true，这是正式的内容，不能做演示。请换一个文件夹。"
        raise Refusal("content_not_demo", message)
    known = len(load_situations()) + len(REPORTS)
    if not 0 <= issues <= known:
        raise Refusal("too_many_issues", f"演示可以有 0 到 {known} 件问题，请改 --issues。")
    places = len(desk.year.places.communities)
    if households < max(issues * HOUSEHOLDS_AN_ISSUE, places):
        least = max(issues * HOUSEHOLDS_AN_ISSUE, places)
        found = f"{places} 个社区、{issues} 件问题至少要 {least} 户，"
        raise Refusal("too_few_households", found + "请改 --households 或 --issues。")
    units = {each.unit for each in load_situations()} - {"community"}
    missing = sorted(code for code in units if desk.year.unit(code) is None)
    if missing:
        raise Refusal("unit_missing", f"演示要用的单位 {'、'.join(missing)} 不在 units.yaml 里，请补上。")


class _Script:
    """What will happen, put into the timetable (剧本)."""

    def __init__(self, desk: Desk, accounts: list[Account], roster: list[Home], seed: int) -> None:
        self._accounts = accounts
        self._performer = Performer(desk, accounts)
        self._rng = Random(f"{seed}:script")  # noqa: S311  believable, not secret
        self._planner = Planner(desk.year, roster, accounts, desk.calendar, self._rng)
        self._form = VisitForm(desk.year, load_talks(), seed, self._rng)
        self._lives = Biographer(desk.year, desk.calendar, Staff(accounts, self._rng), self._rng)
        self.timetable = Timetable()

    def write(self, issues: int, visits: int) -> None:
        planned: list[PlannedVisit] = []
        for told in self._rng.sample(load_situations(), issues - _of_neighbours(issues)):
            situation = self._lives.paced(told)
            if planned and planned[-1].has_room_for(situation) and self._rng.random() < TOGETHER:
                planned[-1].situations.append(situation)
            else:
                day = self._lives.collection_day(situation)
                planned.append(self._planner.for_situation(situation, day))
        for visit in [*planned, *self._planner.routine(visits - len(planned))]:
            if visit.situations and self._rng.random() < BY_ITSELF:
                self._add_report(visit)
            else:
                self._add_visit(visit)
        self._add_batches()
        desk = self._performer.desk
        for moment, deed in office_work(desk, self._accounts):
            self.timetable.add(moment, deed)
        if _of_neighbours(issues):
            for moment, deed in neighbours_work(desk, self._accounts):
                self.timetable.add(moment, deed)

    def _add_batches(self) -> None:
        """On Fridays what was reviewed goes into batches, on Mondays numbers are typed back (提报)."""
        reporters = [each for each in self._accounts if each.role in escalation.REPORTERS]
        first = {each.unit_code or "": each for each in reversed(reporters)}
        for friday in days_between(FIRST_DAY, LAST_DAY - ONE_DAY * 3):
            if friday.weekday() == FRIDAY:
                listed = datetime.datetime.combine(friday, datetime.time(16, 30), SHANGHAI)
                self._add_batch(listed, list(first.values()))

    def _add_batch(self, listed: datetime.datetime, reporters: list[Account]) -> None:
        add, perform = self.timetable.add, self._performer
        for reporter in reporters:
            add(listed, partial(perform.list_for_upload, reporter))
            add(listed + ONE_DAY * 3, partial(perform.upload, reporter))

    def _add_visit(self, visit: PlannedVisit) -> None:
        body, ends_at = self._form.visit(visit)
        sent_at = ends_at + datetime.timedelta(minutes=self._rng.randrange(1, 30))
        self.timetable.add(sent_at, partial(self._performer.visit, visit.visitor, body))
        for situation, issue in zip(visit.situations, body.get("issues", []), strict=True):
            self._add_life(situation, issue["id"], visit, visit.visitor)
        again = self._planner.again(visit) if body["result"] == "absent" else None
        if again:
            self._add_visit(again)

    def _add_report(self, visit: PlannedVisit) -> None:
        """Something a resident came to the community's office with (自己来反映)."""
        household = visit.home[0]
        collator = next(
            each
            for each in self._accounts
            if each.role == "community_collator" and each.community_code == household.community_code
        )
        for situation in visit.situations:
            body = self._form.issue(situation, visit.home[1]) | {
                "community_code": household.community_code,
                "household_code": household.code,
                "collected_at": visit.starts_at.isoformat(),
            }
            self.timetable.add(visit.starts_at, partial(self._performer.report, collator, body))
            self._add_life(situation, body["id"], visit, collator)

    def _add_life(self, situation: Situation, issue_id: str, visit: PlannedVisit, reporter: Account) -> None:
        community = visit.home[0].community_code
        unit = community if situation.unit == "community" else situation.unit
        for move in self._lives.life(situation, visit.day, unit, reporter.username):
            self.timetable.add(move.at, partial(self._performer.move, issue_id, move))
