"""What is to be done today (今天), the first page after signing in."""

import flask
from markupsafe import Markup, escape

from collector.desk.issues import deputising
from collector.desk.oversight import meeting, today
from collector.desk.people import accounts
from collector.desk.publishing import drafting
from collector.desk.publishing.release import behind
from collector.views import account, desk, paging
from collector.views.imports import IMPORTERS

blueprint = flask.Blueprint("today", __name__, url_prefix="/desk")

WEEKDAYS = "一二三四五六日"


@blueprint.get("/")
def list_() -> str:
    """Today's list for the role (今天要办的), one tab a task, sorted by working days left."""
    items = today.today_list(desk(), account())
    tab = flask.request.args.get("tab", "")
    shown, page = paging.page_of(today.only(items, tab))
    return flask.render_template(
        "desk/today.html",
        items=shown,
        behind=behind(desk()) if account().role in drafting.APPROVERS else "",
        page=page,
        total=len(items),
        counts=today.counts(items),
        tab=tab if tab in today.TASKS else "",
        tasks=today.TASKS,
        lacks_roster=account().role in IMPORTERS and not len(desk().registers.households),
        today=desk().today(),
        weekday=WEEKDAYS[desk().today().weekday()],
        unit_name=desk().unit_name,
        address_of=address_of,
        decisions=meeting.due_for(desk(), account()) if page.number == 1 and not tab else [],
        deputies=deputising.of_today(desk(), account().username),
        may_open=account().role in meeting.HOLDERS,
        name_of=lambda username: accounts.name_of(desk(), username),
    )


def address_of(item: today.Item) -> str:
    """The page on which a thing is done."""
    if item.task == "ledger":
        return flask.url_for("unit_ledgers.show", no=item.ledger_no)
    if item.task == "upload":
        return flask.url_for("escalation.list_")
    page = "publication.show" if item.task in ("approve", "write") else "issues.show"
    return flask.url_for(page, issue_no=item.issue_no)


def told(said: str, task: str | None) -> Markup:
    """What was done, and the way to the next thing of the kind (下一件), so that nobody goes back for it."""
    waiting = today.only(today.today_list(desk(), account()), task) if task else []
    if not waiting:
        return escape(said)
    link = Markup('{} <a href="{}">下一件{}</a>（还有 {} 件）')
    return link.format(said, address_of(waiting[0]), today.TASKS[waiting[0].task], len(waiting))
