"""`wanhu import`, `export`, `erase`, `purge`: what comes in, goes out and is removed."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from collector.commands.opening import Options, open_desk
from collector.desk import Desk
from collector.desk.books.archive import Archive, make_archive
from collector.desk.books.imports_campaign import IMPORTS
from collector.desk.books.ledgers import TITLES, Only, export
from collector.desk.books.sheets import stamp
from collector.desk.keeping.erasure import erase, household_data, what_erasing_removes
from collector.desk.keeping.retention import purge, what_purging_removes
from collector.errors import Refusal
from collector.rules.people.account import COMMAND_LINE
from collector.store import care
from collector.store.whole_file import write_whole


def register(commands: Options) -> None:
    parser = commands.add_parser("import", help="导入 xlsx 或 csv，先预览")
    parser.add_argument(
        "kind", choices=IMPORTS, help="households 户册，quotas 附件3，issues 问题，users 账号"
    )
    parser.add_argument("file", type=Path, help="xlsx 或 csv 文件")
    parser.add_argument("--apply", action="store_true", help="确认无误后保存")
    parser.set_defaults(run=_import)
    parser = commands.add_parser("export", help="导出台账、一户的资料或整个库")
    parser.add_argument(
        "kind", nargs="?", choices=[*TITLES, "household"], help="台账，或 household 一户的资料"
    )
    parser.add_argument("code", nargs="?", help="户编号，只用于 household")
    parser.add_argument("--format", choices=["xlsx", "csv", "json", "tinydb"], help="格式，台账默认 xlsx")
    parser.add_argument("--out", type=Path, help="写到哪个文件；不写时 csv 和 json 打在屏幕上")
    parser.set_defaults(run=_export)
    parser = commands.add_parser("archive", help="全部台账、汇总、留痕和校验值打成一个包")
    parser.add_argument("--out", type=Path, required=True, help="写到哪个 zip 文件")
    parser.add_argument("--community", default="", help="只要一个社区的，写社区代码")
    parser.add_argument("--unit", default="", help="只要一个单位的，写单位代码")
    parser.add_argument("--year", type=int, help="要往年的，写年份，如 2022；不写是今年")
    parser.set_defaults(run=_archive)
    parser = commands.add_parser("erase", help="删除一户的个人信息，先列出会删什么")
    parser.add_argument("kind", choices=["household"], help="household")
    parser.add_argument("code", help="户编号")
    parser.add_argument("--apply", action="store_true", help="确认删除")
    parser.set_defaults(run=_erase)
    parser = commands.add_parser("purge", help="删除到期的个人信息，先列出会删什么")
    parser.add_argument("--apply", action="store_true", help="确认删除")
    parser.set_defaults(run=_purge)


def _import(options: argparse.Namespace) -> int:
    with open_desk() as desk:
        preview = IMPORTS[options.kind](desk, options.file, apply=options.apply)
    for problem in preview.problems:
        sys.stdout.write(f"{problem}\n")
    for change in preview.changes:
        sys.stdout.write(f"第 {change.line} 行 {change.told}\n")
    sys.stdout.write(f"{preview}。{_what_next(bool(preview.problems), options.apply)}\n")
    return 1 if preview.problems else 0


def _what_next(has_problems: bool, applied: bool) -> str:
    if has_problems:
        return "什么都没有保存，请改好再导入。"
    return "已保存。" if applied else "这是预览，什么都没有保存；加 --apply 保存。"


def _export(options: argparse.Namespace) -> int:
    """Hand out what was asked for; writing it is part of the act that notes it: no entry without its file."""
    make = _what(options)
    if options.out is None and options.format in ("xlsx", "tinydb"):
        raise Refusal("no_out", "请用 --out 写明导出到哪个文件。")
    with open_desk() as desk:
        data = desk.act(lambda: make(desk, options))
    if options.out is None:
        sys.stdout.buffer.write(data + b"\n")
    else:
        _say_saved(options.out)
    return 0


def _what(options: argparse.Namespace) -> Callable[[Desk, argparse.Namespace], bytes]:
    """How to make what the words ask for; what is not said about the format is settled."""
    if options.kind == "household":
        _refuse_unfit_household(options)
        options.format = "json"
        return _household
    options.format = options.format or "xlsx"
    if options.format == "tinydb":
        return _everything
    if options.kind:
        return _ledger
    raise Refusal("nothing_to_export", f"请写明导出什么：{'、'.join(TITLES)} 或 household 户编号。")


def _refuse_unfit_household(options: argparse.Namespace) -> None:
    if not options.code:
        raise Refusal("no_code", "请写明户编号，例如 wanhu export household fuxing-0003。")
    if options.format not in (None, "json") or (options.out and options.out.suffix in (".xlsx", ".csv")):
        found = "一户的资料只导出成 json，不能是 xlsx、csv 或 tinydb。"
        raise Refusal("household_is_json", found + "请去掉 --format，文件名以 .json 结尾。")


def _everything(desk: Desk, options: argparse.Namespace) -> bytes:
    desk.note(COMMAND_LINE, "exported", of="tinydb", detail=f"整个库，{desk.store.head()}")
    care.export_tinydb(desk.store, options.out)
    _tell_beside(options.out, stamp(desk, COMMAND_LINE, "整个库"))
    return b""


def _household(desk: Desk, options: argparse.Namespace) -> bytes:
    told = {"exported": stamp(desk, COMMAND_LINE, f"{options.code} 一户")}
    data = msgspec.json.format(msgspec.json.encode(told | household_data(desk, options.code)))
    desk.note(COMMAND_LINE, "exported", of=options.code, detail=str(desk.store.head()))
    _save(options, data)
    return data


def _ledger(desk: Desk, options: argparse.Namespace) -> bytes:
    data = export(desk, COMMAND_LINE, options.kind, options.format)
    _save(options, data)
    if options.format == "json" and options.out:
        _tell_beside(options.out, stamp(desk, COMMAND_LINE, f"{TITLES[options.kind]}，全部"))
    return data


def _archive(options: argparse.Namespace) -> int:
    with open_desk(of=options.year) as desk:
        made = desk.act(lambda: _archived(desk, options))
    _say_saved(options.out)
    counts = "，".join(f"{TITLES[kind]} {count} 行" for kind, count in made.totals.items())
    sys.stdout.write(f"{made.files} 个文件：{counts}。\n")
    return 0


def _archived(desk: Desk, options: argparse.Namespace) -> Archive:
    made = make_archive(desk, COMMAND_LINE, Only(community=options.community, unit=options.unit))
    _save(options, made.data)
    return made


def _save(options: argparse.Namespace, data: bytes) -> None:
    if options.out is not None:
        write_whole(options.out, [data])


def _say_saved(place: Path) -> None:
    sys.stdout.write(f"已导出到 {place}。里面有个人信息，用完请删除。\n")


def _tell_beside(place: Path, told: str) -> None:
    """What a file says of itself, beside one whose shape is agreed and has no room for it."""
    write_whole(place.with_name(f"{place.name}.txt"), [f"{told}\n".encode()])


def _erase(options: argparse.Namespace) -> int:
    with open_desk() as desk:
        if options.apply:
            removed = erase(desk, COMMAND_LINE.username, options.code)
            sys.stdout.write(f"已删除 {options.code}：{removed}。{care.left_elsewhere(desk.store)}\n")
        else:
            found = what_erasing_removes(desk, options.code)
            sys.stdout.write(f"{options.code} 将删除：{found}。这是预览，加 --apply 删除。\n")
    return 0


def _purge(options: argparse.Namespace) -> int:
    with open_desk() as desk:
        if options.apply:
            removed = purge(desk, COMMAND_LINE.username)
            sys.stdout.write(f"已删除到期的：{removed}。{care.left_elsewhere(desk.store)}\n")
        else:
            found = what_purging_removes(desk)
            sys.stdout.write(f"到期将删除：{found}。这是预览，加 --apply 删除。\n")
    return 0
