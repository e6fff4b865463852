"""`wanhu deploy`: a ready configuration for this installation, with its paths and limits in it."""

import argparse
import getpass
import shlex
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import jinja2

from collector.commands.opening import Options, settings_here
from collector.errors import Refusal
from collector.settings import SHIPPED, Settings, key_file, not_in_dotenv
from generator.campaign.web_address import LAST_PORT
from generator.commands import between

FILES = {"nginx": "nginx.conf", "caddy": "Caddyfile", "systemd": "wanhu.service", "backup": "crontab"}
# A file of its own in the folder whose files Debian moves on by themselves.
LOG = Path("/var/log/nginx/wanhu.log")


def register(commands: Options) -> None:
    parser = commands.add_parser("deploy", help="打印可直接使用的部署配置")
    parser.add_argument("kind", choices=FILES, help="nginx、caddy、systemd，或每夜备份的 backup")
    parser.add_argument("--port", type=between(1, LAST_PORT), default=8000, help="wanhu serve 的端口")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="TLS 证书；caddy 不写就自己去取")
    parser.add_argument("--certificate-key", type=Path, metavar="FILE", help="证书的密钥")
    parser.add_argument("--http-port", type=between(1, LAST_PORT), default=80, help="转到 https 的 http 端口")
    parser.add_argument(
        "--access-log",
        type=Path,
        metavar="FILE",
        default=LOG,
        help="nginx 的访问日志，不记查询和链接里的密钥",
    )
    parser.set_defaults(run=_deploy)


def _deploy(options: argparse.Namespace) -> int:
    folder = Path.cwd()
    settings = settings_here()
    if settings.base_url is None:
        raise Refusal(
            "no_base_url", "还没有设置 WANHU_BASE_URL，请先写上正式网址，例如 https://example.org/。"
        )
    if bool(options.certificate) != bool(options.certificate_key):
        raise Refusal("half_a_certificate", "--certificate 和 --certificate-key 要一起写，请补上另一个。")
    place = urlsplit(settings.base_url)
    # Not HTML: a configuration file is taken as written.
    shelf = jinja2.Environment(  # noqa: S701
        loader=jinja2.FileSystemLoader(SHIPPED / "templates" / "deploy"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
    )
    shelf.filters |= {"unit_word": _unit_word, "cron_word": _cron_word}
    text = shelf.get_template(FILES[options.kind]).render(
        host=place.hostname,
        origin=f"https://{place.netloc}",
        https_port=place.port or 443,
        http_port=options.http_port,
        access_log=options.access_log.resolve(),
        ipv6=_has_ipv6(),
        port=options.port,
        site=settings.site.resolve(),
        folder=folder,
        user=getpass.getuser(),
        program=Path(sys.executable).with_name("wanhu"),
        unheard=not_in_dotenv(folder),
        written=_written(folder, settings),
        has_certificate=options.certificate is not None,
        certificate=_whole(options.certificate, f"/etc/ssl/certs/{place.hostname}.pem"),
        certificate_key=_whole(options.certificate_key, f"/etc/ssl/private/{place.hostname}.key"),
    )
    sys.stdout.write(text)
    return 0


def _written(folder: Path, settings: Settings) -> list[Path]:
    """Every folder that serving writes to: this one, and those that settings put outside of it."""
    places = [key_file(settings).parent, settings.content, settings.site.parent]
    places += [settings.log.parent] if settings.log else []
    outside = {place.resolve() for place in places if not place.resolve().is_relative_to(folder)}
    return [folder, *sorted(outside)]


def _unit_word(word: object) -> str:
    """A path as one word of a unit, whatever is in it (systemd.syntax)."""
    text = str(word).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'.replace("%", "%%")


def _cron_word(word: object) -> str:
    """A path as one word of a line of cron, to whom a bare percent sign is the end of it."""
    return shlex.quote(str(word)).replace("%", r"\%")


def _whole(given: Path | None, usual: str) -> str:
    return str(given.resolve()) if given else usual


def _has_ipv6() -> bool:
    """Say whether this machine can listen on IPv6; a server told to where it cannot does not start."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::", 0))
        return True
    except OSError:
        return False
