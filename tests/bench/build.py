"""How long the site takes to build: `python -m tests.bench.build N`.

Makes N results (always the same for the same N), then builds in processes of their own, sizes taking turns:
cold, with nothing changed, with one result changed; and, in a process that has built before, from a changed
record to the site, and from a new one. Prints medians, the peak memory of all processes together, what QR
codes cost, how time grows from 1,000 results to N, a profile by phase, and what hand-written YAML costs.

With `--peers FOLDER`, a second table: the data that `FOLDER/run` makes, built by other generators and by this
one with templates whose pages weigh what theirs do.
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
import threading
import time
from collections import defaultdict
from pathlib import Path

import msgspec
import yaml

from generator.build import load_year
from generator.campaign.records import PublishedResult, PublishedStep
from generator.campaign.vocabulary import FIELDS
from tests.content_samples import make_result, published_lines

ROOT = Path(__file__).resolve().parents[2]
PEERS = "hugo-data,eleventy-data,ours,ours-block,floor-c-plain-2p"
ADDRESS = ("--base-url", "https://example.org/")
# Hand-written YAML is measured with no more results than these.
BY_HAND = 1000
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
    """Build in a process of its own: seconds, peak memory of it and its helpers in MB, what it said."""
    command = [sys.executable, "-m", "generator", "build", "--content", content, "--out", out, *more]
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        peak, ended = [0.0], threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, peak, ended))
        watch.start()
        said = process.stdout.read().decode() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        watch.join()
    if process.returncode:
        raise SystemExit(f"build failed: {said}")
    return seconds, max(peak[0], used.ru_maxrss / 1024), said


def _watch(process: int, peak: list[float], ended: threading.Event) -> None:
    """Note the most memory that a process and its children take, shared pages counted once."""
    while not ended.wait(0.1):
        peak[0] = max(peak[0], sum(map(_memory, _with_children(process))))


def _with_children(process: int) -> list[int]:
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:  # it has just ended, or this system does not say
        return [process]
    return [process, *(each for child in told.split() for each in _with_children(int(child)))]


def _memory(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def turn(folder: Path, size: int, number: int, changed: Path, more: list[str]) -> dict[str, float]:
    """One cold build, one with nothing changed, one with one result changed."""
    content, out = folder / f"content-{size}", folder / f"site-{size}-{number}"
    time.sleep(SETTLED)
    found: dict[str, float] = {}
    found["cold"], found["MB"], _ = built(content, out, *more)
    found["unchanged"] = built(content, out, *more)[0]
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("居民说，", f"居民第 {number} 次说，", 1), encoding="utf-8")
    found["one"] = built(content, out, *more)[0]
    return found


def measure(folder: Path, sizes: list[int], repeats: int, more: list[str]) -> dict[int, dict[str, float]]:
    """Medians by size; the sizes take turns."""
    changed = {size: write(folder / f"content-{size}", size) for size in sizes}
    turns: dict[int, list[dict[str, float]]] = defaultdict(list)
    for number in range(repeats):
        for size in sizes:
            turns[size].append(turn(folder, size, number, changed[size], more))
    found = {}
    for size in sizes:
        names = turns[size][0]
        found[size] = {name: statistics.median(each[name] for each in turns[size]) for name in names}
        arguments = [folder / f"content-{size}", folder / f"site-{size}-0", changed[size]]
        said = subprocess.run(
            [sys.executable, "-m", "tests.bench.warm", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        found[size]["warm"], found[size]["published"] = map(float, said.split())
        found[size]["pictures"] = built(folder / f"content-{size}", folder / f"address-{size}", *ADDRESS)[0]
    return found


def by_hand(folder: Path) -> float:
    """Seconds of a cold build from the same records as a person writes YAML, one line a field."""
    content = folder / "by-hand"
    shutil.copytree(folder / f"content-{BY_HAND}", content)
    for path in (content / "2022/published").glob("*.yaml"):
        plain = [msgspec.json.decode(line[2:]) for line in path.read_text(encoding="utf-8").splitlines()]
        path.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False))
    return built(content, folder / "by-hand-site")[0]


def peers(folder: Path, count: int) -> None:
    """The table of the other generators, with this one among them."""
    here = f"cd {ROOT} && {sys.executable} -m"
    build = "generator build --content {data}/%s --templates {data}/templates --out {out}"
    own = [
        f"{name}={here} {build % content}" for name, content in (("ours", "content"), ("ours-block", "block"))
    ]
    given = [word for each in own for word in ("--ours", each)]
    prepare = f"{here} tests.bench.peers {{data}}"
    command = [folder / "run", str(count), "--gens", PEERS, "--ours-prep", prepare, *given]
    subprocess.run(command, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, help="number of results")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--jobs", help="as in a build")
    parser.add_argument("--peers", type=Path, help="a folder with a `run` that measures other generators")
    parser.add_argument(
        "--folder", type=Path, help="where to build; else the system's folder for such things"
    )
    given = parser.parse_args()
    more = ["--jobs", given.jobs] if given.jobs else []
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        own(Path(name), given.count, given.repeats, more)
    if given.peers:
        peers(given.peers, given.count)


def own(folder: Path, count: int, repeats: int, more: list[str]) -> None:
    """The table of the product's own pages."""
    found = measure(folder, sorted({BY_HAND, count}), repeats, more)
    heads = ("cold s", "with codes", "unchanged s", "one changed s", "in a server", "published", "peak MB")
    print(f"{'results':>9}" + "".join(f"{head:>14}" for head in heads))
    for size, each in found.items():
        row = (each[name] for name in ("cold", "pictures", "unchanged", "one", "warm", "published"))
        print(f"{size:9,}" + "".join(f"{seconds:14.3f}" for seconds in row) + f"{each['MB']:14.0f}")
    if count > BY_HAND:
        for name in ("cold", "one", "warm", "published"):
            grown = math.log(found[count][name] / found[BY_HAND][name]) / math.log(count / BY_HAND)
            print(f"{name}: time grows with the number of results to the power {grown:.2f}")
    print(f"{BY_HAND:,} results written by hand, cold: {by_hand(folder):.2f} s")
    print(built(folder / f"content-{count}", folder / "profile", "--profile", *more)[2])


if __name__ == "__main__":
    main()
