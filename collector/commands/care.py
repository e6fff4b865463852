"""`wanhu store`: care of the store."""

import argparse
import sys
from pathlib import Path

from collector.commands.opening import Options, open_desk, settings_here
from collector.desk import Desk
from collector.desk.publishing.publication import take_in
from collector.errors import Refusal
from collector.store import care
from collector.store.restored import mark
from collector.store.storage import open_store
from generator.commands import between
from generator.errors import GeneratorError

MOST_KEPT = 9999

_ENDED = (
    "备份里的登录、登录链接、接口令牌和没答的回访链接全部作废，以免用过的、结束了的又能用。"
    "请大家重新登录，接口令牌用 wanhu users token 重新生成，两种链接重新给。\n"
)


def register(commands: Options) -> None:
    store = commands.add_parser("store", help="库的养护").add_subparsers(required=True, metavar="做什么")
    for name, run, about in [
        ("verify", _verify, "逐条核对，有损坏时说明在哪里"),
        ("compact", _compact, "收回已清除内容占的空间"),
        ("info", _info, "库的大小和内容概况"),
    ]:
        store.add_parser(name, help=about).set_defaults(run=run)
    backup = store.add_parser("backup", help="备份，可在使用中进行")
    backup.add_argument("file", type=Path, help="备份文件")
    backup.add_argument("--keep", type=between(1, MOST_KEPT), help="同名只差数字的备份只留最近几份")
    backup.set_defaults(run=_backup)
    restore = store.add_parser("restore", help="从备份恢复到空库")
    restore.add_argument("file", type=Path, help="备份文件")
    restore.set_defaults(run=_restore)
    restored = store.add_parser("restored", help="库是用别的办法恢复的：照恢复备份那样核对")
    restored.set_defaults(run=_restored)


def _address() -> str:
    return settings_here().store


def _verify(_options: argparse.Namespace) -> int:
    with open_store(_address(), read_only=True) as store:
        problems = care.verify(store)
        for problem in problems:
            sys.stdout.write(f"{problem}\n")
        if not problems:
            sys.stdout.write(f"完好，共核对 {store.head().seq} 条。\n")
    return 1 if problems else 0


def _compact(_options: argparse.Namespace) -> int:
    with open_store(_address()) as store:
        care.compact(store)
    sys.stdout.write("已整理。\n")
    return 0


def _info(_options: argparse.Namespace) -> int:
    with open_store(_address(), read_only=True) as store:
        for name, value in care.info(store).items():
            sys.stdout.write(f"{name}\t{value}\n")
    return 0


def _backup(options: argparse.Namespace) -> int:
    with open_store(_address(), read_only=True) as store:
        head = care.backup(store, options.file, keep=options.keep)
    sys.stdout.write(f"已备份到 {options.file}。{head}。\n")
    return 0


def _restore(options: argparse.Namespace) -> int:
    care.restore(options.file, _address())
    sys.stdout.write(f"已从 {options.file} 恢复。\n")
    return _tell_what_was_found()


def _restored(_options: argparse.Namespace) -> int:
    """For a store that its database or a copied folder put back, which it cannot know by itself."""
    with open_store(_address()) as store:
        mark(store)
    return _tell_what_was_found()


def _tell_what_was_found() -> int:
    """At once where there is a campaign to hold it against; else whoever serves or publishes will hear it."""
    sys.stdout.write(_ENDED)
    try:
        with open_desk(demo_may_start=True) as desk:
            tell_of_restoring(desk)
    except GeneratorError as error:
        sys.stdout.write(f"还没有和网页核对，因为内容读不出来：{error.problems[0]}\n")
        sys.stdout.write("请把原来的 content 放好，启动走访台或运行 wanhu publish 时会核对。\n")
    return 0


def tell_of_restoring(desk: Desk) -> None:
    """Say once what a restored store learned from the site; a site that cannot be read stops nobody here."""
    try:
        found = take_in(desk)
        said = found.lines() if found else []
    except Refusal as refusal:
        said = [refusal.message]
    sys.stdout.writelines(f"{line}\n" for line in said)
