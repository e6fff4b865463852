"""After a restore the site does not go back: withdrawals hold, later results stay, the erased are erased."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from collector.desk import Desk
from collector.desk.homes import placing
from collector.desk.issues import merging, reconciling
from collector.desk.issues.handling import take_step
from collector.desk.keeping.erasure import erase
from collector.desk.publishing import drafting, photos
from collector.desk.publishing.publication import publish, publish_all, take_in, withdraw
from collector.desk.visiting import correcting, intake
from collector.errors import Refusal
from collector.rules.publishing.photo import CLEARANCES
from collector.store.backup import backup, restore
from collector.store.erased import FILE
from collector.store.restored import mark
from collector.store.storage import open_store
from tests.content_samples import write_content
from tests.makers import (
    STEP_FIELDS,
    keep_case,
    make_account,
    make_case,
    make_desk,
    make_household,
    make_inner_issue,
    make_issue_body,
    make_visit_body,
)

NO, LATER, UNKNOWN = "2022-000123", "2022-000124", "2022-000200"
WRITER = make_account(role="street_reviewer")
PUBLISHER = make_account(role="publisher")
OFFICE = make_account(role="campaign_office")

Back = Callable[[], Desk]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with two finished issues, and nothing published."""
    write_content(tmp_path / "content", {"2022/published/fuxing.yaml": None})
    desk = make_desk(tmp_path)
    for no in (NO, LATER):
        finished(desk, no)
    make_household(desk)
    yield desk
    desk.store.close()


@pytest.fixture
def back(desk: Desk, tmp_path: Path) -> Iterator[Back]:
    """Back up now; what it returns goes back to that, with what stands on the site as it is by then."""
    opened: list[Desk] = []

    def restored() -> Desk:
        place = str(tmp_path / "store-again")
        restore(tmp_path / "b.backup", place)
        settings = msgspec.structs.replace(desk.settings, store=place)
        opened.append(Desk(open_store(place), desk.year, settings, desk.clock))
        return opened[0]

    yield restored
    for each in opened:
        each.store.close()


def keep(desk: Desk) -> None:
    backup(desk.store, Path(desk.settings.store).parent / "b.backup")


def finished(desk: Desk, no: str) -> None:
    case = make_case("accepted", "resolved", "replied", no=no, id=f"00000000-0000-4000-8000-{no[-6:]:0>12}")
    keep_case(desk, case)


def approve(desk: Desk, no: str, title: str = "示例路路灯修好了") -> None:
    pending(desk, no, title)
    publish(desk, PUBLISHER, no, cleared=tuple(CLEARANCES))


def pending(desk: Desk, no: str, title: str = "示例路路灯修好了") -> None:
    outcome = "更换了灯具。" if drafting.needs_outcome(desk.case(no)) else ""
    summary = "示例路的路灯不亮。"
    drafting.write(desk, WRITER, no, matter="public", title=title, summary=summary, outcome=outcome)
    drafting.hand_in(desk, WRITER, no)


def page(desk: Desk, no: str) -> str:
    return (desk.settings.site / "2022" / "results" / no / "index.html").read_text()


def published(desk: Desk) -> dict[str, bytes]:
    """All that stands there, but for the counts."""
    folder = desk.settings.content / "2022" / "published"
    files = (each for each in folder.rglob("*") if each.is_file() and each.name != "coverage.yaml")
    return {each.name: each.read_bytes() for each in files}


def test_a_withdrawal_holds_and_a_later_result_stays(desk: Desk, back: Back) -> None:
    """Published, backed up, withdrawn, another published, restored: the site is as it was."""
    approve(desk, NO)
    keep(desk)
    withdraw(desk, OFFICE, NO, "写得让人猜得出是谁家")
    approve(desk, LATER, "第二件也办好了")
    before = published(desk)
    again = back()
    publish_all(again)
    assert published(again) == before
    assert "更换了灯具" not in page(again, NO)
    assert "第二件也办好了" in page(again, LATER)
    assert again.registers.publications.get(NO).state == "withdrawn"
    assert "withdrawn" in [each.what for each in again.trail.having(of=NO)]
    assert any("恢复备份" in each.text for each in again.registers.words.having(of=NO))
    # It is held against the site once; from then on what people do counts again.
    assert take_in(again) is None
    approve(again, NO, "示例路东段路灯修好了")
    assert "示例路东段路灯修好了" in page(again, NO)
    publish_all(again)
    assert "示例路东段路灯修好了" in page(again, NO)


def test_what_was_found_is_said_by_number(desk: Desk, back: Back) -> None:
    """Withdrawn here, newer there, unknown altogether: each number where it belongs."""
    approve(desk, NO)
    keep(desk)
    withdraw(desk, OFFICE, NO, "示例原因")
    approve(desk, LATER)
    finished(desk, UNKNOWN)
    approve(desk, UNKNOWN)
    found = take_in(back())
    assert found is not None
    assert set(found.withdrawn) == {NO}
    assert set(found.kept) == {LATER, UNKNOWN}
    assert set(found.unknown) == {UNKNOWN}
    assert not found.is_bare


def test_a_text_that_was_withdrawn_does_not_wait_for_approval_again(desk: Desk, back: Back) -> None:
    """Backed up while it waited, then approved, then withdrawn: it goes back to whoever wrote it."""
    pending(desk, NO)
    keep(desk)
    publish(desk, PUBLISHER, NO)
    withdraw(desk, OFFICE, NO, "示例原因")
    again = back()
    with pytest.raises(Refusal, match="没有报审"):
        publish(again, PUBLISHER, NO)
    draft = again.registers.drafts.get(NO)
    assert draft.state == "draft"
    assert "恢复备份" in draft.returned_because
    publish_all(again)
    assert "更换了灯具" not in page(again, NO)


def test_a_text_put_right_since_is_not_put_wrong_again(desk: Desk, back: Back) -> None:
    """The site keeps the newer text until one is approved anew; a writer finds it among today's work."""
    approve(desk, NO, "示例路1号楼旁的灯修好了")
    keep(desk)
    approve(desk, NO, "示例路的灯修好了")
    before = published(desk)
    again = back()
    publish_all(again)
    assert published(again) == before
    approve(again, NO, "示例路东段的灯修好了")
    assert "示例路东段的灯修好了" in page(again, NO)
    assert again.registers.publications.get(NO).shown is None


def test_a_result_stays_solved_until_its_steps_are_entered_again(desk: Desk, back: Back) -> None:
    """The store knows it in hand, the site solved: nobody reads that it was unsolved."""
    no = "2022-000130"
    keep_case(desk, make_case("accepted", no=no, id="00000000-0000-4000-8000-000000000130"))
    approve(desk, no)
    keep(desk)
    handler = make_account(role="unit_handler")
    for kind in ("resolved", "replied"):
        take_step(desk, handler, no, kind, **STEP_FIELDS[kind])
    approve(desk, no)
    before = published(desk)
    assert b'"state": "resolved"' in before["fuxing.yaml"]
    again = back()
    publish_all(again)
    assert published(again) == before


def test_a_result_of_no_case_stays_with_its_pictures_and_can_be_withdrawn(desk: Desk, back: Back) -> None:
    """Registered after the backup: the site keeps it whole, and the office can still take it down."""
    keep(desk)
    finished(desk, UNKNOWN)
    pending(desk, UNKNOWN)
    picture = io.BytesIO()
    Image.new("RGB", (80, 60)).save(picture, "JPEG")
    photos.add_photo(desk, WRITER, UNKNOWN, picture.getvalue(), when="after", alt="示例路的路灯换好了")
    (file,) = [each.code for each in desk.registers.photos]
    drafting.hand_in(desk, WRITER, UNKNOWN)
    publish(desk, PUBLISHER, UNKNOWN, cleared=tuple(CLEARANCES))
    before = published(desk)
    assert file in before
    again = back()
    publish_all(again)
    publish_all(again)
    assert published(again) == before
    withdraw(again, OFFICE, UNKNOWN, "示例原因")
    assert "更换了灯具" not in page(again, UNKNOWN)
    assert file not in published(again)
    assert UNKNOWN in published(again)["withdrawn.yaml"].decode()


def test_what_was_merged_since_still_leads_to_the_answer(desk: Desk, back: Back) -> None:
    """Both were published by themselves when it was backed up; then one became a notice."""
    first, second = "2022-000131", "2022-000132"
    for no in (first, second):
        keep_case(desk, make_case("accepted", no=no, id=f"00000000-0000-4000-8000-000000{no[-6:]}"))
        approve(desk, no)
    keep(desk)
    merging.merge(desk, OFFICE, first, [second], "同一盏灯")
    publish_all(desk)
    before = published(desk)
    assert second in before["merged.yaml"].decode()
    again = back()
    publish_all(again)
    assert published(again) == before
    assert first in page(again, second)


def test_a_withdrawal_wins_also_where_only_the_store_knows_it(desk: Desk, back: Back) -> None:
    """Withdrawn before the backup and published again after it: nobody knows why any more, so it is down."""
    approve(desk, NO)
    withdraw(desk, OFFICE, NO, "示例原因")
    keep(desk)
    approve(desk, NO, "示例路东段路灯修好了")
    again = back()
    found = take_in(again)
    assert found is not None
    assert list(found.forgotten) == [NO]
    publish_all(again)
    assert "示例路东段" not in page(again, NO)


def test_where_nothing_happened_since_nothing_is_kept_back(desk: Desk, back: Back) -> None:
    """The pages follow their cases on, as they did before."""
    approve(desk, NO)
    keep(desk)
    before = published(desk)
    again = back()
    found = take_in(again)
    assert found is not None
    assert not (*found.withdrawn, *found.forgotten, *found.kept)
    publish_all(again)
    assert published(again) == before
    take_step(again, OFFICE, NO, "callback", **STEP_FIELDS["callback"])
    publish_all(again)
    assert b'"said_by": "resident"' in published(again)["fuxing.yaml"]


def test_without_the_site_it_waits_for_it(desk: Desk, back: Back) -> None:
    """A store that was restored first and got its content later still learns what stands there."""
    approve(desk, NO)
    keep(desk)
    withdraw(desk, OFFICE, NO, "示例原因")
    folder = desk.settings.content / "2022" / "published"
    folder.rename(folder.with_name("elsewhere"))
    again = back()
    found = take_in(again)
    assert found is not None
    assert found.is_bare
    folder.with_name("elsewhere").rename(folder)
    publish_all(again)
    assert "更换了灯具" not in page(again, NO)


def test_a_site_that_cannot_be_read_is_not_written_over(desk: Desk, back: Back) -> None:
    """The refusal names the file; put right, it goes on."""
    approve(desk, NO)
    keep(desk)
    withdraw(desk, OFFICE, NO, "示例原因")
    again = back()
    file = again.settings.content / "2022" / "published" / "withdrawn.yaml"
    whole = file.read_text()
    file.write_text(whole.replace("withdrawn_on", "withdrawn_an"))
    with pytest.raises(Refusal, match=r"withdrawn\.yaml"):
        publish_all(again)
    assert "withdrawn_an" in file.read_text()
    file.write_text(whole)
    publish_all(again)
    assert file.read_text() == whole


def test_a_number_on_the_site_is_nobody_elses(desk: Desk, back: Back) -> None:
    """However far the site is ahead, the next number is further; the ledgers miss none of those skipped."""
    keep(desk)
    finished(desk, "2022-004000")
    approve(desk, "2022-004000")
    again = back()
    take_in(again)
    make_account(again)
    receipt = intake.submit_issue(again, make_account(), make_issue_body())
    assert receipt.answer["no"] == "2022-004001"
    assert reconciling.given_out(again) == [NO, LATER, "2022-004001"]


def test_who_was_erased_since_is_erased_again(desk: Desk, back: Back) -> None:
    """Nothing of them comes back; erased before the backup, nobody is erased twice (个保法第四十七条)."""
    for code in ("fuxing-0002", "fuxing-0003"):
        make_household(desk, code=code)
    erase(desk, "wanhu", "fuxing-0003")
    make_household(desk, code="fuxing-0003")
    keep(desk)
    make_household(desk, code="fuxing-0004")
    for code in ("fuxing-0002", "fuxing-0004"):
        erase(desk, "wanhu", code)
    listed = (Path(desk.settings.store).parent / FILE).read_text()
    again = back()
    found = take_in(again)
    assert found is not None
    assert set(found.erased) == {"fuxing-0002", "fuxing-0004"}
    assert [each.household_code for each in again.registers.residents] == ["fuxing-0001", "fuxing-0003"]
    assert (Path(again.settings.store).parent / FILE).read_text() == listed
    # A code that this store has not given out yet may come to mean others, who are left alone.
    make_household(again, code="fuxing-0004")
    again.act(lambda: mark(again.store))
    found = take_in(again)
    assert found is not None
    assert found.erased == ()
    assert len(again.registers.residents) == 3


def test_who_was_merged_and_then_erased_does_not_come_back(desk: Desk, back: Back) -> None:
    """The older store has them as a household of their own, which is erased with the other (R5.7)."""
    met = {
        "community_code": "fuxing",
        "address": "示例小区9号楼",
        "name": "欧阳示例甲",
        "phone": "13912345678",
    }
    answers = {"1": {"state": "answered", "text": "腿脚不好"}}
    body = make_visit_body(household_code=None, new_household=met, answers=answers)
    intake.submit_visit(desk, make_account(desk), body)
    make_household(desk, code="fuxing-0002")
    keep(desk)
    placing.merge(desk, OFFICE, "fuxing-n0001", "fuxing-0001")
    erase(desk, "wanhu", "fuxing-0001")
    again = back()
    found = take_in(again)
    assert found is not None
    assert set(found.erased) == {"fuxing-0001", "fuxing-n0001"}
    assert [each.household_code for each in again.registers.residents] == ["fuxing-0002"]
    assert not [each for each in again.registers.words if each.of.startswith("V")]
    files = Path(again.settings.store).iterdir()
    assert b"13912345678" not in b"".join(each.read_bytes() for each in files)
    # A store from after the erasing has nothing to catch up with.
    desk.act(lambda: mark(desk.store))
    found = take_in(desk)
    assert found is not None
    assert found.erased == ()


def test_what_was_moved_to_who_is_erased_does_not_come_back(desk: Desk, back: Back) -> None:
    """A visit was put right; the older store has its words, issue and texts with others, who stay (R5.7)."""
    make_household(desk, code="fuxing-0002")
    worker = make_account(desk)
    said = {"answers": {"1": {"state": "answered", "text": "腿脚不好"}}, "issues": [make_inner_issue()]}
    no = intake.submit_visit(desk, worker, make_visit_body(**said)).answer["no"]
    theirs = intake.submit_visit(desk, worker, make_visit_body(answers=said["answers"])).answer["no"]
    [number] = desk.registers.visits.get(no).issue_nos
    take_step(desk, WRITER, number, "accepted", **STEP_FIELDS["accepted"])
    approve(desk, number)
    keep(desk)
    body = correcting.sent_visit(desk, worker, no).body | {"household_code": "fuxing-0002"}
    correcting.correct(desk, worker, no, body, because="户选错了")
    withdraw(desk, OFFICE, number, "看得出是谁家")
    erase(desk, "wanhu", "fuxing-0002")
    again = back()
    registers = again.registers
    assert {each.of for each in registers.words} >= {no, number}
    assert registers.publications.get(number).summary
    take_in(again)
    assert {each.of for each in registers.words} == {NO, LATER, theirs}
    gone = registers.publications.get(number)
    assert (gone.state, gone.title, gone.summary) == ("withdrawn", "", "")
    assert [each.household_code for each in registers.residents] == ["fuxing-0001"]


def test_without_a_list_people_are_told_to_look_for_theirs(desk: Desk, back: Back) -> None:
    """A folder of another machine knows of no erasures."""
    keep(desk)
    found = take_in(back())
    assert found is not None
    assert not found.has_list
