"""Pictures beside a public text (公示照片): added and removed with the draft, out only by publication."""

import msgspec

from collector.desk import Desk
from collector.desk.people.access import may_see_case, require
from collector.desk.publishing.drafting import WRITERS, draft_of, tidy
from collector.desk.publishing.marking import blocked_in
from collector.desk.publishing.reencoding import make_file
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.people.account import Account
from collector.rules.publishing.draft import Draft
from collector.rules.publishing.photo import PhotoFile, check_photo, photo_line
from generator.campaign.records import PublishedPhoto


def add_photo(
    desk: Desk, account: Account, issue_no: str, content: bytes, *, when: str, alt: str
) -> PublishedPhoto:
    """Put a picture beside a draft (传照片); what was handed in is taken back by that."""
    require(account, *WRITERS)
    _refuse_foreign(desk, account, issue_no)
    made = make_file(content, issue_no, by=account.username, at=desk.now())

    def work() -> PublishedPhoto:
        draft = draft_of(desk, issue_no)
        photo = photo_line(made.code, tidy(alt), when)
        check_photo(photo, draft.photos)
        labels = blocked_in(desk, desk.case(issue_no), photo.alt)
        if labels:
            said = f"照片说明里有{'、'.join(labels)}，请删去"
            raise Refusal("discloses", said, {"alt": said})
        if not desk.registers.photos.get(made.code):
            desk.registers.photos.add(made)
        _keep(desk, account, draft, (*draft.photos, photo))
        return photo

    return desk.act(work)


def remove_photo(desk: Desk, account: Account, issue_no: str, file: str) -> None:
    """Take a picture away from a draft (删照片); its file goes too, unless it is being published."""
    require(account, *WRITERS)
    _refuse_foreign(desk, account, issue_no)

    def work() -> None:
        draft = draft_of(desk, issue_no)
        kept = tuple(each for each in draft.photos if each.file != file)
        if kept == draft.photos:
            raise Conflict("no_photo", f"{issue_no} 的公示稿里没有这张照片，也许已经删掉了。")
        _keep(desk, account, draft, kept)
        drop_unused(desk, issue_no)

    desk.act(work)


def photo_file(desk: Desk, account: Account, issue_no: str, file: str) -> PhotoFile:
    """The file of a picture, for those who write and approve."""
    require(account, *WRITERS)
    _refuse_foreign(desk, account, issue_no)
    found = desk.registers.photos.get(file)
    if found is None or found.issue_no != issue_no:
        raise Missing("no_photo", f"{issue_no} 没有这张照片。")
    return found


def drop_unused(desk: Desk, issue_no: str) -> None:
    """Remove for good the files that neither the draft nor what is published shows; only inside an act."""
    texts = (desk.registers.drafts.get(issue_no), desk.registers.publications.get(issue_no))
    shown = {photo.file for text in texts if text for photo in text.photos}
    for each in desk.registers.photos.having(issue_no=issue_no):
        if each.code not in shown:
            desk.registers.photos.remove(code=each.code)


def _keep(desk: Desk, account: Account, draft: Draft, photos: tuple[PublishedPhoto, ...]) -> None:
    desk.registers.drafts.put(msgspec.structs.replace(draft, state="draft", photos=photos))
    desk.note(account, "draft_written", of=draft.issue_no, detail=f"照片 {len(photos)} 张")


def _refuse_foreign(desk: Desk, account: Account, issue_no: str) -> None:
    if not may_see_case(account, desk.case(issue_no)):
        raise NotAllowed("not_yours", f"{issue_no} 不归您经办。")
