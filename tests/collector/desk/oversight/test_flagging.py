import pytest

from collector.desk import Desk
from collector.desk.oversight.flagging import counts, dismiss, flag_of, seen, text_of, waiting
from collector.desk.oversight.supervision import raise_finding
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.issues.issue import Words
from generator.campaign.vocabulary import ROLES
from tests.makers import keep_case, make_account, make_case, make_household, make_step, make_visit

OFFICE = make_account(role="campaign_office")
DISCIPLINE = make_account(role="discipline")
TEXT = "家里就老两口，吃饭看病都还方便"
SHORT, SAME, DENIED = "short:V2022-000001", "same_text:V2022-000001:V2022-000002", "unchanged:2022-000123:4"


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Two visits told of in the same words, one of them short, and an issue that was not solved after all."""
    for number, end in ((1, "10:05"), (2, "11:40")):
        home = make_household(desk, code=f"fuxing-{number:04d}")
        visit = make_visit(
            no=f"V2022-{number:06d}",
            household_code=home.code,
            started_at=f"2022-06-18T{end[:2]}:00:00+08:00",
            ended_at=f"2022-06-18T{end}:00+08:00",
        )
        words = Words(of=visit.no, part="answer:2", household_code=home.code, text=TEXT)
        desk.act(lambda visit=visit: desk.registers.visits.add(visit))
        desk.act(lambda words=words: desk.registers.words.add(words))
    keep_case(desk, make_case("accepted", "resolved", "replied", make_step("callback", solved="no")))
    return desk


def test_flags_wait_for_a_person(busy: Desk) -> None:
    """They are worked out of the records, newest first, and narrowed by kind and community."""
    assert [flag.code for flag in waiting(busy, OFFICE)] == [SHORT, SAME, DENIED]
    assert counts(busy, OFFICE) == {"short": 1, "overlap": 0, "same_text": 1, "unchanged": 1}
    assert [flag.code for flag in waiting(busy, OFFICE, kind="short")] == [SHORT]
    assert waiting(busy, OFFICE, community="example-1") == []
    assert list(busy.registers.rulings) == []


def test_a_dismissed_flag_stays_away(busy: Desk) -> None:
    """With who, when and why; it is dismissed once."""
    dismiss(busy, DISCIPLINE, SHORT, "老人身体不适，改日补访")
    assert SHORT not in {flag.code for flag in waiting(busy, OFFICE)}
    assert seen(busy, OFFICE, SHORT).reason == "老人身体不适，改日补访"
    assert [(entry.by, entry.what, entry.of) for entry in busy.trail] == [
        ("discipline", "flag_dismissed", SHORT)
    ]
    with pytest.raises(Conflict):
        dismiss(busy, OFFICE, SHORT, "再排除一次")
    assert len(busy.registers.words.having(of=SHORT)) == 1


def test_a_flag_by_itself_costs_nothing(busy: Desk) -> None:
    """Confirming it makes a finding that still has to be told to the community."""
    found = raise_finding(
        busy,
        OFFICE,
        kind="not_visited",
        of="2022-000123",
        on="2022-06-13",
        evidence="现场看过，没有变化",
        flag_code=DENIED,
    )
    ruling = seen(busy, OFFICE, DENIED).ruling
    assert ruling
    assert (ruling.finding_no, found.flag_code) == (found.no, DENIED)
    assert DENIED not in {flag.code for flag in waiting(busy, OFFICE)}


def test_a_reason_is_asked_for(busy: Desk) -> None:
    """No flag goes away without a word."""
    for because in ("  ", "字" * 2001):
        with pytest.raises(Refusal) as refused:
            dismiss(busy, OFFICE, SHORT, because)
        assert set(refused.value.fields) == {"because"}


def test_discipline_sees_numbers_and_no_words(busy: Desk) -> None:
    """What residents said is for those who may read cases."""
    flag = flag_of(busy, SAME)
    assert text_of(busy, OFFICE, flag) == TEXT
    assert text_of(busy, DISCIPLINE, flag) == ""
    assert text_of(busy, OFFICE, flag_of(busy, SHORT)) == ""


def test_erased_words_leave_no_flag(busy: Desk) -> None:
    """When a household's words are erased, what was seen in them is gone too."""
    busy.act(lambda: busy.registers.words.remove(household_code="fuxing-0002"))
    with pytest.raises(Missing):
        flag_of(busy, SAME)


def test_nobody_else_sees_flags(busy: Desk) -> None:
    """Flags are the campaign office's and discipline's."""
    for role in set(ROLES) - {"campaign_office", "discipline"}:
        with pytest.raises(NotAllowed):
            waiting(busy, make_account(role=role))
        with pytest.raises(NotAllowed):
            dismiss(busy, make_account(role=role), SHORT, "没事")
