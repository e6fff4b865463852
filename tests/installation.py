"""An installation of its own, served by `wanhu serve` in a process that can be killed (被杀也不丢)."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.store.storage import Store, open_store
from generator.build import load_year
from tests.makers import PROJECT, make_account, make_issue_body, make_settings

REFUSED = OSError, http.client.HTTPException


class Installation:
    """A folder with content and a store, a grid worker's token, and a server that comes and goes."""

    def __init__(self, folder: Path, store: str | None = None, **settings: str) -> None:
        """`settings` are those of the server, by their names in the environment."""
        self.folder = folder
        self.settings = settings
        self.store = store or str(folder / "store")
        unpublished = shutil.ignore_patterns("published")
        shutil.copytree(PROJECT / "content", folder / "content", ignore=unpublished)
        settings = make_settings(folder, store=self.store, today=None)
        with open_store(self.store) as opened:
            desk = Desk(opened, load_year(settings.content), settings)
            self.token = signing_in.make_token(desk, make_account(desk).username)
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Installation":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "collector", "serve", "--no-site", "--port", str(self.port)]
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment(), stdout=log, stderr=log
            )
        while not self.answers():
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "serve.log").read_text(encoding="utf-8"))
            time.sleep(0.05)

    def environment(self) -> dict[str, str]:
        """What a command finds set that works for this installation."""
        places = {"WANHU_STORE": self.store, "WANHU_CONTENT": "content", "PYTHONPATH": str(PROJECT)}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("WANHU_")}
        return inherited | places | self.settings

    def answers(self) -> bool:
        try:
            return self.request("GET", "/healthz")[0] == 200
        except REFUSED:
            return False

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def terminate(self) -> int:
        """Ask it to end, and wait; what it ended with."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def request(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        """One request on a connection of its own; raises one of REFUSED where no whole answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def submit(self, given_id: str) -> str | None:
        """Hand in an issue under an id; its number, or None where it was not taken."""
        try:
            status, answer = self.request("POST", "/api/issues", make_issue_body(id=given_id))
        except REFUSED:
            return None
        if status not in (200, 201):
            assert status in (503, 429), answer
            return None
        return str(json.loads(answer)["no"])

    def submit_until_taken(self, given_id: str) -> tuple[str, int]:
        """Hand in until there is an answer, as a phone does; the number, and how often it was sent."""
        sent = 1
        while (number := self.submit(given_id)) is None:
            sent += 1
            time.sleep(0.02)
        return number, sent

    def kept(self) -> dict[str, list[str]]:
        """The numbers in the store by submitted id, while the server has it."""
        numbers: dict[str, list[str]] = {}
        with self.reading() as store:
            for document in store.table("issues"):
                numbers.setdefault(document["id"], []).append(document["no"])
        return numbers

    def writing(self) -> Store:
        return open_store(self.store)

    def reading(self) -> Store:
        return open_store(self.store, read_only=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_ids() -> Iterator[str]:
    """Ids as a phone makes them, one after the other without end."""
    while True:
        yield str(uuid.uuid4())
