"""What does not fit together is said with file and line before anything is built."""

import datetime

import pytest

from generator import consistency
from generator.campaign.records import PublishedPhoto, PublishedStep
from generator.reading.moment import as_of, to_moment
from generator.reading.prose import prose
from generator.reading.shelf import load
from tests import content_samples as sample
from tests.content_samples import make_result, published_lines, write_content


@pytest.fixture
def found(tmp_path):
    """Files that replace those of the sample, to problems as (file, line, code)."""

    def found(files=None, *, at=None):
        content, problems = load(write_content(tmp_path, files))
        assert problems == []
        problems = list(consistency.problems(content))
        if at is not None:
            problems += consistency.dated(content, to_moment(at))
        names = [(str(each.file).removeprefix(f"{tmp_path}/"), each.line, each.code) for each in problems]
        return sorted(names), {each.code: each.message for each in problems}

    return found


def published(**changes):
    return {"2022/published/fuxing.yaml": published_lines(make_result(**changes))}


def test_the_sample_has_no_problem(found):
    assert found(at="2022-08-05") == ([], {})


def test_a_table_may_name_the_last_days_of_december_before(found):
    """The notice for a year settles them together with New Year's Day."""
    named = sample.WORKDAYS.replace("2022-10-09", "2021-12-26")
    assert named != sample.WORKDAYS
    assert found({"workdays.yaml": named}, at="2022-08-05") == ([], {})


@pytest.mark.parametrize("year", ["0", "9999", "20222"])
def test_a_year_that_is_a_slip_of_the_pen_is_named(tmp_path, year):
    """No table is that of such a year; nothing is counted from it."""
    text = sample.WORKDAYS.replace("year: 2022", f"year: {year}")
    _, (problem,) = load(write_content(tmp_path, {"workdays.yaml": text}))
    assert (problem.line, problem.code) == (line_with(text, "year: "), "wrong_value")
    assert f"“{year}”" in problem.message


def line_with(text, part):
    return max(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("file", "text", "old", "new", "code"),
    [
        ("site.yaml", sample.SITE, "current_year: 2022", "current_year: 2023", "unknown_year"),
        ("site.yaml", sample.SITE, "demo: true", "icp: 鲁备123号", "identifier"),
        ("site.yaml", sample.SITE, "demo: true", "site_code: '12'", "identifier"),
        ("site.yaml", sample.SITE, "demo: true", "base_url: example.org", "base_url"),
        ("site.yaml", sample.SITE, "随时可打。", "随时可打。, link: complaint/", "link"),
        ("site.yaml", sample.SITE, "随时可打。", "随时可打。, link: 'javascript:alert(1)'", "link"),
        ("workdays.yaml", sample.WORKDAYS, "2022-10-09", "2021-10-09", "wrong_year"),
        ("workdays.yaml", sample.WORKDAYS, "2022-10-09", "2021-12-19", "wrong_year"),
        ("workdays.yaml", sample.WORKDAYS, "2022-10-09", "2023-01-01", "wrong_year"),
        ("workdays.yaml", sample.WORKDAYS, "2022-10-09", "2022-10-08", "repeated"),
        ("workdays.yaml", sample.WORKDAYS, "2022-10-09", "2022-10-10", "make_up"),
        ("2022/campaign.yaml", sample.CAMPAIGN, "year: 2022", "year: 2021", "wrong_year"),
        ("2022/campaign.yaml", sample.CAMPAIGN, "policy: plan-2022", "policy: plan-2021", "unknown_policy"),
        ("2022/campaign.yaml", sample.CAMPAIGN, "starts_on: 2022-07-01", "starts_on: 2022-06-30", "overlap"),
        ("2022/campaign.yaml", sample.CAMPAIGN, "ends_on: 2022-08-10", "ends_on: 2022-06-10", "date_order"),
        ("2022/campaign.yaml", sample.CAMPAIGN, "major: 30", "major: 10", "limits"),
        ("2022/campaign.yaml", sample.CAMPAIGN, "code: mending", "code: visiting", "repeated"),
        ("2022/places.yaml", sample.PLACES, "- code: example-1", "- code: 示例", "code"),
        ("2022/places.yaml", sample.PLACES, "- code: example-1", "- code: merged", "reserved"),
        ("2022/places.yaml", sample.PLACES, "- code: example-1", "- code: fuxing", "repeated"),
        ("2022/places.yaml", sample.PLACES, "code: example-1-01", "code: fuxing-01", "repeated"),
        ("2022/places.yaml", sample.PLACES, "help: fuxing", "help: fuxin", "unknown_community"),
        ("2022/units.yaml", sample.UNITS, "level: street", "level: steet", "wrong_value"),
        ("2022/units.yaml", sample.UNITS, "{unit: city-1, comm", "{unit: city, comm", "unknown_unit"),
        ("2022/units.yaml", sample.UNITS, "fuxing, households", "fuxin, households", "unknown_community"),
        ("2022/units.yaml", sample.UNITS, "ends_on: 2022-06-15", "ends_on: 2022-06-12", "date_order"),
        ("2022/form.yaml", sample.FORM, "support, culture", "suport, culture", "unknown_field"),
        ("2022/form.yaml", sample.FORM, "kind: opinion", "kind: opinon", "wrong_value"),
        ("policies/plan-2022.md", sample.POLICY, "fields: [housing]", "fields: [house]", "unknown_field"),
        ("policies/plan-2022.md", sample.POLICY, "06-13 09:00", "06-13 9:00", "wrong_value"),
        ("policies/plan-2022.md", sample.POLICY, "06-13 09:00", "06-31 09:00", "wrong_value"),
        ("policies/plan-2022.md", sample.POLICY, "title: 示例政策", f"title: {'长' * 33}", "title_too_long"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_with_its_file(found, file, text, old, new, code):
    assert old in text
    wrong = text.replace(old, new, 1)
    places, messages = found({file: wrong})
    assert (file, line_with(wrong, new), code) in places
    assert len(messages[code]) > 8


def test_a_community_without_a_collator_is_a_problem(found):
    places, _ = found({"2022/places.yaml": sample.PLACES.replace("    collator: 示例整理员\n", "", 1)})
    assert places == [("2022/places.yaml", 4, "missing_key")]


def test_the_fields_are_these_nine_in_this_order(found):
    swapped = sample.CAMPAIGN.replace("code: childcare", "code: work", 1)
    assert found({"2022/campaign.yaml": swapped})[1].keys() == {"fields"}


def test_a_field_that_no_prompt_reaches_is_only_a_warning(tmp_path):
    form = sample.FORM.replace(", safety]", "]")
    content, _ = load(write_content(tmp_path, {"2022/form.yaml": form}))
    (problem,) = consistency.problems(content)
    assert (problem.level, problem.code) == ("warning", "unasked_field")


def official(**lines):
    block = "official:\n" + "".join(f"  {name}: {value}\n" for name, value in lines.items())
    return {"policies/plan-2022.md": sample.POLICY.replace("summary:", block + "summary:", 1)}


def test_square_brackets_in_a_document_number_are_answered_with_the_right_ones(found):
    _, messages = found(official(document_no='"湖工发[2022]34号"'))
    assert "是不是“湖工发〔2022〕34号”？" in messages["document_no"]


def test_a_wrong_index_number_and_a_document_issued_before_it_was_signed_are_noticed(found):
    block = official(
        index_no="11370303004217354K/2022-5244665", signed_on="2022-06-12", issued_on="2022-06-10"
    )
    assert found(block)[1].keys() == {"index_no", "date_order"}


def test_a_result_that_may_not_be_published_as_it_stands_is_named_by_its_line(found):
    places, messages = found(published(title="长" * 33))
    assert places == [("2022/published/fuxing.yaml", 1, "title_too_long")]
    assert messages["title_too_long"].startswith("2022-000001：标题有 33 个字，最多 32 个")


def test_a_result_in_an_unknown_community_or_field_is_named(found):
    line = published_lines(make_result(issue_no="2022-000002", community_code="fuxin", field="house"))
    _, messages = found({"2022/published/fuxin.yaml": line})
    assert messages.keys() == {"unknown_community", "unknown_field"}
    assert "是不是“fuxing”？" in messages["unknown_community"]


def test_a_result_belongs_into_the_file_of_its_community(found):
    assert found(published(community_code="example-1"))[1].keys() == {"other_community"}


def test_a_number_that_is_published_twice_is_named_with_both_places(found):
    places, messages = found(
        {"2022/published/example-1.yaml": published_lines(make_result(community_code="example-1"))}
    )
    assert places == [("2022/published/fuxing.yaml", 1, "repeated")]
    assert "example-1.yaml:1" in messages["repeated"]


def test_what_is_withdrawn_or_merged_may_not_stand_published_too(found):
    places, _ = found({
        "2022/published/withdrawn.yaml": "- {issue_no: 2022-000001, withdrawn_on: 2022-07-05}\n",
        "2022/published/merged.yaml": "- {issue_no: 2022-000002, into: 2022-000009}\n",
    })  # fmt: skip
    assert places == [
        ("2022/published/merged.yaml", 1, "unknown_result"),
        ("2022/published/withdrawn.yaml", 1, "still_published"),
    ]


@pytest.mark.parametrize("day", ["2022-02-30", "2022-07", "昨天", "0000-07-05"])
def test_what_was_withdrawn_has_a_day_on_which_it_was(found, day):
    lines = f"- {{issue_no: 2022-000009, withdrawn_on: {day}}}\n"
    places, messages = found({"2022/published/withdrawn.yaml": lines})
    assert places == [("2022/published/withdrawn.yaml", 1, "wrong_value")]
    assert day in messages["wrong_value"]


COVERAGE = "as_of: 2022-08-05T18:00:00+08:00\nstreet:\n  households: 20\n  covered: 10\ncommunities:\n"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("{community_code: fuxin}", "unknown_community"),
        ("{community_code: fuxing, households: 9, covered: 10}", "count"),
        ("{community_code: fuxing, households: 9, covered: 3}", "small_count"),
    ],
)
def test_coverage_is_held_against_the_places_and_against_itself(found, row, code):
    places, _ = found({"2022/published/coverage.yaml": f"{COVERAGE}  - {row}\n"})
    assert places == [("2022/published/coverage.yaml", 6, code)]


WHOLE = (
    "as_of: 2022-08-05\nstreet: {households: 1000, covered: 500, issues: 100, on_time_base: 50, rated: 50, "
)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ("resolved: 90, explained: 60}", "“resolved”（90）加“explained”（60）大于“issues”（100）"),
        ("doorstep: 480, phone: 30}", "“doorstep”（480）加“phone”（30）大于“covered”（500）"),
        ("on_spot: 400}", "“on_spot”（400）大于“issues”（100）"),
        ("on_time: 51}", "“on_time”（51）大于“on_time_base”（50）"),
        ("wechat: 40}\ncommunities: [{community_code: fuxing, wechat: 50}]", "加起来是 50，比全街道的（40）"),
        ("resolved: 5}\nfields: [{field: work, resolved: 4}, {field: health, resolved: 2}]", "加起来是 6"),
        ("sms: 9}\nfields: [{field: work, issues: 5, resolved: 4, explained: 2}]", "“issues”（5）"),
    ],
)
def test_counts_that_cannot_all_be_true_are_refused(found, counts, told):
    """A rate of 150 % would stand on the first page otherwise."""
    places, messages = found({"2022/published/coverage.yaml": WHOLE + counts + "\n"})
    assert [code for _, _, code in places] == ["count"]
    assert told in messages["count"]


def test_counts_that_just_add_up_are_fine(found):
    rest = "resolved: 60, explained: 40, on_spot: 100, doorstep: 500, satisfied: 50}\n"
    rows = "communities: [{community_code: fuxing, households: 1000, covered: 500, issues: 100}]\n"
    assert found({"2022/published/coverage.yaml": WHOLE + rest + rows})[0] == []


def test_what_is_published_later_than_the_data_stands_at_is_refused(found):
    places, _ = found(at="2022-06-13 08:59")
    assert places == [
        ("2022/published/fuxing.yaml", 1, "published_later"),
        ("policies/plan-2022.md", 6, "published_later"),
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"changed_on": "2022-08-06"}, "“changed_on”（2022-08-06）"),
        ({"changed_on": "2022-08-07", "resolved_on": "2022-08-07"}, "“changed_on”（2022-08-07）"),
        ({"resolved_on": "2022-09"}, "“resolved_on”（2022-09）"),
        ({"closed_on": "2022-09"}, "“closed_on”（2022-09）"),
    ],
)
def test_what_happened_later_than_the_data_stands_at_is_refused(found, changes, told):
    """Nobody knew it then; of a matter told by months, those of a later month."""
    months = {"received_on": "2022-06", "due_on": None, "resolved_on": "2022-08", "used_workdays": None}
    usual = {} if "changed_on" in changes else {**months, "steps": ()}
    _, messages = found(published(**usual | changes), at="2022-08-05")
    assert told in messages["published_later"]
    assert "published_later" not in found(published(**usual | changes), at="2022-09-05")[1]


def test_a_policy_that_has_run_out_is_a_warning(found):
    policy = sample.POLICY.replace("summary:", "valid_until: 2022-08-04\nsummary:")
    assert found({"policies/plan-2022.md": policy}, at="2022-08-05")[1].keys() == {"expired"}
    assert found({"policies/plan-2022.md": policy}, at="2022-08-04")[1] == {}


def test_a_story_with_a_picture_needs_consent(found):
    story = sample.POLICY.replace("正文在这里。", "![树下](tree.jpg)").replace(
        "source_date: 2022-06-10\n", "community: fuxing\n"
    )
    tree = {"stories/tree.jpg": sample.make_png()}
    assert found({"stories/tree.md": story} | tree)[1].keys() == {"consent"}
    assert found({"stories/tree.md": story.replace("summary:", "consent: true\nsummary:")} | tree)[1] == {}


def test_the_moment_is_that_of_coverage_or_else_the_newest_publication(tmp_path):
    folder = write_content(tmp_path)
    assert as_of(load(folder)[0]) == to_moment("2022-07-04T00:00:00+08:00")
    write_content(folder, {"2022/published/coverage.yaml": COVERAGE.removesuffix("communities:\n")})
    assert as_of(load(folder)[0]) == to_moment("2022-08-05 18:00")


def test_articles_alone_set_no_moment(tmp_path):
    """Before the first result nothing says how far the campaign has come, whatever a shipped article says."""
    later = sample.POLICY.replace("2022-06-13 09:00", "2022-07-12 09:00")
    folder = write_content(tmp_path, {"policies/later.md": later, "2022/published/fuxing.yaml": None})
    assert as_of(load(folder)[0]) is None
    write_content(folder, {"2022/published/fuxing.yaml": published_lines(make_result())})
    assert as_of(load(folder)[0]) == to_moment("2022-07-12 09:00"), "no article is later than the data (R1.2)"


def test_moments_without_an_offset_are_in_shanghai():
    assert to_moment("2022-08-05").isoformat() == "2022-08-05T00:00:00+08:00"
    assert to_moment("2022-08-05T10:00:00Z") == datetime.datetime(2022, 8, 5, 10, tzinfo=datetime.UTC)
    assert to_moment("today") is None


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:00-05:00", "1922-08-05"])
def test_a_moment_of_another_century_is_none(text):
    """Some of them do not exist in Shanghai at all."""
    assert to_moment(text) is None


def test_a_year_is_that_of_its_own_folder_whatever_those_above_are_called(tmp_path):
    folder = write_content(tmp_path / "2022" / "content")
    (folder / "2022").rename(folder / "2023")
    content, _ = load(folder)
    assert "wrong_year" in {each.code for each in consistency.problems(content)}


def test_a_broken_file_does_not_hide_the_problems_of_the_others(tmp_path):
    folder = write_content(tmp_path, {"2022/published/fuxing.yaml": "- {a\n", "site.yaml": "name: [\n"})
    _, problems = load(folder)
    assert [each.file.removeprefix(f"{folder}/") for each in sorted(problems)] == [
        "2022/published/fuxing.yaml",
        "site.yaml",
    ]


def test_an_unknown_responsible_unit_is_a_warning(tmp_path):
    line = published_lines(make_result(responsible_unit="某单位"))
    content, _ = load(write_content(tmp_path, {"2022/published/fuxing.yaml": line}))
    (problem,) = consistency.problems(content)
    assert (problem.level, problem.code, problem.line) == ("warning", "unknown_unit", 1)


BODY = """第一步：

1. 先做这个：
   - 没有缩够
   - 也没有
2. 再做这个，
   说明接着写
  - 还是没有
3. 这样对：
    - 缩够了

- 点
 1. 数

   - 自成一列
"""


def test_a_list_set_in_too_little_is_a_warning_at_its_line(tmp_path):
    """What will run on in the sentence above is said at each such line; what does become a list is not."""
    text = f"{sample.TEXT}\n{BODY}"
    content, _ = load(write_content(tmp_path, {"pages/about.md": text}))
    problems = sorted(consistency.problems(content))
    lines = [line_with(text, part) for part in ("没有缩够", "也没有", "还是没有", "1. 数")]
    assert [(each.line, each.code, each.level) for each in problems] == [
        (line, "flat_list", "warning") for line in lines
    ]
    assert "前面空了 3 格" in problems[0].message
    assert "请空 4 格" in problems[0].message
    assert "<p>自成一列</p>\n</li>" in prose(BODY).html
    assert "没有缩够</li>" not in prose(BODY).html


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("site.yaml", "随时可打。", "找小示 13800138000。", ("site.yaml", 11, "disclosed_mobile")),
        ("site.yaml", "phone_hours: 工作日", "phone_hours: 请到3号楼2单元501室",
         ("site.yaml", 6, "disclosed_address")),
        ("2022/places.yaml", "name: 第一网格", "name: 3号楼2单元501",
         ("2022/places.yaml", 10, "disclosed_address")),
    ],
)  # fmt: skip
def test_what_may_not_be_printed_in_a_setting_is_told_with_its_line(found, name, old, new, place):
    """Before a page is made of it: nobody has to look for it in HTML."""
    text = {"site.yaml": sample.SITE, "2022/places.yaml": sample.PLACES}[name].replace(old, new, 1)
    places, messages = found({name: text})
    assert places == [place]
    assert "不能公开" in messages[place[2]]
    assert new[-11:] not in messages[place[2]]


def test_addresses_and_phones_that_the_office_gives_as_its_own_are_no_problem(found):
    """Where people come to may be as fine as a door."""
    site = sample.SITE.replace("demo: true", "demo: true\naddress: 湖田街道办事处2号楼201室")
    site = site.replace("随时可打。", "也可以到湖田街道办事处2号楼201室，或者打 13800138000。")
    office = "phone: 13800138000\n    office: 福兴小区3号楼1单元101室"
    places = sample.PLACES.replace("phone: 0533-0000100", office)
    assert found({"site.yaml": site, "2022/places.yaml": places})[0] == []


@pytest.mark.parametrize("name", ["a.html", "a", "a#b.png", "a?b.png", "a%20b.png"])
def test_a_photo_that_no_page_could_show_by_its_name_is_refused(found, name):
    photo = PublishedPhoto(name, "换好的灯", "after")
    places, _ = found(published(photos=(photo,)) | {f"2022/published/photos/{name}": sample.make_png()})
    assert places == [(f"2022/published/photos/{name}", 0, "photo")]


def test_a_photo_is_called_as_its_owner_likes(found):
    photo = PublishedPhoto("灯 1.PNG", "换好的灯", "after")
    assert found(published(photos=(photo,)) | {"2022/published/photos/灯 1.PNG": sample.make_png()})[0] == []


AGAIN = (PublishedStep("2022-06-13", "received", "听到"), PublishedStep("2022-06-20", "reopened", "重新办理"))


@pytest.mark.parametrize(
    "changes",
    [
        {"resolved_on": "2022-12-30", "changed_on": "2022-12-30"},
        {"used_workdays": 4},
        {"resolved_on": "2022-07-06", "changed_on": "2022-07-06"},
        {"due_on": None, "limit_workdays": None, "used_workdays": 15},
        {"steps": (PublishedStep("2012-09-13", "received", "早十年"),)},
    ],
)
def test_days_that_do_not_agree_with_the_calendar_are_a_warning(tmp_path, changes):
    """The page would say 用了 5 个工作日 of half a year."""
    content, _ = load(write_content(tmp_path, published(**changes)))
    assert [(each.code, each.level) for each in consistency.problems(content)] == [("in_doubt", "warning")]


@pytest.mark.parametrize(
    "changes",
    [
        {
            "resolved_on": "2022-07-06",
            "used_workdays": 17,
            "extended_to": "2022-07-08",
            "changed_on": "2022-07-06",
        },
        {"received_on": "2022-06-15", "steps": ()},
        {"steps": AGAIN, "resolved_on": "2022-06-27", "due_on": "2022-07-11"},
        {"resolved_on": "2023-03-01", "used_workdays": 99, "changed_on": "2023-03-01"},
        {"due_on": None, "due_provisional": True},
        {"severity": "on_spot", "due_on": None, "limit_workdays": None, "used_workdays": 0},
    ],
)
def test_days_as_publication_counts_them_are_not_doubted(found, changes):
    """Late with an extension, with an earlier report merged into it, taken up again, in a year not known."""
    assert found(published(**changes))[0] == []
