"""At the door (入户), as the plan asks for it: 湖工发〔2022〕34号 一 and 二、(二), and its annex 2."""

import re

import pytest

from collector.desk import Desk
from collector.desk.books.ledgers import LINES
from collector.desk.homes import placing, roster
from collector.desk.issues.handling import standing_of, take_step
from collector.desk.oversight.flagging import waiting
from collector.desk.oversight.supervision import notice, score_sheet
from collector.desk.visiting import coverage
from collector.desk.visiting.brief import brief
from collector.desk.visiting.intake import submit_visit
from collector.errors import Refusal
from collector.rules.homes.roster import pick
from collector.rules.issues.issue import Step
from collector.rules.issues.stages import severity_of, stage_of, unit_of
from collector.rules.people.account import Account
from generator.build import load_year
from generator.campaign.records import PublishedResult
from generator.campaign.vocabulary import COMPANION_ROLES, FIELDS, ROLES
from tests.clients import make_client
from tests.makers import (
    PROJECT,
    STEP_FIELDS,
    keep_case,
    make_account,
    make_case,
    make_household,
    make_inner_issue,
    make_resident,
    make_step,
    make_visit_body,
)

YEAR = load_year(PROJECT / "content")
PROMPTS = {prompt.no: prompt for prompt in YEAR.form.prompts}


@pytest.fixture
def grid(desk: Desk) -> Account:
    """A grid worker of fuxing with two households."""
    make_household(desk)
    make_household(desk, code="fuxing-0002")
    return make_account(desk)


def warned(desk: Desk, account: Account, **changes: object) -> list[str]:
    found: list[str] = submit_visit(desk, account, make_visit_body(**changes)).answer["warnings"]
    return found


def registered(desk: Desk, account: Account, **changes: object) -> str:
    body = make_visit_body(issues=[make_inner_issue(**changes)])
    return str(submit_visit(desk, account, body).answer["issues"][0]["no"])


def test_s05_every_household_is_of_one_grid_of_one_community(desk: Desk, grid: Account) -> None:
    """Three levels whose sums agree: grids add up to their community, communities to the street."""
    make_household(desk, code="example-1-0001", community_code="example-1", grid_code="example-1-01")
    counts = coverage.count(desk).communities
    for community in desk.year.places.communities:
        grids = [place.grid_code for place in roster.places_in(desk, community.code)]
        assert len(grids) == counts[community.code]["households"]
        assert set(grids) <= {each.code for each in community.grids}
    assert sum(row["households"] for row in counts.values()) == len(desk.registers.households) == 3
    assert grid.community_code == "fuxing"


def test_s08_visitors_are_of_every_kind_the_plan_names(desk: Desk) -> None:
    """From city units to the grid worker, each bound to a unit or community."""
    assert {"sponsor", "liaison", "street_officer", "secretary", "committee_member"} <= set(ROLES)
    assert {"community_worker", "grid_worker"} <= set(ROLES)
    assert {unit.level for unit in YEAR.units.units} == {"city", "district", "street", "other"}
    assert make_account(desk, role="sponsor").unit_code == "civil-affairs"


def test_s09_who_is_away_is_asked_from_afar_with_a_reason(desk: Desk, grid: Account) -> None:
    """Phone, WeChat or SMS need a reason, count as covered, and are told apart from the doorstep."""
    with pytest.raises(Refusal) as refused:
        warned(desk, grid, channel="phone")
    assert "channel_reason" in refused.value.fields
    warned(desk, grid, channel="phone", channel_reason="在外地打工")
    warned(desk, grid, household_code="fuxing-0002")
    row = coverage.count(desk).communities["fuxing"]
    assert (row["covered"], row["doorstep"], row["phone"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("ended_at", "warnings"),
    [("2022-08-05T10:30:00+08:00", []), ("2022-08-05T10:29:00+08:00", ["short_visit"])],
)
def test_s10_thirty_minutes_is_enough_and_less_is_flagged_never_blocked(
    desk: Desk, grid: Account, ended_at: str, warnings: list[str]
) -> None:
    """原则上: exactly thirty passes; twenty-nine is stored, remarked upon and flagged for a person."""
    assert warned(desk, grid, ended_at=ended_at) == warnings
    flags = waiting(desk, make_account(desk, role="campaign_office"), kind="short")
    assert len(flags) == len(warnings)
    with pytest.raises(Refusal):
        warned(desk, grid, household_code="fuxing-0002", ended_at="2022-08-05T09:00:00+08:00")


def test_s11_every_household_is_in_exactly_one_state(desk: Desk, grid: Account) -> None:
    """走到了, 排上了, 走不到 or 空户 with a reason, 没走到; one without visits is there with nought."""
    make_household(desk, code="fuxing-0003")
    warned(desk, grid)
    roster.mark(desk, grid, "fuxing-0002", "unreachable", "多次上门都不愿见")
    states = {place.code: place.state for place in roster.places_in(desk, "fuxing")}
    assert states == {"fuxing-0001": "covered", "fuxing-0002": "unreachable", "fuxing-0003": "uncovered"}
    assert coverage.count(desk).communities["example-1"]["covered"] == 0


def test_s12_focus_households_come_first_and_stay_inside(desk: Desk, grid: Account) -> None:
    """Five groups; whoever is of one stands first in a pick, and no public record has room to say so."""
    assert len(YEAR.campaign.focus_groups) == 5
    assert not {"focus", "household_code", "address", "name"} & set(PublishedResult.__struct_fields__)
    make_resident(desk, household_code="fuxing-0002", focus=("lone_elder",))
    places = roster.places_in(desk, grid.community_code or "")
    assert pick(places, roster.focus_of(desk), 1) == ("fuxing-0002",)


def test_s16_one_entry_is_one_line_of_the_ledger(desk: Desk, grid: Account) -> None:
    """入户走访台账 and 问题整改台账 follow from the visit; nothing is typed twice."""
    number = registered(desk, grid)
    [visit] = LINES["visits"](desk)
    [issue] = LINES["issues"](desk)
    assert visit["in_issue_ledger"] == f"是 {number}"
    assert visit["issues_raised"] == issue["text"] == "示例路路灯不亮"


def test_s18_how_much_was_asked_is_counted_and_a_refusal_counts(desk: Desk, grid: Account) -> None:
    """Answered, none and refused all count as asked; the household's brief says how many."""
    every = {str(prompt.no): {"state": "refused"} for prompt in desk.year.form.prompts}
    warned(desk, grid, answers=every)
    assert brief(desk, grid, "fuxing-0001").asked == len(every)
    assert coverage.count(desk).communities["fuxing"]["all_asked"] == 1


def test_s20_what_is_fair_is_resolved_and_nothing_is_done_without_saying_which(desk: Desk) -> None:
    """诉求性质 is asked before 办结, and 合法合理合情 cannot be explained away."""
    keep_case(desk, make_case("accepted"))
    handler = make_account(desk, role="unit_handler")
    with pytest.raises(Refusal) as refused:
        take_step(desk, handler, "2022-000123", "resolved", text="修好了")
    assert "basis" in refused.value.fields
    with pytest.raises(Refusal, match="合法合理合情的要解决"):
        take_step(desk, handler, "2022-000123", "explained", text="讲了", basis="fair")


def test_s21_beyond_the_law_is_explained_with_the_policy(desk: Desk) -> None:
    """解释说明 needs its text and policy, counts as 回应 and not as 解决, and is called back all the same."""
    keep_case(desk, make_case("accepted"))
    handler, office = make_account(desk, role="unit_handler"), make_account(desk, role="campaign_office")
    with pytest.raises(Refusal) as refused:
        take_step(desk, handler, "2022-000123", "explained", text="讲了", basis="beyond_policy")
    assert "policy" in refused.value.fields
    take_step(desk, handler, "2022-000123", "explained", **STEP_FIELDS["explained"])
    take_step(desk, handler, "2022-000123", "replied", **STEP_FIELDS["replied"])
    row = coverage.count(desk).communities["fuxing"]
    assert (row["resolved"], row["explained"]) == (0, 1)
    take_step(desk, office, "2022-000123", "callback", **STEP_FIELDS["callback"])
    assert stage_of(desk.case("2022-000123")) == "called_back"


def test_s22_no_close_out_without_outcome_and_reply(desk: Desk) -> None:
    """销号 comes last, with its evidence, closer and day; reopened, the number stays."""
    keep_case(desk, make_case("accepted", "proposal"))
    office = make_account(desk, role="campaign_office")
    with pytest.raises(Refusal, match="不能“销号”"):
        take_step(desk, office, "2022-000123", "closed", text="办完了")
    keep_case(desk, make_case("accepted", "resolved", "replied", "callback", no="2022-000124"))
    closed = take_step(desk, office, "2022-000124", "closed", text="居民认可").steps[-1]
    assert (closed.by, closed.on) == ("campaign_office", "2022-08-05")
    assert take_step(desk, office, "2022-000124", "reopened", text="又坏了").no == "2022-000124"


@pytest.mark.parametrize("on_spot", ["answered", "solved"])
def test_s23_and_s24_settled_at_the_door_is_closed_on_the_day(
    desk: Desk, grid: Account, on_spot: str
) -> None:
    """Closed as of the visit once the street agrees, counted apart, still to be asked about."""
    number = registered(desk, grid, on_spot=on_spot, outcome="当场讲清")
    reviewer, office = make_account(desk, role="street_reviewer"), make_account(desk, role="campaign_office")
    take_step(desk, reviewer, number, "accepted", severity="on_spot", unit="fuxing")
    found = standing_of(desk, desk.case(number))
    assert (found.stage, found.closed_on) == ("closed", found.started_on)
    assert coverage.count(desk).communities["fuxing"]["on_spot"] == 1
    take_step(desk, office, number, "callback", **STEP_FIELDS["callback"])


def test_s46_the_form_carries_the_annexes_heading(desk: Desk, grid: Account) -> None:
    """入户访问参考, alias 入户必问参考: nine prompts in the plan's order on the page itself."""
    assert (YEAR.form.title, YEAR.form.alias) == ("入户访问参考", "入户必问参考")
    desk.year = YEAR
    page = make_client(desk, grid).get("/desk/visits/new?household=fuxing-0001").text
    places = [page.index(f"{no}. {prompt.title}") for no, prompt in PROMPTS.items()]
    assert places == sorted(places)


def test_s47_the_brief_is_for_who_goes_there_and_every_look_is_kept(desk: Desk, grid: Account) -> None:
    """What is known of a household before the visit; who looked stands in the trail."""
    assert brief(desk, grid, "fuxing-0001").row.place.code == "fuxing-0001"
    stranger = make_client(desk, make_account(desk, role="sponsor"))
    assert stranger.get("/desk/targets/households/fuxing-0001").status_code == 403
    assert [entry.by for entry in desk.trail if entry.what == "household_opened"] == ["grid_worker"]


def test_s48_policies_that_fit_go_along_and_are_ticked(desk: Desk, grid: Account) -> None:
    """Beside the household and in the form; what was told stands in the ledger by its title."""
    client = make_client(desk, grid)
    assert "老房子改造问什么" in client.get("/desk/targets/households/fuxing-0001").text
    assert "老房子改造问什么" in client.get("/desk/visits/new?household=fuxing-0001").text
    warned(desk, grid, policies_told=["housing-renovation"])
    assert next(LINES["visits"](desk))["policies_told"] == "老房子改造问什么"


def test_s49_companions_of_all_seven_kinds(desk: Desk, grid: Account) -> None:
    """The six the plan names, the secretary, and others; by account or by name."""
    assert len(COMPANION_ROLES) == 8
    companions = [{"role": role, "name": "示例某"} for role in COMPANION_ROLES]
    warned(desk, grid, companions=companions)
    assert {each.role for each in next(iter(desk.registers.visits)).companions} == set(COMPANION_ROLES)


@pytest.mark.parametrize(
    ("start", "end", "warnings"),
    [
        ("2022-07-30T19:30:00+08:00", "2022-07-30T20:10:00+08:00", []),
        ("2022-07-30T22:30:00+08:00", "2022-07-30T23:10:00+08:00", ["late_hour"]),
        ("2022-07-30T06:59:00+08:00", "2022-07-30T07:40:00+08:00", ["late_hour"]),
    ],
)
def test_s50_evenings_and_weekends_are_normal(
    desk: Desk, grid: Account, start: str, end: str, warnings: list[str]
) -> None:
    """Saturday after supper is taken without a word; only the night is remarked upon."""
    assert warned(desk, grid, started_at=start, ended_at=end) == warnings


FIELDS_OF = {
    74: (1, ("work", "support")), 75: (2, ("housing",)), 76: (3, ("health",)),
    77: (4, ("childcare", "education")), 78: (5, ("elders",)), 79: (6, ("culture",)), 80: (7, ("safety",)),
}  # fmt: skip


def asked(row: int) -> None:
    no, fields = FIELDS_OF[row]
    assert PROMPTS[no].fields == fields


def test_s74_work_and_income_lead_to_two_fields_with_follow_ups() -> None:
    """Prompt 1: 劳有厚得 and 弱有众扶, with a question more for two kinds of household."""
    asked(74)
    assert len(PROMPTS[1].follow_ups) == 2


def test_s75_living_and_surroundings() -> None:
    """Prompt 2: 住有宜居."""
    asked(75)


def test_s76_seeing_a_doctor() -> None:
    """Prompt 3: 病有良医."""
    asked(76)


def test_s77_children_lead_to_two_fields_with_follow_ups() -> None:
    """Prompt 4: 幼有善育 and 学有优教, with a question more for two kinds of household."""
    asked(77)
    assert len(PROMPTS[4].follow_ups) == 2


def test_s78_growing_old() -> None:
    """Prompt 5: 老有颐养."""
    asked(78)


def test_s79_pastimes() -> None:
    """Prompt 6: 民有文乐."""
    asked(79)


def test_s80_safety_and_all_nine_fields_are_reached() -> None:
    """Prompt 7: 安有保全; together the seven reach every field."""
    asked(80)
    assert {field for prompt in PROMPTS.values() for field in prompt.fields} == set(FIELDS)


def test_s81_other_hardship_is_classified_by_the_visitor(desk: Desk, grid: Account) -> None:
    """Prompt 8 has no field of its own: without one chosen the issue is refused, with one it is taken."""
    assert PROMPTS[8].fields == ()
    with pytest.raises(Refusal) as refused:
        registered(desk, grid, prompt=8, field="")
    assert "issues.0.field" in refused.value.fields
    assert registered(desk, grid, prompt=8, field="support")


def test_s82_an_opinion_is_no_issue(desk: Desk, grid: Account) -> None:
    """Prompt 9 is listened to: no issue, no clock, no public record."""
    assert PROMPTS[9].kind == "opinion"
    warned(desk, grid, answers={"9": {"state": "answered", "text": "多来走走"}})
    assert len(desk.registers.issues) == 0


def test_s89_and_s90_three_confirmed_make_a_draft_for_people_to_decide(desk: Desk) -> None:
    """With two there is no letter; the software lists and counts, nobody is ranked."""
    discipline = make_account(desk, role="discipline")
    assert [line.score for line in score_sheet(desk, discipline)] == [1000, 1000]
    with pytest.raises(Refusal):
        notice(desk, discipline, "fuxing")


def test_s101_a_household_that_is_not_on_the_roster_is_visited_at_once(desk: Desk, grid: Account) -> None:
    """It gets a code, an issue of it gets a number, and the collator places it afterwards."""
    new = {"community_code": "fuxing", "address": "示例路9号"}
    body = make_visit_body(household_code=None, new_household=new, issues=[make_inner_issue()])
    answer = submit_visit(desk, grid, body).answer
    assert answer["warnings"] == ["not_on_roster"]
    [waiting_home] = placing.unplaced(desk, make_account(desk, role="community_collator"), "fuxing")
    placing.place(desk, make_account(role="community_collator"), waiting_home.door.code, "fuxing-01")
    assert re.fullmatch(r"2022-\d{6}", answer["issues"][0]["no"])
    assert coverage.count(desk).communities["fuxing"]["households"] == 3


def test_s07_the_community_sees_whatever_unit_handles_it(desk: Desk) -> None:
    """条块结合、以块为主: an issue handed to a department stays in its community's list."""
    keep_case(desk, make_case("accepted", make_step("handed_over")))
    assert unit_of(desk.case("2022-000123")) == "city-office"
    assert severity_of(desk.case("2022-000123")) == "general"
    page = make_client(desk, make_account(desk, role="community_collator")).get("/desk/issues/").text
    assert "2022-000123" in page


def test_s06_only_satisfaction_is_asked_for_and_nothing_else_is_scored() -> None:
    """The other three of 四感 are no question of the plan: nowhere is there a place for them."""
    asked_back = set(Step.__struct_fields__) | set(PublishedResult.__struct_fields__)
    assert "satisfaction" in asked_back
    assert not {name for name in asked_back if "happiness" in name or "score" in name or "gain" in name}
