import datetime
from pathlib import Path

import pytest

from collector.errors import Refusal
from collector.settings import SHIPPED, key_file, read_settings, secret_key


def test_what_is_usual_lies_in_the_folder(tmp_path: Path) -> None:
    """Without any setting a folder holds its content, site and store; templates are those shipped."""
    settings = read_settings(tmp_path, {})
    assert settings.content == tmp_path / "content"
    assert settings.store == str(tmp_path / "instance" / "store")
    assert settings.templates == SHIPPED / "templates"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    """`.env` sets what the environment does not."""
    lines = "# 注释\nWANHU_BASE_URL = 'https://a.example.org/'\nWANHU_TODAY=2022-08-05\n"
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    settings = read_settings(tmp_path, {"WANHU_BASE_URL": "https://b.example.org/"})
    assert settings.base_url == "https://b.example.org/"
    assert settings.today == datetime.date(2022, 8, 5)


def test_a_file_of_another_editor_says_the_same(tmp_path: Path) -> None:
    """The mark of Windows editors and the word of shells are no part of a setting's name."""
    lines = "WANHU_STORE=elsewhere\nexport WANHU_SITE=public\nexport\tWANHU_TODAY=2022-08-05\n"
    (tmp_path / ".env").write_text(lines, encoding="utf-8-sig")
    settings = read_settings(tmp_path, {})
    assert settings.store == "elsewhere"
    assert settings.site == Path("public")
    assert settings.today == datetime.date(2022, 8, 5)


def test_a_file_that_cannot_be_read_stops_everything(tmp_path: Path) -> None:
    """In another encoding nobody knows which store is meant; the file is named, and what to do."""
    (tmp_path / ".env").write_text("# 设置\nWANHU_STORE=库\n", encoding="gbk")
    with pytest.raises(Refusal, match=r"\.env 不是 UTF-8 编码.*另存"):
        read_settings(tmp_path, {})


@pytest.mark.parametrize(
    "found", ["nonsense", "https://", "example.org", "https://a b/", "https://a:0/", "https://a:65536/"]
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, found: str) -> None:
    """Links and codes would lead nowhere; the setting is named, since nobody typed an option."""
    with pytest.raises(Refusal, match="WANHU_BASE_URL 写的是"):
        read_settings(tmp_path, {"WANHU_BASE_URL": found})
    assert read_settings(tmp_path, {"WANHU_BASE_URL": ""}).base_url is None
    assert read_settings(tmp_path, {"WANHU_BASE_URL": "http://10.0.0.1:8080"}).base_url


@pytest.mark.parametrize("store", ["content/x", "site", "templates/../content", "templates/x"])
def test_a_store_that_would_be_published_is_refused(tmp_path: Path, store: str) -> None:
    """Whatever way it is written, the store is never below what goes out."""
    with pytest.raises(Refusal, match="WANHU_STORE"):
        read_settings(tmp_path, {"WANHU_STORE": str(tmp_path / store)})


@pytest.mark.parametrize("found", ["8月5日", "20220805", "2022-W31-5", "2022-02-30"])
def test_a_wrong_date_is_said(tmp_path: Path, found: str) -> None:
    """A date that is none is one sentence with the right form in it."""
    with pytest.raises(Refusal, match="2022-08-05"):
        read_settings(tmp_path, {"WANHU_TODAY": found})


@pytest.mark.parametrize("found", ["*", "localhost", "127.0.0.1, 10.0.0.1", "10.0.0.0/8"])
def test_a_proxy_is_one_address(tmp_path: Path, found: str) -> None:
    """Everybody, a name or a range would let others say who they are."""
    assert read_settings(tmp_path, {"WANHU_PROXY": " 127.0.0.1 "}).proxy == "127.0.0.1"
    with pytest.raises(Refusal, match="WANHU_PROXY"):
        read_settings(tmp_path, {"WANHU_PROXY": found})


def test_what_is_kept_beside_a_database_is_in_the_folder_that_no_git_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moving from a file to a database finds the same key and the same list of erasures."""
    monkeypatch.chdir(tmp_path)
    in_file = read_settings(tmp_path, {})
    in_database = read_settings(tmp_path, {"WANHU_STORE": "postgresql://localhost/wanhu"})
    assert key_file(in_database) == key_file(in_file) == tmp_path / "instance" / "secret_key"


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    """Unset, it is made at first use, kept beside the store, and stays the same."""
    settings = read_settings(tmp_path, {})
    key = secret_key(settings)
    kept = tmp_path / "instance" / "secret_key"
    assert len(key) >= 32
    assert kept.stat().st_mode & 0o077 == 0
    assert secret_key(settings) == key
    assert secret_key(read_settings(tmp_path, {"WANHU_SECRET_KEY": "given"})) == "given"
