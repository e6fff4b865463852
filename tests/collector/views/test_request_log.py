import http.client
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import waitress.server
import waitress.wasyncore

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.errors import Refusal
from collector.views import request_log
from tests.clients import DeskClient, make_client
from tests.makers import make_account, make_visit_body


class Logged:
    """A browser whose requests are logged, and the lines so far."""

    def __init__(self, client: DeskClient, file: Path) -> None:
        self.client, self._file = client, file
        request_log.install(client.application, request_log.open_log(file))
        client.application.testing = False

    @property
    def text(self) -> str:
        return self._file.read_text(encoding="utf-8")

    @property
    def last(self) -> dict[str, Any]:
        line: dict[str, Any] = json.loads(self.text.splitlines()[-1])
        return line


@pytest.fixture
def logged(desk: Desk, tmp_path: Path) -> Iterator[Logged]:
    """A grid worker's browser."""
    found = Logged(make_client(desk, make_account(desk), with_site=True), tmp_path / "log.jsonl")
    yield found
    found.client.application.logger.disabled = False


def test_a_request_is_a_line(logged: Logged, tmp_path: Path) -> None:
    """Time, method, path, status, milliseconds and who; no query; the file is for its owner alone."""
    logged.client.get("/desk/visits/new?q=示例路1号楼")
    line = logged.last
    assert (line["method"], line["path"], line["status"]) == ("GET", "/desk/visits/new", 200)
    assert (line["account"], line["ms"] >= 0, line["time"][-6:]) == ("grid_worker", True, "+08:00")
    assert "示例" not in logged.text
    assert "%E7" not in logged.text
    assert stat.S_IMODE((tmp_path / "log.jsonl").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/desk/link/s3cret", "/desk/link/***"),
        ("/desk/link/s3cret/more", "/desk/link/***/more"),
        ("/desk/link//s3cret", "/desk/link//***"),
        ("/callback/s3cret", "/callback/***"),
        ("/callback/s3cret?token=s3cret", "/callback/***"),
        ("/complaint/s3cret/", "/complaint/***/"),
        ("/CALLBACK/s3cret", "/CALLBACK/***"),
    ],
)
def test_what_lets_somebody_in_is_not_in_the_log(logged: Logged, address: str, path: str) -> None:
    """Secrets in addresses are masked, also where the address is not quite one of ours."""
    assert logged.client.get(address).status_code in (302, 308, 404, 405)
    assert logged.last["path"] == path
    assert "s3cret" not in logged.text


def test_nothing_that_was_typed_is_in_the_log(desk: Desk, logged: Logged) -> None:
    """Neither names nor passphrases of a sign-in, nor the body and token of a submission."""
    logged.client.post("/desk/sign-in", data={"username": "某某某", "passphrase": "石榴铁桥四路公交"})
    token = signing_in.make_token(desk, "grid_worker")
    body = make_visit_body(short_reason="家里有人生病")
    logged.client.post("/api/visits", json=body, headers={"Authorization": f"Bearer {token}"})
    assert logged.last["account"] == "grid_worker"
    assert logged.last["status"] == 422
    assert not any(word in logged.text for word in ("某某某", "石榴", "生病", token, body["id"]))


def test_a_fault_says_its_type_and_place(logged: Logged, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not what it was about: messages of exceptions repeat what people sent. The client sees no traceback."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError("13800000000")

    monkeypatch.setattr("collector.views.today.today.today_list", broken)
    answer = logged.client.get("/desk/")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert (logged.last["status"], logged.last["fault"]) == (500, "ValueError")
    assert logged.last["place"].startswith("views/today.py:")
    assert "13800000000" not in logged.text + answer.text


def test_a_fault_is_not_printed_either(
    logged: Logged, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing of it goes to standard error beside the log."""
    monkeypatch.setattr("collector.views.today.today.today_list", lambda *_: 1 / 0)
    assert logged.client.get("/desk/").status_code == 500
    assert capfd.readouterr() == ("", "")


def test_the_head_of_the_chain_is_said_once_a_day(desk: Desk, logged: Logged) -> None:
    """Kept elsewhere, it shows a store whose end was cut off, which the chain alone cannot."""
    heads = [str(desk.store.head().seq)]
    for day in ("", "", "another day"):
        if day:
            logged.client.application.extensions["head_said_on"] = day
            make_account(desk, username="later")
            heads.append(str(desk.store.head().seq))
        logged.client.get("/healthz")
    said = [line for line in map(json.loads, logged.text.splitlines()) if line.get("event") == "store_head"]
    assert [str(line["seq"]) for line in said] == heads
    assert said[-1]["digest"] == desk.store.head().digest


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """The server does not start without its log."""
    with pytest.raises(Refusal, match="WANHU_LOG"):
        request_log.open_log(tmp_path / "nowhere" / "log.jsonl")
    assert request_log.open_log(None) == 2


def test_the_web_server_names_no_address_either(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What breaks outside of our pages is a line with its type and place, and nothing on standard error."""

    def broken(*_: object) -> list[bytes]:
        raise ValueError("13800000000")

    log = tmp_path / "log.jsonl"
    request_log.install_for_server(request_log.open_log(log))
    sockets: dict[int, Any] = {}
    server = waitress.server.create_server(broken, map=sockets, host="127.0.0.1", port=0)
    phone = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=30)  # type: ignore[union-attr]
    phone.connect()
    phone.request("GET", "/callback/s3cret")
    # Here and not in a thread of its own: such a one would still listen when the server is closed.
    while "server_fault" not in log.read_text(encoding="utf-8"):
        waitress.wasyncore.loop(timeout=0.05, map=sockets, count=1)
    waitress.wasyncore.loop(timeout=0.05, map=sockets, count=3)
    assert phone.getresponse().status == 500
    phone.close()
    told = log.read_text(encoding="utf-8")
    # On a busy machine a line before it says that the request had to wait.
    line = json.loads(told.splitlines()[-1])
    assert (line["event"], line["fault"]) == ("server_fault", "ValueError")
    assert not any(word in told for word in ("s3cret", "13800000000"))
    assert capfd.readouterr() == ("", "")
    server.task_dispatcher.shutdown()  # type: ignore[union-attr]
    server.close()
