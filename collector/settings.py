"""Where things are and how this installation is set up (设置), read from the environment and `.env`."""

import datetime
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

import msgspec

from collector.errors import Refusal
from generator.campaign.web_address import BASE_URL_FORM, is_base_url
from generator.errors import reason

SHIPPED = Path(__file__).resolve().parent.parent
WECHAT_SERVER = "https://api.weixin.qq.com"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings (设置). `store` is a folder or a database address; `today` is set in a demo only."""

    store: str
    content: Path
    templates: Path
    site: Path
    base_url: str | None = None
    secret_key: str = ""
    today: datetime.date | None = None
    log: Path | None = None
    proxy: str = ""
    wechat_appid: str = ""
    wechat_secret: str = ""
    wechat_server: str = WECHAT_SERVER

    def __repr__(self) -> str:
        """Which installation it is; keys and passwords never get into a message this way."""
        return f"Settings(content={str(self.content)!r}, site={str(self.site)!r})"

    @property
    def assets(self) -> Path:
        return self.templates / "assets"


def read_settings(folder: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings for work in `folder`: the environment first, then its `.env`, then what is usual."""
    given = _dotenv(folder / ".env") | dict(environment)
    content = _place(folder, given.get("WANHU_CONTENT"), "content")
    templates = _templates(folder, given.get("WANHU_TEMPLATES"))
    site = _place(folder, given.get("WANHU_SITE"), "site")
    store = given.get("WANHU_STORE") or str(folder / "instance" / "store")
    # The folder's own templates too, which are used as soon as they are there.
    _refuse_store_in_public(store, (content, templates, site, folder / "templates"))
    return Settings(
        store=store,
        content=content,
        templates=templates,
        site=site,
        base_url=_base_url(given.get("WANHU_BASE_URL")),
        secret_key=given.get("WANHU_SECRET_KEY", ""),
        today=_day(given.get("WANHU_TODAY")),
        log=Path(given["WANHU_LOG"]) if given.get("WANHU_LOG") else None,
        proxy=_proxy(given.get("WANHU_PROXY", "")),
        wechat_appid=given.get("WANHU_WECHAT_APPID", ""),
        wechat_secret=given.get("WANHU_WECHAT_SECRET", ""),
        wechat_server=given.get("WANHU_WECHAT_SERVER") or WECHAT_SERVER,
    )


def not_in_dotenv(folder: Path, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Settings of this shell alone: what is started otherwise, with the folder's `.env`, has them not."""
    kept = _dotenv(folder / ".env")
    return sorted(name for name in environment if name.startswith("WANHU_") and name not in kept)


def secret_key(settings: Settings) -> str:
    """The key that signs forms: as set, or made once and kept beside the store for its owner only."""
    if settings.secret_key:
        return settings.secret_key
    kept = key_file(settings)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return kept.read_text()


def key_file(settings: Settings) -> Path:
    """Where the key is kept that was made here: beside the store."""
    return beside_store(settings) / "secret_key"


def beside_store(settings: Settings) -> Path:
    """The folder for what is kept beside the store, and not in it; beside a database as beside a file."""
    return Path("instance/store" if "://" in settings.store else settings.store).resolve().parent


def _dotenv(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    try:
        text = file.read_text(encoding="utf-8-sig")  # editors on Windows put a mark before the first setting
    except UnicodeDecodeError:
        found = f"{file} 不是 UTF-8 编码，读不出里面的设置，什么都没有做。"
        raise Refusal("bad_dotenv", found + "请用 UTF-8 编码另存，再试一次。") from None
    except OSError as error:
        found = f"{file} 打不开（{reason(error)}），不知道怎样设置，什么都没有做。"
        raise Refusal("bad_dotenv", found + "请检查这个文件的权限。") from None
    lines = (re.sub(r"^export\s+", "", line.strip()) for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def _place(folder: Path, given: str | None, usual: str) -> Path:
    return Path(given) if given else folder / usual


def _templates(folder: Path, given: str | None) -> Path:
    """The folder's own templates, else those shipped; whole, since the web side looks from elsewhere."""
    own = Path(given) if given else folder / "templates"
    return own.resolve() if given or own.is_dir() else SHIPPED / "templates"


def _base_url(text: str | None) -> str | None:
    if text and not is_base_url(text):
        found = f"WANHU_BASE_URL 写的是“{text}”，应是 {BASE_URL_FORM}，"
        raise Refusal("bad_base_url", found + "例如 https://example.org/。还没有网址就去掉这一行。")
    return text or None


def _day(text: str | None) -> datetime.date | None:
    if not text:
        return None
    try:
        # Python takes 20220805 and 2022-W31-5 as well.
        if (day := datetime.date.fromisoformat(text)).isoformat() == text:
            return day
    except ValueError:
        pass
    raise Refusal("bad_today", f"WANHU_TODAY 写的是“{text}”，应写成 2022-08-05 这样的日期。")


def _proxy(text: str) -> str:
    """The one address whose word on who is asking is taken; a name or a list would let others in on it."""
    try:
        return str(ipaddress.ip_address(text.strip())) if text.strip() else ""
    except ValueError:
        found = f"WANHU_PROXY 写的是“{text}”，应是前置服务器（nginx、caddy）的 IP 地址，"
        raise Refusal("bad_proxy", found + "例如 127.0.0.1。没有前置服务器就去掉这一行。") from None


def _refuse_store_in_public(store: str, public: tuple[Path, ...]) -> None:
    if "://" in store:
        return
    place = Path(store).resolve()
    for folder in public:
        if place.is_relative_to(folder.resolve()):
            found = f"WANHU_STORE 指向 {store}，它在会公开的 {folder.name}/ 里面。"
            raise Refusal("store_in_public", found + "请换到别的文件夹，例如 instance/store。")
