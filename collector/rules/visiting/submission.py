"""What a visit or an issue must say to be taken (登记要求).

Each check answers with what is wrong by field; nothing here is a matter of who is asking. Sources:
湖工发〔2022〕34号 一、(一) for ways of visiting and minutes, 一、(三) for what is settled on the spot.
"""

import datetime
import re
from collections.abc import Mapping

from collector.rules.instant import read_instant, say_instant
from collector.rules.reading import label_of, lacking
from collector.rules.visiting.visit import IssueReport, NewHousehold, VisitReport
from generator.campaign.configuration import Campaign, CampaignYear
from generator.campaign.vocabulary import (
    ANSWER_STATES,
    CHANNELS,
    COMPANION_ROLES,
    ON_SPOT,
    VISIT_PURPOSES,
    VISIT_RESULTS,
)

Wrong = dict[str, str]

# A phone's clock may be a little ahead of the server's.
CLOCK_SLACK = datetime.timedelta(minutes=5)

# The fields in the order in which the forms ask for them.
VISIT_ORDER = (
    "id", "no", "household_code", "purpose", "new_household", "community_code", "address", "name", "phone",
    "grid_code", "result", "channel", "channel_reason", "started_at", "companions", "role", "user", "answers",
    "state", "policies_told", "ended_at", "short_reason", "contact_ok", "issues", "text", "field", "on_spot",
    "outcome",
)  # fmt: skip
ISSUE_ORDER = (
    "id", "community_code", "text", "field", "on_spot", "outcome", "collected_at", "household_code", "prompt",
)  # fmt: skip

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_PHONE = re.compile(r"[0-9+() -]{5,20}")


def is_id(text: object) -> bool:
    """Say whether this is a UUID written out."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def wrong_with_visit(
    report: VisitReport, year: CampaignYear, now: datetime.datetime, place: str | None = None
) -> Wrong:
    """Everything a visit lacks or contradicts, by field; `place` is the community of its household."""
    wrong = (
        _wrong_with_id(report.id)
        | _wrong_with_place(report, year)
        | _not_among("channel", report.channel, CHANNELS)
        | _not_among("result", report.result, VISIT_RESULTS)
        | _not_among("purpose", report.purpose, VISIT_PURPOSES)
        | _wrong_with_times(report, now)
        | _wrong_with_companions(report)
        | _wrong_with_answers(report, year)
    )
    is_remote = report.channel in CHANNELS and report.channel != "doorstep"
    if is_remote and report.channel_reason is None:
        wrong.setdefault("channel_reason", "没有入户的，请写明原因。")
    for n, slug in enumerate(report.policies_told):
        if not _SLUG.fullmatch(slug):
            wrong[f"policies_told.{n}"] = f"“{slug[:40]}”不是惠民政策的代号，应是政策网址里的那一段。"
    if report.new_household:
        place = report.new_household.community_code
    return wrong | _wrong_with_issues(report, year, now, place)


def wrong_with_issue(report: IssueReport, year: CampaignYear, now: datetime.datetime) -> Wrong:
    """Everything an issue by itself lacks or contradicts, by field."""
    wrong = _wrong_with_id(report.id) | _wrong_with_matter(report, year)
    if report.community_code is None:
        wrong["community_code"] = lacking("community_code")
    elif year.community(report.community_code) is None:
        wrong["community_code"] = _no_community(report.community_code, year)
    if report.collected_at is None:
        wrong["collected_at"] = lacking("collected_at")
    else:
        wrong |= _wrong_with_instant("collected_at", report.collected_at, now)
    return wrong


def field_code(text: str, campaign: Campaign) -> str | None:
    """The code of a field given as code or Chinese name (类别), or None."""
    labels = campaign.field_labels()
    return text if text in labels else next((code for code, name in labels.items() if name == text), None)


def _wrong_with_id(text: str) -> Wrong:
    return {} if is_id(text) else {"id": "登记编号（id）应是一个 UUID，由填报的一方生成。"}


def _wrong_with_place(report: VisitReport, year: CampaignYear) -> Wrong:
    new = report.new_household
    if new is None:
        return {} if report.household_code else {"household_code": "请选一户；名册上没有的，填名册外的户。"}
    if report.household_code:
        return {"new_household": "户编号和名册外的户只能填一个。"}
    return _wrong_with_new_household(new, year)


def _wrong_with_new_household(new: NewHousehold, year: CampaignYear) -> Wrong:
    wrong: Wrong = {}
    community = year.community(new.community_code)
    if community is None:
        wrong["new_household.community_code"] = _no_community(new.community_code, year)
    elif new.grid_code and new.grid_code not in {grid.code for grid in community.grids}:
        grids = "、".join(grid.code for grid in community.grids)
        wrong["new_household.grid_code"] = f"{community.name}没有网格“{new.grid_code[:40]}”，可填：{grids}。"
    if not new.address:
        wrong["new_household.address"] = "请填写住址。"
    if new.phone and not _PHONE.fullmatch(new.phone):
        wrong["new_household.phone"] = "电话只能有数字、空格和 + - ( )，请核对。"
    return wrong


def _wrong_with_times(report: VisitReport, now: datetime.datetime) -> Wrong:
    wrong = _wrong_with_instant("started_at", report.started_at, now)
    if report.ended_at is None:
        return wrong | ({"ended_at": "见到了人的，请填写结束时间。"} if report.result == "met" else {})
    wrong |= _wrong_with_instant("ended_at", report.ended_at, now)
    start, end = read_instant(report.started_at), read_instant(report.ended_at)
    said = [say_instant(at, now.date()) if at else "" for at in (start, end)]
    if start and end and end < start:
        wrong["ended_at"] = f"结束时间（{said[1]}）早于开始时间（{said[0]}），请核对。"
    elif start and end and end.date() != start.date():
        wrong["ended_at"] = f"从 {said[0]} 到 {said[1]} 跨过了零点，请核对，或者分两次登记。"
    return wrong


def _wrong_with_instant(name: str, text: str, now: datetime.datetime) -> Wrong:
    at = read_instant(text)
    if at is None:
        found = f"“{text[:40]}”看不懂" if text else "没有填"
        return {name: f"{label_of(name)}{found}，应写成 2022-06-18T19:30 这样。"}
    if at > now + CLOCK_SLACK:
        return {name: f"{label_of(name)}（{say_instant(at, now.date())}）比现在还晚，请核对。"}
    return {}


def _wrong_with_companions(report: VisitReport) -> Wrong:
    wrong: Wrong = {}
    for n, companion in enumerate(report.companions):
        wrong |= _not_among(f"companions.{n}.role", companion.role, COMPANION_ROLES)
        if (companion.user is None) == (companion.name is None):
            wrong[f"companions.{n}.name"] = "同访人请填账号或姓名，只填一个。"
    return wrong


def _wrong_with_answers(report: VisitReport, year: CampaignYear) -> Wrong:
    known = {str(prompt.no) for prompt in year.form.prompts}
    wrong: Wrong = {}
    for no, answer in report.answers.items():
        if no not in known:
            wrong[f"answers.{no}"] = f"没有第“{no}”问，应是 {'、'.join(sorted(known))} 中的一个。"
        wrong |= _not_among(f"answers.{no}.state", answer.state, ANSWER_STATES)
    return wrong


def _wrong_with_issues(
    report: VisitReport, year: CampaignYear, now: datetime.datetime, place: str | None
) -> Wrong:
    wrong: Wrong = {}
    seen: set[str] = set()
    for n, issue in enumerate(report.issues):
        found = _wrong_with_id(issue.id) | _wrong_with_matter(issue, year)
        found |= _wrong_with_inherited(issue, report, now, place)
        if issue.id.lower() in seen:
            found["id"] = "同一次走访里有两件问题用了同一个登记编号（id）。"
        seen.add(issue.id.lower())
        wrong |= {f"issues.{n}.{name}": message for name, message in found.items()}
    return wrong


def _wrong_with_inherited(
    issue: IssueReport, report: VisitReport, now: datetime.datetime, place: str | None
) -> Wrong:
    """An issue inside a visit has its place and time from there; it may repeat but not contradict them."""
    wrong: Wrong = {}
    if issue.household_code not in (None, report.household_code):
        wrong["household_code"] = "走访里登记的问题，户和走访相同，不用再填。"
    if place and issue.community_code not in (None, place):
        wrong["community_code"] = "走访里登记的问题，社区和走访相同，不用再填。"
    if issue.collected_at is not None:
        own, visits = read_instant(issue.collected_at), read_instant(report.started_at)
        if own is None or (visits is not None and own.date() != visits.date()):
            wrong["collected_at"] = "走访里登记的问题，时间和走访相同，不用再填。"
        else:
            wrong |= _wrong_with_instant("collected_at", issue.collected_at, now)
    return wrong


def _wrong_with_matter(issue: IssueReport, year: CampaignYear) -> Wrong:
    wrong: Wrong = {}
    campaign = year.campaign
    if issue.prompt is not None and issue.prompt not in {prompt.no for prompt in year.form.prompts}:
        wrong["prompt"] = f"没有第 {issue.prompt} 问。"
    if not issue.text:
        wrong["text"] = "请写一句要解决什么。"
    if field_code(issue.field, campaign) is None:
        found = f"没有“{issue.field[:40]}”这一类" if issue.field else "请选择归到哪一类"
        wrong["field"] = f"{found}，可选：{'、'.join(campaign.field_labels().values())}。"
    if issue.on_spot is not None:
        wrong |= _not_among("on_spot", issue.on_spot, ON_SPOT)
        if issue.outcome is None:
            wrong["outcome"] = "当场办理的，请写明怎么办的。"
    elif issue.outcome is not None:
        wrong["on_spot"] = "写了当场怎么办的，请选当场答复还是当场解决。"
    return wrong


def _no_community(code: str, year: CampaignYear) -> str:
    known = "、".join(f"{each.code}（{each.name}）" for each in year.places.communities)
    return f"没有“{code[:40]}”这个社区，可填：{known}。" if code else lacking("community_code")


def _not_among(name: str, value: str, labels: Mapping[str, str]) -> Wrong:
    if value in labels:
        return {}
    if not value:
        return {name: lacking(name)}
    choices = "、".join(f"{code}（{label}）" for code, label in labels.items())
    return {name: f"{label_of(name)}没有“{value[:40]}”这一项，可选：{choices}。"}
