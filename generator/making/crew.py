"""Several processes that share the jobs of a build (分工); only what they made comes back."""

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from generator.campaign.problem import Problem
from generator.errors import GeneratorError, OutputError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.queues import SimpleQueue

    Pipe = Connection[Any, Any]

Result = TypeVar("Result")
# From here on, what several processes save is more than what starting them costs: so many results, of which
# so much is to be made. After a change there are some thirty jobs, however large the site is.
MANY_RESULTS, MANY_JOBS = 2000, 48


def can_fork() -> bool:
    """Say whether a process can be split in two, with everything that it has read.

    Windows cannot; on macOS the system's own libraries may hang in the part that is split off.
    """
    return hasattr(os, "fork") and sys.platform != "darwin"


def usual_number(results: int, jobs: int = MANY_JOBS) -> int:
    """How many processes so many jobs of a site with so many results take where nobody says."""
    return os.cpu_count() or 1 if results >= MANY_RESULTS and jobs >= MANY_JOBS else 1


def share_out(
    jobs: Sequence[Callable[[], Result]], processes: int, copying: Sequence[Callable[[], Result]] = ()
) -> Iterator[Result]:
    """Do all jobs and give what each made, in no particular order; with one process, one after the other.

    What is `copying` leaves its work to the system, and is done beside the rest. A job that raises
    GeneratorError raises it here; the other processes then stop.
    """
    if processes < 2 or len(jobs) < 2 or not can_fork():
        yield from _in_this_process(jobs, copying)
        return
    jobs = [*copying, *jobs]
    # Imported only now, since most builds have little to do and share out nothing.
    import multiprocessing

    context = multiprocessing.get_context("fork")
    waiting = context.SimpleQueue()
    for number in range(len(jobs)):
        waiting.put(number)
    for _ in range(processes):
        waiting.put(None)
    crew = []
    # What is split off shares its memory as long as neither side touches it, as a collector would.
    gc.freeze()
    try:
        for _ in range(processes):
            here, there = context.Pipe(duplex=False)
            worker = context.Process(target=_work, args=(jobs, waiting, there), daemon=True)
            worker.start()
            there.close()
            crew.append((worker, here))
        yield from _collected([here for _, here in crew], len(jobs))
    finally:
        gc.unfreeze()
        for worker, here in crew:
            here.close()
            worker.terminate()
            worker.join()


@contextlib.contextmanager
def collector_resting() -> Iterator[None]:
    """A build leaves next to nothing in circles, and looking for that takes as long as all that changed."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _in_this_process(
    jobs: Sequence[Callable[[], Result]], copying: Sequence[Callable[[], Result]]
) -> Iterator[Result]:
    if not copying:
        yield from (job() for job in jobs)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(copying)) as threads:
        copied = [threads.submit(job) for job in copying]
        yield from (job() for job in jobs)
        yield from (each.result() for each in copied)


def _work(jobs: Sequence[Callable[[], Result]], waiting: "SimpleQueue[int | None]", there: "Pipe") -> None:
    gc.disable()
    while (number := waiting.get()) is not None:
        try:
            there.send((jobs[number](), None))
        except GeneratorError as error:
            there.send((None, (type(error), error.problems)))
            break
    there.close()
    os._exit(0)  # nothing of the parent's is to be closed here


def _collected(pipes: "list[Pipe]", count: int) -> Iterator[Any]:
    from multiprocessing.connection import wait

    done = 0
    while done < count:
        for pipe in cast("list[Pipe]", wait(pipes)):
            try:
                result, failure = pipe.recv()
            except EOFError:
                pipes.remove(pipe)
                continue
            if failure is not None:
                kind, problems = failure
                raise kind(problems)
            done += 1
            yield result
        if not pipes and done < count:
            message = "有一个生成进程中途停了，可能是内存不够。原来的网站没有动。请用 --jobs 1 再试。"
            raise OutputError([Problem("", 0, "process", message)])
