"""What stands around every page (导航): who is signed in, where they may go, how large the text is."""

import flask
import msgspec

from collector.desk import (
    accounts,
    callback,
    complaint,
    deputising,
    digest,
    drafting,
    escalation,
    flagging,
    hardship,
    meeting,
    phases,
    trail,
    unit_ledgers,
)
from collector.desk.access import (
    ACCOUNT_MANAGERS,
    CASE_READERS,
    CONTACT_OFFICE,
    REPORTING_ROLES,
    VISITING_ROLES,
)
from collector.rules.account import Account
from collector.views import desk
from generator.campaign.vocabulary import ROLES


class Place(msgspec.Struct, frozen=True):
    """An entry of the navigation (栏目), for some roles or for all."""

    label: str
    address: str
    roles: frozenset[str] = frozenset(ROLES)


PLACES = (
    Place("今天", "/desk/"),
    Place("去走访", "/desk/visits/new", VISITING_ROLES),
    Place("走访单", "/desk/phone/day", VISITING_ROLES),
    Place("我走的", "/desk/visits/mine", VISITING_ROLES),
    Place("走访任务", "/desk/targets/", VISITING_ROLES | CONTACT_OFFICE),
    Place("纸表录入", "/desk/paper/", REPORTING_ROLES),
    Place("登记问题", "/desk/issues/new", REPORTING_ROLES),
    Place("问题台账", "/desk/issues/", CASE_READERS),
    Place("每日提醒", "/desk/digest/", digest.READERS),
    Place("提报", "/desk/office/escalation/", frozenset(escalation.REPORTERS)),
    Place("单位台账", "/desk/office/unit-ledgers/", frozenset(unit_ledgers.READERS)),
    Place("回头看", "/desk/office/look-back/", callback.CALLERS),
    Place("回访链接", "/desk/office/callbacks/", callback.CALLERS),
    Place("特殊困难户", "/desk/hardship/", frozenset(hardship.KEEPERS)),
    Place("公示", "/desk/publication/", frozenset(drafting.WRITERS)),
    Place("代办", "/desk/deputies/", deputising.READERS),
    Place("总览", "/desk/office/", frozenset({"campaign_office", "street_reviewer"})),
    Place("指标", "/desk/office/figures/", CONTACT_OFFICE),
    Place("阶段", "/desk/office/phases/", frozenset(phases.READERS)),
    Place("研判会", "/desk/office/meetings/", frozenset(meeting.HOLDERS)),
    Place("监督", "/desk/office/supervision/", frozenset(flagging.SUPERVISORS)),
    Place("走访意见", "/desk/office/complaints/", frozenset(complaint.READERS)),
    Place("账号", "/desk/office/accounts/", ACCOUNT_MANAGERS),
    Place("留痕", "/desk/office/trail/", frozenset(trail.READERS)),
)


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
        "places": [place for place in PLACES if person and person.role in place.roles],
        "here": _here(flask.request.path),
        "is_large": flask.request.cookies.get("wanhu_size") == "large",
    }


def _place_of(person: Account) -> str:
    code = person.community_code or person.unit_code
    return f"{desk().unit_name(code) or desk().year.places.subdistrict} · {ROLES[person.role]}"


def _here(path: str) -> str:
    """The address of the entry this page is under; today's list is above all and has nothing under it."""
    under = [place.address for place in PLACES[1:] if path.startswith(place.address)]
    return max(under, key=len, default=path)
