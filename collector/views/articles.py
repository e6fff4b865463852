"""Articles for the 公众号 (公众号文章): a page to copy them from, made of what is published alone."""

import flask

from collector.desk.people.access import require
from collector.desk.publishing import drafting, publication
from collector.errors import Refusal
from collector.views import account, desk
from collector.views.guard import POLICY

blueprint = flask.Blueprint("articles", __name__, url_prefix="/desk/publication/articles")

# The text carries its styles in its tags, as the editor wants them.
STYLED = f"{POLICY}; style-src-attr 'unsafe-inline'"


@blueprint.get("/")
def page() -> flask.Response:
    """Choose what the article is about, see it, copy it."""
    require(account(), *drafting.WRITERS)
    kind, key = flask.request.args.get("kind", ""), flask.request.args.get("key", "").strip()
    written, error = None, ""
    if kind in publication.ARTICLES:
        try:
            written = publication.article_about(desk(), kind, key)
        except Refusal as refusal:
            error = refusal.message
    answer = flask.make_response(
        flask.render_template(
            "desk/articles.html",
            communities=desk().year.places.communities,
            today=desk().today().isoformat(),
            kind=kind,
            key=key,
            article=written,
            error=error,
        ),
        422 if error else 200,
    )
    answer.headers["Content-Security-Policy"] = STYLED
    return answer
