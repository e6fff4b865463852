"""What is skipped after a restore, what stands on a site, and what people are told."""

import pytest

from collector.rules.publishing.draft import Shown
from collector.rules.publishing.restored import (
    MOST_DAYS,
    NUMBERS_A_DAY,
    NUMBERS_AN_HOUR,
    Found,
    numbers_to_skip,
    on_site,
)
from generator.campaign.records import Merged, Withdrawn
from tests.content_samples import make_result

UNTIL = "2022-07-30T02:00:00+08:00"


@pytest.mark.parametrize(
    ("at", "skipped"),
    [
        ("2022-07-30T02:00:00+08:00", NUMBERS_AN_HOUR),
        ("2022-07-30T02:59:59+08:00", NUMBERS_AN_HOUR),
        ("2022-07-30T03:00:00+08:00", 2 * NUMBERS_AN_HOUR),
        ("2022-07-30T12:00:00+08:00", NUMBERS_A_DAY),
        ("2022-07-31T01:59:59+08:00", NUMBERS_A_DAY),
        ("2022-08-05T03:00:00+08:00", 7 * NUMBERS_A_DAY),
        ("2022-07-29T02:00:00+08:00", NUMBERS_AN_HOUR),
        ("2032-07-30T02:00:00+08:00", MOST_DAYS * NUMBERS_A_DAY),
    ],
)
def test_the_older_the_backup_the_more_numbers_are_skipped(at: str, skipped: int) -> None:
    """So many for every hour begun and no more than for a day; never more than six digits hold."""
    assert numbers_to_skip(UNTIL, at) == skipped


def test_a_result_stands_with_what_was_merged_into_it() -> None:
    """Every number that can be read on the site is known, whichever file it stands in."""
    result = make_result(issue_no="2022-000001")
    merged = [Merged("2022-000009", "2022-000001"), Merged("2022-000002", "2022-000001")]
    there = on_site([result], merged, [Withdrawn("2022-000005", "2022-07-01")])
    assert there.shown == {"2022-000001": Shown(result, ("2022-000002", "2022-000009"))}
    assert sorted(there.numbers) == [f"2022-00000{n}" for n in (1, 2, 5, 9)]


def test_people_are_told_which_numbers_and_what_to_do() -> None:
    """Every number by itself; of what did not happen nothing is said."""
    found = Found(
        until=UNTIL,
        withdrawn=("2022-000002", "2022-000001"),
        forgotten=("2022-000003",),
        kept=("2022-000004", "2022-000005"),
        unknown=("2022-000005",),
        erased=("fuxing-0001",),
    )
    said = "\n".join(found.lines())
    for words in (
        "2022-07-30 02:00",
        "没有撤下的 2 件：2022-000001、2022-000002",
        "网页上又有的 1 件：2022-000003",
        "比备份新的 2 件：2022-000004、2022-000005",
        "没有登记的 1 件：2022-000005",
        "删除过的 1 户：fuxing-0001",
    ):
        assert words in said
    assert "erasures.txt" not in said
    little = "\n".join(Found(until=UNTIL, has_list=False, is_bare=True).lines())
    assert "erasures.txt" in little
    assert "没法核对" in little
    assert "件：" not in little
