"""Each safety taken away must be noticed: `python -m tests.bench.mutants [--jobs N] [--only WORDS]`.

Works on copies of what is under version control. First all named tests must pass as things are; then, mutant
by mutant, those of its line must fail. Prints killed or survived; ends with 1 where one survived or could not
be judged (a test file that does not load says nothing about a safety).
"""

import argparse
import concurrent.futures
import os
import queue
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.mutant_table import MUTANTS, Mutant
from tests.makers import PROJECT

PASSED, FAILED = 0, 1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="mutants whose name holds these words")
    given = parser.parse_args()
    chosen = [each for each in MUTANTS if given.only in each.name]
    if not chosen:
        parser.error(f"no mutant has “{given.only}” in its name")
    with tempfile.TemporaryDirectory() as folder:
        copies: queue.Queue[Path] = queue.Queue()
        for number in range(given.jobs):
            copies.put(_copy(Path(folder, str(number))))
        if not _passes_as_it_is(copies, chosen):
            return 1
        with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
            verdicts = list(pool.map(lambda each: _verdict(copies, each), chosen))
    killed = verdicts.count("killed")
    print(f"{len(chosen)} mutants: {killed} killed, {len(chosen) - killed} not")
    return 0 if killed == len(chosen) else 1


def _copy(folder: Path) -> Path:
    """Everything under version control, as it stands in the working folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / name)
    return folder


def _passes_as_it_is(copies: "queue.Queue[Path]", chosen: Sequence[Mutant]) -> bool:
    """Whether the named tests pass on an untouched copy; which of them do not is printed."""
    copy = copies.get()
    try:
        done = _run(copy, sorted({test for each in chosen for test in each.tests}))
    finally:
        copies.put(copy)
    if done.returncode != PASSED:
        print("the named tests do not pass as things are:", *done.stdout.splitlines()[-5:], sep="\n")
    return done.returncode == PASSED


def _verdict(copies: "queue.Queue[Path]", mutant: Mutant) -> str:
    copy = copies.get()
    file = copy / mutant.file
    before = file.read_text(encoding="utf-8")
    try:
        file.write_text(before.replace(mutant.find, mutant.replace), encoding="utf-8")
        status = _run(copy, mutant.tests).returncode
    finally:
        file.write_text(before, encoding="utf-8")
        copies.put(copy)
    verdict = {FAILED: "killed", PASSED: "SURVIVED"}.get(status, f"NOT JUDGED ({status})")
    print(f"{verdict:9} {mutant.name}", flush=True)
    return verdict


def _run(copy: Path, tests: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """How pytest ends on these tests in a copy, at the first that fails."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
