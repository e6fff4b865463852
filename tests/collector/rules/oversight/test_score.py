import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.rules.oversight.finding import STATES, FindingFile
from collector.rules.oversight.score import for_talk, is_for_talk, line, score, sheet, wrong_with_talk
from generator.campaign.configuration import Finding as FindingKind
from generator.campaign.configuration import Scoring
from tests.makers import make_finding_file

SCORING = Scoring(
    start=1000,
    talk_at=3,
    findings=(
        FindingKind(code="not_visited", label="不入户"),
        FindingKind(code="false_consultation", label="征求意见不实", deducts=False),
    ),
)
COMMUNITIES = ("fuxing", "example-1")


def confirmed(number: int, **changes: str) -> FindingFile:
    return make_finding_file("confirmed", no=f"F2022-{number:06d}", of=f"2022-{number:06d}", **changes)


@pytest.mark.parametrize(("findings", "left"), [(0, 1000), (1, 999), (999, 1), (1000, 0), (1001, 0)])
def test_s87_a_point_each_and_never_below_nothing(findings: int, left: int) -> None:
    """扣完为止: the thousand-and-first costs nothing any more."""
    assert score(findings, 1000) == left
    assert line("fuxing", map(confirmed, range(findings)), SCORING).score == left


@pytest.mark.parametrize(("findings", "is_due"), [(0, False), (2, False), (3, True), (4, True)])
def test_s89_exactly_three_are_for_a_talk(findings: int, is_due: bool) -> None:
    """含3个: three are enough, two are not."""
    assert is_for_talk(findings, 3) is is_due
    assert line("fuxing", map(confirmed, range(findings)), SCORING).is_for_talk is is_due


def test_s89_a_type_may_count_towards_a_talk_without_costing() -> None:
    """征求意见不实 counts to three whether or not the office lets it deduct."""
    found = line("fuxing", [confirmed(n, kind="false_consultation") for n in range(3)], SCORING)
    assert (found.confirmed, found.deducted, found.score, found.is_for_talk) == (3, 0, 1000, True)


def test_units_own_work_is_recorded_only() -> None:
    """It costs the community nothing and brings no talk nearer (requirements, section 10)."""
    files = [*map(confirmed, range(2)), *(confirmed(n, unit_code="civil-affairs") for n in (7, 8))]
    found = line("fuxing", files, SCORING)
    assert (found.confirmed, found.of_units, found.score, found.is_for_talk) == (2, 2, 998, False)
    assert len(for_talk(files, "fuxing")) == 2


def test_s88_the_same_event_costs_once() -> None:
    """Even where two records of it were both confirmed, as after an import."""
    twice = [confirmed(1), make_finding_file("confirmed", no="F2022-000099", of="2022-000001")]
    assert line("fuxing", twice, SCORING).score == 999


def test_s87_a_withdrawal_restores() -> None:
    """What was withdrawn neither costs nor waits."""
    found = line("fuxing", [make_finding_file("withdrawn")], SCORING)
    assert (found.score, found.pending, found.confirmed) == (1000, 0, 0)


def test_s86_communities_stand_in_the_given_order() -> None:
    """No ranking: the worse one does not move, the one without findings is not left out."""
    lines = sheet(COMMUNITIES, [confirmed(1), confirmed(2)], SCORING)
    assert [(each.community_code, each.score) for each in lines] == [("fuxing", 998), ("example-1", 1000)]


FILES = st.lists(
    st.builds(
        lambda state, number, kind, community, unit: make_finding_file(
            state,
            no=f"F2022-{number:06d}",
            of=f"2022-{number % 7:06d}",
            kind=kind,
            community_code=community,
            unit_code=unit,
        ),
        st.sampled_from(sorted(STATES)),
        st.integers(0, 40),
        st.sampled_from([each.code for each in SCORING.findings]),
        st.sampled_from(COMMUNITIES),
        st.sampled_from([None, "civil-affairs"]),
    ),
    max_size=60,
)


@given(FILES, st.integers(0, 12))
def test_the_arithmetic_holds_for_any_findings(files: list[FindingFile], start: int) -> None:
    """Never below nothing, only confirmed ones cost, each event once, and the order does not matter."""
    scoring = Scoring(start=start, talk_at=3, findings=SCORING.findings)
    lines = sheet(COMMUNITIES, files, scoring)
    assert lines == sheet(COMMUNITIES, [file for file in files if file.state != "withdrawn"], scoring)
    for each in lines:
        assert 0 <= each.score <= start
        assert each.score == max(0, start - each.deducted)
        assert each.deducted <= each.confirmed
        assert each.is_for_talk is (each.confirmed >= 3)
        theirs = [file for file in files if file.finding.community_code == each.community_code]
        assert each.confirmed + each.of_units <= sum(file.state == "confirmed" for file in theirs)


@given(FILES, FILES)
def test_more_findings_never_raise_a_score(some: list[FindingFile], more: list[FindingFile]) -> None:
    """Points are only lost; they come back by withdrawal alone."""
    own = [file for file in some if file.finding.unit_code is None]
    added = [file for file in more if file.finding.unit_code is None]
    for before, after in zip(
        sheet(COMMUNITIES, own, SCORING), sheet(COMMUNITIES, own + added, SCORING), strict=True
    ):
        assert after.score <= before.score
        assert after.confirmed >= before.confirmed


def test_what_the_record_of_a_talk_needs() -> None:
    """A day that is past, who came, and what came of it."""
    today = datetime.date(2022, 8, 5)
    assert wrong_with_talk("2022-08-05", "书记", "限期整改", today) == {}
    assert set(wrong_with_talk("2022-08-06", "", " ", today)) == {"held_on", "people", "result"}
    assert set(wrong_with_talk("", "书记", "字" * 2001, today)) == {"held_on", "result"}
