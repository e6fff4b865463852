"""`wanhu users`: accounts, one-time links and API tokens."""

import argparse
import sys
from collections.abc import Iterable, Iterator

from collector.commands.opening import Options, open_desk
from collector.desk import Desk
from collector.desk.people import accounts, leaving, signing_in
from collector.errors import Refusal
from generator.campaign.vocabulary import COMMUNITY_ROLES, ROLES, UNIT_ROLES


def register(commands: Options) -> None:
    users = commands.add_parser("users", help="账号").add_subparsers(required=True, metavar="做什么")
    add = users.add_parser("add", help="新建账号")
    add.add_argument("name", help="登录名")
    add.add_argument("--role", required=True, choices=ROLES, help="角色")
    add.add_argument("--community", help="社区代码")
    add.add_argument("--unit", help="单位代码")
    add.add_argument("--full-name", default="", help="姓名")
    add.set_defaults(run=_add)
    users.add_parser("list", help="列出账号").set_defaults(run=_list)
    for name, run, about in [
        ("disable", _disable, "停用账号"),
        ("enable", _enable, "重新启用停用了的账号"),
        ("link", _link, "生成一次性登录链接，也用来重设口令"),
        ("token", _token, "生成接口令牌"),
    ]:
        parser = users.add_parser(name, help=about)
        parser.add_argument("name", help="登录名")
        parser.set_defaults(run=run)


def _add(options: argparse.Namespace) -> int:
    with open_desk() as desk:
        try:
            accounts.add_account(
                desk,
                username=options.name,
                name=options.full_name or options.name,
                role=options.role,
                community_code=options.community,
                unit_code=options.unit,
            )
        except Refusal as refusal:
            hint = "".join(_hints(desk, options.role, refusal.fields))
            raise Refusal(refusal.code, refusal.message + hint) from None
    return _say(
        f"已建账号 {options.name}（{ROLES[options.role]}）。用 wanhu users link {options.name} 生成登录链接。"
    )


def _hints(desk: Desk, role: str, fields: Iterable[str]) -> Iterator[str]:
    """How what is to be chosen is written on the command line (命令的写法)."""
    ways = {
        "community": (COMMUNITY_ROLES, [each.code for each in desk.year.places.communities]),
        "unit": (UNIT_ROLES, [each.code for each in desk.year.units.units]),
    }
    for field in fields:
        if field in ways:
            roles, known = ways[field]
            yield f"请加上 --{field}，可用：{'、'.join(known)}。" if role in roles else f"请去掉 --{field}。"


def _list(_options: argparse.Namespace) -> int:
    with open_desk(read_only=True) as desk:
        for each in desk.registers.accounts:
            where = each.community_code or each.unit_code or "街道"
            state = "已停用" if each.disabled else "在用"
            _say(f"{each.username}\t{ROLES[each.role]}\t{where}\t{state}")
    return 0


def _disable(options: argparse.Namespace) -> int:
    with open_desk() as desk:
        accounts.disable_account(desk, options.name)
        kept = leaving.held(desk).get(options.name)
    left = f"他名下还有 {kept}，没有人管，请在账号页上交给别人。" if kept else ""
    return _say(f"账号 {options.name} 已停用，他的登录都已失效；留痕不变。{left}")


def _enable(options: argparse.Namespace) -> int:
    with open_desk() as desk:
        accounts.enable_account(desk, options.name)
    return _say(f"账号 {options.name} 已重新启用，口令还是原来的。")


def _link(options: argparse.Namespace) -> int:
    with open_desk() as desk:
        token = signing_in.make_link(desk, options.name)
        base_url = desk.settings.base_url
    _say(f"{(base_url or 'http://127.0.0.1:8000').rstrip('/')}/desk/link/{token}")
    if not base_url:
        _say("还没有设置 WANHU_BASE_URL：开头请照 wanhu serve 显示的地址改，端口不一定是 8000。")
    return _say("72 小时内有效，只能用一次，请当面交给本人。")


def _token(options: argparse.Namespace) -> int:
    with open_desk() as desk:
        token = signing_in.make_token(desk, options.name)
    return _say(f"{options.name} 的接口令牌，只显示这一次：\n{token}")


def _say(text: str) -> int:
    sys.stdout.write(text + "\n")
    return 0
