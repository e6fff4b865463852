"""What each step of an issue needs, who may take it, and every refusal (办理步骤).

Source: 湖工发〔2022〕34号 一、(三) and 二、(二)1; S20, S21, S55, S70 to S72.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from collector.errors import Conflict, NotAllowed, Refusal
from collector.rules.account import RESIDENT, Account
from collector.rules.instant import is_day
from collector.rules.issue import Case, Step
from collector.rules.stages import (
    DONE_STAGES,
    NEXT,
    STAGES,
    clock_start,
    current_round,
    last_callback,
    last_of,
    members_of,
    severity_of,
    stage_of,
    unit_of,
)
from generator.campaign.vocabulary import SATISFACTIONS, SEVERITIES

LONGEST_TEXT = 2000
LONGEST_LINE = 60

STEP_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "registered": "登记",
        "accepted": "受理定级",
        "returned": "退回",
        "corrected": "补正",
        "visit_corrected": "走访有更正",
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
        "merged": "并入主件",
        "unmerged": "从主件拆出",
        "absorbed": "并入一件",
        "released": "拆出一件",
        "forwarded": "台账送街道审核",
        "passed": "台账审核通过",
        "refused": "台账退回单位",
        "listed": "编入上报批次",
        "uploaded": "已上传山东通",
        "taken": "平台已受理",
        "sent_back": "平台退回",
        "prolonged": "热线延期",
    }
)

# What each kind of step cannot do without, as field → what to write there.
REQUIRED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "accepted": {"severity": "请选择问题级别", "unit": "请选择责任单位"},
        "returned": {"text": "请写明退回理由"},
        "corrected": {"text": "请写出补正后的问题"},
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
# What each kind of step may carry besides.
OPTIONAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accepted": ("field", "text"),
        "corrected": ("field",),
        "resolved": ("on",),
        "explained": ("policy", "on"),
        "replied": ("text", "on"),
        "callback": ("solved", "satisfaction", "may_publish", "text", "on"),
    }
)

BASES: Mapping[str, str] = MappingProxyType(
    {"fair": "合法合理合情", "beyond_policy": "政策法律规定之外", "undecided": "待定"}
)
SOLVED: Mapping[str, str] = MappingProxyType({"yes": "解决了", "partly": "部分解决", "no": "没解决"})

_OFFICE = frozenset({"street_reviewer", "campaign_office"})
_HANDLERS = frozenset({"unit_handler", "community_collator", "street_officer", "campaign_office"})
_REPORTERS = frozenset(
    {
        "grid_worker",
        "community_worker",
        "committee_member",
        "secretary",
        "community_collator",
        "liaison",
        "sponsor",
        "street_officer",
        "campaign_office",
    }
)

# Who may take a step, by role; whether this very issue is theirs is `access`'s question.
ROLES_FOR: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "accepted": frozenset({"street_reviewer"}),
        "returned": frozenset({"street_reviewer"}),
        "corrected": _REPORTERS,
        "handed_over": _OFFICE,
        "regraded": frozenset({"street_reviewer"}),
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


def handlers_of(case: Case) -> frozenset[str]:
    """Who handled it (经办人): they may not make the callback (S70). On the spot that is the visitor."""
    handling = {"proposal", "resolved", "explained", "replied"}
    on_spot = {case.issue.reported_by} if case.issue.on_spot else set()
    return frozenset(step.by for step in case.steps if step.kind in handling) | on_spot


def reporters_of(case: Case) -> frozenset[str]:
    """Who reported or corrected it, or what was merged into it: they may not review it (S55)."""
    own = {case.issue.reported_by} | {step.by for step in case.steps if step.kind == "corrected"}
    return frozenset(own | {step.person for step in members_of(case).values() if step.person})


def steps_offered(case: Case, account: Account) -> tuple[str, ...]:
    """The kinds of step this person may take now (可办理的步骤); what is not allowed is not offered."""
    return tuple(
        kind
        for kind in NEXT[stage_of(case)]
        if account.role in ROLES_FOR[kind] and not same_person(case, kind, *account.selves)
    )


def same_person(case: Case, kind: str, username: str, reviewer: str | None = None) -> str | None:
    """Why this person may not take the step themselves (不得自审、不得自访), or None.

    Who stands in for a reviewer (代办) keeps away from what that one submitted or handled as well.
    """
    if kind in ("accepted", "returned"):
        concerned, said = reporters_of(case), "登记的，要由别人审核（不得自审）。"
    elif kind == "callback":
        concerned, said = handlers_of(case), "经办的，要由别人回访。"
    else:
        return None
    if username in concerned:
        return f"这件事是您{said}"
    return f"这件事是您所代的人{said}" if reviewer in concerned else None


def check_step(case: Case, step: Step) -> None:
    """Refuse a step that the stage or the person does not allow, or that lacks what the rules require."""
    stage = stage_of(case)
    if step.kind not in NEXT[stage]:
        message = f"{case.no} 现在是“{STAGES[stage]}”，不能“{STEP_LABELS[step.kind]}”。请刷新页面看最新进展。"
        raise Conflict("step_not_allowed", message)
    why_not = same_person(case, step.kind, step.by, step.acting_for)
    if why_not:
        raise NotAllowed("same_person", why_not)
    wrong = {name: say for name, say in REQUIRED[step.kind].items() if _is_missing(getattr(step, name))}
    wrong = _wrong_choices(step) | _wrong_days(case, step) | _more_wrong(case, step) | wrong
    if wrong:
        raise Refusal("step_incomplete", "还有几项要补正：" + "；".join(wrong.values()), wrong)


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


_CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"severity": SEVERITIES, "basis": BASES, "solved": SOLVED, "satisfaction": SATISFACTIONS}
)
_LENGTHS = MappingProxyType({"text": LONGEST_TEXT, "person": LONGEST_LINE, "policy": LONGEST_LINE})


def _wrong_choices(step: Step) -> dict[str, str]:
    """Values that are on no list, and texts that are too long."""
    wrong = {}
    for name, labels in _CHOICES.items():
        value = getattr(step, name)
        if value and value not in labels:
            wrong[name] = f"没有“{value}”这个选项，请重新选择"
    for name, longest in _LENGTHS.items():
        value = getattr(step, name)
        if value and len(value) > longest:
            wrong[name] = f"写了 {len(value)} 个字，最多 {longest} 个字"
    return wrong


def _wrong_days(case: Case, step: Step) -> dict[str, str]:
    """Days that are no dates, or that lie where they cannot."""
    wrong = {
        name: "请按 2022-08-05 这样填写日期"
        for name in ("on", "planned_on", "until")
        if getattr(step, name) and not is_day(getattr(step, name))
    }
    if "on" not in wrong and not clock_start(case) <= step.on <= step.at[:10]:
        wrong["on"] = f"应在 {clock_start(case)} 至今天之间"
    if "planned_on" not in wrong and step.planned_on and step.planned_on < step.on:
        wrong["planned_on"] = "计划办结日期不能早于今天"
    return wrong


def _more_wrong(case: Case, step: Step) -> dict[str, str]:
    """What a kind needs beyond single fields: each entry is a field and what is wrong with it."""
    check = _MORE.get(step.kind)
    return check(case, step) if check else {}


def _wrong_acceptance(case: Case, step: Step) -> dict[str, str]:
    if step.severity == "on_spot" and not case.issue.on_spot:
        return {"severity": "这件事没有当场办理，请选一般、较大或特别重大"}
    return _too_low_for_members(case, step)


def _wrong_grade(case: Case, step: Step) -> dict[str, str]:
    if step.severity == "on_spot":
        return {"severity": "受理以后不能改成当场办理"}
    if step.severity == severity_of(case):
        return {"severity": "新级别和现在的一样"}
    return _too_low_for_members(case, step)


def _too_low_for_members(case: Case, step: Step) -> dict[str, str]:
    """What was merged is graded by the gravest of it (S54)."""
    order = list(SEVERITIES)
    gravest = max(
        (each.severity or order[0] for each in members_of(case).values()), key=order.index, default=""
    )
    if gravest and step.severity in order and order.index(step.severity) < order.index(gravest):
        return {"severity": f"并入的件里有“{SEVERITIES[gravest]}”，级别不能低于它；不是一件事的，先拆出来"}
    return {}


def _wrong_unit(case: Case, step: Step) -> dict[str, str]:
    if step.unit and step.unit == unit_of(case):
        return {"unit": "它现在就由这个单位办理，请选别的单位"}
    return {}


def _wrong_explanation(_case: Case, step: Step) -> dict[str, str]:
    """S20, S21: what is fair is resolved, and an explanation names the policy it rests on."""
    if step.basis == "fair":
        return {"basis": "合法合理合情的要解决，不能只作说明"}
    if step.basis == "beyond_policy" and _is_missing(step.policy):
        return {"policy": "请写明依据的政策或文号"}
    return {}


def _wrong_callback(case: Case, step: Step) -> dict[str, str]:
    """S71, S72: somebody who was reached was asked, and what is not solved was explained to them.

    A resident who answers alone, through a link, has nobody there to explain anything.
    """
    if not step.reached:
        return {}
    if step.solved is None:
        return {"solved": "请选择居民认为解决没有"}
    is_unsolved = stage_of(case) not in DONE_STAGES or step.solved != "yes"
    if is_unsolved and _is_missing(step.text) and step.by != RESIDENT.username:
        return {"text": "还没有解决好的，请写明怎么向居民解释的"}
    return {}


def _wrong_closing(case: Case, _step: Step) -> dict[str, str]:
    """An issue the resident calls unsolved is not closed; one that was explained may be (S71)."""
    callback, done = last_callback(case), last_of(current_round(case), "resolved", "explained")
    if callback and callback.solved == "no" and (done is None or done.kind == "resolved"):
        return {"text": "居民说没有解决，不能销号，请重新办理"}
    return {}


_MORE: Mapping[str, Callable[[Case, Step], dict[str, str]]] = MappingProxyType(
    {
        "accepted": _wrong_acceptance,
        "regraded": _wrong_grade,
        "handed_over": _wrong_unit,
        "explained": _wrong_explanation,
        "callback": _wrong_callback,
        "closed": _wrong_closing,
    }
)


def reopens(case: Case, step: Step) -> bool:
    """Say whether this callback sends it back to work: 没解决, of what was called done (S71)."""
    if step.kind != "callback" or not step.reached or step.solved != "no":
        return False
    done = last_of(current_round(case), "resolved", "explained")
    was_resolved = done.kind == "resolved" if done else case.issue.on_spot is not None
    return was_resolved and stage_of(case) in DONE_STAGES
