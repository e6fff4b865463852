"""Publishing and taking down (公示、撤下): the only way out, and the only writer below `content/`.

What stands in `published/` follows from the register of approved texts and the cases alone, so writing it
again changes nothing. A page is public when the build has put it in place; if the build or the last gate
refuses, the files are put back as they were and nothing is recorded.
"""

import json
import secrets
import threading
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from collector.desk import Desk, coverage, leaks
from collector.desk.access import require
from collector.desk.drafting import APPROVERS, approval_of, approve, record_of
from collector.desk.photos import drop_unused
from collector.errors import Conflict, Missing, Refusal
from collector.rules.account import Account
from collector.rules.coverage import Figures
from collector.rules.draft import Draft
from collector.rules.issue import Words
from collector.rules.stages import members_of
from generator.article import KINDS, Article, article
from generator.build import Built, Gate, Options, build
from generator.campaign.records import Coverage, Merged, PublishedResult, Withdrawn
from generator.errors import GeneratorError
from generator.preview import preview

PHOTOS = "photos"
ROSTER_KINDS = {"phone": "电话", "address": "住址", "name": "姓名"}
ARTICLES = KINDS
WITHDRAWERS = (*APPROVERS, "street_reviewer", "campaign_office")

# One build at a time in this process; the generator's own lock keeps other processes waiting.
_ONE_AT_A_TIME = threading.RLock()


def publish(
    desk: Desk,
    account: Account,
    issue_no: str,
    *,
    seen: Draft | None = None,
    cleared: Collection[str] = (),
) -> Draft:
    """Approve a draft and put its page on the site (批准并公示); `cleared` says what its pictures lack."""
    with _ONE_AT_A_TIME:
        approved = approval_of(desk, account, issue_no, seen, cleared)
        figures = _release(desk, {issue_no: approved})
        draft = approve(desk, account, issue_no, seen=seen, cleared=cleared)
        desk.act(lambda: drop_unused(desk, issue_no))
        _remember(desk, figures)
        return draft


def publish_all(desk: Desk) -> Built:
    """Write everything that is approved and build the site (`wanhu publish`)."""
    with _ONE_AT_A_TIME:
        files, figures = public_files(desk)
        _replace(desk, files)
        built = _build(desk)
        _remember(desk, figures)
        return built


def rebuild(desk: Desk) -> Built:
    """Build the site from what stands in `content/`, which people change as well."""
    with _ONE_AT_A_TIME:
        return _build(desk)


def write_public(desk: Desk) -> None:
    """Write everything that is approved, and build nothing: for a demo, which is built afterwards."""
    with _ONE_AT_A_TIME:
        files, figures = public_files(desk)
        _replace(desk, files)
        _remember(desk, figures)


def withdraw(desk: Desk, account: Account, issue_no: str, because: str) -> Draft:
    """Take a result down everywhere (撤下, R5.6); a notice without the content stays under its address."""
    with _ONE_AT_A_TIME:
        gone = take_down(desk, account, issue_no, because)
        try:
            publish_all(desk)
        except Refusal as refusal:
            found = f"{issue_no} 已登记撤下，但网站没能重新生成：{refusal.message}"
            raise Conflict("withdrawn_not_built", found + "请马上改正，再运行 wanhu publish。") from refusal
        return gone


def take_down(desk: Desk, account: Account, issue_no: str, because: str) -> Draft:
    """Record that a result is withdrawn (登记撤下), and why; the site follows when it is written again."""
    require(account, *WITHDRAWERS)
    if not because.strip():
        raise Refusal("no_reason", "请写明撤下的原因。", {"because": "请写明撤下的原因"})

    def work() -> Draft:
        draft = desk.registers.publications.get(issue_no)
        if draft is None or draft.state != "published":
            raise Missing("not_published", f"{issue_no} 没有在公示，不用撤下。")
        gone = msgspec.structs.replace(draft, state="withdrawn", withdrawn_on=desk.now()[:10], photos=())
        household = desk.case(issue_no).issue.household_code
        reason = Words(of=issue_no, part=f"withdrawn:{desk.now()}", household_code=household, text=because)
        desk.registers.publications.put(gone)
        desk.registers.words.add(reason)
        drop_unused(desk, issue_no)
        desk.note(account, "withdrawn", of=issue_no)
        return gone

    return desk.act(work)


# -- what should stand in published/


def public_files(desk: Desk, changed: Mapping[str, Draft] | None = None) -> tuple[dict[str, bytes], Figures]:
    """Every file of `published/` by year and name, with `changed` texts taken as approved, and the figures.

    A number keeps to the year it was given in, so that a result's address stays when it is carried; of years
    that are over, the counts stay as they were last told.
    """
    drafts = {draft.issue_no: draft for draft in desk.cases.publications()} | dict(changed or {})
    lines: dict[str, list[str]] = {}
    shown: list[tuple[str, str]] = []
    for number in sorted(drafts):
        record = _record(desk, drafts[number])
        if record:
            lines.setdefault(_place(number, record.community_code), []).append(f"- {_flow(record)}\n")
            shown += [(number[:4], each.file) for each in record.photos]
    counts, figures = coverage.to_publish(desk)
    merged = [each for number in drafts for each in _merged(desk, drafts, number)]
    for each in merged:
        lines.setdefault(_place(each.issue_no, "merged"), []).append(f"- {_flow(each)}\n")
    for gone in (each for each in drafts.values() if each.state == "withdrawn" and each.withdrawn_on):
        lines.setdefault(_place(gone.issue_no, "withdrawn"), []).append(_withdrawn_line(gone))
    files = {name: "".join(each).encode() for name, each in lines.items()}
    files |= {
        f"{year}/{PHOTOS}/{name}": photo.content
        for year, name in shown
        if (photo := desk.registers.photos.get(name))
    }
    files[f"{desk.year.campaign.year}/coverage.yaml"] = _coverage_text(counts).encode()
    return files, figures


def _place(number: str, name: str) -> str:
    """The file a number's line stands in: in the year it was given."""
    return f"{number[:4]}/{name}.yaml"


def _record(desk: Desk, draft: Draft) -> PublishedResult | None:
    case = desk.cases.case(draft.issue_no)
    return record_of(desk, case, draft) if case and draft.state == "published" else None


def _merged(desk: Desk, drafts: Mapping[str, Draft], number: str) -> Iterator[Merged]:
    """The numbers that are handled under a published one (并案): their addresses become notices."""
    case = desk.cases.case(number)
    if case is not None and drafts[number].state == "published":
        gone = {each.issue_no for each in drafts.values() if each.state == "withdrawn"}
        yield from (Merged(member, number) for member in sorted(members_of(case)) if member not in gone)


def _withdrawn_line(draft: Draft) -> str:
    return f"- {_flow(Withdrawn(draft.issue_no, draft.withdrawn_on or ''))}\n"


def _coverage_text(counts: Coverage) -> str:
    """The counts as YAML, one row a line."""
    text = f"as_of: {json.dumps(counts.as_of)}\nstreet: {_flow(counts.street)}\n"
    for name, rows in (("communities", counts.communities), ("fields", counts.fields)):
        text += f"{name}:\n" + "".join(f"- {_flow(row)}\n" for row in rows) if rows else f"{name}: []\n"
    return text


def _flow(record: msgspec.Struct) -> str:
    """A record as one flow mapping: JSON in the order of its fields, without what is left out."""
    return json.dumps(msgspec.to_builtins(record), ensure_ascii=False)


# -- putting it there


def _release(desk: Desk, changed: Mapping[str, Draft]) -> Figures:
    """Write and build with these texts approved; if that is refused, everything is as it was."""
    files, figures = public_files(desk, changed)
    before = _replace(desk, files)
    try:
        _build(desk)
    except BaseException:
        _replace(desk, before)
        raise
    return figures


def _replace(desk: Desk, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Make these the files of ours in each year, each whole; returns those that were there before."""
    content, current = desk.settings.content, str(desk.year.campaign.year)
    opened = [int(each.code) for each in desk.registers.years]
    years = {current, *(name[:4] for name in files), *(str(year - n) for year in opened for n in (0, 1))}
    before: dict[str, bytes] = {}
    for year in years:
        folder = content / year / "published"
        folder.mkdir(parents=True, exist_ok=True)
        ours = [*folder.glob("*.yaml"), *(folder / PHOTOS).glob("*.jpg")]
        found = {f"{year}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in ours}
        # What was told of a year that is over stays.
        before |= {name: data for name, data in found.items() if year == current or "coverage" not in name}
    for name, data in files.items():
        if before.get(name) != data:
            _put(_path(content, name), data)
    for name in before.keys() - files.keys():
        _path(content, name).unlink()
    return before


def _path(content: Path, name: str) -> Path:
    year, _, file = name.partition("/")
    return content / year / "published" / file


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(data)
    beside.replace(file)


def _build(desk: Desk) -> Built:
    """Build the site behind the last gate; what stops it is said in one line of Chinese."""
    settings = desk.settings
    options = Options(
        content=settings.content,
        templates=settings.templates,
        out=settings.site,
        base_url=settings.base_url,
        jobs=1,  # a server with threads must not fork
    )
    try:
        return build(options, gate=gate_of(desk))
    except GeneratorError as error:
        first = error.problems[0]
        more = f"（共 {len(error.problems)} 处）" if len(error.problems) > 1 else ""
        raise Refusal("not_built", f"网站没有生成{more}：{first.message}") from error


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


class Staged(Protocol):
    """What the gate looks at (待发布): a folder, the names of the files in it, and what stays in the site."""

    stage: Path
    out: Path
    changed: list[str]
    passed: str

    def staying(self) -> list[str]: ...


def gate_of(desk: Desk) -> Gate:
    """The last gate (关口): refuses a site that names somebody on the roster (R5.5).

    What stays as it is was held against the roster when it came; it is again when the roster has changed.
    """

    def gate(staging: Staged) -> None:
        roster = leaks.roster_of(desk)
        found = leaks.scan_site(staging.stage, roster, only=staging.changed)
        if staging.passed != roster.mark(staging.passed.partition(":")[0]):
            found += leaks.scan_site(staging.out, roster, only=staging.staying())
        blocks = [leak for leak in found if leak.level == "block"]
        if blocks:
            kinds = "、".join(dict.fromkeys(ROSTER_KINDS[leak.kind] for leak in blocks))
            place = blocks[0].place
            message = f"要公开的 {place} 里有住户的{kinds}（共 {len(blocks)} 处），没有发布。请改掉再批准。"
            raise Refusal("leaks", message)
        staging.passed = roster.mark(secrets.token_hex(8))

    return gate


def _remember(desk: Desk, figures: Figures) -> None:
    desk.act(lambda: desk.registers.figures.put(figures))
