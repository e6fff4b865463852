"""The ledgers of supervision (认定台账、计分表, S86 to S89), internal: what was found and what it costs.

Communities stand in the order of places.yaml; there is no ranking.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.books.sheets import Line
from collector.desk.oversight.supervision import all_files, scores
from collector.rules.oversight.finding import STATES


def finding_lines(desk: Desk) -> Iterator[Line]:
    """问题认定台账, one finding a line (S87 to S89); only what is confirmed costs a point."""
    labels = {each.code: each.label for each in desk.year.campaign.scoring.findings}
    people = {each.username: each.name for each in desk.registers.accounts}
    evidence = {each.of: each.text for each in desk.registers.words if each.part == "evidence"}
    for file in all_files(desk):
        finding = file.finding
        yield {
            "community_code": finding.community_code,
            "community": desk.unit_name(finding.community_code),
            "unit_code": finding.unit_code or "",
            "finding_no": finding.no,
            "kind": labels.get(finding.kind, finding.kind),
            "of": finding.of,
            "on": finding.on,
            "found_by": people.get(finding.found_by, finding.found_by),
            "evidence": evidence.get(finding.no, ""),
            "unit": desk.unit_name(finding.unit_code),
            "state": STATES[file.state],
        }


def finding_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every finding with its steps."""
    words = desk.registers.texts()
    for file in all_files(desk):
        steps = {"steps": msgspec.to_builtins(file.steps), "texts": words.get(file.no, {})}
        yield msgspec.to_builtins(file.finding) | {"state": file.state} | steps


def score_lines(desk: Desk) -> Iterator[Line]:
    """综合考核计分表, one community a line (S86)."""
    campaign = desk.year.campaign
    for found in scores(desk):
        yield {
            "community_code": found.community_code,
            "year": str(campaign.year),
            "community": desk.unit_name(found.community_code),
            "confirmed": str(found.confirmed),
            "deducted": str(found.deducted),
            "score": str(found.score),
            "start": str(campaign.scoring.start),
            "is_for_talk": "是" if found.is_for_talk else "否",
            "of_units": str(found.of_units),
            "pending": str(found.pending),
        }


def score_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """The score of every community, with its year."""
    for found in scores(desk):
        yield {"year": desk.year.campaign.year} | msgspec.to_builtins(found)
