"""A finding (认定): what people confirmed of a community's work, after it could object.

Source: 湖工发〔2022〕34号 四、(三). Each is raised by one person, told to the community, and confirmed by
another; withdrawn, it costs nothing any more.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from collector.errors import Conflict, NotAllowed, Refusal
from collector.rules.instant import is_day, is_past_day
from collector.rules.issues.steps import LONGEST_TEXT

STATES: Mapping[str, str] = MappingProxyType(
    {
        "raised": "待告知",
        "noticed": "已告知，等社区说明",
        "objected": "社区有异议",
        "agreed": "社区没有异议",
        "confirmed": "已认定",
        "withdrawn": "已撤销",
    }
)
STEP_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "noticed": "告知社区",
        "objected": "记下异议",
        "agreed": "社区没有异议",
        "confirmed": "认定",
        "withdrawn": "撤销",
    }
)
NEXT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "raised": ("noticed", "withdrawn"),
        "noticed": ("objected", "agreed", "confirmed", "withdrawn"),
        "objected": ("confirmed", "withdrawn"),
        "agreed": ("confirmed", "withdrawn"),
        "confirmed": ("withdrawn",),
        "withdrawn": (),
    }
)
TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "noticed": "请写明告知了谁、怎么告知的",
        "objected": "请写明社区怎么说的",
        "confirmed": "请写明认定的依据",
        "withdrawn": "请写明为什么撤销",
    }
)


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something to be confirmed or withdrawn (认定事项); its evidence is Words, its life its steps.

    `of` is the issue, visit or household it is about, `on` the day it happened. `unit_code` is set where it
    is a unit's own work and not the community's: recorded, never deducted.
    """

    no: str
    kind: str
    community_code: str
    of: str
    on: str
    found_by: str
    found_at: str
    unit_code: str | None = None
    flag_code: str | None = None

    @property
    def event(self) -> tuple[str, str, str]:
        """What may not be deducted twice (同一件事): about what, of which type, on which day (S88)."""
        return (self.of, self.kind, self.on)


class FindingStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step in a finding's life (认定步骤); `of` is the finding, `until` the day up to which to object."""

    of: str
    seq: int
    kind: str
    at: str
    by: str
    until: str | None = None


class FindingFile(msgspec.Struct, frozen=True):
    """A finding with its steps in order and its words by part (认定卷)."""

    finding: Finding
    steps: tuple[FindingStep, ...] = ()
    words: Mapping[str, str] = {}

    @property
    def no(self) -> str:
        return self.finding.no

    @property
    def state(self) -> str:
        return self.steps[-1].kind if self.steps else "raised"

    def last(self, kind: str) -> FindingStep | None:
        return next((step for step in reversed(self.steps) if step.kind == kind), None)

    def text_of(self, step: FindingStep) -> str:
        return self.words.get(f"step:{step.seq}", "")


def check_finding(
    finding: Finding, others: Iterable[FindingFile], kinds: Iterable[str], evidence: str
) -> None:
    """Refuse a finding that lacks something, or that stands already (S88)."""
    wrong = {}
    if finding.kind not in kinds:
        wrong["kind"] = "请选是哪一种情形"
    if not is_past_day(finding.on, finding.found_at[:10]):
        wrong["on"] = "请选是哪天的事，今天或以前"
    if not evidence.strip():
        wrong["evidence"] = "请写明依据：谁、什么时候、怎么核实的"
    elif len(evidence) > LONGEST_TEXT:
        wrong["evidence"] = f"写了 {len(evidence)} 个字，最多 {LONGEST_TEXT} 个字"
    if wrong:
        raise Refusal("finding_incomplete", "；".join(wrong.values()), wrong)
    for other in others:
        if other.finding.event == finding.event and other.state != "withdrawn":
            message = f"{finding.of} {finding.on} 的这种情形已经登记为 {other.no}，同一件事不重复认定。"
            raise Conflict("same_event", message, {"of": message})


def check_finding_step(file: FindingFile, step: FindingStep, text: str) -> None:
    """Refuse a step out of order, without its reason, too early, or by who raised it."""
    if step.kind not in NEXT[file.state]:
        message = f"{file.no} 现在是“{STATES[file.state]}”，不能“{STEP_LABELS[step.kind]}”。请刷新页面再看。"
        raise Conflict("step_not_allowed", message)
    if step.kind == "confirmed" and step.by == file.finding.found_by:
        raise NotAllowed("same_person", "这件事是您登记的，要由另一个人认定。")
    wrong = _wrong_step(file, step, text)
    if wrong:
        raise Refusal("step_incomplete", "；".join(wrong.values()), wrong)


def _wrong_step(file: FindingFile, step: FindingStep, text: str) -> dict[str, str]:
    wrong = {}
    if step.kind in TEXTS and not text.strip():
        wrong["text"] = TEXTS[step.kind]
    elif len(text) > LONGEST_TEXT:
        wrong["text"] = f"写了 {len(text)} 个字，最多 {LONGEST_TEXT} 个字"
    if step.kind == "noticed" and not _is_later_day(step.until or "", step.at[:10]):
        wrong["until"] = "请选社区最晚哪天说明，要在今天以后"
    noticed = file.last("noticed")
    if (
        step.kind == "confirmed"
        and file.state == "noticed"
        and noticed
        and step.at[:10] <= (noticed.until or "")
    ):
        wrong["text"] = f"社区在 {noticed.until} 前还可以说明；先记下有没有异议，或者过了这天再认定"
    return wrong


def _is_later_day(text: str, today: str) -> bool:
    return is_day(text) and text > today
