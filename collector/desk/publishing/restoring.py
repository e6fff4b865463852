"""A restored store catches up with what it forgot (恢复后核对): what the site shows, and what was erased.

What people approved, withdrew or had erased since the backup is not undone by restoring it. The site tells
the first two, the list beside the store the third; it is done once, before anything is published again.
"""

import base64
from collections.abc import Collection, Mapping

import msgspec

from collector.desk import Desk
from collector.desk.keeping.erasure import erase_again
from collector.desk.publishing.drafting import taken_down
from collector.desk.publishing.photos import drop_unused
from collector.desk.publishing.public_files import PHOTOS, path_of
from collector.rules.issues.issue import Words
from collector.rules.people.account import COMMAND_LINE
from collector.rules.publishing.draft import WITHDRAWAL, Draft, Shown
from collector.rules.publishing.photo import PhotoFile
from collector.rules.publishing.restored import Found, OnSite, Restored
from collector.store import care
from generator.campaign.records import PublishedResult

WITHDRAWN = "恢复备份时照网页登记：网页上已经撤下"
SEND_BACK = "恢复备份以后要重写：网页上的比这份稿子新（或已撤下），请看过网页再写、再报审"
PERSONAL = len("2022-06")


def due(desk: Desk) -> list[Restored]:
    """The restorings that nobody has held against the site yet."""
    return [each for each in desk.registers.restored if not each.is_taken_in]


def take_in(desk: Desk, there: OnSite, told: Mapping[str, Shown]) -> Found:
    """Have the store learn what is `there` on the site; `told` is what it would show by itself.

    A withdrawal wins on whichever side it is known. Any other result stays as it is shown, until somebody
    approves its text anew. With nothing on the site there is nothing to learn from, and it stays due.
    """

    def work() -> Found:
        drafts = {each.issue_no: each for each in desk.registers.publications}
        gone = {no: day for no, day in there.withdrawn.items() if not _knows(drafts.get(no), day)}
        forgotten = [no for no in there.shown if no in drafts and drafts[no].state == "withdrawn"]
        settled = {*there.withdrawn, *forgotten}
        kept = [no for no, shown in there.shown.items() if no not in settled and told.get(no) != shown]
        for no, day in gone.items():
            _withdraw(desk, no, day, drafts.get(no))
        for no in kept:
            _keep(desk, there.shown[no], drafts.get(no))
        # Last, since what the site knows to be withdrawn is emptied as well.
        again = erase_again(desk, COMMAND_LINE.username)
        counted = _count_on(desk, there)
        is_bare = not there.numbers and any(each.state == "published" for each in drafts.values())
        found = Found(
            until=due(desk)[-1].until,
            withdrawn=tuple(gone),
            forgotten=tuple(forgotten),
            kept=tuple(kept),
            unknown=tuple(no for no in kept if desk.registers.issues.get(no) is None),
            erased=again or (),
            has_list=again is not None,
            is_bare=is_bare,
        )
        if not is_bare:
            _settle(desk, found, counted)
        return found

    found = desk.act(work)
    if found.erased:
        care.compact(desk.store)
    return found


def _knows(draft: Draft | None, withdrawn_on: str) -> bool:
    return draft is not None and draft.state == "withdrawn" and (draft.withdrawn_on or "") >= withdrawn_on


def _withdraw(desk: Desk, no: str, day: str, earlier: Draft | None) -> None:
    """Take down what the site says was taken down; what may have been the reason is nobody's to publish."""
    text = earlier or desk.registers.drafts.get(no) or _blank(desk, no)
    desk.registers.publications.put(taken_down(desk, text, day))
    issue = desk.registers.issues.get(no)
    if issue is not None:
        part, household = f"{WITHDRAWAL}{desk.now()}", issue.household_code
        desk.registers.words.add(Words(of=no, part=part, household_code=household, text=WITHDRAWN))
    _send_back(desk, no)
    desk.note(COMMAND_LINE, "withdrawn", of=no)


def _keep(desk: Desk, shown: Shown, earlier: Draft | None) -> None:
    """Have the store show a result as it is shown."""
    record = shown.record
    for photo in record.photos:
        _take_photo(desk, record, photo.file)
    kept = msgspec.structs.replace(
        earlier or _blank(desk, record.issue_no),
        state="published",
        community_code=record.community_code,
        matter="personal" if len(record.received_on) == PERSONAL else "public",
        title=record.title,
        summary=record.summary,
        outcome=record.outcome or "",
        published_on=record.published_on,
        changed_on=record.changed_on,
        photos=record.photos,
        shown=shown,
    )
    desk.registers.publications.put(kept)
    _send_back(desk, record.issue_no)
    desk.note(COMMAND_LINE, "kept_as_shown", of=record.issue_no)


def _blank(desk: Desk, no: str) -> Draft:
    """A text that nobody here has written."""
    issue, by = desk.registers.issues.get(no), COMMAND_LINE.username
    community = issue.community_code if issue else ""
    return Draft(
        issue_no=no, community_code=community, state="draft", matter="public", title="", summary="",
        written_by=by, written_at=desk.now(), approved_by=by, approved_at=desk.now(),
    )  # fmt: skip


def _take_photo(desk: Desk, record: PublishedResult, name: str) -> None:
    file = path_of(desk.settings.content, f"{record.issue_no[:4]}/{PHOTOS}/{name}")
    if desk.registers.photos.get(name) is None and file.is_file():
        data = base64.b64encode(file.read_bytes()).decode()
        by = COMMAND_LINE.username
        photo = PhotoFile(code=name, issue_no=record.issue_no, data=data, added_by=by, added_at=desk.now())
        desk.registers.photos.add(photo)


def _send_back(desk: Desk, no: str) -> None:
    """A text that waits for approval may be the very one that was put right or taken down since."""
    draft = desk.registers.drafts.get(no)
    if draft is not None:
        desk.registers.drafts.put(msgspec.structs.replace(draft, state="draft", returned_because=SEND_BACK))
    drop_unused(desk, no)


def _count_on(desk: Desk, there: OnSite) -> Collection[str]:
    """Keep the next number above the highest that can be read on the site; the prefixes there."""
    highest: dict[str, int] = {}
    for prefix, _, count in (no.rpartition("-") for no in there.numbers):
        highest[prefix] = max(highest.get(prefix, 0), int(count) if count.isdecimal() else 0)
    for prefix, last in highest.items():
        desk.registers.count_from(f"{prefix}-{last:06d}")
    return highest


def _settle(desk: Desk, found: Found, counted: Collection[str]) -> None:
    for each in due(desk):
        further = {
            prefix: (each.skipped.get(prefix, (0, 0))[0], desk.registers.last_count(prefix))
            for prefix in counted
        }
        skipped = {**each.skipped, **further}
        desk.registers.restored.put(msgspec.structs.replace(each, skipped=skipped, is_taken_in=True))
    desk.note(COMMAND_LINE, "restored", of=found.until[:10])
