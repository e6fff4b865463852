"""A private issue (问题): what was reported, plus steps that are only ever added.

Its stage is read off the steps by `stages`; what people typed freely lives in `Words`, which can be erased.
"""

import msgspec

from generator.campaign.records import Satisfaction, Severity


class Issue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What was reported (登记的问题). Times are RFC 3339 at +08:00; `no` is never used twice.

    `source` is the level of the unit that collected it (S55 to S58): city, district, street, community or
    resident. `collected_at` starts the clocks. `look_back_of` is the issue at whose callback it was heard.
    """

    no: str
    id: str
    community_code: str
    field: str
    collected_at: str
    received_at: str
    reported_by: str
    source: str
    household_code: str | None = None
    visit_no: str | None = None
    prompt: int | None = None
    on_spot: str | None = None
    look_back_of: str | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One step in an issue's life (办理步骤), with actor and time; which fields a kind needs is in `steps`.

    `on` is the day the step counts from, `at` the instant it was recorded. `text` is what the actor typed; it
    is kept as Words, never in the step itself. `other` is the other issue of a merging, the batch of an
    upload or the issue newly heard at a callback, `since` the day that one was collected, `external` the
    number another system gave, `acting_for` in whose place `by` took it (代办).
    """

    issue_no: str
    seq: int
    kind: str
    at: str
    by: str
    on: str
    severity: Severity | None = None
    unit: str | None = None
    person: str | None = None
    planned_on: str | None = None
    until: str | None = None
    channel: str | None = None
    basis: str | None = None
    policy: str | None = None
    field: str | None = None
    reached: bool | None = None
    solved: str | None = None
    satisfaction: Satisfaction | None = None
    may_publish: bool | None = None
    other: str | None = None
    since: str | None = None
    external: str | None = None
    acting_for: str | None = None
    text: str | None = None


class Words(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What somebody typed freely (原话), erasable: `of` is a visit or issue number, `part` says which text.

    Parts of an issue: `report`, `outcome` (on the spot), `step:<seq>`. Parts of a visit:
    `answer:<prompt no>`, `channel_reason`, `short_reason`, `companions`; of its corrections
    `because:<seq>`, `was:<seq>:<part>`, `now:<seq>:<part>`.
    """

    of: str
    part: str
    household_code: str | None = None
    text: str


class Case(msgspec.Struct, frozen=True, dict=True):
    """An issue with its steps in order and its words by part: all there is to know about it (案卷).

    What `read_once` rules read off it is kept beside the fields, in its `__dict__`.
    """

    issue: Issue
    steps: tuple[Step, ...]
    words: dict[str, str]

    @property
    def no(self) -> str:
        return self.issue.no

    def last(self, *kinds: str) -> Step | None:
        """The latest step of one of these kinds, or None."""
        return next((step for step in reversed(self.steps) if step.kind in kinds), None)

    def text_of(self, step: Step) -> str:
        return self.words.get(f"step:{step.seq}", "")
