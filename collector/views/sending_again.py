"""A form that came too late (再提交): what was typed is shown, and goes out at a second click.

Its page was left open too long, or somebody signed in anew meanwhile. It travels within the page alone: never
in an address, and nothing of it is kept on the server. It is shown and sent for nobody but the one it was
given out to, which its token tells (`guard.is_form_of`).
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

import flask
import msgspec

from collector.rules import reading
from collector.rules.instant import is_day, say_day
from collector.rules.people.account import Account
from collector.rules.publishing import draft
from collector.views import addresses, desk, guard, navigation

# The hidden field in which a form comes along through signing in.
CARRIED = "carried_form"
# No form of somebody signed in asks for a passphrase; should one ever do, it is typed anew.
SECRETS = frozenset({"passphrase", "again"})
LEAVING = "sign_in.leave"

_UNSEEN = frozenset({"csrf", "id", "seen"})
# What a click chose rather than a hand typed: the codes of lists, and ids.
_CHOSEN = re.compile(r"[a-z_-]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Lists whose codes may have digits. By name, for a login name or household code that was typed may look so.
_PICKED = frozenset(
    {
        "community",
        "community_code",
        "unit",
        "unit_code",
        "grid",
        "grid_code",
        "place",
        "owner",
        "deputy",
        "policies_told",
    }
)
# What a hand types and may look like a code: zhangsan.
_TYPED = frozenset({"username", "successor", "name", "text", "because"})
# As the forms call them; by the last part of a name, and by the first and last where that says more.
_LABELS = {
    **reading.LABELS,
    **draft.LABELS,
    "text": "内容",
    "issues.text": "要解决什么",
    "issues.outcome": "当场怎么办的",
    "because": "理由",
    "date": "哪一天",
    "on": "哪一天",
    "held_on": "哪一天",
    "start": "几点开始",
    "end": "几点结束",
    "username": "登录名",
    "successor": "都交给谁",
    "attendees": "谁参加了",
    "notes": "议了什么",
    "evidence": "依据",
    "due_on": "哪天前办好",
    "visited_on": "哪天来的",
    "person": "责任人",
    "policy": "依据的政策或文号",
    "planned_on": "计划哪天办结",
    "until": "延期到哪天",
}
# What a form calls in its own words, by its address.
_OWN = {
    "/desk/issues/new": {
        "text": "要解决什么",
        "outcome": "当场怎么办的",
        "date": "哪天听到的",
        "start": "几点",
    }
}


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form that was not taken (没提交成的表): where it goes, its fields, and whether files came along."""

    to: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False

    @property
    def csrf(self) -> str:
        return dict(self.fields).get("csrf", "")

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.to).path)


class Field(NamedTuple):
    """A field as it is sent again: to be read under its label, or hidden where that is None."""

    name: str
    value: str
    label: str | None

    @property
    def said(self) -> str:
        """The value as people say it: a day as 8月5日."""
        return say_day(self.value, desk().today()) if is_day(self.value) else self.value


def form_of_request() -> Form | None:
    """The form of this request: where one signs in what is carried along, else what was sent itself."""
    request = flask.request
    if request.endpoint is None or _is_open(request.endpoint):
        return _read(request.form.get(CARRIED, ""))
    if request.endpoint == LEAVING and flask.g.account is None:
        return None
    query = request.query_string.decode("latin-1")
    return Form(
        to=quote(request.path) + (f"?{query}" if query else ""),
        fields=tuple(pair for pair in request.form.items(multi=True) if pair[0] not in SECRETS),
        had_files=any(file.filename for file in request.files.values()),
    )


def written(form: Form | None) -> str:
    """A form as the hidden field of a page holds it."""
    return msgspec.json.encode(form).decode() if form else ""


def is_theirs(form: Form, person: Account) -> bool:
    """Say whether this desk gave the form out to this very person."""
    return guard.is_form_of(person, form.csrf)


def page(form: Form) -> str:
    """What was typed, where it goes and in whose name, with the button that sends it."""
    return flask.render_template(
        "desk/send_again.html",
        form=form,
        fields=_fields(form),
        place=navigation.place_at(form.path),
    )


def _read(text: str) -> Form | None:
    """The form in a hidden field; what somebody made up leads nowhere but to a form's own address."""
    try:
        form = msgspec.json.decode(text, type=Form)
        taken = addresses.found(form.path, "POST")
    except (msgspec.MsgspecError, ValueError):
        return None
    is_ours = form.to.startswith("/desk/") and "//" not in form.path and "\\" not in form.path
    return form if is_ours and taken and not _is_open(taken[0]) else None


def _is_open(endpoint: str) -> bool:
    view = flask.current_app.view_functions.get(endpoint)
    return view is None or hasattr(view, "is_open_to_all")


def _fields(form: Form) -> list[Field]:
    own = _LABELS | _OWN.get(form.path, {})
    return [Field(name, value, _label(name, value, own)) for name, value in form.fields if name != "csrf"]


def _label(name: str, value: str, labels: Mapping[str, str]) -> str | None:
    first, last = name.partition(".")[0], name.rpartition(".")[2]
    is_picked = last in _PICKED or (last not in _TYPED and _CHOSEN.fullmatch(value))
    if name in _UNSEEN or is_picked or not value.strip():
        return None
    return labels.get(f"{first}.{last}") or labels.get(last, "填的")
