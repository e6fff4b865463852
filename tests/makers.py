"""The smallest valid records (样例), each field replaceable by keyword."""

import datetime
from pathlib import Path
from typing import Any

import msgspec

from collector.clock import Clock
from collector.desk import Desk
from collector.rules.account import Account
from collector.rules.household import Household, Resident
from collector.settings import Settings
from collector.store.storage import open_store
from generator.campaign.configuration import CampaignYear
from generator.campaign.vocabulary import COMMUNITY_ROLES, FIELDS, FOCUS_GROUPS, UNIT_ROLES

PROJECT = Path(__file__).resolve().parent.parent
TODAY = datetime.date(2022, 8, 5)


def make_year(**changes: Any) -> CampaignYear:
    """A campaign with two communities, a unit of each level and the calendar of 2022."""
    return msgspec.structs.replace(msgspec.convert(_YEAR, CampaignYear), **changes)


def make_settings(folder: Path, **changes: Any) -> Settings:
    """Settings of an installation in `folder` on the demo's day, with the shipped templates."""
    usual: dict[str, Any] = {
        "store": str(folder / "store"),
        "content": folder / "content",
        "templates": PROJECT / "templates",
        "site": folder / "site",
        "secret_key": "a key for tests only",
        "today": TODAY,
    }
    return Settings(**usual | changes)


def make_desk(folder: Path, *, year: CampaignYear | None = None, **changes: Any) -> Desk:
    """A desk over an empty store in `folder`; the caller closes `desk.store`."""
    settings = make_settings(folder, **changes)
    return Desk(open_store(settings.store), year or make_year(), settings, Clock(settings.today))


def make_account(desk: Desk | None = None, **changes: Any) -> Account:
    """A grid worker of fuxing, kept at `desk` if one is given; other roles get the binding they need."""
    role = changes.get("role", "grid_worker")
    usual: dict[str, Any] = {"username": role, "name": f"示例{role}", "role": role}
    if role in COMMUNITY_ROLES:
        usual["community_code"] = "fuxing"
    if role in UNIT_ROLES:
        usual["unit_code"] = "civil-affairs"
    account = Account(**usual | changes)
    if desk is not None:
        desk.act(lambda: desk.registers.accounts.put(account))
    return account


def make_household(desk: Desk | None = None, **changes: Any) -> Household:
    """A household of fuxing with its resident, kept at `desk` if one is given."""
    usual: dict[str, Any] = {"code": "fuxing-0001", "community_code": "fuxing", "grid_code": "fuxing-01"}
    household = Household(**usual | changes)
    if desk is not None:
        desk.act(lambda: desk.registers.households.put(household))
        make_resident(desk, household_code=household.code, community_code=household.community_code)
    return household


def make_resident(desk: Desk | None = None, **changes: Any) -> Resident:
    """Who lives in a household, kept at `desk` if one is given."""
    usual: dict[str, Any] = {
        "household_code": "fuxing-0001",
        "community_code": "fuxing",
        "address": "示例路1号楼2单元301室",
        "name": "示例某",
        "phone": "13800000000",
    }
    resident = Resident(**usual | changes)
    if desk is not None:
        desk.act(lambda: desk.registers.residents.put(resident))
    return resident


_WORKDAYS = {
    "year": 2022,
    "notice": "国办发明电〔2021〕11号",
    "rest": ["2022-06-03", "2022-09-12", *(f"2022-10-0{n}" for n in range(1, 8))],
    "make_up": ["2022-10-08", "2022-10-09"],
}

_YEAR: dict[str, Any] = {
    "site": {
        "name": "示例专栏",
        "short_name": "示例专栏",
        "publisher": "示例活动办公室",
        "description": "示例",
        "phone": "0533-0000000",
        "phone_hours": "工作日",
        "corrections": "请拨打 12345。",
        "current_year": 2022,
        "ways_to_be_heard": [{"name": "拨打 12345", "detail": "随时可打。"}],
    },
    "workdays": [_WORKDAYS],
    "campaign": {
        "year": 2022,
        "title": "示例走访",
        "slogan": "示例口号",
        "document_no": "湖工发〔2022〕34号",
        "policy": "plan-2022",
        "goals": ["走到每一户"],
        "phases": [
            {
                "code": "visiting",
                "title": "集中走访",
                "when": "6月底前",
                "starts_on": "2022-06-11",
                "ends_on": "2022-06-30",
                "summary": "走一遍。",
            }
        ],
        "limits": {"proposal": 5, "general": 15, "major": 30, "critical": 60},
        "targets": {"liaison_percent": 30, "secretary_by": "2022-12-31", "minimum_minutes": 30},
        "fields": [{"code": code, "about": f"{label}管的事。"} for code, label in FIELDS.items()],
        "focus_groups": [{"code": code, "label": label} for code, label in FOCUS_GROUPS.items()],
        "scoring": {"start": 1000, "talk_at": 3, "findings": [{"code": "not_visited", "label": "不入户"}]},
    },
    "places": {
        "subdistrict": "湖田街道",
        "city_units_help": "fuxing",
        "communities": [
            {
                "code": "fuxing",
                "name": "福兴社区",
                "about": "示例。",
                "collator": "示例整理员",
                "grids": [{"code": "fuxing-01", "name": "第一网格"}],
            },
            {
                "code": "example-1",
                "name": "示例一社区",
                "about": "示例。",
                "collator": "示例整理员",
                "grids": [{"code": "example-1-01", "name": "第一网格"}],
            },
        ],
    },
    "units": {
        "units": [
            {"code": "city-1", "name": "市属示例一单位", "level": "city"},
            {"code": "civil-affairs", "name": "区示例民政局", "level": "district"},
            {"code": "city-office", "name": "街道示例城建环保办", "level": "street"},
        ],
        "quotas": [
            {"unit": "city-1", "community": "fuxing", "households": 2},
            {"unit": "civil-affairs", "community": "example-1", "households": 2},
        ],
    },
    "form": {
        "title": "入户访问参考",
        "alias": "入户必问参考",
        "privacy_notice": "您说的事只给经办的人看。",
        "absence_reasons": ["在外地打工", "其他"],
        "short_visit_reasons": ["家里有急事", "其他"],
        "prompts": [
            {"no": 1, "title": "收入怎么样？", "hint": "做什么活", "fields": ["work", "support"]},
            {"no": 2, "title": "住得怎么样？", "hint": "道路、路灯", "fields": ["housing"]},
            {"no": 8, "title": "还有什么难处？", "hint": "都可以说"},
            {"no": 9, "title": "有什么意见？", "hint": "都可以说", "kind": "opinion"},
        ],
    },
    "ledgers": {
        "visits": [{"key": "row_no", "title": "序号"}],
        "issues": [{"key": "row_no", "title": "序号"}],
    },
}
