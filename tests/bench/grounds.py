"""A small demo to be attacked (靶场): its people signed in, its forms as they stand, its addresses."""

import datetime
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import cast
from urllib.parse import urljoin, urlsplit

import flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from collector import create_app
from collector.clock import Clock
from collector.demo import make_demo
from collector.desk import Desk
from collector.desk.people import signing_in
from collector.desk.publishing.publication import rebuild
from collector.store.storage import open_store
from collector.views import guard, openapi
from generator.build import load_year
from generator.campaign.vocabulary import ROLES
from tests.bench.hostile import Form, Grounds, Person, Route
from tests.clients import DeskClient
from tests.makers import PROJECT, make_issue_body, make_settings, make_visit_body

TODAY = datetime.date(2022, 8, 5)
# What would end the sign-ins that the rest of the run needs is tried with other people's names only.
KEPT_FROM = re.compile(r"/desk/(sign-out|office/accounts/.|sessions/.)")
# Names of files of the site and of styles are no business of these requests.
NO_NAMES = ("username", "address", "filename", "secret", "token", "key")
_HOLE = re.compile(r"<(?:[^:<>]+:)?(\w+)>")


def prepare(folder: Path, *, pages: int) -> Grounds:
    """Make a demo in `folder`, and learn what its people see on `pages` pages each."""
    shutil.copytree(PROJECT / "content", folder / "content", ignore=shutil.ignore_patterns("published"))
    settings = make_settings(folder, today=TODAY, secret_key="")
    store = open_store(settings.store)
    try:
        desk = Desk(store, load_year(settings.content), settings, Clock(TODAY))
        make_demo(desk, households=240, issues=60)
        rebuild(desk)
        return _Survey(desk).grounds(pages)
    finally:
        store.close()


class _Survey:
    """Walks the desk as each role and notes what it finds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._app = create_app(desk, with_site=True)
        self._app.test_client_class = DeskClient
        self._adapter = cast(Map, self._app.url_map).bind("127.0.0.1")
        self._names: dict[str, set[str]] = {}
        self._forms: dict[tuple[int, str, tuple[str, ...]], Form] = {}
        self._able: dict[str, set[int]] = {}
        self._field_names: set[str] = {"csrf", "id", "text"}

    def grounds(self, pages: int) -> Grounds:
        people = []
        for number, role in enumerate(ROLES):
            client, person = self._sign_in(role)
            people.append(person)
            self._walk(client, number, pages)
        able = {endpoint: tuple(sorted(found)) for endpoint, found in self._able.items()}
        bodies = {"/api/visits": make_visit_body(issues=[]), "/api/issues": make_issue_body()}
        return Grounds(
            people=tuple(people),
            routes=tuple(_routes(self._app.url_map)),
            names={hole: tuple(sorted(found)) for hole, found in self._names.items() if hole not in NO_NAMES},
            forms=tuple(form for _, form in sorted(self._forms.items())),
            field_names=tuple(sorted(self._field_names)),
            able=able,
            description=openapi.description(),
            bodies=bodies,
        )

    def _sign_in(self, role: str) -> tuple[DeskClient, Person]:
        account = next(each for each in self._desk.registers.accounts if each.role == role)
        secret, token = (
            signing_in.open_session(self._desk, account),
            signing_in.make_token(self._desk, account.username),
        )
        client = cast(DeskClient, self._app.test_client())
        with self._app.test_request_context():
            flask.g.session_secret = secret
            csrf, name = guard.csrf_token(), guard.cookie_name()
        client.set_cookie(name, secret)
        return client, Person(role, f"{name}={secret}", csrf, token)

    def _walk(self, client: DeskClient, number: int, pages: int) -> None:
        waiting, seen = ["/desk/"], {"/desk/"}
        for _ in range(pages):
            if not waiting:
                return
            # Every other page from the end, so that a long list is not all there is.
            address = waiting.pop(0 if len(seen) % 2 else -1)
            answer = client.get(address)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                reader = _Reader(address)
                reader.feed(answer.text)
                self._note(number, reader)
                new = [each for each in reader.links if each not in seen]
                waiting += new
                seen.update(new)
            answer.close()

    def _note(self, number: int, reader: "_Reader") -> None:
        for address in reader.links:
            self._match(address, "GET")
        for form in reader.forms:
            endpoint = self._match(form.action, form.method.upper())
            self._able.setdefault(endpoint, set()).add(number)
        self._able.setdefault(self._match(reader.address, "GET"), set()).add(number)
        for form in reader.forms:
            names = tuple(name for name, _ in form.fields)
            self._field_names.update(names)
            if form.method == "post" and not KEPT_FROM.match(form.action):
                shape = Form(number, form.action, tuple(form.fields), form.is_multipart)
                self._forms[number, form.action, names] = shape

    def _match(self, address: str, method: str) -> str:
        """Which view an address is, noting the names in it."""
        try:
            endpoint, values = self._adapter.match(urlsplit(address).path, method=method)
        except HTTPException:
            return ""
        for hole, value in values.items():
            self._names.setdefault(hole, set()).add(str(value))
        return str(endpoint)


class _Found:
    def __init__(self, action: str, method: str, *, is_multipart: bool) -> None:
        self.action, self.method, self.is_multipart = action, method, is_multipart
        self.fields: list[tuple[str, str]] = []


class _Reader(HTMLParser):
    """Links to our own pages and forms with their fields (页面上的表单)."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self._name = ""
        self.links: list[str] = []
        self.forms: list[_Found] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in of:
            address = urljoin(self.address, of["href"]).split("#")[0]
            if address.startswith("/desk/"):
                self.links.append(address)
        elif tag == "form":
            action = urljoin(self.address, of.get("action") or self.address)
            kind = of.get("enctype", "")
            self.forms.append(
                _Found(action, of.get("method", "get").lower(), is_multipart="multipart" in kind)
            )
        elif self.forms and of.get("name"):
            self._name = of["name"]
            self.forms[-1].fields.append((of["name"], of.get("value", "")))
        elif tag == "option" and self.forms and self._name and of.get("value"):
            self.forms[-1].fields[-1] = (self._name, of["value"])


def _parts(rule: str) -> tuple[tuple[str, bool], ...]:
    """An address in pieces, every other one a name to be filled in."""
    pieces = _HOLE.split(rule)
    return tuple((piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece)


def _routes(rules: Map) -> list[Route]:
    """Every address and method the server has, with `True` where a name is to be filled in."""
    return [
        Route(rule.endpoint, method, _parts(rule.rule))
        for rule in rules.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
