"""The ledger of households in special hardship (特殊困难群体台账, S30): lines, and records."""

from collections.abc import Iterator
from typing import Any

import msgspec

from collector.desk import Desk
from collector.desk.books.sheets import Line
from collector.desk.homes.hardship import file_of
from collector.rules.homes.hardship import CAUSES


def hardship_records(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every household in hardship with its plans, measures and texts."""
    for each in desk.registers.hardships:
        file = file_of(desk, each)
        yield msgspec.to_builtins(each) | {
            "plan": msgspec.to_builtins(file.plan),
            "measures": msgspec.to_builtins(file.measures),
            "texts": file.words,
        }


def hardship_lines(desk: Desk) -> Iterator[Line]:
    """特殊困难群体台账, one household a line; 一户一策 with its measures in one cell (S30)."""
    for each in desk.registers.hardships:
        file = file_of(desk, each)
        yield {
            "community_code": each.community_code,
            "community": desk.unit_name(each.community_code),
            "household_code": each.household_code,
            "causes": "、".join(CAUSES[cause] for cause in each.causes),
            "policies": file.words.get("policies", ""),
            "gap": file.words.get("gap", ""),
            "marked_on": each.marked_at[:10],
            "plan_no": file.plan.no if file.plan else "",
            "measures": "；".join(
                f"{file.text_of(measure)}（{measure.owner}，{measure.due_on}前"
                + (f"，{measure.done_on}落实）" if measure.done_on else "）")
                for measure in file.measures
            ),
            "review_on": file.plan.review_on if file.plan else "",
            "state": "已解除" if each.ended_at else "没有一户一策" if file.is_gap else "帮扶中",
        }
