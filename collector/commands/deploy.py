"""`wanhu deploy`: a ready configuration for this installation, with its paths and limits in it."""

import argparse
import getpass
import sys
from pathlib import Path
from urllib.parse import urlsplit

import jinja2

from collector.commands.opening import Options, settings_here
from collector.errors import Refusal
from collector.settings import SHIPPED

FILES = {"nginx": "nginx.conf", "caddy": "Caddyfile", "systemd": "wanhu.service", "backup": "crontab"}


def register(commands: Options) -> None:
    parser = commands.add_parser("deploy", help="打印可直接使用的部署配置")
    parser.add_argument("kind", choices=FILES, help="nginx、caddy、systemd，或每夜备份的 backup")
    parser.add_argument("--port", type=int, default=8000, help="wanhu serve 的端口")
    parser.set_defaults(run=_deploy)


def _deploy(options: argparse.Namespace) -> int:
    folder = Path.cwd()
    settings = settings_here()
    host = urlsplit(settings.base_url or "").hostname
    if host is None:
        raise Refusal(
            "no_base_url", "还没有设置 WANHU_BASE_URL，请先写上正式网址，例如 https://example.org/。"
        )
    # Not HTML: a configuration file is taken as written.
    shelf = jinja2.Environment(  # noqa: S701
        loader=jinja2.FileSystemLoader(SHIPPED / "templates" / "deploy"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    text = shelf.get_template(FILES[options.kind]).render(
        host=host,
        port=options.port,
        site=settings.site.resolve(),
        folder=folder,
        user=getpass.getuser(),
        program=Path(sys.executable).with_name("wanhu"),
        certificate=f"/etc/ssl/certs/{host}.pem",
        certificate_key=f"/etc/ssl/private/{host}.key",
    )
    sys.stdout.write(text)
    return 0
