"""The door (门禁): who is asking, whether a request comes from our own pages, and the headers of answers."""

import hashlib
import hmac
from urllib.parse import urlsplit

import flask
from werkzeug.exceptions import MethodNotAllowed, NotFound

from collector.desk.people import signing_in
from collector.errors import NotAllowed
from collector.rules.people.account import Account
from collector.views import account, desk

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = ("/desk/", "/api/", "/callback/", "/complaint/", "/wechat/")

# A token's first half is of the session, the rest of the account.
_HALF = 64
# Of a form: how many fields and files, and how much text besides files.
PARTS_LIMIT, FIELDS_LIMIT = 1000, 512 * 1024

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# Pages of the public site carry what their scripts may do; who may frame them is only taken from a header.
PUBLIC_POLICY = "frame-ancestors 'self'"
# Addresses hold secrets and what was searched for: no log, not even ours, is told which page one came from.
# `strict-origin` and not `no-referrer`: with the latter browsers send `Origin: null` with our own forms.
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin"}
TLS_HEADERS = {"Strict-Transport-Security": "max-age=31536000"}


def install(app: flask.Flask) -> None:
    """Ask every request who it is, refuse what is not ours, and set the headers of every answer."""
    app.config.update(MAX_FORM_PARTS=PARTS_LIMIT, MAX_FORM_MEMORY_SIZE=FIELDS_LIMIT)
    app.before_request(_admit)
    app.after_request(_protect)
    app.context_processor(lambda: {"csrf": csrf_token()})


def _admit() -> None:
    _refuse_strays()
    if flask.request.mimetype == "application/x-www-form-urlencoded":
        # Such a body is taken apart at once, whatever it holds: 4 MB of fields would take 200 MB.
        flask.request.max_content_length = FIELDS_LIMIT
    view = flask.current_app.view_functions.get(flask.request.endpoint or "")
    if flask.request.blueprint == "api":
        flask.g.account = None
        return
    flask.g.account = _signed_in()
    is_open = view is None or flask.request.endpoint == "static" or hasattr(view, "is_open_to_all")
    if flask.request.method not in SAFE_METHODS:
        _refuse_foreign_origin()
        if not is_open:
            _check_csrf()
    if not is_open:
        account()


def _refuse_strays() -> None:
    """Answer for our own addresses ourselves: the public site takes all the rest and knows none."""
    is_taken = flask.request.endpoint not in (None, "public_site.file")
    if is_taken or not flask.request.path.startswith(OURS):
        return
    adapter = flask.current_app.create_url_adapter(flask.request)
    others = set(adapter.allowed_methods()) - SAFE_METHODS if adapter else set()
    raise MethodNotAllowed(sorted(others)) if others else NotFound


# -- sessions


def _signed_in() -> Account | None:
    secret = flask.request.cookies.get(cookie_name())
    if not secret:
        return None
    flask.g.session_secret = secret
    return signing_in.account_of(desk(), "session", secret)


def is_behind_tls() -> bool:
    return (desk().settings.base_url or "").startswith("https://")


def cookie_name() -> str:
    return "__Host-wanhu" if is_behind_tls() else "wanhu"


def remember(answer: flask.Response, secret: str, lives: int) -> None:
    """Hand the session to the browser, for this site alone and out of reach of scripts."""
    answer.set_cookie(
        cookie_name(), secret, max_age=lives, secure=is_behind_tls(), httponly=True, samesite="Lax", path="/"
    )


def forget(answer: flask.Response) -> None:
    answer.delete_cookie(cookie_name(), secure=is_behind_tls(), httponly=True, samesite="Lax", path="/")


# -- requests from elsewhere


def csrf_token() -> str:
    """What every form of a signed-in person carries: bound to the session, and behind that to the account.

    The second half opens nothing; it tells whose form it was once the session is over.
    """
    secret = flask.g.get("session_secret", "")
    return _sealed(b"csrf:" + secret.encode("utf-8", "surrogatepass")) + _whose(flask.g.get("account"))


def is_form_of(person: Account, sent: str) -> bool:
    """Say whether a token, whatever session it is of, was given out to this person by this desk."""
    return hmac.compare_digest(sent[_HALF:].encode("utf-8", "surrogatepass"), _whose(person).encode())


def _check_csrf() -> None:
    # Taken apart before anybody is refused: what was typed is to be shown again.
    in_form = flask.request.form.get("csrf")
    account()
    sent = (flask.request.headers.get("X-CSRF") or in_form or "")[:_HALF]
    if not hmac.compare_digest(sent.encode("utf-8", "surrogatepass"), csrf_token()[:_HALF].encode()):
        raise NotAllowed("csrf", "页面放得太久，或不是从走访台打开的。请返回刷新后再提交，填的内容不会丢。")


def _whose(person: Account | None) -> str:
    name = person.username if person else ""
    return _sealed(b"whose:" + name.encode("utf-8", "surrogatepass"))


def _sealed(text: bytes) -> str:
    key = str(flask.current_app.secret_key).encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def _refuse_foreign_origin() -> None:
    site = flask.request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = flask.request.headers.get("Origin")
    # A sandboxed page says `null`, which is nobody's host.
    host = _host_of(origin) if origin is not None else flask.request.host
    ours = {flask.request.host, _host_of(desk().settings.base_url or "")} - {""}
    if site not in ("same-origin", "none") or host not in ours:
        raise NotAllowed("foreign_origin", "这个请求是从别的网站发来的，没有办理。请从走访台里提交。")


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


# -- headers


def _protect(answer: flask.Response) -> flask.Response:
    for name, value in (HEADERS | (TLS_HEADERS if is_behind_tls() else {})).items():
        answer.headers.setdefault(name, value)
    if flask.request.endpoint == "public_site.file":
        answer.headers.setdefault("Content-Security-Policy", PUBLIC_POLICY)
    elif flask.request.endpoint != "static":
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
