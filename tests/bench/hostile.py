"""Requests nobody should send (恶意请求), each made from a seed and a number alone, as bytes on the wire."""

import json
import random
import urllib.parse
import uuid
from collections.abc import Callable

import msgspec

from tests.bench import oddities

OURS = "127.0.0.1"
# Who signs out is missed by the rest of the run, so this is asked without the token of forms.
LEAVING = "sign_in.leave"
METHODS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "get",
    "X" * 300,
    "G\xc9T",
)
PIECES = (
    "%ff", "%00", "%ed%a0%80", "%c0%ae%c0%ae", "%2e%2e%2f%2e%2e%2f", "..%2f..%2fetc%2fpasswd", "%", "%zz",
    "%F0%9F%92%A5",
    "..", ".", "//", "a" * 6000, "%e6%b9%96", "%0d%0aX: y", ";a=b", "?", "\\", "~", "|", "%E2%80%AE",
    ".git/config", ".env",
)  # fmt: skip
BAD_HEADERS: tuple[tuple[str, str], ...] = (
    ("Cookie", "\xff\xfe=\xff"), ("Cookie", "wanhu=" + "x" * 50_000), ("Cookie", "wanhu=\x01; wanhu=%ed"),
    ("Cookie", ";;;=;=,"), ("Cookie", 'wanhu="a\\777"'), ("Host", ""), ("Host", "a b"), ("Host", "\xff"),
    ("Host", "[::1"),
    ("Host", "x" * 3000), ("Host", "127.0.0.1:99999999"), ("Origin", "null"), ("Origin", "http://[::1"),
    ("Origin", "\xff"),
    ("Origin", "https://elsewhere.example"), ("Sec-Fetch-Site", "cross-site"), ("Accept", "*/*;q=nan"),
    ("Accept", ";;,,"),
    ("Accept", "application/json"), ("Accept-Encoding", "gzip;q=x, *;q=9e999"),
    ("Accept-Language", "\xff" * 100),
    ("If-None-Match", '"' * 99), ("If-None-Match", "W/" * 500),
    ("If-Modified-Since", "Thu, 99 Xxx 0000 99:99:99 GMT"),
    ("If-Modified-Since", "9" * 300), ("Range", "bytes=9-1,-,5-5"), ("Range", "bytes=" + "0-1," * 900),
    ("If-Range", "\xff"),
    ("Content-Type", "application/json; charset=utf-7"), ("Content-Type", "application/json; charset=\xff"),
    ("Content-Type", "multipart/form-data"), ("Content-Type", "multipart/form-data; boundary=" + "b" * 500),
    ("Content-Type", "application/x-www-form-urlencoded; charset=nothing"), ("Content-Type", ";;;"),
    ("Content-Encoding", "gzip"), ("Content-Length", "+5"), ("Authorization", "Bearer"),
    ("Authorization", "Bearer \xff"),
    ("Authorization", "Bearer " + "x" * 9000), ("Authorization", "Basic ====="), ("Authorization", "\x01"),
    ("Authorization", "Digest username=\""), ("X-Forwarded-For", "1.2.3.4, \xff"),
    ("X-Forwarded-Proto", "gopher"),
    ("Forwarded", 'for="[::'), ("X-HTTP-Method-Override", "DELETE"), ("X-CSRF", "\xff"), ("Upgrade", "h2c"),
    ("Referer", "\xff" * 200), ("User-Agent", "${jndi:ldap://x}"), ("X-Requested-With", "\t"), ("Date", "x"),
)  # fmt: skip


class Person(msgspec.Struct, frozen=True):
    """Somebody signed in: the cookie, the token of forms, the token of the interface."""

    role: str
    cookie: str
    csrf: str
    token: str


class Form(msgspec.Struct, frozen=True):
    """A form as it stands on somebody's page."""

    person: int
    action: str
    fields: tuple[tuple[str, str], ...]
    is_multipart: bool = False


class Route(msgspec.Struct, frozen=True):
    """An address with its holes, as the server knows it."""

    endpoint: str
    method: str
    parts: tuple[tuple[str, bool], ...]


class Grounds(msgspec.Struct, frozen=True):
    """What requests are made of: people, routes, names that stand in addresses, forms, bodies."""

    people: tuple[Person, ...]
    routes: tuple[Route, ...]
    names: dict[str, tuple[str, ...]]
    forms: tuple[Form, ...]
    able: dict[str, tuple[int, ...]]
    field_names: tuple[str, ...]
    description: dict[str, object]
    bodies: dict[str, dict[str, object]]


class Sent(msgspec.Struct, frozen=True):
    """One request (请求); `is_whole` says that HTTP owes it an answer, `path` is empty where it has none."""

    raw: bytes
    kind: str
    path: str
    method: str
    endpoint: str = ""
    is_whole: bool = True


class Maker:
    """Makes request after request (造请求); a number of a seed is the same each time on the same grounds."""

    def __init__(self, grounds: Grounds, seed: int) -> None:
        self._grounds = grounds
        self._seed = seed
        self._ways: tuple[tuple[Callable[[random.Random, Route], Sent], int], ...] = (
            (self._schema, 20), (self._not_json, 10), (self._form, 22), (self._made_up_form, 8),
            (self._upload, 8),
            (self._path, 12), (self._query, 8), (self._header, 12), (self._framing, 9), (self._method, 5),
            (self._sign_in, 2), (self._long_body, 1),
        )  # fmt: skip

    def make(self, number: int) -> Sent:
        """The request of this number; routes come one after the other."""
        rng = random.Random(f"{self._seed}:{number}")  # noqa: S311  the same again is what is wanted
        ways, weights = zip(*self._ways, strict=True)
        (way,) = rng.choices(ways, weights)
        return way(rng, self._grounds.routes[number % len(self._grounds.routes)])

    # -- bodies for the interface

    def _schema(self, rng: random.Random, _route: Route) -> Sent:
        path = rng.choice(("/api/visits", "/api/issues"))
        if rng.random() < 0.5:
            body = oddities.changed(
                self._grounds.bodies[path] | {"id": str(uuid.UUID(int=rng.getrandbits(128)))}, rng
            )
        else:
            of: oddities.Json = self._grounds.description
            schema = of["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
            body = oddities.instance(schema, of, rng, rng.choice((0.02, 0.1, 0.3)))
        return self._to_interface(rng, path, json.dumps(body).encode(), "schema")

    def _not_json(self, rng: random.Random, _route: Route) -> Sent:
        return self._to_interface(
            rng, rng.choice(("/api/visits", "/api/issues")), oddities.not_json(rng), "not_json"
        )

    def _to_interface(self, rng: random.Random, path: str, body: bytes, kind: str) -> Sent:
        token = rng.choice(self._grounds.people).token if rng.random() < 0.97 else oddities.text(rng)[:60]
        mimetype = (
            "application/json" if rng.random() < 0.95 else rng.choice(("text/plain", "", "application/xml"))
        )
        headers = [("Authorization", f"Bearer {_line(token)}"), ("Content-Type", mimetype)]
        if rng.random() < 0.05:
            headers.append(rng.choice(BAD_HEADERS))
        return Sent(
            _request("POST", path, headers, body), kind, path, "POST", f"api{path[4:].replace('/', '.')}"
        )

    def _long_body(self, rng: random.Random, route: Route) -> Sent:
        person = self._somebody(rng, route)
        path = self._address(rng, route) if rng.random() < 0.5 else "/api/visits"
        size = rng.choice((257 * 1024, 4 * 1024 * 1024 - 1, 4 * 1024 * 1024, 8 * 1024 * 1024))
        body = rng.choice((b"x", b"[", b"%", b'{"a":', b"a=1&"))
        headers = _signed(person, rng.choice(("application/json", "application/x-www-form-urlencoded")))[::2]
        return Sent(_request("POST", path, headers, (body * size)[:size]), "long_body", path, "POST")

    # -- forms

    def _form(self, rng: random.Random, _route: Route) -> Sent:
        form = rng.choice(self._grounds.forms)
        fields = list(form.fields)
        for _ in range(rng.randrange(4)):
            if fields and rng.random() < 0.7:
                place = rng.randrange(len(fields))
                fields[place] = (fields[place][0], oddities.text(rng))
            elif fields and rng.random() < 0.5:
                fields.append(rng.choice(fields))
            elif fields:
                fields.pop(rng.randrange(len(fields)))
        person = self._grounds.people[form.person] if rng.random() < 0.9 else rng.choice(self._grounds.people)
        return self._posted(rng, person, form.action, fields, is_multipart=form.is_multipart)

    def _made_up_form(self, rng: random.Random, route: Route) -> Sent:
        names = [rng.choice(self._grounds.field_names) for _ in range(rng.choice((0, 1, 3, 12, 300)))]
        fields = [(name, oddities.text(rng)) for name in names]
        person = self._somebody(rng, route)
        if route.endpoint == LEAVING:
            person = msgspec.structs.replace(person, csrf="")
        return self._posted(
            rng, person, self._address(rng, route), fields, is_multipart=False, kind="made_up_form"
        )

    def _sign_in(self, rng: random.Random, _route: Route) -> Sent:
        path = rng.choice(
            ("/desk/sign-in", "/desk/code", f"/desk/link/{_quoted(oddities.text(rng))[:300] or 'x'}")
        )
        names = ("username", "passphrase", "again", "code", "next")
        body = urllib.parse.urlencode({each: oddities.text(rng) for each in names}).encode()
        headers = [("Content-Type", "application/x-www-form-urlencoded")]
        return Sent(_request("POST", path, headers, body), "sign_in", path, "POST")

    def _posted(
        self,
        rng: random.Random,
        person: Person,
        path: str,
        fields: list[tuple[str, str]],
        *,
        is_multipart: bool,
        kind: str = "form",
    ) -> Sent:
        if is_multipart:
            return self._as_upload(rng, person, path, fields)
        body = urllib.parse.urlencode(fields, errors="surrogatepass").encode()
        if rng.random() < 0.1:
            body += rng.choice(
                (b"&%ff=%fe", b"&a=%", b"&=&=", b"&\xff\xfe=\x00", b"&" * 2000, b"&a=1" * 1500)
            )
        headers = _signed(person, "application/x-www-form-urlencoded")
        return Sent(_request("POST", path, headers, body), kind, path, "POST")

    def _upload(self, rng: random.Random, route: Route) -> Sent:
        fields = [
            (rng.choice(self._grounds.field_names), oddities.text(rng)) for _ in range(rng.randrange(4))
        ]
        takers = [each for each in self._grounds.forms if each.is_multipart]
        form = rng.choice(takers) if takers and rng.random() < 0.6 else None
        person = self._grounds.people[form.person] if form else self._somebody(rng, route)
        if form is None and route.endpoint == LEAVING:
            person = msgspec.structs.replace(person, csrf="")
        path = form.action if form else self._address(rng, route)
        return self._as_upload(rng, person, path, [*(form.fields if form else ()), *fields])

    def _as_upload(
        self, rng: random.Random, person: Person, path: str, fields: list[tuple[str, str]]
    ) -> Sent:
        boundary = rng.choice(("x", "----b", "b" * 70))
        parts = [
            _part(boundary, f'name="{_line(name)}"', value.encode("utf-8", "surrogatepass"))
            for name, value in fields
        ]
        for _ in range(rng.choice((0, 1, 1, 2, 1200 if rng.random() < 0.05 else 1))):
            file = rng.choice(("file", "photo", rng.choice(self._grounds.field_names)))
            name = rng.choice(("a.xlsx", "a.csv", "a.jpg", "../../a", "", "\xff", "a" * 3000, 'a"; x="'))
            parts.append(_part(boundary, f'name="{file}"; filename="{name}"', _file(rng)))
        end = rng.choice((f"--{boundary}--\r\n",) * 4 + ("", f"--{boundary}", "--other--\r\n")).encode()
        kind = f"multipart/form-data; boundary={boundary if rng.random() < 0.95 else 'another'}"
        body = b"".join(parts) + end
        return Sent(_request("POST", path, _signed(person, kind), body), "upload", path, "POST")

    # -- addresses and headers

    def _path(self, rng: random.Random, route: Route) -> Sent:
        path = self._address(rng, route, oddness=0.8)
        if rng.random() < 0.4:
            place = rng.randrange(len(path) + 1)
            path = path[:place] + rng.choice(PIECES) + path[place:]
        path = path if path.startswith("/") else f"/{path}"
        return self._plain(rng, route, path, "path")

    def _query(self, rng: random.Random, route: Route) -> Sent:
        names = (
            *self._grounds.field_names,
            "page",
            "next",
            "q",
            "field",
            "unit",
            "community",
            "url",
            "on",
            "week",
        )
        pairs = [(rng.choice(names), oddities.text(rng)) for _ in range(rng.choice((1, 2, 5, 40)))]
        query = urllib.parse.urlencode(pairs, errors="surrogatepass")
        query += rng.choice(
            ("", "", "&%ff=%fe", "&page=-1", "&page=%c2%b2", "&page=" + "9" * 900, "&&&===", "%")
        )
        return self._plain(rng, route, f"{self._address(rng, route)}?{query}", "query")

    def _header(self, rng: random.Random, route: Route) -> Sent:
        headers = [rng.choice(BAD_HEADERS) for _ in range(rng.randrange(1, 4))]
        way = rng.random()
        if way < 0.05:
            headers += [(f"X-{number}", "y") for number in range(3000)]
        elif way < 0.08:
            headers.append(("X-Long", "y" * 200_000))
        path = self._address(rng, route)
        kept = [each for each in self._usual(rng, route) if each[0] not in dict(headers)]
        body = b"" if route.method == "GET" else b"a=1"
        raw = _request(route.method, path, kept + headers, body)
        is_whole = not any(name == "Content-Length" for name, _ in headers)
        return Sent(raw, "header", path, route.method, route.endpoint, is_whole)

    def _method(self, rng: random.Random, route: Route) -> Sent:
        method, path = rng.choice(METHODS), self._address(rng, route)
        headers = self._usual(rng, route)
        return Sent(_request(method, path, headers, b"a=1"), "method", path, method, route.endpoint)

    def _plain(self, rng: random.Random, route: Route, path: str, kind: str) -> Sent:
        method = "GET" if route.method == "GET" or rng.random() < 0.3 else "POST"
        body = b"" if method == "GET" else b"a=1"
        raw = _request(method, path, self._usual(rng, route), body)
        return Sent(raw, kind, path, method, route.endpoint)

    def _usual(self, rng: random.Random, route: Route) -> list[tuple[str, str]]:
        """Who asks: somebody signed in, or for some routes and sometimes nobody."""
        if rng.random() < 0.1:
            return []
        person = self._somebody(rng, route)
        if route.endpoint == LEAVING:
            return [("Cookie", person.cookie)]
        if route.endpoint.startswith("api."):
            return [("Authorization", f"Bearer {person.token}"), ("Content-Type", "application/json")]
        return _signed(person, "application/x-www-form-urlencoded")

    def _somebody(self, rng: random.Random, route: Route) -> Person:
        """Rather somebody who was seen to get in there than anybody."""
        able = self._grounds.able.get(route.endpoint, ())
        people = self._grounds.people
        return people[rng.choice(able)] if able and rng.random() < 0.7 else rng.choice(people)

    def _address(self, rng: random.Random, route: Route, oddness: float = 0.2) -> str:
        return "".join(self._name(rng, part, oddness) if is_hole else part for part, is_hole in route.parts)

    def _name(self, rng: random.Random, hole: str, oddness: float) -> str:
        known = self._grounds.names.get(hole, ())
        if known and rng.random() > oddness:
            return _quoted(rng.choice(known))
        return rng.choice(PIECES) if rng.random() < 0.4 else _quoted(oddities.text(rng)) or "x"

    # -- what is hardly HTTP

    def _framing(self, rng: random.Random, route: Route) -> Sent:
        path = rng.choice(("/api/visits", "/api/issues", self._address(rng, route)))
        token = rng.choice(self._grounds.people).token
        start = f"POST {path} HTTP/1.1\r\nHost: {OURS}\r\nAuthorization: Bearer {token}\r\n".encode(
            "latin-1", "replace"
        )
        json_type, body = b"Content-Type: application/json\r\n", b'{"id": 1}'
        ways = (
            start + json_type + b"Content-Length: 99\r\n\r\n" + body,
            start + json_type + b"Content-Length: 3\r\n\r\n" + body,
            start + json_type + b"Content-Length: -1\r\n\r\n" + body,
            start + json_type + b"Content-Length: 0x9\r\n\r\n" + body,
            start + json_type + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n" + body,
            start + json_type + b"Content-Length: 9\r\nContent-Length: 8\r\n\r\n" + body,
            start + json_type + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            start + json_type + b"Transfer-Encoding: chunked\r\n\r\n9\r\n" + body + b"\r\n0\r\n\r\n",
            start + json_type + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + body + b"\r\n0\r\n\r\n",
            start + json_type + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n" + body + b"\r\n0\r\n\r\n",
            start + json_type + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + body,
            start + json_type + b"Transfer-Encoding: chunked\r\n\r\n9\r\n" + body[:4],
            start + json_type + b"Transfer-Encoding: gzip\r\n\r\n" + body,
            start + json_type + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            start + json_type + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
            start + json_type + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n" + body,
            start + json_type + b"Expect: 200-maybe\r\nContent-Length: 9\r\n\r\n" + body,
            start + b"No colon here\r\n\r\n",
            start + b" folded: yes\r\n\r\n",
            start + b"X: a\x00b\r\n\r\n",
            start + b"X : y\r\n\r\n",
            start + b"X: " + b"y" * 300_000 + b"\r\n\r\n",
            start + rng.randbytes(80) + b"\r\n\r\n",
            start[: rng.randrange(1, len(start))],
            start.replace(b"\r\n", b"\n") + b"\n",
            start.replace(b"HTTP/1.1", rng.choice((b"HTTP/0.9", b"HTTP/9.9", b"HTTP/1", b"HTTQ/1.1", b"")), 1)
            + b"\r\n",
            start.replace(b"POST", rng.choice((b"", b"POST POST", b"\x00", b"P\xc3\x96ST")), 1) + b"\r\n",
            start.replace(b" /", b" http://elsewhere.example/", 1) + b"Content-Length: 0\r\n\r\n",
            start.replace(path.encode("latin-1", "replace"), rng.choice((b"*", b"", b"x", b"/ b", b"/\xff"))),
            b"GET / HTTP/1.1\r\n\r\n", b"\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + rng.randbytes(90),
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", rng.randbytes(400) + b"\r\n\r\n",
        )  # fmt: skip
        return Sent(rng.choice(ways), "framing", "", "POST", is_whole=False)


def _request(method: str, path: str, headers: list[tuple[str, str]], body: bytes) -> bytes:
    """A request of its own connection; a header may say what it likes, one byte a character."""
    given = {name for name, _ in headers}
    lines = [
        f"{method} {_line(path)} HTTP/1.1",
        *(() if "Host" in given else (f"Host: {OURS}",)),
        "Connection: close",
    ]
    lines += [f"{name}: {value}" for name, value in headers]
    if body and "Content-Length" not in given:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def _signed(person: Person, mimetype: str) -> list[tuple[str, str]]:
    return [("Cookie", person.cookie), ("X-CSRF", person.csrf), ("Content-Type", mimetype)]


def _part(boundary: str, of: str, content: bytes) -> bytes:
    head = f"--{boundary}\r\nContent-Disposition: form-data; {of}\r\n\r\n"
    return head.encode("latin-1", "replace") + content + b"\r\n"


def _file(rng: random.Random) -> bytes:
    return rng.choice(
        (
            b"", b"PK\x03\x04" + rng.randbytes(200), b"\xff\xd8\xff\xe0" + rng.randbytes(300),
            b"\x89PNG\r\n\x1a\n" + bytes(40),
            b"a,b\r\n1,2\r\n", b"\xff\xfe\x00", "社区,问题\r\n福兴社区,=1+1\r\n".encode("gb18030"),
            b'"' * 999, b"," * 50_000,
            b"RIFF\xff\xff\xff\xffWEBPVP8 ", b"GIF89a\xff\xff\xff\xff", rng.randbytes(3000),
        )
    )  # fmt: skip


def _line(text: str) -> str:
    """On one line, as a header and a start line must be."""
    return text.replace("\r", "%0d").replace("\n", "%0a").replace("\x00", "%00").replace(" ", "%20")


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="", errors="surrogatepass")
