"""A result's page before it is published (预览), for the frame beside the private words."""

import re

import flask

from collector.desk.issues import dossier
from collector.desk.people.access import require
from collector.desk.publishing import drafting, publication
from collector.errors import Missing
from collector.views import account, desk

# As deep below the root as the page will stand, so that what it links to is found.
blueprint = flask.Blueprint("preview", __name__, url_prefix="/desk/preview")

# No script runs in it, and only our own pages may show it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"


@blueprint.get("/<issue_no>/")
def page(issue_no: str) -> flask.Response:
    """The very page that approving this text would put on the site."""
    require(account(), *drafting.WRITERS)
    case = dossier.case_for(desk(), account(), issue_no)
    text = desk().cases.draft(case.no) or desk().cases.publication(case.no)
    record = drafting.preview(desk(), case, text) if text else None
    if record is None:
        raise Missing("nothing_to_see", "还没有受理，或没有写公示稿，没有可看的页面。")
    html = publication.preview_page(desk(), record)
    for photo in record.photos:
        at = flask.url_for("photos.show", issue_no=issue_no, file=photo.file)
        html = re.sub(rb' srcset="[^"]*"', b"", html)
        html = html.replace(
            f'src="../../../{issue_no[:4]}/photos/{photo.file}"'.encode(), f'src="{at}"'.encode()
        )
    html = re.sub(rb"<script\b.*?</script>", b"", html, flags=re.DOTALL)  # none would run in the frame
    answer = flask.Response(html, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
