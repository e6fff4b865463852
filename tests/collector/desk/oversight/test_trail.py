"""Everything that is noted has a word, whoever reads it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from collector.desk import Desk
from collector.desk.oversight import trail
from collector.desk.people.leaving import hand_over
from collector.rules.issues.steps import STEP_LABELS
from tests.makers import PROJECT, make_account

# What is noted under no name that stands in the code: the kind of a step, and of a finding's step.
KINDS = {"step.kind", "f'finding_{kind}'"}


def noted(path: Path) -> Iterator[str]:
    """The codes that a module notes, also where they are handed along, or what else stands in their place."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        names = [each.arg for each in function.args.args]
        for call in calls_in(function, "desk.note", "desk().note", "Entry"):
            given = [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "what")]
            for what in given:
                if ast.unparse(what) in names:
                    at = names.index(ast.unparse(what))
                    for each in calls_in(tree, function.name):
                        yield from codes(each.args[at], named)
                else:
                    yield from codes(what, named)


def calls_in(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            yield node


def codes(what: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(what, ast.Constant):
        yield str(what.value)
    elif isinstance(what, ast.IfExp):
        yield from codes(what.body, named)
        yield from codes(what.orelse, named)
    elif isinstance(what, ast.Name) and what.id in named:
        yield from codes(named[what.id], named)
    else:
        yield ast.unparse(what)


def test_every_code_that_is_noted_has_a_word() -> None:
    """Whoever was stood in for reads what was done in Chinese, whatever it was."""
    found = {code for path in (PROJECT / "collector").rglob("*.py") for code in noted(path)}
    assert found >= KINDS | {"outing_home_added", "day_list_taken", "archived", "purged"}
    assert found - trail.LABELS.keys() - STEP_LABELS.keys() == KINDS


def test_whoever_left_is_in_the_trail(desk: Desk) -> None:
    office = make_account(desk, role="campaign_office")
    make_account(desk)
    make_account(desk, username="grid_worker_2")
    hand_over(desk, office, "grid_worker", "grid_worker_2")
    assert "离岗交接" in [trail.line(desk, each).label for each in trail.entries(desk, office)]
