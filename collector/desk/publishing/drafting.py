"""Writing what the public will read (公示稿): draft, hand in, send back, approve; by two people (R5.2).

What an approval does to the site is `publication`'s, what may not be printed `marking`'s; here are the texts
and who has had a hand in them.
"""

import unicodedata
from collections.abc import Collection

import msgspec

from collector.desk import Desk
from collector.desk.homes.focus import groups_of
from collector.desk.issues.handling import standing_of
from collector.desk.people.access import may_see_case, require
from collector.desk.publishing.marking import disclosed
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.issues.issue import Case
from collector.rules.people.account import Account
from collector.rules.publishing.deidentify import deidentify, needs_outcome, told_by
from collector.rules.publishing.draft import (
    LABELS,
    STATES,
    Draft,
    check_approval,
    check_draft,
    check_singly,
    without_texts,
)
from collector.rules.publishing.photo import CLEARANCES
from generator.campaign.publishable import flaws
from generator.campaign.records import PublishedPhoto, PublishedResult

WRITERS = ("street_reviewer", "campaign_office", "community_collator", "publisher")
APPROVERS = ("publisher",)
# Each look at a draft reads all of it for what may not be printed; what goes out is far shorter.
_MOST_KEPT = 5000


def write(desk: Desk, account: Account, issue_no: str, *, matter: str, **texts: str) -> Draft:
    """Write the public texts of an issue (起草); what was handed in is taken back by that."""
    require(account, *WRITERS)
    far_too_long = {
        name: f"{LABELS[name]}写了 {len(text)} 个字，存不下。请先删到 {_MOST_KEPT} 个字以内"
        for name, text in texts.items()
        if name in LABELS and len(text) > _MOST_KEPT
    }
    if far_too_long:
        raise Refusal("draft_too_long", "；".join(far_too_long.values()), far_too_long)

    def work() -> Draft:
        case = _case_for(desk, account, issue_no)
        before = desk.registers.drafts.get(issue_no)
        draft = Draft(
            issue_no=issue_no,
            community_code=case.issue.community_code,
            state="draft",
            matter=matter,
            **{name: tidy(texts.get(name, "")) for name in LABELS if name != "matter"},
            written_by=account.username,
            written_at=desk.now(),
            returned_because=before.returned_because if before else None,
            photos=_photos_so_far(desk, issue_no, before),
            shown=None,
        )
        desk.registers.drafts.put(draft)
        desk.note(account, "draft_written", of=issue_no)
        return draft

    return desk.act(work)


def hand_in(desk: Desk, account: Account, issue_no: str) -> Draft:
    """Hand a draft in for approval (报审), complete and with nothing in it that may not be printed."""
    require(account, *WRITERS)

    def work() -> Draft:
        case, draft = _case_for(desk, account, issue_no), draft_of(desk, issue_no)
        check_publishable(desk, case, draft)
        pending = msgspec.structs.replace(draft, state="pending", returned_because=None)
        desk.registers.drafts.put(pending)
        desk.note(account, "draft_handed_in", of=issue_no)
        return pending

    return desk.act(work)


def write_and_hand_in(desk: Desk, account: Account, issue_no: str, *, matter: str, **texts: str) -> Draft:
    """Write the texts and hand them in at once (改了就报审).

    Where that is refused they are kept as a draft, but never in the place of a text that waits for approval:
    that one stays as it was handed in.
    """

    def work() -> Draft | Refusal:
        before = desk.registers.drafts.get(issue_no)
        write(desk, account, issue_no, matter=matter, **texts)
        try:
            return hand_in(desk, account, issue_no)
        except Refusal as refusal:
            if before is not None and before.state == "pending":
                raise
            return refusal

    done = desk.act(work)
    if isinstance(done, Refusal):
        raise done
    return done


def send_back(desk: Desk, account: Account, issue_no: str, because: str) -> Draft:
    """Send a draft back to its writer (退回), with the reason."""
    require(account, *APPROVERS)
    if not because.strip():
        raise Refusal("no_reason", "请写明退回理由。", {"because": "请写明退回理由"})

    def work() -> Draft:
        draft = draft_of(desk, issue_no)
        if draft.state != "pending":
            raise Conflict("not_pending", f"{issue_no} 的公示稿是“{STATES[draft.state]}”，没有报审。")
        back = msgspec.structs.replace(draft, state="draft", returned_because=tidy(because))
        desk.registers.drafts.put(back)
        desk.note(account, "draft_sent_back", of=issue_no)
        return back

    return desk.act(work)


def approve(
    desk: Desk,
    account: Account,
    issue_no: str,
    *,
    seen: Draft | None = None,
    cleared: Collection[str] = (),
    now: str | None = None,
) -> Draft:
    """Approve a draft (批准): from now on it is what is published of the issue.

    `seen` is the draft the approver had before their eyes; if it is another by now, nothing happens. `now` is
    the instant from which the approval counts.
    """

    def work() -> Draft:
        approved = approval_of(desk, account, issue_no, seen, cleared, now)
        desk.registers.publications.put(approved)
        desk.registers.drafts.remove(issue_no=issue_no)
        desk.note(account, "published", of=issue_no)
        return approved

    return desk.act(work)


def approval_of(
    desk: Desk,
    account: Account,
    issue_no: str,
    seen: Draft | None = None,
    cleared: Collection[str] = (),
    now: str | None = None,
) -> Draft:
    """The draft as this person's approval makes it, or a refusal; nothing is stored.

    `cleared` are the codes of CLEARANCES that were ticked; a text with pictures needs them all.
    """
    require(account, *APPROVERS)
    draft = draft_of(desk, issue_no)
    if seen is not None and draft != seen:
        raise Conflict("draft_changed", f"{issue_no} 的公示稿刚刚改过，请看过新的再批准。")
    for person in account.selves:
        check_approval(draft, person)
    if not _writers(desk, issue_no).isdisjoint(account.selves):
        raise NotAllowed("same_person", "这份公示稿您或您所代的人改过，要由别人批准（不得自审）。")
    check_publishable(desk, desk.case(issue_no), draft)
    missing = [said for code, said in CLEARANCES.items() if code not in cleared]
    if draft.photos and missing:
        said = "照片要一张张看过，确认以后勾上：" + "、".join(missing)
        raise Refusal("photos_not_cleared", said, {"cleared": said})
    return _approved(desk, draft, now or desk.now(), account.username, account.acting_for)


def taken_down(desk: Desk, draft: Draft, day: str) -> Draft:
    """The text of a result as it is kept once that is withdrawn (撤下); of who was erased, none is."""
    gone = msgspec.structs.replace(
        draft, state="withdrawn", withdrawn_on=day, returned_because=None, photos=(), shown=None
    )
    issue = desk.registers.issues.get(draft.issue_no)
    household_code = issue.household_code if issue else None
    is_erased = bool(household_code) and desk.registers.residents.get(household_code or "") is None
    return without_texts(gone) if is_erased else gone


def check_publishable(desk: Desk, case: Case, draft: Draft) -> None:
    """Refuse what may not be published: incomplete, out of date, not singly, or telling who it is about."""
    check_draft(draft, needs_outcome=needs_outcome(case), disclosed=disclosed(desk, case, draft))
    if told_by(case, draft) is not case:
        message = "写好公示稿以后情况有了新进展，请按现在的办理结果改写再报审"
        raise Refusal("draft_out_of_date", message, {"outcome": message})
    check_singly(draft.matter, groups_of(desk, case.issue.household_code or ""))
    record = preview(desk, case, draft)
    wrong = (
        {flaw.field: flaw.message for flaw in flaws(record)} if record else {"title": "还没有受理，不能公示"}
    )
    if wrong:
        raise Refusal("not_publishable", "还不能公示：" + " ".join(wrong.values()), wrong)


def preview(desk: Desk, case: Case, draft: Draft) -> PublishedResult | None:
    """Exactly what the public would see of a case with these texts, were they approved today."""
    return record_of(desk, case, draft if draft.published_on else _approved(desk, draft, desk.now(), ""))


def record_of(desk: Desk, case: Case, draft: Draft) -> PublishedResult | None:
    """The public record of a case under its approved texts (公示记录), or None if they tell nothing yet."""
    if draft.shown:
        return draft.shown.record
    told = told_by(case, draft)
    return deidentify(told, draft, standing_of(desk, told), desk.unit_name)


def draft_of(desk: Desk, issue_no: str) -> Draft:
    draft = desk.registers.drafts.get(issue_no)
    if draft is None:
        raise Missing("no_draft", f"{issue_no} 没有在写的公示稿，也许刚刚已经批准。")
    return draft


def _photos_so_far(desk: Desk, issue_no: str, before: Draft | None) -> tuple[PublishedPhoto, ...]:
    """The pictures a new wording keeps: those of the draft, else of what is published."""
    text = before or desk.registers.publications.get(issue_no)
    return text.photos if text else ()


def _case_for(desk: Desk, account: Account, issue_no: str) -> Case:
    case = desk.case(issue_no)
    if not may_see_case(account, case):
        raise NotAllowed("not_yours", f"{issue_no} 不归您经办。")
    return case


def _approved(desk: Desk, draft: Draft, now: str, username: str, acting_for: str | None = None) -> Draft:
    """The draft with what approval adds; the first day of publication stays, until it is withdrawn."""
    earlier = desk.registers.publications.get(draft.issue_no)
    stands = earlier if earlier and earlier.state == "published" else None
    return msgspec.structs.replace(
        draft,
        state="published",
        approved_by=username,
        approved_for=acting_for,
        approved_at=now,
        published_on=stands.published_on if stands else now[:10],
        changed_on=now[:10] if stands and now[:10] != stands.published_on else None,
        returned_because=None,
    )


def _writers(desk: Desk, issue_no: str) -> set[str]:
    """Everybody who wrote at these texts, or in whose place that was done, since they were last approved."""
    writers: set[str] = set()
    for entry in desk.trail.having(of=issue_no):
        if entry.what == "published":
            writers.clear()
        elif entry.what == "draft_written":
            writers |= {entry.by, entry.acting_for or entry.by}
    return writers


def tidy(text: str) -> str:
    """The text as it is kept: without spaces around it and without characters nobody sees."""
    plain = text.replace("\r\n", "\n").strip()
    return "".join(each for each in plain if each == "\n" or unicodedata.category(each)[0] != "C")
