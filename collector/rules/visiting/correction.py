"""What was corrected in a visit after it was sent (更正): each time old and new, by whom and when (S94).

The visit stands as corrected, so that coverage, quotas and ledgers follow by themselves; what it said before
is kept here and can be read back to the day it was sent.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from collector.rules.issues.issue import Case
from collector.rules.issues.stages import main_of, members_of, stage_of
from collector.rules.reading import LABELS
from collector.rules.visiting.visit import Visit

# What of a visit may be corrected; what follows from the household goes along with it.
FIELDS = ("household_code", "result", "channel", "purpose", "started_at", "ended_at")
# What is written freely, beside one text for each prompt.
TEXTS = ("channel_reason", "short_reason", "companions")
_SAID = "said:"


class Changed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing corrected (一处改动), as codes; of what was written freely only that it changed.

    Those words are kept under the visit's number as `was:<seq>:<part>` and `now:<seq>:<part>`, erasable.
    """

    name: str
    before: str = ""
    after: str = ""

    @property
    def part(self) -> str:
        """Which words changed, or "" where it is a code."""
        return self.name.removeprefix(_SAID) if self.name.startswith(_SAID) else ""


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A correction of a visit that was sent (更正): the `seq`-th of visit `of`."""

    of: str
    seq: int
    at: str
    by: str
    changes: tuple[Changed, ...]


def changes_between(
    old: Visit, new: Visit, said_before: Mapping[str, str], said_now: Mapping[str, str]
) -> tuple[Changed, ...]:
    """Everything that differs between a visit as it stood and as it is corrected (新旧对照)."""
    found = [Changed(name, getattr(old, name) or "", getattr(new, name) or "") for name in FIELDS]
    found.append(Changed("policies_told", " ".join(old.policies_told), " ".join(new.policies_told)))
    prompts = sorted({*old.answers, *new.answers}, key=lambda no: (len(no), no))
    found += [Changed(f"answer:{no}", old.answers.get(no, ""), new.answers.get(no, "")) for no in prompts]
    codes = tuple(each for each in found if each.before != each.after)
    return codes + tuple(Changed(f"{_SAID}{part}") for part in _parts_changed(said_before, said_now))


def _parts_changed(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for part in sorted({*before, *now}):
        if (part in TEXTS or part.startswith("answer:")) and before.get(part, "") != now.get(part, ""):
            yield part


def as_first_sent(visit: Visit, corrections: Iterable[Correction]) -> Visit:
    """The visit with the codes it was sent with (原来送达的): what a correction hides, this still shows."""
    first: dict[str, str] = {}
    for correction in corrections:
        for each in correction.changes:
            if each.name in FIELDS:
                first.setdefault(each.name, each.before)
    return msgspec.structs.replace(visit, **{name: value or None for name, value in first.items()})


def label_of_change(name: str) -> str:
    """What was changed, in words (改的是什么)."""
    part = name.removeprefix(_SAID)
    if part.startswith("answer:"):
        number = part.removeprefix("answer:")
        return f"第 {number} 问说了什么" if name.startswith(_SAID) else f"第 {number} 问"
    return LABELS[part]


def wrong_with_correction(
    old: Visit, new: Visit, raised: Iterable[Case], *, by_office: bool
) -> dict[str, str]:
    """What may no longer be corrected because issues came of the visit (已立案的限制), by field.

    Where and when an issue was heard decides who handles it and when it is due: its community stays, and once
    it is accepted only the office may move the day, and not beyond the acceptance, which may be public.
    """
    cases = tuple(raised)
    numbers = "、".join(case.no for case in cases)
    wrong: dict[str, str] = {}
    if cases and not new.covers:
        wrong["result"] = f"这次走访登记了 {numbers}，是见到了人的。这件事本身登错了，请街道审核退回。"
    if cases and new.community_code != old.community_code:
        wrong["household_code"] = (
            f"这次走访登记了 {numbers}，户只能改到同一个社区里。走错社区的，请找活动办。"
        )
    if new.started_at[:10] != old.started_at[:10]:
        accepted = [case for case in cases if stage_of(case) not in ("registered", "returned")]
        merged = [case for case in cases if main_of(case) or members_of(case)]
        if merged:
            wrong["started_at"] = f"{merged[0].no} 已经并案，期限按几件里最早的一天算。先拆出来，再改日期。"
        elif accepted and not by_office:
            wrong["started_at"] = f"{accepted[0].no} 已经受理，期限从这一天算起。要改日期，请找活动办。"
        elif too_late := [case for case in accepted if _accepted_on(case) < new.started_at[:10]]:
            number, day = too_late[0].no, _accepted_on(too_late[0])
            wrong["started_at"] = f"{number} 是 {day} 受理的，不会在那以后才听到。请核对日期。"
    return wrong


def _accepted_on(case: Case) -> str:
    """The day it was accepted; without one, no day is too late."""
    return next((step.on for step in case.steps if step.kind == "accepted"), "9")
