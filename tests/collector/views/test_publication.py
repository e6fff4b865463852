import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from collector.desk import Desk
from collector.rules.publishing.draft import Shown, without_texts
from generator.campaign.records import PublishedPhoto
from tests.clients import DeskClient, make_client
from tests.content_samples import make_result, write_content
from tests.makers import keep_case, make_account, make_case, make_desk, make_draft, make_household

NO = "2022-000123"
AT = f"/desk/publication/{NO}"
TEXTS = {
    "matter": "public",
    "title": "示例路路灯修好了",
    "summary": "示例路的路灯不亮，晚上看不清路。",
    "outcome": "更换了灯具，每月巡查一次。",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    write_content(tmp_path / "content", {"2022/published/fuxing.yaml": None})
    desk = make_desk(tmp_path)
    keep_case(desk, make_case("accepted", "resolved", "replied"))
    make_household(desk)
    yield desk
    desk.store.close()


def test_from_a_draft_to_the_public_page(desk: Desk) -> None:
    """One writes and hands in, another approves, and residents can read it at once."""
    writer = make_client(desk, make_account(desk, role="street_reviewer"), with_site=True)
    publisher = make_client(desk, make_account(desk, role="publisher"), with_site=True)
    assert writer.post(AT, data=TEXTS | {"hand_in": "yes"}).status_code == 303
    draft = desk.registers.drafts.get(NO)
    assert draft is not None
    assert f"{AT}/approve" in publisher.get(AT).text
    assert publisher.post(f"{AT}/approve", data={"seen": draft.written_at}).status_code == 303
    assert "示例路路灯修好了" in publisher.get(f"/2022/results/{NO}/").text
    assert "已公示 1" in publisher.get("/desk/publication/").text
    assert publisher.post(f"{AT}/withdraw", data={"because": "居民要求"}).status_code == 303
    assert "更换了灯具" not in publisher.get(f"/2022/results/{NO}/").text


def test_who_approves_after_a_withdrawal_reads_why(desk: Desk) -> None:
    """A correction that waits does not put back what was taken down without the reason in sight."""
    writer = make_client(desk, make_account(desk, role="street_reviewer"))
    publisher = make_client(desk, make_account(desk, role="publisher"))
    writer.post(AT, data=TEXTS | {"hand_in": "yes"})
    first = desk.registers.drafts.get(NO)
    assert first is not None
    publisher.post(f"{AT}/approve", data={"seen": first.written_at})
    writer.post(AT, data=TEXTS | {"title": "示例路路灯都修好了", "hand_in": "yes"})
    publisher.post(f"{AT}/withdraw", data={"because": "邻居猜得出是谁家"})
    said = "8月5日撤下，因为：邻居猜得出是谁家"
    approving = publisher.get(AT).text.partition("<h2>批准</h2>")[2]
    assert said in approving.partition("批准并公示")[0]
    assert said in writer.get(AT).text


def test_a_refused_text_takes_nothing_out_of_what_waits(desk: Desk) -> None:
    """Whoever changes a colleague's text and cannot hand that in leaves it where it waits, and is told so."""
    make_client(desk, make_account(desk, role="street_reviewer")).post(AT, data=TEXTS | {"hand_in": "yes"})
    waiting = desk.registers.drafts.get(NO)
    assert waiting is not None
    assert waiting.state == "pending"
    publisher = make_client(desk, make_account(desk, role="publisher"))
    bad = TEXTS | {"title": "", "outcome": "请打 13900000000。", "hand_in": "yes"}
    answer = publisher.post(AT, data=bad)
    assert answer.status_code == 422
    assert "填的都还在" in answer.text
    assert "请打 13900000000。" in answer.text
    assert "没有改成：待审的还是原来那一稿" in answer.text
    assert desk.registers.drafts.get(NO) == waiting
    assert [entry.by for entry in desk.trail if entry.what == "draft_written"] == ["street_reviewer"]
    assert publisher.post(f"{AT}/approve", data={"seen": waiting.written_at}).status_code == 303


@pytest.mark.parametrize("has_draft", [False, True])
def test_a_refused_text_is_kept_as_a_draft_where_none_waits(desk: Desk, has_draft: bool) -> None:
    """Nothing typed is lost: it is the draft, to be mended and handed in later."""
    writer = make_client(desk, make_account(desk, role="street_reviewer"))
    if has_draft:
        writer.post(AT, data=TEXTS)
    answer = writer.post(AT, data=TEXTS | {"title": "", "summary": "改过的。", "hand_in": "yes"})
    assert answer.status_code == 422
    assert "没有改成" not in answer.text
    kept = desk.registers.drafts.get(NO)
    assert kept is not None
    assert (kept.state, kept.title, kept.summary) == ("draft", "", "改过的。")


def test_who_approves_is_shown_names_of_two_characters(desk: Desk) -> None:
    """Such a name may be a word and stops nothing; whoever decides sees where it stands (R5.5)."""
    make_household(desk, code="fuxing-0002")
    neighbour = desk.registers.residents.get("fuxing-0002")
    assert neighbour is not None
    desk.act(lambda: desk.registers.residents.put(msgspec.structs.replace(neighbour, name="示范")))
    text = make_draft(state="pending", written_by="writer1", summary="示范家门口的灯，示例某家的灯。")
    desk.act(lambda: desk.registers.drafts.put(text))
    page = make_client(desk, make_account(desk, role="publisher")).get(AT).text
    assert '<mark class="look">示范<small>住户的姓名，请看一眼</small></mark>家门口' in page
    assert '<mark class="block">示例某<small>' in page
    assert "标了“请看一眼”的有 1 处" in page
    photo = PublishedPhoto(file="a.jpg", alt="示范指着王大爷家的灯", when="after")
    pictured = msgspec.structs.replace(text, photos=(photo,))
    desk.act(lambda: desk.registers.drafts.put(pictured))
    page = make_client(desk, make_account(desk, role="publisher", username="publisher2")).get(AT).text
    assert '：<mark class="look">示范<small>' in page
    assert "王大爷<small>" in page
    assert "标了“请看一眼”的有 3 处" in page
    others = make_client(desk, make_account(desk, role="street_reviewer", username="reviewer1")).get(AT).text
    assert "示范<small>" not in others
    assert others.count("请看一眼") == 1, "what looks like a name by its form"


def test_what_only_the_site_knows_is_withdrawn_from_the_queue(desk: Desk) -> None:
    """A result from before a restore has no page at the desk, and can be taken down all the same."""
    unknown = "2022-000900"
    shown = Shown(make_result(issue_no=unknown, title="以前公示过的一件"))
    text = make_draft(issue_no=unknown, state="published", title="以前公示过的一件", shown=shown)
    mine = msgspec.structs.replace(shown, record=make_result(issue_no=NO, title="这一件照网页留着"))
    known = make_draft(state="published", title="这一件照网页留着", published_on="2022-07-04", shown=mine)
    for each in (text, known):
        desk.act(lambda each=each: desk.registers.publications.put(each))
    client = make_client(desk, make_account(desk, role="campaign_office"), with_site=True)
    page = client.get("/desk/publication/?state=published").text
    assert f'action="/desk/publication/{unknown}/withdraw"' in page
    assert f'href="/desk/publication/{unknown}"' not in page
    assert "照原样留着" in client.get(AT).text
    assert NO in client.get("/desk/").text
    refused = client.post(f"/desk/publication/{unknown}/withdraw", data={"because": " "})
    assert "请写明撤下的原因" in refused.text
    answer = client.post(f"/desk/publication/{unknown}/withdraw", data={"because": "示例原因"})
    assert answer.headers["Location"].endswith("/desk/publication/?state=withdrawn")
    assert unknown in client.get(answer.headers["Location"]).text
    assert "以前公示过的一件" not in client.get(f"/2022/results/{unknown}/").text


@pytest.mark.parametrize(
    ("state", "first"), [("pending", 0), ("draft", 0), ("published", 2), ("withdrawn", 2)]
)
def test_what_waits_longest_and_what_went_out_last_stands_first(desk: Desk, state: str, first: int) -> None:
    """Pending texts and drafts oldest first, published and withdrawn ones newest first."""
    numbers = ["2022-000125", "2022-000123", "2022-000124"]
    for n, no in enumerate(numbers):
        days: dict[str, str] = {"written_at": f"2022-07-0{n + 1}T09:00:00+08:00"}
        if state in ("published", "withdrawn"):
            days["approved_at"] = f"2022-07-1{n}T09:00:00+08:00"
        if state == "withdrawn":
            days["withdrawn_on"] = f"2022-07-2{n}"
        register = desk.registers.publications if "approved_at" in days else desk.registers.drafts
        register.put(make_draft(issue_no=no, state=state, **days))
    page = (
        make_client(desk, make_account(desk, role="publisher")).get(f"/desk/publication/?state={state}").text
    )
    assert min(numbers, key=page.index) == numbers[first]
    assert max(numbers, key=page.index) == numbers[2 - first]


def test_a_withdrawn_text_of_who_was_erased_says_so(desk: Desk) -> None:
    """Its line in the queue and its page stand there and show nothing; it may be written anew."""
    gone = without_texts(make_draft(state="withdrawn", published_on="2022-08-01", withdrawn_on="2022-08-05"))
    desk.act(lambda: desk.registers.publications.add(gone))
    writer = make_client(desk, make_account(desk, role="street_reviewer"))
    assert "（内容已删除）" in writer.get("/desk/publication/?state=withdrawn").text
    page = writer.get(AT)
    assert page.status_code == 200
    assert "写好标题和正文" in page.text
    assert "<iframe" not in page.text
    assert writer.post(AT, data=TEXTS | {"hand_in": "yes"}).status_code == 303


def test_the_page_shows_both_sides(desk: Desk) -> None:
    """Left the private words, right what would be public, with every hit marked."""
    desk.act(lambda: desk.registers.drafts.put(make_draft(summary="示例某家门口的灯，打13912345678。")))
    page = make_client(desk, make_account(desk, role="publisher")).get(AT).text
    private, public = page.split("公众将看到的")
    assert "换好了" in private
    assert "换好了" not in public
    assert '<mark class="block">示例某<small>住户的姓名，不能公开</small></mark>' in public
    assert '<mark class="block">13912345678<small>手机号，不能公开</small></mark>' in public


def test_the_writer_is_not_offered_the_approval(desk: Desk) -> None:
    """Their own text comes without the button, and a sent form is refused with the text kept."""
    desk.act(lambda: desk.registers.drafts.put(make_draft(written_by="publisher")))
    client = make_client(desk, make_account(desk, role="publisher"))
    assert f"{AT}/approve" not in client.get(AT).text
    answer = client.post(f"{AT}/approve", data={"seen": "2022-07-01T09:00:00+08:00"})
    assert answer.status_code == 403
    assert "不得自审" in answer.text


def test_approving_what_was_changed_meanwhile(desk: Desk) -> None:
    """Only the text the approver had before their eyes is approved."""
    desk.act(lambda: desk.registers.drafts.put(make_draft()))
    client = make_client(desk, make_account(desk, role="publisher"))
    answer = client.post(f"{AT}/approve", data={"seen": "2022-06-30T09:00:00+08:00"})
    assert answer.status_code == 409
    assert "刚刚改过" in answer.text


def test_what_was_typed_stays(desk: Desk) -> None:
    """A title that is too long is refused with its length; nothing typed is lost, and the draft is kept."""
    client = make_client(desk, make_account(desk, role="street_reviewer"))
    answer = client.post(AT, data=TEXTS | {"title": "长" * 40, "hand_in": "yes"})
    assert answer.status_code == 422
    assert "写了 40 个字" in answer.text
    assert "长" * 40 in answer.text
    assert "每月巡查一次" in answer.text


def test_sending_back_needs_a_reason(desk: Desk) -> None:
    """退回 without a reason is refused at its field; with one it reaches the writer."""
    desk.act(lambda: desk.registers.drafts.put(make_draft()))
    publisher = make_client(desk, make_account(desk, role="publisher"))
    assert publisher.post(f"{AT}/back", data={"because": ""}).status_code == 422
    assert publisher.post(f"{AT}/back", data={"because": "标题再具体些"}).status_code == 303
    writer = make_client(desk, make_account(desk, role="street_reviewer"))
    assert "标题再具体些" in writer.get(AT).text


def test_not_for_everybody(desk: Desk) -> None:
    """Units and grid workers have no business with public texts; a collator with their own community's."""
    for account in (
        make_account(desk),
        make_account(desk, role="unit_handler"),
        make_account(desk, role="community_collator", community_code="example-1"),
    ):
        assert make_client(desk, account).get(AT).status_code == 403
    own = make_client(desk, make_account(desk, role="community_collator"))
    assert own.get(AT).status_code == 200


def test_the_preview_is_the_page(desk: Desk) -> None:
    """What the frame shows before the approval is, word for word, what the site shows after it."""
    writer = make_client(desk, make_account(desk, role="street_reviewer"), with_site=True)
    publisher = make_client(desk, make_account(desk, role="publisher"), with_site=True)
    assert writer.get(f"/desk/preview/{NO}/").status_code == 404
    writer.post(AT, data=TEXTS | {"hand_in": "yes"})
    before = publisher.get(f"/desk/preview/{NO}/")
    assert b"<script" not in before.data
    card = publisher.get(AT).text.partition('<div class="card paper">')[2].partition("</div>")[0]
    headings = re.findall("<h4>([^<]+)</h4>", card)
    assert headings == ["居民反映", "怎么办的"]
    assert all(f"<h2>{each}</h2>" in before.text for each in headings)
    assert "script-src" not in before.headers["Content-Security-Policy"]
    draft = desk.registers.drafts.get(NO)
    assert draft is not None
    publisher.post(f"{AT}/approve", data={"seen": draft.written_at})
    after = publisher.get(f"/2022/results/{NO}/")
    assert _main(before.text) == _main(after.text)


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_a_picture_comes_in_is_cleared_and_goes_out(desk: Desk) -> None:
    """Uploaded with its words, shown to both people, ticked three times, and read by residents."""
    writer = make_client(desk, make_account(desk, role="street_reviewer"), with_site=True)
    publisher = make_client(desk, make_account(desk, role="publisher"), with_site=True)
    writer.post(AT, data=TEXTS)
    refused = _upload(writer, "")
    assert refused.status_code == 422
    assert "请用一句话写照片上是什么" in refused.text
    assert _upload(writer, "路灯亮着").status_code == 303
    writer.post(AT, data=TEXTS | {"hand_in": "yes"})
    page = publisher.get(AT).text
    (shown,) = re.findall(rf'src="({AT}/photos/[^"]+)"', page)
    assert publisher.get(shown).data[:2] == b"\xff\xd8"
    assert f'src="{shown}"' in publisher.get(f"/desk/preview/{NO}/").text
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', page)
    approval = {"seen": html.unescape(seen), "cleared": ["faces", "plates"]}
    assert publisher.post(f"{AT}/approve", data=approval).status_code == 422
    approval["cleared"] = ["faces", "plates", "doors"]
    assert publisher.post(f"{AT}/approve", data=approval | {"seen": "2022"}).status_code == 409
    assert publisher.post(f"{AT}/approve", data=approval).status_code == 303
    name = shown.rpartition("/")[2]
    assert f'photos/{name}"' in publisher.get(f"/2022/results/{NO}/").text
    assert publisher.get(f"/2022/photos/{name}").data[:2] == b"\xff\xd8"


def _upload(client: DeskClient, alt: str) -> TestResponse:
    photo = FileStorage(io.BytesIO(_large_picture()), filename="IMG_0001.PNG")
    fields = {"photo": photo, "when": "after", "alt": alt}
    boundary, body = encode_multipart(fields)
    return client.post(f"{AT}/photos", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def _large_picture() -> bytes:
    """More than a form may hold otherwise, as a phone's camera makes them."""
    out = io.BytesIO()
    Image.effect_noise((2600, 2000), 90).convert("RGB").save(out, "PNG")
    assert len(out.getvalue()) > 4 * 1024 * 1024
    return out.getvalue()
