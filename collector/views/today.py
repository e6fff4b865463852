"""What is to be done today (今天), the first page after signing in."""

import flask

from collector.desk import accounts, deputising, meeting, today
from collector.views import account, desk, paging

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
        page=page,
        total=len(items),
        counts=today.counts(items),
        tab=tab if tab in today.TASKS else "",
        tasks=today.TASKS,
        today=desk().today(),
        weekday=WEEKDAYS[desk().today().weekday()],
        unit_name=desk().unit_name,
        decisions=meeting.due_for(desk(), account()) if page.number == 1 and not tab else [],
        deputies=deputising.of_today(desk(), account().username),
        may_open=account().role in meeting.HOLDERS,
        name_of=lambda username: accounts.name_of(desk(), username),
    )
