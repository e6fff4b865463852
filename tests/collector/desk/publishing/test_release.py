"""What goes out and what is on record are the same, whatever happens in between (放行)."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from collector.desk import Desk
from collector.desk.issues.handling import take_step
from collector.desk.publishing import drafting, leaks
from collector.desk.publishing.publication import publish, publish_all, rebuild, settled, withdraw
from collector.errors import Conflict, Missing, NotAllowed, Refusal, StoreUnavailable
from generator.making import lock
from generator.making.write import Staging, folder_beside
from tests.content_samples import POLICY, write_content
from tests.makers import STEP_FIELDS, keep_case, make_account, make_case, make_desk, make_household

NO, OTHER = "2022-000123", "2022-000124"
WRITER = make_account(role="street_reviewer")
PUBLISHER = make_account(role="publisher")
OFFICE = make_account(role="campaign_office")
TOO_MUCH = "原话里多写的一句"
TEXTS = {"matter": "public", "summary": "示例路的路灯不亮。", "outcome": "更换了灯具。"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two finished issues; the text of one is handed in."""
    write_content(tmp_path / "content", {"2022/published/fuxing.yaml": None})
    desk = make_desk(tmp_path)
    make_household(desk)
    for number in (NO, OTHER):
        keep_case(desk, make_case("accepted", "resolved", "replied", no=number))
    hand_in(desk, NO, summary=TOO_MUCH)
    yield desk
    desk.store.close()


def hand_in(desk: Desk, number: str, **changes: str) -> None:
    drafting.write(desk, WRITER, number, title=f"{number} 的路灯修好了", **TEXTS | changes)
    drafting.hand_in(desk, WRITER, number)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Something happens while a site is made and held against the roster."""
    scan = leaks.scan_site

    def happens(act: Callable[[], object]) -> None:
        def scan_site(folder: Path, roster: leaks.Roster, only: list[str] | None = None) -> list[leaks.Leak]:
            act()
            return scan(folder, roster, only=only)

        monkeypatch.setattr(leaks, "scan_site", scan_site)

    return happens


def public(desk: Desk) -> bytes:
    """Everything that anybody may read, one file after the other."""
    return b"".join(path.read_bytes() for path in sorted(desk.settings.site.rglob("*")) if path.is_file())


def told(desk: Desk) -> bytes:
    """What stands in `published/`."""
    folder = desk.settings.content / "2022" / "published"
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.yaml")))


def what_happened(desk: Desk, number: str = NO) -> list[str]:
    return [entry.what for entry in desk.trail.having(of=number)]


def test_a_text_that_is_rewritten_while_it_is_approved_does_not_go_out(
    desk: Desk, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """The writer takes a sentence back in the moment of approval: neither wording is public."""
    meanwhile(lambda: drafting.write(desk, WRITER, NO, title="路灯修好了", **TEXTS))
    with pytest.raises(Conflict, match="刚刚改过"):
        publish(desk, PUBLISHER, NO)
    assert TOO_MUCH.encode() not in public(desk) + told(desk)
    assert desk.registers.publications.get(NO) is None
    assert "published" not in what_happened(desk)


def test_what_the_store_cannot_keep_does_not_go_out(
    desk: Desk, meanwhile: Callable[[Callable[[], object]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk under the store is full when the approval is to be recorded."""

    def full(_work: Callable[[], object]) -> object:
        raise StoreUnavailable("store_full", "存储满了")

    meanwhile(lambda: monkeypatch.setattr(desk, "act", full))
    with pytest.raises(StoreUnavailable):
        publish(desk, PUBLISHER, NO)
    assert TOO_MUCH.encode() not in public(desk) + told(desk)


def test_who_is_killed_before_the_approval_is_on_record_has_published_nothing(
    desk: Desk, tmp_path: Path, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """Whoever builds next finds that out, a command as well as the server."""
    meanwhile(lambda: os._exit(9))
    again = killed(desk, tmp_path, lambda desk: publish(desk, PUBLISHER, NO))
    meanwhile(lambda: None)
    assert TOO_MUCH.encode() in told(desk)
    rebuild(again)
    assert TOO_MUCH.encode() not in public(desk) + told(desk)
    publish(again, PUBLISHER, NO)
    assert TOO_MUCH.encode() in public(desk)
    again.store.close()


def killed(desk: Desk, tmp_path: Path, act: Callable[[Desk], object]) -> Desk:
    """Somebody does something and is killed over it; the desk of who comes after."""
    desk.store.close()
    child = os.fork()
    if not child:
        act(make_desk(tmp_path))
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    return make_desk(tmp_path)


def test_who_is_killed_over_a_withdrawal_has_taken_it_down(
    desk: Desk, tmp_path: Path, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """It is on record; the server that starts next takes it off the site."""
    publish(desk, PUBLISHER, NO)
    meanwhile(lambda: os._exit(9))
    again = killed(desk, tmp_path, lambda desk: withdraw(desk, OFFICE, NO, "多写了一句"))
    assert TOO_MUCH.encode() in public(desk)
    meanwhile(lambda: None)
    notice = break_content(again)
    assert "网站没有生成" in settled(again)
    assert TOO_MUCH.encode() not in public(desk) + told(desk)
    notice.unlink()
    assert settled(again) == ""
    again.store.close()


def test_who_is_killed_after_the_approval_is_on_record_has_published_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server that starts next puts it on the site; where nothing was interrupted it builds nothing."""
    monkeypatch.setattr(Staging, "put_in_place", lambda _staging: os._exit(9))
    again = killed(desk, tmp_path, lambda desk: publish(desk, PUBLISHER, NO))
    monkeypatch.undo()
    assert TOO_MUCH.encode() not in public(desk)
    assert settled(again) == ""
    assert TOO_MUCH.encode() in public(desk)
    page = again.settings.site / "2022/results" / NO / "index.html"
    page.unlink()
    assert settled(again) == ""
    assert not page.exists()
    again.store.close()


def test_what_the_site_cannot_take_is_on_record_and_can_be_taken_down(desk: Desk) -> None:
    """The approval counts once all has passed; the next build makes up for it."""
    rebuild(desk)
    in_the_way = desk.settings.site / "2022" / "results" / NO / "index.html" / "somebody's"
    in_the_way.mkdir(parents=True)
    with pytest.raises(Conflict, match=r"已经批准，但没能放到网站上.*就一起放上去"):
        publish(desk, PUBLISHER, NO)
    assert what_happened(desk).count("published") == 1
    assert TOO_MUCH.encode() in told(desk)
    shutil.rmtree(in_the_way.parent)
    rebuild(desk)
    assert TOO_MUCH.encode() in public(desk)
    withdraw(desk, OFFICE, NO, "多写了一句")
    assert TOO_MUCH.encode() not in public(desk) + told(desk)


def break_content(desk: Desk) -> Path:
    """Somebody is in the middle of writing a notice."""
    notice = desk.settings.content / "notices" / "half.md"
    notice.parent.mkdir(exist_ok=True)
    notice.write_text("---\ntitle: 写了一半", encoding="utf-8")
    return notice


def test_taking_down_does_not_wait_for_other_content(desk: Desk) -> None:
    """The page is a notice, and lists, data and search tell nothing of it; what is new waits (R5.6)."""
    publish(desk, PUBLISHER, NO)
    hand_in(desk, OTHER)
    publish(desk, PUBLISHER, OTHER)
    notice = break_content(desk)
    stopped_by = withdraw(desk, OFFICE, NO, "多写了一句")
    assert "网站没有生成" in stopped_by
    assert TOO_MUCH.encode() not in public(desk) + told(desk)
    assert "撤下" in (desk.settings.site / "2022/results" / NO / "index.html").read_text()
    assert f"{OTHER} 的路灯修好了".encode() in public(desk)
    assert "写了一半".encode() not in public(desk)
    notice.unlink()
    publish_all(desk)
    assert TOO_MUCH.encode() not in public(desk)


def test_what_the_gate_would_refuse_does_not_go_out_with_a_withdrawal(desk: Desk) -> None:
    """A step changed another result; where the whole site cannot be built, that one stands as it stood."""
    hand_in(desk, OTHER, proposal="换掉欧阳示例家门口的线路。")
    for number in (NO, OTHER):
        publish(desk, PUBLISHER, number)
    make_household(desk, code="fuxing-0002")
    neighbour = desk.registers.residents.get("fuxing-0002")
    desk.act(lambda: desk.registers.residents.put(msgspec.structs.replace(neighbour, name="欧阳示例")))
    for step in ("reopened", "proposal"):
        take_step(desk, OFFICE, OTHER, step, **STEP_FIELDS[step])
    for _again in range(2):
        assert "住户的姓名" in withdraw(desk, OFFICE, NO, "多写了一句")
        assert TOO_MUCH.encode() not in public(desk) + told(desk)
        assert "欧阳示例".encode() not in public(desk)
        assert "更换了灯具".encode() in public(desk)


def test_what_the_disk_refuses_is_an_answer_and_is_made_up_for(desk: Desk) -> None:
    """On record and not off the site: a second click on 撤下 does it once the disk has room again."""
    publish(desk, PUBLISHER, NO)
    in_the_way = desk.settings.content / "2022" / "published" / "withdrawn.yaml" / "somebody's"
    in_the_way.mkdir(parents=True)
    with pytest.raises(Conflict, match=r"已登记撤下，但网站没能重新生成：写不进.*再点一次撤下"):
        withdraw(desk, OFFICE, NO, "多写了一句")
    assert "写不进" in settled(desk)
    assert TOO_MUCH.encode() in public(desk)
    shutil.rmtree(in_the_way.parent)
    with pytest.raises(NotAllowed):
        withdraw(desk, make_account(), NO, "不是他的事")
    assert withdraw(desk, OFFICE, NO, "多写了一句") == ""
    assert TOO_MUCH.encode() not in public(desk) + told(desk)
    assert what_happened(desk).count("withdrawn") == 1
    with pytest.raises(Missing):
        withdraw(desk, OFFICE, NO, "再来一次")


def test_a_server_starts_while_somebody_else_builds(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was left over waits for another time; the desk is there."""
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    folder = folder_beside(desk.settings.site)
    rebuild(desk)
    (folder / "unsettled").touch()
    held = lock.locked(folder / "turn")
    assert held is not None
    assert "另一个生成正在进行" in settled(desk)
    os.close(held)
    assert settled(desk) == ""


def test_the_copy_is_no_content_that_somebody_writes_at(
    desk: Desk, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """What changed while it was built from is not kept; links to nowhere are nothing to keep."""
    copy, site = folder_beside(desk.settings.site) / "content", desk.settings.content / "site.yaml"
    (desk.settings.content / ".#site.yaml").symlink_to("somebody@nowhere.1")
    rebuild(desk)
    whole = (copy / "site.yaml").read_bytes()
    assert whole == site.read_bytes()
    meanwhile(lambda: site.write_text("half: [", encoding="utf-8"))
    publish(desk, PUBLISHER, NO)
    assert (copy / "site.yaml").read_bytes() == whole
    meanwhile(lambda: None)
    assert "网站没有生成" in withdraw(desk, OFFICE, NO, "多写了一句")
    assert TOO_MUCH.encode() not in public(desk)


def test_two_that_name_somebody_are_taken_down_one_after_the_other(desk: Desk) -> None:
    """Somebody comes onto the roster who is named twice: the gate does not keep either of them public."""
    hand_in(desk, OTHER, summary="欧阳示例家门口的路灯不亮。")
    for number in (NO, OTHER):
        publish(desk, PUBLISHER, number)
    drafting.write(desk, WRITER, NO, title="欧阳示例门口的路灯修好了", **TEXTS)
    drafting.hand_in(desk, WRITER, NO)
    publish(desk, PUBLISHER, NO)
    make_household(desk, code="fuxing-0002")
    resident = desk.registers.residents.get("fuxing-0002")
    desk.act(lambda: desk.registers.residents.put(msgspec.structs.replace(resident, name="欧阳示例")))
    with pytest.raises(Refusal, match="住户的姓名"):
        publish_all(desk)
    assert "住户的姓名" in withdraw(desk, OFFICE, NO, "写了姓名")
    assert public(desk).count("欧阳示例门口".encode()) == 0
    assert withdraw(desk, OFFICE, OTHER, "写了姓名") == ""
    assert "欧阳示例".encode() not in public(desk)


def test_without_a_copy_of_the_content_a_withdrawal_is_on_record(desk: Desk) -> None:
    """Nothing can be built then; what to do is said, and the next build takes it off."""
    publish(desk, PUBLISHER, NO)
    shutil.rmtree(folder_beside(desk.settings.site) / "content")
    notice = break_content(desk)
    with pytest.raises(Conflict, match="已登记撤下，但网站没能重新生成"):
        withdraw(desk, OFFICE, NO, "多写了一句")
    notice.unlink()
    rebuild(desk)
    assert TOO_MUCH.encode() not in public(desk)


def test_the_copy_holds_what_the_office_wrote_and_no_more(desk: Desk) -> None:
    """It follows the content: what is new, what changed and what went."""
    content, copy = desk.settings.content, folder_beside(desk.settings.site) / "content"
    (content / "policies" / "more.md").write_text(POLICY.replace("title:", "title: 另一条"), encoding="utf-8")

    def files(folder: Path) -> dict[str, bytes]:
        found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        return {name: path.read_bytes() for name, path in found.items() if "published" not in name}

    rebuild(desk)
    assert files(copy) == files(content)
    (content / "policies" / "more.md").unlink()
    site = content / "site.yaml"
    site.write_text(site.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    rebuild(desk)
    assert files(copy) == files(content)
    assert not [path for path in copy.rglob("*") if path.name == "published"]
