"""`wanhu check`, `detect`: what is wrong before anything is published."""

import argparse
import os
import sys
from pathlib import Path

import msgspec

from collector.commands.opening import Options, has_store, open_desk, settings_here
from collector.demo import is_demo
from collector.desk.keeping.deployment import problems_of
from collector.desk.visiting import capacity
from collector.errors import Refusal
from collector.settings import Settings
from generator.build import load_year
from generator.campaign.disclosure import LABELS, LineHit, hits_by_line
from generator.commands import add_content_option, run_check


def register(commands: Options) -> None:
    parser = commands.add_parser("check", help="检查内容，列出全部问题")
    add_content_option(parser, settings_here().content)
    parser.add_argument("--deploy", action="store_true", help="再看这里能不能正式上线")
    parser.set_defaults(run=_check)
    parser = commands.add_parser("detect", help="找出文字里不能公开的内容")
    parser.add_argument("files", type=Path, nargs="+", metavar="文件", help="文本文件")
    parser.add_argument("--json", action="store_true", help="一处一行 JSON")
    parser.set_defaults(run=_detect)


def _check(options: argparse.Namespace) -> int:
    """The content first, since nothing goes public that cannot be built; then people and place."""
    status = run_check(options, settings_here().templates)
    _warn_of_people(options.content)
    if not options.deploy:
        return status
    settings = msgspec.structs.replace(settings_here(), content=options.content)
    site, folder = load_year(settings.content).site, Path()
    problems = problems_of(settings, site, folder, os.environ, is_demo=_holds_demo(settings))
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    return 1 if problems else status


def _warn_of_people(content: Path) -> None:
    """What the roster and the accounts of this installation make impossible; nothing where there are none."""
    settings = settings_here()
    if settings.content != content or not has_store(settings):
        return
    with open_desk(settings, read_only=True, demo_may_start=True) as desk:
        for problem in capacity.impossible(desk):
            sys.stdout.write(f"{problem}\n")


def _holds_demo(settings: Settings) -> bool:
    """Say whether the store is a demo's; where there is none yet, none is made."""
    if not has_store(settings):
        return False
    with open_desk(settings, read_only=True, demo_may_start=True) as desk:
        return is_demo(desk.store)


def _detect(options: argparse.Namespace) -> int:
    found = False
    for file in options.files:
        for hit in hits_by_line(_text(file)):
            found = True
            sys.stdout.write((_as_json(file, hit) if options.json else _as_line(file, hit)) + "\n")
    return 1 if found else 0


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError:
        raise Refusal("no_file", f"没有找到文件 {file}，请核对路径。") from None
    except UnicodeDecodeError:
        raise Refusal("not_text", f"{file} 不是 UTF-8 的文本，请另存为 UTF-8 再试。") from None


def _as_json(file: Path, hit: LineHit) -> str:
    return msgspec.json.encode({"file": str(file), **msgspec.structs.asdict(hit)}).decode()


def _as_line(file: Path, hit: LineHit) -> str:
    level = "不能公开" if hit.level == "block" else "请人看一眼"
    return (
        f"{file}:{hit.line}: {hit.kind}: 第 {hit.start + 1} 至 {hit.end} 字像是{LABELS[hit.kind]}，{level}。"
    )
