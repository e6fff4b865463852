from typing import Any

import pytest

from collector.desk import Desk
from collector.desk.oversight.supervision import (
    finding_file,
    finding_files,
    notice,
    raise_finding,
    record_talk,
    score_sheet,
    take_finding_step,
)
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.oversight.finding import Finding
from generator.campaign.vocabulary import ROLES
from tests.makers import keep_case, make_account, make_case, make_household, make_visit

OFFICE = make_account(role="campaign_office")
DISCIPLINE = make_account(role="discipline")


@pytest.fixture(autouse=True)
def known(desk: Desk) -> None:
    """What findings may be about: an issue, a visit and a household of fuxing."""
    keep_case(desk, make_case())
    make_household(desk)
    desk.act(lambda: desk.registers.visits.add(make_visit()))


def found(desk: Desk, **changes: Any) -> Finding:
    usual = {"kind": "not_visited", "of": "2022-000123", "on": "2022-07-01", "evidence": "抽查时没有人来过"}
    return raise_finding(desk, OFFICE, **usual | changes)


def confirm(desk: Desk, finding: Finding) -> None:
    take_finding_step(desk, OFFICE, finding.no, "noticed", text="电话告知书记", until="2022-08-10")
    take_finding_step(desk, OFFICE, finding.no, "agreed")
    take_finding_step(desk, DISCIPLINE, finding.no, "confirmed", text="属实")


def score_of(desk: Desk) -> int:
    return score_sheet(desk, OFFICE)[0].score


def test_s87_from_evidence_to_a_point_and_back(desk: Desk) -> None:
    """It costs a point from its confirmation to its withdrawal, and not a moment earlier or later."""
    finding = found(desk)
    assert score_of(desk) == 1000
    take_finding_step(desk, OFFICE, finding.no, "noticed", text="电话告知书记", until="2022-08-10")
    take_finding_step(desk, OFFICE, finding.no, "objected", text="那天去过两户")
    assert score_of(desk) == 1000
    take_finding_step(desk, DISCIPLINE, finding.no, "confirmed", text="查了记录，没有")
    assert score_of(desk) == 999
    take_finding_step(desk, DISCIPLINE, finding.no, "withdrawn", text="登记错了户")
    assert score_of(desk) == 1000
    file = finding_file(desk, OFFICE, finding.no)
    assert [step.kind for step in file.steps] == ["noticed", "objected", "confirmed", "withdrawn"]
    assert file.words["evidence"] == "抽查时没有人来过"
    assert file.text_of(file.steps[1]) == "那天去过两户"
    assert [entry.what for entry in desk.trail] == [
        "finding_raised",
        "finding_noticed",
        "finding_objected",
        "finding_confirmed",
        "finding_withdrawn",
    ]


def test_s88_the_same_event_is_refused(desk: Desk) -> None:
    """Same issue, type and day: once; after a withdrawal it may be found again."""
    first = found(desk)
    with pytest.raises(Conflict):
        found(desk)
    found(desk, on="2022-07-02")
    take_finding_step(desk, OFFICE, first.no, "withdrawn", text="查错了")
    assert found(desk).no == "F2022-000003"


@pytest.mark.parametrize("of", ["2022-000123", "V2022-000001", "fuxing-0001"])
def test_the_community_follows_from_what_it_is_about(desk: Desk, of: str) -> None:
    """An issue, a visit or a household; nothing else."""
    assert found(desk, of=of).community_code == "fuxing"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"of": "2022-999999"}, "of"),
        ({"of": ""}, "of"),
        ({"unit_code": "nobody"}, "unit_code"),
        ({"kind": "late"}, "kind"),
        ({"on": "2022-08-06"}, "on"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_a_refused_finding_leaves_nothing(desk: Desk, changes: dict[str, str], field: str) -> None:
    """Neither finding nor words nor trail."""
    with pytest.raises(Refusal) as refused:
        found(desk, **changes)
    assert list(refused.value.fields) == [field]
    assert finding_files(desk, OFFICE) == []
    assert list(desk.trail) == []


def test_units_own_work_is_recorded_only(desk: Desk) -> None:
    """It stands in the ledger and costs the community nothing."""
    confirm(desk, found(desk, unit_code="civil-affairs"))
    line = score_sheet(desk, OFFICE)[0]
    assert (line.score, line.confirmed, line.of_units) == (1000, 0, 1)


def test_s89_s90_three_make_a_letter_with_both_groups(desk: Desk) -> None:
    """Two are not enough; the letter has the evidence and names 包村居干部 and “两委”成员."""
    make_account(desk, role="committee_member", name="示例委员")
    make_account(desk, role="secretary", name="示例书记")
    make_account(desk, role="liaison", unit_code="city-1", name="示例包村")
    make_account(desk, role="liaison", username="elsewhere", unit_code="civil-affairs", name="别处的")
    for day in (1, 2):
        confirm(desk, found(desk, on=f"2022-07-0{day}"))
    with pytest.raises(Missing):
        notice(desk, OFFICE, "fuxing")
    confirm(desk, found(desk, on="2022-07-03"))
    letter = notice(desk, DISCIPLINE, "fuxing")
    assert [each.name for each in letter.committee] == ["示例委员", "示例书记"]
    assert [each.name for each in letter.liaisons] == ["示例包村"]
    assert [file.finding.on for file in letter.files] == ["2022-07-01", "2022-07-02", "2022-07-03"]
    with pytest.raises(Missing):
        notice(desk, OFFICE, "nowhere")


def test_s90_a_talk_is_recorded(desk: Desk) -> None:
    """When, over which findings, with whom and what came of it; only for a community on the list."""
    with pytest.raises(Missing):
        record_talk(desk, OFFICE, "fuxing", held_on="2022-08-05", people="书记", result="限期整改")
    for day in (1, 2, 3):
        confirm(desk, found(desk, on=f"2022-07-0{day}"))
    with pytest.raises(Refusal):
        record_talk(desk, OFFICE, "fuxing", held_on="2022-08-06", people="", result="限期整改")
    talk = record_talk(desk, OFFICE, "fuxing", held_on="2022-08-05", people="书记", result="限期整改")
    assert talk.finding_nos == ("F2022-000001", "F2022-000002", "F2022-000003")
    [held] = notice(desk, OFFICE, "fuxing").talks
    assert (held.people, held.result) == ("书记", "限期整改")
    assert "书记" not in str(list(desk.registers.talks)) + str(list(desk.trail))


def test_s90_nobody_else_sees_findings(desk: Desk) -> None:
    """Findings and scores are the campaign office's and discipline's."""
    for role in set(ROLES) - {"campaign_office", "discipline"}:
        account = make_account(role=role)
        for look in (score_sheet, finding_files):
            with pytest.raises(NotAllowed):
                look(desk, account)
        with pytest.raises(NotAllowed):
            notice(desk, account, "fuxing")
        with pytest.raises(NotAllowed):
            raise_finding(
                desk, account, kind="not_visited", of="2022-000123", on="2022-07-01", evidence="看过"
            )
