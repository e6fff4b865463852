"""Analysis meetings at the desk (分析研判, S85): the pack, the record, and decisions until they are done."""

import datetime

import msgspec

from collector.desk import Desk
from collector.desk.issues.handling import standing_of
from collector.desk.people.access import require
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.issues.issue import Words
from collector.rules.issues.stages import field_of
from collector.rules.oversight.meeting import (
    Decision,
    Meeting,
    Pack,
    make_pack,
    wrong_with_decision,
    wrong_with_meeting,
)
from collector.rules.people.account import Account
from collector.store.cases import CASE_TABLES

HOLDERS = ("campaign_office", "street_reviewer")


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A decision with its words (交办事项)."""

    decision: Decision
    text: str
    result: str = ""


class Minutes(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting with everything written down of it (会议纪要)."""

    meeting: Meeting
    attendees: str
    notes: str
    decisions: tuple[Due, ...]


def pack(desk: Desk, account: Account, until: datetime.date | None = None) -> Pack:
    """The pack of the period that ends on a day, today if none is given; as long as the interval (设定)."""
    require(account, *HOLDERS)
    last = until or desk.today()
    since = last - datetime.timedelta(days=desk.year.campaign.meeting_days - 1)

    def work() -> Pack:
        found = [(case, field_of(case), standing_of(desk, case)) for case in desk.cases.all()]
        communities = [each.code for each in desk.year.places.communities]
        return make_pack(found, since, last, desk.year.campaign.field_labels(), communities)

    return desk.cases.once(f"pack {last}", desk.today(), CASE_TABLES, work)


def next_due(desk: Desk) -> datetime.date | None:
    """When the next meeting is due (下次研判), by the interval of campaign.yaml; None before the first."""
    held = [each.held_on for each in desk.cases.meetings()]
    if not held:
        return None
    interval = datetime.timedelta(days=desk.year.campaign.meeting_days)
    return datetime.date.fromisoformat(max(held)) + interval


def meetings(desk: Desk, account: Account) -> list[Minutes]:
    """All meetings of this campaign, the latest first."""
    require(account, *HOLDERS)
    found = sorted(desk.cases.meetings(), key=lambda each: (each.held_on, each.no), reverse=True)
    return [_minutes(desk, each) for each in found]


def minutes(desk: Desk, account: Account, no: str) -> Minutes:
    """One meeting."""
    require(account, *HOLDERS)
    return _minutes(desk, _meeting(desk, no))


def hold(desk: Desk, account: Account, *, held_on: str, attendees: str, notes: str) -> Meeting:
    """Write down that a meeting was held (记一次研判会)."""
    require(account, *HOLDERS)
    wrong = wrong_with_meeting(held_on, attendees, notes, desk.today())
    if wrong:
        raise Refusal("meeting_incomplete", "；".join(wrong.values()), wrong)

    def work() -> Meeting:
        no = desk.registers.next_no(f"M{desk.year.campaign.year}")
        meeting = Meeting(no=no, held_on=held_on, by=account.username, at=desk.now())
        desk.registers.meetings.add(meeting)
        for part, text in (("attendees", attendees), ("notes", notes)):
            if text.strip():
                desk.registers.words.add(Words(of=no, part=part, text=text.strip()))
        desk.note(account, "meeting_held", of=no)
        return meeting

    return desk.act(work)


def decide(
    desk: Desk, account: Account, no: str, *, text: str, owner: str, due_on: str, issue_no: str = ""
) -> Decision:
    """Add a decision to a meeting (会议交办): it stands on its owner's list of today until it is done."""
    require(account, *HOLDERS)

    def work() -> Decision:
        meeting = _meeting(desk, no)
        wrong = wrong_with_decision(text, owner, due_on, meeting.held_on)
        person = desk.registers.accounts.get(owner) if owner else None
        if owner and (person is None or person.disabled):
            wrong["owner"] = "没有这个在用的账号，请从名单里选"
        if issue_no and desk.registers.issues.get(issue_no) is None:
            wrong["issue_no"] = f"没有编号为 {issue_no[:20]} 的问题，请核对"
        if wrong:
            raise Refusal("decision_incomplete", "；".join(wrong.values()), wrong)
        seq = 1 + len(desk.registers.decisions.having(of=no))
        decision = Decision(
            no=f"{no}/{seq}",
            of=no,
            seq=seq,
            owner=owner,
            due_on=due_on,
            by=account.username,
            at=desk.now(),
            issue_no=issue_no or None,
        )
        desk.registers.decisions.add(decision)
        desk.registers.words.add(Words(of=no, part=f"decision:{seq}", text=text.strip()))
        desk.note(account, "decision_made", of=decision.no, detail=owner)
        return decision

    return desk.act(work)


def finish(desk: Desk, account: Account, no: str, seq: int, result: str) -> Decision:
    """Say that a decision was carried out (办好了), by its owner or the office, with what came of it."""

    def work() -> Decision:
        found = desk.registers.decisions.get(f"{no}/{seq}")
        if found is None:
            raise Missing("no_such_decision", "没有这件交办事项，请从“今天”里点。")
        if account.username != found.owner and account.role not in HOLDERS:
            raise NotAllowed("not_yours", "这件事不是交给您的，由承办人或活动办来记。")
        if found.done_on:
            raise Conflict("done_already", "这件事已经记过办好了，刷新页面看看。")
        if not result.strip():
            raise Refusal("no_result", "请写办得怎么样。", {"result": "请写办得怎么样"})
        done = msgspec.structs.replace(found, done_on=desk.now()[:10])
        desk.registers.decisions.put(done)
        desk.registers.words.add(Words(of=no, part=f"result:{seq}", text=result.strip()))
        desk.note(account, "decision_done", of=done.no)
        return done

    return desk.act(work)


def due_for(desk: Desk, account: Account) -> list[Due]:
    """The decisions that wait for this person, or all for the office (会议交办), the most urgent first."""
    waiting = [
        _due(desk, each)
        for each in desk.cases.decisions()
        if each.done_on is None and (each.owner == account.username or account.role in HOLDERS)
    ]
    return sorted(waiting, key=lambda each: (each.decision.due_on, each.decision.no))


def _meeting(desk: Desk, no: str) -> Meeting:
    meeting = desk.registers.meetings.get(no)
    if meeting is None:
        raise Missing("no_such_meeting", f"没有编号为 {no[:20]} 的研判会，请从列表里点。")
    return meeting


def _minutes(desk: Desk, meeting: Meeting) -> Minutes:
    words = desk.cases.words_of(meeting.no)
    decisions = sorted(desk.cases.decisions_of(meeting.no), key=lambda each: each.seq)
    return Minutes(
        meeting=meeting,
        attendees=words.get("attendees", ""),
        notes=words.get("notes", ""),
        decisions=tuple(_due(desk, each) for each in decisions),
    )


def _due(desk: Desk, decision: Decision) -> Due:
    words = desk.cases.words_of(decision.of)
    text, result = words.get(f"decision:{decision.seq}", ""), words.get(f"result:{decision.seq}", "")
    return Due(decision=decision, text=text, result=result)
