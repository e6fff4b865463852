"""Publication on the web (公示): the queue, a text beside the private words, approval and taking down."""

import flask
import msgspec
from flask.typing import ResponseReturnValue

from collector.desk.issues import dossier
from collector.desk.people.access import require
from collector.desk.people.accounts import name_of, said_by
from collector.desk.publishing import drafting, marking, publication
from collector.desk.publishing.release import behind
from collector.errors import Refusal
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import field_of, report_of
from collector.rules.publishing.draft import LABELS, LONGEST_TITLE, MATTERS, STATES, Draft
from collector.rules.publishing.photo import CLEARANCES, WHENS
from collector.views import account, desk, paging
from collector.views.today import told

blueprint = flask.Blueprint("publication", __name__, url_prefix="/desk/publication")


TABS = {"pending": "待批准", "draft": "草稿", "published": "已公示", "withdrawn": "已撤下"}


class Piece(msgspec.Struct, frozen=True):
    """A piece of a text (片段): plain, or marked as what may not be printed."""

    text: str
    label: str = ""
    blocks: bool = False


@blueprint.get("/")
def queue() -> str:
    """The queue of texts (公示队列), by state."""
    require(account(), *drafting.WRITERS)
    every = [each for each in (*desk().cases.drafts(), *desk().cases.publications()) if _may_see(each)]
    counts = {state: sum(each.state == state for each in every) for state in TABS}
    asked = flask.request.args.get("state", "")
    state = asked if asked in TABS else next((name for name in TABS if counts[name]), "pending")
    found = (each for each in every if each.state == state)
    # Who waits longest is served first; of what went out or was taken down the latest is looked for.
    shown, page = paging.page_of(sorted(found, key=_since, reverse=state in ("published", "withdrawn")))
    return flask.render_template(
        "desk/publications.html",
        drafts=shown,
        behind=behind(desk()),
        unknown={each.issue_no for each in shown if desk().cases.case(each.issue_no) is None},
        may_withdraw=account().role in publication.WITHDRAWERS,
        page=page,
        state=state,
        counts=counts,
        tabs=TABS,
        name_of=lambda username: name_of(desk(), username),
        said_by=lambda username, acting_for: said_by(desk(), username, acting_for),
        unit_name=desk().unit_name,
    )


@blueprint.get("/<issue_no>")
def show(issue_no: str) -> str:
    """A text beside what it was made from (公示稿), with exactly what the public will see."""
    return _page(_case(issue_no), {}, {})


@blueprint.post("/<issue_no>")
def write(issue_no: str) -> ResponseReturnValue:
    """Keep a draft, and hand it in if that was asked for (保存草稿、报审)."""
    given = flask.request.form
    texts = {name: given.get(name, "") for name in LABELS}
    keep = drafting.write_and_hand_in if "hand_in" in given else drafting.write
    try:
        keep(desk(), account(), issue_no, matter=given.get("matter", ""), **texts)
    except Refusal as refusal:
        return again(issue_no, refusal)
    flask.flash("已报审，等另一个人批准。" if "hand_in" in given else "草稿已保存。")
    return _back(issue_no)


@blueprint.post("/<issue_no>/approve")
def approve(issue_no: str) -> ResponseReturnValue:
    """Approve and put it on the site (批准公示)."""
    seen = desk().registers.drafts.get(issue_no)
    if seen is not None and flask.request.form.get("seen") != _state_of(seen):
        seen = msgspec.structs.replace(seen, written_at="")
    try:
        ticked = flask.request.form.getlist("cleared")
        publication.publish(desk(), account(), issue_no, seen=seen, cleared=ticked)
    except Refusal as refusal:
        return again(issue_no, refusal)
    flask.flash(told("已批准，公示页已经生成。", "approve"))
    return _back(issue_no)


@blueprint.post("/<issue_no>/back")
def send_back(issue_no: str) -> ResponseReturnValue:
    """Send it back to its writer (退回)."""
    try:
        drafting.send_back(desk(), account(), issue_no, flask.request.form.get("because", ""))
    except Refusal as refusal:
        return again(issue_no, refusal)
    flask.flash(told("已退回给写稿的人。", "approve"))
    return _back(issue_no)


@blueprint.post("/<issue_no>/withdraw")
def withdraw(issue_no: str) -> ResponseReturnValue:
    """Take it down everywhere (撤下)."""
    try:
        stopped_by = publication.withdraw(desk(), account(), issue_no, flask.request.form.get("because", ""))
    except Refusal as refusal:
        if desk().cases.case(issue_no) is None:
            raise
        return again(issue_no, refusal)
    flask.flash("已撤下。原来的网址只留一张说明，内容已从页面、数据和搜索里去掉。")
    if stopped_by:
        flask.flash(f"网站别处还有要改的，改好以前不能公示新的内容：{stopped_by}")
    return _back(issue_no)


def _case(issue_no: str) -> Case:
    require(account(), *drafting.WRITERS)
    return dossier.case_for(desk(), account(), issue_no)


def _may_see(draft: Draft) -> bool:
    return account().community_code in (None, draft.community_code)


def _since(draft: Draft) -> tuple[str, str]:
    """Since when a text stands as it does (何时)."""
    return draft.withdrawn_on or draft.approved_at or draft.written_at, draft.issue_no


def _back(issue_no: str) -> ResponseReturnValue:
    """To the text; what a restored store knows from the site alone has no page of its own."""
    if desk().cases.case(issue_no) is None:
        return flask.redirect(flask.url_for(".queue", state="withdrawn"), 303)
    return flask.redirect(flask.url_for(".show", issue_no=issue_no), 303)


def again(issue_no: str, refusal: Refusal) -> ResponseReturnValue:
    """The same page with everything typed and what is wrong; roles and missing things have their own page."""
    if refusal.status not in (409, 422) and refusal.code != "same_person":
        raise refusal
    errors = refusal.fields or {"title": refusal.message}
    return _page(_case(issue_no), dict(flask.request.form), errors), refusal.status


def _page(case: Case, given: dict[str, str], errors: dict[str, str]) -> str:
    draft = desk().cases.draft(case.no)
    published = desk().cases.publication(case.no)
    # Of who was erased, a withdrawn text has nothing left to show or to go on from.
    text = draft or (published if published and any(published.texts().values()) else None)
    typed, marks = _typed(text, given), _marks(case, text)
    printed = marking.printed(text) if text else {}
    return flask.render_template(
        "desk/publication.html",
        case=case,
        report=report_of(case),
        lines=dossier.lines(desk(), case),
        draft=draft,
        seen=_state_of(draft) if draft else "",
        published=published,
        typed_photos=text.photos if text else (),
        photo_whens=WHENS,
        clearances=CLEARANCES,
        given=given,
        typed=typed,
        pieces={name: _pieces(said, marks[name]) for name, said in printed.items()},
        to_look_at=sum(not mark.blocks for found in marks.values() for mark in found),
        preview=drafting.preview(desk(), case, text) if text else None,
        may_write=account().role in drafting.WRITERS,
        is_to_approve=draft is not None and _is_to_approve(draft),
        may_approve=draft is not None and _may_approve(draft),
        may_withdraw=account().role in publication.WITHDRAWERS,
        withdrawn_because=publication.withdrawn_because(desk(), case.no),
        is_left_over=publication.is_left_over(desk(), case.no),
        errors=errors,
        states=STATES,
        labels=LABELS,
        matters=MATTERS,
        longest_title=LONGEST_TITLE,
        field_label=desk().year.campaign.field_labels().get(field_of(case), ""),
        community_name=desk().unit_name(case.issue.community_code),
        name_of=lambda username: name_of(desk(), username),
        said_by=lambda username, acting_for: said_by(desk(), username, acting_for),
        address=f"/{case.no[:4]}/results/{case.no}/",
    )


def _state_of(draft: Draft) -> str:
    """What the approver had before their eyes: the wording by its instant, and the pictures."""
    return " ".join((draft.written_at, *(f"{each.file}:{each.when}:{each.alt}" for each in draft.photos)))


def _may_approve(draft: Draft) -> bool:
    return _is_to_approve(draft) and draft.written_by not in account().selves


def _is_to_approve(draft: Draft) -> bool:
    return account().role in drafting.APPROVERS and draft.state == "pending"


def _typed(text: Draft | None, given: dict[str, str]) -> dict[str, str]:
    """What stands in the form: what was just typed, else the text as it is."""
    kept = {name: getattr(text, name) if text else "" for name in (*LABELS, "matter")}
    return {name: given.get(name, value) for name, value in kept.items()}


def _marks(case: Case, text: Draft | None) -> dict[str, list[marking.Mark]]:
    """What to look at: what may not be printed, and for whoever approves it also residents' short names."""
    if text is None:
        return {}
    found = marking.marks(desk(), case, text)
    if not _may_approve(text):
        return found
    more = marking.namesakes(desk(), text)
    return {name: sorted([*marks, *_apart(more[name], marks)]) for name, marks in found.items()}


def _apart(more: list[marking.Mark], marks: list[marking.Mark]) -> list[marking.Mark]:
    """Those of `more` that touch no mark that is there already."""
    return [one for one in more if not any(one.start < mark.end and mark.start < one.end for mark in marks)]


def _pieces(text: str, marks: list[marking.Mark]) -> list[Piece]:
    """A text cut at its marks, so that the page can show each of them."""
    pieces, at = [], 0
    for mark in marks:
        if mark.start < at:
            continue
        pieces += [Piece(text[at : mark.start]), Piece(text[mark.start : mark.end], mark.label, mark.blocks)]
        at = mark.end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]
