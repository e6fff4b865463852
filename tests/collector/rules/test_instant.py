import datetime

import pytest

from collector.rules.instant import is_past_day, read_day, read_instant, say_day, say_instant


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2022-06-18T19:30", "2022-06-18T19:30:00+08:00"),
        ("2022-06-18T19:30:15", "2022-06-18T19:30:15+08:00"),
        ("2022-06-18 19:30:15.987", "2022-06-18T19:30:15+08:00"),
        ("2022-06-18T11:30:00Z", "2022-06-18T19:30:00+08:00"),
        ("2022-06-18t11:30:00z", "2022-06-18T19:30:00+08:00"),
        ("2022-06-17T23:30:00-12:00", "2022-06-18T19:30:00+08:00"),
    ],
)
def test_every_written_form_becomes_an_instant_of_shanghai(text: str, kept: str) -> None:
    """Any offset is turned into +08:00; without one the time is Shanghai's; seconds are kept, parts not."""
    at = read_instant(text)
    assert at is not None
    assert at.isoformat() == kept


@pytest.mark.parametrize(
    "text",
    ["", "今天", "2022-06-18", "19:30", "2022-13-01T00:00", "2022-06-18T24:30", "２022-06-18T19:30",
     "2022-06-18T19:30+25:00", "0001-01-01T00:00:00+14:00", "2022-06-18T19:30:00 +08:00", "1655551800"],
)  # fmt: skip
def test_what_is_no_instant_is_none(text: str) -> None:
    """What says no instant gives None and never an exception."""
    assert read_instant(text) is None


def test_people_read_day_and_time() -> None:
    """An instant is told as month, day and time."""
    at = datetime.datetime(2022, 6, 8, 9, 5, tzinfo=datetime.UTC)
    assert say_instant(at, datetime.date(2022, 8, 5)) == "6月8日 09:05"


@pytest.mark.parametrize("day", ["2022-07-11", datetime.date(2022, 7, 11)])
def test_a_day_of_another_year_says_which(day: datetime.date | str) -> None:
    """Last July does not read as if it were to come; this year's needs no year."""
    assert say_day(day, datetime.date(2022, 12, 31)) == "7月11日"
    assert say_day(day, datetime.date(2023, 1, 4)) == say_day(day, "2021-06-02") == "2022年7月11日"


def test_a_day_is_written_one_way() -> None:
    """Today and before is the past; a day in digits alone, of a week, or with a blank is none."""
    today = datetime.date(2022, 8, 5)
    assert is_past_day("2022-08-04", today)
    assert is_past_day("2022-08-05", "2022-08-05")
    assert not is_past_day("2022-08-06", today)
    for text in ("20220804", "2022-W31-4", "2022-8-4", " 2022-08-04", "2022-02-30", "昨天", ""):
        assert read_day(text) is None
        assert not is_past_day(text, today)
