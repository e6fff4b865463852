"""`wanhu build`, `publish`, `leaks`: the site, and the gate it passes on its way out."""

import argparse
import contextlib
import sys
from pathlib import Path

import msgspec

from collector.commands.care import tell_of_restoring
from collector.commands.opening import Options, has_store, open_desk, settings_here
from collector.desk.publishing import leaks
from collector.desk.publishing.publication import publish_all
from collector.desk.publishing.release import copy_kept, gate_of, turn
from collector.errors import Refusal
from collector.rules.publishing.roster_cell import KINDS
from collector.settings import Settings
from generator import build as generator_build
from generator.commands import add_build_options, run_build, sentence


def register(commands: Options) -> None:
    settings = settings_here()
    parser = commands.add_parser("build", help="生成网站，先对照户册再放上去")
    add_build_options(parser, _usual(settings))
    parser.set_defaults(run=_build)
    parser = commands.add_parser("publish", help="写出全部批准的结果并生成网站")
    parser.set_defaults(run=_publish)
    parser = commands.add_parser("leaks", help="拿生成好的网站对照户册")
    parser.add_argument("--site", type=Path, default=settings.site, metavar="文件夹", help="网站")
    parser.set_defaults(run=_leaks)


def _usual(settings: Settings) -> generator_build.Options:
    return generator_build.Options(
        content=settings.content,
        templates=settings.templates,
        out=settings.site,
        base_url=settings.base_url,
    )


def _build(options: argparse.Namespace) -> int:
    """Build behind the gate; where there is no store yet there is nobody to protect."""
    settings = msgspec.structs.replace(settings_here(), content=options.content)
    if not has_store(settings):
        return run_build(options, lambda wanted, step: generator_build.build(wanted, step=step))
    with open_desk(settings, read_only=True) as desk, turn(desk):
        gate, is_the_site = gate_of(desk), options.out == settings.site
        with copy_kept(desk) if is_the_site else contextlib.nullcontext():
            return run_build(options, lambda wanted, step: generator_build.build(wanted, gate, step))


def _publish(_options: argparse.Namespace) -> int:
    with open_desk() as desk:
        tell_of_restoring(desk)
        sys.stdout.write(sentence(publish_all(desk)) + "\n")
    return 0


def _leaks(options: argparse.Namespace) -> int:
    """Say where residents are named, never who; 1 where something blocks, or no site is there."""
    if not (options.site / "index.html").is_file():
        nothing = f"{options.site} 里没有生成好的网站（没有 index.html），什么都没有对照。"
        raise Refusal("no_site", nothing + "请核对 --site，或先运行 wanhu build。")
    with open_desk(read_only=True) as desk:
        found = leaks.scan_site(options.site, leaks.roster_of(desk))
    for leak in found:
        advice = "不能公开" if leak.level == "block" else "请人看一眼"
        sys.stdout.write(f"{leak.place}:{leak.line}: 住户的{KINDS[leak.kind]}，{advice}。\n")
    blocks = sum(leak.level == "block" for leak in found)
    sys.stdout.write(f"不能公开 {blocks} 处，要看一眼 {len(found) - blocks} 处。\n")
    return 1 if blocks else 0
