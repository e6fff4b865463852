"""The phases at the desk (阶段, S63 to S68): checklists, plans, trainings, and closing with eyes open."""

import msgspec

from collector.desk import Desk
from collector.desk.issues.handling import standing_of
from collector.desk.people.access import require
from collector.desk.visiting.targets import bases
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.instant import is_past_day
from collector.rules.issues.issue import Case, Words
from collector.rules.issues.standing import Standing
from collector.rules.oversight.phase import (
    Closing,
    Obstacle,
    PlanDocument,
    Tick,
    Training,
    in_the_way,
    obstacles,
    past_end,
)
from collector.rules.people.account import Account
from collector.store.cases import CASE_TABLES
from generator.campaign.configuration import Phase

OFFICE = ("campaign_office",)
READERS = ("campaign_office", "street_reviewer")
PLANNERS = ("campaign_office", "community_collator", "secretary")
STREET = "street"
LONGEST_TITLE = 60


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task of a phase (工作), and who ticked it off when."""

    place: int
    text: str
    tick: Tick | None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A phase with everything about it (阶段卷): `cases` are those named by what is the matter with them."""

    phase: Phase
    tasks: tuple[Task, ...]
    obstacles: tuple[Obstacle, ...]
    cases: dict[str, list[Case]]
    closing: Closing | None
    reason: str


def files(desk: Desk, account: Account) -> list[File]:
    """Every phase of the campaign, in order."""
    require(account, *READERS)
    return [_file(desk, phase) for phase in desk.year.campaign.phases]


def file_of(desk: Desk, account: Account, code: str) -> File:
    """One phase."""
    require(account, *READERS)
    return _file(desk, _phase(desk, code))


def tick(desk: Desk, account: Account, code: str, place: int) -> None:
    """Tick a task off (打钩), or take the tick back."""
    require(account, *OFFICE)
    phase = _phase(desk, code)
    if not 0 <= place < len(phase.tasks):
        raise Missing("no_such_task", "这个阶段没有这件工作，请刷新页面。")
    key = f"{_year(desk)}/{code}/{place}"

    def work() -> None:
        if desk.registers.ticks.get(key) is None:
            desk.registers.ticks.add(Tick(code=key, by=account.username, at=desk.now()))
            desk.note(account, "task_ticked", of=key)
        else:
            desk.registers.ticks.remove(code=key)
            desk.note(account, "task_unticked", of=key)

    desk.act(work)


def close(desk: Desk, account: Account, code: str, reason: str = "") -> Closing:
    """Close a phase (阶段收尾); where something stands in the way, with the reason why all the same."""
    require(account, *OFFICE)
    found = _file(desk, _phase(desk, code))
    if found.obstacles and not reason.strip():
        message = "还有没做完的，要收尾请写明原因"
        raise Refusal("phase_not_done", message, {"reason": message})

    def work() -> Closing:
        if desk.registers.closings.get(f"{_year(desk)}/{code}") is not None:
            raise Conflict("closed_already", f"“{found.phase.title}”已经收尾了，刷新页面看看。")
        named = tuple(f"{each.count} {each.label}" for each in found.obstacles)
        closing = Closing(phase=f"{_year(desk)}/{code}", by=account.username, at=desk.now(), obstacles=named)
        desk.registers.closings.add(closing)
        if reason.strip():
            desk.registers.words.add(Words(of=_key(desk, code), part="closing", text=reason.strip()))
        desk.note(account, "phase_closed", of=code, detail=str(len(named)))
        return closing

    return desk.act(work)


# -- plans and trainings


def plan_documents(desk: Desk) -> dict[str, PlanDocument | None]:
    """The plan of the street and of every community (工作方案), None where it is missing (S64)."""
    known = {each.place: each for each in desk.registers.plan_documents}
    places = [STREET, *(each.code for each in desk.year.places.communities)]
    return {place: known.get(f"{_year(desk)}/{place}") for place in places}


def register_plan(desk: Desk, account: Account, place: str, title: str, made_on: str) -> PlanDocument:
    """Put on record that a community, or the street, has its plan (登记工作方案)."""
    require(account, *PLANNERS)
    wrong = {}
    if place not in plan_documents(desk):
        wrong["place"] = "没有这个社区，请从名单里选"
    if not title.strip() or len(title) > LONGEST_TITLE:
        wrong["title"] = f"请写方案的名称，最多 {LONGEST_TITLE} 个字"
    if not is_past_day(made_on, desk.today()):
        wrong["made_on"] = "请选哪天定的，今天或以前"
    if wrong:
        raise Refusal("plan_incomplete", "；".join(wrong.values()), wrong)
    if account.is_of_community and place != account.community_code:
        raise NotAllowed("not_your_community", "只能登记本社区的工作方案。")
    document = PlanDocument(
        place=f"{_year(desk)}/{place}",
        title=title.strip(),
        made_on=made_on,
        by=account.username,
        at=desk.now(),
    )

    def work() -> PlanDocument:
        desk.registers.plan_documents.put(document)
        desk.note(account, "plan_registered", of=place)
        return document

    return desk.act(work)


def trainings(desk: Desk) -> list[Training]:
    """The trainings held (培训), the latest first."""
    held = (each for each in desk.registers.trainings if each.no.startswith(f"X{_year(desk)}-"))
    return sorted(held, key=lambda each: (each.held_on, each.no), reverse=True)


def hold_training(desk: Desk, account: Account, held_on: str, topic: str, people: list[str]) -> Training:
    """Put a training on record (登记培训) with who came (S65)."""
    require(account, *OFFICE)
    wrong = {}
    if not is_past_day(held_on, desk.today()):
        wrong["held_on"] = "请选哪天办的，今天或以前"
    if not topic.strip() or len(topic) > LONGEST_TITLE:
        wrong["topic"] = f"请写讲了什么，最多 {LONGEST_TITLE} 个字"
    known = {each.username for each in desk.registers.accounts}
    if not people or not set(people) <= known:
        wrong["people"] = "请勾谁来了"
    if wrong:
        raise Refusal("training_incomplete", "；".join(wrong.values()), wrong)

    def work() -> Training:
        training = Training(
            no=desk.registers.next_no(f"X{desk.year.campaign.year}"),
            held_on=held_on,
            topic=topic.strip(),
            people=tuple(dict.fromkeys(people)),
            by=account.username,
            at=desk.now(),
        )
        desk.registers.trainings.add(training)
        desk.note(account, "training_held", of=training.no)
        return training

    return desk.act(work)


# -- reading


def _file(desk: Desk, phase: Phase) -> File:
    ticks = {each.code: each for each in desk.registers.ticks}
    tasks = tuple(
        Task(place=n, text=text, tick=ticks.get(f"{_year(desk)}/{phase.code}/{n}"))
        for n, text in enumerate(phase.tasks)
    )
    cases = _cases(desk, phase)
    counts = {name: len(found) for name, found in cases.items()} | _of_places(desk)
    counts["tasks"] = sum(task.tick is None for task in tasks)
    return File(
        phase=phase,
        tasks=tasks,
        obstacles=tuple(obstacles(phase, counts)),
        cases=cases,
        closing=desk.registers.closings.get(f"{_year(desk)}/{phase.code}"),
        reason=desk.cases.words_of(_key(desk, phase.code)).get("closing", ""),
    )


def _cases(desk: Desk, phase: Phase) -> dict[str, list[Case]]:
    """The issues in the way of a phase; what is the same for all phases is worked out once a change."""

    def rows() -> list[tuple[Case, Standing]]:
        return [(case, standing_of(desk, case)) for case in desk.cases.all()]

    found = desk.cases.once("standings", desk.today(), CASE_TABLES, rows)
    common = desk.cases.once("in the way", desk.today(), CASE_TABLES, lambda: in_the_way(found))
    return common | {"past_end": past_end(phase, found)}


def _of_places(desk: Desk) -> dict[str, int]:
    found = bases(desk).values()
    return {
        "documents": sum(each is None for each in plan_documents(desk).values()),
        "training": 0 if trainings(desk) else 1,
        "unassigned": sum(each.unassigned for each in found),
        "uncovered": sum(each.counts["uncovered"] + each.counts["scheduled"] for each in found),
    }


def _phase(desk: Desk, code: str) -> Phase:
    found = next((each for each in desk.year.campaign.phases if each.code == code), None)
    if found is None:
        raise Missing("no_such_phase", f"没有代码为“{code[:40]}”的阶段，请从列表里点。")
    return found


def _key(desk: Desk, code: str) -> str:
    return f"phase:{_year(desk)}:{code}"


def _year(desk: Desk) -> int:
    return desk.year.campaign.year
