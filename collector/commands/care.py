"""`wanhu store`: care of the store."""

import argparse
import sys
from pathlib import Path

from collector.commands.opening import Options, settings_here
from collector.store import care
from collector.store.storage import open_store


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
    backup.add_argument("--keep", type=int, help="只保留最近几份")
    backup.set_defaults(run=_backup)
    restore = store.add_parser("restore", help="从备份恢复到空库")
    restore.add_argument("file", type=Path, help="备份文件")
    restore.set_defaults(run=_restore)


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
    return 0
