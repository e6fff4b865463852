"""Purging (到期删除): a preview removes nothing; on the day people go and the ledger stays."""

import datetime

import pytest

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.keeping.erasure import erase
from collector.desk.keeping.retention import Purge, purge, what_purging_removes
from collector.desk.visiting.intake import submit_visit
from collector.rules.homes.hardship import Hardship
from collector.rules.issues.issue import Words
from collector.store.care import verify
from collector.store.trail import Entry
from tests.makers import (
    keep_case,
    make_account,
    make_case,
    make_draft,
    make_household,
    make_resident,
    make_visit_body,
)

NOTHING = Purge(residents=0, texts=0, drafts=0, focus=0, trail=0)


@pytest.fixture
def lived(desk: Desk) -> Desk:
    """One household with an old marked resident and a word; another with an issue at work; one finding."""
    make_household(desk)
    make_resident(desk, focus=("lone_elder",))
    make_household(desk, code="fuxing-0002")
    keep_case(desk, make_case("accepted", household_code="fuxing-0002"))
    helped = Hardship(
        household_code="fuxing-0001", community_code="fuxing", causes=("illness",), policy_count=1,
        marked_by="li", marked_at="2022-06-12T10:00:00+08:00", ended_at="2022-06-20T10:00:00+08:00",
    )  # fmt: skip
    desk.act(lambda: desk.registers.hardships.add(helped))
    texts = desk.registers.words
    for words in (
        Words(of="V2022-000001", part="answer:1", household_code="fuxing-0001", text="腿脚不好"),
        Words(of="F2022-000001", part="evidence", text="查过台账"),
    ):
        desk.act(lambda words=words: texts.add(words))
    desk.act(lambda: desk.trail.add(Entry(at="2022-06-12T10:00:00+08:00", by="li", what="looked")))
    return desk


def on(desk: Desk, *day: int) -> Desk:
    desk.clock = Clock(datetime.date(*day))
    return desk


def said(desk: Desk) -> set[str]:
    return {each.of for each in desk.registers.words}


def test_marks_go_when_the_campaign_ends_and_people_stay(lived: Desk) -> None:
    """After the last phase only the mark of who is visited first is due."""
    assert what_purging_removes(on(lived, 2022, 6, 30)) == NOTHING
    assert purge(on(lived, 2022, 7, 1), "li") == Purge(residents=0, texts=0, drafts=0, focus=1, trail=0)
    resident = lived.registers.residents.get("fuxing-0001")
    assert resident is not None
    assert (resident.name, resident.focus) == ("示例某", ())


def test_people_go_a_year_later_but_who_still_waits(lived: Desk) -> None:
    """Who lives there and their words go; a household with an issue at work, findings and numbers stay."""
    steps = list(lived.registers.steps)
    before = said(lived)
    assert purge(on(lived, 2023, 7, 1), "li") == Purge(residents=1, texts=1, drafts=0, focus=0, trail=0)
    assert [each.household_code for each in lived.registers.residents] == ["fuxing-0002"]
    assert before - said(lived) == {"V2022-000001"}
    assert list(lived.registers.steps) == steps
    assert len(lived.registers.households) == 2
    helped = lived.registers.hardships.get("fuxing-0001")
    assert helped is not None
    assert (helped.causes, helped.policy_count) == ((), 1)
    assert verify(lived.store) == []


def test_a_preview_removes_nothing_and_tells_what_goes(lived: Desk) -> None:
    """What the preview counts is what goes; afterwards there is nothing more to do."""
    on(lived, 2025, 6, 13)
    head = lived.store.head()
    found = what_purging_removes(lived)
    assert found.trail == 1
    assert lived.store.head() == head
    assert purge(lived, "li") == found
    assert what_purging_removes(lived) == NOTHING
    assert [(each.what, each.detail) for each in lived.trail][-1] == ("purged", str(found))


def test_nothing_stays_that_an_erasure_removes(desk: Desk) -> None:
    """Drafts, withdrawn texts, reasons, what a resend is known by: gone in time as they are on request."""
    number = "2022-000123"
    for code in ("fuxing-0001", "fuxing-0002"):
        make_household(desk, code=code, unreachable_reason="女儿说老人住院")
        make_resident(desk, household_code=code)
        submit_visit(desk, make_account(desk), make_visit_body(household_code=code), {"typed": code})
    for no, code in ((number, "fuxing-0001"), ("2022-000124", None)):
        case = make_case("accepted", "resolved", "replied", "closed", no=no, id=no, household_code=code)
        keep_case(desk, case)
        draft = make_draft(issue_no=no, state="draft")
        desk.act(lambda draft=draft: desk.registers.drafts.add(draft))
    for no in (number, "2022-000124"):
        gone = make_draft(issue_no=no, state="withdrawn", withdrawn_on="2022-08-01")
        desk.act(lambda gone=gone: desk.registers.publications.add(gone))
    erase(desk, "li", "fuxing-0002")
    kept = on(desk, 2035, 1, 1).registers
    assert purge(desk, "li").drafts == 4
    assert [each.unreachable_reason for each in kept.households] == ["已删除", "已删除"]
    assert [*kept.residents, *kept.words, *kept.drafts] == []
    assert [each.title + each.summary + each.outcome for each in kept.publications] == ["", ""]
    assert [(each.digest, each.sent) for each in kept.submissions] == [("", ""), ("", "")]
    head = desk.store.head()
    assert what_purging_removes(desk) == NOTHING
    assert purge(desk, "li") == NOTHING
    assert desk.store.head().seq == head.seq + 1  # its line in the trail
