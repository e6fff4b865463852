"""Households in special hardship (特殊困难户) and their plans (一户一策), from mark to end (S17, S30)."""

import msgspec

from collector.desk import Desk
from collector.desk.homes.focus import tag_hardship
from collector.desk.people.access import require
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.homes.hardship import (
    Hardship,
    HouseholdPlan,
    Measure,
    policies_of,
    wrong_with_ending,
    wrong_with_mark,
    wrong_with_measure,
    wrong_with_review,
)
from collector.rules.homes.household import Household, Resident
from collector.rules.issues.issue import Words
from collector.rules.people.account import Account

LOCAL_KEEPERS = ("community_collator", "secretary")
KEEPERS = (*LOCAL_KEEPERS, "street_reviewer", "campaign_office")


class HardshipFile(msgspec.Struct, frozen=True, kw_only=True):
    """A household in hardship with all there is to know about it (困难户卷); without a plan it is a gap."""

    hardship: Hardship
    resident: Resident | None
    plan: HouseholdPlan | None
    measures: tuple[Measure, ...]
    words: dict[str, str]

    @property
    def is_gap(self) -> bool:
        return self.hardship.ended_at is None and self.plan is None

    @property
    def next_measure(self) -> Measure | None:
        """What is due first of what is not done yet."""
        undone = (each for each in self.measures if each.done_on is None)
        return min(undone, key=lambda each: (each.due_on, each.seq), default=None)

    def text_of(self, measure: Measure) -> str:
        return self.words.get(measure.no, "（内容已按居民要求删除）")

    def result_of(self, measure: Measure) -> str:
        return self.words.get(f"{measure.no}:done", "")

    def reviews(self) -> list[tuple[str, str]]:
        """When the plan was looked at again and what was seen (复查)."""
        marked = f"{self.plan.no}/review:" if self.plan else "/"
        return [
            (part.removeprefix(marked), text) for part, text in self.words.items() if part.startswith(marked)
        ]


def ledger(desk: Desk, account: Account) -> list[HardshipFile]:
    """The ledger (特殊困难户台账) of those still in hardship, households without a plan first."""
    require(account, *KEEPERS)
    theirs = [
        each
        for each in desk.registers.hardships
        if each.ended_at is None and _is_theirs(account, each.community_code)
    ]
    files = [file_of(desk, each) for each in theirs]
    return sorted(files, key=lambda file: (not file.is_gap, file.hardship.household_code))


def hardship_file(desk: Desk, account: Account, household_code: str) -> HardshipFile:
    """One household of the ledger; every look is in the trail."""
    file = file_of(desk, _hardship(desk, account, household_code))
    desk.act(lambda: desk.note(account, "hardship_opened", of=household_code))
    return file


def ledger_read(desk: Desk, account: Account) -> list[HardshipFile]:
    """The ledger as somebody reads it: that they did is in the trail."""
    files = ledger(desk, account)
    desk.act(lambda: desk.note(account, "hardships_read", of=account.community_code))
    return files


def mark(
    desk: Desk, account: Account, household_code: str, *, causes: tuple[str, ...], policies: str, gap: str
) -> Hardship:
    """Mark a household as in special hardship (列为特殊困难户), with what was already done for it."""
    household = _household(desk, account, household_code)
    _refuse(wrong_with_mark(causes, policies, gap))

    def work() -> Hardship:
        earlier = desk.registers.hardships.get(household_code)
        if earlier is not None and earlier.ended_at is None:
            raise Conflict("already_marked", f"{household_code} 已经在特殊困难户台账里。")
        marked = Hardship(
            household_code=household_code,
            community_code=household.community_code,
            causes=causes,
            policy_count=len(policies_of(policies)),
            marked_by=account.username,
            marked_at=desk.now(),
        )
        desk.registers.hardships.put(marked)
        desk.registers.words.remove(of=household_code, part="ended")
        _keep(desk, household_code, household_code, policies=policies, gap=gap)
        tag_hardship(desk, household_code)
        desk.note(account, "hardship_marked", of=household_code)
        return marked

    return desk.act(work)


def open_plan(
    desk: Desk, account: Account, household_code: str, *, review_on: str, text: str, owner: str, due_on: str
) -> HouseholdPlan:
    """Open a household's plan (定一户一策) with its first measure; there is one at a time."""
    _refuse(wrong_with_measure(text, owner, due_on) | wrong_with_review(review_on, desk.today()))

    def work() -> HouseholdPlan:
        file = _standing(desk, account, household_code)
        if file.plan is not None:
            raise Conflict("plan_open", f"{household_code} 已经有一户一策 {file.plan.no}，往里加措施就行。")
        plan = HouseholdPlan(
            no=desk.registers.next_no(f"H{desk.year.campaign.year}"),
            household_code=household_code,
            opened_by=account.username,
            opened_at=desk.now(),
            review_on=review_on,
        )
        desk.registers.plans.add(plan)
        desk.note(account, "plan_opened", of=plan.no)
        _add(desk, account, plan, 1, text=text, owner=owner, due_on=due_on)
        return plan

    return desk.act(work)


def add_measure(
    desk: Desk, account: Account, household_code: str, *, text: str, owner: str, due_on: str
) -> Measure:
    """Add a measure to the open plan (加措施)."""
    _refuse(wrong_with_measure(text, owner, due_on))

    def work() -> Measure:
        file = _standing(desk, account, household_code)
        plan = _plan(file)
        return _add(desk, account, plan, len(file.measures) + 1, text=text, owner=owner, due_on=due_on)

    return desk.act(work)


def finish_measure(desk: Desk, account: Account, household_code: str, seq: int, *, text: str) -> Measure:
    """Write down that a measure was carried out (措施落实), and what came of it."""
    _refuse(wrong_with_ending(text))

    def work() -> Measure:
        file = _standing(desk, account, household_code)
        plan = _plan(file)
        measure = next((each for each in file.measures if each.seq == seq), None)
        if measure is None or measure.done_on is not None:
            raise Conflict("no_open_measure", "这条措施已经落实，或者没有这一条。请刷新页面再看。")
        done = msgspec.structs.replace(measure, done_on=desk.today().isoformat())
        desk.registers.measures.put(done)
        _keep(desk, plan.no, household_code, **{f"{seq}:done": text})
        desk.note(account, "measure_done", of=plan.no, detail=str(seq))
        return done

    return desk.act(work)


def review_plan(
    desk: Desk, account: Account, household_code: str, *, review_on: str, text: str
) -> HouseholdPlan:
    """Look at a plan again (复查): what was seen, and when next."""
    _refuse(wrong_with_ending(text) | wrong_with_review(review_on, desk.today()))

    def work() -> HouseholdPlan:
        plan = _plan(_standing(desk, account, household_code))
        reviewed = msgspec.structs.replace(plan, review_on=review_on)
        desk.registers.plans.put(reviewed)
        _keep(desk, plan.no, household_code, **{f"review:{desk.now()}": text})
        desk.note(account, "plan_reviewed", of=plan.no)
        return reviewed

    return desk.act(work)


def lift(desk: Desk, account: Account, household_code: str, *, text: str) -> Hardship:
    """Take a household off the ledger (困难解除), with why; its plan is closed by that."""
    _refuse(wrong_with_ending(text))

    def work() -> Hardship:
        file = _standing(desk, account, household_code)
        if file.plan is not None:
            desk.registers.plans.put(msgspec.structs.replace(file.plan, closed_at=desk.now()))
        lifted = msgspec.structs.replace(file.hardship, ended_at=desk.now())
        desk.registers.hardships.put(lifted)
        _keep(desk, household_code, household_code, ended=text)
        desk.note(account, "hardship_lifted", of=household_code)
        return lifted

    return desk.act(work)


# -- reading


def _household(desk: Desk, account: Account, code: str) -> Household:
    require(account, *KEEPERS)
    household = desk.registers.households.get(code)
    if household is None:
        message = f"户册里没有“{code[:40]}”这一户，请核对户编号"
        raise Refusal("no_such_household", message, {"household_code": message})
    _refuse_foreign(account, household.community_code)
    return household


def _hardship(desk: Desk, account: Account, household_code: str) -> Hardship:
    require(account, *KEEPERS)
    found = desk.registers.hardships.get(household_code)
    if found is None:
        raise Missing("not_marked", f"{household_code[:40]} 不在特殊困难户台账里。")
    _refuse_foreign(account, found.community_code)
    return found


def _standing(desk: Desk, account: Account, household_code: str) -> HardshipFile:
    """The file of a household that is still in hardship."""
    file = file_of(desk, _hardship(desk, account, household_code))
    if file.hardship.ended_at is not None:
        raise Conflict("lifted", f"{household_code} 的困难已经解除；又有困难的，请重新列入。")
    return file


def _plan(file: HardshipFile) -> HouseholdPlan:
    if file.plan is None:
        raise Conflict("no_plan", f"{file.hardship.household_code} 还没有一户一策，请先定一个。")
    return file.plan


def file_of(desk: Desk, hardship: Hardship) -> HardshipFile:
    code = hardship.household_code
    plans = desk.registers.plans.having(household_code=code)
    plan = next((each for each in plans if each.closed_at is None), None)
    measures = desk.registers.measures.having(of=plan.no) if plan else []
    words = {each.part: each.text for each in desk.registers.words.having(of=code)}
    if plan is not None:
        kept = desk.registers.words.having(of=plan.no)
        words |= {f"{plan.no}/{each.part}": each.text for each in kept}
    return HardshipFile(
        hardship=hardship,
        resident=desk.registers.residents.get(code),
        plan=plan,
        measures=tuple(sorted(measures, key=lambda each: each.seq)),
        words=words,
    )


def _is_theirs(account: Account, community_code: str) -> bool:
    return account.role not in LOCAL_KEEPERS or account.community_code == community_code


def _refuse_foreign(account: Account, community_code: str) -> None:
    if not _is_theirs(account, community_code):
        raise NotAllowed("not_your_community", "这户不在您的社区，不能看。")


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise Refusal("incomplete", "；".join(wrong.values()), wrong)


# -- writing


def _add(
    desk: Desk, account: Account, plan: HouseholdPlan, seq: int, *, text: str, owner: str, due_on: str
) -> Measure:
    measure = Measure(
        no=f"{plan.no}/{seq}",
        of=plan.no,
        seq=seq,
        owner=owner.strip(),
        due_on=due_on,
        by=account.username,
        at=desk.now(),
    )
    desk.registers.measures.add(measure)
    _keep(desk, plan.no, plan.household_code, **{str(seq): text})
    desk.note(account, "measure_added", of=plan.no, detail=str(seq))
    return measure


def _keep(desk: Desk, of: str, household_code: str, **texts: str) -> None:
    """Keep texts under the household, so that erasing finds them; a part written anew is replaced."""
    for part, text in texts.items():
        desk.registers.words.remove(of=of, part=part)
        words = Words(of=of, part=part, household_code=household_code, text=text.strip())
        desk.registers.words.add(words)
