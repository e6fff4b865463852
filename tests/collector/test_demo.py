"""`wanhu demo`: marked, repeatable, only into an empty store of demo content, and never half."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from collector.demo import PASSPHRASE, SIGN_INS, is_demo, make_demo
from collector.demo.situations import load_situations, load_talks
from collector.desk import Desk
from collector.desk.issues import merging, unit_ledgers
from collector.desk.issues.calendar_change import take_in
from collector.desk.people import signing_in
from collector.errors import Refusal
from collector.rules.issues.stages import main_of
from generator.build import load_year
from generator.campaign.configuration import CampaignYear
from generator.campaign.vocabulary import FIELDS, ROLES
from tests.makers import PROJECT, make_account, make_desk

SMALL = {"households": 160, "issues": 24}


@pytest.fixture(scope="module")
def year() -> CampaignYear:
    return load_year(PROJECT / "content")


def empty_desk(folder: Path, year: CampaignYear) -> Desk:
    (folder / "content" / "2022").mkdir(parents=True)
    return make_desk(folder, year=year)


@pytest.fixture
def desk(tmp_path: Path, year: CampaignYear) -> Iterator[Desk]:
    desk = empty_desk(tmp_path, year)
    yield desk
    desk.store.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, year: CampaignYear) -> Iterator[Desk]:
    desk = empty_desk(tmp_path_factory.mktemp("small"), year)
    make_demo(desk, **SMALL)
    yield desk
    desk.store.close()


def published(desk: Desk) -> dict[str, bytes]:
    folder = desk.settings.content / "2022" / "published"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_demo_store_is_marked_and_no_other_is(small: Desk, desk: Desk) -> None:
    """Whoever opens the store can tell the demo from real use."""
    assert is_demo(small.store)
    assert not is_demo(desk.store)


def test_a_store_that_was_only_served_still_takes_the_demo(desk: Desk) -> None:
    """Having been started, which remembers the calendar, is no content."""
    assert take_in(desk) is None
    make_demo(desk, **SMALL)
    assert is_demo(desk.store)


def test_the_same_seed_makes_the_same_records_and_another_makes_others(
    small: Desk, desk: Desk, tmp_path: Path, year: CampaignYear
) -> None:
    """What is published follows from sizes and seed alone."""
    make_demo(desk, **SMALL)
    assert published(desk) == published(small)
    other = empty_desk(tmp_path / "other", year)
    make_demo(other, **SMALL, seed=7)
    assert published(other) != published(small)
    other.store.close()


def test_every_role_can_sign_in_with_the_printed_passphrase(small: Desk) -> None:
    """There is an account of every role, and those that are printed exist."""
    accounts = {each.username: each for each in small.registers.accounts}
    assert {each.role for each in accounts.values()} == set(ROLES)
    printed = "\n".join(SIGN_INS)
    assert PASSPHRASE in printed
    named = [name for name in accounts if name in printed]
    assert {accounts[name].role for name in named} == set(ROLES)
    assert signing_in.recognise(small, "grid1", PASSPHRASE)
    assert signing_in.recognise(small, "publisher2", PASSPHRASE)


def test_nobody_approved_or_called_back_their_own(small: Desk) -> None:
    """The demo went through the real acts: two people for each text, another one for each callback."""
    for draft in small.registers.publications:
        assert draft.approved_by != draft.written_by
    assert {each.what for each in small.trail} >= {"visit_submitted", "accepted", "published", "callback"}


def test_the_demo_shows_a_correction_and_a_deputy(small: Desk) -> None:
    """What was added last to a visit, with the first still there, and who reviews next week."""
    [correction] = small.registers.corrections
    assert [each.name for each in correction.changes] == ["policies_told"]
    [named] = small.registers.deputies
    assert (named.first_on, named.last_on) == ("2022-08-08", "2022-08-12")


def test_the_demo_shows_what_several_report_and_what_a_unit_heard(small: Desk) -> None:
    """One pair is merged, others are suggested; one ledger was passed, another waits (S54, S56)."""
    office = small.registers.accounts.get("office1")
    assert office is not None
    cases = small.cases.all()
    merged = [case for case in cases if main_of(case)]
    assert len(merged) == 1
    assert [len(group.cases) for group in merging.suggestions(small, office)] == [2, 2]
    found = unit_ledgers.ledgers(small, office)
    assert {each.unit: len(each.waiting) for each in found.values()} == {"health": 0, "housing": 2}


@pytest.mark.parametrize(
    ("sizes", "made"),
    [
        ({"households": 160, "issues": 24}, 24),
        ({"households": 32, "issues": 8}, 8),
        ({"households": 100}, 25),
        ({"households": 40, "issues": 7}, 7),
        ({"households": 40, "issues": 0}, 0),
    ],
)
def test_there_are_as_many_issues_as_were_asked_for(desk: Desk, sizes: dict[str, int], made: int) -> None:
    """What neighbours and units report is counted in; unless it is said, the households decide."""
    make_demo(desk, **sizes)
    assert len(desk.registers.issues) == made
    assert len(desk.registers.households) == sizes["households"]


def test_a_store_that_holds_anything_is_left_alone(desk: Desk) -> None:
    """One account is enough to refuse, and a second demo is refused too."""
    make_account(desk)
    with pytest.raises(Refusal) as refused:
        make_demo(desk, **SMALL)
    assert refused.value.code == "store_not_empty"
    assert len(desk.registers.accounts) == 1
    assert len(desk.registers.households) == 0


def test_real_content_is_left_alone(desk: Desk) -> None:
    """Where the site is not called a demo, its published records are real and stay."""
    desk.year = msgspec.structs.replace(desk.year, site=msgspec.structs.replace(desk.year.site, demo=False))
    with pytest.raises(Refusal) as refused:
        make_demo(desk, **SMALL)
    assert refused.value.code == "content_not_demo"
    assert len(desk.registers.accounts) == 0


@pytest.mark.parametrize(
    ("sizes", "code"),
    [
        ({"households": 2000, "issues": 1000}, "too_many_issues"),
        ({"households": 2000, "issues": -1}, "too_many_issues"),
        ({"households": 10, "issues": 20}, "too_few_households"),
        ({"households": 7}, "too_few_households"),
        ({"households": -4}, "too_few_households"),
    ],
)
def test_sizes_that_cannot_be_are_refused(desk: Desk, sizes: dict[str, int], code: str) -> None:
    """There are only so many situations, and each needs a household."""
    with pytest.raises(Refusal) as refused:
        make_demo(desk, **sizes)
    assert refused.value.code == code


def test_a_demo_that_fails_leaves_the_store_empty(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is one act: an error in the middle leaves nothing behind, and the next try may succeed."""
    monkeypatch.setattr("collector.demo.timetable.Timetable.run", _fail)
    with pytest.raises(ZeroDivisionError):
        make_demo(desk, **SMALL)
    assert not is_demo(desk.store)
    assert len(desk.registers.households) == 0
    monkeypatch.undo()
    make_demo(desk, **SMALL)
    assert is_demo(desk.store)


def _fail(*_: object) -> None:
    raise ZeroDivisionError


def test_content_without_a_unit_of_the_demo_is_refused(desk: Desk) -> None:
    """A unit that was taken out of units.yaml is named before anything is done."""
    units = tuple(each for each in desk.year.units.units if each.code != "power")
    desk.year = msgspec.structs.replace(
        desk.year, units=msgspec.structs.replace(desk.year.units, units=units, quotas=(), arrangements=())
    )
    with pytest.raises(Refusal, match="power"):
        make_demo(desk, **SMALL)


def test_every_situation_is_complete_and_like_no_other() -> None:
    """At least 18 situations a field; keys, reports and public titles are unique, titles fit a card."""
    situations = load_situations()
    for field in FIELDS:
        assert sum(each.field == field for each in situations) >= 18, field
    for name in ("key", "said"):
        assert len({getattr(each, name) for each in situations}) == len(situations)
    public = [each for each in situations if each.title]
    assert len({each.title for each in public}) == len(public)
    assert len({each.summary for each in public}) == len(public)
    assert max(len(each.title) for each in public) <= 32
    for each in situations:
        needs = {"resolved": ("outcome", "heard", "days"), "explained": ("outcome", "policy", "days")}
        assert all(getattr(each, name) for name in needs.get(each.ending, ())), each.key
        again = (each.again, each.mended, each.heard_again)
        if each.ending == "resolved":
            assert all(again) == any(again) == (each.solved == "partly"), each.key


def test_talks_answer_every_prompt_of_the_form(year: CampaignYear) -> None:
    """There is something to say to each of the nine prompts."""
    assert set(load_talks()) == {str(prompt.no) for prompt in year.form.prompts}
