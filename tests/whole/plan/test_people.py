"""People and care (人和养护): what users expect beyond the plan, S95 to S100."""

import re
import uuid
from pathlib import Path

import pytest

from collector.commands import main
from collector.desk import Desk
from collector.desk.books.ledgers import LINES
from collector.desk.issues import deputising
from collector.desk.issues.handling import take_step
from collector.desk.oversight import meeting
from collector.desk.people import accounts, signing_in
from collector.desk.people.leaving import hand_over
from collector.desk.visiting import coverage
from collector.desk.visiting.intake import submit_visit
from collector.errors import NotAllowed, Refusal
from collector.rules.issues.stages import report_of, stage_of
from collector.store.care import backup, restore
from collector.store.storage import open_store
from tests.clients import make_client
from tests.makers import (
    STEP_FIELDS,
    keep_case,
    make_account,
    make_case,
    make_household,
    make_inner_issue,
    make_visit_body,
)

NEW = "另一个示例口令 2022"


def test_s95_a_forgotten_passphrase_is_set_anew_by_a_link_from_the_office(desk: Desk) -> None:
    """The link works once, ends the sessions there were, and only its owner knows the new passphrase."""
    worker = make_account(desk)
    old = signing_in.open_session(desk, worker)
    office = make_client(desk, make_account(desk, role="campaign_office"))
    page = office.post("/desk/office/accounts/grid_worker/link").text
    [secret] = set(re.findall(r"/desk/link/([\w-]{20,})", page))
    signing_in.use_link(desk, secret, NEW)
    assert signing_in.account_of(desk, "session", old) is None
    assert signing_in.recognise(desk, "grid_worker", NEW).username == "grid_worker"
    with pytest.raises(Refusal):
        signing_in.use_link(desk, secret, NEW)


def test_s96_who_leaves_hands_everything_over_in_one_act(desk: Desk) -> None:
    """Households with their reasons and open decisions go; the account ends at once, its trail stays."""
    office = make_account(desk, role="campaign_office")
    make_account(desk)
    make_account(desk, username="next", role="community_worker")
    make_household(desk, assigned_to=("grid_worker", "secretary"), assigned_for={"grid_worker": "kin"})
    make_household(desk, code="fuxing-0002", assigned_to=("secretary",))
    held = meeting.hold(desk, office, held_on="2022-08-04", attendees="活动办", notes="")
    due = {"owner": "grid_worker", "due_on": "2022-08-12"}
    meeting.decide(desk, office, held.no, text="补走两户", **due)
    done = hand_over(desk, office, "grid_worker", "next")
    assert (done.households, done.decisions) == (1, 1)
    home = desk.registers.households.get("fuxing-0001")
    assert home is not None
    assert (home.assigned_to, home.assigned_for) == (("next", "secretary"), {"next": "kin"})
    assert [each.text for each in meeting.due_for(desk, accounts.known_account(desk, "next"))] == ["补走两户"]
    assert "handed_over_account" in [entry.what for entry in desk.trail if entry.of == "grid_worker"]
    with pytest.raises(Refusal):
        accounts.known_account(desk, "grid_worker")


def test_s96_only_to_somebody_who_may_visit_there(desk: Desk) -> None:
    """A foreign successor, oneself, or the wrong person asking: refused, and nothing has moved."""
    office = make_account(desk, role="campaign_office")
    make_account(desk)
    make_account(desk, username="elsewhere", community_code="example-1")
    make_household(desk, assigned_to=("grid_worker",))
    with pytest.raises(Refusal, match="福兴社区"):
        hand_over(desk, office, "grid_worker", "elsewhere")
    with pytest.raises(Refusal, match="不能交给自己"):
        hand_over(desk, office, "grid_worker", "grid_worker")
    with pytest.raises(NotAllowed):
        hand_over(desk, make_account(role="secretary"), "grid_worker", "elsewhere")
    home = desk.registers.households.get("fuxing-0001")
    assert home is not None
    assert home.assigned_to == ("grid_worker",)
    assert not accounts.known_account(desk, "grid_worker").disabled


def test_s100_backups_are_read_back_and_only_the_newest_are_kept(desk: Desk, tmp_path: Path) -> None:
    """Each is held against the store's head after it was written; so many stay; one restores whole."""
    make_household(desk)
    heads = [backup(desk.store, tmp_path / f"{n}.jsonl", keep=2) for n in range(4)]
    assert sorted(file.name for file in tmp_path.glob("*.jsonl")) == ["2.jsonl", "3.jsonl"]
    assert set(heads) == {desk.store.head()}
    place = str(tmp_path / "restored")
    assert restore(tmp_path / "3.jsonl", place) == desk.store.head()
    with open_store(place, read_only=True) as restored:
        assert len(restored.table("households")) == 1


def test_s100_the_nightly_line_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for cron with this installation's paths, and how many are kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WANHU_BASE_URL", "https://example.org/")
    assert main(["deploy", "backup"]) == 0
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.startswith("17 2 * * * ")
    assert f"cd {tmp_path}" in line
    assert "--keep 14" in line


def test_s94_what_was_sent_is_corrected_with_old_and_new_side_by_side(desk: Desk) -> None:
    """From 我走的 to the visit, to its form, and back: both values, who and when, the ledger, the trail."""
    make_household(desk)
    worker = make_account(desk)
    visitor, office = make_client(desk, worker), make_account(desk, role="campaign_office")
    no = submit_visit(desk, worker, make_visit_body(issues=[make_inner_issue()])).answer["no"]
    assert f"/desk/visits/{no}" in visitor.get("/desk/visits/mine").text
    assert f"/desk/visits/{no}/correct" in visitor.get(f"/desk/visits/{no}").text
    form = {
        "household_code": "fuxing-0001", "result": "met", "channel": "phone", "purpose": "first",
        "channel_reason": "在外地打工", "date": "2022-08-05", "start": "10:00", "end": "10:40", "seen": "0",
        "because": "其实是打电话问的",
    }  # fmt: skip
    wrong = visitor.post(f"/desk/visits/{no}/correct", data=form | {"end": "09:00", "because": ""})
    assert wrong.status_code == 422
    for words in ("早于开始时间", "请写一句为什么更正", '<option value="在外地打工" selected>'):
        assert words in wrong.text
    assert visitor.post(f"/desk/visits/{no}/correct", data=form).status_code == 303
    page = make_client(desk, office).get(f"/desk/visits/{no}").text
    for words in ("更正过 1 次", "示例grid_worker", "<del>入户</del>", "<ins>电话</ins>", "其实是打电话问的"):
        assert words in page
    assert coverage.count(desk).communities["fuxing"]["phone"] == 1
    [line] = LINES["visits"](desk)
    assert (line["channel"], line["note"]) == ("电话", "送达后更正过 1 次")
    [entry] = [each for each in desk.trail if each.what == "visit_corrected"]
    assert (entry.by, entry.of, entry.detail) == ("grid_worker", no, "channel said:channel_reason")


def test_s94_what_became_an_issue_is_corrected_by_its_own_step(desk: Desk) -> None:
    """Its reporter corrects it while it waits for the review; the first words stay; accepted, no more."""
    make_household(desk)
    worker = make_account(desk)
    body = make_visit_body(issues=[make_inner_issue(text="示例路路灯不亮")])
    number = submit_visit(desk, worker, body).answer["issues"][0]["no"]
    case = take_step(desk, worker, number, "corrected", text="示例路东段路灯不亮")
    assert (stage_of(case), report_of(case)) == ("registered", "示例路东段路灯不亮")
    assert case.words["report"] == "示例路路灯不亮"
    take_step(desk, make_account(desk, role="street_reviewer"), number, "accepted", **STEP_FIELDS["accepted"])
    with pytest.raises(Refusal):
        take_step(desk, worker, number, "corrected", text="示例路西段路灯不亮")


def test_s97_a_deputy_reviews_for_named_dates_and_every_page_says_so(desk: Desk) -> None:
    """Named on the desk, begun by the deputy, told to both and to whoever reported; over by itself."""
    make_household(desk)
    worker, reviewer = make_account(desk), make_account(desk, role="street_reviewer", name="示例审核")
    office = make_account(desk, role="campaign_office", name="示例代办")
    number = submit_visit(desk, worker, make_visit_body(issues=[make_inner_issue()])).answer["issues"][0][
        "no"
    ]
    away, deputy = make_client(desk, reviewer), make_client(desk, office)
    days = {"deputy": "campaign_office", "first_on": "2022-08-05", "last_on": "2022-08-07"}
    assert "请填写日期" in away.post("/desk/deputies/", data=days | {"last_on": ""}).text
    assert away.post("/desk/deputies/", data=days).status_code == 303
    assert "由示例代办代您办理" in away.get("/desk/").text
    assert "示例审核请您代办到" in deputy.get("/desk/").text
    assert deputy.post("/desk/deputies/D2022-000001/begin").status_code == 303
    assert "您正在代示例审核办理" in deputy.get(f"/desk/issues/{number}").text
    step = {"seen": "0", "accepted.severity": "general", "accepted.unit": "civil-affairs"}
    assert deputy.post(f"/desk/issues/{number}/accepted", data=step).status_code == 303
    assert "示例代办（代 示例审核）" in make_client(desk, worker).get(f"/desk/issues/{number}").text
    assert "受理定级" in away.get("/desk/deputies/").text
    assert deputy.post("/desk/deputies/stop").status_code == 303
    assert "示例代办（代 示例审核）：开始代办" in deputy.get("/desk/office/trail/").text
    assert "您正在代" not in deputy.get("/desk/").text


def test_s97_what_the_deputy_or_the_reviewer_submitted_waits_for_somebody_else(desk: Desk) -> None:
    """Never one's own, and never that of whom one stands in for; the page says why."""
    make_account(desk, role="street_reviewer")
    office = make_account(desk, role="campaign_office")
    keep_case(desk, make_case(reported_by="campaign_office"))
    keep_case(desk, make_case(no="2022-000124", id=str(uuid.uuid4()), reported_by="street_reviewer"))
    named = deputising.name_deputy(
        desk,
        accounts.known_account(desk, "street_reviewer"),
        deputy="campaign_office",
        first_on="2022-08-05",
        last_on="2022-08-07",
    )
    deputy = make_client(desk, office)
    assert deputy.post(f"/desk/deputies/{named.no}/begin").status_code == 303
    for number, said in (("2022-000123", "您登记的"), ("2022-000124", "您所代的人登记的")):
        assert said in deputy.get(f"/desk/issues/{number}").text
        step = {"accepted.severity": "general", "accepted.unit": "civil-affairs"}
        assert deputy.post(f"/desk/issues/{number}/accepted", data=step).status_code == 403
    assert "2022-00012" not in deputy.get("/desk/?tab=review").text
