from hypothesis import given
from hypothesis import strategies as st

from collector.rules.issues.issue import Case
from collector.rules.people.account import RESIDENT
from collector.rules.residents.callback import lacks_explanation
from collector.rules.residents.look_back import draw, heard, may_be_asked, shares_of, state_of
from tests.makers import make_case, make_step

DONE = ("accepted", "resolved", "replied")
FIELDS = ("housing", "health", "elders")
PLACES = ("fuxing", "example-1")


def cases_of(kinds: list[tuple[str, str]]) -> list[Case]:
    return [
        make_case(*DONE, no=f"2022-{n:06d}", community_code=place, field=field)
        for n, (place, field) in enumerate(kinds, 1)
    ]


pools = st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(FIELDS)), max_size=30).map(cases_of)


@given(pools, st.integers(1, 40), st.text(max_size=8), st.randoms())
def test_s70_the_same_seed_draws_the_same_sample(pool, size, seed, chance) -> None:
    """In whatever order the pool comes; as many as asked for, or all; none twice, none from elsewhere."""
    drawn = draw(pool, seed, size, "field")
    shuffled = list(pool)
    chance.shuffle(shuffled)
    assert draw(shuffled, seed, size, "field") == drawn
    assert len(drawn) == len(set(drawn)) == min(size, len(pool))
    assert set(drawn) <= {case.no for case in pool}


@given(pools, st.integers(6, 40), st.text(max_size=8))
def test_every_stratum_is_in_the_sample(pool, size, seed) -> None:
    """Where there is room for one each, no community and field is left out."""
    drawn = set(draw(pool, seed, size, "field"))
    strata = {(case.issue.community_code, case.issue.field) for case in pool}
    found = {(case.issue.community_code, case.issue.field) for case in pool if case.no in drawn}
    assert found == strata


def test_another_seed_draws_another_sample() -> None:
    """Ten seeds over a pool of thirty do not all agree."""
    pool = cases_of([("fuxing", "housing")] * 30)
    assert len({draw(pool, str(seed), 5, "severity") for seed in range(10)}) > 1


def test_strata_give_by_their_size() -> None:
    """Sixty, thirty and ten give six, three and one of ten; the small one is never squeezed out."""
    sizes = {("fuxing", "a"): 60, ("fuxing", "b"): 30, ("fuxing", "c"): 10}
    assert list(shares_of(sizes, 10).values()) == [6, 3, 1]
    assert list(shares_of({**sizes, ("fuxing", "d"): 1}, 10).values()) == [5, 3, 1, 1]
    assert list(shares_of(sizes, 2).values()) == [1, 1, 0]
    assert sum(shares_of(sizes, 1000).values()) == 100


def test_s69_closed_and_unclosed_may_be_asked_about() -> None:
    """From acceptance on, whether 销号 or not; what was not accepted is nobody's yet."""
    for steps in (("accepted",), ("accepted", "proposal"), DONE, (*DONE, "callback", "closed")):
        assert may_be_asked(make_case(*steps))
    assert not may_be_asked(make_case())
    assert not may_be_asked(make_case("accepted", "merged"))


def test_s70_who_was_not_reached_is_counted_apart() -> None:
    """Attempts stand beside the answers and in none of them; callbacks before the day do not count."""
    missed = make_step("callback", channel="phone", reached=False, solved=None, satisfaction=None)
    door = make_step("callback", channel="doorstep", solved="no", satisfaction="unsatisfied")
    old = make_step("callback", channel="sms", on="2022-06-01")
    found = heard(
        [
            make_case(*DONE, missed, no="2022-000001"),
            make_case(*DONE, missed, door, "reopened", no="2022-000002"),
            make_case(*DONE, old, no="2022-000003"),
            make_case(*DONE, make_step("callback", other="2022-000009"), no="2022-000004"),
        ],
        "2022-06-13",
    )
    assert found.channels == {"doorstep": 1, "phone": 1, "wechat": 0, "sms": 0}
    assert found.not_reached == {"doorstep": 0, "phone": 2, "wechat": 0, "sms": 0}
    assert found.solved == {"yes": 1, "partly": 0, "no": 1}
    assert found.satisfaction == {"satisfied": 1, "mostly": 0, "unsatisfied": 1}
    assert (found.called, found.unreached, found.reopened, found.demands) == (2, 1, 1, 1)


def test_how_far_it_has_come_with_an_issue() -> None:
    """Waiting until somebody tried, unreached until somebody answered."""
    missed = make_step("callback", reached=False, solved=None, satisfaction=None)
    assert state_of(make_case(*DONE), "2022-06-13") == "waiting"
    assert state_of(make_case(*DONE, missed), "2022-06-13") == "unreached"
    assert state_of(make_case(*DONE, missed, "callback"), "2022-06-13") == "asked"
    assert state_of(make_case(*DONE, "callback"), "2022-06-14") == "waiting"


def test_s72_what_residents_write_explains_nothing() -> None:
    """A caller's words explain, a resident's own do not; being at work again does not, a new end does."""
    told = {"solved": "no", "satisfaction": "unsatisfied"}
    alone = make_step("callback", by=RESIDENT.username, text="还是不亮", **told)
    assert not lacks_explanation(make_case(*DONE, make_step("callback", text="等配件，已说明", **told)))
    assert lacks_explanation(make_case(*DONE, make_step("callback", **told)))
    assert lacks_explanation(make_case(*DONE, alone))
    assert lacks_explanation(make_case(*DONE, alone, "reopened"))
    assert not lacks_explanation(make_case(*DONE, alone, "reopened", "parked"))
    assert not lacks_explanation(make_case(*DONE, alone, "reopened", "resolved"))
    assert not lacks_explanation(make_case(*DONE, "callback"))
