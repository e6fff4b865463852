"""`wanhu demo`, `init`, `new-year`, `workday`: a campaign to look at, a new one, the next, its calendar."""

import argparse
import datetime
import itertools
import sys
from pathlib import Path

from collector import demo
from collector.clock import Clock
from collector.commands.opening import Options, open_desk, settings_here
from collector.desk.keeping.new_year import open_year
from collector.rules.instant import read_day
from collector.rules.people.account import COMMAND_LINE
from collector.start import init_folder
from generator.build import load_year
from generator.campaign.workdays import ONE_DAY, Calendar
from generator.commands import between

# Far enough around every campaign, and the longest count still ends on a day that exists.
YEARS = range(1900, 3000)


def register(commands: Options) -> None:
    parser = commands.add_parser("demo", help="在空库里做一个演示活动")
    parser.add_argument("--households", type=int, default=2000, help="户数")
    parser.add_argument("--issues", type=int, help="问题数，默认 168，户数少就少些")
    parser.add_argument("--seed", type=int, default=2022, help="随机种子，同一种子得到同样的数据")
    parser.set_defaults(run=_demo)
    parser = commands.add_parser("init", help="新建一个活动文件夹")
    parser.add_argument("folder", type=Path, help="文件夹，须为空或还不存在")
    parser.add_argument("--year", type=between(YEARS[0], YEARS[-1]), help="哪一年的活动，默认今年")
    parser.set_defaults(run=_init)
    parser = commands.add_parser("new-year", help="从今年开下一年：户册、没办完的事和一户一策跟着走")
    parser.add_argument("year", type=int, help="下一年，如 2023")
    parser.set_defaults(run=_new_year)
    parser = commands.add_parser("workday", help="某天之后第 N 个工作日")
    parser.add_argument("date", type=_day, help="起算日，如 2022-06-10，当日不计")
    parser.add_argument("count", type=between(0, 1000), help="工作日数")
    parser.set_defaults(run=_workday)


def _new_year(options: argparse.Namespace) -> int:
    """Carry the campaign into the next year, and say what went along."""
    with open_desk() as desk:
        done = open_year(desk, COMMAND_LINE, options.year)
    lines = [
        f"已开 {done.year} 年：结转 {done.carried} 件（编号和期限不变），已销号留档 {done.closed} 件，",
        f"没结束的一户一策 {done.plans} 份跟着走；今年没走到 {done.missed} 户。",
        f"请核对 {done.year}/ 里的文号、阶段、日期和安排，运行 wanhu check，再重新启动 wanhu serve。",
    ]
    sys.stdout.write("".join(lines[:2]) + "\n" + lines[2] + "\n")
    if done.quotas:
        found = f"去年用表格导入的附件3（{done.quotas} 行）到此为止，现在以 {done.year}/units.yaml 为准；"
        sys.stdout.write(found + "今年户数不同的，改 units.yaml 或者重新导入。\n")
    for code in done.unreached:
        sys.stdout.write(f"连续两年没走到 {code}\n")
    return 0


def _demo(options: argparse.Namespace) -> int:
    with open_desk(demo_may_start=True) as desk:
        demo.make_demo(desk, households=options.households, issues=options.issues, seed=options.seed)
        visits, issues = len(desk.registers.visits), len(desk.registers.issues)
    sys.stdout.write(f"演示活动已做好：{options.households} 户，{visits} 次走访，{issues} 件问题。\n")
    return 0


def _init(options: argparse.Namespace) -> int:
    year = options.year or Clock(settings_here().today).today().year
    init_folder(options.folder, year)
    sys.stdout.write(
        f"已建好 {options.folder}，是 {year} 年的活动。请先填 content/site.yaml，再运行 wanhu check。\n"
    )
    return 0


def _workday(options: argparse.Namespace) -> int:
    calendar = Calendar(load_year(settings_here().content).workdays)
    counted = calendar.after(options.date, options.count)
    if counted.provisional:
        days = (options.date + ONE_DAY * n for n in itertools.count(1))
        year = calendar.missing_year(next(day for day in days if not calendar.knows(day)))
        sys.stdout.write(f"暂定 {year} 年的放假安排还没有录入，只按周末估计为 {counted.day}\n")
    else:
        sys.stdout.write(f"{counted.day}\n")
    for day in counted.skipped:
        sys.stdout.write(f"跳过 {day} 周{'一二三四五六日'[day.weekday()]}\n")
    return 0


def _day(text: str) -> datetime.date:
    if (day := read_day(text)) is None:
        raise argparse.ArgumentTypeError(f"日期“{text}”不对，应写成 2022-06-10 这样")
    if day.year not in YEARS:
        raise argparse.ArgumentTypeError(f"日期“{text}”不对，年份应在 {YEARS[0]} 到 {YEARS[-1]} 之间")
    return day
