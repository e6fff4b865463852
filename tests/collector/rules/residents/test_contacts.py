import datetime

import pytest

from collector.rules.residents.contacts import contacts_lately, is_often


@pytest.mark.parametrize(
    ("days", "count"),
    [
        ([], 0),
        (["2022-08-05", "2022-07-30"], 2),
        (["2022-07-29"], 0),
        (["2022-08-06"], 0),
    ],
)
def test_s15_contacts_of_seven_days(days: list[str], count: int) -> None:
    """Today and the six days before it count; the eighth day back does not."""
    assert contacts_lately(days, datetime.date(2022, 8, 5)) == count
    assert is_often(count) is (count == 2)
