import datetime
from typing import Any

import pytest

from collector.rules.instant import SHANGHAI
from collector.rules.reading import read
from collector.rules.visiting.submission import field_code, wrong_with_issue, wrong_with_visit
from collector.rules.visiting.visit import IssueReport, VisitReport
from tests.makers import make_inner_issue, make_issue_body, make_visit_body, make_year

NOW = datetime.datetime(2022, 8, 5, 18, 0, tzinfo=SHANGHAI)
YEAR = make_year()


def visit(**changes: Any) -> VisitReport:
    return read(make_visit_body(**changes), VisitReport)[0]


def wrong(**changes: Any) -> dict[str, str]:
    return wrong_with_visit(visit(**changes), YEAR, NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"result": "absent", "ended_at": None},
        {"channel": "phone", "channel_reason": "在外地打工"},
        {"ended_at": "2022-08-05T10:00:00+08:00"},
        {"started_at": "2022-08-05T02:00:00Z", "ended_at": "2022-08-05T02:40:00Z"},
        {"household_code": None, "new_household": {"community_code": "fuxing", "address": "示例路9号"}},
        {"answers": {"1": {"state": "refused"}, "9": {"state": "answered", "text": "多来走走"}}},
        {"companions": [{"role": "other", "name": "示例某"}], "policies_told": ["low-income"]},
        {"issues": [make_inner_issue(field="住有宜居", on_spot="solved", outcome="换了灯泡", prompt=2)]},
        {"issues": [make_inner_issue(community_code="fuxing", household_code="fuxing-0001")]},
        {"issues": [make_inner_issue(collected_at="2022-08-05T10:20:00")]},
    ],
)
def test_what_the_contract_allows_is_taken(changes: dict[str, Any]) -> None:
    """Every kind of visit that is in order has nothing wrong with it."""
    assert wrong(**changes) == {}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"id": "1"}, "id"),
        ({"household_code": None}, "household_code"),
        ({"new_household": {"community_code": "fuxing", "address": "x"}}, "new_household"),
        ({"channel": "email"}, "channel"),
        ({"channel": "phone"}, "channel_reason"),
        ({"result": "seen"}, "result"),
        ({"purpose": "second"}, "purpose"),
        ({"started_at": "上午"}, "started_at"),
        ({"started_at": "2022-08-05T18:06:00", "ended_at": None, "result": "absent"}, "started_at"),
        ({"ended_at": None}, "ended_at"),
        ({"ended_at": "2022-08-05T09:59:59"}, "ended_at"),
        ({"ended_at": "2022-08-06T00:10:00"}, "ended_at"),
        ({"started_at": "2022-08-04T23:50:00", "ended_at": "2022-08-05T00:10:00"}, "ended_at"),
        ({"companions": [{"role": "driver", "name": "示例某"}]}, "companions.0.role"),
        ({"companions": [{"role": "other"}]}, "companions.0.name"),
        ({"companions": [{"role": "other", "name": "甲", "user": "jia"}]}, "companions.0.name"),
        ({"answers": {"10": {"state": "none"}}}, "answers.10"),
        ({"answers": {"1": {"state": "好"}}}, "answers.1.state"),
        ({"policies_told": ["../etc"]}, "policies_told.0"),
        ({"issues": [make_inner_issue(field="道路")]}, "issues.0.field"),
        ({"issues": [make_inner_issue(field="other")]}, "issues.0.field"),
        ({"issues": [make_inner_issue(text=" ")]}, "issues.0.text"),
        ({"issues": [make_inner_issue(on_spot="answered")]}, "issues.0.outcome"),
        ({"issues": [make_inner_issue(on_spot="later", outcome="x")]}, "issues.0.on_spot"),
        ({"issues": [make_inner_issue(outcome="换了灯泡")]}, "issues.0.on_spot"),
        ({"issues": [make_inner_issue(prompt=10)]}, "issues.0.prompt"),
        ({"issues": [make_inner_issue(household_code="fuxing-0002")]}, "issues.0.household_code"),
        ({"issues": [make_inner_issue(collected_at="2022-08-04T10:00")]}, "issues.0.collected_at"),
        ({"issues": [make_inner_issue(collected_at="2022-08-05T23:10")]}, "issues.0.collected_at"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(changes: dict[str, Any], path: str) -> None:
    """Each thing the contract refuses is refused at its own field and nowhere else."""
    assert list(wrong(**changes)) == [path]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"community_code": "nowhere"}, "new_household.community_code"),
        ({"grid_code": "example-1-01"}, "new_household.grid_code"),
        ({"address": ""}, "new_household.address"),
        ({"phone": "问邻居"}, "new_household.phone"),
    ],
)
def test_a_household_off_the_roster_needs_a_place(changes: dict[str, str], path: str) -> None:
    """A household that is not on the roster needs a known community and a door."""
    new = {"community_code": "fuxing", "address": "示例路9号"} | changes
    assert list(wrong(household_code=None, new_household=new)) == [path]


def test_two_issues_of_a_visit_need_ids_of_their_own() -> None:
    """The same id twice in one visit is refused at the second."""
    issue = make_inner_issue()
    assert list(wrong(issues=[issue, issue])) == ["issues.1.id"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"community_code": None}, "community_code"),
        ({"community_code": "nowhere"}, "community_code"),
        ({"collected_at": None}, "collected_at"),
        ({"collected_at": "2022-08-06T10:00:00"}, "collected_at"),
        ({"text": ""}, "text"),
        ({"id": "x"}, "id"),
    ],
)
def test_an_issue_by_itself_says_where_and_when(changes: dict[str, Any], path: str) -> None:
    """Outside a visit an issue needs its own community and time."""
    report = read(make_issue_body(**changes), IssueReport)[0]
    assert list(wrong_with_issue(report, YEAR, NOW)) == [path]


def test_a_field_is_a_code_or_its_chinese_name() -> None:
    """Codes and labels of the nine fields are understood, others are not; 其他 only where configured."""
    assert field_code("housing", YEAR.campaign) == "housing"
    assert field_code("幼有善育", YEAR.campaign) == "childcare"
    assert field_code("其他", YEAR.campaign) is None


def test_an_issue_of_a_visit_names_no_other_community() -> None:
    """Its issues may repeat the household's community; another is refused, as is one there is not."""
    for code in ("nope", "example-1", "福兴社区"):
        found = wrong_with_visit(visit(issues=[make_inner_issue(community_code=code)]), YEAR, NOW, "fuxing")
        assert list(found) == ["issues.0.community_code"]
    repeated = visit(issues=[make_inner_issue(community_code="fuxing")])
    assert wrong_with_visit(repeated, YEAR, NOW, "fuxing") == {}
