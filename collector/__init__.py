"""Takes visits and issues from the doorstep, carries them to their end, and publishes what is reviewed."""

import flask
import jinja2

from collector.desk import Desk
from collector.settings import secret_key
from collector.views import (
    accounts,
    api,
    articles,
    callback,
    complaint,
    deputies,
    digest,
    escalation,
    figures,
    guard,
    hardship,
    imports,
    issue_form,
    issues,
    ledgers,
    look_back,
    meetings,
    merging,
    navigation,
    office,
    paper,
    phases,
    phone,
    photos,
    preview,
    public_site,
    publication,
    refusals,
    roster,
    schedule,
    second_factor,
    sessions,
    sign_in,
    supervision,
    targets,
    today,
    trail,
    unit_ledgers,
    visits,
    wechat,
    wording,
)

BODY_LIMIT = 4 * 1024 * 1024

# One line a module of views; the public site, which takes every address left over, comes last.
BLUEPRINTS = (
    sign_in.blueprint,
    second_factor.blueprint,
    sessions.blueprint,
    deputies.blueprint,
    visits.blueprint,
    phone.blueprint,
    issue_form.blueprint,
    today.blueprint,
    digest.blueprint,
    targets.blueprint,
    roster.blueprint,
    schedule.blueprint,
    merging.blueprint,
    paper.blueprint,
    issues.blueprint,
    articles.blueprint,
    publication.blueprint,
    photos.blueprint,
    preview.blueprint,
    office.blueprint,
    meetings.blueprint,
    phases.blueprint,
    escalation.blueprint,
    unit_ledgers.blueprint,
    callback.blueprint,
    look_back.blueprint,
    figures.blueprint,
    complaint.blueprint,
    supervision.blueprint,
    hardship.blueprint,
    ledgers.blueprint,
    imports.blueprint,
    accounts.blueprint,
    trail.blueprint,
    api.blueprint,
    wechat.blueprint,
)


def create_app(desk: Desk, *, with_site: bool = False) -> flask.Flask:
    """The desk, its API and, if wanted, the built site as one web application."""
    settings = desk.settings
    app = flask.Flask(
        __name__,
        template_folder=settings.templates,
        static_folder=settings.assets,
        static_url_path="/desk/assets",
    )
    app.config.update(SITE=settings.site, MAX_CONTENT_LENGTH=BODY_LIMIT, SESSION_COOKIE_SAMESITE="Lax")
    app.secret_key = secret_key(settings)
    app.extensions["desk"] = desk
    app.jinja_options = {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    for part in (guard, refusals, navigation, wording):
        part.install(app)
    for blueprint in (*BLUEPRINTS, public_site.blueprint) if with_site else BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
