"""Rates, opinions and hardship (指标、意见、特殊困难), as the plan and R6.1 ask for them."""

import csv
import datetime
import io
import uuid
from pathlib import Path

import pytest

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.homes.hardship import ledger, mark, open_plan
from collector.desk.oversight import figures
from collector.desk.publishing.publication import publish_all
from collector.desk.residents import opinions
from collector.desk.visiting.coverage import to_publish
from collector.desk.visiting.intake import submit_visit
from collector.errors import Refusal
from generator.campaign.progress import handling_rates, visiting_rates
from tests.clients import make_client
from tests.content_samples import write_content
from tests.makers import (
    keep_case,
    make_account,
    make_case,
    make_household,
    make_step,
    make_visit,
    make_visit_body,
)

DONE = ("accepted", "resolved", "replied")


def fill(desk: Desk) -> None:
    """A community large enough to be told, with issues of every kind, and a small one beside it."""
    for n in range(60):
        code = f"fuxing-{n:04d}"
        make_household(desk, code=code)
        if n < 40:
            visit = make_visit(no=f"V2022-{n:06d}", id=str(uuid.uuid4()), household_code=code)
            desk.act(lambda visit=visit: desk.registers.visits.add(visit))
    for n in range(25):
        steps = [(*DONE, "callback"), DONE, ("accepted",), ("accepted", "explained", "replied")][n % 4]
        keep_case(desk, make_case(*steps, no=f"2022-{n:06d}"))
    unhappy = make_step("callback", satisfaction="unsatisfied")
    keep_case(desk, make_case(*DONE, unhappy, no="2022-000100", community_code="example-1"))


def test_r61_rates_are_equal_on_desk_in_files_and_in_what_is_published(desk: Desk) -> None:
    """Where residents are told a count at all it is the desk's, and so is the file's, definition and all."""
    fill(desk)
    office = make_account(desk, role="campaign_office")
    told, _ = to_publish(desk)
    places = {place.code: place.rates for place in figures.report(desk, office).places}
    compared = 0
    for code, row in (("", told.street), *((each.community_code or "", each) for each in told.communities)):
        for public, ours in zip(visiting_rates(row) + handling_rates(row), places[code], strict=True):
            assert (public.code, public.definition) == (ours.code, ours.definition)
            for count, own in ((public.count, ours.count), (public.total, ours.total)):
                assert count in (None, own), public.code
                compared += count is not None
    assert compared > 20
    lines = list(csv.DictReader(io.StringIO(figures.export(desk, office, "csv").decode("utf-8-sig"))))
    ours = [(place.name, rate) for place in figures.report(desk, office).places for rate in place.rates]
    for line, (name, rate) in zip(lines, ours, strict=True):
        shown = (line["范围"], line["指标"], line["分子"], line["分母"], line["怎么算"])
        assert shown == (name, rate.name, str(rate.count), str(rate.total), rate.definition)
        assert (line["统计期间"], line["数据截至"][:10]) == ("2022-06-11 至 2022-08-05", "2022-08-05")
    page = make_client(desk, office).get("/desk/office/figures/").text
    for _, rate in ours:
        assert f"{rate.count}／{rate.total}" in page
        assert rate.definition in page
    for head in ("已走访／名册户数", "九问问全／已走访户数", "已解决／登记件数"):
        assert f'<th scope="col">{head}</th>' in page


def test_r61_counts_are_what_the_definitions_say(desk: Desk) -> None:
    """Of 25 issues 13 are resolved and 6 explained: 解决率 leaves out what was only explained."""
    fill(desk)
    office = make_account(desk, role="campaign_office")
    (_, fuxing, small) = figures.report(desk, office).places
    rates = {rate.code: rate for rate in fuxing.rates}
    assert (rates["coverage"].count, rates["coverage"].total) == (40, 60)
    assert (rates["response"].count, rates["resolution"].count, rates["resolution"].total) == (19, 13, 25)
    # Seven were called back and rated; the six open ones are overdue and count against 按时.
    assert (rates["satisfaction"].count, rates["satisfaction"].total) == (7, 7)
    assert (rates["on_time"].count, rates["on_time"].total) == (19, 25)
    assert (figures.percent(rates["coverage"]), figures.percent(rates["resolution"])) == ("66%", "52%")
    assert figures.percent(rates["satisfaction"]) == "不足 20，不算比例"
    assert {figures.percent(rate) for rate in small.rates} == {"不足 20，不算比例"}


def test_a_period_at_the_desk_never_runs_backwards(desk: Desk) -> None:
    """Before the first phase of a year the desk counts from 1 January, as the public page does."""
    desk.clock = Clock(datetime.date(2022, 3, 1))
    assert figures.report(desk, make_account(role="campaign_office")).since == "2022-01-01"


def test_the_smallest_base_is_told_where_it_is_used(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changes from how many on a share is told changes the sentence too."""
    fill(desk)
    office = make_account(desk, role="campaign_office")
    monkeypatch.setattr(figures, "SMALLEST_BASE", 12)
    (*_, small) = figures.report(desk, office).places
    assert {figures.percent(rate) for rate in small.rates} == {"不足 12，不算比例"}


def test_s82_opinions_are_gathered_for_meetings_and_never_published(desk: Desk, tmp_path: Path) -> None:
    """No issue, no clock; brought together without who said it; verbatim nowhere in content or site."""
    said = "办事窗口中午没人，示例某13912345678说过"
    write_content(desk.settings.content, {"2022/published/fuxing.yaml": None})
    make_household(desk)
    grid, office = make_account(desk), make_account(desk, role="campaign_office")
    answers = {"9": {"state": "answered", "text": said}, "1": {"state": "none"}}
    submit_visit(desk, grid, make_visit_body(answers=answers))
    for state in ("none", "refused"):
        submit_visit(desk, grid, make_visit_body(answers={"9": {"state": state}}))
    assert len(desk.registers.issues) == 0
    found = opinions.gathered(desk, office)
    assert found.states["fuxing"] == {"answered": 1, "none": 1, "refused": 1}
    assert (found.lately["fuxing"], found.states["example-1"]["answered"]) == (1, 0)
    page = make_client(desk, office).get("/desk/office/figures/opinions/?community=fuxing").text
    assert "办事窗口中午没人" in page
    assert "13912345678" not in page
    assert "示例某" not in page
    assert "fuxing-0001" not in page
    publish_all(desk)
    files = [path for folder in ("content", "site") for path in (tmp_path / folder).rglob("*")]
    assert len(files) > 20
    assert not [path for path in files if path.is_file() and "办事窗口中午没人".encode() in path.read_bytes()]


def test_s17_hardship_means_that_policies_were_applied(desk: Desk) -> None:
    """Without one policy on the list nobody is marked, at the desk as on the page."""
    make_household(desk)
    client = make_client(desk, make_account(desk, role="community_collator"))
    form = {"household_code": "fuxing-0001", "causes": "illness", "policies": " ", "gap": "还差药费"}
    assert client.post("/desk/hardship/new", data=form).status_code == 422
    assert len(desk.registers.hardships) == 0
    assert client.post("/desk/hardship/new", data=form | {"policies": "低保"}).status_code == 303
    assert [each.policy_count for each in desk.registers.hardships] == [1]


def test_s30_one_household_one_plan_with_owner_and_date(desk: Desk) -> None:
    """Without a plan a household is a gap; a measure needs owner and date; a second plan is refused."""
    make_household(desk)
    collator = make_account(desk, role="community_collator")
    mark(desk, collator, "fuxing-0001", causes=("illness",), policies="低保", gap="还差药费")
    assert [file.is_gap for file in ledger(desk, collator)] == [True]
    plan = {"review_on": "2022-09-05", "text": "联系医院", "owner": "区示例卫健局", "due_on": "2022-08-20"}
    for name in ("owner", "due_on"):
        with pytest.raises(Refusal) as refused:
            open_plan(desk, collator, "fuxing-0001", **plan | {name: ""})
        assert set(refused.value.fields) == {name}
    open_plan(desk, collator, "fuxing-0001", **plan)
    assert [file.is_gap for file in ledger(desk, collator)] == [False]
    with pytest.raises(Refusal, match="已经有一户一策"):
        open_plan(desk, collator, "fuxing-0001", **plan)
