"""What may be printed (公示记录): the exact fields of a published result, named one by one.

Nothing private has a type here. Field order is the order of the keys in `published/*.yaml`.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec

from generator.campaign.configuration import Limit

Severity = Literal["on_spot", "general", "major", "critical"]
PublishedState = Literal["in_hand", "resolved", "explained", "reopened", "parked"]
# What a resident has an answer to (有回音).
ANSWERED: frozenset[PublishedState] = frozenset({"resolved", "explained"})
SaidBy = Literal["unit", "resident"]
Satisfaction = Literal["satisfied", "mostly", "unsatisfied"]
StepKind = Literal[
    "received", "accepted", "proposal", "handed_over", "extended", "resolved",
    "explained", "replied", "callback", "reopened", "parked", "closed",
]  # fmt: skip


class PublishedStep(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A dated step of a result (办理过程). `on` is YYYY-MM-DD."""

    on: str
    kind: StepKind
    text: str


class PublishedPhoto(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A picture of the work (照片); `when` is before or after."""

    file: str
    alt: str
    when: Literal["before", "after"]


class PublishedResult(
    msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True, kw_only=True
):
    """One issue as residents may read it (公示的问题).

    Dates are YYYY-MM-DD, or YYYY-MM where the matter concerns one household's own life (个人), which
    then has no steps, and `in_time` in place of `used_workdays`: with the limit these would give a day away.
    Lengths are working days. A missing value is None and is left out of the file.
    """

    issue_no: str
    title: str
    community_code: str
    field: str
    severity: Severity
    state: PublishedState
    said_by: SaidBy | None = None
    received_on: str
    proposal_due_on: str | None = None
    due_on: str | None = None
    due_provisional: bool = False
    extended_to: str | None = None
    resolved_on: str | None = None
    closed_on: str | None = None
    used_workdays: Annotated[int, msgspec.Meta(ge=0, le=9999)] | None = None
    limit_workdays: Limit | None = None
    in_time: bool | None = None
    responsible_unit: str | None = None
    summary: str
    outcome: str | None = None
    satisfaction: Satisfaction | None = None
    merged_count: Annotated[int, msgspec.Meta(ge=1, le=9999)] | None = None
    steps: tuple[PublishedStep, ...] = ()
    photos: tuple[PublishedPhoto, ...] = ()
    published_on: str
    changed_on: str | None = None


class Gist(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What lists, counts and clocks tell of a result (要点): all of it but the words about how it went.

    `again_on` is the day from which a second limit runs (重新办理), None where there is no such limit;
    `photos` are names of files.
    """

    issue_no: str
    title: str
    community_code: str
    field: str
    severity: Severity
    state: PublishedState
    received_on: str
    due_on: str | None
    due_provisional: bool
    extended_to: str | None
    resolved_on: str | None
    closed_on: str | None
    used_workdays: int | None
    limit_workdays: int | None
    in_time: bool | None
    satisfaction: Satisfaction | None
    published_on: str
    changed_on: str | None
    again_on: str | None
    photos: tuple[str, ...]


# What is the same of both.
Told = PublishedResult | Gist
_SAME: Callable[[PublishedResult], tuple[Any, ...]] = attrgetter(
    *(name for name in Gist.__struct_fields__ if name not in ("again_on", "photos"))
)


def gist(result: PublishedResult) -> Gist:
    told = (*_SAME(result), again_on(result), tuple([photo.file for photo in result.photos]))
    return Gist(*told)


def again_on(result: Told) -> str | None:
    """The day from which a second limit runs, the last on which it was taken up again (重新办理)."""
    if isinstance(result, Gist):
        return result.again_on
    return next((step.on for step in reversed(result.steps) if step.kind == "reopened"), None)


class Withdrawn(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A result that was taken down (撤下): its page becomes a notice without the content."""

    issue_no: str
    withdrawn_on: str


class Merged(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A result that is answered under another number (合并)."""

    issue_no: str
    into: str


class CoverageRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Counts of one community, or of the whole street where `community_code` is None (走访覆盖).

    Counts of households and of people who rated are suppressed already: an int, or None where it may not be
    told (R5.3). Issues are no people and stand on the site one by one; their counts are told as they are.
    `doorstep`, `phone`, `wechat`, `sms` split `covered` by the channel that covered the household first.
    `asked_base` are the households covered when `all_asked` of them was counted.
    """

    community_code: str | None = None
    households: int | None = None
    covered: int | None = None
    doorstep: int | None = None
    phone: int | None = None
    wechat: int | None = None
    sms: int | None = None
    all_asked: int | None = None
    asked_base: int | None = None
    issues: int | None = None
    resolved: int | None = None
    explained: int | None = None
    on_spot: int | None = None
    closed: int | None = None
    on_time: int | None = None
    on_time_base: int | None = None
    satisfied: int | None = None
    rated: int | None = None


class FieldRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Counts of one field over the whole street (领域), suppressed like CoverageRow."""

    field: str
    issues: int | None = None
    resolved: int | None = None
    explained: int | None = None


class Coverage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`published/coverage.yaml`: all counts over all issues and households, as of an instant.

    `as_of` is RFC 3339 at +08:00.
    """

    as_of: str
    street: CoverageRow
    communities: tuple[CoverageRow, ...] = ()
    fields: tuple[FieldRow, ...] = ()
