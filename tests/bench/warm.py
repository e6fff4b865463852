"""From a changed record, and from a new one, to the site, in a process that has built before as a server has.

`python -m tests.bench.warm CONTENT OUT FILE` changes FILE and builds, some times, then adds results to it,
and prints both medians of the seconds from when the file stands there to the last page in place. What is new
is published on a day of its own after all others, so that the whole site tells another 数据截至.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from generator.build import Options, build
from generator.campaign.records import PublishedResult
from tests.content_samples import published_lines

TURNS = 3
# No other result of the benchmark was published later in its year.
LAST_DAYS = 28
# What was read when it was younger than this is read once more.
SETTLED = 2.5


def change(file: Path, turn: int) -> None:
    """Another word in the first record."""
    text = file.read_text(encoding="utf-8")
    before, told, after = text.partition('"summary": "')
    put(file, f"{before}{told}{'又问' * turn}，{after}")


def publish(file: Path, turn: int) -> None:
    """One record more, like the last one."""
    text = file.read_text(encoding="utf-8")
    last = msgspec.json.decode(text.rstrip("\n").rpartition("\n- ")[2], type=PublishedResult)
    new = msgspec.structs.replace(
        last, issue_no=f"{last.issue_no[:5]}{990_000 + turn}", published_on=f"2022-12-{LAST_DAYS + turn}"
    )
    put(file, text + published_lines(new))


def put(file: Path, text: str) -> None:
    """As publication puts a file in place: whole, and by renaming."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def median(file: Path, act: Callable[[Path, int], None], options: Options) -> float:
    seconds = []
    for turn in range(1, TURNS + 1):
        act(file, turn)
        started = time.perf_counter()
        build(options)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def main() -> None:
    content, out, file = map(Path, sys.argv[1:])
    options = Options(content=content, out=out, jobs=1)
    build(options)
    time.sleep(SETTLED)
    build(options)
    print(*(f"{median(file, act, options):.3f}" for act in (change, publish)))


if __name__ == "__main__":
    main()
