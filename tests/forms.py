"""The forms of a page as a browser without scripts would send them, and the errors it shows."""

from html.parser import HTMLParser

import msgspec


class Found(msgspec.Struct):
    """A form (表单): where it goes, its method, what it holds, and what of that is hidden from view."""

    action: str
    method: str
    fields: list[tuple[str, str]]
    hidden: set[str]
    has_passphrase: bool = False


class Reader(HTMLParser):
    """Reads forms, ids in the order of the page, and the summary of errors: field and message."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Found] = []
        self.ids: list[str] = []
        self.errors: list[tuple[str, str]] = []
        self._into: list[str] | None = None
        self._open: tuple[str, str] = ("", "")
        self._is_summary = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if "id" in of:
            self.ids.append(of["id"])
            self._is_summary = self._is_summary or of["id"] == "errors"
        if tag == "form":
            action = of.get("action") or self.address
            self.forms.append(Found(action, of.get("method", "get"), [], set()))
        elif tag == "a" and self._is_summary:
            self._begin("error", of["href"].removeprefix("#"))
        elif tag == "textarea" and self.forms:
            self._begin("textarea", of.get("name", ""))
        elif tag == "input" and self.forms and of.get("name"):
            self._input(of)

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._is_summary = False
        if self._into is None or tag not in ("a", "textarea"):
            return
        (kind, name), text = self._open, "".join(self._into)
        self._into = None
        if kind == "error":
            self.errors.append((name, text))
        else:
            self.forms[-1].fields.append((name, text.removeprefix("\n")))

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def _begin(self, kind: str, name: str) -> None:
        self._open, self._into = (kind, name), []

    def _input(self, of: dict[str, str]) -> None:
        kind, form = of.get("type", "text"), self.forms[-1]
        form.has_passphrase = form.has_passphrase or kind == "password"
        if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in of):
            return
        if kind == "hidden":
            form.hidden.add(of["name"])
        form.fields.append((of["name"], of.get("value", "")))


def read_page(html: str, address: str = "") -> Reader:
    """What stands on a page."""
    reader = Reader(address)
    reader.feed(html)
    return reader


def form_to(html: str, action: str) -> Found:
    """The one form of a page that goes to an address."""
    (found,) = [form for form in read_page(html).forms if form.action == action]
    return found
