"""What stands around every page (导航): who is signed in, where they may go, how large the text is."""

import flask
import msgspec

from collector.desk.homes import hardship
from collector.desk.issues import deputising, escalation, unit_ledgers
from collector.desk.oversight import digest, flagging, meeting, phases, trail
from collector.desk.people import accounts
from collector.desk.people.access import (
    ACCOUNT_MANAGERS,
    CASE_READERS,
    CONTACT_OFFICE,
    REPORTING_ROLES,
    VISITING_ROLES,
)
from collector.desk.publishing import drafting
from collector.desk.residents import callback, complaint
from collector.rules.people.account import Account
from collector.views import desk
from generator.campaign.vocabulary import ROLES


class Place(msgspec.Struct, frozen=True):
    """An entry of the navigation (栏目) and the group it stands in, for some roles or for all."""

    label: str
    address: str
    group: str = ""
    roles: frozenset[str] = frozenset(ROLES)


# In the order of how often one goes there; the first of them stand in the row.
PLACES = (
    Place("今天", "/desk/"),
    Place("总览", "/desk/office/", "统筹", frozenset({"campaign_office", "street_reviewer"})),
    Place("去走访", "/desk/visits/new", "走访", VISITING_ROLES),
    Place("走访单", "/desk/phone/day", "走访", VISITING_ROLES),
    Place("我走的", "/desk/visits/mine", "走访", VISITING_ROLES),
    Place("问题台账", "/desk/issues/", "问题", CASE_READERS),
    Place("提报", "/desk/office/escalation/", "问题", frozenset(escalation.REPORTERS)),
    Place("回头看", "/desk/office/look-back/", "回访和公示", callback.CALLERS),
    Place("公示", "/desk/publication/", "回访和公示", frozenset(drafting.WRITERS)),
    Place("走访任务", "/desk/targets/", "走访", VISITING_ROLES | CONTACT_OFFICE),
    Place("登记问题", "/desk/issues/new", "问题", REPORTING_ROLES),
    Place("纸表录入", "/desk/paper/", "走访", REPORTING_ROLES),
    Place("每日提醒", "/desk/digest/", "问题", digest.READERS),
    Place("单位台账", "/desk/office/unit-ledgers/", "问题", frozenset(unit_ledgers.READERS)),
    Place("特殊困难户", "/desk/hardship/", "问题", frozenset(hardship.KEEPERS)),
    Place("回访链接", "/desk/office/callbacks/", "回访和公示", callback.CALLERS),
    Place("指标", "/desk/office/figures/", "统筹", CONTACT_OFFICE),
    Place("阶段", "/desk/office/phases/", "统筹", frozenset(phases.READERS)),
    Place("研判会", "/desk/office/meetings/", "统筹", frozenset(meeting.HOLDERS)),
    Place("监督", "/desk/office/supervision/", "统筹", frozenset(flagging.SUPERVISORS)),
    Place("走访意见", "/desk/office/complaints/", "统筹", frozenset(complaint.READERS)),
    Place("账号", "/desk/office/accounts/", "账号和留痕", ACCOUNT_MANAGERS),
    Place("代办", "/desk/deputies/", "账号和留痕", deputising.READERS),
    Place("留痕", "/desk/office/trail/", "账号和留痕", frozenset(trail.READERS)),
)
GROUPS = ("走访", "问题", "回访和公示", "统筹", "账号和留痕")
# So many fit a row of a wide window, so few that of a phone; whoever has more finds all by group below it.
IN_A_ROW, ON_A_PHONE = 9, 4


class Navigation(msgspec.Struct, frozen=True, kw_only=True):
    """A row of entries with the one this page is under, and all of them by group where that is too many."""

    here: str
    row: list[Place]
    groups: dict[str, list[Place]]
    is_row_all: bool


def install(app: flask.Flask) -> None:
    app.context_processor(_around)


def _around() -> dict[str, object]:
    person: Account | None = flask.g.get("account")
    return {
        "me": person,
        "now": desk().now(),
        "is_visitor": person is not None and person.role in VISITING_ROLES,
        "my_place": _place_of(person) if person else "",
        "in_place_of": accounts.name_of(desk(), person.acting_for) if person and person.acting_for else "",
        "site": desk().year.site,
        "public_site": _public_site(),
        "nav": _navigation(person.role if person else ""),
        "is_large": flask.request.cookies.get("wanhu_size") == "large",
    }


def _public_site() -> str | None:
    """Where residents read (公示专栏), for a way on from the pages on which they write."""
    is_here = "public_site" in flask.current_app.blueprints
    return desk().site_address() or (flask.url_for("public_site.file") if is_here else None)


def _navigation(role: str) -> Navigation:
    here = _here(flask.request.path)
    mine = [place for place in PLACES if role in place.roles]
    current = [place for place in mine[IN_A_ROW:] if place.address == here]
    groups = {name: [place for place in mine if place.group == name] for name in GROUPS}
    return Navigation(
        here=here,
        row=[*mine[:1], *current, *mine[1 : IN_A_ROW - len(current)]],
        groups={name: each for name, each in groups.items() if each} if len(mine) > ON_A_PHONE else {},
        is_row_all=len(mine) <= IN_A_ROW,
    )


def _place_of(person: Account) -> str:
    code = person.community_code or person.unit_code
    return f"{desk().unit_name(code) or desk().year.places.subdistrict} · {ROLES[person.role]}"


def place_at(path: str) -> str:
    """What the entry is called that an address is under (所在栏目)."""
    here = _here(path)
    return next((place.label for place in PLACES[1:] if place.address == here), "走访台")


def _here(path: str) -> str:
    """The address of the entry this page is under; today's list is above all and has nothing under it."""
    under = [place.address for place in PLACES[1:] if path.startswith(place.address)]
    return max(under, key=len, default=path)
