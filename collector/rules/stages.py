"""Every step an issue may take, and every refusal (办理流程).

The stage is read off the steps; nothing stores it. Source: 湖工发〔2022〕34号 一、(三) 销号管理 and
二、(二)1 审核.
"""

from collections.abc import Mapping
from types import MappingProxyType

from collector.errors import Conflict, Refusal
from collector.rules.issue import Case, Step

STAGES: Mapping[str, str] = MappingProxyType(
    {
        "registered": "待审核",
        "returned": "已退回",
        "accepted": "待提方案",
        "planned": "办理中",
        "reopened": "重新办理",
        "parked": "挂账",
        "resolved": "已办结，待回复",
        "explained": "已说明，待回复",
        "replied": "已回复，待回访",
        "called_back": "已回访，待销号",
        "closed": "已销号",
    }
)

_HANDLING = MappingProxyType(
    {
        "handed_over": "",
        "regraded": "",
        "extended": "",
        "proposal": "planned",
        "resolved": "resolved",
        "explained": "explained",
        "parked": "parked",
    }
)

# stage → kind of step → next stage; "" leaves the stage as it is.
NEXT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "registered": {"accepted": "accepted", "returned": "returned"},
        "returned": {"corrected": "registered"},
        "accepted": _HANDLING,
        "planned": _HANDLING,
        "reopened": _HANDLING,
        "parked": _HANDLING,
        "resolved": {"replied": "replied", "reopened": "reopened"},
        "explained": {"replied": "replied", "reopened": "reopened"},
        "replied": {"callback": "called_back", "reopened": "reopened"},
        "called_back": {"callback": "called_back", "closed": "closed", "reopened": "reopened"},
        "closed": {"callback": "", "reopened": "reopened"},
    }
)

STEP_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "registered": "登记",
        "accepted": "受理定级",
        "returned": "退回",
        "corrected": "补正后重报",
        "handed_over": "转办",
        "regraded": "调整级别",
        "extended": "延期",
        "proposal": "答复方案",
        "resolved": "办结",
        "explained": "解释说明",
        "parked": "挂账",
        "replied": "回复居民",
        "callback": "回访",
        "reopened": "重新办理",
        "closed": "销号",
    }
)

# What each kind of step cannot do without, as field → what to write there.
REQUIRED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "accepted": {"severity": "请选择问题级别", "unit": "请选择责任单位"},
        "returned": {"text": "请写明退回理由"},
        "corrected": {"text": "请写明补正了什么"},
        "handed_over": {"unit": "请选择接办单位", "text": "请写明转办理由"},
        "regraded": {"severity": "请选择新的级别", "text": "请写明调整理由"},
        "extended": {"until": "请填写延期到哪一天", "text": "请写明延期理由"},
        "proposal": {"text": "请写出解决方案", "person": "请填写责任人", "planned_on": "请填写计划办结日期"},
        "resolved": {"text": "请写明怎么解决的", "basis": "请选择诉求性质"},
        "explained": {"text": "请写出解释说明的内容", "basis": "请选择诉求性质"},
        "parked": {"text": "请写明为什么暂时办不了、怎么向居民解释的"},
        "replied": {"channel": "请选择回复方式"},
        "callback": {"channel": "请选择回访方式", "reached": "请选择是否联系上"},
        "reopened": {"text": "请写明为什么重新办理"},
        "closed": {"text": "请写明销号依据"},
    }
)

BASES: Mapping[str, str] = MappingProxyType(
    {"fair": "合法合理合情", "beyond_policy": "政策法律规定之外", "undecided": "待定"}
)
SOLVED: Mapping[str, str] = MappingProxyType({"yes": "解决了", "partly": "部分解决", "no": "没解决"})

_OFFICE = frozenset({"street_reviewer", "campaign_office"})
_HANDLERS = frozenset({"unit_handler", "community_collator", "street_officer", "campaign_office"})

# Who may take a step, by role; whether this very issue is theirs is `access`'s question.
ROLES_FOR: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "accepted": _OFFICE,
        "returned": _OFFICE,
        "corrected": frozenset({"grid_worker", "community_worker", "committee_member", "secretary"})
        | frozenset({"liaison", "sponsor", "street_officer", "community_collator"}),
        "handed_over": _OFFICE,
        "regraded": _OFFICE,
        "extended": _OFFICE,
        "proposal": _HANDLERS,
        "resolved": _HANDLERS,
        "explained": _HANDLERS,
        "parked": _OFFICE,
        "replied": _HANDLERS,
        "callback": _OFFICE | {"community_collator", "street_officer"},
        "reopened": _OFFICE,
        "closed": _OFFICE,
    }
)


def stage_of(case: Case) -> str:
    """Read the stage (办理阶段) off the steps; 当场办理 is closed as soon as it is accepted (S23, S24)."""
    stage = "registered"
    for step in case.steps:
        stage = _after(stage, step) or stage
    return stage


def _after(stage: str, step: Step) -> str:
    if step.kind == "accepted" and step.severity == "on_spot":
        return "closed"
    if step.kind == "callback" and not step.reached:
        return ""
    return NEXT[stage].get(step.kind, "")


def steps_offered(case: Case, role: str) -> tuple[str, ...]:
    """The kinds of step this role may take now (可办理的步骤); whatever is not allowed is not offered."""
    return tuple(kind for kind in NEXT[stage_of(case)] if role in ROLES_FOR[kind])


def check_step(case: Case, step: Step) -> None:
    """Refuse a step that the stage does not allow or that lacks what the rules require."""
    stage = stage_of(case)
    if step.kind not in NEXT[stage]:
        message = f"{case.no} 现在是“{STAGES[stage]}”，不能“{STEP_LABELS[step.kind]}”。请刷新页面看最新进展。"
        raise Conflict("step_not_allowed", message)
    fields = {name: say for name, say in REQUIRED[step.kind].items() if _is_missing(getattr(step, name))}
    fields |= _more_missing(case, step)
    if fields:
        raise Refusal("step_incomplete", "还差几项没有填：" + "；".join(fields.values()), fields)


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _more_missing(case: Case, step: Step) -> dict[str, str]:
    """What a kind needs beyond single fields: each entry is a field and what is wrong with it."""
    wrong: dict[str, str] = {}
    if step.kind == "accepted" and step.severity == "on_spot" and not case.issue.on_spot:
        wrong["severity"] = "这件事没有当场办理，请选一般、较大或特别重大"
    if step.kind == "regraded" and step.severity == severity_of(case):
        wrong["severity"] = "新级别和现在的一样"
    if step.kind == "callback" and step.reached and step.solved is None:
        wrong["solved"] = "请选择居民认为解决没有"
    if step.kind == "explained" and step.basis == "fair":
        wrong["basis"] = "合法合理合情的要解决，不能只作说明"
    return wrong


def severity_of(case: Case) -> str | None:
    """The severity set by the street's review (级别), the latest one, or None before acceptance."""
    step = case.last("accepted", "regraded")
    return step.severity if step else None


def unit_of(case: Case) -> str | None:
    """The code of the unit or community in charge (责任单位)."""
    step = case.last("accepted", "handed_over")
    return step.unit if step else None


def clock_start(case: Case) -> str:
    """The day both clocks start from: the callback that reopened it, else the day collected (YYYY-MM-DD)."""
    step = case.last("reopened")
    return step.on if step else case.issue.collected_at[:10]


def handlers_of(case: Case) -> frozenset[str]:
    """Who handled it (经办人): they may not make the callback (S70)."""
    handling = {"proposal", "resolved", "explained", "replied"}
    return frozenset(step.by for step in case.steps if step.kind in handling)
