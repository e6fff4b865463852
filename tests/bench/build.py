"""How long the product's own pages take to build: `python -m tests.bench.build N`.

Makes N results (always the same for the same N), then builds in processes of their own: cold, with nothing
changed, with one result changed. Prints medians, peak memory, a profile by phase and how time grows from
1,000 results to N. With `--peers FOLDER` the same number of pages is built by the other generators that
`FOLDER/run` knows, and its table is printed below.
"""

import argparse
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from generator.build import load_year
from generator.campaign.records import PublishedResult, PublishedStep
from generator.campaign.vocabulary import FIELDS
from tests.content_samples import make_result, published_lines

ROOT = Path(__file__).resolve().parents[2]
PEERS = "hugo-data,eleventy-data,floor-c-plain-2p"
THINGS = [
    "路灯",
    "井盖",
    "电梯",
    "楼道",
    "水管",
    "车棚",
    "健身器材",
    "垃圾桶",
    "下水道",
    "停车位",
    "扶手",
    "门禁",
    "暖气",
    "绿化带",
    "公交站牌",
]
PLACES = ["楼后", "院里", "北门外", "小广场", "河边", "学校旁", "菜市场口", "活动室", "东侧小路", "物业门口"]
STATES = ["不亮", "松动", "漏水", "堵塞", "太少", "坏了", "没有人管", "晚上看不清", "下雨积水", "常被占用"]
ACTS = [
    "到现场看过",
    "约了三家一起商量",
    "换了新的",
    "排了工期",
    "请居民看过",
    "写明了养护的人",
    "每周查一次",
]
# A file is noted as unchanged only when it is older than this.
SETTLED = 2.5


def result(dice: random.Random, number: int, communities: list[str], units: list[str]) -> PublishedResult:
    """A made-up result; texts as long as real ones."""
    thing, place, state = dice.choice(THINGS), dice.choice(PLACES), dice.choice(STATES)
    told = "，".join(f"{dice.choice(PLACES)}的{dice.choice(THINGS)}{dice.choice(STATES)}" for _ in range(6))
    done = "，".join(f"{dice.choice(THINGS)}{dice.choice(ACTS)}" for _ in range(8))
    return make_result(
        issue_no=f"2022-{number:06}",
        title=f"{place}的{thing}{state}",
        community_code=dice.choice(communities),
        field=dice.choice(list(FIELDS)),
        responsible_unit=dice.choice(units),
        summary=f"居民说，{told}。",
        outcome=f"{done}。",
        steps=tuple(
            PublishedStep(f"2022-06-{day}", kind, f"{dice.choice(THINGS)}{dice.choice(ACTS)}")
            for day, kind in ((13, "received"), (14, "accepted"), (16, "proposal"), (20, "resolved"))
        ),
    )


def write(folder: Path, count: int) -> Path:
    """The project's content with `count` made-up results; the file that a change is made in."""
    shutil.copytree(ROOT / "content", folder, ignore=shutil.ignore_patterns("published"))
    year = load_year(folder)
    communities = [each.code for each in year.places.communities]
    units = [each.name for each in year.units.units]
    dice = random.Random(count)  # noqa: S311  made-up data
    files = defaultdict(list)
    for number in range(1, count + 1):
        made = result(dice, number, communities, units)
        files[made.community_code].append(made)
    (folder / "2022/published").mkdir()
    for code, results in files.items():
        (folder / f"2022/published/{code}.yaml").write_text(published_lines(*results), encoding="utf-8")
    return folder / f"2022/published/{communities[0]}.yaml"


def built(content: Path, out: Path, *more: str) -> tuple[float, float, str]:
    """Build in a process of its own: seconds, peak memory in MB of its largest process, what it said."""
    command = [sys.executable, "-m", "generator", "build", "--content", content, "--out", out, *more]
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        said = process.stdout.read().decode() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"build failed: {said}")
    return time.perf_counter() - started, used.ru_maxrss / 1024, said


def measure(folder: Path, count: int, repeats: int, more: list[str]) -> dict[str, float]:
    """Medians of cold, unchanged and one-changed builds, and the peak memory of the cold ones."""
    content = folder / f"content-{count}"
    changed = write(content, count)
    seconds: dict[str, list[float]] = defaultdict(list)
    for turn in range(repeats):
        out = folder / f"site-{count}-{turn}"
        time.sleep(SETTLED)
        for name in ("cold", "unchanged"):
            spent, memory, _ = built(content, out, *more)
            seconds[name].append(spent)
            if name == "cold":
                seconds["MB"].append(memory)
        text = changed.read_text(encoding="utf-8")
        changed.write_text(text.replace("居民说，", f"居民第 {turn} 次说，", 1), encoding="utf-8")
        seconds["one"].append(built(content, out, *more)[0])
    return {name: statistics.median(each) for name, each in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, help="number of results")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--jobs", help="as in a build")
    parser.add_argument("--peers", type=Path, help="a folder with a `run` that measures other generators")
    given = parser.parse_args()
    more = ["--jobs", given.jobs] if given.jobs else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {size: measure(folder, size, given.repeats, more) for size in sorted({1000, given.count})}
        print(f"{'results':>9} {'cold s':>9} {'unchanged s':>12} {'one changed s':>14} {'peak MB':>9}")
        for size, each in found.items():
            times = f"{each['cold']:9.2f} {each['unchanged']:12.3f} {each['one']:14.2f}"
            print(f"{size:9,} {times} {each['MB']:9.0f}")
        if given.count > 1000:
            grown = math.log(found[given.count]["cold"] / found[1000]["cold"])
            print(f"cold time grows with the number to the power {grown / math.log(given.count / 1000):.2f}")
        content = folder / f"content-{given.count}"
        print(built(content, folder / "profile", "--profile", *more)[2])
    if given.peers:
        subprocess.run([given.peers / "run", str(given.count), "--gens", PEERS], check=True)


if __name__ == "__main__":
    main()
