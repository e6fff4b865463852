"""Publishing and taking down (公示、撤下): the only way out.

Here is when it happens; what `published/` should hold is `public_files`', and `release` puts it there.
"""

from collections.abc import Collection
from functools import partial

from collector.desk import Desk
from collector.desk.people.access import require
from collector.desk.publishing import restoring
from collector.desk.publishing.drafting import APPROVERS, approval_of, approve, draft_of, taken_down
from collector.desk.publishing.photos import drop_unused
from collector.desk.publishing.public_files import as_shown, is_behind, public_files
from collector.desk.publishing.release import (
    build_site,
    build_without,
    is_unsettled,
    note_behind,
    release,
    replace,
    turn,
    unsettled,
)
from collector.errors import Conflict, Missing, Refusal
from collector.rules.issues.issue import Words
from collector.rules.people.account import Account
from collector.rules.publishing.draft import WITHDRAWAL, Draft
from collector.rules.publishing.restored import Found, on_site
from collector.rules.visiting.coverage import Figures
from generator.article import KINDS, Article, article
from generator.build import Built, load_published
from generator.campaign.records import PublishedResult
from generator.errors import GeneratorError
from generator.preview import preview

ARTICLES = KINDS
WITHDRAWERS = (*APPROVERS, "street_reviewer", "campaign_office")


def publish(
    desk: Desk,
    account: Account,
    issue_no: str,
    *,
    seen: Draft | None = None,
    cleared: Collection[str] = (),
) -> Draft:
    """Approve a draft and put its page on the site (批准并公示); `cleared` says what its pictures lack."""
    require(account, *APPROVERS)
    with turn(desk):
        _take_in(desk)
        draft, now = seen or draft_of(desk, issue_no), desk.now()
        approved = approval_of(desk, account, issue_no, draft, cleared, now)
        files, figures = public_files(desk, {issue_no: approved})
        approval = partial(approve, desk, account, issue_no, seen=draft, cleared=cleared, now=now)
        approved = release(desk, files, approval)
        desk.act(lambda: drop_unused(desk, issue_no))
        _remember(desk, figures)
        return approved


def publish_all(desk: Desk) -> Built:
    """Write everything that is approved and build the site (`wanhu publish`)."""
    with turn(desk):
        _take_in(desk)
        figures = _write(desk)
        built = build_site(desk)
        _remember(desk, figures)
        return built


def settled(desk: Desk) -> str:
    """Make up for what a kill interrupted (补完), as a server starts; answers what stops it, or nothing."""
    if not is_unsettled(desk):
        return ""
    try:
        with turn(desk):
            _take_in(desk)
            return _as_on_record(desk)
    except Refusal as refusal:
        return refusal.message


def catch_up(desk: Desk) -> str:
    """Put onto the site what changed of what is published (跟上); answers what stops that, or nothing.

    It needs no approval: no text goes out but the approved ones, and the gate looks at it as ever. Refused,
    it stays as it was, and whoever publishes is told.
    """
    stopped_by = ""
    try:
        if is_behind(desk):
            tell(desk)
    except Refusal as refusal:
        stopped_by = refusal.message
    note_behind(desk, stopped_by)
    return stopped_by


def tell(desk: Desk) -> None:
    """Put onto the site what is approved, with the counts as they stand (更新); refused, all is as it was."""
    with turn(desk):
        _take_in(desk)
        files, figures = public_files(desk)
        release(desk, files, lambda: _remember(desk, figures))


def rebuild(desk: Desk) -> Built:
    """Build the site from what stands in `content/`, which people change as well."""
    with turn(desk):
        return build_site(desk)


def write_public(desk: Desk) -> None:
    """Write everything that is approved, and build nothing: for a demo, which is built afterwards."""
    with turn(desk):
        _take_in(desk)
        _remember(desk, _write(desk))


def withdraw(desk: Desk, account: Account, issue_no: str, because: str) -> str:
    """Take a result down everywhere (撤下, R5.6); a notice without the content stays under its address.

    That does not wait until other content is mended: what keeps the whole site from being built is answered,
    and is empty where nothing does.
    """
    require(account, *WITHDRAWERS)
    with turn(desk):
        _take_in(desk)
        if not is_left_over(desk, issue_no):
            settle = unsettled(desk)
            try:
                take_down(desk, account, issue_no, because)
            except BaseException:
                settle()
                raise
        try:
            return _as_on_record(desk)
        except Refusal as refusal:
            found = f"{issue_no} 已登记撤下，但网站没能重新生成：{refusal.message}"
            raise Conflict("withdrawn_not_built", found + "请马上改正，再点一次撤下。") from refusal


def is_left_over(desk: Desk, issue_no: str) -> bool:
    """Say whether this is on record as withdrawn, and the site may not know of it yet (撤下未完)."""
    draft = desk.registers.publications.get(issue_no)
    return draft is not None and draft.state == "withdrawn" and is_unsettled(desk)


def _as_on_record(desk: Desk) -> str:
    """Make the site what is on record, or at least take off what is not; answers what stops the whole."""
    files, figures = public_files(desk)
    replace(desk, files)
    stopped_by = ""
    try:
        build_site(desk)
    except Refusal as refusal:
        stopped_by = refusal.message
        try:
            build_without(desk, files)
        except Refusal:
            raise refusal from None
    _remember(desk, figures)
    return stopped_by


def take_down(desk: Desk, account: Account, issue_no: str, because: str) -> Draft:
    """Record that a result is withdrawn (登记撤下), and why; the site follows when it is written again."""
    require(account, *WITHDRAWERS)
    if desk.registers.publications.get(issue_no) is None:
        desk.case(issue_no)  # Missing, where nobody was ever given this number
    if not because.strip():
        raise Refusal("no_reason", "请写明撤下的原因。", {"because": "请写明撤下的原因"})

    def work() -> Draft:
        draft = desk.registers.publications.get(issue_no)
        if draft is None or draft.state != "published":
            raise Missing("not_published", f"{issue_no} 没有在公示，不用撤下。")
        gone = taken_down(desk, draft, desk.now()[:10])
        case = desk.registers.case(issue_no)
        household = case.issue.household_code if case else None
        reason = Words(of=issue_no, part=f"{WITHDRAWAL}{desk.now()}", household_code=household, text=because)
        desk.registers.publications.put(gone)
        desk.registers.words.add(reason)
        drop_unused(desk, issue_no)
        desk.note(account, "withdrawn", of=issue_no)
        return gone

    return desk.act(work)


def withdrawn_because(desk: Desk, issue_no: str) -> str:
    """Why a result was last taken down (撤下的原因), empty where nobody did or it was erased."""
    told = {part: text for part, text in desk.cases.words_of(issue_no).items() if part.startswith(WITHDRAWAL)}
    return told[max(told)] if told else ""


def take_in(desk: Desk) -> Found | None:
    """Hold a store that was restored against what stands on the site, once (恢复后核对); else nothing."""
    if not restoring.due(desk):
        return None
    with turn(desk):
        return _take_in(desk)


def _take_in(desk: Desk) -> Found | None:
    if not restoring.due(desk):
        return None
    try:
        years = load_published(desk.settings.content)
    except GeneratorError as error:
        found = f"库是从备份恢复的，公示以前要和网页核对，可是网页的内容读不出来：{error.problems[0]}"
        raise Refusal("not_taken_in", found + "请改好再试。") from error
    there = on_site(
        (each for year in years for each in year.results),
        (each for year in years for each in year.merged.holds),
        (each for year in years for each in year.withdrawn.holds),
    )
    return restoring.take_in(desk, there, as_shown(desk))


def _write(desk: Desk) -> Figures:
    files, figures = public_files(desk)
    replace(desk, files)
    return figures


def _remember(desk: Desk, figures: Figures) -> None:
    desk.act(lambda: desk.registers.figures.put(figures))


def preview_page(desk: Desk, record: PublishedResult) -> bytes:
    """The very page that publishing this record would put on the site (预览)."""
    try:
        files = {each.file: desk.registers.photos.get(each.file) for each in record.photos}
        photos = {name: found.content for name, found in files.items() if found}
        return preview(desk.settings.content, desk.settings.templates, record, photos)
    except GeneratorError as error:
        raise Refusal("no_preview", f"预览没有生成：{error.problems[0].message}") from error


def article_about(desk: Desk, kind: str, key: str) -> Article:
    """The article for the 公众号 about a community, a result or the week of a day (公众号文章)."""
    try:
        return article(desk.settings.content, desk.settings.base_url, kind, key)
    except GeneratorError as error:
        raise Refusal("no_article", error.problems[0].message) from error
