"""The benches: commands that nobody runs every day still start."""

import importlib

import pytest

from tests.makers import PROJECT

BENCHES = sorted(path.stem for path in (PROJECT / "tests" / "bench").glob("*.py"))


@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_finds_what_it_stands_on(name: str) -> None:
    """Every module of tests/bench can be imported, though others were renamed or changed since."""
    assert importlib.import_module(f"tests.bench.{name}").__doc__
