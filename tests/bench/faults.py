"""Faults on demand (造故障): disks without room, clocks that jump, phones that dawdle."""

import datetime
import os
import resource
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

import msgspec

from collector.clock import Clock


class Disk(msgspec.Struct):
    """A folder with little room, and what gives it more (小磁盘)."""

    folder: Path
    make_room: Callable[[], object]


@contextmanager
def limited_files() -> Iterator[Disk]:
    """No file may grow beyond 400 KB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))

    with tempfile.TemporaryDirectory() as folder:
        limit(400_000)
        try:
            yield Disk(Path(folder), lambda: limit(soft))
        finally:
            limit(soft)


@contextmanager
def small_disk() -> Iterator[Disk]:
    """A file system of 2 MB with half of it taken by something else."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=True)
        try:
            ballast = Path(folder, "ballast")
            ballast.write_bytes(bytes(1_000_000))
            yield Disk(Path(folder), ballast.unlink)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def may_mount() -> bool:
    """Whether this machine lets us mount a small disk."""
    if os.geteuid() != 0:
        return False
    try:
        with small_disk():
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def clock_moved(years: int) -> Iterator[None]:
    """The collector's clock some years off."""
    now = Clock.now
    moved = datetime.timedelta(days=365 * years)
    with mock.patch.object(Clock, "now", lambda clock: now(clock) + moved):
        yield


@contextmanager
def slow_connections(count: int, port: int) -> Iterator[None]:
    """Connections that send their request a byte a second and never come to its end."""
    stop = threading.Event()

    def dribble(phone: socket.socket) -> None:
        phone.sendall(b"POST /api/issues HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n")
        while not stop.wait(1):
            phone.sendall(b"x")

    with ExitStack() as stack:
        phones = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)]
        threads = [threading.Thread(target=dribble, args=(phone,)) for phone in phones]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()
