"""Scripts that stand in a page (页内脚本): its policy names each by its digest, and no other runs."""

import hashlib
from base64 import b64encode

import jinja2
from markupsafe import Markup


def digest_of(environment: jinja2.Environment, name: str) -> Markup:
    """What the policy says of a script that a template includes whole, between its tags."""
    return Markup(digest(environment.get_template(name).render()))  # noqa: S704  no text of anybody's


def digest(script: str) -> str:
    """What a Content-Security-Policy calls a script by."""
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
