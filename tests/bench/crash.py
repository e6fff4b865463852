"""What faults cost (故障试验): `python -m tests.bench.crash [--trials N] [--postgresql]`.

Prints for each kind of fault how many requests were made and acknowledged, how many of the acknowledged were
lost, how many are kept twice, and whatever else was wrong. The last three must be 0, or it ends with 1.
"""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator

import msgspec

from tests.bench import faults
from tests.bench.serve_trials import ended_server, killed_server, slow_phones
from tests.bench.store_trials import (
    backups,
    clocks,
    full_disk,
    killed_writers,
    random_operations,
    same_ids,
)
from tests.bench.tally import Place, Tally
from tests.collector.store.conftest import schema
from tests.collector.store.server import running_server


@contextlib.contextmanager
def sqlite_place() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"{folder}/store"


def main(trials: int, postgresql: bool) -> int:
    """Run everything and print the table; full size is 100 trials."""
    few = max(1, trials // 5)
    with contextlib.ExitStack() as stack:
        place: Place = sqlite_place
        if postgresql:
            server = stack.enter_context(running_server())
            place = lambda: schema(server)  # noqa: E731
        kinds: dict[str, Callable[[], Tally]] = {
            "8 writers, kill -9": lambda: killed_writers(trials, place),
            "64 clients, same 100 ids": lambda: same_ids(few, place),
            "backup during 32 writers": lambda: backups(few, place),
            "clock -3 and +30 years": lambda: clocks(few, place),
            "operations, as stock TinyDB": lambda: random_operations(trials, place),
            "serve, kill -9, 32 phones": lambda: killed_server(few, place),
            "serve, SIGTERM, 32 phones": lambda: ended_server(max(1, few // 4), place),
            "serve, 48 slow phones": lambda: slow_phones(max(1, few // 4), place),
        }
        if not postgresql:
            kinds["files limited in size"] = lambda: full_disk(few, faults.limited_files)
        if not postgresql and faults.may_mount():
            kinds["full disk (tmpfs 2 MB)"] = lambda: full_disk(few, faults.small_disk)
        print(f"{'':28}" + "".join(f"{name:>13}" for name in Tally.__struct_fields__))
        wrong = 0
        for name, run in kinds.items():
            tally = run()
            print(
                f"{name:28}" + "".join(f"{value:13}" for value in msgspec.structs.astuple(tally)), flush=True
            )
            wrong += tally.lost + tally.doubled + tally.wrong
    return 1 if wrong else 0


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trials", type=int, default=100)
    options.add_argument("--postgresql", action="store_true")
    given = options.parse_args()
    sys.exit(main(given.trials, given.postgresql))
