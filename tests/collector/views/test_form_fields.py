import pytest
from werkzeug.datastructures import MultiDict

from collector.views.form_fields import flat, issue_body, visit_body, visit_fields
from tests.makers import make_year

YEAR = make_year()
FILLED = {
    "id": "00000000-0000-4000-8000-000000000001",
    "household_code": "fuxing-0001",
    "result": "met",
    "channel": "doorstep",
    "date": "2022-08-05",
    "start": "10:00",
    "end": "10:40",
    "csrf": "x",
}


def body(**fields: str) -> dict[str, object]:
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return visit_body(MultiDict(FILLED | named), YEAR)


def test_a_plain_form_is_a_plain_body() -> None:
    """Day and times become instants; what belongs to the page alone is left out."""
    assert body() == {
        "id": FILLED["id"],
        "household_code": "fuxing-0001",
        "result": "met",
        "channel": "doorstep",
        "started_at": "2022-08-05T10:00",
        "ended_at": "2022-08-05T10:40",
    }


def test_nobody_is_looked_up_for_a_form_that_names_nobody() -> None:
    """Hundreds of colleagues are not read for each of hundreds of forms that arrive at once."""

    def people() -> dict[str, str]:
        raise AssertionError("asked for everybody's name")

    form = MultiDict(FILLED | {"companions.0.role": "secretary"})
    assert visit_fields(visit_body(form, YEAR, people), form, YEAR, people)["household_code"] == "fuxing-0001"


def test_the_rest_is_fine() -> None:
    """One tick answers every prompt that was not answered."""
    found = body(answers__1__state="refused", rest="none")
    assert found["answers"] == {
        "1": {"state": "refused"}, "2": {"state": "none"}, "8": {"state": "none"}, "9": {"state": "none"},
    }  # fmt: skip


def test_what_was_written_was_said() -> None:
    """A text without a tap counts as answered; a text under 没问题 does not count."""
    found = body(answers__2__text="路灯不亮", answers__8__text="x", answers__8__state="none")
    assert found["answers"] == {"2": {"state": "answered", "text": "路灯不亮"}, "8": {"state": "none"}}


def test_what_is_ticked_becomes_an_issue_with_the_field_of_its_prompt() -> None:
    """The text moves into the issue; sent again the issue has the same id; two fields are left to choose."""
    ticked = {
        "answers__2__state": "answered", "answers__2__text": "路灯不亮", "answers__2__issue": "yes",
        "answers__1__state": "answered", "answers__1__text": "想找活干", "answers__1__issue": "yes",
    }  # fmt: skip
    found = body(**ticked)
    assert found["answers"] == {"1": {"state": "answered"}, "2": {"state": "answered"}}
    assert [{**issue, "id": ""} for issue in found["issues"]] == [
        {"id": "", "prompt": 1, "text": "想找活干"},
        {"id": "", "prompt": 2, "text": "路灯不亮", "field": "housing"},
    ]  # type: ignore[attr-defined]
    assert found == body(**ticked)


def test_a_ticked_answer_makes_no_second_issue() -> None:
    """Where its issue is already written out, a tick adds none."""
    found = body(
        answers__2__state="answered", answers__2__text="路灯不亮", answers__2__issue="yes",
        issues__0__id="a", issues__0__prompt="2", issues__0__text="东门路灯不亮", issues__0__field="housing",
    )  # fmt: skip
    assert found["issues"] == [{"id": "a", "prompt": 2, "text": "东门路灯不亮", "field": "housing"}]
    assert found["answers"] == {"2": {"state": "answered", "text": "路灯不亮"}}


def test_blank_rows_are_left_out_and_gaps_closed() -> None:
    """Rows nobody wrote into vanish, whatever the page put there."""
    found = body(
        issues__0__id="a", issues__0__on_spot="",
        issues__3__id="b", issues__3__text="灯", issues__3__field="housing",
        companions__0__role="secretary", companions__1__role="other", companions__1__name="示例某",
    )  # fmt: skip
    assert found["issues"] == [{"id": "b", "text": "灯", "field": "housing"}]
    assert found["companions"] == [{"role": "other", "name": "示例某"}]


def test_nobody_met_has_no_answers() -> None:
    """Answers, issues and the end belong to a visit that met somebody."""
    found = body(result="absent", rest="none", issues__0__id="a", issues__0__text="灯")
    assert not {"answers", "issues", "ended_at"} & set(found)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"channel": "phone", "channel_reason": "在外地打工"}, "在外地打工"),
        ({"channel": "phone", "channel_reason": "其他", "channel_reason_more": "家里装修"}, "家里装修"),
        ({"channel": "doorstep", "channel_reason": "在外地打工"}, None),
    ],
)
def test_a_reason_is_picked_or_written(fields: dict[str, str], reason: str | None) -> None:
    """What was written goes before what was picked; a doorstep visit needs none."""
    assert body(**fields).get("channel_reason") == reason


def test_the_form_shows_again_what_was_filled_in() -> None:
    """Fields made of the body give the same body again, and a written reason stands as written."""
    form = MultiDict(
        FILLED
        | {
            "channel": "phone", "channel_reason": "其他", "channel_reason_more": "家里装修",
            "contact_ok": "yes",
            "issues.4.id": "a", "issues.4.text": "灯", "issues.4.field": "housing", "answers.1.state": "none",
            "new_household.address": "示例路9号",
        }
    )  # fmt: skip
    first = visit_body(form, YEAR)
    fields = visit_fields(first, form, YEAR)
    assert fields["channel_reason_more"] == "家里装修"
    assert fields["issues.0.text"] == "灯"
    assert visit_body(MultiDict(fields), YEAR) == first


@pytest.mark.parametrize(
    "strange",
    [
        {"answers": "x"}, {"answers.1": "x"}, {"issues": "x"}, {"issues.0": "x"}, {"issues.0.text.a": "x"},
        {"companions": "x"}, {"answers.1.state.x": "y"}, {"a.b.c.d.e.f": "x"}, {".": "x"},
        {"new_household": "x"},
        {"issues.x.text": "灯", "issues.²": "x", "issues.0.prompt": "²"}, {"contact_ok.x": "yes"},
    ],
)  # fmt: skip
def test_strange_fields_are_left_to_the_checks(strange: dict[str, str]) -> None:
    """Whatever names a client makes up, a body comes out of it, and its fields again."""
    form = MultiDict(FILLED | strange)
    visit_fields(visit_body(form, YEAR), form, YEAR)


def test_an_issue_form_is_a_body() -> None:
    """An issue by itself has its time from day and hour."""
    form = MultiDict(
        {"id": "a", "text": " 灯 ", "date": "2022-08-05", "start": "09:00", "on_spot": "", "csrf": "x"}
    )
    assert issue_body(form) == {"id": "a", "text": "灯", "collected_at": "2022-08-05T09:00"}
    assert flat(issue_body(form))["collected_at"] == "2022-08-05T09:00"


def test_policies_told_are_ticked_and_come_back() -> None:
    """Each ticked policy is in the body by its slug, and ticked again when the form is shown again (S48)."""
    form = MultiDict(FILLED | {"policies_told.elders-meals": "yes"})
    found = visit_body(form, YEAR)
    assert found["policies_told"] == ["elders-meals"]
    assert visit_fields(found, form, YEAR)["policies_told.elders-meals"] == "yes"
