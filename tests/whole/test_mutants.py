"""The table of safeties taken away still fits the code (变异表); `python -m tests.bench.mutants` runs it."""

import ast

import pytest

from tests.bench.mutant_table import MUTANTS, Mutant
from tests.makers import PROJECT


def test_every_mutant_has_a_name_of_its_own() -> None:
    """So that a verdict says which safety it is about."""
    assert len({each.name for each in MUTANTS}) == len(MUTANTS) >= 40


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_what_a_mutant_takes_away_is_there(mutant: Mutant) -> None:
    """Its text stands once in its file, and a file of Python is still Python without it; its tests exist."""
    text = (PROJECT / mutant.file).read_text(encoding="utf-8")
    assert text.count(mutant.find) == 1
    assert mutant.replace != mutant.find
    if mutant.file.endswith(".py"):
        ast.parse(text.replace(mutant.find, mutant.replace))
    assert mutant.tests
    for test in mutant.tests:
        file, _, name = test.partition("::")
        assert f"def {name}" in (PROJECT / file).read_text(encoding="utf-8")
