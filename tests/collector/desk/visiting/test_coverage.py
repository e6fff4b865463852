from collector.desk import Desk
from collector.desk.visiting.coverage import count, to_publish
from collector.desk.visiting.intake import submit_visit
from tests.makers import keep_case, make_account, make_case, make_household, make_visit_body


def test_everything_is_counted_and_little_is_told(desk: Desk) -> None:
    """The desk sees plain numbers; of one visited household among two the public reads nothing."""
    for code in ("fuxing-0001", "fuxing-0002"):
        make_household(desk, code=code)
    submit_visit(desk, make_account(desk), make_visit_body())
    keep_case(desk, make_case("accepted", "resolved", "replied"))
    counted = count(desk)
    row = counted.communities["fuxing"]
    assert (row["households"], row["covered"], row["doorstep"], row["issues"]) == (2, 1, 1, 1)
    assert counted.communities["example-1"]["households"] == 0
    assert counted.fields["housing"]["resolved"] == 1
    coverage, figures = to_publish(desk)
    assert coverage.street.covered is None
    assert coverage.communities[0].covered is None
    assert figures.counts["fuxing"]["covered"] == 1


def test_counts_move_in_steps_from_what_was_told(desk: Desk) -> None:
    """What was remembered at the last publication decides whether one more household is seen (R5.3)."""
    for number in range(30):
        make_household(desk, code=f"fuxing-{number:04d}")
    _, figures = to_publish(desk)
    desk.act(lambda: desk.registers.figures.put(figures))
    for number in range(30, 34):
        make_household(desk, code=f"fuxing-{number:04d}")
    assert count(desk).communities["fuxing"]["households"] == 34
    assert to_publish(desk)[0].street.households == 30
    make_household(desk, code="fuxing-0034")
    assert to_publish(desk)[0].street.households == 35
