"""People and care (人和养护): what users expect beyond the plan, S95 to S100."""

import re
from pathlib import Path

import pytest

from collector.commands import main
from collector.desk import Desk, access, meeting
from collector.desk.leaving import hand_over
from collector.errors import NotAllowed, Refusal
from collector.store.care import backup, restore
from collector.store.storage import open_store
from tests.clients import make_client
from tests.makers import make_account, make_household

NEW = "另一个示例口令 2022"


def test_s95_a_forgotten_passphrase_is_set_anew_by_a_link_from_the_office(desk: Desk) -> None:
    """The link works once, ends the sessions there were, and only its owner knows the new passphrase."""
    worker = make_account(desk)
    old = access.open_session(desk, worker)
    office = make_client(desk, make_account(desk, role="campaign_office"))
    page = office.post("/desk/office/accounts/grid_worker/link").text
    [secret] = set(re.findall(r"/desk/link/([\w-]{20,})", page))
    access.use_link(desk, secret, NEW)
    assert access.account_of(desk, "session", old) is None
    assert access.recognise(desk, "grid_worker", NEW).username == "grid_worker"
    with pytest.raises(Refusal):
        access.use_link(desk, secret, NEW)


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
    assert [each.text for each in meeting.due_for(desk, access.known_account(desk, "next"))] == ["补走两户"]
    assert "handed_over_account" in [entry.what for entry in desk.trail if entry.of == "grid_worker"]
    with pytest.raises(Refusal):
        access.known_account(desk, "grid_worker")


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
    assert not access.known_account(desk, "grid_worker").disabled


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
