"""From a changed record to the site, in a process that has built before, as a server has.

`python -m tests.bench.warm CONTENT OUT FILE` changes FILE and builds, some times, and prints the median of
the seconds from the change to the last page in place.
"""

import statistics
import sys
import time
from pathlib import Path

from generator.build import Options, build

TURNS = 3
# What was read when it was younger than this is read once more.
SETTLED = 2.5


def change(file: Path, turn: str) -> None:
    """Another word in the first record, as publication puts a file in place: whole, and by renaming."""
    beside = file.with_name(f".{file.name}.new")
    text = file.read_text(encoding="utf-8")
    before, told, after = text.partition('"summary": "')
    beside.write_text(f"{before}{told}{turn}，{after}", encoding="utf-8")
    beside.replace(file)


def main() -> None:
    content, out, file = map(Path, sys.argv[1:])
    options = Options(content=content, out=out, jobs=1)
    build(options)
    time.sleep(SETTLED)
    build(options)
    seconds = []
    for turn in range(TURNS):
        started = time.perf_counter()
        change(file, "又问" * (turn + 1))
        build(options)
        seconds.append(time.perf_counter() - started)
    print(f"{statistics.median(seconds):.3f}")


if __name__ == "__main__":
    main()
