"""Pictures beside a public text on the web (公示照片): to add, to look at, to take away."""

import re

import flask
from flask.typing import ResponseReturnValue

from collector.desk.publishing import photos
from collector.errors import Refusal
from collector.views import account, desk
from collector.views.publication import again

blueprint = flask.Blueprint("photos", __name__, url_prefix="/desk/publication")

# What a phone's camera makes, and the words beside it; the picture that is kept is a hundredth of it.
UPLOAD_LIMIT = (16 * 1024 + 64) * 1024
# Where one is handed in, as the web server has to know before it takes the body.
ADDRESS = re.compile(r"/desk/publication/[^/]+/photos")


@blueprint.url_value_preprocessor
def _take_large_files(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anybody reads the form: a picture may be larger than what is typed."""
    flask.request.max_content_length = UPLOAD_LIMIT


@blueprint.post("/<issue_no>/photos")
def add(issue_no: str) -> ResponseReturnValue:
    """Take a picture in (传照片)."""
    given, sent = flask.request.form, flask.request.files.get("photo")
    try:
        photos.add_photo(
            desk(),
            account(),
            issue_no,
            sent.read() if sent else b"",
            when=given.get("when", ""),
            alt=given.get("alt", ""),
        )
    except Refusal as refusal:
        return again(issue_no, refusal)
    flask.flash("照片已加上：重新压过，拍摄时间、地点等信息都已去掉。报审前再看一眼。")
    return _back(issue_no)


@blueprint.post("/<issue_no>/photos/<file>/remove")
def remove(issue_no: str, file: str) -> ResponseReturnValue:
    """Take a picture away (删照片)."""
    photos.remove_photo(desk(), account(), issue_no, file)
    flask.flash("照片已删掉。")
    return _back(issue_no)


@blueprint.get("/<issue_no>/photos/<file>")
def show(issue_no: str, file: str) -> flask.Response:
    """A picture as it would go out."""
    found = photos.photo_file(desk(), account(), issue_no, file)
    return flask.Response(found.content, content_type="image/jpeg")


def _back(issue_no: str) -> ResponseReturnValue:
    return flask.redirect(flask.url_for("publication.show", issue_no=issue_no) + "#photos", 303)
