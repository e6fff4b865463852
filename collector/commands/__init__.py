"""The one command line, `wanhu` (命令): every command is in the module of its noun."""

import argparse
import os
import sys
from collections.abc import Sequence

from collector.commands import accounts, articles, campaign, care, checking, deploy, exchange, server, site
from collector.errors import Refusal
from generator.commands import PROBLEMS, Parser, say_refusal
from generator.errors import GeneratorError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is fine, 1 problems found, 2 wrong use. Errors are one line on standard error."""
    try:
        options = _parser().parse_args(arguments)
        return _run(options)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return PROBLEMS
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output, `head` say, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: argparse.Namespace) -> int:
    try:
        return int(options.run(options))
    except GeneratorError as error:
        return say_refusal(options.command, error)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="wanhu", description="万户：入户走访的登记、办理和公示")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for module in (site, articles, checking, server, campaign, accounts, exchange, care, deploy):
        module.register(commands)
    return parser
