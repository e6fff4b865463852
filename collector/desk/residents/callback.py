"""Asking residents whether it was solved (回访链接): a link is made, looked at, and answered once."""

import secrets

import msgspec

from collector.desk import Desk
from collector.desk.issues import dossier
from collector.desk.issues.handling import record_step, standing_of, steps_for
from collector.desk.oversight.today import short
from collector.desk.people.access import require
from collector.desk.people.signing_in import digest_of
from collector.desk.publishing.drafting import record_of
from collector.desk.residents.contacts import asked_on, contact_days
from collector.errors import Conflict, Gone, Missing, NotAllowed, Refusal
from collector.rules.instant import say_day
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import DONE_STAGES, awaits_callback, field_of, report_of, stage_of
from collector.rules.issues.standing import Standing
from collector.rules.issues.steps import ROLES_FOR
from collector.rules.people.account import RESIDENT, Account
from collector.rules.residents.callback import LIVES, CallbackLink, state_of
from collector.rules.residents.contacts import contacts_lately, is_often

CALLERS = ROLES_FOR["callback"]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a resident is shown of their issue (回访页): public wording only, never the private text.

    `state` is open, answered, in_hand or over; `is_reopened` says that it is at work again.
    """

    issue_no: str
    state: str
    is_reopened: bool
    matter: str
    community: str
    community_phone: str | None
    field: str
    received_on: str
    summary: str = ""
    outcome: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """An issue whose resident may be asked (待回访): contacts lately, consent, and its latest link."""

    issue_no: str
    title: str
    community_code: str
    standing: Standing
    contact_ok: bool
    contacts: int
    link: CallbackLink | None
    link_state: str

    @property
    def is_too_often(self) -> bool:
        return is_often(self.contacts)


# -- the office


def make_link(desk: Desk, account: Account, issue_no: str) -> str:
    """Make a link for the resident of an issue (做回访链接) and return its secret; an earlier one ends.

    It is made by those who could have called, so never by who handled the issue (S70).
    """

    def work() -> str:
        case = dossier.case_for(desk, account, issue_no)
        _check_askable(desk, account, case)
        for earlier in desk.registers.callback_links.having(issue_no=issue_no):
            if earlier.ends_at > desk.now():
                desk.registers.callback_links.put(msgspec.structs.replace(earlier, ends_at=desk.now()))
        secret = secrets.token_urlsafe(16)
        desk.registers.callback_links.add(_link(desk, account, case, secret))
        desk.note(account, "callback_link_made", of=issue_no)
        return secret

    return desk.act(work)


def waiting(desk: Desk, account: Account) -> list[Case]:
    """The issues this person may ask about, done and not yet called back in this round (待回访)."""
    require(account, *CALLERS)
    return [
        case for case in desk.cases.all() if awaits_callback(case) and "callback" in steps_for(account, case)
    ]


def asked(desk: Desk, case: Case) -> Asked:
    """What somebody should know before they ask about an issue (回访前看一眼)."""
    links, code = desk.registers.callback_links.having(issue_no=case.no), case.issue.household_code
    days = contact_days(desk, code) if code else asked_on(desk, case.no)
    resident = desk.registers.residents.get(code or "")
    latest = links[-1] if links else None
    return Asked(
        issue_no=case.no,
        title=short(report_of(case)),
        community_code=case.issue.community_code,
        standing=standing_of(desk, case),
        contact_ok=bool(resident and resident.contact_ok),
        contacts=contacts_lately(days, desk.today()),
        link=latest,
        link_state=state_of(latest, case, desk.now()) if latest else "",
    )


def _check_askable(desk: Desk, account: Account, case: Case) -> None:
    if standing_of(desk, case).stage not in DONE_STAGES:
        raise Conflict("not_done", f"{case.no} 还没有办好并回复，办好以后再请居民回答。")
    if "callback" not in steps_for(account, case):
        raise NotAllowed("not_your_callback", f"{case.no} 是您经办的，或者不归您回访，要由别人来问。")


def _link(desk: Desk, account: Account, case: Case, secret: str) -> CallbackLink:
    made_at = desk.clock.now()
    return CallbackLink(
        digest=digest_of(secret),
        issue_no=case.no,
        community_code=case.issue.community_code,
        made_by=account.username,
        made_at=made_at.isoformat(),
        ends_at=(made_at + LIVES).isoformat(),
    )


# -- the resident


def question_of(desk: Desk, secret: str) -> Question:
    """What the holder of a link is asked; looking changes nothing (R3.6)."""
    link, case = _found(desk, secret)
    return _question(desk, link, case)


def answer(
    desk: Desk, secret: str, *, solved: str, satisfaction: str, text: str = "", may_publish: bool = False
) -> Question:
    """Take a resident's answer (居民自己回答), once; 没解决 reopens under the same number (S71)."""

    def work() -> Question:
        link, case = _found(desk, secret)
        question = _question(desk, link, case)
        if question.state != "open":
            return question
        _check_answered(solved, satisfaction)
        after = record_step(
            desk,
            RESIDENT,
            case,
            "callback",
            channel="wechat",
            reached=True,
            solved=solved,
            satisfaction=satisfaction,
            may_publish=may_publish,
            text=text,
        )
        used = msgspec.structs.replace(link, answered_at=desk.now())
        desk.registers.callback_links.put(used)
        return _question(desk, used, after)

    return desk.act(work)


def _found(desk: Desk, secret: str) -> tuple[CallbackLink, Case]:
    link = desk.registers.callback_links.get(digest_of(secret))
    if link is None:
        raise Missing("no_such_link", "没有这个回访链接，可能没有复制完整。")
    if link.ends_at <= desk.now():
        raise Gone("link_over", "这个回访链接已经过期，或者换了新的。")
    return link, desk.case(link.issue_no)


def _check_answered(solved: str, satisfaction: str) -> None:
    wrong = {}
    if not solved:
        wrong["solved"] = "请选办好了没有"
    if not satisfaction:
        wrong["satisfaction"] = "请选满意不满意"
    if wrong:
        raise Refusal("answer_incomplete", "；".join(wrong.values()), wrong)


def _question(desk: Desk, link: CallbackLink, case: Case) -> Question:
    community = desk.year.community(link.community_code)
    place = community.name if community else desk.year.places.subdistrict
    field = desk.year.campaign.field_labels()[field_of(case)]
    draft = desk.registers.publications.get(case.no)
    record = record_of(desk, case, draft) if draft and draft.state == "published" else None
    return Question(
        issue_no=case.no,
        state=state_of(link, case, desk.now()),
        is_reopened=stage_of(case) not in DONE_STAGES,
        matter=record.title if record else f"{place}一件“{field}”方面的事",
        community=place,
        community_phone=community.phone if community else None,
        field=field,
        received_on=say_day(case.issue.collected_at[:10], desk.today()),
        summary=record.summary if record else "",
        outcome=(record.outcome or "") if record else "",
    )
