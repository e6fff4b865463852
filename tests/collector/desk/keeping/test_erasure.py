"""Erasing a household (删除): nothing of it is left in any file, and the ledger stays whole."""

import json
from pathlib import Path

import msgspec
import pytest

from collector.desk import Desk
from collector.desk.books.ledgers import export
from collector.desk.homes import hardship
from collector.desk.issues.handling import take_step
from collector.desk.keeping.erasure import erase, household_data, what_erasing_removes
from collector.desk.publishing.publication import take_down
from collector.desk.visiting.intake import submit_visit
from collector.errors import Conflict, Missing
from collector.rules.issues.issue import Words
from collector.rules.people.account import COMMAND_LINE
from collector.rules.publishing.photo import PhotoFile
from collector.store.care import backup, verify
from tests.makers import (
    STEP_FIELDS,
    make_account,
    make_draft,
    make_household,
    make_inner_issue,
    make_visit_body,
)

NAME, PHONE, ADDRESS = "欧阳示例甲", "13912345678", "示例小区9号楼4单元702室"
SAID, ISSUE, STEP = "腿脚不好要人扶着下楼", "楼道扶手松了家里老人摔过", "已经去她家看过扶手"
AWAY = "跟女儿去了外地"
GAP, MEASURE, TOLD = "药费一个月要三千", "先申请大病救助", "说扶手装得挺牢"
PHOTO = "一张扶手的照片".encode().hex()
PLANTED = (NAME, PHONE, ADDRESS, SAID, ISSUE, STEP, AWAY, "扶手的稿子", GAP, MEASURE, TOLD, PHOTO, "illness")


@pytest.fixture
def code(desk: Desk) -> str:
    """A household that was visited, with every kind of text about it, beside another one."""
    make_household(desk)
    body = make_visit_body(
        household_code=None,
        new_household={"community_code": "fuxing", "address": ADDRESS, "name": NAME, "phone": PHONE},
        answers={"1": {"state": "answered", "text": SAID}},
        contact_ok=True,
        issues=[make_inner_issue(text=ISSUE)],
    )
    number = submit_visit(desk, make_account(desk), body).answer["issues"][0]["no"]
    reviewer = make_account(desk, role="street_reviewer")
    take_step(desk, reviewer, number, "accepted", **STEP_FIELDS["accepted"])
    proposal = STEP_FIELDS["proposal"] | {"text": STEP}
    take_step(desk, make_account(desk, role="unit_handler"), number, "proposal", **proposal)
    texts = desk.registers.words
    desk.act(lambda: texts.add(Words(of="F2022-000001", part="evidence", text=f"电话问过 {PHONE}，说没来过")))
    desk.act(lambda: texts.add(Words(of="2022-000999", part="report", text="别人家的事")))
    draft = make_draft(issue_no=number, state="draft", title="扶手的稿子")
    desk.act(lambda: desk.registers.drafts.add(draft))
    picture = PhotoFile(code=f"{number}-a.jpg", issue_no=number, data=PHOTO, added_by="li", added_at="")
    desk.act(lambda: desk.registers.photos.add(picture))
    household = desk.registers.issues.get(number).household_code
    assert household is not None
    told = Words(of=number, part="step:3", household_code=household, text=TOLD)
    desk.act(lambda: texts.add(told))
    hardship.mark(desk, reviewer, household, causes=("illness",), policies="低保", gap=GAP)
    plan = {"review_on": "2022-09-05", "due_on": "2022-08-20"}
    hardship.open_plan(desk, reviewer, household, text=MEASURE, owner="示例责任人", **plan)
    desk.act(lambda: desk.registers.households.amend({"unreachable_reason": AWAY}, code=household))
    return household


def raw(desk: Desk, folder: Path) -> bytes:
    """Every byte of the store's files, and of a backup made now."""
    backup(desk.store, folder / "after.jsonl")
    files = [*(folder / "store").iterdir(), folder / "after.jsonl"]
    return b"".join(file.read_bytes() for file in files)


def disguises(text: str) -> list[bytes]:
    """A text as a file may hold it."""
    return [text.encode(), json.dumps(text)[1:-1].encode(), text.encode("utf-16-le")]


def test_nothing_of_an_erased_household_is_left(desk: Desk, code: str, tmp_path: Path) -> None:
    """Name, phone, address, words, others' words that name it: in no store file, log or later backup."""
    before = raw(desk, tmp_path)
    assert [text for text in PLANTED if text.encode() not in before] == []
    found = what_erasing_removes(desk, code)
    assert erase(desk, "li", code) == found
    after = raw(desk, tmp_path)
    assert [text for text in PLANTED for form in disguises(text) if form in after] == []
    assert what_erasing_removes(desk, code) == type(found)(residents=0, texts=0, drafts=0)


def test_words_of_others_go_too_where_a_blank_or_a_line_parts_what_they_name(desk: Desk, code: str) -> None:
    """Who is erased is recognised as whoever reads the text would."""
    texts = desk.registers.words
    told = (f"邻居{NAME[0]}\n{NAME[1:]}家漏水", "住在示例小区 9 号楼（4单元） 702 室", "北村也漏水")
    reported = [Words(of=f"2022-00099{number}", part="report", text=text) for number, text in enumerate(told)]
    desk.act(lambda: [texts.add(words) for words in reported])
    erase(desk, "li", code)
    assert {each.text for each in texts} == {"北村也漏水", "别人家的事"}


def test_the_ledger_and_the_others_stay_whole(desk: Desk, code: str) -> None:
    """Numbers, steps and visits are as before, the other household and its words too; the chain verifies."""
    registers = desk.registers
    lasting = (registers.issues, registers.steps, registers.visits)
    before = [list(each) for each in lasting]
    erase(desk, "li", code)
    assert [list(each) for each in lasting] == before
    assert registers.residents.get("fuxing-0001") is not None
    assert [each.text for each in registers.words] == ["别人家的事"]
    assert [line["no"] for line in msgspec.json.decode(export(desk, COMMAND_LINE, "issues", "json"))] == [
        "2022-000001"
    ]
    assert verify(desk.store) == []


def test_an_erased_submission_does_not_come_back(desk: Desk) -> None:
    """A phone that resends what was erased is refused, a form too; nothing can be guessed from a digest."""
    make_household(desk)
    account, body = make_account(desk), make_visit_body()
    sent = {name: str(value) for name, value in body.items()}
    submit_visit(desk, account, body, sent)
    assert submit_visit(desk, account, body | {"result": "refused"}, sent).created is False
    erase(desk, "li", "fuxing-0001")
    with pytest.raises(Conflict):
        submit_visit(desk, account, body, sent)
    assert [(each.digest, each.sent) for each in desk.registers.submissions] == [("", "")]


def test_a_household_gets_everything_kept_about_it(desk: Desk, code: str) -> None:
    """Its copy holds who lives there, visits, issues and words, and nobody else's."""
    found = household_data(desk, code)
    data = json.dumps(found, ensure_ascii=False)
    assert all(text in data for text in (NAME, PHONE, ADDRESS, SAID, ISSUE, STEP, AWAY, GAP, MEASURE, TOLD))
    assert [each["kind"] for each in found["steps"]] == ["accepted", "proposal"]
    assert [each["causes"] for each in found["hardships"]] == [("illness",)]
    assert len(found["plans"]) == len(found["measures"]) == len(found["visits"]) == len(found["issues"]) == 1
    assert "示例某" not in data
    assert "fuxing-0001" not in data


def test_the_copy_holds_every_register_that_names_households(desk: Desk, code: str) -> None:
    """A register that comes to name households must be in the copy for them, or say here why not."""
    found = {each.table.name for each in desk.registers.naming_households()}
    # What is answered is in the words; a link holds nothing but its secret's digest.
    assert found == {"residents", "visits", "issues", "words", "hardships", "household_plans"}


def test_a_household_that_was_helped_stays_in_the_ledger(desk: Desk, code: str) -> None:
    """Why it was in hardship goes, that it was helped stays."""
    erase(desk, "li", code)
    kept = desk.registers.hardships.get(code)
    assert kept is not None
    assert (kept.causes, kept.policy_count) == ((), 1)


def test_an_unknown_household_is_refused(desk: Desk) -> None:
    """Neither looked at nor erased."""
    for attempt in (what_erasing_removes, household_data):
        with pytest.raises(Missing):
            attempt(desk, "nowhere")
    with pytest.raises(Missing):
        erase(desk, "li", "nowhere")


def test_of_a_withdrawn_text_number_and_days_stay(desk: Desk, code: str, tmp_path: Path) -> None:
    """What was public by mistake goes as well, whichever came first, and whoever wrote it may write anew."""
    [issue] = desk.registers.issues.having(household_code=code)
    told = make_draft(
        issue_no=issue.no, state="published", summary="金桂苑那位老人的扶手", published_on="2022-08-01"
    )
    office = make_account(desk, role="campaign_office")
    desk.act(lambda: desk.registers.publications.add(told))
    take_down(desk, office, issue.no, "看得出是谁家")
    drafts = what_erasing_removes(desk, code).drafts
    assert erase(desk, "li", code).drafts == drafts == 2
    assert what_erasing_removes(desk, code).drafts == 0
    gone = desk.registers.publications.get(issue.no)
    assert gone is not None
    assert (gone.state, gone.published_on, gone.withdrawn_on) == ("withdrawn", "2022-08-01", "2022-08-05")
    assert not any(gone.texts().values())
    assert "金桂苑".encode() not in raw(desk, tmp_path)
    desk.act(lambda: desk.registers.publications.put(told))
    assert not any(take_down(desk, office, issue.no, "又放上去了").texts().values())
