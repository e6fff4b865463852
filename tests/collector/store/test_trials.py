"""The trials of `python -m tests.bench.crash`, one or two of each: nothing lost, doubled or wrong."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest

from tests.bench import faults
from tests.bench.store_trials import backups, clocks, full_disk, killed_writers, same_ids
from tests.bench.tally import Place, Tally


@pytest.mark.parametrize(
    ("run", "trials"),
    [(killed_writers, 3), (same_ids, 1), (backups, 1), (clocks, 1)],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_whatever_happens_what_was_acknowledged_is_there_once(
    address: str, run: Callable[[int, Place], Tally], trials: int
) -> None:
    """8 writers killed, 64 clients with the same ids, a backup during 32 writers, clocks."""
    tally = run(trials, lambda: nullcontext(address))
    assert tally.acknowledged > 0
    assert (tally.lost, tally.doubled, tally.wrong) == (0, 0, 0)


@pytest.mark.parametrize("kind", [faults.limited_files, faults.small_disk], ids=lambda each: each.__name__)
def test_a_full_disk_loses_nothing(kind: Callable[[], AbstractContextManager[faults.Disk]]) -> None:
    """Four writers until there is no room, then room again: whole acts only, and reading goes on."""
    if kind is faults.small_disk and not faults.may_mount():
        pytest.skip("这里不能挂载小磁盘，跳过这一项。")
    tally = full_disk(1, kind)
    assert tally.faults > 0
    assert (tally.lost, tally.doubled, tally.wrong) == (0, 0, 0)
