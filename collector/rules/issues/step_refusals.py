"""Every refusal of a step of an issue (不能这样办): by its stage, its taker, and what is written in it.

Source: 湖工发〔2022〕34号 一、(三) and 二、(二)1; S20, S21, S54, S71, S72.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from collector.errors import Conflict, NotAllowed, Refusal
from collector.rules.instant import is_day, say_day
from collector.rules.issues.issue import Case, Step
from collector.rules.issues.stages import (
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
from collector.rules.issues.steps import (
    BASES,
    LONGEST_LINE,
    LONGEST_TEXT,
    OPTIONAL,
    REQUIRED,
    SOLVED,
    STEP_LABELS,
    same_person,
)
from collector.rules.people.account import RESIDENT
from collector.rules.reading import in_order
from generator.campaign.vocabulary import SATISFACTIONS, SEVERITIES


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
        wrong = in_order(wrong, (*REQUIRED[step.kind], *OPTIONAL.get(step.kind, ())))
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
    first, what = _before(case)
    if "on" not in wrong and not first <= step.on <= step.at[:10]:
        wrong["on"] = f"应在 {say_day(first, step.at[:10])}（{what}）至今天之间"
    if "planned_on" not in wrong and step.planned_on and step.planned_on < step.on:
        wrong["planned_on"] = "计划办结日期不能早于今天"
    return wrong


def _before(case: Case) -> tuple[str, str]:
    """The day before which nothing more can have happened, and what happened on it (前一步).

    Nobody resolves what was not accepted, answers what was not resolved or calls back before the answer: the
    day of a step starts and stops clocks, and residents read the steps in the order of their days.
    """
    steps = current_round(case)
    done = last_of(steps, "resolved", "explained")
    latest_first = (last_of(steps, "replied"), done, case.last("accepted"))
    days = [(step.on, STEP_LABELS[step.kind]) for step in latest_first if step]
    days.append((clock_start(case), STEP_LABELS["reopened"] if case.last("reopened") else "收到"))
    return max(days, key=lambda each: each[0])


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
