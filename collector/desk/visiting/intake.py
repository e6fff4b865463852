"""Submissions from the doorstep (登记): checked, numbered, stored once, and answered the same each time."""

from collections.abc import Mapping
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.people import access
from collector.desk.visiting.remarks import remarks
from collector.desk.visiting.submissions import Body, Receipt, code_of, earlier, identified, remember
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.homes.household import Household, Resident
from collector.rules.instant import read_instant
from collector.rules.issues.issue import Issue, Words
from collector.rules.people.account import Account
from collector.rules.reading import in_order, read
from collector.rules.visiting.submission import (
    ISSUE_ORDER,
    VISIT_ORDER,
    field_code,
    is_id,
    wrong_with_issue,
    wrong_with_visit,
)
from collector.rules.visiting.visit import Companion, IssueReport, NewHousehold, Visit, VisitReport
from generator.campaign.vocabulary import COMPANION_ROLES


def submit_visit(desk: Desk, account: Account, body: object, sent: Body | None = None) -> Receipt:
    """Take a visit with its issues (登记走访): all of it once, or nothing.

    `sent` are the fields of the form that it came by, if it did; by these it is known again.
    """
    access.require(account, *access.VISITING_ROLES)
    given = identified(body)

    def work() -> Receipt:
        known = earlier(desk, account, "visit", given, sent)
        return known or remember(desk, account, "visit", given, _take_visit(desk, account, given), sent)

    return desk.act(work)


def preview_visit(desk: Desk, account: Account, body: object) -> tuple[str, ...]:
    """Check a visit without storing it (核对): what would be remarked upon, or the refusal it would get."""
    access.require(account, *access.VISITING_ROLES)
    report, household = checked_visit(desk, account, identified(body))
    place = report.new_household.community_code if report.new_household else ""
    home = household or Household(code="", community_code=place)
    return remarks(desk, account.unit_code, report, home)


def submit_issue(desk: Desk, account: Account, body: object, sent: Body | None = None) -> Receipt:
    """Take an issue by itself (登记问题), once; `sent` as with a visit."""
    access.require(account, *access.REPORTING_ROLES)
    given = identified(body)

    def work() -> Receipt:
        known = earlier(desk, account, "issue", given, sent)
        return known or remember(desk, account, "issue", given, _take_issue(desk, account, given), sent)

    return desk.act(work)


# -- a visit


def _take_visit(desk: Desk, account: Account, body: Body) -> Body:
    report, household = checked_visit(desk, account, body)
    received_at = desk.now()
    home = household or _new_household(desk, report.new_household, received_at)
    visit = _visit(desk, account, report, home, received_at)
    issues = [_issue(desk, account, each, visit=visit, received_at=received_at) for each in report.issues]
    visit = msgspec.structs.replace(visit, issue_nos=tuple(issue.no for issue in issues))
    desk.registers.visits.add(visit)
    keep_words(desk, visit.no, visit.household_code, said_in(report))
    _keep_consent(desk, report, visit)
    desk.note(account, "visit_submitted", of=visit.no)
    listed = [{"id": issue.id, "no": issue.no} for issue in issues]
    for each, issue in zip(body.get("issues") or [], issues, strict=True):
        remember(desk, account, "issue", each, _answer(issue.id, issue.no, received_at, ()))
    return _answer(report.id, visit.no, received_at, visit.warnings, issues=listed)


def checked_visit(desk: Desk, account: Account, body: Body) -> tuple[VisitReport, Household | None]:
    """What a body says, if nothing is wrong with it, and the household if it is in the registers."""
    report, wrong = read(body, VisitReport)
    household, more = _household_of(desk, account, report)
    place = household.community_code if household else None
    more |= wrong_with_visit(report, desk.year, desk.clock.now(), place)
    more |= _unknown_companions(desk, report)
    _refuse(wrong, more, VISIT_ORDER)
    _refuse_used_issues(desk, account, report)
    return report, household


def _household_of(
    desk: Desk, account: Account, report: VisitReport
) -> tuple[Household | None, dict[str, str]]:
    """The household on the roster, if one is named; a community that is not theirs is refused at once."""
    if report.household_code:
        household = desk.registers.households.get(report.household_code)
        if household is None:
            message = f"名册上没有户编号“{report.household_code[:40]}”，请核对；名册外的户请填住址。"
            return None, {"household_code": message}
        _refuse_foreign(access.may_visit(desk, account, household.community_code))
        return household, {}
    code = report.new_household.community_code if report.new_household else None
    if code and desk.year.community(code):
        _refuse_foreign(access.may_visit(desk, account, code))
    return None, {}


def _refuse_foreign(is_theirs: bool) -> None:
    if not is_theirs:
        raise NotAllowed("not_your_community", "这户不在您的走访范围里。走错社区了，或请活动办调整安排。")


def _visit(desk: Desk, account: Account, report: VisitReport, home: Household, received_at: str) -> Visit:
    return Visit(
        no=desk.registers.next_no(f"V{desk.year.campaign.year}"),
        id=report.id,
        visitor=account.username,
        unit=account.unit_code,
        warnings=remarks(desk, account.unit_code, report, home),
        received_at=received_at,
        **told(report, home),
    )


def told(report: VisitReport, home: Household) -> dict[str, Any]:
    """What a report says of a visit, as it is kept (登记的内容), without anything typed freely."""
    return {
        "household_code": home.code,
        "community_code": home.community_code,
        "grid_code": home.grid_code or (report.new_household.grid_code if report.new_household else None),
        "channel": report.channel,
        "result": report.result,
        "started_at": _kept(report.started_at),
        "ended_at": _kept(report.ended_at) if report.ended_at else None,
        "purpose": report.purpose,
        "companions": tuple(Companion(role=each.role, user=each.user) for each in report.companions),
        "answers": {no: answer.state for no, answer in report.answers.items()},
        "policies_told": report.policies_told,
    }


def _new_household(desk: Desk, new: NewHousehold | None, received_at: str) -> Household:
    """A household that is not on the roster yet (待归户, S101); its code names nobody."""
    if new is None:
        raise Missing("no_household", "没有写明是哪一户。")
    number = desk.registers.next_count(f"{new.community_code}-n")
    household = Household(
        code=f"{new.community_code}-n{number:04d}", community_code=new.community_code, added_at=received_at
    )
    desk.registers.households.add(household)
    desk.registers.residents.add(
        Resident(
            household_code=household.code,
            community_code=new.community_code,
            address=new.address,
            name=new.name,
            phone=new.phone,
        )
    )
    return household


def said_in(report: VisitReport) -> dict[str, str]:
    """What was typed freely into a visit, by part (原话)."""
    named = [each for each in report.companions if each.name]
    said = {f"answer:{no}": answer.text for no, answer in report.answers.items()}
    said["channel_reason"] = report.channel_reason
    said["short_reason"] = report.short_reason
    said["companions"] = "；".join(f"{COMPANION_ROLES[each.role]} {each.name}" for each in named)
    return {part: text for part, text in said.items() if text}


def _keep_consent(desk: Desk, report: VisitReport, visit: Visit) -> None:
    """Whether a callback was agreed to (S14) belongs to who lives there."""
    resident = desk.registers.residents.get(visit.household_code)
    if resident and report.contact_ok is not None and resident.contact_ok != report.contact_ok:
        desk.registers.residents.put(msgspec.structs.replace(resident, contact_ok=report.contact_ok))


def _unknown_companions(desk: Desk, report: VisitReport) -> dict[str, str]:
    return {
        f"companions.{n}.user": f"没有登录名为“{each.user[:40]}”的账号，没有账号的请写姓名。"
        for n, each in enumerate(report.companions)
        if each.user and desk.registers.accounts.get(each.user) is None
    }


def _refuse_used_issues(desk: Desk, account: Account, report: VisitReport) -> None:
    for issue in report.issues:
        if is_id(issue.id) and desk.registers.submissions.get(code_of(account.username, "issue", issue.id)):
            raise Conflict("other_content", "走访里有一件问题的登记编号（id）已经用过，没有重复登记。")


# -- an issue


def _take_issue(desk: Desk, account: Account, body: Body) -> Body:
    report, wrong = read(body, IssueReport)
    if report.community_code and desk.year.community(report.community_code):
        _refuse_foreign(access.may_report(desk, account, report.community_code))
    more = wrong_with_issue(report, desk.year, desk.clock.now())
    _refuse(wrong, more | _wrong_with_household(desk, report), ISSUE_ORDER)
    issue = _issue(desk, account, report, visit=None, received_at=desk.now())
    desk.note(account, "issue_registered", of=issue.no)
    return _answer(issue.id, issue.no, issue.received_at, ())


def _wrong_with_household(desk: Desk, report: IssueReport) -> dict[str, str]:
    if report.household_code is None:
        return {}
    household = desk.registers.households.get(report.household_code)
    if household is None or household.community_code != report.community_code:
        found = f"这个社区的名册上没有户编号“{report.household_code[:40]}”，请核对。"
        return {"household_code": found}
    return {}


def _issue(
    desk: Desk, account: Account, report: IssueReport, *, visit: Visit | None, received_at: str
) -> Issue:
    household_code = visit.household_code if visit else report.household_code
    issue = Issue(
        no=desk.registers.next_no(str(desk.year.campaign.year)),
        id=report.id,
        community_code=visit.community_code if visit else report.community_code or "",
        field=field_code(report.field, desk.year.campaign) or "",
        collected_at=visit.started_at if visit else _kept(report.collected_at or ""),
        received_at=received_at,
        reported_by=account.username,
        source=source_of(desk, account),
        household_code=household_code,
        visit_no=visit.no if visit else None,
        prompt=report.prompt,
        on_spot=report.on_spot,
    )
    keep_issue(desk, issue, report=report.text, outcome=report.outcome)
    return issue


def keep_issue(desk: Desk, issue: Issue, **said: str | None) -> None:
    """Keep an issue with its words (入账); only inside an act."""
    desk.registers.issues.add(issue)
    keep_words(desk, issue.no, issue.household_code, said)


def source_of(desk: Desk, account: Account) -> str:
    """The level of the unit that collected an issue (来源, S55 to S58); the office counts as the street."""
    if account.is_of_community:
        return "community"
    unit = desk.year.unit(account.unit_code or "")
    return unit.level if unit and unit.level in ("city", "district") else "street"


# -- both


def _refuse(wrong: dict[str, str], more: dict[str, str], order: tuple[str, ...]) -> None:
    """Refuse with all that is wrong, in the form's order.

    Where the shape is wrong, what is inside goes unmentioned.
    """
    for path, message in more.items():
        if not any(path == each or path.startswith(f"{each}.") for each in tuple(wrong)):
            wrong[path] = message
    if wrong:
        wrong = in_order(wrong, order)
        first = next(iter(wrong.values()))
        message = first if len(wrong) == 1 else f"有 {len(wrong)} 处要改：{first}"
        raise Refusal("invalid", message, wrong)


def keep_words(desk: Desk, of: str, household_code: str | None, said: Mapping[str, str | None]) -> None:
    """Keep what was typed freely, by part (原话); only inside an act."""
    for part, text in said.items():
        if text:
            desk.registers.words.add(Words(of=of, part=part, household_code=household_code, text=text))


def _kept(text: str) -> str:
    at = read_instant(text)
    return at.isoformat() if at else ""


def _answer(
    given_id: str, no: str, received_at: str, warnings: tuple[str, ...], **more: list[dict[str, str]]
) -> Body:
    return {"id": given_id, "no": no, "received_at": received_at, **more, "warnings": list(warnings)}
