"""Digests on the web (每日提醒): one text a unit, with a button that copies it."""

import flask

from collector.desk.oversight import digest
from collector.rules.oversight.digest import Digest, text_of
from collector.views import account, desk, full_address

blueprint = flask.Blueprint("digest", __name__, url_prefix="/desk/digest")


@blueprint.get("/")
def page() -> str:
    """What to paste into each unit's WeChat group today (S99): numbers, dates and links, no names."""
    url = full_address("today.list_")
    found = digest.digests_for(desk(), account())
    return flask.render_template(
        "desk/digest.html",
        texts=[(each, desk().unit_name(each.unit), _text(each, url)) for each in found],
        today=desk().today(),
    )


def _text(each: Digest, url: str) -> str:
    return text_of(each, desk().unit_name(each.unit), desk().today(), url)
