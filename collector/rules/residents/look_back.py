"""Looking back (回头看): whom to ask again, drawn so that anybody can draw it again, and what was heard.

Source: 湖工发〔2022〕34号 三、(四); S69 to S72.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec

from collector.rules.issues.issue import Case, Step
from collector.rules.issues.stages import NEXT, field_of, severity_of, stage_of
from generator.campaign.vocabulary import CHANNELS

LARGEST = 500
LONGEST_SEED = 40

# What a sample is spread over, beside the community.
STRATA: Mapping[str, str] = MappingProxyType({"field": "社区和领域", "severity": "社区和级别"})
ASPECTS: Mapping[str, Callable[[Case], str | None]] = MappingProxyType(
    {"field": field_of, "severity": severity_of}
)
# A callback at the door is the household's second visit (二次入户, S70).
CALLBACK_CHANNELS: Mapping[str, str] = MappingProxyType(dict(CHANNELS) | {"doorstep": "二次入户"})


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A sample that was drawn (抽查): the seed it hangs on, and the issues in it, by number."""

    no: str
    seed: str
    by_aspect: str
    issues: tuple[str, ...]
    pool_count: int
    drawn_by: str
    drawn_at: str


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What came of looking back (回头看结果). Attempts that reached nobody are counted by themselves.

    `channels` are callbacks that reached somebody; `solved` and `satisfaction` look at each issue's latest.
    """

    channels: dict[str, int]
    not_reached: dict[str, int]
    solved: dict[str, int]
    satisfaction: dict[str, int]
    called: int
    unreached: int
    reopened: int
    demands: int


def may_be_asked(case: Case) -> bool:
    """Say whether its resident may be asked (可回访): closed or not, once it was accepted (S69)."""
    return "callback" in NEXT[stage_of(case)]


def draw(cases: Iterable[Case], seed: str, size: int, by_aspect: str) -> tuple[str, ...]:
    """Draw `size` issues (分层抽样), in the order of their numbers.

    Every stratum, a community with one field or severity, gives in proportion to what it holds, and one at
    least where there is room. Within a stratum the seed alone decides: the same seed draws the same issues
    from the same pool, in whatever order that comes.
    """
    strata: dict[tuple[str, str], list[str]] = {}
    for case in cases:
        key = (case.issue.community_code, ASPECTS[by_aspect](case) or "")
        strata.setdefault(key, []).append(case.no)
    shares = shares_of({key: len(numbers) for key, numbers in strata.items()}, size)
    drawn = (sorted(numbers, key=_lot(seed))[: shares[key]] for key, numbers in strata.items())
    return tuple(sorted(number for part in drawn for number in part))


def shares_of(sizes: Mapping[tuple[str, str], int], wanted: int) -> dict[tuple[str, str], int]:
    """How many each stratum gives (各层抽几件): together `wanted`, or all there are; integers only.

    One each first, the largest strata first; then whoever is furthest behind its share by size.
    """
    order = sorted(sizes, key=lambda key: (-sizes[key], key))
    total = sum(sizes.values())
    left = min(wanted, total)
    shares = {key: int(place < left) for place, key in enumerate(order)}
    for _ in range(left - sum(shares.values())):
        open_ = [key for key in order if shares[key] < sizes[key]]
        shares[max(open_, key=lambda key: sizes[key] * left - shares[key] * total)] += 1
    return shares


def _lot(seed: str) -> Callable[[str], bytes]:
    return lambda number: hashlib.sha256(f"{seed}/{number}".encode("utf-8", "surrogatepass")).digest()


def wrong_with_draw(seed: str, size: int | None, by_aspect: str) -> dict[str, str]:
    """Everything that is wrong with what a sample is asked to be, by field."""
    wrong = {}
    if size is None or not 0 < size <= LARGEST:
        wrong["size"] = f"请写抽几件，1 至 {LARGEST}"
    if by_aspect not in STRATA:
        wrong["by_aspect"] = "请选按什么分层"
    if len(seed) > LONGEST_SEED:
        wrong["seed"] = f"种子最多 {LONGEST_SEED} 个字"
    return wrong


# -- what was heard


def callbacks_of(case: Case, since: str) -> list[Step]:
    """The callbacks of an issue from a day on (回访记录), in order."""
    return [step for step in case.steps if step.kind == "callback" and step.on >= since]


def state_of(case: Case, since: str) -> str:
    """How far looking back has come with an issue: asked, unreached (没联系上) or waiting."""
    found = callbacks_of(case, since)
    if any(step.reached for step in found):
        return "asked"
    return "unreached" if found else "waiting"


def heard(cases: Sequence[Case], since: str) -> Heard:
    """What came of all callbacks from a day on (S70, S71)."""
    steps = {case.no: callbacks_of(case, since) for case in cases}
    every = [step for found in steps.values() for step in found]
    latest = [[step for step in found if step.reached][-1:] for found in steps.values()]
    last = [step for found in latest for step in found]
    return Heard(
        channels=_counted(CALLBACK_CHANNELS, (step.channel for step in every if step.reached)),
        not_reached=_counted(CALLBACK_CHANNELS, (step.channel for step in every if not step.reached)),
        solved=_counted(("yes", "partly", "no"), (step.solved for step in last)),
        satisfaction=_counted(("satisfied", "mostly", "unsatisfied"), (step.satisfaction for step in last)),
        called=len(last),
        unreached=sum(bool(found) and not any(step.reached for step in found) for found in steps.values()),
        reopened=sum(_is_reopening(case, step) for case in cases for step in steps[case.no]),
        demands=sum(step.other is not None for step in every),
    )


def _counted(names: Iterable[str], found: Iterable[str | None]) -> dict[str, int]:
    counts = Counter(found)
    return {name: counts[name] for name in names}


def _is_reopening(case: Case, step: Step) -> bool:
    """The step after a callback that says 没解决 sends it back to work."""
    return any(each.kind == "reopened" and each.seq == step.seq + 1 for each in case.steps)
