import datetime

import pytest

from collector.rules.homes.hardship import (
    Measure,
    policies_of,
    wrong_with_ending,
    wrong_with_mark,
    wrong_with_measure,
    wrong_with_review,
)

TODAY = datetime.date(2022, 8, 5)


@pytest.mark.parametrize(
    ("causes", "policies", "gap", "wrong"),
    [
        (("illness",), "低保", "还差药费", set()),
        (("illness", "other"), "低保\n医疗救助", "还差药费", set()),
        ((), "低保", "还差药费", {"causes"}),
        (("poverty",), "低保", "还差药费", {"causes"}),
        (("illness",), " \n ", "还差药费", {"policies"}),
        (("illness",), "低保", "", {"gap"}),
        (("illness",), "低保", "字" * 2001, {"gap"}),
    ],
)
def test_s17_no_mark_without_a_policy(
    causes: tuple[str, ...], policies: str, gap: str, wrong: set[str]
) -> None:
    """Hardship is what is left when the usual help was given; without any, there is nothing to mark."""
    assert set(wrong_with_mark(causes, policies, gap)) == wrong


def test_policies_stand_one_a_line() -> None:
    """Empty lines are none."""
    assert policies_of("低保\n\n 医疗救助 \n") == ["低保", "医疗救助"]


@pytest.mark.parametrize(
    ("text", "owner", "due_on", "wrong"),
    [
        ("联系医院", "区示例卫健局", "2022-08-20", set()),
        ("", "区示例卫健局", "2022-08-20", {"text"}),
        ("联系医院", " ", "2022-08-20", {"owner"}),
        ("联系医院", "字" * 61, "2022-08-20", {"owner"}),
        ("联系医院", "区示例卫健局", "", {"due_on"}),
        ("联系医院", "区示例卫健局", "8月20日", {"due_on"}),
    ],
)
def test_s30_no_measure_without_owner_and_date(text: str, owner: str, due_on: str, wrong: set[str]) -> None:
    """Somebody does it until some day, or it is no measure."""
    assert set(wrong_with_measure(text, owner, due_on)) == wrong


def test_a_review_lies_ahead() -> None:
    """Tomorrow is early enough, today is too late."""
    assert wrong_with_review("2022-08-06", TODAY) == {}
    assert set(wrong_with_review("2022-08-05", TODAY)) == {"review_on"}
    assert set(wrong_with_review("", TODAY)) == {"review_on"}
    assert set(wrong_with_ending("")) == {"text"}


@pytest.mark.parametrize(
    ("due_on", "done_on", "is_overdue"),
    [("2022-08-05", None, False), ("2022-08-04", None, True), ("2022-08-04", "2022-08-05", False)],
)
def test_a_measure_is_overdue_the_day_after(due_on: str, done_on: str | None, is_overdue: bool) -> None:
    """The day itself is in time; what is done is not overdue any more."""
    measure = Measure(
        no="H2022-000001/1",
        of="H2022-000001",
        seq=1,
        owner="示例",
        due_on=due_on,
        by="office",
        at="2022-07-01",
        done_on=done_on,
    )
    assert measure.is_overdue(TODAY) is is_overdue
