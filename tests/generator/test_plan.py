"""The right pages stand at the right addresses and say what the content says."""

import pytest

from generator import plan
from generator.campaign.records import PublishedStep
from generator.edition import Edition
from generator.reading.moment import to_moment
from generator.reading.shelf import load
from tests import content_samples as sample
from tests.content_samples import make_result, published_lines, write_content

COVERAGE = """as_of: 2022-08-05T18:00:00+08:00
street: {households: 100, covered: 80, doorstep: 60, all_asked: 70, issues: 40, resolved: 20, explained: 10}
communities:
  - {community_code: fuxing, households: 50, covered: 40, issues: 30, resolved: 20}
fields:
  - {field: housing, issues: 30, resolved: 20, explained: 5}
"""
ARTICLE = sample.POLICY.replace("source_date: 2022-06-10\n", "")


@pytest.fixture
def planned(tmp_path):
    """Every page by its address; results are those of fuxing."""

    def planned(*results, at="2022-08-05", files=None):
        published = {"2022/published/fuxing.yaml": published_lines(*results) or None}
        content, problems = load(write_content(tmp_path, {**published, **(files or {})}))
        assert problems == []
        edition = Edition(content, to_moment(at) if at else None, None)
        pages = [page for section in plan.sections(edition) for page in section.pages()]
        assert len({page.address for page in pages}) == len(pages)
        return {page.address: page.page for page in pages}

    return planned


def test_every_community_and_field_has_a_page_also_with_nothing(planned):
    """S62."""
    pages = planned()
    assert pages["2022/communities/example-1/"].tally.is_empty
    assert pages["2022/fields/childcare/"].rows == ()
    assert [each.code for each in pages["2022/communities/"].communities] == ["fuxing", "example-1"]


def test_numbers_come_from_coverage_where_it_is_there(planned):
    pages = planned(make_result(), files={"2022/published/coverage.yaml": COVERAGE})
    home = pages[""]
    assert (home.covered.count, home.covered.total, home.covered.percent) == (80, 100, 80)
    assert (home.solved.count, home.solved.total) == (20, 40)
    assert home.total == 1
    fuxing = pages["2022/communities/fuxing/"]
    assert (fuxing.tally.issues, fuxing.tally.explained) == (30, None)
    assert fuxing.covering.percent == 80
    assert pages["2022/communities/example-1/"].covering.households == 0
    assert pages["2022/fields/housing/"].tally.issues == 30
    assert pages["data/"].metrics[0].period == "2022年6月11日至2022年8月5日"


def test_a_period_never_runs_backwards(planned):
    """What is told before the first phase of a year begins is counted from 1 January."""
    early = COVERAGE.replace("2022-08-05", "2022-03-01", 1)
    pages = planned(files={"2022/published/coverage.yaml": early})
    assert pages["data/"].metrics[0].period == "2022年1月1日至2022年3月1日"


def test_without_coverage_only_what_is_published_is_counted_and_that_is_said(planned):
    pages = planned(make_result())
    assert pages[""].covered is None
    assert pages[""].solved.total == 1
    assert pages[""].solved.note == "只算已公布的 1 件。"
    assert pages["2022/communities/fuxing/"].covering is None
    assert planned()[""].solved is None


def test_a_metric_leads_to_the_list_behind_it(planned):
    pages = planned(make_result(), files={"2022/published/coverage.yaml": COVERAGE})
    for metric in pages["data/"].metrics:
        assert metric.href in pages


def test_phases_stand_where_the_day_of_the_data_puts_them(planned):
    assert [each.state for each in planned(at="2022-06-30")[""].phases] == ["now", "next"]
    assert [each.state for each in planned(at="2022-07-01")[""].phases] == ["past", "now"]


def test_where_nothing_is_published_yet_no_page_says_when_that_was(planned):
    """Without a moment no phase is marked, and no sentence ends with a day."""
    pages = planned(at=None)
    assert {each.state for each in pages[""].phases} == {"next"}
    assert pages["2022/communities/fuxing/"].heading == "福兴社区：还没有公布的结果"


def in_hand(**changes):
    return make_result(**{"state": "in_hand", "resolved_on": None, "used_workdays": None} | changes)


@pytest.mark.parametrize(
    ("changes", "at", "late"),
    [
        ({"due_on": "2022-07-04"}, "2022-07-04", False),
        ({"due_on": "2022-07-04"}, "2022-07-05", True),
        ({"due_on": "2022-07-08"}, "2022-07-10", False),  # a weekend is no working day
        ({"due_on": "2022-07-04", "extended_to": "2022-07-20"}, "2022-07-05", False),
        ({"received_on": "2022-06", "due_on": "2022-07", "steps": ()}, "2022-07-31", False),
        ({"received_on": "2022-06", "due_on": "2022-07", "steps": ()}, "2022-08-01", True),
        ({"due_on": None}, "2022-08-01", False),
    ],
)
def test_overdue_looks_at_working_days_and_at_the_extended_date(planned, changes, at, late):
    (row,) = planned(in_hand(**changes), at=at)["2022/results/"].rows
    assert ("已超期" in row.timing) is late


def test_a_page_says_how_its_deadline_was_counted(planned):
    """R4.2: the rest days that were skipped, Dragon Boat among them."""
    page = planned(make_result(received_on="2022-06-02"))["2022/results/2022-000001/"]
    assert page.clock.skipped.startswith("6月3日、4日、5日")


def test_a_second_limit_is_not_counted_from_the_first_day(planned):
    page = planned(in_hand(state="reopened"))["2022/results/2022-000001/"]
    assert page.clock.skipped is None


@pytest.mark.parametrize("state", ["reopened", "resolved"])
def test_the_rest_days_of_a_second_limit_are_those_after_it_began(planned, state):
    """R4.2: none of the days of the first limit, Dragon Boat among them."""
    again = PublishedStep("2022-07-18", "reopened", "重新办")
    made = make_result if state == "resolved" else in_hand
    result = made(state=state, received_on="2022-06-02", due_on="2022-08-08", steps=(again,))
    page = planned(result)["2022/results/2022-000001/"]
    assert page.clock.skipped.startswith("7月23日")


def test_similar_results_were_solved_elsewhere_before(planned):
    other = make_result(issue_no="2022-000005", community_code="example-1", published_on="2022-07-01")
    unsolved = in_hand(issue_no="2022-000006", community_code="example-1")
    files = {"2022/published/example-1.yaml": published_lines(other, unsolved)}
    pages = planned(make_result(), make_result(issue_no="2022-000002"), files=files)
    assert [each.issue_no for each in pages["2022/results/2022-000001/"].similar] == ["2022-000005"]
    assert pages["2022/results/2022-000005/"].similar == ()


def test_the_sheet_for_the_notice_board_has_what_was_solved_last_and_marks_what_is_new(planned):
    """New is what the sheet of two weeks ago could not have; what is in hand stands in the sentence only."""
    dates = {"2022-000001": "2022-07-22", "2022-000002": "2022-07-23", "2022-000003": "2022-08-01"}
    results = [make_result(issue_no=number, published_on=on) for number, on in dates.items()]
    board = planned(*results, in_hand(issue_no="2022-000004"))["2022/communities/fuxing/"].board
    assert [row.is_new for row in board.rows] == [True, True, False]
    assert (board.since, board.new_count) == ("2022-07-22", 2)
    assert planned()["2022/communities/example-1/"].board.rows == ()


def test_what_was_solved_once_more_is_new_though_it_was_published_long_ago(planned):
    """It stands first with the others that are new; the count, the marks and the sentence agree."""
    dates = {
        "2022-000001": ("2022-07-10", "2022-07-27"),
        "2022-000002": ("2022-07-24", "2022-07-20"),
        "2022-000003": ("2022-07-12", "2022-07-11"),
        "2022-000004": ("2022-07-21", "2022-07"),
    }
    results = [
        make_result(issue_no=number, title=number, published_on=published, resolved_on=solved)
        for number, (published, solved) in dates.items()
    ]
    board = planned(*results)["2022/communities/fuxing/"].board
    assert [row.title for row in board.rows if row.is_new] == ["2022-000001", "2022-000002"]
    assert [row.is_new for row in board.rows] == [True, True, False, False]
    assert board.new_count == 2


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("短标题", 10),
        ("一个要占两行的标题" * 3, 6),
        ("第一句有十二个字那么长吧，第二句有十一个字那么长，第三句也不短呢", 4),
    ],
)
def test_the_sheet_takes_as_many_rows_as_it_has_room_for(planned, title, rows):
    results = [
        make_result(issue_no=f"2022-{number:06}", title=title, published_on="2022-08-04")
        for number in range(1, 21)
    ]
    board = planned(*results)["2022/communities/fuxing/"].board
    assert len(board.rows) == rows
    assert board.new_count == 20


def test_every_page_has_a_share_picture_and_a_result_has_its_fields(planned):
    pages = planned(make_result())
    heads = {address: page.head.image for address, page in pages.items()}
    assert heads["2022/results/2022-000001/"] == heads["2022/fields/housing/"]
    assert heads["2022/communities/fuxing/"].startswith("2022/communities/fuxing/card-")
    assert heads["data/"] == heads[""]
    assert all(heads.values())


def test_a_result_names_the_policies_of_its_field(planned):
    page = planned(make_result())["2022/results/2022-000001/"]
    assert [each.href for each in page.policies] == ["policies/plan-2022/"]


def test_filters_name_how_many_results_each_choice_leaves(planned):
    pages = planned(make_result(), in_hand(issue_no="2022-000002", field="safety"))
    filters = pages["2022/results/field/safety/"].filters
    counts = {option.href: option.count for each in filters for option in each.options}
    assert counts["2022/results/field/safety/"] == 1
    assert counts["2022/results/state/resolved/"] == 1
    assert counts["2022/results/"] == 2
    current = [option.href for each in filters for option in each.options if option.is_current]
    assert current == ["2022/results/field/safety/"]
    assert set(counts) <= set(pages)


@pytest.mark.parametrize(
    ("lines", "mark"),
    [
        ("official: {validity: 废止}\n", "已废止"),
        ("official: {validity: 失效}\n", "已失效"),
        ("valid_until: 2022-08-04\n", "已过期"),
        ("valid_until: 2022-08-05\nofficial: {validity: 有效}\n", None),
    ],
)
def test_a_policy_that_no_longer_holds_says_so_in_lists(planned, lines, mark):
    """R1.6, S48."""
    files = {"policies/plan-2022.md": sample.POLICY.replace("summary:", f"{lines}summary:")}
    pages = planned(files=files)
    (group,) = [each for each in pages["policies/"].groups if each.entries]
    assert group.entries[0].mark == mark
    assert pages["policies/plan-2022/"].is_expired is (mark is not None)
    if mark in ("已废止", "已失效"):
        assert f"（{mark}）" in pages["policies/plan-2022/"].head.title


def test_a_result_is_an_article_of_the_day_it_was_published(planned):
    """R1.2."""
    article = planned(make_result())["2022/results/2022-000001/"].head.article
    assert (article.title, article.published_at) == ("楼后的路灯修好了", "2022-07-04 00:00")


def test_titles_and_descriptions_fit(planned):
    """R1.1, R1.3."""
    long = make_result(title="长" * 32, outcome="办" * 300)
    for page in planned(long, files={"notices/a.md": ARTICLE}).values():
        assert 0 < len(page.head.title) <= 32
        assert 0 < len(page.head.description) <= 120


def test_units_come_in_the_order_of_their_dates_and_those_without_a_date_last(planned):
    visit = "unit: city-office, community: fuxing, starts_on: 2022-06-01, ends_on: 2022-06-02"
    quota = "unit: city-office, community: example-1, households: 9"
    units = f"{sample.UNITS}  - {{{visit}}}\n".replace("quotas:\n", f"quotas:\n  - {{{quota}}}\n")
    groups = planned(files={"2022/units.yaml": units})["2022/arrangements/"].groups
    assert [row.unit for row in groups[0].rows] == ["街道示例城建环保办", "市属示例一单位"]
    assert [row.households for row in groups[0].rows] == [None, 40]
    assert [(row.starts_on, row.households) for row in groups[1].rows] == [(None, 9)]


def _next_year(*results):
    """The files of a campaign of 2023, which is then the current one."""
    campaign = sample.CAMPAIGN.replace("2022-", "2023-").replace("year: 2022", "year: 2023")
    return {
        "2023/campaign.yaml": campaign.replace("plan-2023", "plan-2022"),
        "2023/places.yaml": sample.PLACES,
        "2023/units.yaml": sample.UNITS,
        "2023/form.yaml": sample.FORM,
        "2023/ledgers.yaml": sample.LEDGERS,
        "2023/published/fuxing.yaml": published_lines(*results) or None,
        "site.yaml": sample.SITE.replace("current_year: 2022", "current_year: 2023"),
    }  # fmt: skip


def test_two_years_stand_side_by_side(planned):
    """S73: last year's addresses still answer; a number carried over keeps its own."""
    year = _next_year(make_result(issue_no="2023-000001"), make_result(issue_no="2022-000009"))
    pages = planned(make_result(), files=year, at="2023-08-01")
    assert "2022/results/2022-000001/" in pages
    assert "2023/results/2023-000001/" in pages
    listed = [row.href for row in pages["2023/results/"].rows]
    assert listed == ["2023/results/2023-000001/", "2022/results/2022-000009/"]
    assert pages["2022/"].heading == "示例走访（2022年）"
    assert pages[""].recent[0].issue_no == "2023-000001"


def test_pages_of_an_earlier_year_are_of_their_year(planned):
    """Their counts are as of that year's coverage, headings and days name it, and a line leads there."""
    files = _next_year() | {"2022/published/coverage.yaml": COVERAGE}
    pages = planned(make_result(), files=files, at="2023-06-20")
    for address, name in (("2022/communities/fuxing/", "福兴社区"), ("2022/fields/housing/", "住有宜居")):
        assert pages[address].heading.startswith(f"{name}（2022年）：")
        assert pages[address].heading.endswith("（截至2022年8月5日）")
    for address in (
        "2022/results/",
        "2022/communities/",
        "2022/arrangements/",
        "2022/communities/fuxing/cards/",
    ):
        assert pages[address].heading.endswith("（2022年）")
    assert pages["2022/results/2022-000001/"].year == 2022
    assert pages["2023/communities/fuxing/"].heading.endswith("（截至6月20日）")
    for address in ("", "2023/results/", "data/"):
        assert [link.href for link in pages[address].earlier] == ["2022/results/"]
    assert pages["2022/results/"].earlier == ()


def test_a_site_of_one_year_leads_to_no_other(planned):
    """There is no line of earlier years, and no year in a heading."""
    pages = planned(make_result())
    assert [pages[address].earlier for address in ("", "2022/results/", "data/")] == [(), (), ()]
    assert pages["2022/results/"].heading == "办理结果"


def test_the_site_map_names_every_page_that_is_no_single_result(planned):
    pages = planned(make_result(), files={"notices/a.md": ARTICLE, "stories/b.md": ARTICLE})
    listed = {link.href for group in pages["sitemap/"].groups for link in group.links}
    missing = {
        address
        for address in pages
        if address not in listed and not address.startswith("2022/results/") and address != "404.html"
    }
    assert missing == {"sitemap/"}
    assert listed <= set(pages)


def test_a_page_of_results_alone_says_up_to_when_what_it_tells_holds(tmp_path):
    """数据截至 is there on every page, true, and not earlier than a PubDate on it (R1.2, R1.7)."""
    changed = make_result(issue_no="2022-000001", changed_on="2022-07-20")
    late = make_result(
        issue_no="2022-000002", state="in_hand", resolved_on=None, used_workdays=None, due_on="2022-07-08"
    )
    early = make_result(issue_no="2022-000003", state="in_hand", resolved_on=None, due_on="2022-09-01")
    at = to_moment("2022-08-05T18:00")
    folder = write_content(tmp_path, {"2022/published/fuxing.yaml": published_lines(changed, late, early)})
    edition = Edition(load(folder)[0], at, None)
    as_of = {page.address: page.as_of for section in plan.sections(edition) for page in section.pages()}
    assert as_of["2022/results/2022-000001/"] == "2022-07-20 00:00"
    assert as_of["2022/results/2022-000002/"] == "2022-07-11 00:00", "overdue from the Monday on"
    assert as_of["2022/results/2022-000003/"] == f"{early.published_on} 00:00"
    assert as_of[""] is None
    assert as_of["2022/results/"] is None, "counts are those of the whole edition"


def test_what_became_of_an_earlier_years_results_dates_its_pages(tmp_path):
    """A result may be overdue, or changed, after its year was counted; the counts keep their own 截至."""
    late = make_result(
        issue_no="2022-000002", state="in_hand", resolved_on=None, used_workdays=None, due_on="2022-09-07"
    )
    files = _next_year() | {
        "2022/published/coverage.yaml": COVERAGE,
        "2022/published/fuxing.yaml": published_lines(make_result(), late),
    }
    edition = Edition(load(write_content(tmp_path, files))[0], to_moment("2023-06-20"), None)
    pages = {page.address: page for section in plan.sections(edition) for page in section.pages()}
    for address in ("2022/communities/fuxing/", "2022/fields/housing/"):
        assert pages[address].as_of == "2022-09-08 00:00"
        assert pages[address].page.heading.endswith("（截至2022年8月5日）")
    assert pages["2022/communities/"].as_of == "2022-08-05 18:00"
