"""What each step of an issue needs, and who may take it (办理步骤); what is refused is in `step_refusals`.

Source: 湖工发〔2022〕34号 一、(三) and 二、(二)1; S20, S21, S55, S70 to S72.
"""

import datetime
from collections.abc import Mapping
from types import MappingProxyType

from collector.rules.issues.issue import Case, Step
from collector.rules.issues.stages import (
    DONE_STAGES,
    NEXT,
    current_round,
    last_of,
    members_of,
    stage_of,
)
from collector.rules.people.account import Account
from generator.campaign.workdays import Calendar, Span

LONGEST_TEXT = 2000
LONGEST_LINE = 60
# Within a working week somebody was ill or without a network; what is written down later is flagged.
BELATED_AFTER = 5

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
        "listed": "编入提报批次",
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
        "accepted": ("field", "text", "on"),
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


def belated_by(on: str, recorded_on: str, calendar: Calendar) -> Span | None:
    """How many working days late something was written down (补记), where those are too many not to say so.

    It is taken all the same: a ledger may come in from paper. But the days of an issue are counted from what
    is written there, so everybody who reads its life sees which of them came afterwards. Only days that a
    table settles make it late (R4.3).
    """
    day, recorded = map(datetime.date.fromisoformat, (on, recorded_on))
    late = calendar.between(day, recorded)
    return late if late.sure > BELATED_AFTER else None


def reopens(case: Case, step: Step) -> bool:
    """Say whether this callback sends it back to work: 没解决, of what was called done (S71)."""
    if step.kind != "callback" or not step.reached or step.solved != "no":
        return False
    done = last_of(current_round(case), "resolved", "explained")
    was_resolved = done.kind == "resolved" if done else case.issue.on_spot is not None
    return was_resolved and stage_of(case) in DONE_STAGES
