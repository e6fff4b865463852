"""A network that breaks where a test says (断网), between a browser and the desk."""

import contextlib
import random
import socket
import threading
from collections.abc import Callable

BUFFER = 65_536
# Where a POST may be cut: nobody answers, in the middle of the body, after the server has it all and before
# its answer, in the middle of the answer.
CUTS = ("before", "during", "unanswered", "half_answered")


class CuttingProxy:
    """Passes connections on to a port; a POST is cut off as `choose` says."""

    def __init__(self, target: int, choose: Callable[[], str | None] = lambda: None) -> None:
        self.target = target
        self.choose = choose
        self.cuts: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.settimeout(30)
            request = _whole_request(client)
            if not request:
                return
            cut = self.choose() if request.startswith(b"POST /desk/") else None
            if cut is not None:
                self.cuts.append(cut)
            if cut == "before":
                return
            self._forward(client, request, cut)

    def _forward(self, client: socket.socket, request: bytes, cut: str | None) -> None:
        """One request a connection: what is cut is then this request and no other."""
        with socket.create_connection(("127.0.0.1", self.target), timeout=30) as server:
            if cut == "during":
                server.sendall(request[: len(request) - len(request) // 4])
                return
            server.sendall(_closing(request))
            answer = bytearray()
            while part := server.recv(BUFFER):
                answer += part
            if cut == "unanswered":
                return
            client.sendall(answer[: len(answer) // 2] if cut == "half_answered" else bytes(answer))


def _whole_request(client: socket.socket) -> bytes:
    """A request with its body, as its Content-Length says."""
    found = bytearray()
    while b"\r\n\r\n" not in found:
        part = client.recv(BUFFER)
        if not part:
            return b""
        found += part
    head, _, body = bytes(found).partition(b"\r\n\r\n")
    wanted = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < wanted:
        part = client.recv(BUFFER)
        if not part:
            return b""
        body += part
    return head + b"\r\n\r\n" + body


def _closing(request: bytes) -> bytes:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


def some_cut(draw: random.Random, often: float) -> str | None:
    """A cut by chance, or none."""
    return draw.choice(CUTS) if draw.random() < often else None
