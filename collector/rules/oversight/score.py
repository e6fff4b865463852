"""The thousand-point account (千分制): one point for each confirmed finding, never below nothing.

Source: 湖工发〔2022〕34号 四、(三). Communities stand in the order of places.yaml; there is no ranking.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from collector.rules.instant import is_past_day
from collector.rules.issues.steps import LONGEST_TEXT
from collector.rules.oversight.finding import Finding, FindingFile
from generator.campaign.configuration import Scoring


class ScoreLine(msgspec.Struct, frozen=True, kw_only=True):
    """A community's line of the score sheet (得分): what counts towards a talk may not all cost points.

    `of_units` are findings on units' own work, recorded only; `pending` are not confirmed yet.
    """

    community_code: str
    confirmed: int
    deducted: int
    score: int
    is_for_talk: bool
    of_units: int = 0
    pending: int = 0


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """A talk that was held (约谈, S90) over these findings; who came and what came of it is Words."""

    no: str
    community_code: str
    held_on: str
    finding_nos: tuple[str, ...]
    at: str
    by: str


def score(deducting: int, start: int) -> int:
    """What is left of the points (得分), 扣完为止 (S87)."""
    return max(0, start - deducting)


def is_for_talk(confirmed: int, talk_at: int) -> bool:
    """Say whether a talk is to be proposed (约谈): at three, counting three (S89)."""
    return confirmed >= talk_at


def sheet(communities: Iterable[str], files: Iterable[FindingFile], scoring: Scoring) -> list[ScoreLine]:
    """The score sheet of all communities, in their given order (S86)."""
    theirs: dict[str, list[FindingFile]] = defaultdict(list)
    for file in files:
        theirs[file.finding.community_code].append(file)
    return [line(code, theirs[code], scoring) for code in communities]


def line(community_code: str, files: Iterable[FindingFile], scoring: Scoring) -> ScoreLine:
    """The line of one community; the same event counts once, however often it was confirmed (S88)."""
    costly = {each.code for each in scoring.findings if each.deducts}
    standing = [file for file in files if file.state != "withdrawn"]
    confirmed = {file.finding.event: file.finding for file in standing if file.state == "confirmed"}
    own = [finding for finding in confirmed.values() if _is_own(finding)]
    deducted = sum(finding.kind in costly for finding in own)
    return ScoreLine(
        community_code=community_code,
        confirmed=len(own),
        deducted=deducted,
        score=score(deducted, scoring.start),
        is_for_talk=is_for_talk(len(own), scoring.talk_at),
        of_units=len(confirmed) - len(own),
        pending=sum(file.state != "confirmed" for file in standing),
    )


def for_talk(files: Iterable[FindingFile], community_code: str) -> list[FindingFile]:
    """The confirmed findings on a community's own work (约谈依据), in the order they happened."""
    found = (
        file
        for file in files
        if file.state == "confirmed"
        and file.finding.community_code == community_code
        and _is_own(file.finding)
    )
    return sorted(found, key=lambda file: (file.finding.on, file.no))


def _is_own(finding: Finding) -> bool:
    """Say whether it is the community's own work, and no unit's."""
    return finding.unit_code is None


def wrong_with_talk(held_on: str, people: str, result: str, today: datetime.date) -> dict[str, str]:
    """Everything that the record of a talk lacks, by field."""
    asks = {"people": "请写约谈了谁", "result": "请写约谈的结果"}
    texts = {"people": people, "result": result}
    wrong = {name: ask for name, ask in asks.items() if not texts[name].strip()}
    wrong |= {name: f"最多写 {LONGEST_TEXT} 个字" for name, text in texts.items() if len(text) > LONGEST_TEXT}
    if not is_past_day(held_on, today):
        wrong["held_on"] = "请选哪天约谈的，今天或以前"
    return wrong
