"""What `wanhu` says and how it ends (命令行)."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from collector.commands import main
from collector.commands.opening import open_desk
from collector.store.storage import open_store
from tests.makers import PROJECT, make_visit

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own: the shipped content without what is published, an empty store."""
    shutil.copytree(PROJECT / "content", tmp_path / "content", ignore=shutil.ignore_patterns("published"))
    monkeypatch.chdir(tmp_path)
    for name in ("WANHU_STORE", "WANHU_CONTENT", "WANHU_SITE", "WANHU_TODAY", "WANHU_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_working_day_is_named_with_the_days_skipped(capsys: Capture) -> None:
    """The first line is the day, then every day that did not count."""
    assert main(["workday", "2022-09-28", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2022-10-10"
    assert lines[1].startswith("跳过 2022-10-01")
    assert len(lines) == 8


def test_beyond_the_table_a_day_is_provisional(capsys: Capture) -> None:
    """Where the calendar ends nothing is guessed: the line begins with 暂定, and that is no error."""
    assert main(["workday", "2026-12-25", "15"]) == 0
    assert capsys.readouterr().out.startswith("暂定 2027 年")
    assert main(["workday", "2021-12-30", "5"]) == 0
    assert capsys.readouterr().out.startswith("暂定 2021 年")


@pytest.mark.parametrize(
    "words",
    [
        ["workday", "6月10日", "5"],
        ["workday", "2022-06-10", "-1"],
        ["workday", "20220610", "3"],
        ["workday", "2022-W23-5", "3"],
        ["workday", "9999-12-30", "5"],
        ["workday", "0001-01-01", "5"],
    ],
)
def test_a_wrong_day_is_wrong_use(words: list[str], capsys: Capture) -> None:
    """What is no date and no number of days is refused in Chinese."""
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert "不对" in capsys.readouterr().err


def test_wrong_use_ends_with_two(capsys: Capture) -> None:
    """An unknown command is wrong use, said in Chinese."""
    with pytest.raises(SystemExit) as end:
        main(["frobnicate"])
    assert end.value.code == 2
    assert "命令的写法不对" in capsys.readouterr().err


def test_a_store_in_public_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """A store below content/ would be published one day; no command works with it."""
    monkeypatch.setenv("WANHU_STORE", "content/store")
    assert main(["users", "list"]) == 1
    assert "WANHU_STORE" in capsys.readouterr().err


def test_the_demos_date_is_for_demos(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """A real store refuses a fixed date: deadlines would be wrong."""
    monkeypatch.setenv("WANHU_TODAY", "2022-08-05")
    assert main(["users", "list"]) == 1
    assert "WANHU_TODAY" in capsys.readouterr().err


def test_accounts_from_the_command_line(capsys: Capture) -> None:
    """Add, list, link, token, disable; a token is the last line and fits a header."""
    assert main(["users", "add", "grid7", "--role", "grid_worker", "--community", "fuxing"]) == 0
    assert main(["users", "token", "grid7"]) == 0
    assert len(capsys.readouterr().out.splitlines()[-1]) >= 20
    assert main(["users", "link", "grid7"]) == 0
    told = capsys.readouterr().out
    assert "/desk/link/" in told.splitlines()[0]
    assert "端口不一定是 8000" in told
    assert main(["users", "disable", "grid7"]) == 0
    assert main(["users", "list"]) == 0
    assert "已停用" in capsys.readouterr().out
    assert main(["users", "enable", "grid7"]) == 0
    assert main(["users", "list"]) == 0
    assert "已停用" not in capsys.readouterr().out
    assert main(["users", "enable", "grid8"]) == 1
    assert "grid8" in capsys.readouterr().err
    assert main(["users", "add", "grid8", "--role", "grid_worker"]) == 1
    assert "请选择社区。请加上 --community，可用：fuxing、" in capsys.readouterr().err
    assert main(["users", "add", "grid8", "--role", "publisher", "--unit", "civil-affairs"]) == 1
    assert "请去掉 --unit。" in capsys.readouterr().err


def test_detect_prints_an_object_a_hit(folder: Path, capsys: Capture) -> None:
    """Line from 1, columns from the start of the line, the end excluded; 1 where something was found."""
    text = folder / "text.txt"
    text.write_text("各位居民：\n请打 13800138000 找我。\n", encoding="utf-8")
    assert main(["detect", "--json", str(text)]) == 1
    hit = json.loads(capsys.readouterr().out)
    expected = {"file": str(text), "line": 2, "start": 3, "end": 14, "kind": "mobile", "level": "block"}
    assert hit == expected
    text.write_text("请拨打 12345。", encoding="utf-8")
    assert main(["detect", str(text)]) == 0


def test_broken_content_is_said_with_file_and_line(folder: Path, capsys: Capture) -> None:
    """A repeated key stops check and build alike, and no site is begun."""
    site = folder / "content" / "site.yaml"
    site.write_text(site.read_text(encoding="utf-8") + "\nname: 又一个\n", encoding="utf-8")
    assert main(["check"]) == 1
    assert "repeated_key" in capsys.readouterr().out
    assert main(["build"]) == 1
    assert "site.yaml:" in capsys.readouterr().err
    assert not (folder / "site").exists()


def test_deploy_prints_this_installation(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """The configuration carries this folder's address and paths; without an address it says what to set."""
    assert main(["deploy", "nginx"]) == 1
    assert "WANHU_BASE_URL" in capsys.readouterr().err
    monkeypatch.setenv("WANHU_BASE_URL", "https://wanhu.example.org/")
    for kind in ("nginx", "caddy", "systemd"):
        assert main(["deploy", kind]) == 0
        told = capsys.readouterr().out
        assert str(folder) in told
        assert "wanhu.example.org" in told or kind == "systemd"
    assert main(["deploy", "nginx", "--certificate", "tls.pem"]) == 1
    assert "--certificate-key" in capsys.readouterr().err


def test_a_backup_is_restored_only_into_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """What was backed up comes back elsewhere, and never over something."""
    assert main(["users", "add", "grid7", "--role", "grid_worker", "--community", "fuxing"]) == 0
    assert main(["store", "backup", "kept.backup"]) == 0
    assert main(["store", "restore", "kept.backup"]) == 1
    monkeypatch.setenv("WANHU_STORE", str(folder / "elsewhere"))
    assert main(["store", "restore", "kept.backup"]) == 0
    assert main(["store", "verify"]) == 0
    capsys.readouterr()
    assert main(["users", "list"]) == 0
    assert "grid7" in capsys.readouterr().out


def test_a_restore_says_what_there_is_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """At once, where there is a campaign; else when one publishes. Other ways of restoring are told of."""
    assert main(["users", "add", "grid7", "--role", "grid_worker", "--community", "fuxing"]) == 0
    assert main(["store", "backup", "kept.backup"]) == 0
    published = folder / "content" / "2022" / "published"
    published.mkdir()
    (published / "withdrawn.yaml").write_text('- {"issue_no": "2022-000007", "withdrawn_on": "2022-08-05"}\n')
    monkeypatch.setenv("WANHU_STORE", str(folder / "elsewhere"))
    capsys.readouterr()
    assert main(["store", "restore", "kept.backup"]) == 0
    told = capsys.readouterr().out
    assert "已经撤下、备份里没有撤下的 1 件：2022-000007。" in told
    assert "erasures.txt" in told
    assert "请大家重新登录，接口令牌用 wanhu users token 重新生成" in told
    assert main(["publish"]) == 0
    assert "备份" not in capsys.readouterr().out
    assert main(["store", "restored"]) == 0
    told = capsys.readouterr().out
    assert "编号往后跳了一段" in told
    assert "请大家重新登录" in told
    (folder / "content").rename(folder / "content-elsewhere")
    monkeypatch.setenv("WANHU_STORE", str(folder / "third"))
    assert main(["store", "restore", "kept.backup"]) == 0
    assert "还没有和网页核对" in capsys.readouterr().out
    (folder / "content-elsewhere").rename(folder / "content")
    assert main(["publish"]) == 0
    assert "2022-000007" in capsys.readouterr().out
    assert "2022-000007" in (published / "withdrawn.yaml").read_text()


@pytest.mark.parametrize("keep", ["0", "-5", "all"])
def test_how_many_backups_stay_is_a_number_from_one(folder: Path, keep: str, capsys: Capture) -> None:
    """Anything else is wrong use, and nothing is made or removed."""
    with pytest.raises(SystemExit) as end:
        main(["store", "backup", "kept.backup", "--keep", keep])
    assert end.value.code == 2
    assert "1 到" in capsys.readouterr().err
    assert not (folder / "kept.backup").exists()


def enroll(folder: Path) -> None:
    """Have one household on the roster."""
    told = "户编号,村(社区),地址\nfuxing-0001,福兴社区,示例路1号楼\n"
    (folder / "roster.csv").write_text(told, encoding="utf-8")
    assert main(["import", "households", "roster.csv", "--apply"]) == 0


def exports(folder: Path) -> list[str]:
    """What the trail says has left."""
    with open_store(str(folder / "instance/store"), read_only=True) as store:
        left = [each for each in store.table("trail") if each["what"] in ("exported", "archived")]
    return [each["of"] for each in left]


def test_a_household_is_printed_as_json(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """As the contract writes it, with no option; into a file with `--out`."""
    enroll(folder)
    capsysbinary.readouterr()
    assert main(["export", "household", "fuxing-0001"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["household"]["code"] == "fuxing-0001"
    assert main(["export", "household", "fuxing-0001", "--out", "one.json"]) == 0
    assert json.loads((folder / "one.json").read_bytes())["household"]["code"] == "fuxing-0001"
    assert exports(folder) == ["fuxing-0001", "fuxing-0001"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("fuxing-0001", "--format", "csv", "--out", "one.csv"), "json"),
        (("fuxing-0001", "--format", "xlsx", "--out", "one"), "json"),
        (("fuxing-0001", "--format", "tinydb", "--out", "one"), "json"),
        (("fuxing-0001", "--out", "one.xlsx"), "json"),
        ((), "请写明户编号"),
        (("fuxing-0002",), "户册里没有“fuxing-0002”这一户"),
    ],
)
def test_a_household_is_json_and_one_that_is_there(
    folder: Path, words: tuple[str, ...], told: str, capsys: Capture
) -> None:
    """No JSON under another name, no copy of everybody by mistake."""
    enroll(folder)
    assert main(["export", "household", *words]) == 1
    assert told in capsys.readouterr().err
    assert not list(folder.glob("one*"))
    assert exports(folder) == []


@pytest.mark.parametrize("place", ["nowhere/x", "content", "roster.csv/x", "."])
@pytest.mark.parametrize(
    "words",
    [
        ("export", "visits", "--format", "json"),
        ("export", "roster", "--format", "csv"),
        ("export", "household", "fuxing-0001"),
        ("export", "--format", "tinydb"),
        ("archive",),
    ],
)
def test_what_could_not_be_written_has_not_left(
    folder: Path, words: tuple[str, ...], place: str, capsys: Capture
) -> None:
    """A place that takes no file is one Chinese sentence, and nothing is said to have been exported."""
    enroll(folder)
    capsys.readouterr()
    assert main([*words, "--out", place]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert re.fullmatch(rf"不能写入 {place}（[^A-Za-z]+）。\S+\n", told.err)
    assert exports(folder) == []


def test_the_archive_of_a_year_that_is_over(folder: Path, capsys: Capture) -> None:
    """Its ledgers can be had after the next was opened; a year that never was is told."""
    enroll(folder)
    with open_desk() as desk:
        desk.act(lambda: desk.registers.visits.add(make_visit()))
    assert main(["new-year", "2023"]) == 0
    capsys.readouterr()
    for words, lines in ((["--year", "2022"], 1), ([], 0)):
        assert main(["archive", *words, "--out", "kept.zip"]) == 0
        assert f"入户走访台账 {lines} 行" in capsys.readouterr().out
    assert exports(folder) == ["2022", "2023"]
    assert main(["archive", "--year", "2019", "--out", "other.zip"]) == 1
    assert "没有 2019 年的内容" in capsys.readouterr().err
    assert not (folder / "other.zip").exists()


@pytest.mark.parametrize(
    ("words", "of"),
    [
        (("household", "fuxing-0001", "--format", "json"), "fuxing-0001"),
        (("--format", "tinydb"), "tinydb"),
        (("roster", "--format", "json"), "roster"),
        (("roster", "--format", "csv"), "roster"),
    ],
)
def test_what_leaves_by_the_command_line_is_in_the_trail(
    folder: Path, words: tuple[str, ...], of: str
) -> None:
    """A household's copy and a copy of everything are exports like ledgers, and for their owner alone.

    By whom, when and of what stands inside, or beside an array of records and a TinyDB file.
    """
    enroll(folder)
    (folder / "out.json").write_text("of another day")
    (folder / "out.json").chmod(0o644)
    assert main(["export", *words, "--out", "out.json"]) == 0
    made = (folder / "out.json").read_text("utf-8-sig")
    assert "示例路" in (made if "csv" in words else json.dumps(json.loads(made), ensure_ascii=False))
    assert (folder / "out.json").stat().st_mode & 0o777 == 0o600
    beside = folder / "out.json.txt"
    assert beside.exists() == (words[-1] == "tinydb" or words == ("roster", "--format", "json"))
    told = beside.read_text("utf-8") if beside.exists() else made
    assert re.search(r"填报时间：\d{4}-\d\d-\d\d \d\d:\d\d　导出人：命令行　范围：\S+", told)
    with open_store(str(folder / "instance/store"), read_only=True) as store:
        noted = [(each["what"], each.get("of")) for each in store.table("trail")]
    assert noted[-2:] == [("table_imported", "households"), ("exported", of)]


def test_leaks_says_where_and_how_many_and_never_what(folder: Path, capsys: Capture) -> None:
    """A built site is held against the roster, every kind of file; where nobody is named it ends with 0."""
    home = "fuxing-0001,福兴社区,示例小区9号楼4单元702室,欧阳示例,13912345678"
    told = f"户编号,村(社区),地址,户主,电话\n{home}\n"
    (folder / "roster.csv").write_text(told, encoding="utf-8")
    assert main(["import", "households", "roster.csv", "--apply"]) == 0
    site = folder / "built"
    site.mkdir()
    (site / "index.html").write_text("<p>没有谁</p>", encoding="utf-8")
    capsys.readouterr()
    assert main(["leaks", "--site", "built"]) == 0
    assert capsys.readouterr().out == "不能公开 0 处，要看一眼 0 处。\n"
    (site / "page.html").write_text("\n<p>欧阳示例</p>", encoding="utf-8")
    (site / "data.json").write_text(json.dumps({"at": "示例小区9号楼4单元702室"}), encoding="utf-8")
    (site / "13912345678.png").write_bytes(b"\x89PNG")
    assert main(["leaks", "--site", "built"]) == 1
    said = capsys.readouterr().out
    assert said.splitlines() == [
        "data.json:1: 住户的住址，不能公开。",
        "page.html:2: 住户的姓名，不能公开。",
        "＊＊＊.png:0: 住户的电话，不能公开。",
        "不能公开 3 处，要看一眼 0 处。",
    ]


@pytest.mark.parametrize("place", ["nowhere", "content/site.yaml", "content"])
def test_leaks_of_no_site_are_not_none(place: str, capsys: Capture) -> None:
    """A typing error must not read as clean."""
    assert main(["leaks", "--site", place]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{place} 里没有生成好的网站" in told.err


def test_a_new_store_has_no_account(capsys: Capture) -> None:
    """Nobody gets in before somebody was given an account by name."""
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out.strip() == ""


def test_checking_for_the_public_finds_the_demo(folder: Path, capsys: Capture) -> None:
    """`check --deploy` says all that speaks against it, one a line, and ends with 1; it makes no store."""
    assert main(["check"]) == 0
    capsys.readouterr()
    assert main(["check", "--deploy"]) == 1
    lines = capsys.readouterr().out.splitlines()
    codes = [line.split(": ")[1] for line in lines]
    assert codes == ["not_in_time"] * 3 + ["demo_content", "no_https", "no_proxy"]
    place = (folder / "content" / "site.yaml").read_text("utf-8").splitlines().index("demo: true") + 1
    assert lines[3].startswith(f"content/site.yaml:{place}: ")
    assert not (folder / "instance").exists()


def test_purging_is_previewed_first(capsys: Capture) -> None:
    """Without --apply nothing goes; with it the same counts are told as done."""
    assert main(["purge"]) == 0
    assert "预览" in capsys.readouterr().out
    assert main(["purge", "--apply"]) == 0
    told = capsys.readouterr().out
    assert "住户信息 0 条" in told
    assert "此前的备份里还有" in told


def test_a_port_in_use_is_one_sentence(folder: Path) -> None:
    """Another program on the port is named, with what to do, and nothing else is said."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        words = [sys.executable, "-m", "collector", "serve", "--port", port]
        environment = os.environ | {"PYTHONPATH": str(PROJECT)}
        done = subprocess.run(
            words, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stdout == ""
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith(f"端口 {port} 已经有别的程序在用")
