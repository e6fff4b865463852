from pathlib import Path
from typing import Any

import msgspec
import pytest

from collector.desk.keeping.deployment import problems_of
from collector.settings import Settings
from generator.campaign.problem import Problem
from tests.makers import make_settings, make_year

SITE = msgspec.structs.replace(make_year().site, demo=False)
KEY = "k7Jd93mQpZ0aXw5rTbN2vLc8YsHf4GuE"


def settings_of(folder: Path, **changes: Any) -> Settings:
    """An installation that may go public."""
    usual: dict[str, Any] = {"base_url": "https://wanhu.example/", "today": None, "secret_key": KEY}
    usual["proxy"] = "127.0.0.1"
    store = folder / "store"
    store.mkdir(mode=0o700, exist_ok=True)
    return make_settings(folder, **usual | changes)


def found(folder: Path, settings: Settings, **changes: Any) -> list[Problem]:
    given: dict[str, Any] = {"site": SITE, "environment": {}, "is_demo": False}
    return problems_of(settings, folder=folder, **given | changes)


def test_an_installation_that_is_ready_has_no_problem(tmp_path: Path) -> None:
    """With TLS, a key of its own or none set, and a store for its owner alone, nothing is said."""
    assert found(tmp_path, settings_of(tmp_path)) == []
    assert found(tmp_path, settings_of(tmp_path, secret_key="")) == []
    assert found(tmp_path, settings_of(tmp_path, store="postgresql+psycopg://somebody@localhost/wanhu")) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"secret_key": "short"}, "weak_key"),
        ({"secret_key": "ab" * 40}, "weak_key"),
        ({"base_url": None}, "no_https"),
        ({"base_url": "http://wanhu.example/"}, "no_https"),
        ({"base_url": "https://"}, "no_https"),
        ({"proxy": ""}, "no_proxy"),
        ({"today": make_settings(Path()).today}, "today_is_fixed"),
    ],
)
def test_a_setting_that_is_not_for_the_public(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    """Each is named by its code."""
    assert [each.code for each in found(tmp_path, settings_of(tmp_path, **changes))] == [code]


def test_the_demo_stays_at_home(tmp_path: Path) -> None:
    """Neither invented content nor a store with known passphrases goes public."""
    site = msgspec.structs.replace(SITE, demo=True)
    problems = found(tmp_path, settings_of(tmp_path), site=site, is_demo=True)
    assert [each.code for each in problems] == ["demo_content", "demo_store"]


@pytest.mark.parametrize(("value", "is_refused"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_debugging_is_off(tmp_path: Path, value: str, is_refused: bool) -> None:
    """A debugger shows the inside of the program to whoever makes it stumble."""
    problems = found(tmp_path, settings_of(tmp_path), environment={"FLASK_DEBUG": value})
    assert ["debug" for _ in problems] == ["debug"] * is_refused


@pytest.mark.parametrize("name", ["store", "secret_key", ".env"])
def test_what_others_can_read_is_told(tmp_path: Path, name: str) -> None:
    """The store, the key and the settings are for their owner alone."""
    settings, place = settings_of(tmp_path), tmp_path / name
    if name != "store":
        place.touch()
    place.chmod(0o750)
    (problem,) = found(tmp_path, settings)
    assert (problem.code, problem.file) == ("readable_by_others", str(place))
    place.chmod(0o700)
    assert found(tmp_path, settings) == []


def test_a_problem_says_its_line(tmp_path: Path) -> None:
    """As `file:line: code: message`, at the line of the setting."""
    env = tmp_path / ".env"
    env.write_text("# 设置\nWANHU_BASE_URL=http://wanhu.example/\n", encoding="utf-8")
    env.chmod(0o600)
    (problem,) = found(tmp_path, settings_of(tmp_path, base_url="http://wanhu.example/"))
    assert str(problem).startswith(f"{env}:2: no_https: ")


def test_wechat_is_set_up_on_both_sides_or_on_none(tmp_path: Path) -> None:
    """Pages that ask for a signature need an account, and an account needs pages that ask."""
    asking = msgspec.structs.replace(SITE, wechat_signature="/wechat/signature")
    with_account = settings_of(tmp_path, wechat_appid="wx1", wechat_secret="s")
    assert [each.code for each in found(tmp_path, settings_of(tmp_path), site=asking)] == ["no_wechat"]
    assert [each.code for each in found(tmp_path, with_account)] == ["wechat_unused"]
    assert found(tmp_path, with_account, site=asking) == []
