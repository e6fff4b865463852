"""The command line of the generator (生成器): build and check, without the collector."""

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import msgspec

from generator.build import Built, Options, build, check
from generator.campaign.problem import Problem
from generator.campaign.web_address import BASE_URL_FORM, is_base_url
from generator.errors import GeneratorError, short_list
from generator.reading.moment import to_moment
from generator.remembering import standing

FINE, PROBLEMS, WRONG_USE = 0, 1, 2
# What a build is at, as the progress bar says it.
PHASES = {
    "read": "读取",
    "check": "核对",
    "plan": "计划",
    "make": "生成",
    "proof-read": "校对",
    "put in place": "就位",
}
MOST_JOBS = 64


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command in one line of Chinese and ends with status 2."""

    def error(self, message: str) -> NoReturn:
        print(f"命令的写法不对：{_in_chinese(message)}。加 --help 看用法。", file=sys.stderr)
        raise SystemExit(WRONG_USE)


def add_content_option(parser: argparse.ArgumentParser, default: Path = Path("content")) -> None:
    parser.add_argument(
        "--content", type=Path, default=default, metavar="文件夹", help="内容，默认 %(default)s"
    )


def add_build_options(parser: argparse.ArgumentParser, usual: Options | None = None) -> None:
    """The options of a build; `wanhu build` takes the same, with its own `usual` values."""
    usual = usual or Options()
    add_content_option(parser, usual.content)
    parser.add_argument(
        "--templates", type=Path, default=usual.templates, metavar="文件夹", help="模板，默认 %(default)s"
    )
    parser.add_argument(
        "--out", type=Path, default=usual.out, metavar="文件夹", help="生成到，默认 %(default)s"
    )
    parser.add_argument(
        "--base-url", type=_base_url, default=usual.base_url, metavar="网址", help="网站正式地址"
    )
    parser.add_argument(
        "--as-of",
        type=_moment,
        default=usual.as_of,
        metavar="时间",
        help="数据截至，例如 2022-08-05T18:00；默认取 coverage.yaml 里的",
    )
    parser.add_argument(
        "--jobs",
        type=between(1, MOST_JOBS),
        default=usual.jobs,
        metavar="个数",
        help="用几个进程；默认两千件以上每个处理器一个，不到两千件只用一个",
    )
    parser.add_argument("--clean", action="store_true", help="全部重写，不管有没有变")
    parser.add_argument("--strict", action="store_true", help="正式上线用：网站标识等缺一样就停下")
    parser.add_argument("--profile", action="store_true", help="打印每个阶段用的时间")
    parser.add_argument("--json", action="store_true", help="只打印一个 JSON 对象")


def options_from(arguments: argparse.Namespace) -> Options:
    """What was asked for, as the build takes it."""
    return Options(**{name: getattr(arguments, name) for name in Options.__struct_fields__})


def run_build(
    arguments: argparse.Namespace, builder: Callable[[Options, Callable[[str, int], None]], Built]
) -> int:
    """Build and say how it went; `builder` is `generator.build.build`, or the same with a gate."""
    with _progress(is_shown=sys.stderr.isatty() and not arguments.json) as step:
        built = builder(options_from(arguments), step)
    if arguments.json:
        names = ("pages", "written", "unchanged", "removed", "seconds")
        _say(msgspec.json.encode({name: getattr(built, name) for name in names}).decode())
        return FINE
    complain(built.warnings)
    if arguments.profile:
        for phase, seconds in built.phases.items():
            _say(f"{phase:>14} {seconds:8.3f} s")
    _say(sentence(built))
    return FINE


def sentence(built: Built) -> str:
    """The last line of a build."""
    return (
        f"built {built.pages} pages: {built.written} written, {built.unchanged} unchanged, "
        f"{built.removed} removed in {built.seconds:.2f} s"
    )


def run_check(arguments: argparse.Namespace, templates: Path = Path("templates")) -> int:
    """Print every problem of the content and of the templates for it; 1 if one of them is an error."""
    for problem in check(Options(content=arguments.content, templates=templates)):
        _say(str(problem))
    return FINE


def complain(problems: Sequence[Problem]) -> None:
    """Problems on standard error, the first of them where they are many."""
    for line in short_list(problems):
        print(line, file=sys.stderr)


def main(words: Sequence[str] | None = None, look: standing.Look | None = None) -> int:
    """Run a command; `look` is what was about to be read when it was given, if somebody looked already."""
    parser = Parser(prog="python -m generator", description="把内容生成网站。")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    building = commands.add_parser("build", help="生成网站")
    add_build_options(building)
    given = sys.argv[1:] if words is None else words
    building.set_defaults(run=lambda arguments: _build(arguments, given, look))
    checking = commands.add_parser("check", help="检查内容，列出全部问题")
    add_content_option(checking)
    checking.set_defaults(run=run_check)
    arguments = parser.parse_args(words)
    try:
        return int(arguments.run(arguments))
    except GeneratorError as error:
        return say_refusal(arguments.command, error)
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr)
        return PROBLEMS


def say_refusal(command: str, error: GeneratorError) -> int:
    """Print why nothing was built; `check` lists on standard output, since that is what it is for."""
    for problem in error.problems:
        print(problem, file=sys.stdout if command == "check" else sys.stderr)
    return PROBLEMS


def _build(arguments: argparse.Namespace, words: Sequence[str], look: standing.Look | None) -> int:
    """Build, and note down what was looked at, so that the same command need not load it again."""
    folders = (str(arguments.content), str(arguments.templates), str(arguments.out))
    if arguments.clean or arguments.profile:
        look = None
    elif look is None or look.folders != folders:
        look = standing.Look(words, *folders)
    return run_build(arguments, lambda options, step: build(options, step=step, look=look))


@contextlib.contextmanager
def _progress(*, is_shown: bool) -> Iterator[Callable[[str, int], None]]:
    """A bar that says what the build is at, for whoever looks on."""
    if not is_shown:
        yield lambda _phase, _count: None
        return
    # Imported only now, since most builds have nobody who looks on.
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread beside a build that may fork
    with tqdm(desc="生成", unit=" 个文件", leave=False) as bar:

        def step(phase: str, count: int) -> None:
            bar.set_description_str(PHASES[phase])
            bar.update(count - bar.n)

        yield step


def _say(line: str) -> None:
    print(line)


def _base_url(text: str) -> str:
    if not is_base_url(text):
        raise argparse.ArgumentTypeError(f"“{text}”不是 {BASE_URL_FORM}")
    return text


def _moment(text: str) -> object:
    moment = to_moment(text)
    if moment is None:
        raise argparse.ArgumentTypeError(f"“{text}”不是时间，要像 2022-08-05 或 2022-08-05T18:00")
    return moment


def between(least: int, most: int) -> Callable[[str], int]:
    """The `type` of an option that takes a whole number within bounds (范围)."""

    def number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"“{text}”不是 {least} 到 {most} 的整数")
        return int(text)

    return number


def _in_chinese(message: str) -> str:
    """argparse's complaint in Chinese."""
    for english, chinese in (
        ("unrecognized arguments: ", "不认识 "),
        ("the following arguments are required: ", "少了 "),
        ("expected one argument", "后面要写一个值"),
        ("invalid choice: ", "没有 "),
        ("choose from", "可以写"),
        ("argument ", ""),
        ("invalid int value: ", "要写整数，不是 "),
    ):
        message = message.replace(english, chinese)
    return message
