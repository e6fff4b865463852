"""Supervision (监督, S86 to S90): findings from evidence to confirmation, the score, and talks to propose.

The software lists and counts; people decide. Nothing of this is public.
"""

from collections.abc import Iterable

import msgspec

from collector.desk import Desk
from collector.desk.oversight.flagging import SUPERVISORS, rule
from collector.desk.people.access import communities_visited_by, require
from collector.errors import Missing, Refusal
from collector.rules.issues.issue import Words
from collector.rules.oversight.finding import (
    Finding,
    FindingFile,
    FindingStep,
    check_finding,
    check_finding_step,
)
from collector.rules.oversight.score import ScoreLine, Talk, for_talk, line, sheet, wrong_with_talk
from collector.rules.people.account import Account


class TalkFile(msgspec.Struct, frozen=True):
    """A talk that was held, with who came and what came of it (约谈记录)."""

    talk: Talk
    people: str
    result: str


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What the office hands to 纪工委 (提请约谈的函): the evidence, and both groups by name (S90)."""

    community_code: str
    line: ScoreLine
    files: list[FindingFile]
    liaisons: list[Account]
    committee: list[Account]
    talks: list[TalkFile]


# -- findings


def raise_finding(
    desk: Desk,
    account: Account,
    *,
    kind: str,
    of: str,
    on: str,
    evidence: str,
    unit_code: str = "",
    flag_code: str | None = None,
) -> Finding:
    """Raise a finding (登记认定事项), by hand or of a flag; it costs nothing until it is confirmed."""
    require(account, *SUPERVISORS)

    def work() -> Finding:
        finding = Finding(
            no=desk.registers.next_no(f"F{desk.year.campaign.year}"),
            kind=kind,
            community_code=_community_of(desk, of),
            of=of,
            on=on,
            found_by=account.username,
            found_at=desk.now(),
            unit_code=_unit(desk, unit_code),
            flag_code=flag_code,
        )
        check_finding(
            finding, all_files(desk), {each.code for each in desk.year.campaign.scoring.findings}, evidence
        )
        desk.registers.findings.add(finding)
        desk.registers.words.add(Words(of=finding.no, part="evidence", text=evidence.strip()))
        desk.note(account, "finding_raised", of=finding.no, detail=kind)
        if flag_code is not None:
            rule(desk, account, flag_code, finding.no)
        return finding

    return desk.act(work)


def take_finding_step(
    desk: Desk, account: Account, no: str, kind: str, *, text: str = "", until: str = ""
) -> FindingFile:
    """Take a finding one step on (告知、异议、认定、撤销)."""
    require(account, *SUPERVISORS)

    def work() -> FindingFile:
        file = _file(desk, no)
        step = FindingStep(
            of=no,
            seq=len(file.steps) + 1,
            kind=kind,
            at=desk.now(),
            by=account.username,
            until=until if kind == "noticed" else None,
        )
        check_finding_step(file, step, text)
        desk.registers.finding_steps.add(step)
        if text.strip():
            desk.registers.words.add(Words(of=no, part=f"step:{step.seq}", text=text.strip()))
        desk.note(account, f"finding_{kind}", of=no)
        return _file(desk, no)

    return desk.act(work)


def finding_file(desk: Desk, account: Account, no: str) -> FindingFile:
    """One finding with its steps and words."""
    require(account, *SUPERVISORS)
    return _file(desk, no)


def finding_files(desk: Desk, account: Account) -> list[FindingFile]:
    """All findings of the campaign (认定台账), newest first."""
    require(account, *SUPERVISORS)
    return all_files(desk)[::-1]


# -- score and talks


def score_sheet(desk: Desk, account: Account) -> list[ScoreLine]:
    """The score of every community (千分制得分), in the order of places.yaml."""
    require(account, *SUPERVISORS)
    return scores(desk)


def scores(desk: Desk) -> list[ScoreLine]:
    """The score of every community, whoever asks (得分)."""
    codes = [each.code for each in desk.year.places.communities]
    return sheet(codes, all_files(desk), desk.year.campaign.scoring)


def notice(desk: Desk, account: Account, community_code: str) -> Notice:
    """The draft by which 纪工委 is asked to hold a talk (提请约谈), for a community on the list."""
    require(account, *SUPERVISORS)
    files = all_files(desk)
    theirs = [file for file in files if file.finding.community_code == community_code]
    found = line(community_code, theirs, desk.year.campaign.scoring)
    if desk.year.community(community_code) is None or not found.is_for_talk:
        talk_at = desk.year.campaign.scoring.talk_at
        raise Missing("no_talk", f"这个社区认定的问题不到 {talk_at} 起，没有要提请约谈的。")
    people = sorted(desk.registers.accounts, key=lambda each: each.username)
    return Notice(
        community_code=community_code,
        line=found,
        files=for_talk(files, community_code),
        liaisons=[each for each in people if _is_liaison_of(desk, each, community_code)],
        committee=[each for each in people if _is_committee_of(each, community_code)],
        talks=_talks(desk, community_code),
    )


def record_talk(
    desk: Desk, account: Account, community_code: str, *, held_on: str, people: str, result: str
) -> Talk:
    """Write down that a talk was held (约谈记录): when, with whom, and what came of it."""
    due = notice(desk, account, community_code)
    wrong = wrong_with_talk(held_on, people, result, desk.today())
    if wrong:
        raise Refusal("talk_incomplete", "；".join(wrong.values()), wrong)

    def work() -> Talk:
        talk = Talk(
            no=desk.registers.next_no(f"T{desk.year.campaign.year}"),
            community_code=community_code,
            held_on=held_on,
            finding_nos=tuple(file.no for file in due.files),
            at=desk.now(),
            by=account.username,
        )
        desk.registers.talks.add(talk)
        for part, text in (("people", people), ("result", result)):
            desk.registers.words.add(Words(of=talk.no, part=part, text=text.strip()))
        desk.note(account, "talk_recorded", of=talk.no, detail=community_code)
        return talk

    return desk.act(work)


def _is_liaison_of(desk: Desk, account: Account, community_code: str) -> bool:
    is_sent = account.role == "liaison" and community_code in communities_visited_by(desk, account)
    return is_sent and not account.disabled


def _is_committee_of(account: Account, community_code: str) -> bool:
    is_theirs = account.role in ("secretary", "committee_member") and account.community_code == community_code
    return is_theirs and not account.disabled


def _talks(desk: Desk, community_code: str) -> list[TalkFile]:
    found = []
    for talk in desk.registers.talks.having(community_code=community_code):
        words = {each.part: each.text for each in desk.registers.words.having(of=talk.no)}
        found.append(TalkFile(talk, words.get("people", ""), words.get("result", "")))
    return found


# -- reading


def _file(desk: Desk, no: str) -> FindingFile:
    finding = desk.registers.findings.get(no)
    if finding is None:
        raise Missing("no_such_finding", f"没有编号为 {no[:20]} 的认定事项，请核对编号。")
    words = {each.part: each.text for each in desk.registers.words.having(of=no)}
    return FindingFile(finding, _in_order(desk.registers.finding_steps.having(of=no)), words)


def all_files(desk: Desk) -> list[FindingFile]:
    """All findings of this campaign with their steps and without words, in the order they were raised."""
    steps: dict[str, list[FindingStep]] = {}
    for step in desk.registers.finding_steps:
        steps.setdefault(step.of, []).append(step)
    mine = f"F{desk.year.campaign.year}-"
    return [
        FindingFile(finding, _in_order(steps.get(finding.no, [])))
        for finding in desk.registers.findings
        if finding.no.startswith(mine)
    ]


def _in_order(steps: Iterable[FindingStep]) -> tuple[FindingStep, ...]:
    return tuple(sorted(steps, key=lambda step: step.seq))


def _community_of(desk: Desk, of: str) -> str:
    """The community that an issue, a visit or a household belongs to."""
    registers = desk.registers
    found = registers.issues.get(of) or registers.visits.get(of) or registers.households.get(of)
    if found is None:
        message = f"没有编号为“{of[:40]}”的问题、走访或户，请核对" if of else "请填问题编号、走访编号或户编号"
        raise Refusal("unknown_event", message, {"of": message})
    return found.community_code


def _unit(desk: Desk, code: str) -> str | None:
    if code and desk.year.unit(code) is None:
        raise Refusal(
            "unknown_unit", "没有这个单位，请从名单里选。", {"unit_code": "没有这个单位，请从名单里选"}
        )
    return code or None
