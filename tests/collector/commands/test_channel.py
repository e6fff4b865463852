"""What the web server itself refuses, over a real connection (线路)."""

import http.client
import io
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.people import signing_in
from collector.desk.publishing import drafting
from collector.views.sign_in import FOR_ONE_ADDRESS
from generator.build import load_year
from tests.installation import Installation
from tests.makers import keep_case, make_account, make_case, make_settings

PROXY = "127.0.0.1"
MB = 1024 * 1024
NO = "2022-000123"
TEXT = f"/desk/publication/{NO}"
DRAFT = {"matter": "public", "title": "路灯修好了", "summary": "路灯不亮。", "outcome": "换了灯具。"}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A folder whose server is not started."""
    return Installation(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def cookie(installation: Installation) -> str:
    """The session of somebody who writes public texts, with one written."""
    with installation.writing() as store:
        desk = Desk(store, load_year(installation.folder / "content"), make_settings(installation.folder))
        keep_case(desk, make_case("accepted", "resolved", "replied"))
        account = make_account(desk, role="street_reviewer")
        drafting.write(desk, account, NO, **DRAFT)
        # The server's clock is not the tests'.
        desk.clock = Clock(None)
        return f"Cookie: wanhu={signing_in.open_session(desk, account)}"


@pytest.fixture(scope="module")
def served(installation: Installation, cookie: str) -> Iterator[Installation]:
    """A server that names no proxy."""
    assert cookie
    with installation:
        yield installation


def answer(served: Installation, raw: bytes) -> tuple[int, dict[str, str], bytes]:
    """What comes back to these bytes, all of which are sent first."""
    with socket.create_connection(("127.0.0.1", served.port), 30) as phone:
        phone.sendall(raw)
        with http.client.HTTPResponse(phone) as reply:
            reply.begin()
            return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()


def post(path: str, *headers: str, body: bytes = b"") -> bytes:
    return "\r\n".join([f"POST {path} HTTP/1.1", *headers, "", ""]).encode("latin-1") + body


def code_of(body: bytes) -> str:
    error = json.loads(body)["error"]
    assert set(error) == {"code", "message", "fields"}
    return str(error["code"])


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        (["Host: x", "Content-Length: no"], 400, "bad_request"),
        (["Host: x", "Content-Length: -1"], 400, "bad_request"),
        (["Host: x", "no colon"], 400, "bad_request"),
        (["Host: x", "Transfer-Encoding: gzip"], 400, "bad_request"),
        (["Host: x", "Transfer-Encoding: chunked"], 400, "bad_request"),
        (["Host: [::1", "Content-Length: 0"], 400, "bad_request"),
        ([f"Host: {'x' * 70}.example", "Content-Length: 0"], 400, "bad_request"),
        (["Host: a", "Host: b", "Content-Length: 0"], 400, "bad_request"),
        (["Content-Length: 0"], 400, "bad_request"),
    ],
)
def test_what_is_no_request_is_refused_in_the_contracts_shape(
    served: Installation, headers: list[str], status: int, code: str
) -> None:
    """Where nobody was asked yet the answer has the same shape, and never says 5xx."""
    got, told, body = answer(served, post("/api/visits", *headers, body=b"zz\r\n"))
    assert (got, code_of(body)) == (status, code)
    assert told["content-type"] == "application/json"
    assert told["cache-control"] == "no-store"


@pytest.mark.parametrize("size", [300 * 1024, 5 * 1024 * 1024, 8 * 1024 * 1024])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_too_large_is_told_so_when_all_is_sent(served: Installation, size: int, chunked: bool) -> None:
    """413 in the contract's shape, whether announced or in pieces, and the sender gets to hear it."""
    usual = ["Host: x", "Content-Type: application/json", f"Authorization: Bearer {served.token}"]
    if chunked:
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (size, b"x" * size)
        raw = post("/api/visits", *usual, "Transfer-Encoding: chunked", body=body)
    else:
        raw = post("/api/visits", *usual, f"Content-Length: {size}", body=b"x" * size)
    status, _, body = answer(served, raw)
    assert (status, code_of(body)) == (413, "too_large")


def test_a_person_reads_a_sentence(served: Installation) -> None:
    """A file too large for the desk gives a page in Chinese, not JSON."""
    size = 5 * 1024 * 1024
    headers = ["Host: x", "Accept: text/html,*/*", f"Content-Length: {size}"]
    status, told, body = answer(served, post("/desk/office/imports/", *headers, body=b"x" * size))
    assert (status, told["content-type"]) == (413, "text/html; charset=utf-8")
    assert "内容太大，没有收下" in body.decode()


def send_photo(served: Installation, cookie: str, path: str, size: int, *, chunked: bool) -> int:
    """Hand in a picture of so many bytes as a browser does; the status that comes back."""
    page = answer(served, f"GET {TEXT} HTTP/1.1\r\nHost: x\r\n{cookie}\r\n\r\n".encode())[2].decode()
    token = re.search(r'name="csrf" value="(\w+)"', page)
    assert token
    out = io.BytesIO()
    Image.effect_noise((80, 60), 90).save(out, "JPEG")
    photo = FileStorage(io.BytesIO(out.getvalue().ljust(size, b"\0")), filename="IMG_0001.JPG")
    boundary, body = encode_multipart({"csrf": token[1], "when": "after", "alt": "灯亮着", "photo": photo})
    usual = ["Host: x", cookie, f"Content-Type: multipart/form-data; boundary={boundary}"]
    if chunked:
        body, length = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), "Transfer-Encoding: chunked"
    else:
        length = f"Content-Length: {len(body)}"
    return answer(served, post(path, *usual, length, body=body))[0]


@pytest.mark.parametrize(("size", "status"), [(5 * MB, 303), (16 * MB, 303), (17 * MB, 413)])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_photo_may_be_as_large_as_is_promised(
    served: Installation, cookie: str, size: int, status: int, *, chunked: bool
) -> None:
    """16 MB and the words beside it come through, where pictures are handed in and nowhere else."""
    assert send_photo(served, cookie, f"{TEXT}/photos", size, chunked=chunked) == status
    assert send_photo(served, cookie, TEXT, size, chunked=chunked) == 413


def test_who_asks_first_whether_it_may_send_is_told_at_once(served: Installation) -> None:
    """`Expect: 100-continue` with eight megabytes is answered 413 without any of them."""
    headers = ["Host: x", "Content-Type: application/json", "Expect: 100-continue", "Content-Length: 8000000"]
    status, _, body = answer(served, post("/api/visits", *headers))
    assert (status, code_of(body)) == (413, "too_large")


def sign_in_wrongly(served: Installation, address: str) -> int:
    body = b"username=nobody&passphrase=wrong"
    kind = "Content-Type: application/x-www-form-urlencoded"
    headers = ["Host: x", kind, f"X-Forwarded-For: {address}", f"Content-Length: {len(body)}"]
    return answer(served, post("/desk/sign-in", *headers, body=body))[0]


def test_nobody_says_himself_where_he_comes_from(served: Installation) -> None:
    """Without a named proxy another address in X-Forwarded-For with each try does not avoid the limit."""
    tries = [sign_in_wrongly(served, f"10.0.0.{number}") for number in range(9)]
    assert tries == [401] * 8 + [429]


def test_a_named_proxy_says_where_somebody_comes_from(tmp_path: Path) -> None:
    """Behind it, who fails is refused and others are not; the limit for one address is not everybody's."""
    assert FOR_ONE_ADDRESS[0] > 9
    with Installation(tmp_path, WANHU_PROXY=PROXY) as served:
        tries = [sign_in_wrongly(served, "10.0.0.1") for _ in range(9)]
        assert tries == [401] * 8 + [429]
        assert sign_in_wrongly(served, "10.0.0.2") == 401
        # What a stranger put before the proxy's own word counts for nothing.
        assert sign_in_wrongly(served, "10.0.0.3, 10.0.0.1") == 429
