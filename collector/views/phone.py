"""What a phone takes along (随身): the key it seals with, the day's list, policies, and what is unsent."""

import base64

import flask
import msgspec
from flask.typing import ResponseReturnValue

from collector.desk.people import access
from collector.desk.visiting import brief, company, day_list
from collector.rules.homes.roster import STATES
from collector.views import account, desk, open_to_all
from collector.views.guard import csrf_token
from generator.reading.prose import prose

blueprint = flask.Blueprint("phone", __name__, url_prefix="/desk/phone")


def open_forms() -> company.OpenForms:
    """The forms that are open just now, one register for the whole application."""
    kept: company.OpenForms = flask.current_app.extensions.setdefault("open_forms", company.OpenForms())
    return kept


def is_shell() -> bool:
    """Say whether a page is wanted to be kept for later: without anything of today or of anybody's house."""
    return "shell" in flask.request.args


@blueprint.get("/key")
def key() -> ResponseReturnValue:
    """Who is signed in, the key for what their phone keeps, and the token for its forms."""
    secret = str(flask.current_app.secret_key)
    sealed = base64.b64encode(day_list.key_for(secret, account().username)).decode()
    return {"account": account().username, "key": sealed, "csrf": csrf_token()}


@blueprint.get("/pack")
def pack() -> ResponseReturnValue:
    """The day's list and what is public nearby, for the phone to keep under seal."""
    stops = day_list.day_list(desk(), account())
    day_list.look(desk(), account(), stops, is_taken=True)
    found = {
        "account": account().username,
        "taken_at": desk().now(),
        "states": dict(STATES),
        "stops": stops,
        "neighbours": day_list.neighbours(desk(), account()),
    }
    return flask.jsonify(msgspec.to_builtins(found))


@blueprint.get("/company")
def together() -> ResponseReturnValue:
    """Who else is at a household today (谁也在走这一户)."""
    access.require(account(), *access.VISITING_ROLES)
    code = flask.request.args.get("household", "")
    household = desk().registers.households.get(code)
    if household is None or not access.may_visit(desk(), account(), household.community_code):
        return {"colleagues": []}
    found = company.colleagues_at(desk(), open_forms(), account(), code)
    return {"colleagues": msgspec.to_builtins(found)}


@blueprint.get("/worker.js")
@open_to_all
def worker() -> ResponseReturnValue:
    """The script that opens kept pages without a network; it may look after the whole desk."""
    answer = flask.send_from_directory(desk().settings.assets, "worker.js", mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/desk/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/day")
def day() -> str:
    """My households in walking order (走访单); kept for later, the phone fills it in itself."""
    access.require(account(), *access.VISITING_ROLES)
    stops = [] if is_shell() else day_list.day_list(desk(), account())
    if not is_shell():
        day_list.look(desk(), account(), stops, is_taken=False)
    is_all = "all" in flask.request.args
    return flask.render_template(
        "desk/day_list.html",
        stops=[each for each in stops if is_all or not each.is_covered],
        covered=sum(each.is_covered for each in stops),
        total=len(stops),
        is_all=is_all,
        is_shell=is_shell(),
        states=STATES,
        policy_title=desk().policy_title,
        today=desk().today(),
    )


@blueprint.get("/policies")
def policies() -> str:
    """Every policy in force with its text (随身政策, S48)."""
    cards = desk().year.policies
    return flask.render_template(
        "desk/policies.html",
        is_shell=is_shell(),
        policies=[
            (slug, title, cards[slug], prose(desk().year.policy_texts.get(slug, "")).at(_site_root()))
            for slug, title in brief.policies_to_tell(desk()).items()
        ],
    )


@blueprint.get("/unsent")
def unsent() -> str:
    """Take along what cannot be delivered, and read it in elsewhere (没送达的表)."""
    access.require(account(), *access.REPORTING_ROLES)
    return flask.render_template("desk/unsent.html", is_shell=is_shell())


def _site_root() -> str:
    return (desk().settings.base_url or "").rstrip("/") + "/"
