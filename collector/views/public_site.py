"""The built site at `/` (公开站点), compressed and re-checked each time; hashed assets are kept."""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

import flask
from werkzeug.security import safe_join

from collector.views import open_to_all

blueprint = flask.Blueprint("public_site", __name__)

SMALLEST_WORTH_COMPRESSING = 1024
COMPRESSED_TYPES = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


@blueprint.get("/", defaults={"address": ""})
@blueprint.get("/<path:address>")
@open_to_all
def file(address: str) -> flask.typing.ResponseReturnValue:
    """A file of the site; a folder means its index page, and what is not there is the site's own 404."""
    site: Path = flask.current_app.config["SITE"]
    place = safe_join(str(site), address)
    # From an address with an empty part, links that go up would lead elsewhere.
    if place is None or "//" in address:
        return _not_found(site)
    path = Path(place)
    try:
        if path.is_dir():
            if address and not address.endswith("/"):
                return flask.redirect(f"{flask.request.script_root}/{address}/")
            path /= "index.html"
        return _answer(path) if path.is_file() and not path.name.startswith(".") else _not_found(site)
    except OSError:
        # A name longer than a file can have is the name of none.
        return _not_found(site)


def _not_found(site: Path) -> flask.Response:
    page = site / "404.html"
    if not page.is_file():
        return flask.Response("没有这个页面。", 404, mimetype="text/plain")
    answer = _answer(page)
    answer.status_code = 404
    return answer


def _answer(path: Path) -> flask.Response:
    status = path.stat()
    body, packed, tag = _content(path, (status.st_mtime_ns, status.st_size))
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_packed = packed is not None and flask.request.accept_encodings.quality("gzip") > 0
    answer = flask.Response(packed if is_packed else body, content_type=_with_charset(kind))
    if is_packed:
        answer.content_encoding = "gzip"
    if packed is not None:
        answer.vary.add("Accept-Encoding")
    answer.set_etag(f"{tag}-gz" if is_packed else tag)
    answer.headers["Cache-Control"] = "max-age=31536000, immutable" if _is_hashed(path) else "no-cache"
    answer.make_conditional(flask.request)
    return answer


@lru_cache(maxsize=1024)
def _content(path: Path, _version: tuple[int, int]) -> tuple[bytes, bytes | None, str]:
    """Bytes of a file, the same compressed where that pays, and its tag; remembered until it changes."""
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or ""
    pays = len(body) >= SMALLEST_WORTH_COMPRESSING and kind.startswith(COMPRESSED_TYPES)
    packed = gzip.compress(body, 6, mtime=0) if pays else None
    return body, packed, hashlib.blake2b(body, digest_size=10).hexdigest()


def _with_charset(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith(COMPRESSED_TYPES) else kind


def _is_hashed(path: Path) -> bool:
    """Say whether the name carries a hash of the content, as in `search.1a2b3c4d.js`."""
    parts = path.name.split(".")
    return len(parts) > 2 and len(parts[-2]) >= 8 and all(c in "0123456789abcdef" for c in parts[-2])
