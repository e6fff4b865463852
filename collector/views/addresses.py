"""Addresses that stay behind (网址): a form that was refused leaves its own where nothing is to be looked at.

Opened anew, such an address leads to the page the form stands on.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from collector.views.guard import SAFE_METHODS

Found = tuple[str, dict[str, Any]]

# By what the address takes: where the page is another than the nearest one above.
_ELSEWHERE = {
    "merging.take_apart": "issues.show",
    "phases.train": "phases.plans",
    "photos.remove": "publication.show",
}


def page_behind(path: str) -> str | None:
    """The page of the form that an address takes (表所在的页), or None where the address is no such one."""
    taken = found(path, "POST")
    if flask.request.method not in SAFE_METHODS or taken is None or not path.startswith("/desk/"):
        return None
    looked_at = found(path, "GET")
    # `/desk/visits/check` is also what a visit with the number `check` would have.
    if looked_at and len(looked_at[1]) <= len(taken[1]):
        return None
    if page := _ELSEWHERE.get(taken[0]):
        issue = {name: value for name, value in taken[1].items() if name == "issue_no"}
        return flask.url_for(page, **issue)
    return next((quote(each) for each in _above(path) if _is_about(each, taken)), None)


def found(path: str, method: str) -> Found | None:
    """The view that an address leads to by a method, and what it takes from the address; None without one."""
    adapter = flask.current_app.create_url_adapter(flask.request)
    try:
        endpoint, names = adapter.match(path, method) if adapter else ("public_site.file", {})
    except (HTTPException, RequestRedirect):
        return None
    return None if endpoint == "public_site.file" else (str(endpoint), dict(names))


def _is_about(path: str, taken: Found) -> bool:
    """Say whether there is a page, of nothing else than what the form was about."""
    page = found(path, "GET")
    return page is not None and page[1].items() <= taken[1].items()


def _above(path: str) -> Iterator[str]:
    """Where a page may be, the nearest first: a form for something new, or the list, of each step above."""
    above = path.rstrip("/")
    yield f"{above}/new"
    while above := above.rpartition("/")[0]:
        yield from (above, f"{above}/", f"{above}/new")
