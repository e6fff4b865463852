"""What happens beside the issues (活动办的事): plans, a training, checklists, meetings, a deputy."""

import datetime
from collections.abc import Callable, Iterator
from functools import partial

from collector.desk import Desk
from collector.desk.issues import deputising
from collector.desk.oversight import meeting, phases
from collector.desk.visiting import correcting
from collector.rules.instant import SHANGHAI
from collector.rules.people.account import Account

Deed = tuple[datetime.datetime, Callable[[], object]]
FORGOTTEN = "safety-fraud"
NOTES = "逐件过了逾期和挂账的。路灯、下水道的事几个社区都有，分开办不如一起办。"
DECISIONS = (
    ("把几个社区的路灯列成一张单子，一次报修", "2022-07-29", "已列出单子，报给了城建环保办"),
    ("逾期的逐件给居民打电话，说清楚办到哪一步、哪天办好", "2022-08-10", ""),
)


def office_work(desk: Desk, accounts: list[Account]) -> Iterator[Deed]:
    """Everything the office puts on record by itself, with its moments."""
    office = next(each for each in accounts if each.role == "campaign_office")
    places = {phases.STREET: desk.year.places.subdistrict}
    places |= {each.code: each.name for each in desk.year.places.communities}
    for place, name in places.items():
        title = f"{name}走访工作方案（示例）"
        yield _at(6, 11), partial(phases.register_plan, desk, office, place, title, "2022-06-09")
    people = [each.username for each in accounts if each.role == "grid_worker"]
    topic = "入户怎么问、怎么录入（示例）"
    yield _at(6, 11), partial(phases.hold_training, desk, office, "2022-06-10", topic, people)
    for phase in desk.year.campaign.phases[:2]:
        done_at = _at(max(phase.ends_on.month, 6), max(phase.ends_on.day, 12))
        for number in range(len(phase.tasks)):
            yield done_at, partial(phases.tick, desk, office, phase.code, number)
    yield _at(6, 13), partial(phases.close, desk, office, desk.year.campaign.phases[0].code)
    yield _at(7, 22), partial(_hold, desk, office)
    yield _at(8, 4), partial(_correct, desk, accounts)
    reviewer = next(each for each in accounts if each.role == "street_reviewer")
    days = {"first_on": "2022-08-08", "last_on": "2022-08-12"}
    yield _at(8, 4), partial(deputising.name_deputy, desk, reviewer, deputy=office.username, **days)


def _hold(desk: Desk, office: Account) -> None:
    """A meeting with its decisions, of which the first is carried out at once."""
    held = meeting.hold(
        desk, office, held_on="2022-07-22", attendees="活动办、街道审核、示例挂包单位", notes=NOTES
    )
    for seq, (text, due_on, result) in enumerate(DECISIONS, 1):
        meeting.decide(desk, office, held.no, text=text, owner=office.username, due_on=due_on)
        if result:
            meeting.finish(desk, office, held.no, seq, result)


def _correct(desk: Desk, accounts: list[Account]) -> None:
    """The latest visit of a grid worker is corrected: a policy was told and not ticked."""
    workers = {each.username: each for each in accounts if each.role == "grid_worker"}
    visits = [each for each in desk.registers.visits if each.visitor in workers and each.covers]
    visit = next((each for each in reversed(visits) if FORGOTTEN not in each.policies_told), None)
    if visit is not None:
        worker = workers[visit.visitor]
        told = {"policies_told": [*visit.policies_told, FORGOTTEN]}
        body = correcting.sent_visit(desk, worker, visit.no).body | told
        correcting.correct(desk, worker, visit.no, body, because="那天还讲了防诈骗，漏勾了")


def _at(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(2022, month, day, 17, 0, tzinfo=SHANGHAI)
