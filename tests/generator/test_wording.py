"""Dates, numbers and sentences as residents read them."""

import datetime

import pytest

from generator import wording
from generator.campaign.records import PublishedStep
from generator.parts import Tally
from tests.page_samples import LATE_RESULT, LEAST_RESULT, make_result

SUFFIX = "湖田街道走千村进万户"


@pytest.mark.parametrize(
    ("written", "full", "short"),
    [
        ("2022-06-03", "2022年6月3日", "6月3日"),
        ("2022-12-31", "2022年12月31日", "12月31日"),
        ("2022-06", "2022年6月", "2022年6月"),
    ],
)
def test_dates_are_spoken_dates(written, full, short):
    """A day may drop its year, a month keeps it."""
    assert wording.day(written) == full
    assert wording.short_day(written) == short
    assert wording.yearless(written) == short.removeprefix("2022年")


def test_a_weekday_is_named():
    """2022-07-04 was a Monday."""
    assert wording.weekday("2022-07-04") == "7月4日（周一）"


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("2022-06-13", "2022-06-13", "6月13日"),
        ("2022-06-13", "2022-06-17", "6月13日至17日"),
        ("2022-06-27", "2022-07-01", "6月27日至7月1日"),
    ],
)
def test_a_span_says_no_more_than_it_must(starts, ends, said):
    """The month is said once where it is the same."""
    assert wording.span(starts, ends) == said


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (5, "5"), (9412, "9,412"), (None, "少于5或不单列")])
def test_counts(number, said):
    """Thousands are marked, what may not be told is said to be so."""
    assert wording.count(number) == said


def test_skipped_days_go_month_by_month():
    """Rest days that were not counted are listed by month, in order."""
    days = [datetime.date(2022, month, day) for month, day in ((7, 2), (6, 4), (6, 3), (7, 3))]
    assert wording.skipped_days(days) == "6月3日、4日；7月2日、3日"


def test_a_title_drops_a_suffix_that_does_not_fit():
    """At most 32 characters, and the message comes before the site's name (R1.3)."""
    assert wording.title("走访安排", SUFFIX) == f"走访安排_{SUFFIX}"
    long = "小区东门路灯连续三周不亮，社区约供电所更换六盏"
    assert wording.title(long, SUFFIX) == long
    assert len(wording.title("长" * 40)) == 32


def test_a_description_is_one_line_of_at_most_120():
    """Line breaks go, what is too long ends in an ellipsis."""
    assert wording.description("第一行\n  第二行") == "第一行第二行"
    assert len(wording.description("长" * 121)) == 120
    assert wording.description("长" * 120) == "长" * 120


@pytest.mark.parametrize(
    ("tally", "said"),
    [
        (Tally(issues=0, resolved=0, explained=0), "福兴社区：还没有公布的结果"),
        (Tally(issues=20, resolved=15, explained=2), "福兴社区：已解决15件，已说明2件，还在办3件"),
        (Tally(issues=6, resolved=0, explained=0), "福兴社区：还在办6件"),
        (Tally(issues=20, resolved=15, explained=None), "福兴社区：已解决15件，已说明的少于5或不单列"),
        (
            Tally(issues=None, resolved=None, explained=None),
            "福兴社区：已解决的少于5或不单列，已说明的少于5或不单列",
        ),
    ],
)
def test_a_community_is_told_in_one_sentence(tally, said):
    """How many solved, explained, in hand; nothing that may not be told."""
    assert wording.community_sentence("福兴社区", tally) == said


def test_a_community_title_loses_clauses_before_it_loses_its_number():
    """A title that would be too long drops whole clauses from the end."""
    tally = Tally(issues=300, resolved=150, explained=20)
    title = wording.community_title("一个名字格外格外格外格外长的社区", tally)
    assert title == "一个名字格外格外格外格外长的社区：已解决150件，已说明20件"


def test_a_community_says_as_of_when():
    """The sentence carries its day whole; a title carries it where everything fits, and never half of it."""
    tally, until = Tally(issues=20, resolved=15, explained=2), "8月5日"
    said = "福兴社区：已解决15件，已说明2件，还在办3件（截至8月5日）"
    assert wording.community_sentence("福兴社区", tally, until) == said
    assert wording.community_title("福兴社区", tally, until) == said
    longer = "一个名字格外长的社区"
    assert wording.community_title(longer, tally, until) == f"{longer}：已解决15件，已说明2件，还在办3件"


@pytest.mark.parametrize(
    ("title", "short"), [("集中走访", "走访"), ("整改“回头看”", "回头看"), ("总结评估", "评估")]
)
def test_a_phase_in_two_or_three_characters(title, short):
    """What stands in quotes, or the last two characters."""
    assert wording.phase_short(title) == short


@pytest.mark.parametrize(
    ("state", "said_by", "start"),
    [
        ("resolved", "resident", "居民说"),
        ("resolved", "unit", "责任单位说"),
        ("explained", "unit", "责任单位说"),
        ("explained", "resident", "居民说"),
        ("reopened", "resident", "居民说"),
        ("reopened", "unit", "街道核实"),
        ("parked", None, "责任单位说"),
        ("in_hand", None, "责任单位"),
    ],
)
def test_it_is_plain_who_says_so(state, said_by, start):
    """A unit's word is never given as the resident's."""
    assert wording.who_says(make_result(state=state, said_by=said_by)).startswith(start)


@pytest.mark.parametrize(
    ("changes", "is_overdue", "said"),
    [
        ({}, False, "用了 4 个工作日"),
        ({"used_workdays": 0}, False, "当天办好"),
        ({"used_workdays": 18}, False, "用了 18 个工作日，超过时限"),
        ({"used_workdays": None}, False, "6月17日办结并回复"),
        ({"used_workdays": None, "resolved_on": "2022-06", "in_time": True}, False, "2022年6月按时办结"),
        (
            {"used_workdays": None, "resolved_on": "2022-06", "in_time": False},
            False,
            "2022年6月办结并回复，超过时限",
        ),
        ({"severity": "on_spot", "limit_workdays": None}, False, "当场办好"),
        ({"severity": "on_spot", "state": "explained"}, False, "当场答复"),
        ({"state": "in_hand", "resolved_on": None}, False, "7月4日前办结"),
        ({"state": "in_hand", "resolved_on": None}, True, "应在7月4日前办结，已超期"),
        ({"state": "in_hand", "resolved_on": None, "due_on": "2022-07"}, False, "期限在2022年7月"),
        ({"state": "in_hand", "resolved_on": None, "due_on": "2022-07"}, True, "期限在2022年7月，已超期"),
        (
            {"state": "in_hand", "resolved_on": None, "extended_to": "2022-07-25"},
            False,
            "已延期，7月25日前办结",
        ),
        (
            {"state": "in_hand", "resolved_on": None, "due_on": None, "due_provisional": True},
            False,
            "办结期限暂定",
        ),
        ({"state": "in_hand", "resolved_on": None, "due_on": None}, False, "正在安排"),
        ({"state": "parked", "resolved_on": None}, False, "期限 7月4日"),
        ({"state": "parked", "resolved_on": None}, True, "期限 7月4日，已超期"),
        (
            {"state": "parked", "resolved_on": None, "extended_to": "2022-07-25"},
            False,
            "已延期，期限 7月25日",
        ),
    ],
)
def test_time_in_one_line(changes, is_overdue, said):
    """Days used once it is done, the date that holds while it is not, late in words.

    What is parked is not promised by a day beside the word that it cannot be done now.
    """
    assert wording.timing(make_result(**changes), is_overdue) == said


def test_the_clock_of_a_result_in_time():
    """Days used against the limit, how the due date was counted, and the days that did not count."""
    clock = wording.clock(make_result(), False, [datetime.date(2022, 6, 18), datetime.date(2022, 6, 19)])
    assert (clock.headline, clock.detail) == ("用了 4 个工作日", "一般问题限 15 个工作日")
    assert clock.share == 26
    assert not clock.is_late
    assert clock.counting is not None
    assert "第 15 个工作日是7月4日（周一）" in clock.counting
    assert clock.skipped == "6月18日、19日"


def test_an_extension_never_hides_the_original_date():
    """The original due date stands beside the new one, and late stays late (S29)."""
    clock = wording.clock(LATE_RESULT, is_overdue=True)
    assert clock.is_late
    assert "原定7月15日前办结，经批准延期到8月19日" in clock.detail
    assert "延期后仍没有办结" in clock.detail


def test_an_extension_within_the_month_names_the_month_once():
    """Where only months are told, the limit and its extension may lie in the same."""
    told = make_result(received_on="2022-06", due_on="2022-07", extended_to="2022-07", resolved_on="2022-07")
    detail = wording.clock(told, is_overdue=False).detail
    assert detail == "一般问题限 15 个工作日；经批准延期，仍在2022年7月"


def test_done_within_the_extension_is_still_later_than_the_limit():
    """The original limit decides, whatever the extension says (R6.1)."""
    done = make_result(used_workdays=18, extended_to="2022-07-25", resolved_on="2022-07-07")
    clock = wording.clock(done, is_overdue=False)
    assert clock.is_late
    assert "比时限多用 3 个工作日" in clock.detail
    assert clock.share == 100


def test_a_provisional_deadline_is_called_one():
    """Where the holidays of next year are not out, no date is made up (R4.3)."""
    clock = wording.clock(
        make_result(state="in_hand", resolved_on=None, used_workdays=None, due_on=None, due_provisional=True),
        is_overdue=False,
    )
    assert clock.headline == "办结期限暂定"
    assert "重新计算" in clock.detail
    assert clock.counting is None
    assert clock.share is None


def test_what_is_done_in_a_year_without_a_table_is_not_judged():
    """Neither days used nor late or in time, whatever the dates would make one think (R4.3)."""
    changes = {"due_on": "2022-12-30", "resolved_on": "2023-01-02", "used_workdays": None}
    clock = wording.clock(make_result(**changes), is_overdue=False)
    assert clock.headline == "1月2日办结并回复"
    assert not clock.is_late
    assert clock.share is None
    assert "多用" not in clock.detail


@pytest.mark.parametrize(
    ("due_on", "resolved_on", "is_late"),
    [
        ("2022-07-04", "2022-07-04", False),
        ("2022-07-04", "2022-07-05", True),
        ("2022-07", "2022-07", False),
        ("2022-07", "2022-08", True),
        ("2022-12-30", "2023-01-04", False),
        ("2022-12-30", "2023-01-05", True),
        (None, "2023-01-05", False),
    ],
)
def test_who_writes_no_days_used_is_judged_by_the_dates(due_on, resolved_on, is_late):
    """Late is read off the dates; over a turn of year only with a working day between for certain."""
    done = make_result(due_on=due_on, resolved_on=resolved_on, used_workdays=None, steps=())
    assert wording.clock(done, is_overdue=False).is_late is is_late


def test_what_concerns_one_household_is_not_counted_to_the_day():
    """With months only, nothing says how the days were counted."""
    clock = wording.clock(make_result(received_on="2022-06", due_on="2022-07"), is_overdue=False)
    assert clock.counting is None
    assert wording.clock(LEAST_RESULT, is_overdue=False).headline == "正在安排"


def test_a_second_limit_runs_from_the_callback():
    """A reopened result says that counting began anew."""
    clock = wording.clock(make_result(state="reopened", resolved_on=None), is_overdue=False)
    assert clock.counting is not None
    assert clock.counting.startswith("从回访那天重新起算")


@pytest.mark.parametrize("state", ["reopened", "resolved"])
def test_a_second_limit_is_told_from_the_day_it_began(state):
    """The days used and how the limit was counted belong together, also when it is solved at last."""
    steps = (
        PublishedStep("2022-06-13", "received", "走访"),
        PublishedStep("2022-07-18", "reopened", "重新办"),
    )
    result = make_result(
        state=state, due_on="2022-08-08", resolved_on="2022-07-27", used_workdays=7, steps=steps
    )
    clock = wording.clock(result, is_overdue=False)
    assert clock.again_on == "2022-07-18"
    assert clock.counting is not None
    assert clock.counting.startswith(
        "7月18日（周一）重新办理，期限重新起算，当天不算；往后数第 15 个工作日是8月8日"
    )
    if state == "resolved":
        assert clock.headline == wording.timing(result, is_overdue=False) == "重新办理后用了 7 个工作日"


def test_what_is_parked_keeps_its_clock():
    """A parked result says that its limit runs on."""
    clock = wording.clock(make_result(state="parked", resolved_on=None), is_overdue=False)
    assert clock.headline == "暂时办不了，期限照常计算"


@pytest.mark.parametrize("claim", ["都", "全", "家家", "件件", "已"])
def test_home_is_headed_by_how_it_is_done_and_not_by_how_far_it_has_come(claim):
    """The sentence stands over an empty site as over a campaign that is done; numbers say what is."""
    assert claim not in wording.HOME_HEADING


def test_thousands_are_marked_in_sentences_too():
    """As in the figures beside them."""
    tally = Tally(issues=12800, resolved=11200, explained=1100)
    assert wording.tally_sentence(tally) == "已解决 11,200 件，已说明 1,100 件，还在办 500 件"
