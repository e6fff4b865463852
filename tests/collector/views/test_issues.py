import datetime
from pathlib import Path

import msgspec
import pytest

from collector.desk import Desk
from collector.desk.people import accounts
from tests.clients import make_client
from tests.makers import (
    STEP_FIELDS,
    keep_case,
    make_account,
    make_case,
    make_desk,
    make_household,
    make_step,
)

NO = "2022-000123"


def form(kind: str, seen: int, **changes: str) -> dict[str, str]:
    """The form of a step as a browser sends it."""
    fields = {name: "yes" if value is True else value for name, value in STEP_FIELDS[kind].items()}
    return {"seen": str(seen)} | {f"{kind}.{name}": value for name, value in (fields | changes).items()}


def test_a_list_shows_days_left_in_words(desk: Desk) -> None:
    """What is late is on top and said in words as well as in red (R4.5)."""
    keep_case(desk, make_case("accepted", "proposal"))
    late = make_step("accepted", severity="critical")
    keep_case(desk, make_case(late, "proposal", no="2022-000124"))
    page = make_client(desk, make_account(desk, role="street_reviewer")).get("/desk/issues/").text
    assert page.index("2022-000123") < page.index("2022-000124")
    assert "红" in page
    assert "逾期" in page
    assert "还有" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=planned", True),
        ("stage=closed", False),
        ("stage=overdue", True),
        ("community=example-1", False),
        ("field=housing", True),
        ("unit=civil-affairs", True),
        ("unit=city-office", False),
        ("q=路灯", True),
        ("q=000123", True),
        ("q=没有的字", False),
    ],
)
def test_a_list_can_be_narrowed(desk: Desk, query: str, found: bool) -> None:
    """By stage, community, field, unit and words."""
    keep_case(desk, make_case("accepted", "proposal"))
    page = make_client(desk, make_account(desk, role="campaign_office")).get(f"/desk/issues/?{query}").text
    assert (f"/desk/issues/{NO}" in page) is found


def test_fifty_a_page(desk: Desk) -> None:
    """Long lists come in pages, and filters stay while one turns them."""
    for number in range(60):
        keep_case(desk, make_case(no=f"2022-{number:06d}"))
    client = make_client(desk, make_account(desk, role="campaign_office"))
    first = client.get("/desk/issues/?field=housing").text
    assert first.count("/desk/issues/2022-") == 50
    assert "/desk/issues/?field=housing&amp;page=2" in first
    assert client.get("/desk/issues/?page=2").text.count("/desk/issues/2022-") == 10
    assert client.get("/desk/issues/?page=99").text.count("/desk/issues/2022-") == 10


def test_a_case_says_how_its_days_are_counted(desk: Desk) -> None:
    """Both deadlines, their limits and every day that was skipped (R4.2); who did what when."""
    keep_case(desk, make_case("accepted"))
    make_account(desk, role="street_reviewer", name="示例审核员")
    page = make_client(desk, make_account(desk, role="campaign_office")).get(f"/desk/issues/{NO}").text
    for words in (
        "示例路路灯不亮",
        "6月17日前",
        "7月1日前",
        "限 15 个工作日",
        "跳过 6月11日、12日",
        "示例审核员",
        # Each fact goes to the next line whole.
        '<span class="soft"><span class="fact">来源：',
    ):
        assert words in page


def test_what_was_written_down_long_afterwards_is_flagged(desk: Desk) -> None:
    """补记 stands beside each step recorded more than five working days later, and beside no other."""
    steps = (
        make_step("accepted", on="2022-06-13", at="2022-06-20T09:00:00+08:00"),
        make_step("resolved", on="2022-06-13", at="2022-06-21T09:00:00+08:00"),
        make_step("replied", on="2022-06-13", at="2022-08-05T09:00:00+08:00"),
    )
    keep_case(desk, make_case("accepted", "resolved", "replied", no="2022-000124"))
    office = make_client(desk, make_account(desk, role="campaign_office"))
    assert "补记" not in office.get("/desk/issues/2022-000124").text.split("<h2>时限怎么算的")[1]
    keep_case(desk, make_case(*steps))
    page = office.get(f"/desk/issues/{NO}").text
    assert page.count("补记，") == 2
    assert "补记，迟了 6 个工作日" in page
    assert "补记，迟了 39 个工作日" in page
    assert '1 个工作日，6月13日办好并回复 <span class="tag red">按补记的日期算' in page


def test_days_that_cannot_be_counted_are_called_provisional(tmp_path: Path) -> None:
    """The desk shows no number of days used across a year without a table either."""
    desk = make_desk(tmp_path, today=datetime.date(2023, 2, 28))
    steps = (
        make_step(kind, on="2023-02-10", at="2023-02-10T09:00:00+08:00") for kind in ("resolved", "replied")
    )
    keep_case(desk, make_case("accepted", *steps, collected_at="2022-12-20T10:00:00+08:00"))
    page = make_client(desk, make_account(desk, role="campaign_office")).get(f"/desk/issues/{NO}").text
    desk.store.close()
    assert "暂定，放假安排公布后计算，2月10日办好并回复" in page
    assert "超过原定期限" not in page


def test_only_steps_that_may_be_taken_are_offered(desk: Desk) -> None:
    """A reviewer gets the review, a handler's page offers nothing before it, and a reader gets no form."""
    keep_case(desk, make_case())
    reviewer = make_client(desk, make_account(desk, role="street_reviewer")).get(f"/desk/issues/{NO}").text
    assert f"/desk/issues/{NO}/accepted" in reviewer
    assert f"/desk/issues/{NO}/resolved" not in reviewer
    reader = make_client(desk, make_account(desk, role="publisher")).get(f"/desk/issues/{NO}").text
    assert f'action="/desk/issues/{NO}' not in reader


def test_the_reporter_is_told_why_they_may_not_review(desk: Desk) -> None:
    """不得自审 is said and not just left out."""
    keep_case(desk, make_case(reported_by="street_reviewer"))
    page = make_client(desk, make_account(desk, role="street_reviewer")).get(f"/desk/issues/{NO}").text
    assert "不得自审" in page


def test_a_life_through_the_browser(desk: Desk) -> None:
    """From acceptance to 销号 by forms alone, each by the role that may."""
    keep_case(desk, make_case())
    make_household(desk)
    reviewer = make_client(desk, make_account(desk, role="street_reviewer"))
    handler = make_client(desk, make_account(desk, role="unit_handler"))
    office = make_client(desk, make_account(desk, role="campaign_office"))
    steps = [
        (reviewer, "accepted"), (handler, "proposal"), (handler, "resolved"), (handler, "replied"),
        (office, "callback"), (office, "closed"),
    ]  # fmt: skip
    for seen, (client, kind) in enumerate(steps):
        answer = client.post(f"/desk/issues/{NO}/{kind}", data=form(kind, seen))
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/issues/{NO}")
    assert "已销号" in office.get(f"/desk/issues/{NO}").text


def test_what_was_typed_stays_with_the_error_beside_it(desk: Desk) -> None:
    """A refused form comes back with 422, its text, and messages that link to their fields."""
    keep_case(desk, make_case("accepted"))
    client = make_client(desk, make_account(desk, role="unit_handler"))
    answer = client.post(
        f"/desk/issues/{NO}/proposal", data=form("proposal", 1, person="", text="换掉整条线路")
    )
    assert answer.status_code == 422
    assert "换掉整条线路" in answer.text
    assert '<a href="#proposal-person">请填写责任人。</a>' in answer.text
    assert 'id="proposal-person"' in answer.text


def test_somebody_was_quicker(desk: Desk) -> None:
    """A form that is out of date is answered with 409, on the page as it is now."""
    keep_case(desk, make_case("accepted", "proposal"))
    client = make_client(desk, make_account(desk, role="unit_handler"))
    answer = client.post(f"/desk/issues/{NO}/resolved", data=form("resolved", 1, text="修好了灯"))
    assert answer.status_code == 409
    assert "刚才已经有人办了一步" in answer.text
    assert "修好了灯" in answer.text


@pytest.mark.parametrize(
    ("role", "changes", "status"),
    [
        ("grid_worker", {}, 200),
        ("grid_worker", {"community_code": "example-1"}, 403),
        ("unit_handler", {}, 200),
        ("unit_handler", {"unit_code": "city-office"}, 403),
        ("admin", {}, 403),
        ("discipline", {}, 403),
    ],
)
def test_whose_case_it_is(desk: Desk, role: str, changes: dict[str, str], status: int) -> None:
    """Communities and units read their own; others are refused, and no list shows it to them."""
    keep_case(desk, make_case("accepted"))
    client = make_client(desk, make_account(desk, role=role, **changes))
    assert client.get(f"/desk/issues/{NO}").status_code == status
    assert (NO in client.get("/desk/issues/").text) is (status == 200)


def test_contacts_are_for_those_who_need_them(desk: Desk) -> None:
    """Who calls back sees name and phone; a handling unit sees the household's code only."""
    keep_case(desk, make_case("accepted"))
    make_household(desk)
    office = make_client(desk, make_account(desk, role="campaign_office")).get(f"/desk/issues/{NO}").text
    handler = make_client(desk, make_account(desk, role="unit_handler")).get(f"/desk/issues/{NO}").text
    assert "13800000000" in office
    assert "13800000000" not in handler
    assert "fuxing-0001" in handler


def test_who_must_reply_is_told_whom_to_ask(desk: Desk) -> None:
    """A unit that may not see the resident reads which community and visitor can reach them."""
    community = msgspec.structs.replace(desk.year.places.communities[0], phone="0533-0000100")
    places = msgspec.structs.replace(desk.year.places, communities=(community,))
    desk.year = msgspec.structs.replace(desk.year, places=places)
    make_household(desk)
    visitor = make_account(desk, name="示例网格员")
    case = make_case("accepted", "proposal", "resolved")
    keep_case(desk, case)
    handler = make_client(desk, make_account(desk, role="unit_handler"))
    page = handler.get(f"/desk/issues/{NO}").text
    form = page[page.index("/replied") : page.index('name="replied.channel"')]
    phone = '<a class="nowrap" href="tel:0533-0000100">0533-0000100</a>'
    asked = f"请福兴社区（{phone}）代为联系；走访人是示例网格员。"
    assert asked in form
    assert page.count(asked) == 2
    assert "13800000000" not in page
    accounts.disable_account(desk, visitor.username)
    assert "走访人是" not in handler.get(f"/desk/issues/{NO}").text
    office = make_client(desk, make_account(desk, role="campaign_office"))
    assert "代为联系" not in office.get(f"/desk/issues/{NO}").text
    desk.act(lambda: desk.registers.steps.add(make_step("replied", seq=4)))
    assert "代为联系" not in handler.get(f"/desk/issues/{NO}").text


def test_what_does_not_exist(desk: Desk) -> None:
    """Unknown numbers and unknown steps are missing."""
    client = make_client(desk, make_account(desk, role="campaign_office"))
    assert client.get("/desk/issues/2022-999999").status_code == 404
    keep_case(desk, make_case())
    assert client.post(f"/desk/issues/{NO}/nothing").status_code == 404


def test_what_people_type_is_shown_as_text(desk: Desk) -> None:
    """Markup in a report is no markup on the page."""
    case = make_case()
    case.words["report"] = "<script>alert(1)</script>"
    keep_case(desk, case)
    client = make_client(desk, make_account(desk, role="campaign_office"))
    for address in ("/desk/", "/desk/issues/", f"/desk/issues/{NO}"):
        assert "<script>alert" not in client.get(address).text


def test_a_unit_where_nobody_can_handle_an_issue_is_marked_among_the_choices(desk: Desk) -> None:
    """Who only visits, or may no longer sign in, handles nothing; the unit may be chosen all the same."""
    keep_case(desk, make_case())
    for changes in ({"role": "sponsor"}, {"role": "unit_handler", "unit_code": "city-office"}):
        make_account(desk, **changes)
    client = make_client(desk, make_account(desk, role="street_reviewer"))
    page = client.get(f"/desk/issues/{NO}").text
    assert '<option value="civil-affairs">区示例民政局（没有经办账号）</option>' in page
    assert '<option value="city-office">街道示例城建环保办</option>' in page
    assert "（本社区）（没有经办账号）" in page
    make_account(desk, role="unit_handler", unit_code="city-office", disabled=True)
    make_account(desk, role="community_collator")
    page = client.get(f"/desk/issues/{NO}").text
    assert "街道示例城建环保办（没有经办账号）" in page
    assert "（本社区）</option>" in page
    assert client.post(f"/desk/issues/{NO}/accepted", data=form("accepted", 0)).status_code == 303
