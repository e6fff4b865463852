from typing import Any

import pytest

from collector.rules.reading import LONGEST_TEXT, MOST_ERRORS, in_order, lacking, read
from collector.rules.visiting.visit import VisitReport
from tests.makers import make_inner_issue, make_visit_body


def wrong_with(**changes: Any) -> dict[str, str]:
    return read(make_visit_body(**changes), VisitReport)[1]


def test_a_whole_body_becomes_a_record() -> None:
    """Objects, lists and texts land in the record; what is null or blank counts as not given."""
    body = make_visit_body(
        channel_reason=None,
        short_reason="  ",
        answers={"2": {"state": "answered", "text": " 路灯不亮\r\n晚上黑 "}},
        companions=[{"role": "secretary", "name": "示例书记"}],
        issues=[make_inner_issue()],
        contact_ok=True,
    )
    report, wrong = read(body, VisitReport)
    assert wrong == {}
    assert report.answers["2"].text == "路灯不亮\n晚上黑"
    assert report.companions[0].role == "secretary"
    assert report.issues[0].text == "示例路路灯不亮"
    assert (report.channel_reason, report.short_reason, report.purpose) == (None, None, "first")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("text", "请填写要解决什么。"),
        ("issues.0.field", "请选择归到哪一类。"),
        ("answers.3.text", "请填写说了什么。"),
        ("new_household.community_code", "请选择社区。"),
        ("started_at", "请填写开始时间。"),
    ],
)
def test_what_is_lacking_is_called_as_the_form_calls_it(path: str, said: str) -> None:
    """What is on a list is to be chosen, the rest to be written."""
    assert lacking(path) == said


def test_what_is_wrong_comes_in_the_order_of_the_form() -> None:
    """At every level, the tenth of a list after the ninth; what no form has comes last."""
    paths = ["else", "issues.10.text", "issues.9.field", "issues.9.text", "day"]
    names = ("day", "issues", "text", "field")
    found = list(in_order(dict.fromkeys(paths, ""), names))
    assert found == ["day", "issues.9.text", "issues.9.field", "issues.10.text", "else"]


def test_an_unknown_key_names_the_nearest_right_one() -> None:
    """A misspelt key is refused with the key that was probably meant."""
    assert wrong_with(chanel="phone") == {"chanel": "没有“chanel”这一项，是不是“channel”？"}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"channel": 3}, "channel"),
        ({"channel": ["doorstep"]}, "channel"),
        ({"answers": []}, "answers"),
        ({"answers": {"1": "answered"}}, "answers.1"),
        ({"companions": {}}, "companions"),
        ({"issues": [3]}, "issues.0"),
        ({"issues": [make_inner_issue(prompt="2")]}, "issues.0.prompt"),
        ({"issues": [make_inner_issue(prompt=True)]}, "issues.0.prompt"),
        ({"contact_ok": "yes"}, "contact_ok"),
        ({"new_household": "示例路"}, "new_household"),
        ({"policies_told": "low-income"}, "policies_told"),
        ({"policies_told": [1]}, "policies_told.0"),
    ],
)
def test_a_wrong_type_is_named_at_its_path(changes: dict[str, Any], path: str) -> None:
    """Each value of another type is refused where it stands, in words that say what was found."""
    found = wrong_with(**changes)
    assert path in found
    assert "应是" in found[path]


def test_everything_wrong_is_said_at_once() -> None:
    """Several errors are all found in one reading."""
    body = make_visit_body(chanel="x", contact_ok="yes", issues=[{"id": 3}])
    del body["result"]
    assert set(read(body, VisitReport)[1]) == {
        "chanel", "result", "contact_ok", "issues.0.id", "issues.0.field", "issues.0.text",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x\udfffy", "\x1b[31m"])
def test_characters_that_cannot_be_kept_are_refused(text: str) -> None:
    """NUL, control characters and halves of surrogate pairs are refused at their field."""
    assert "不能保存" in wrong_with(channel_reason=text)["channel_reason"]


def test_a_text_that_is_too_long_is_refused_with_its_length() -> None:
    """The message says how long the text is and how long it may be."""
    found = wrong_with(channel_reason="长" * (LONGEST_TEXT + 1))["channel_reason"]
    assert str(LONGEST_TEXT + 1) in found
    assert str(LONGEST_TEXT) in found


def test_a_flood_of_errors_is_cut() -> None:
    """A body of nothing but wrong keys does not make an answer of the same size."""
    assert len(wrong_with(**{f"key_{n}": 1 for n in range(500)})) == MOST_ERRORS


def test_a_list_without_end_is_refused() -> None:
    """More entries than anybody would send are refused as a whole."""
    assert "最多" in wrong_with(issues=[make_inner_issue()] * 51)["issues"]
