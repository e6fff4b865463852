"""Do the ledgers agree (对账): three levels from one store, and the closed loop of every issue (S53, S59)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from collector.rules.issues.issue import Case
from collector.rules.issues.stages import DONE_STAGES, current_round, last_of, stage_of

# 逐级建立问题整改台账 (二、(二)1): which ledger an issue stands in follows from who collected it.
LEVELS: Mapping[str, str] = MappingProxyType(
    {"district": "区直部门台账", "street": "街道台账", "community": "村居社区台账"}
)


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """The three ledgers held against the whole (三级台账对账).

    `counts` by level and community; `missing` are in no ledger, `twice` in more than one, `astray` of a
    community that is not in places.yaml. All three empty means that the sums agree.
    """

    counts: Mapping[str, Mapping[str, int]]
    total: int
    missing: tuple[str, ...]
    twice: tuple[str, ...]
    astray: tuple[str, ...]

    @property
    def agree(self) -> bool:
        return not (self.missing or self.twice or self.astray)


def level_of(case: Case) -> str:
    """The ledger an issue belongs to (所属台账); what is of nobody below, the street keeps."""
    source = case.issue.source
    return source if source in ("district", "community") else "street"


def ledgers(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Each level's ledger, in the order of numbers."""
    found: dict[str, list[Case]] = {level: [] for level in LEVELS}
    for case in cases:
        found[level_of(case)].append(case)
    return found


def reconcile(
    books: Mapping[str, Iterable[Case]], numbers: Iterable[str], communities: Iterable[str]
) -> Books:
    """Hold ledgers against the numbers given out; `communities` are all there are."""
    known, given = list(communities), list(numbers)
    counts = {level: dict.fromkeys(known, 0) for level in books}
    entered: Counter[str] = Counter()
    astray = []
    for level, cases in books.items():
        for case in cases:
            entered[case.no] += 1
            if case.issue.community_code in counts[level]:
                counts[level][case.issue.community_code] += 1
            else:
                astray.append(case.no)
    return Books(
        counts=counts,
        total=len(given),
        missing=tuple(number for number in given if not entered[number]),
        twice=tuple(number for number, times in entered.items() if times > 1),
        astray=tuple(astray),
    )


# 收集、办理、回复、回访 (S53), each with the kinds of step that close this part of the loop.
LOOP: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "办理": ("resolved", "explained"),
        "回复": ("replied",),
        "回访": ("callback",),
    }
)


def gaps(case: Case) -> tuple[str, ...]:
    """What a case that is called done lacks of the loop (闭环缺口): nothing, or the parts by name."""
    if stage_of(case) not in DONE_STAGES:
        return ()
    steps = current_round(case)
    parts = {name: last_of(steps, *kinds) is not None for name, kinds in LOOP.items()}
    if case.issue.on_spot or stage_of(case).startswith("merged"):
        parts["办理"] = parts["回复"] = True
    return tuple(name for name, is_there in parts.items() if not is_there)
