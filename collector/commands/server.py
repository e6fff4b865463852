"""`wanhu serve`: the desk, the API and the built site, by one production server."""

import argparse
import errno
import ipaddress
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Any

import msgspec
import waitress.server

from collector import BODY_LIMIT, create_app
from collector.commands import following, live
from collector.commands.care import tell_of_restoring
from collector.commands.channel import Channel
from collector.commands.opening import Options, open_desk
from collector.demo import SIGN_INS, is_demo
from collector.desk import Desk
from collector.desk.issues.calendar_change import take_in
from collector.desk.publishing.publication import settled
from collector.desk.publishing.release import AFTERWARDS
from collector.errors import Refusal
from collector.views import request_log
from generator.campaign.web_address import LAST_PORT
from generator.commands import between
from generator.errors import reason

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Server = waitress.server.BaseWSGIServer | waitress.server.MultiSocketServer


def register(commands: Options) -> None:
    parser = commands.add_parser("serve", help="启动走访台、接口和站点")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址")
    parser.add_argument("--port", type=between(0, LAST_PORT), default=8000, help="端口；0 是随便一个空闲的")
    parser.add_argument("--no-site", action="store_true", help="只开走访台，不提供公开站点")
    parser.add_argument("--preview", action="store_true", help="内容、模板或样式一改，就重新生成并刷新浏览器")
    parser.set_defaults(run=serve)


def serve(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM; what has begun is finished first."""
    with open_desk() as desk:
        if is_demo(desk.store) and not _is_loopback(options.host):
            raise Refusal(
                "demo_in_public", f"演示数据不能开在 {options.host} 这样的公开地址上，请用 127.0.0.1。"
            )
        app = create_app(desk, with_site=not options.no_site)
        log = request_log.open_log(desk.settings.log)
        request_log.install(app, log)
        request_log.install_for_server(log)
        tell_of_restoring(desk)
        _take_in_calendar(desk, log)
        if stopped_by := settled(desk):
            sys.stderr.write(f"公示和撤下的没有全部放到网站上：{stopped_by}{AFTERWARDS}\n")
        follower = following.Follower(desk)
        watch = live.Watch(desk) if options.preview else None
        if watch:
            watch.look()
            watch.start()
        server = _listen(live.with_reload(app, watch) if watch else app, options, desk.settings.proxy)
        signal.signal(signal.SIGTERM, _stop)
        _greet(_address(server, options.host), with_site=not options.no_site, demo=is_demo(desk.store))
        follower.start()
        server.run()
        server.close()
        follower.stop()
        if watch:
            watch.stop()
    return 0


def _take_in_calendar(desk: Desk, log: int) -> None:
    """Say once, in log and trail, what another table of working days did to due dates (R4.3)."""
    moved = take_in(desk)
    if moved is not None:
        request_log.say(log, "calendar_changed", **msgspec.structs.asdict(moved))
        sys.stdout.write(f"放假安排有变：{moved}。公示里的日期随后更新。\n")


def _listen(app: "WSGIApplication", options: argparse.Namespace, proxy: str) -> Server:
    host, port = options.host, options.port
    sockets: dict[int, Any] = {}
    # Who asks is whoever is connected; behind the one proxy that is named it is whom that one names.
    trusted: dict[str, Any] = {}
    if proxy:
        trusted = {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for"}}
    try:
        server = waitress.server.create_server(
            app,
            map=sockets,
            host=host,
            port=port,
            threads=16,
            connection_limit=1000,
            asyncore_use_poll=True,
            channel_timeout=60,
            max_request_body_size=BODY_LIMIT,
            ident=None,
            **trusted,
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            found = f"端口 {port} 已经有别的程序在用。"
            other = port + 1 if port < LAST_PORT else port - 1
            raise Refusal("port_in_use", found + f"请先停掉它，或换一个端口：--port {other}。") from None
        found = f"不能在 {host} 的端口 {port} 上启动：{reason(error)}。"
        raise Refusal("cannot_listen", found + "请检查 --host 和 --port。") from None
    except ValueError:  # the name says nothing to the system's resolver
        found = f"找不到叫 {host} 的地址，没有启动。"
        raise Refusal("no_such_host", found + "请检查 --host，只在本机用写 127.0.0.1。") from None
    for each in sockets.values():
        each.channel_class = Channel
    return server


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(server: Server, host: str) -> str:
    """Where it listens (地址), as a browser takes it; a name may stand for several places with ports."""
    port: object
    if isinstance(server, waitress.server.MultiSocketServer):
        host, port = server.effective_listen[0]
    else:
        port = server.getsockname()[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _greet(address: str, *, with_site: bool, demo: bool) -> None:
    say = sys.stdout.write
    if with_site:
        say(f"公开站点：{address}\n")
    say(f"走访台：　{address}desk/\n")
    if demo:
        say("演示账号（只在本机有效）：\n")
        for line in SIGN_INS:
            say(f"  {line}\n")
    say("按 Ctrl-C 停止。\n")
    sys.stdout.flush()
