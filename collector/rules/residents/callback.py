"""A callback link (回访链接): a resident answers by themselves what a caller would have asked (S70, S71)."""

import datetime

import msgspec

from collector.rules.issues.issue import Case
from collector.rules.issues.stages import DONE_STAGES, last_of, stage_of
from collector.rules.people.account import RESIDENT

LIVES = datetime.timedelta(days=14)


class CallbackLink(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An address handed to a resident (回访链接), kept only as a digest; who answers is not asked.

    Instants are RFC 3339 at +08:00; `ends_at` moves to the present when a newer link takes its place.
    """

    digest: str
    issue_no: str
    community_code: str
    made_by: str
    made_at: str
    ends_at: str
    answered_at: str | None = None


def state_of(link: CallbackLink, case: Case, now: str) -> str:
    """What a link is good for (链接状态): over, answered, in_hand (at work on it again) or open."""
    if link.ends_at <= now:
        return "over"
    if link.answered_at:
        return "answered"
    return "open" if stage_of(case) in DONE_STAGES else "in_hand"


def lacks_explanation(case: Case) -> bool:
    """Say whether the resident called it unsolved and nobody wrote down how that was explained (S72).

    What residents write themselves through a link explains nothing; being at work on it again neither.
    """
    callback = last_of((step for step in case.steps if step.reached), "callback")
    if callback is None or callback.solved == "yes":
        return False
    if case.text_of(callback) and callback.by != RESIDENT.username:
        return False
    explaining = ("resolved", "explained", "parked", "replied", "callback")
    later = (step for step in case.steps if step.seq > callback.seq and step.kind in explaining)
    return not any(case.text_of(step) for step in later)
