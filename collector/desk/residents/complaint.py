"""Words about visits (走访意见): taken from anybody, read by the campaign office and discipline (S61)."""

import secrets
import uuid
from urllib.parse import urljoin

import msgspec

from collector.desk import Desk
from collector.desk.people.access import require
from collector.desk.people.accounts import name_of
from collector.errors import Missing, Refusal
from collector.rules.issues.issue import Words
from collector.rules.people.account import RESIDENT, Account
from collector.rules.residents.complaint import Complaint, Note, wrong_with_complaint, wrong_with_note

# Street roles, bound to no unit that visits: what is said of a visitor never reaches the visitor's own.
READERS = ("campaign_office", "discipline")


class NoteLine(msgspec.Struct, frozen=True):
    """A note as the office reads it (核实记录)."""

    at: str
    by: str
    state: str
    text: str


class File(msgspec.Struct, frozen=True):
    """A complaint with everything written about it (意见卷)."""

    complaint: Complaint
    text: str
    lines: tuple[NoteLine, ...]


def address(desk: Desk) -> str | None:
    """Where residents write, as it is printed (走访意见的网址); None where the site does not lead there.

    Without an address of the site (正式网址) there is nothing that could be printed.
    """
    link, base_url = desk.year.site.complaints, desk.site_address()
    if link is None or (link.startswith("/") and base_url is None):
        return None
    return urljoin(base_url or "", link)


def submit(desk: Desk, *, given_id: str, community_code: str, visited_on: str, text: str) -> Complaint:
    """Take a resident's word (提意见); sent again under the same id it is the same one.

    Other words under that id are somebody's second thoughts: they are taken as well, as one of their own.
    """
    wrong = wrong_with_complaint(
        given_id=given_id,
        community_code=community_code,
        visited_on=visited_on,
        text=text,
        known={each.code for each in desk.year.places.communities},
        today=desk.today(),
    )
    if wrong:
        raise Refusal("complaint_incomplete", "；".join(wrong.values()), wrong)

    def work() -> Complaint:
        told = (community_code, visited_on or None, text.strip())
        the_id = given_id.lower()
        while (earlier := sent(desk, the_id)) is not None:
            if _told(desk, earlier) == told:
                return earlier
            # As every time, so that this too is the same one when it is sent again.
            the_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{the_id}:{told}"))
        complaint = Complaint(
            no=desk.registers.next_no(f"C{desk.year.campaign.year}"),
            id=the_id,
            community_code=community_code,
            received_at=desk.now(),
            check=f"{secrets.randbelow(10_000):04}",
            visited_on=visited_on or None,
        )
        desk.registers.complaints.add(complaint)
        desk.registers.words.add(Words(of=complaint.no, part="report", text=text.strip()))
        desk.note(RESIDENT, "complaint_received", of=complaint.no)
        return complaint

    return desk.act(work)


def _told(desk: Desk, complaint: Complaint) -> tuple[str, str | None, str]:
    words = {each.part: each.text for each in desk.registers.words.having(of=complaint.no)}
    return complaint.community_code, complaint.visited_on, words.get("report", "")


def sent(desk: Desk, given_id: str) -> Complaint | None:
    """What was taken under an id of a form, for its receipt."""
    return next(iter(desk.registers.complaints.having(id=given_id)), None)


def complaints(desk: Desk, account: Account) -> list[Complaint]:
    """All of them, those nobody has looked at first, newest first."""
    require(account, *READERS)
    newest = sorted(desk.registers.complaints, key=lambda each: each.received_at, reverse=True)
    return sorted(newest, key=lambda each: ("new", "looked_into", "answered").index(each.state))


def file_of(desk: Desk, account: Account, no: str) -> File:
    """One of them with its texts."""
    require(account, *READERS)
    complaint = _complaint(desk, no)
    words = {each.part: each.text for each in desk.registers.words.having(of=no)}
    lines = (
        NoteLine(note.at, name_of(desk, note.by), note.state, words.get(f"note:{n}", ""))
        for n, note in enumerate(complaint.notes, 1)
    )
    return File(complaint, words.get("report", ""), tuple(lines))


def add_note(desk: Desk, account: Account, no: str, *, state: str, text: str) -> Complaint:
    """Write down what was done about it (核实记录), and where that leaves it."""
    require(account, *READERS)

    def work() -> Complaint:
        complaint = _complaint(desk, no)
        wrong = wrong_with_note(complaint, state, text)
        if wrong:
            raise Refusal("note_incomplete", "；".join(wrong.values()), wrong)
        notes = (*complaint.notes, Note(at=desk.now(), by=account.username, state=state))
        noted = msgspec.structs.replace(complaint, notes=notes)
        desk.registers.complaints.put(noted)
        desk.registers.words.add(Words(of=no, part=f"note:{len(notes)}", text=text.strip()))
        desk.note(account, "complaint_noted", of=no, detail=state)
        return noted

    return desk.act(work)


def _complaint(desk: Desk, no: str) -> Complaint:
    complaint = desk.registers.complaints.get(no)
    if complaint is None:
        raise Missing("no_such_complaint", f"没有编号为 {no[:20]} 的意见，请核对编号。")
    return complaint
