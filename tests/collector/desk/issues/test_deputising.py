import datetime
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.issues import unit_ledgers
from collector.desk.issues.deputising import (
    all_named,
    choices,
    done_for,
    lay_down,
    name_deputy,
    take_back,
    take_up,
)
from collector.desk.issues.handling import steps_for, take_step
from collector.desk.people import accounts, signing_in
from collector.desk.publishing.drafting import approval_of, hand_in, write
from collector.errors import Conflict, NotAllowed, Refusal
from collector.rules.issues.deputy import Deputy
from collector.rules.people.account import Account
from tests.makers import (
    STEP_FIELDS,
    keep_case,
    make_account,
    make_case,
    make_desk,
    make_draft,
    make_step,
)

NO = "2022-000123"
DAYS = {"first_on": "2022-08-05", "last_on": "2022-08-07"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    for role in ("street_reviewer", "publisher", "campaign_office", "unit_handler"):
        make_account(desk, role=role)
    yield desk
    desk.store.close()


def person(desk: Desk, username: str) -> Account:
    return accounts.known_account(desk, username)


def named(desk: Desk, reviewer: str = "street_reviewer", deputy: str = "campaign_office") -> Deputy:
    return name_deputy(desk, person(desk, reviewer), deputy=deputy, **DAYS)


def acting(
    desk: Desk, reviewer: str = "street_reviewer", deputy: str = "campaign_office"
) -> tuple[str, Account]:
    """A session of the deputy in which they act, and who that session speaks for."""
    secret = signing_in.open_session(desk, person(desk, deputy))
    take_up(desk, person(desk, deputy), secret, named(desk, reviewer, deputy).no)
    found = signing_in.account_of(desk, "session", secret)
    assert found is not None
    return secret, found


def test_a_deputy_reviews_under_both_names(desk: Desk) -> None:
    """The step and the trail say who did it and in whose place; the reviewer reads it back."""
    keep_case(desk, make_case())
    _, deputy = acting(desk)
    case = take_step(desk, deputy, NO, "accepted", **STEP_FIELDS["accepted"])
    assert (case.steps[0].by, case.steps[0].acting_for) == ("campaign_office", "street_reviewer")
    [entry] = [each for each in desk.trail if each.what == "accepted"]
    assert (entry.by, entry.acting_for) == ("campaign_office", "street_reviewer")
    labels = [(each.label, each.of) for each in done_for(desk, person(desk, "street_reviewer"))]
    assert labels == [("受理定级", NO), ("开始代办", "street_reviewer")]


@pytest.mark.parametrize("reporter", ["campaign_office", "street_reviewer"])
def test_neither_of_the_two_own_submissions_is_reviewed(desk: Desk, reporter: str) -> None:
    """不得自审: the deputy's own and the reviewer's own wait for somebody else; it is not even offered."""
    case = keep_case(desk, make_case(reported_by=reporter))
    _, deputy = acting(desk)
    assert steps_for(deputy, case) == ()
    with pytest.raises(NotAllowed, match="不得自审"):
        take_step(desk, deputy, NO, "accepted", **STEP_FIELDS["accepted"])


@pytest.mark.parametrize("writer", ["campaign_office", "publisher"])
def test_neither_of_the_two_own_texts_is_approved(desk: Desk, writer: str) -> None:
    """A public text is approved by somebody who stands behind neither the writer nor the deputy."""
    keep_case(desk, make_case("accepted", "proposal", "resolved"))
    desk.act(lambda: desk.registers.drafts.add(make_draft(written_by=writer)))
    _, deputy = acting(desk, "publisher")
    with pytest.raises(NotAllowed, match="不得自审"):
        approval_of(desk, deputy, NO)


def test_a_text_written_in_somebodys_place_is_theirs_too(desk: Desk) -> None:
    """Coming back, the publisher does not approve what a deputy wrote in their name."""
    keep_case(desk, make_case("accepted", "proposal", "resolved"))
    _, deputy = acting(desk, "publisher")
    texts = {"title": "示例路路灯修好了", "summary": "路灯不亮。", "outcome": "更换了灯具。"}
    write(desk, deputy, NO, matter="public", **texts)
    hand_in(desk, deputy, NO)
    with pytest.raises(NotAllowed, match="不得自审"):
        approval_of(desk, person(desk, "publisher"), NO)


def test_a_text_approved_in_somebodys_place_says_so(desk: Desk) -> None:
    """Both names stand at the approval."""
    steps = ("accepted", "proposal", make_step("resolved", at="2022-06-14T09:00:00+08:00"))
    keep_case(desk, make_case(*steps))
    desk.act(lambda: desk.registers.drafts.add(make_draft()))
    _, deputy = acting(desk, "publisher")
    approved = approval_of(desk, deputy, NO)
    assert (approved.approved_by, approved.approved_for) == ("campaign_office", "publisher")


def test_a_ledger_with_something_of_either_is_judged_by_others(desk: Desk) -> None:
    """A unit's ledger as a whole keeps to the same rule."""
    sponsor = make_account(desk, role="sponsor")
    keep_case(
        desk, make_case("accepted", make_step("forwarded"), reported_by="street_reviewer", source="district")
    )
    _, deputy = acting(desk)
    assert sponsor.unit_code
    with pytest.raises(NotAllowed, match="不得自审"):
        unit_ledgers.judge(desk, deputy, "L2022-000001", "passed")


def test_it_is_over_after_the_last_day_whatever_the_session_does(desk: Desk) -> None:
    """The session lives on; from the next day it speaks for its owner alone."""
    secret, deputy = acting(desk)
    assert deputy.role == "street_reviewer"
    for day, role in ((7, "street_reviewer"), (8, "campaign_office")):
        desk.clock = Clock(datetime.date(2022, 8, day))
        [ticket] = desk.registers.tickets.having(kind="session")
        desk.act(lambda kept=ticket: desk.registers.tickets.put(msgspec.structs.replace(kept, expires_at=0)))  # type: ignore[misc]
        found = signing_in.account_of(desk, "session", secret)
        assert found is not None
        assert found.role == role
    assert found.acting_for is None


def test_taken_back_or_laid_down_one_is_oneself_again(desk: Desk) -> None:
    """At the next click, without signing in again; what is over cannot be taken up or back."""
    secret, deputy = acting(desk)
    lay_down(desk, deputy, secret)
    assert signing_in.account_of(desk, "session", secret) == person(desk, "campaign_office")
    [only] = all_named(desk, person(desk, "street_reviewer"))
    take_up(desk, person(desk, "campaign_office"), secret, only.no)
    take_back(desk, person(desk, "street_reviewer"), only.no)
    assert signing_in.account_of(desk, "session", secret) == person(desk, "campaign_office")
    with pytest.raises(Conflict):
        take_back(desk, person(desk, "street_reviewer"), only.no)
    with pytest.raises(NotAllowed):
        take_up(desk, person(desk, "campaign_office"), secret, only.no)


def test_who_acts_for_somebody_names_nobody(desk: Desk) -> None:
    """No deputy of a deputy; and nobody may act, or take back, who was not asked."""
    secret, deputy = acting(desk)
    with pytest.raises(NotAllowed):
        name_deputy(desk, deputy, deputy="publisher", **DAYS)
    [only] = all_named(desk, person(desk, "street_reviewer"))
    with pytest.raises(NotAllowed):
        take_back(desk, deputy, only.no)
    with pytest.raises(NotAllowed):
        take_back(desk, person(desk, "publisher"), only.no)
    with pytest.raises(NotAllowed):
        take_up(
            desk, person(desk, "publisher"), signing_in.open_session(desk, person(desk, "publisher")), only.no
        )
    assert signing_in.account_of(desk, "session", secret) == deputy


def test_only_colleagues_of_the_street_are_offered(desk: Desk) -> None:
    """Oneself is not, nor a unit's handler, nor for publishing who has no second factor."""
    assert set(choices(desk, person(desk, "street_reviewer"))) == {"publisher", "campaign_office"}
    assert set(choices(desk, person(desk, "publisher"))) == {"campaign_office"}
    assert choices(desk, person(desk, "campaign_office")) == {}
    with pytest.raises(Refusal):
        name_deputy(desk, person(desk, "street_reviewer"), deputy="unit_handler", **DAYS)
    with pytest.raises(NotAllowed):
        name_deputy(desk, person(desk, "campaign_office"), deputy="publisher", **DAYS)
