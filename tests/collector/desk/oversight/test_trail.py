"""Everything that is noted has a word, whoever reads it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from collector.desk import Desk
from collector.desk.oversight import trail
from collector.desk.people.leaving import hand_over
from collector.rules.issues.steps import STEP_LABELS
from tests.makers import PROJECT, make_account


def noted(path: Path) -> Iterator[str]:
    """The codes that a module notes, where they stand as they are."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "note":
            for each in node.args[1:2]:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value


def test_every_code_that_is_noted_has_a_word() -> None:
    """Whoever was stood in for reads what was done in Chinese, whatever it was."""
    codes = {code for path in (PROJECT / "collector").rglob("*.py") for code in noted(path)}
    assert len(codes) > 50
    assert codes - trail.LABELS.keys() - STEP_LABELS.keys() == set()


def test_whoever_left_is_in_the_trail(desk: Desk) -> None:
    office = make_account(desk, role="campaign_office")
    make_account(desk)
    make_account(desk, username="grid_worker_2")
    hand_over(desk, office, "grid_worker", "grid_worker_2")
    assert "离岗交接" in [trail.line(desk, each).label for each in trail.entries(desk, office)]
