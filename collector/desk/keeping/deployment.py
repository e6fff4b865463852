"""What must not stay as it is when an installation goes public (上线检查): settings, keys, folders, demo."""

import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from collector.settings import Settings, key_file
from generator.campaign.configuration import Site
from generator.campaign.problem import Problem

SHORTEST_KEY = 32
FEWEST_CHARACTERS = 10
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def problems_of(
    settings: Settings, site: Site, folder: Path, environment: Mapping[str, str], *, is_demo: bool
) -> list[Problem]:
    """Everything that speaks against letting people in, each where it is to be changed."""
    return [
        *_demo(settings, site, is_demo),
        *_settings(settings, folder / ".env", environment),
        *_wechat(settings, site, folder / ".env"),
        *_readable(settings, folder / ".env"),
    ]


def _demo(settings: Settings, site: Site, is_demo: bool) -> Iterator[Problem]:
    if site.demo:
        file = settings.content / "site.yaml"
        yield _problem(file, "demo", "demo_content", "内容还标着演示。换成真实内容后，把 demo 改成 false。")
    if is_demo:
        message = "库里是演示数据，演示账号人人知道。请用 wanhu init 另建文件夹，从空库开始。"
        yield Problem(settings.store, 1, "demo_store", message)


def _settings(settings: Settings, file: Path, environment: Mapping[str, str]) -> Iterator[Problem]:
    if environment.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no"):
        message = "调试开着，出错时会把程序内部给人看。请去掉 FLASK_DEBUG。"
        yield _problem(file, "FLASK_DEBUG", "debug", message)
    if settings.secret_key and _is_weak(settings.secret_key):
        found = f"密钥太短或太简单，至少要 {SHORTEST_KEY} 个随机字符。"
        yield _problem(file, "WANHU_SECRET_KEY", "weak_key", found + "去掉这一行，启动时会自动生成。")
    if urlsplit(settings.base_url or "").scheme != "https" or not urlsplit(settings.base_url or "").hostname:
        found = f"正式网址写的是“{settings.base_url}”" if settings.base_url else "还没有写正式网址"
        message = f"{found}，应是 https 开头的，例如 https://example.org/。"
        yield _problem(file, "WANHU_BASE_URL", "no_https", message)
    if not settings.proxy:
        found = "还没有写前置服务器的地址，所有来访会算成同一个人，一个人输错口令会挡住大家。"
        message = found + "请写上 nginx 或 caddy 连过来的 IP 地址，例如 127.0.0.1。"
        yield _problem(file, "WANHU_PROXY", "no_proxy", message)
    if settings.today:
        message = f"日期固定在 {settings.today}，期限会全算错。请去掉 WANHU_TODAY。"
        yield _problem(file, "WANHU_TODAY", "today_is_fixed", message)


def _wechat(settings: Settings, site: Site, file: Path) -> Iterator[Problem]:
    """What pages ask for must be signed by somebody, and a signature must be asked for (R3.2)."""
    is_set_up = bool(settings.wechat_appid and settings.wechat_secret)
    if site.wechat_signature and not is_set_up:
        message = "site.yaml 写了 wechat_signature，这里没有写全 WANHU_WECHAT_APPID 和 WANHU_WECHAT_SECRET。"
        yield _problem(file, "WANHU_WECHAT_APPID", "no_wechat", message + "请补上，或去掉 wechat_signature。")
    if is_set_up and not site.wechat_signature:
        place = settings.content / "site.yaml"
        message = "接入了公众号，页面却没有去拿签名。请写上 wechat_signature: /wechat/signature。"
        yield _problem(place, "wechat_signature", "wechat_unused", message)


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS


def _readable(settings: Settings, file: Path) -> Iterator[Problem]:
    """What others on this machine could read: the store, the key, the settings."""
    places = {key_file(settings): "600", file: "600"}
    if "://" not in settings.store:
        places |= {Path(settings.store): "700"}
    for place, wanted in places.items():
        if place.exists() and place.stat().st_mode & OTHERS:
            found = f"这台机器上的别人能打开它（权限 {place.stat().st_mode & 0o777:o}）。"
            yield Problem(str(place), 1, "readable_by_others", found + f"请执行 chmod {wanted} {place}。")


def _problem(file: Path, name: str, code: str, message: str) -> Problem:
    """A problem at the line of a setting; where it is set elsewhere, at the top of the file."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    written = re.compile(rf"\s*(export\s+)?{name}\s*[=:]")
    found = (n for n, line in enumerate(lines, 1) if written.match(line))
    return Problem(str(file), next(found, 1), code, message)
