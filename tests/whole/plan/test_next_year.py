"""The archive and the next year (档案、下一年): 湖工发〔2022〕34号 二、(一)2 and 三、(五)."""

import datetime
import io
import re
import shutil
import zipfile
from pathlib import Path

import msgspec
import pytest

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.books.archive import make_archive
from collector.desk.issues.handling import standing_of, take_step
from collector.desk.keeping.new_year import open_year
from collector.desk.publishing import drafting, publication
from collector.desk.residents import look_back
from collector.desk.visiting import brief, coverage
from collector.desk.visiting.intake import submit_issue, submit_visit
from collector.errors import Conflict, Refusal
from collector.rules.people.account import COMMAND_LINE
from collector.rules.visiting.coverage import Figures
from collector.rules.visiting.quota import QuotaLine
from collector.store.restored import mark
from collector.store.storage import open_store
from generator.build import load_year
from tests.clients import make_client
from tests.makers import (
    PROJECT,
    STEP_FIELDS,
    keep_case,
    make_account,
    make_case,
    make_draft,
    make_household,
    make_issue_body,
    make_settings,
    make_step,
    make_visit,
    make_visit_body,
)

OPEN, CLOSED = "2022-000001", "2022-000002"
DONE = ("accepted", "resolved", "replied")


class TwoYears:
    """An installation that goes from one year into the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignored = shutil.ignore_patterns("published")
        shutil.copytree(PROJECT / "content", folder / "content", ignore=ignored)
        self.store = open_store(str(folder / "store"))
        self.desk = self.at(datetime.date(2022, 11, 30))

    def at(self, day: datetime.date) -> Desk:
        """The desk as it starts on a day, with the year the settings name."""
        settings = make_settings(self.folder, today=day)
        return Desk(self.store, load_year(settings.content), settings, Clock(day))


@pytest.fixture
def years(tmp_path: Path) -> TwoYears:
    """At the end of 2022: one household met, one not; an issue open since October, one published."""
    years = TwoYears(tmp_path)
    desk = years.desk
    make_account(desk)
    make_household(desk)
    make_household(desk, code="fuxing-0002", unreachable_reason="没有联系方式，邻居也不清楚")
    desk.act(lambda: desk.registers.visits.add(make_visit()))
    at = "2022-10-20T10:00:00+08:00"
    given_id = "00000000-0000-4000-8000-00000000000"
    accepted = make_step("accepted", at="2022-10-21T09:00:00+08:00", severity="critical")
    keep_case(desk, make_case(accepted, no=OPEN, id=given_id + "1", collected_at=at))
    keep_case(desk, make_case(*DONE, "callback", "closed", no=CLOSED, id=given_id + "2"))
    published = make_draft(issue_no=CLOSED, state="published", published_on="2022-07-04")
    desk.act(lambda: desk.registers.publications.add(published))
    desk.act(lambda: desk.registers.count_from("2022-000002"))
    publication.publish_all(desk)
    return years


def test_s39_the_archive_opens_with_its_totals_and_its_hashes(years: TwoYears) -> None:
    """One file, the same each time, with ledgers, summary, trail, settings and hashes."""
    first, second = (make_archive(years.desk, COMMAND_LINE) for _ in range(2))
    assert first.data == second.data
    with zipfile.ZipFile(io.BytesIO(first.data)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    assert {"hashes.txt", "汇总.csv", "留痕.csv", "入户走访台账.xlsx", "问题整改台账.csv"} <= set(names)
    assert (first.totals["visits"], first.totals["issues"]) == (1, 2)


def test_s73_the_next_year_begins_with_what_is_not_finished(years: TwoYears) -> None:
    """Roster and open issues go along with number and clock; the closed stay; every door is asked again."""
    old = years.desk
    clock = standing_of(old, old.case(OPEN)).completion
    done = open_year(old, COMMAND_LINE, 2023)
    assert (done.carried, done.closed, done.missed, done.unreached) == (1, 1, 1, ())
    desk = years.at(datetime.date(2023, 6, 15))
    assert desk.year.campaign.year == 2023
    assert desk.year.campaign.phases[1].ends_on == datetime.date(2023, 6, 30)
    assert [case.no for case in desk.cases.all()] == [OPEN]
    assert standing_of(desk, desk.case(OPEN)).completion == clock
    row = coverage.count(desk).communities["fuxing"]
    assert (row["households"], row["covered"], row["issues"]) == (2, 0, 1)
    assert len(brief.brief(desk, make_account(role="secretary"), "fuxing-0001").visits) == 1
    home = desk.registers.households.get("fuxing-0002")
    assert home is not None
    assert home.unreachable_reason is None


def test_s73_the_limits_of_a_new_year_are_not_those_of_what_is_carried(years: TwoYears) -> None:
    """A shorter limit makes nothing of last year late; what is registered from then on has it."""
    old = years.desk
    clock = standing_of(old, old.case(OPEN)).completion
    open_year(old, COMMAND_LINE, 2023)
    settings = old.settings.content / "2023" / "campaign.yaml"
    text = settings.read_text("utf-8")
    assert "general: 15" in text
    settings.write_text(text.replace("general: 15", "general: 10"), "utf-8")
    desk = years.at(datetime.date(2023, 6, 15))
    assert standing_of(desk, desk.case(OPEN)).completion == clock
    assert (desk.limits_of(OPEN).general, desk.limits_of("2023-000001").general) == (15, 10)


def test_s73_a_new_year_tells_none_of_last_years_visits(years: TwoYears) -> None:
    """Counts move in steps from what was told of their own year, not of the one before."""
    told = {"fuxing": dict.fromkeys(("households", "covered", "doorstep"), 2)}
    years.desk.registers.figures.put(Figures(code="2022", counts=told))
    open_year(years.desk, COMMAND_LINE, 2023)
    figures = coverage.to_publish(years.at(datetime.date(2023, 1, 4)))[1]
    assert figures.code == "2023"
    assert figures.counts["fuxing"]["covered"] == 0


def test_s73_callbacks_count_from_the_day_the_year_was_opened(years: TwoYears) -> None:
    """Who is called about a carried issue before the first phase was called; later the phase decides."""
    open_year(years.desk, COMMAND_LINE, 2023)
    assert look_back.since(years.at(datetime.date(2023, 2, 6))) == "2022-11-30"
    desk = years.at(datetime.date(2023, 12, 30))
    phase = next(each for each in desk.year.campaign.phases if each.code == look_back.PHASE)
    assert look_back.since(desk) == phase.starts_on.isoformat()


def test_s73_the_days_of_last_year_say_which_year_they_are_of(years: TwoYears) -> None:
    """At the desk of the new year no day of the old one reads as if it were to come."""
    open_year(years.desk, COMMAND_LINE, 2023)
    desk = years.at(datetime.date(2023, 1, 4))
    office = make_client(desk, make_account(desk, role="campaign_office"))
    for page in ("/desk/", "/desk/issues/", "/desk/office/", f"/desk/issues/{OPEN}"):
        text = re.sub(r"<[^>]+>", "", office.get(page).text)
        found = re.findall(r"(?<!年)(?:10|11|12)月\d+日", text)
        assert not found, (page, found)
    assert "2022年10月20日" in office.get("/desk/issues/").text


def test_s73_a_new_year_begins_at_one_whatever_was_restored_before(years: TwoYears) -> None:
    """Numbers are skipped in the year in which people gave them out; in the next one there were none."""
    mark(years.store)
    open_year(years.desk, COMMAND_LINE, 2023)
    desk = years.at(datetime.date(2023, 1, 3))
    assert desk.act(lambda: desk.registers.next_no("2023")) == "2023-000001"
    assert desk.act(lambda: desk.registers.next_no("2022")) == "2022-000203"


def test_s73_new_numbers_and_first_visits_begin_afresh(years: TwoYears) -> None:
    """What is registered in 2023 is numbered so, and a first visit is no repeat of last year's."""
    open_year(years.desk, COMMAND_LINE, 2023)
    desk = years.at(datetime.date(2023, 6, 15))
    grid = make_account(role="grid_worker")
    day = {"started_at": "2023-06-15T10:00:00", "ended_at": "2023-06-15T10:40:00"}
    answer = submit_visit(desk, grid, make_visit_body(**day)).answer
    assert (answer["no"], answer["warnings"]) == ("V2023-000001", [])
    issue = submit_issue(desk, grid, make_issue_body(collected_at="2023-06-15T10:00:00")).answer
    assert issue["no"] == "2023-000001"
    assert coverage.count(desk).communities["fuxing"]["covered"] == 1


def test_s73_both_years_stand_and_a_carried_result_keeps_its_address(years: TwoYears) -> None:
    """Last year's pages stay; an issue solved in 2023 is published where its number says, under 2022."""
    open_year(years.desk, COMMAND_LINE, 2023)
    desk = years.at(datetime.date(2023, 6, 15))
    handler, office = make_account(desk, role="unit_handler"), make_account(desk, role="campaign_office")
    take_step(desk, handler, OPEN, "resolved", **STEP_FIELDS["resolved"])
    take_step(desk, handler, OPEN, "replied", **STEP_FIELDS["replied"])
    texts = {"title": "示例路路灯修好了", "summary": "示例路晚上看不清。", "outcome": "换了灯具。"}
    drafting.write(desk, office, OPEN, matter="public", **texts)
    drafting.hand_in(desk, office, OPEN)
    publication.publish(desk, make_account(role="publisher"), OPEN)
    site, content = desk.settings.site, desk.settings.content
    for address in (
        f"2022/results/{OPEN}",
        f"2022/results/{CLOSED}",
        "2022",
        "2023",
        "2023/communities/fuxing",
    ):
        assert (site / address / "index.html").exists(), address
    lines = (content / "2022/published/fuxing.yaml").read_text()
    assert OPEN in lines
    assert CLOSED in lines
    assert not (content / "2023/published/fuxing.yaml").exists()
    assert 'as_of: "2022' in (content / "2022/published/coverage.yaml").read_text()
    assert 'as_of: "2023' in (content / "2023/published/coverage.yaml").read_text()


def test_s73_the_closing_year_is_told_as_it_stands_at_its_end(years: TwoYears) -> None:
    """What was visited after the last publication counts in the old year's figures, for good."""
    desk = years.desk
    desk.act(lambda: desk.registers.visits.add(make_visit(no="V2022-000099", household_code="fuxing-0002")))
    for number in range(3, 9):
        given_id = f"00000000-0000-4000-8000-0000000000{number:02}"
        keep_case(desk, make_case(*DONE, no=f"2022-00000{number}", id=given_id))
    open_year(desk, COMMAND_LINE, 2023)
    assert '"issues": 8' in (desk.settings.content / "2022/published/coverage.yaml").read_text()
    publication.publish_all(years.at(datetime.date(2023, 6, 15)))
    assert '"issues": 8' in (desk.settings.content / "2022/published/coverage.yaml").read_text()


def test_s73_a_site_that_cannot_be_built_keeps_the_year_open(years: TwoYears) -> None:
    """Where the last figures cannot go out nothing of the new year is begun."""
    site = years.folder / "content/site.yaml"
    site.write_text(site.read_text().replace("phone_hours", "phone_houses"))
    with pytest.raises(Refusal, match="网站没有生成"):
        open_year(years.desk, COMMAND_LINE, 2023)
    assert not (years.folder / "content/2023").exists()
    assert years.desk.registers.years.get("2023") is None


@pytest.mark.parametrize(
    "written", ["2022-06-10", "'2022-06-10'", '"2022-06-10"   # 暂定', "2022-06-10  # 暂定"]
)
def test_s73_days_move_on_however_they_are_written(years: TwoYears, written: str) -> None:
    """What the check takes for a day is a year later, in either quotation marks or none, with a remark."""
    content = years.folder / "content"
    campaign, site = content / "2022/campaign.yaml", content / "site.yaml"
    text = campaign.read_text().replace("year: 2022", "year:  2022  # 年度", 1)
    campaign.write_text(text.replace('ends_on: "2022-06-10"', f"ends_on: {written}"))
    site.write_text(site.read_text().replace("current_year: 2022", "current_year:  2022 # 年度"))
    open_year(years.desk, COMMAND_LINE, 2023)
    found = load_year(content).campaign
    assert (found.year, found.phases[0].ends_on) == (2023, datetime.date(2023, 6, 10))


@pytest.mark.parametrize(
    ("file", "was", "written", "said"),
    [
        ("2022/campaign.yaml", 'ends_on: "2022-06-10"', "ends_on:\n      2022-06-10", "第 22 行的日期"),
        ("2022/campaign.yaml", "\nyear: 2022", "\nyear:\n  2022", "year 没能改成 2023"),
        ("site.yaml", "current_year: 2022", "current_year:\n  2022", "current_year 没能改成 2023"),
    ],
)
def test_s73_a_day_that_would_stay_is_refused(
    years: TwoYears, file: str, was: str, written: str, said: str
) -> None:
    """Written so that it cannot be moved on, it is told where, and nothing is begun."""
    place = years.folder / "content" / file
    place.write_text(place.read_text().replace(was, written))
    with pytest.raises(Refusal, match=said):
        open_year(years.desk, COMMAND_LINE, 2023)
    assert not (years.folder / "content/2023").exists()
    assert years.desk.registers.years.get("2023") is None


def test_s73_imported_quotas_end_with_their_year(years: TwoYears) -> None:
    """The new year asks for what its units.yaml says, whatever was imported in the old one."""
    old = years.desk
    line = QuotaLine(code="education/example-2", unit="education", community="example-2", households=999)
    old.act(lambda: old.registers.quotas.put(line))
    assert open_year(old, COMMAND_LINE, 2023).quotas == 1
    desk = years.at(datetime.date(2023, 6, 15))
    assert desk.units() == desk.year.units


def test_s73_two_years_without_being_met_are_listed(years: TwoYears) -> None:
    """Opening 2024 names the households that nobody met in 2022 or 2023."""
    open_year(years.desk, COMMAND_LINE, 2023)
    desk = years.at(datetime.date(2023, 11, 30))
    day = {"started_at": "2023-06-15T10:00:00", "ended_at": "2023-06-15T10:40:00"}
    submit_visit(desk, make_account(role="grid_worker"), make_visit_body(**day))
    assert open_year(desk, COMMAND_LINE, 2024).unreached == ("fuxing-0002",)


def test_a_year_opens_once_and_only_the_next(years: TwoYears) -> None:
    """Another year is refused and nothing is left behind; the same twice as well."""
    with pytest.raises(Refusal, match="只能开 2023 年"):
        open_year(years.desk, COMMAND_LINE, 2025)
    assert not (years.folder / "content/2025").exists()
    open_year(years.desk, COMMAND_LINE, 2023)
    with pytest.raises(Conflict):
        open_year(years.desk, COMMAND_LINE, 2023)
    text = (years.folder / "content/2023/campaign.yaml").read_text()
    assert text.startswith("# 从 2022 年结转而来")
    assert msgspec.to_builtins(load_year(years.folder / "content").campaign)["year"] == 2023
