from typing import Any

import pytest

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.issues import dossier
from collector.desk.issues.handling import standing_of
from collector.desk.oversight.dashboard import dashboard
from collector.desk.people.accounts import name_of
from collector.desk.residents.callback import answer, asked, make_link, question_of, waiting
from collector.errors import Conflict, Gone, Missing, NotAllowed, Refusal
from collector.rules.issues.stages import stage_of
from collector.rules.issues.steps import LONGEST_TEXT
from collector.rules.oversight.phase import in_the_way
from tests.makers import (
    TODAY,
    keep_case,
    make_account,
    make_case,
    make_draft,
    make_household,
    make_step,
    make_visit,
)

NO = "2022-000123"
DONE = ("accepted", "resolved", "replied")
OFFICE = make_account(role="campaign_office")
YES: dict[str, Any] = {"solved": "yes", "satisfaction": "satisfied"}


@pytest.fixture
def secret(desk: Desk) -> str:
    """A link for an issue that is done and replied."""
    keep_case(desk, make_case(*DONE))
    return make_link(desk, OFFICE, NO)


def set_days_on(desk: Desk, days: int) -> None:
    desk.clock = Clock(TODAY.replace(day=TODAY.day + days))


def test_s71_an_answer_is_a_callback_of_nobody_in_particular(desk: Desk, secret: str) -> None:
    """It is recorded as a WeChat callback by the resident, with words apart and no name anywhere."""
    answer(desk, secret, solved="yes", satisfaction="mostly", text="亮了", may_publish=True)
    case = desk.case(NO)
    step = case.steps[-1]
    assert (step.kind, step.channel, step.by, step.reached) == ("callback", "wechat", "resident", True)
    assert (step.solved, step.satisfaction, step.may_publish, step.text) == ("yes", "mostly", True, None)
    assert case.text_of(step) == "亮了"
    assert stage_of(case) == "called_back"
    assert name_of(desk, step.by) == "居民本人"
    assert [entry.by for entry in desk.trail][-1] == "resident"


def test_s71_unsolved_reopens_under_the_same_number(desk: Desk, secret: str) -> None:
    """没解决 sends it back to work right after the callback, with nothing written too."""
    question = answer(desk, secret, solved="no", satisfaction="unsatisfied")
    assert [step.kind for step in desk.case(NO).steps][-2:] == ["callback", "reopened"]
    assert (question.state, question.is_reopened, question.issue_no) == ("answered", True, NO)


def test_s71_a_closed_issue_reopens_too(desk: Desk) -> None:
    """A link can be made after 销号 as well."""
    keep_case(desk, make_case(*DONE, "callback", "closed"))
    answer(desk, make_link(desk, OFFICE, NO), solved="no", satisfaction="unsatisfied")
    assert stage_of(desk.case(NO)) == "reopened"


def test_only_the_first_answer_counts(desk: Desk, secret: str) -> None:
    """A second answer, the same or another, changes nothing."""
    answer(desk, secret, **YES)
    steps = desk.case(NO).steps
    assert answer(desk, secret, solved="no", satisfaction="unsatisfied").state == "answered"
    assert desk.case(NO).steps == steps


def test_looking_stores_nothing(desk: Desk, secret: str) -> None:
    """Robots that make previews follow links (R3.6)."""
    head = desk.store.head()
    assert question_of(desk, secret).state == "open"
    assert desk.store.head() == head


def test_the_private_text_is_never_shown(desk: Desk, secret: str) -> None:
    """Before publication there is only field, community and day; afterwards the approved words."""
    before = question_of(desk, secret)
    assert (before.matter, before.summary, before.received_on) == (
        "福兴社区一件“住有宜居”方面的事",
        "",
        "6月10日",
    )
    draft = make_draft(state="published", published_on="2022-07-02", approved_by="publisher")
    desk.act(lambda: desk.registers.publications.put(draft))
    after = question_of(desk, secret)
    assert (after.matter, after.summary) == (draft.title, draft.summary)
    withdrawn = make_draft(state="withdrawn", published_on="2022-07-02", withdrawn_on="2022-07-09")
    desk.act(lambda: desk.registers.publications.put(withdrawn))
    assert question_of(desk, secret) == before


def test_a_link_lives_fourteen_days(desk: Desk, secret: str) -> None:
    """Thirteen days later it answers, on the fourteenth at the same hour it is over for good."""
    set_days_on(desk, 13)
    assert question_of(desk, secret).state == "open"
    set_days_on(desk, 14)
    with pytest.raises(Gone):
        question_of(desk, secret)
    with pytest.raises(Gone):
        answer(desk, secret, **YES)
    assert desk.case(NO).last("callback") is None


def test_a_newer_link_takes_the_place(desk: Desk, secret: str) -> None:
    """Of two links only the newer can be answered; what is kept of them is a digest."""
    newer = make_link(desk, OFFICE, NO)
    with pytest.raises(Gone):
        answer(desk, secret, **YES)
    assert answer(desk, newer, **YES).state == "answered"
    assert newer not in str(list(desk.registers.callback_links))
    with pytest.raises(Missing):
        question_of(desk, "x" * 22)


def test_at_work_again_asks_nothing(desk: Desk, secret: str) -> None:
    """A link whose issue was reopened in the meantime waits until it is done again."""
    keep = make_step("reopened", seq=4)
    desk.act(lambda: desk.registers.steps.add(keep))
    assert answer(desk, secret, **YES).state == "in_hand"
    assert desk.case(NO).steps[-1].kind == "reopened"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"solved": "", "satisfaction": ""}, {"solved", "satisfaction"}),
        ({"solved": "yes", "satisfaction": ""}, {"satisfaction"}),
        ({"solved": "maybe", "satisfaction": "great"}, {"solved", "satisfaction"}),
        (YES | {"text": "字" * (LONGEST_TEXT + 1)}, {"text"}),
    ],
)
def test_an_incomplete_answer_leaves_the_link_open(
    desk: Desk, secret: str, given: dict[str, str], wrong: set[str]
) -> None:
    """Each fault is told at its field, and nothing is recorded."""
    with pytest.raises(Refusal) as refused:
        answer(desk, secret, **given)
    assert set(refused.value.fields) == wrong
    assert question_of(desk, secret).state == "open"


def test_s70_who_handled_it_makes_no_link(desk: Desk) -> None:
    """A link is as good as a call: the handler, other communities and other roles may not make one."""
    keep_case(desk, make_case("accepted", make_step("resolved", by="community_collator"), "replied"))
    with pytest.raises(NotAllowed):
        make_link(desk, make_account(role="community_collator"), NO)
    other = make_account(role="community_collator", username="another")
    assert question_of(desk, make_link(desk, other, NO)).state == "open"
    stranger = make_account(role="community_collator", username="far", community_code="example-1")
    for account in (stranger, make_account(role="unit_handler"), make_account(role="discipline")):
        with pytest.raises(NotAllowed):
            make_link(desk, account, NO)


def test_what_is_not_done_is_not_asked_about(desk: Desk) -> None:
    """No link before it is done and replied."""
    keep_case(desk, make_case("accepted", "resolved"))
    with pytest.raises(Conflict):
        make_link(desk, OFFICE, NO)


def test_the_list_holds_what_waits_for_a_callback(desk: Desk, secret: str) -> None:
    """What was answered leaves the list; a handler's own issues are not on theirs."""
    assert [case.no for case in waiting(desk, OFFICE)] == [NO]
    handler = make_account(role="street_officer", username="unit_handler")
    assert waiting(desk, handler) == []
    answer(desk, secret, **YES)
    assert waiting(desk, OFFICE) == []


def test_every_page_counts_the_same_as_waiting_for_a_callback(desk: Desk) -> None:
    """阶段, 总览, the list behind it and 回访链接: on the spot and merged as well (S23, S54, S69)."""
    lives = (
        ("accepted", "resolved", "replied"),
        (make_step("accepted", severity="on_spot"),),
        ("accepted", make_step("merged", other="2022-000001"), make_step("replied")),
        ("accepted", "resolved", "replied", "callback"),
        ("accepted", "resolved"),
    )
    for number, steps in enumerate(lives, 1):
        given_id = f"00000000-0000-4000-8000-00000000001{number}"
        keep_case(desk, make_case(*steps, no=f"2022-00000{number}", id=given_id))
    owed = ["2022-000001", "2022-000002", "2022-000003"]
    assert [case.no for case in waiting(desk, OFFICE)] == owed
    assert [row.case.no for row in dossier.rows(desk, OFFICE, dossier.Filters(stage="call"))] == owed
    stood = [(case, standing_of(desk, case)) for case in desk.cases.all()]
    assert [case.no for case in in_the_way(stood)["not_called"]] == owed
    assert dashboard(desk, OFFICE).waiting.call == len(owed)


def test_s14_s15_consent_and_contacts_are_told_before(desk: Desk) -> None:
    """Visits, calls and links of the last seven days count; consent is what was said at the door."""
    make_household(desk)
    called = make_step("callback", reached=False, at="2022-08-04T09:00:00+08:00")
    case = keep_case(desk, make_case(*DONE, called))
    assert (asked(desk, case).contacts, asked(desk, case).contact_ok) == (1, False)
    visit = make_visit(started_at="2022-08-01T19:00:00+08:00")
    desk.act(lambda: desk.registers.visits.add(visit))
    assert (asked(desk, case).contacts, asked(desk, case).is_too_often) == (2, True)
    make_link(desk, OFFICE, NO)
    assert asked(desk, case).contacts == 3
