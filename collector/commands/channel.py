"""What the web server refuses before anybody is asked (线路上的拒绝): in words, in the contract's one shape.

A body that is too large is read to its end and thrown away, since a sender who is cut off in the middle of
sending never gets to see the answer.
"""

import copy
import html
import json
import re
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask
from waitress.utilities import BadRequest, RequestEntityTooLarge

from collector.views import photos
from collector.views.refusals import MESSAGES, as_json

# A body larger than this is cut off.
LONGEST_WASTE = 64 * 1024 * 1024
# A host by name or number as name servers take it, and a port.
_HOST = re.compile(
    r"(?:(?:[a-z0-9_-]{1,63}\.){0,9}[a-z0-9_-]{1,63}\.?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?", re.IGNORECASE
)
MESSAGES_HERE = {431: ("header_too_large", "请求头太大，没有收下。请清除这个网站的 Cookie 后再试。")}
PAGE = (
    '<!doctype html>\n<html lang="zh-CN"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{0}</title><p>{0}</p></html>\n'
)


class Parser(HTTPRequestParser):
    """A request as it comes in (请求)."""

    def received(self, data: bytes) -> int:
        """Take in a part; what is too large goes on being received and is not kept."""
        had_head = self.headers_finished
        taken = super().received(data)
        if self.headers_finished and not had_head and not self.error and not self.empty:
            self._refuse_odd_host()
        if self.error and self.expect_continue and not self.body_bytes_received:
            # Who asked first whether to send is told no, and not to go on.
            self.expect_continue = False
            return taken
        body = self.body_rcv
        if body is None or not isinstance(self.error, RequestEntityTooLarge):
            return taken
        if max(self.content_length, self.body_bytes_received) <= LONGEST_WASTE:
            body.buf = _Nowhere()  # type: ignore[assignment]
            self.completed = body.completed or body.error is not None
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head; where pictures are handed in a body may be larger than elsewhere."""
        super().parse_header(header_plus)
        path: str = self.path  # type: ignore[attr-defined]  # set by reading the head, which its types leave out
        if photos.ADDRESS.fullmatch(path):
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = photos.UPLOAD_LIMIT

    def _refuse_odd_host(self) -> None:
        """Everything behind relies on a host that can be one; HTTP/1.1 demands that it is given."""
        host = self.headers.get("HOST", "")
        if not _HOST.fullmatch(host) and (host or self.version == "1.1"):
            self.error = BadRequest("odd host")
            self.completed = True


class _Nowhere:
    """Keeps nothing of what is put in."""

    def append(self, _data: bytes) -> None:
        """Drop it."""

    def close(self) -> None:
        """Have nothing to let go of."""

    def __len__(self) -> int:
        return 0


class Refused(ErrorTask):
    """The answer to a request that is none (拒绝): a 4xx, but for faults of our own."""

    def execute(self) -> None:
        """Answer with JSON, or with a sentence on a page where a browser asked for one."""
        request: Any = self.request
        code = request.error.code
        # What we do not know how to decode is the sender's matter: 501 would blame the server.
        status = 400 if code == 501 else code
        name, message = (MESSAGES | MESSAGES_HERE).get(status, MESSAGES[400])
        if _wants_page(request):
            kind, text = "text/html; charset=utf-8", PAGE.format(html.escape(message))
        else:
            kind, text = "application/json", json.dumps(as_json(name, message), ensure_ascii=False)
        body = text.encode()
        self.status = f"{status} {request.error.reason}" if status == code else "400 Bad Request"
        self.response_headers = [
            ("Content-Type", kind),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def _wants_page(request: Any) -> bool:
    path, accepted = getattr(request, "path", ""), request.headers.get("ACCEPT", "")
    return "text/html" in accepted and not path.startswith(("/api/", "/wechat/"))


class Channel(HTTPChannel):
    """A connection (连接)."""

    parser_class = Parser
    error_task_class = Refused
