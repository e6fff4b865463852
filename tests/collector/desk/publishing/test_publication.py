import datetime
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.issues import merging
from collector.desk.issues.handling import take_step
from collector.desk.publishing import drafting
from collector.desk.publishing.publication import (
    catch_up,
    is_behind,
    public_files,
    publish,
    publish_all,
    withdraw,
)
from collector.errors import Missing, NotAllowed, Refusal
from generator.campaign.records import PublishedResult
from tests.clients import make_client
from tests.content_samples import write_content
from tests.makers import STEP_FIELDS, keep_case, make_account, make_case, make_desk, make_household

NO = "2022-000123"
WRITER = make_account(role="street_reviewer")
PUBLISHER = make_account(role="publisher")
OFFICE = make_account(role="campaign_office")
TEXTS = {
    "matter": "public",
    "title": "示例路路灯修好了",
    "summary": "示例路的路灯不亮，晚上看不清路。",
    "outcome": "更换了灯具，每月巡查一次。",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a campaign's content beside it and one finished issue."""
    write_content(tmp_path / "content", {"2022/published/fuxing.yaml": None})
    desk = make_desk(tmp_path)
    keep_case(desk, make_case("accepted", "resolved", "replied"))
    make_household(desk)
    yield desk
    desk.store.close()


def hand_in(desk: Desk, issue_no: str = NO, **changes: str) -> None:
    drafting.write(desk, WRITER, issue_no, **TEXTS | changes)
    drafting.hand_in(desk, WRITER, issue_no)


def published(desk: Desk) -> Path:
    return desk.settings.content / "2022" / "published"


def page(desk: Desk, issue_no: str = NO) -> Path:
    return desk.settings.site / "2022" / "results" / issue_no / "index.html"


def test_an_approved_text_is_a_page(desk: Desk) -> None:
    """Publishing writes the record, builds, and the page is there; the private words are not."""
    hand_in(desk)
    draft = publish(desk, PUBLISHER, NO)
    assert draft.published_on == "2022-08-05"
    html = page(desk).read_text()
    assert "示例路路灯修好了" in html
    assert "换好了" not in html
    line = (published(desk) / "fuxing.yaml").read_text()
    assert line.startswith('- {"issue_no": "2022-000123", "title": "示例路路灯修好了", ')
    record = msgspec.json.decode(line[2:], type=PublishedResult)
    assert (record.state, record.steps[-1].kind) == ("resolved", "replied")
    assert 'as_of: "2022-08-05T18:00' in (published(desk) / "coverage.yaml").read_text()


def test_one_line_a_record_in_order_of_numbers(desk: Desk) -> None:
    """A community's file is sorted by number, one flow mapping a line."""
    for number in ("2022-000125", "2022-000124"):
        keep_case(desk, make_case("accepted", "resolved", "replied", no=number))
        hand_in(desk, number, title=f"{number} 的路灯")
        publish(desk, PUBLISHER, number)
    lines = (published(desk) / "fuxing.yaml").read_text().splitlines()
    assert [line[16:27] for line in lines] == ["2022-000124", "2022-000125"]


def test_publishing_again_changes_nothing(desk: Desk) -> None:
    """Files follow from the registers alone: writing them again writes the same."""
    hand_in(desk)
    publish(desk, PUBLISHER, NO)
    before = {path.name: path.read_bytes() for path in published(desk).iterdir()}
    publish_all(desk)
    after = {path.name: path.read_bytes() for path in published(desk).iterdir()}
    assert {name: data for name, data in after.items() if name != "coverage.yaml"} == {
        name: data for name, data in before.items() if name != "coverage.yaml"
    }
    assert set(after) == {"fuxing.yaml", "coverage.yaml"}


def test_facts_follow_at_the_next_publication(desk: Desk) -> None:
    """A callback and the closing need no new text; the record says when it changed."""
    hand_in(desk)
    publish(desk, PUBLISHER, NO)
    take_step(desk, OFFICE, NO, "callback", **STEP_FIELDS["callback"])
    take_step(desk, OFFICE, NO, "closed", **STEP_FIELDS["closed"])
    publish_all(desk)
    record = msgspec.json.decode((published(desk) / "fuxing.yaml").read_text()[2:], type=PublishedResult)
    assert (record.closed_on, record.said_by) == ("2022-08-05", "resident")


def test_what_was_reopened_is_no_longer_told_as_solved(desk: Desk) -> None:
    """The site catches up with a step without a text approved anew; then there is nothing to do."""
    hand_in(desk)
    publish(desk, PUBLISHER, NO)
    take_step(desk, OFFICE, NO, "reopened", **STEP_FIELDS["reopened"])
    assert is_behind(desk)
    assert catch_up(desk) == ""
    html = page(desk).read_text()
    assert "街道核实没有办好，正在重新办" in html
    assert "更换了灯具" not in html
    assert not is_behind(desk)


def test_what_only_counts_does_not_build_the_site(desk: Desk) -> None:
    """A new issue changes no published record: the files stay as they were, with their day."""
    hand_in(desk)
    publish(desk, PUBLISHER, NO)
    before = (published(desk) / "coverage.yaml").read_bytes()
    keep_case(desk, make_case(no="2022-000124"))
    assert catch_up(desk) == ""
    assert (published(desk) / "coverage.yaml").read_bytes() == before


def test_counts_follow_once_a_day(desk: Desk) -> None:
    """Counts of an earlier day go out by themselves, once they moved; where none moved, nothing is built."""
    hand_in(desk)
    publish(desk, PUBLISHER, NO)
    desk.clock = Clock(datetime.date(2022, 8, 6))
    assert not is_behind(desk)
    keep_case(desk, make_case(no="2022-000124"))
    assert is_behind(desk)
    assert catch_up(desk) == ""
    counts = (published(desk) / "coverage.yaml").read_text()
    assert counts.startswith('as_of: "2022-08-06')
    assert '"issues": 2' in counts
    keep_case(desk, make_case(no="2022-000125"))
    assert not is_behind(desk)


def test_counts_never_told_wait_for_a_publication(desk: Desk) -> None:
    """Nothing brings counts out before somebody published anything of the year."""
    keep_case(desk, make_case(no="2022-000124"))
    assert catch_up(desk) == ""
    assert not (published(desk) / "coverage.yaml").exists()


def test_where_the_site_cannot_follow_that_is_told(desk: Desk) -> None:
    """The step is taken, content and site stay as they were, the publisher reads why; mended, it follows."""
    hand_in(desk)
    publish(desk, PUBLISHER, NO)
    before = (published(desk) / "fuxing.yaml").read_bytes()
    site = desk.settings.content / "site.yaml"
    whole = site.read_text()
    site.write_text(whole.replace("phone_hours", "phone_houses"))
    take_step(desk, OFFICE, NO, "reopened", **STEP_FIELDS["reopened"])
    assert "网站没有生成" in catch_up(desk)
    assert (published(desk) / "fuxing.yaml").read_bytes() == before
    told = "网站上还是旧的：网站没有生成"
    publisher = make_client(desk, make_account(desk, role="publisher"))
    assert all(told in publisher.get(address).text for address in ("/desk/", "/desk/publication/"))
    site.write_text(whole)
    assert catch_up(desk) == ""
    assert "正在重新办" in page(desk).read_text()
    assert told not in publisher.get("/desk/").text


def test_the_gate_looks_at_what_follows(desk: Desk) -> None:
    """A proposal that a step brings onto the page is held against the roster like any other text."""
    hand_in(desk, proposal="换掉欧阳示例家门口的线路。")
    publish(desk, PUBLISHER, NO)
    make_household(desk, code="fuxing-0002")
    neighbour = desk.registers.residents.get("fuxing-0002")
    desk.act(lambda: desk.registers.residents.put(msgspec.structs.replace(neighbour, name="欧阳示例")))
    take_step(desk, OFFICE, NO, "reopened", **STEP_FIELDS["reopened"])
    take_step(desk, OFFICE, NO, "proposal", **STEP_FIELDS["proposal"])
    assert "住户的姓名" in catch_up(desk)
    assert "正在重新办" not in page(desk).read_text()


def test_a_refused_build_leaves_everything_as_it_was(desk: Desk) -> None:
    """If the content does not build, the file is put back, the site stands and the draft waits."""
    keep_case(desk, make_case("accepted", "resolved", "replied", no="2022-000124"))
    hand_in(desk, "2022-000124")
    publish(desk, PUBLISHER, "2022-000124")
    before = (published(desk) / "fuxing.yaml").read_bytes()
    site = desk.settings.content / "site.yaml"
    whole = site.read_text()
    site.write_text(whole.replace("phone_hours", "phone_houses"))
    hand_in(desk)
    with pytest.raises(Refusal, match="网站没有生成"):
        publish(desk, PUBLISHER, NO)
    assert (published(desk) / "fuxing.yaml").read_bytes() == before
    assert not page(desk).exists()
    assert desk.cases.draft(NO).state == "pending"
    assert desk.cases.publication(NO) is None
    site.write_text(whole)
    publish(desk, PUBLISHER, NO)
    assert page(desk).exists()


def test_the_gate_stops_what_names_a_resident(desk: Desk) -> None:
    """A text that names somebody of another household is stopped by the last gate, and nothing is public."""
    make_household(desk, code="fuxing-0002")
    neighbour = desk.registers.residents.get("fuxing-0002")
    desk.act(lambda: desk.registers.residents.put(msgspec.structs.replace(neighbour, name="欧阳示例")))
    hand_in(desk, summary="欧阳示例家门口的路灯不亮。")
    with pytest.raises(Refusal, match="住户的姓名") as refused:
        publish(desk, PUBLISHER, NO)
    assert "欧阳示例" not in refused.value.message
    assert not page(desk).exists()
    assert not (published(desk) / "fuxing.yaml").exists()
    assert desk.cases.draft(NO).state == "pending"


def test_withdrawing_leaves_a_notice_without_the_content(desk: Desk) -> None:
    """撤下 removes page content, data and record in one act; the address stays as a notice (R5.6)."""
    hand_in(desk)
    publish(desk, PUBLISHER, NO)
    with pytest.raises(Refusal):
        withdraw(desk, PUBLISHER, NO, " ")
    withdraw(desk, OFFICE, NO, "居民要求")
    assert not (published(desk) / "fuxing.yaml").exists()
    assert (published(desk) / "withdrawn.yaml").read_text() == (
        '- {"issue_no": "2022-000123", "withdrawn_on": "2022-08-05"}\n'
    )
    for path in desk.settings.site.rglob("*"):
        if path.is_file():
            assert "更换了灯具".encode() not in path.read_bytes(), path
            assert "居民要求".encode() not in path.read_bytes(), path
    assert page(desk).exists()
    with pytest.raises(Missing):
        withdraw(desk, OFFICE, NO, "再来一次")


def test_a_withdrawn_result_can_be_published_again(desk: Desk) -> None:
    """The same number, a new text, a new approval: the notice makes way."""
    hand_in(desk)
    publish(desk, PUBLISHER, NO)
    withdraw(desk, OFFICE, NO, "要改")
    hand_in(desk, title="示例路东段路灯修好了")
    publish(desk, PUBLISHER, NO)
    assert not (published(desk) / "withdrawn.yaml").exists()
    assert "示例路东段路灯修好了" in page(desk).read_text()


def test_a_new_text_takes_the_place_of_the_old(desk: Desk) -> None:
    """Until it is approved the old text stands; then the record keeps its first day of publication."""
    hand_in(desk)
    publish(desk, PUBLISHER, NO)
    hand_in(desk, title="示例路东段路灯修好了")
    files, _ = public_files(desk)
    assert "示例路路灯修好了".encode() in files["2022/fuxing.yaml"]
    publish(desk, PUBLISHER, NO)
    assert "示例路东段路灯修好了" in page(desk).read_text()


def test_only_a_publisher_publishes(desk: Desk) -> None:
    """The approval is the publisher's, and taking down the street's office's; others learn nothing."""
    with pytest.raises(NotAllowed):
        publish(desk, WRITER, NO)
    hand_in(desk)
    with pytest.raises(NotAllowed):
        publish(desk, WRITER, NO)
    publish(desk, PUBLISHER, NO)
    with pytest.raises(NotAllowed):
        withdraw(desk, make_account(), NO, "不想公开")


def test_what_was_merged_becomes_a_notice_under_its_address(desk: Desk) -> None:
    """A number merged into a published one leads there; taken apart, the notice goes (S54)."""
    keep_case(desk, make_case(no="2022-000200", id="00000000-0000-4000-8000-000000000200"))
    keep_case(desk, make_case("accepted", no="2022-000201", id="00000000-0000-4000-8000-000000000201"))
    merging.merge(desk, OFFICE, "2022-000201", ["2022-000200"], "同一盏灯")
    hand_in(desk, "2022-000201", outcome="")
    publish(desk, PUBLISHER, "2022-000201")
    line = '- {"issue_no": "2022-000200", "into": "2022-000201"}\n'
    assert (published(desk) / "merged.yaml").read_text() == line
    assert "2022-000201" in page(desk, "2022-000200").read_text()
    merging.take_apart(desk, OFFICE, "2022-000200", "两盏灯")
    publish_all(desk)
    assert not (published(desk) / "merged.yaml").exists()
