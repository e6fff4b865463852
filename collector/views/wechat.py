"""The signature for WeChat's script (JS-SDK 签名): one address, open to all, for our own pages only."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.publishing.wechat import signature, wechat_of
from collector.views import desk, open_to_all

blueprint = flask.Blueprint("wechat", __name__)


@blueprint.record
def _set_up(state: flask.blueprints.BlueprintSetupState) -> None:
    """One for the whole application: the tickets are kept behind one lock."""
    extensions = state.app.extensions
    extensions["wechat"] = wechat_of(extensions["desk"].settings)


@blueprint.get("/wechat/signature")
@open_to_all
def sign() -> ResponseReturnValue:
    """Sign an address of ours (签名)."""
    url = flask.request.args.get("url", "")
    return dict(signature(flask.current_app.extensions["wechat"], desk().settings, url))
