"""Correcting a visit that was sent (更正, S94): the visit stands as corrected, old and new are kept.

Coverage, quotas and ledgers follow by themselves. What was heard and became an issue has its own life: its
words are corrected on its own page; household and day follow, as a step that says so.
"""

from collections.abc import Iterable

import msgspec

from collector.desk import Desk
from collector.desk.issues.handling import follow
from collector.desk.people import accounts
from collector.desk.visiting import intake
from collector.desk.visiting.remarks import remarks
from collector.desk.visiting.submissions import Body
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.issues.issue import Case
from collector.rules.issues.steps import LONGEST_TEXT
from collector.rules.people.account import Account
from collector.rules.visiting.correction import Correction, changes_between, wrong_with_correction
from collector.rules.visiting.visit import Visit
from generator.campaign.vocabulary import COMPANION_ROLES

OFFICE = "campaign_office"


class Sent(msgspec.Struct, frozen=True):
    """A visit to be corrected (待更正的走访): as it stands, as a body, and how often it was corrected."""

    visit: Visit
    body: Body
    seen: int


def may_correct(desk: Desk, account: Account, visit: Visit) -> bool:
    """Say whether somebody may correct a visit: whoever went, and the office; visits of this year only."""
    is_of_year = visit.is_of(desk.year.campaign.year)
    return is_of_year and (visit.visitor == account.username or account.role == OFFICE)


def sent_visit(desk: Desk, account: Account, no: str) -> Sent:
    """A visit with everything that was sent, for those who may correct it."""
    visit = desk.registers.visits.get(no)
    if visit is None:
        raise Missing("no_such_visit", f"没有编号为 {no[:40]} 的走访，请核对编号。")
    if not may_correct(desk, account, visit):
        raise NotAllowed("not_your_visit", "走访只有走访人和活动办能更正，往年的不能再改。")
    return Sent(visit, _body_of(visit, _words_of(desk, no)), len(desk.registers.corrections.having(of=no)))


def correct(
    desk: Desk, account: Account, no: str, body: Body, *, because: str, seen: int | None = None
) -> Correction:
    """Correct a visit (更正): all of it once, or nothing; what it said before stays readable."""

    def work() -> Correction:
        sent = sent_visit(desk, account, no)
        if seen is not None and seen != sent.seen:
            raise Conflict("corrected_meanwhile", "刚才已经更正过一次，请看清现在的内容再改。")
        new, said = _as_corrected(desk, account, sent.visit, body, because)
        before = _with_companions(desk, sent.visit, _words_of(desk, no))
        now = _with_companions(desk, new, said)
        changes = changes_between(sent.visit, new, before, now)
        if not changes:
            raise Refusal("nothing_changed", "和原来一样。", {"because": "和原来一样，没有要更正的。"})
        correction = Correction(of=no, seq=sent.seen + 1, at=desk.now(), by=account.username, changes=changes)
        desk.registers.visits.replace(new)
        desk.registers.corrections.add(correction)
        _move_household(desk, sent.visit, new)
        parts = [each.part for each in changes if each.part]
        history = {f"because:{correction.seq}": because.strip()}
        history |= {f"was:{correction.seq}:{part}": before.get(part, "") for part in parts}
        history |= {f"now:{correction.seq}:{part}": now.get(part, "") for part in parts}
        for part in parts:
            desk.registers.words.remove(of=no, part=part)
        standing = {part: said.get(part) for part in parts}
        intake.keep_words(desk, no, new.household_code, standing | history)
        desk.note(account, "visit_corrected", of=no, detail=" ".join(each.name for each in changes))
        _tell_issues(desk, account, sent.visit, new)
        return correction

    return desk.act(work)


def _as_corrected(
    desk: Desk, account: Account, visit: Visit, body: Body, because: str
) -> tuple[Visit, dict[str, str]]:
    """The visit and its words as they are to be, or everything that is wrong with that."""
    wrong = {}
    if not because.strip() or len(because) > LONGEST_TEXT:
        wrong["because"] = "请写一句为什么更正。" if not because.strip() else f"最多写 {LONGEST_TEXT} 个字。"
    visitor = desk.registers.accounts.get(visit.visitor)
    if visitor is None:
        raise Missing("no_such_account", "走访人的账号不在了，这次走访不能更正。")
    try:
        report, home = intake.checked_visit(desk, visitor, body | {"id": visit.id, "issues": []})
    except Refusal as refusal:
        if refusal.status != Refusal.status:
            raise
        raise Refusal(refusal.code, refusal.message, refusal.fields | wrong) from refusal
    if home is None:
        raise Refusal("no_household", "更正要写户编号。", {"household_code": "更正要写户编号。"} | wrong)
    facts = intake.told(report, home)
    if home.code == visit.household_code:
        facts["grid_code"] = visit.grid_code
    warnings = remarks(desk, visit.unit, report, home, before=visit.no)
    new = msgspec.structs.replace(visit, warnings=warnings, **facts)
    cases = _cases_of(desk, visit)
    wrong = wrong_with_correction(visit, new, cases, by_office=account.role == OFFICE) | wrong
    if wrong:
        raise Refusal("cannot_correct", next(iter(wrong.values())), wrong)
    return new, intake.said_in(report)


def _cases_of(desk: Desk, visit: Visit) -> list[Case]:
    return [desk.case(number) for number in visit.issue_nos]


def _words_of(desk: Desk, no: str) -> dict[str, str]:
    return {each.part: each.text for each in desk.registers.words.having(of=no)}


def _with_companions(desk: Desk, visit: Visit, words: dict[str, str]) -> dict[str, str]:
    """The words with all who came along in one sentence, accounts and others (同访人)."""
    names = (
        (each["role"], accounts.name_of(desk, each["user"]) if "user" in each else each["name"])
        for each in _companions(visit, words)
    )
    return words | {"companions": "；".join(f"{COMPANION_ROLES[role]} {name}" for role, name in names)}


def _companions(visit: Visit, words: dict[str, str]) -> list[dict[str, str]]:
    """Who came along, with the names of those who have no account from the words; "" where erased."""
    names = iter(each.partition(" ")[2] for each in words.get("companions", "").split("；"))
    return [
        {"role": each.role, **({"user": each.user} if each.user else {"name": next(names, "")})}
        for each in visit.companions
    ]


def _move_household(desk: Desk, old: Visit, new: Visit) -> None:
    """What was said goes with the household it was said in, so that an erasure finds everything."""
    if new.household_code != old.household_code:
        for number in (new.no, *new.issue_nos):
            desk.registers.words.amend({"household_code": new.household_code}, of=number)


def _tell_issues(desk: Desk, account: Account, old: Visit, new: Visit) -> None:
    """An issue's household and the instant it was heard are its visit's; that they moved is a step of its."""
    moved = list(_moved(old, new))
    if old.started_at == new.started_at and not moved:
        return
    for case in _cases_of(desk, new):
        place = {"household_code": new.household_code, "collected_at": new.started_at}
        desk.registers.issues.amend(place, no=case.no)
        if moved:
            after = desk.case(case.no)
            follow(desk, account, after, "visit_corrected", text=f"走访 {new.no}：{'；'.join(moved)}")


def _moved(old: Visit, new: Visit) -> Iterable[str]:
    if old.household_code != new.household_code:
        yield f"户编号 {old.household_code} 改为 {new.household_code}"
    if old.started_at[:10] != new.started_at[:10]:
        yield f"听到的日期 {old.started_at[:10]} 改为 {new.started_at[:10]}，期限重新计算"


def _body_of(visit: Visit, words: dict[str, str]) -> Body:
    """The visit as it would be sent today (登记的内容), without its issues."""
    body = {
        "id": visit.id,
        "household_code": visit.household_code,
        "channel": visit.channel,
        "channel_reason": words.get("channel_reason"),
        "result": visit.result,
        "purpose": visit.purpose,
        "started_at": visit.started_at,
        "ended_at": visit.ended_at,
        "short_reason": words.get("short_reason"),
        "companions": _companions(visit, words),
        "answers": {
            no: {"state": state} | ({"text": text} if (text := words.get(f"answer:{no}")) else {})
            for no, state in visit.answers.items()
        },
        "policies_told": list(visit.policies_told),
    }
    return {name: value for name, value in body.items() if value is not None}
