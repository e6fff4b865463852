"""The smallest valid records (样例), each field replaceable by keyword."""

import datetime
import uuid
from pathlib import Path
from typing import Any

import msgspec

from collector.clock import Clock
from collector.desk import Desk
from collector.rules.homes.household import Household, Resident
from collector.rules.issues.issue import Case, Issue, Step, Words
from collector.rules.oversight.finding import Finding, FindingFile, FindingStep
from collector.rules.people.account import Account
from collector.rules.publishing.draft import Draft
from collector.rules.visiting.outing import Outing
from collector.rules.visiting.visit import Visit
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


def make_visit_body(**changes: Any) -> dict[str, Any]:
    """The body of a visit to fuxing-0001 on 2022-08-05 from 10:00 to 10:40, with an id of its own."""
    usual: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "household_code": "fuxing-0001",
        "channel": "doorstep",
        "result": "met",
        "started_at": "2022-08-05T10:00:00+08:00",
        "ended_at": "2022-08-05T10:40:00+08:00",
    }
    return usual | changes


def make_issue_body(**changes: Any) -> dict[str, Any]:
    """The body of an issue of fuxing, with an id of its own."""
    usual: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "community_code": "fuxing",
        "field": "housing",
        "text": "示例路路灯不亮",
        "collected_at": "2022-08-05T10:00:00+08:00",
    }
    return usual | changes


def make_inner_issue(**changes: Any) -> dict[str, Any]:
    """An issue as it stands inside the body of a visit."""
    return {"id": str(uuid.uuid4()), "field": "housing", "text": "示例路路灯不亮"} | changes


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


# The smallest fields of each kind of step, and who takes it.
STEP_FIELDS: dict[str, dict[str, Any]] = {
    "accepted": {"severity": "general", "unit": "civil-affairs"},
    "returned": {"text": "请写清楚在哪里"},
    "corrected": {"text": "示例路东段路灯不亮"},
    "visit_corrected": {"text": "走访 V2022-000001：户编号 fuxing-0002 改为 fuxing-0001"},
    "handed_over": {"unit": "city-office", "text": "属于城建环保办"},
    "regraded": {"severity": "major", "text": "要跨部门办"},
    "extended": {"until": "2022-09-30", "text": "等配件"},
    "proposal": {"text": "更换灯具", "person": "示例责任人", "planned_on": "2022-12-30"},
    "resolved": {"text": "换好了", "basis": "fair"},
    "explained": {"text": "讲清了政策", "basis": "beyond_policy", "policy": "示例办法"},
    "parked": {"text": "等管网改造，已上门说明"},
    "replied": {"channel": "phone"},
    "callback": {"channel": "phone", "reached": True, "solved": "yes", "satisfaction": "satisfied"},
    "reopened": {"text": "又不亮了"},
    "closed": {"text": "居民认可"},
    "forwarded": {"other": "L2022-000001"},
    "passed": {},
    "refused": {"text": "少写了地点"},
    "listed": {"other": "B2022-000001"},
    "uploaded": {"external": "ZB2022061300001"},
    "taken": {},
    "sent_back": {"text": "不属于本平台"},
    "prolonged": {"until": "2022-06-30"},
    **{kind: {"other": "2022-000100"} for kind in ("merged", "unmerged", "absorbed", "released")},
}
STEP_BY = {
    **dict.fromkeys(("accepted", "returned", "regraded"), "street_reviewer"),
    **dict.fromkeys(("proposal", "resolved", "explained", "replied"), "unit_handler"),
    **dict.fromkeys(("passed", "refused"), "street_reviewer"),
    "forwarded": "sponsor",
    "corrected": "grid_worker",
}


def make_issue(**changes: Any) -> Issue:
    """An issue a grid worker of fuxing brought along from a visit on 2022-06-10."""
    usual: dict[str, Any] = {
        "no": "2022-000123",
        "id": "00000000-0000-4000-8000-000000000123",
        "community_code": "fuxing",
        "field": "housing",
        "collected_at": "2022-06-10T10:00:00+08:00",
        "received_at": "2022-06-10T10:30:00+08:00",
        "reported_by": "grid_worker",
        "source": "community",
        "household_code": "fuxing-0001",
        "visit_no": "V2022-000001",
    }
    return Issue(**usual | changes)


def make_step(kind: str, **changes: Any) -> Step:
    """A step with what its kind cannot do without, taken on 2022-06-13."""
    usual: dict[str, Any] = {
        "issue_no": "2022-000123",
        "seq": 1,
        "kind": kind,
        "at": "2022-06-13T09:00:00+08:00",
        "by": STEP_BY.get(kind, "campaign_office"),
        "on": str(changes.get("at", "2022-06-13"))[:10],
    }
    return Step(**usual | STEP_FIELDS[kind] | changes)


def make_case(*steps: str | Step, **changes: Any) -> Case:
    """A case with these steps, in order; a kind stands for the smallest step of it."""
    issue = make_issue(**changes)
    made = [make_step(step) if isinstance(step, str) else step for step in steps]
    numbered = [msgspec.structs.replace(step, issue_no=issue.no, seq=n) for n, step in enumerate(made, 1)]
    texts = {f"step:{step.seq}": step.text for step in numbered if step.text}
    kept = tuple(msgspec.structs.replace(step, text=None) for step in numbered)
    return Case(issue, kept, {"report": "示例路路灯不亮", **texts})


def keep_case(desk: Desk, case: Case) -> Case:
    """Put a case into the registers of `desk`, as its acts would have left it."""

    def work() -> None:
        desk.registers.issues.add(case.issue)
        for step in case.steps:
            desk.registers.steps.add(step)
        for part, text in case.words.items():
            household = case.issue.household_code
            desk.registers.words.add(Words(of=case.no, part=part, household_code=household, text=text))

    desk.act(work)
    return case


def make_draft(**changes: Any) -> Draft:
    """Public texts that the street's reviewer handed in for approval."""
    usual: dict[str, Any] = {
        "issue_no": "2022-000123",
        "community_code": "fuxing",
        "state": "pending",
        "matter": "public",
        "title": "示例路路灯修好了",
        "summary": "示例路的路灯不亮，晚上看不清路。",
        "outcome": "更换了灯具，每月巡查一次。",
        "written_by": "street_reviewer",
        "written_at": "2022-07-01T09:00:00+08:00",
    }
    return Draft(**usual | changes)


def make_visit(**changes: Any) -> Visit:
    """A visit of a grid worker to fuxing-0001 on 2022-06-18 from 10:00 to 10:40, as it is kept."""
    usual: dict[str, Any] = {
        "no": "V2022-000001",
        "id": "00000000-0000-4000-8000-000000000001",
        "household_code": "fuxing-0001",
        "community_code": "fuxing",
        "visitor": "grid_worker",
        "channel": "doorstep",
        "result": "met",
        "started_at": "2022-06-18T10:00:00+08:00",
        "ended_at": "2022-06-18T10:40:00+08:00",
        "received_at": "2022-06-18T11:00:00+08:00",
    }
    return Visit(**usual | changes)


def make_outing(**changes: Any) -> Outing:
    """A morning of a district unit in the first grid of fuxing on 2022-06-22, without a list yet."""
    usual: dict[str, Any] = {
        "no": "P2022-000001",
        "community_code": "fuxing",
        "unit": "civil-affairs",
        "on": "2022-06-22",
        "slot": "am",
        "grid_code": "fuxing-01",
        "planned_by": "community_collator",
        "planned_at": "2022-06-10T09:00:00+08:00",
    }
    return Outing(**usual | changes)


def make_finding(**changes: Any) -> Finding:
    """A finding of the campaign office about issue 2022-000123, of 2022-07-01."""
    usual: dict[str, Any] = {
        "no": "F2022-000001",
        "kind": "not_visited",
        "community_code": "fuxing",
        "of": "2022-000123",
        "on": "2022-07-01",
        "found_by": "campaign_office",
        "found_at": "2022-08-05T09:00:00+08:00",
    }
    return Finding(**usual | changes)


# The shortest way to each state of a finding.
FINDING_WAYS = {
    "raised": (),
    "noticed": ("noticed",),
    "objected": ("noticed", "objected"),
    "agreed": ("noticed", "agreed"),
    "confirmed": ("noticed", "agreed", "confirmed"),
    "withdrawn": ("withdrawn",),
}


def make_finding_file(state: str = "raised", **changes: Any) -> FindingFile:
    """A finding in a state, by the shortest way; the community may object until 2022-08-10."""
    finding = make_finding(**changes)
    steps = (
        FindingStep(
            of=finding.no,
            seq=seq,
            kind=kind,
            at="2022-08-05T10:00:00+08:00",
            by="discipline",
            until="2022-08-10" if kind == "noticed" else None,
        )
        for seq, kind in enumerate(FINDING_WAYS[state], 1)
    )
    return FindingFile(finding, tuple(steps))


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
                "tasks": ["每户都走到", "反映的登记成台账"],
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
            {"no": 2, "title": "住得怎么样？", "short": "居住", "hint": "道路、路灯", "fields": ["housing"]},
            {"no": 8, "title": "还有什么难处？", "hint": "都可以说"},
            {"no": 9, "title": "有什么意见？", "hint": "都可以说", "kind": "opinion"},
        ],
    },
    "policies": {
        "elders-meals": {
            "title": "老人吃饭怎么办",
            "fields": ["elders"],
            "source": "示例文件",
            "source_date": "2022-01-01",
            "published_on": "2022-06-24 09:00",
            "summary": "先问社区有没有食堂。",
        },
        "housing-renovation": {
            "title": "老房子改造问什么",
            "fields": ["housing"],
            "source": "示例文件",
            "source_date": "2022-01-01",
            "published_on": "2022-06-24 09:00",
            "summary": "先看在不在计划里。",
        },
        "housing-over": {
            "title": "已经到期的办法",
            "fields": ["housing"],
            "source": "示例文件",
            "source_date": "2021-01-01",
            "valid_until": "2022-06-30",
            "published_on": "2022-06-24 09:00",
            "summary": "已经到期。",
        },
    },
    "ledgers": {
        "visits": [{"key": "row_no", "title": "序号"}],
        "issues": [{"key": "row_no", "title": "序号"}],
    },
}
