from collector.rules.issues.reconcile import gaps, ledgers, reconcile
from tests.makers import make_case, make_step


def test_each_issue_stands_in_one_ledger_and_the_sums_agree() -> None:
    """District, street and community add up to the whole, community by community (S59)."""
    sources = ("district", "street", "community", "community", "resident", "city", "other")
    cases = [make_case(no=f"2022-{n:06d}", source=source) for n, source in enumerate(sources)]
    books = reconcile(ledgers(cases), [case.no for case in cases], ["fuxing", "example-1"])
    assert books.agree
    assert {level: row["fuxing"] for level, row in books.counts.items()} == {
        "district": 1, "street": 4, "community": 2,
    }  # fmt: skip
    assert sum(sum(row.values()) for row in books.counts.values()) == books.total == 7


def test_any_difference_is_named() -> None:
    """What is in no ledger, in two, or of an unknown community is listed by number."""
    first, second = make_case(no="2022-000001"), make_case(no="2022-000002", community_code="gone")
    given = {"district": [first], "street": [first], "community": [second]}
    books = reconcile(given, [first.no, second.no, "2022-000003"], ["fuxing"])
    assert (books.missing, books.twice, books.astray) == (("2022-000003",), (first.no,), (second.no,))
    assert not books.agree


def test_a_loop_is_closed_by_handling_reply_and_callback() -> None:
    """收集、办理、回复、回访: what is called done lacks none of them (S53)."""
    done = ("accepted", "resolved", "replied")
    assert gaps(make_case("accepted", "proposal")) == ()
    assert gaps(make_case(*done)) == ("回访",)
    assert gaps(make_case(*done, "callback")) == ()
    on_spot = make_case(make_step("accepted", severity="on_spot"), on_spot="solved")
    assert gaps(on_spot) == ("回访",)
