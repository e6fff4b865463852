"""nginx and Caddy, really started on what `wanhu deploy` prints, before a real `wanhu serve` (前置服务器)."""

import gzip
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.installation import Installation, free_port

PROGRAMS = ("nginx", "caddy")
HASHED = "search.0123456789ab.js"
# What nginx wants around a site, with everything it writes in a folder of the test's own.
AROUND = """
pid "{folder}/nginx.pid";
error_log "{folder}/front.log";
daemon off;
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log "{folder}/usual.log";
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    include "{folder}/front.conf";
}}
"""


class Answer(msgspec.Struct):
    """What came back (回答): `headers` with every value of a name."""

    status: int
    headers: dict[str, list[str]]
    body: bytes

    def one(self, name: str) -> str | None:
        """The value of a header that is sent at most once."""
        values = self.headers.get(name, [])
        assert len(values) < 2, values
        return values[0] if values else None


class Front:
    """A served installation with a front server before it."""

    def __init__(self, folder: Path, program: str) -> None:
        self.folder = folder
        self.https, self.http, self.admin = free_port(), free_port(), free_port()
        self.base = f"https://localhost:{self.https}"
        own = {"WANHU_BASE_URL": f"{self.base}/", "WANHU_PROXY": "127.0.0.1"}
        self.served = Installation(folder, **own)
        self._make_certificate()
        self._wanhu("build")
        (folder / "site" / HASHED).write_text("// 一段脚本\n" * 200, encoding="utf-8")
        (folder / "site" / ".hidden").write_text("no", encoding="utf-8")
        ways = ["--certificate", "tls.pem", "--certificate-key", "tls.key", "--http-port", str(self.http)]
        ways += ["--access-log", "access.log"]
        config = self._wanhu("deploy", program, "--port", str(self.served.port), *ways)
        # Caddy logs requests only where it is asked to.
        config = config.replace("\tencode gzip {", "\tlog\n\tencode gzip {")
        (folder / "front.conf").write_text(config, encoding="utf-8")
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder), encoding="utf-8")
        self.commands = {
            "nginx": ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", f"user {_me()};"],
            "caddy": ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "front.conf")],
        }
        self.trust = ssl.create_default_context(cafile=str(folder / "tls.pem"))

    def up(self, program: str) -> subprocess.Popen[bytes]:
        homes = {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder / "data")}
        homes |= {"XDG_CONFIG_HOME": str(self.folder / "config"), "CADDY_ADMIN": f"localhost:{self.admin}"}
        with (self.folder / "program.log").open("wb") as log:
            process = subprocess.Popen(
                self.commands[program], env=os.environ | homes, cwd=self.folder, stdout=log, stderr=log
            )
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.https), 1).close()
                return process
            except OSError:
                assert process.poll() is None, (self.folder / "program.log").read_text()
                time.sleep(0.05)
        raise AssertionError((self.folder / "program.log").read_text())

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes | Iterator[bytes] | None = None,
        source: str = "127.0.0.1",
        **headers: str,
    ) -> Answer:
        """Ask over TLS, whose certificate must be the one given."""
        phone = http.client.HTTPSConnection(
            "localhost", self.https, timeout=30, context=self.trust, source_address=(source, 0)
        )
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            phone.request(method, path, body, named, encode_chunked=isinstance(body, Iterator))
            got = phone.getresponse()
            told: dict[str, list[str]] = {}
            for name, value in got.getheaders():
                told.setdefault(name.lower(), []).append(value)
            return Answer(got.status, told, got.read())
        finally:
            phone.close()

    def _wanhu(self, *words: str) -> str:
        command, environment = [sys.executable, "-m", "collector", *words], self.served.environment()
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _make_certificate(self) -> None:
        words = (
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
        )
        names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", "tls.key", "-out", "tls.pem"]
        command = ["openssl", *words.split(), *names]
        subprocess.run(command, cwd=self.folder, capture_output=True, check=True)


def _me() -> str:
    return "root" if os.geteuid() == 0 else "nobody"


@pytest.fixture(scope="module", params=PROGRAMS)
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One after the other; a program that is missing here is skipped, on CI it fails."""
    program: str = request.param
    if not shutil.which(program) and os.environ.get("CI") != "true":
        pytest.skip(f"没有找到 {program}，跳过。Debian：apt-get install {program}")
    front = Front(tmp_path_factory.mktemp(f"{program} 前置"), program)
    with front.served:
        process = front.up(program)
        yield front
        process.terminate()
        process.wait(30)


def test_plain_http_leads_to_https(front: Front) -> None:
    """Whoever comes without TLS is sent to the same address with it."""
    phone = http.client.HTTPConnection("localhost", front.http, timeout=30)
    phone.request("GET", "/2022/?a=1")
    answer = phone.getresponse()
    assert answer.status in (301, 308)
    assert answer.headers["Location"] == f"{front.base}/2022/?a=1"
    phone.close()


@pytest.mark.parametrize(
    "path", ["/", "/2022/", "/data/results.json", "/data/results.csv", "/feed.xml", f"/{HASHED}"]
)
def test_the_site_is_compressed(front: Front, path: str) -> None:
    """Every kind of text the site has comes compressed to who can unpack it, and plain to who cannot."""
    packed, plain = front.ask(path, Accept_Encoding="gzip"), front.ask(path, Accept_Encoding="identity")
    assert (packed.status, plain.status) == (200, 200)
    assert plain.one("content-encoding") is None
    if len(plain.body) >= 1024:
        assert packed.one("content-encoding") == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        assert "accept-encoding" in (packed.one("vary") or "").lower()
    else:
        assert path != "/"


@pytest.mark.parametrize("path", ["/", "/2022/", "/feed.xml", "/data/results.csv"])
def test_what_changes_is_checked_again_each_time(front: Front, path: str) -> None:
    """no-cache with an ETag; the same ETag asked again is 304 without a body."""
    first = front.ask(path, Accept_Encoding="gzip")
    assert first.one("cache-control") == "no-cache"
    tag = first.one("etag")
    assert tag
    again = front.ask(path, Accept_Encoding="gzip", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert front.ask(path, Accept_Encoding="gzip", If_None_Match='"another"').status == 200


def test_what_carries_a_hash_is_kept(front: Front) -> None:
    """A year, without asking again; it says so once."""
    assert front.ask(f"/{HASHED}").one("cache-control") == "max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["/", f"/{HASHED}", "/data/results.csv", "/desk/sign-in", "/api/openapi.json"]
)
def test_every_answer_is_for_tls_and_of_its_type(front: Front, path: str) -> None:
    """HSTS and nosniff on all of it, each once, and no more than needed about the programs."""
    answer = front.ask(path)
    assert answer.status == 200
    assert answer.one("strict-transport-security") == "max-age=31536000"
    assert answer.one("x-content-type-options") == "nosniff"
    assert "." not in (answer.one("server") or "")


@pytest.mark.parametrize("path", ["/", "/2022/", "/nothing/"])
def test_only_our_own_pages_may_frame_a_page(front: Front, path: str) -> None:
    """As where `wanhu serve` hands the site out itself; the rest of the policy stands in the page."""
    assert front.ask(path).one("content-security-policy") == "frame-ancestors 'self'"
    assert b'<meta http-equiv="Content-Security-Policy" content="default-src' in front.ask(path).body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/feed.xml", "text/xml application/xml application/atom+xml"),
        ("/data/results.csv", "text/csv"),
        ("/data/results.json", "application/json"),
        (f"/{HASHED}", "text/javascript application/javascript"),
    ],
)
def test_files_say_what_they_are(front: Front, path: str, kind: str) -> None:
    """With their type, and texts with UTF-8 where it is not said inside."""
    told = front.ask(path).one("content-type") or ""
    assert told.split(";")[0] in kind.split()
    if "html" in kind or "csv" in kind:
        assert "charset=utf-8" in told.lower()


def test_the_desk_is_never_kept(front: Front) -> None:
    """Its pages keep their own headers through the front server: no-store, policy, referrer."""
    answer = front.ask("/desk/sign-in")
    assert answer.one("cache-control") == "no-store"
    assert answer.one("referrer-policy") == "strict-origin"
    assert "frame-ancestors 'none'" in (answer.one("content-security-policy") or "")
    away = front.ask("/desk/")
    assert (away.status, away.one("cache-control")) == (302, "no-store")
    assert (away.one("location") or "").startswith("/desk/sign-in")


def test_a_folder_leads_to_its_page(front: Front) -> None:
    """Without the final slash relative links would break: the front server sends one on."""
    answer = front.ask("/2022")
    assert answer.status in (301, 302, 308)
    assert (answer.one("location") or "").removeprefix(front.base) == "/2022/"


@pytest.mark.parametrize(
    "path", ["/nothing/", "/.hidden", "/2022/.git/config", "/%2e%2e/tls.key", "/..%2ftls.key"]
)
def test_what_is_not_there_is_the_sites_own_404(front: Front, path: str) -> None:
    """Missing, hidden and outside: 404 or a bare 400, and never the file."""
    answer = front.ask(path)
    assert answer.status in (400, 404)
    if answer.status == 404:
        assert answer.body == (front.folder / "site" / "404.html").read_bytes()


def test_counters_are_not_for_the_public(front: Front) -> None:
    """From another address than this machine's they are not to be had."""
    assert b"wanhu_visits_total" not in front.ask("/metrics", source="127.0.0.2").body


@pytest.mark.parametrize("size", [5_000_000, 20_000_000])
def test_what_is_too_large_is_said_in_the_contracts_shape(front: Front, size: int) -> None:
    """413 for a body above wanhu's limit and for one above the front server's, said to be so long or not."""
    usual = {"Authorization": f"Bearer {front.served.token}", "Content_Type": "application/json"}
    answer = front.ask("/api/visits", method="POST", body=b"x" * size, **usual)
    assert answer.status == 413
    assert set(json.loads(answer.body)["error"]) == {"code", "message", "fields"}


def test_a_form_too_large_is_said_in_words(front: Front) -> None:
    """At the desk 413 is a sentence."""
    answer = front.ask("/desk/office/imports/", method="POST", body=b"x" * 5_000_000, Accept="text/html")
    assert answer.status == 413
    assert "内容太大" in answer.body.decode()


def test_a_submission_comes_through(front: Front) -> None:
    """What is small enough is stored, in pieces too."""
    usual = {"Authorization": f"Bearer {front.served.token}", "Content_Type": "application/json"}
    answer = front.ask("/api/visits", method="POST", body=iter([b'{"id"', b": 1}"]), **usual)
    assert answer.status == 422


def sign_in_wrongly(front: Front, source: str, said: str) -> int:
    body = b"username=nobody&passphrase=wrong"
    usual = {"Content_Type": "application/x-www-form-urlencoded", "Origin": front.base}
    forged = {"X_Forwarded_For": said, "Forwarded": f"for={said}", "X_Real_IP": said}
    return front.ask("/desk/sign-in", method="POST", body=body, source=source, **usual, **forged).status


def test_only_the_front_server_says_who_is_asking(front: Front) -> None:
    """What a visitor writes into forwarded headers neither avoids the limit nor shuts out another."""
    tries = [sign_in_wrongly(front, "127.0.0.3", f"10.0.0.{number}") for number in range(9)]
    assert tries == [401] * 8 + [429]
    assert sign_in_wrongly(front, "127.0.0.4", "127.0.0.3") == 401


def test_a_form_from_elsewhere_is_refused(front: Front) -> None:
    """The desk knows its own origin behind the front server, and no other."""
    usual = {"Content_Type": "application/x-www-form-urlencoded", "Origin": "https://elsewhere.example"}
    assert front.ask("/desk/sign-in", method="POST", body=b"username=a", **usual).status == 403


SECRETS = (
    "/desk/link/s3cret",
    "/desk/link//s3cret",
    "/callback/s3cret",
    "/Callback/s3cret",
    "/complaint/s3cret/",
)
TYPED = ("/desk/roster/fuxing?q=typed", "/2022/?q=typed", "/data/missing.csv?q=typed", "/desk/?q=typed")


def ask_all(front: Front, **headers: str) -> None:
    """Every address that holds a secret or what was typed, over TLS and sent there first."""
    for path in (*SECRETS, *TYPED):
        front.ask(path, **headers)
    phone = http.client.HTTPConnection("localhost", front.http, timeout=30)
    phone.request("GET", "/callback/s3cret?q=typed", headers=headers)
    phone.getresponse().read()
    phone.close()


def test_no_log_holds_what_lets_somebody_in_or_what_was_typed(front: Front) -> None:
    """Nor any address one came from, whether wanhu answers or is down; which page was asked for is told."""
    came_from = {"Referer": f"{front.base}/callback/s3cret?q=typed"}
    ask_all(front, **came_from)
    assert front.ask("/desk/link/s3cret", method="POST", body=b"x" * 20_000_000, **came_from).status == 413
    front.served.kill()
    try:
        assert front.ask("/callback/s3cret?q=typed", **came_from).status == 502
        ask_all(front, **came_from)
    finally:
        front.served.start()
    front.ask("/healthz?typed")
    logs = {file.name: file for file in front.folder.glob("*.log")}
    told = logs.get("access.log", logs["program.log"])
    # A line is written after its answer has gone out.
    while "/healthz" not in told.read_text().splitlines()[-1]:
        time.sleep(0.05)
    asked = ("/callback/", "/desk/link/", "/complaint/", "/desk/roster/fuxing", "/2022/")
    assert [path for path in asked if path not in told.read_text()] == []
    for name, file in logs.items():
        assert not any(word in file.read_text() for word in ("s3cret", "typed")), name
