"""The site follows steps by itself while the server runs (跟上)."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.clock import Clock
from collector.commands import following
from collector.desk import Desk
from collector.desk.issues.handling import take_step
from collector.desk.publishing.publication import publish_all
from tests.content_samples import write_content
from tests.makers import STEP_FIELDS, keep_case, make_account, make_case, make_desk, make_draft

NO, OTHER = "2022-000123", "2022-000124"
OFFICE = make_account(role="campaign_office")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two finished issues, one of them published."""
    write_content(tmp_path / "content", {"2022/published/fuxing.yaml": None})
    desk = make_desk(tmp_path)
    for number in (NO, OTHER):
        keep_case(desk, make_case("accepted", "resolved", "replied", no=number))
    shown = make_draft(state="published", published_on="2022-07-04")
    desk.act(lambda: desk.registers.publications.add(shown))
    publish_all(desk)
    yield desk
    desk.store.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the site was asked to catch up with; the first two times something stops it."""
    answers: list[str] = []

    def catch_up(_desk: Desk) -> str:
        answers.append("网站没有生成。" if len(answers) < 2 else "")
        return answers[-1]

    monkeypatch.setattr(following, "catch_up", catch_up)
    return answers


def reopen(desk: Desk, number: str) -> None:
    take_step(desk, OFFICE, number, "reopened", **STEP_FIELDS["reopened"])


def test_it_follows_steps_of_published_cases_alone(
    desk: Desk, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It begins with a look at everything, tries again while something stops it, says so once, then rests."""
    follower = following.Follower(desk)
    for _ in range(4):
        follower.look()
    assert len(asked) == 3
    assert capsys.readouterr().err.count("网站没有生成") == 1
    reopen(desk, OTHER)
    follower.look()
    assert len(asked) == 3
    reopen(desk, NO)
    follower.look()
    follower.look()
    assert len(asked) == 4


def test_it_looks_at_everything_as_a_day_begins(desk: Desk, asked: list[str]) -> None:
    """Counts move with no step of a published result: they are looked at once a day."""
    follower = following.Follower(desk)
    for _ in range(4):
        follower.look()
    desk.clock = Clock(desk.today() + datetime.timedelta(days=1))
    follower.look()
    follower.look()
    assert len(asked) == 4


def test_a_step_is_on_the_page_when_the_follower_has_stopped(desk: Desk) -> None:
    """What was taken before a start is made up for, and what has begun is finished."""
    reopen(desk, NO)
    follower = following.Follower(desk)
    follower.start()
    follower.stop()
    told = desk.settings.site / "2022" / "results" / NO / "index.html"
    assert "正在重新办" in told.read_text("utf-8")
