"""Who gets what answer where (路由表): a route that is not in the table fails the test."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from werkzeug.test import TestResponse

from generator.campaign.vocabulary import ROLES
from tests.makers import PROJECT, make_desk
from tests.whole.route_scene import OTHER, OWN, Scene, make_scene_year

COMMUNITY = frozenset(
    {"grid_worker", "community_worker", "committee_member", "secretary", "community_collator"}
)
VISITORS = COMMUNITY | {"liaison", "street_officer", "sponsor"}
UNITS = frozenset({"liaison", "street_officer", "sponsor", "unit_handler"})
OFFICE = frozenset({"campaign_office"})
REVIEW = frozenset({"street_reviewer", "campaign_office"})
CASE_OFFICE = REVIEW | {"publisher"}
SUPERVISION = frozenset({"campaign_office", "discipline"})
ACCOUNTS = frozenset({"campaign_office", "admin"})
ORGANISERS = (COMMUNITY - {"grid_worker"}) | OFFICE
KEEPERS = REVIEW | {"community_collator", "secretary"}
CALLERS = REVIEW | {"community_collator", "street_officer"}
WRITERS = CASE_OFFICE | {"community_collator"}
REPORTERS = OFFICE | {"sponsor"}
LEDGERS = REVIEW | {"community_collator", "secretary", "sponsor"}
EVERYONE = frozenset(ROLES)
NOBODY: frozenset[str] = frozenset()


class Route(msgspec.Struct, frozen=True):
    """Who may (准入): `own` at their community or unit, `other` at another's, where the address names one.

    Who may not gets 403. Who may gets an answer of the page's own; 404 only where `is_empty`, since what the
    address names is not there (a letter before there are findings).
    """

    address: str
    own: frozenset[str]
    other: frozenset[str] | None = None
    is_empty: bool = False


TABLE = {
    "today.list_": Route("/desk/", EVERYONE),
    "digest.page": Route(
        "/desk/digest/", REVIEW | {"unit_handler", "street_officer", "community_collator", "secretary"}
    ),
    "visits.new": Route("/desk/visits/new", VISITORS),
    "visits.check": Route("/desk/visits/check", VISITORS),
    "visits.edit": Route("/desk/visits/edit", VISITORS),
    "visits.submit": Route("/desk/visits", VISITORS),
    "phone.key": Route("/desk/phone/key", EVERYONE),
    "phone.pack": Route("/desk/phone/pack", VISITORS),
    "phone.together": Route("/desk/phone/company", VISITORS),
    "phone.day": Route("/desk/phone/day", VISITORS),
    "phone.policies": Route("/desk/phone/policies", EVERYONE),
    "phone.unsent": Route("/desk/phone/unsent", VISITORS | OFFICE),
    "visits.mine": Route("/desk/visits/mine", VISITORS),
    "visits.correction": Route("/desk/visits/{visit}/correct", OFFICE | {"grid_worker"}, OFFICE),
    "visits.correct": Route("/desk/visits/{visit}/correct", OFFICE | {"grid_worker"}, OFFICE),
    "visits.receipt": Route(
        "/desk/visits/{visit}", CASE_OFFICE | {"grid_worker", "secretary", "community_collator"}, CASE_OFFICE
    ),
    "issue_form.new": Route("/desk/issues/new", VISITORS | OFFICE),
    "issue_form.submit": Route("/desk/issues/new", VISITORS | OFFICE),
    "issue_form.receipt": Route("/desk/issues/{issue}/receipt", COMMUNITY | UNITS | CASE_OFFICE, CASE_OFFICE),
    "paper.left_behind": Route("/desk/issues/{issue}/slip", COMMUNITY | UNITS | CASE_OFFICE, CASE_OFFICE),
    "paper.page": Route("/desk/paper/", VISITORS | OFFICE),
    "paper.make": Route("/desk/paper/", VISITORS | OFFICE),
    "paper.sheets": Route("/desk/paper/{sheet}", OFFICE | {"grid_worker"}, OFFICE),
    "paper.key": Route("/desk/paper/key", VISITORS),
    "paper.take": Route("/desk/paper/key", VISITORS),
    "issues.list_": Route("/desk/issues/", COMMUNITY | UNITS | CASE_OFFICE),
    "issues.show": Route("/desk/issues/{issue}", COMMUNITY | UNITS | CASE_OFFICE, CASE_OFFICE),
    "issues.take": Route(
        "/desk/issues/{issue}/proposal", OFFICE | {"unit_handler", "street_officer"}, OFFICE
    ),
    "merging.list_": Route("/desk/issues/merging/", REVIEW | {"community_collator"}),
    "merging.merge": Route("/desk/issues/merging/", REVIEW | {"community_collator"}),
    "merging.take_apart": Route(
        "/desk/issues/merging/{issue}/apart", REVIEW | {"community_collator"}, REVIEW
    ),
    "targets.page": Route("/desk/targets/", VISITORS | REVIEW),
    "targets.record": Route("/desk/targets/snapshot", OFFICE),
    "targets.community": Route("/desk/targets/{community}", COMMUNITY | REVIEW, REVIEW),
    "roster.list_": Route("/desk/targets/households/in/{community}", COMMUNITY | REVIEW, REVIEW),
    "roster.assign": Route("/desk/targets/households/in/{community}", ORGANISERS, OFFICE),
    "roster.waiting": Route(
        "/desk/targets/households/waiting/{community}", OFFICE | {"community_collator"}, OFFICE
    ),
    "roster.place": Route(
        "/desk/targets/households/{household}/place", OFFICE | {"community_collator"}, OFFICE
    ),
    "roster.merge": Route(
        "/desk/targets/households/{household}/merge", OFFICE | {"community_collator"}, OFFICE
    ),
    "roster.show": Route("/desk/targets/households/{household}", VISITORS | REVIEW, REVIEW),
    "roster.mark": Route("/desk/targets/households/{household}/mark", COMMUNITY | OFFICE, OFFICE),
    "roster.release": Route("/desk/targets/households/{household}/release", ORGANISERS, OFFICE),
    "schedule.calendar": Route("/desk/targets/schedule/in/{community}", VISITORS | REVIEW, REVIEW),
    "schedule.plan": Route("/desk/targets/schedule/in/{community}", ORGANISERS, OFFICE),
    "schedule.list_": Route("/desk/targets/schedule/{outing}", VISITORS | REVIEW, REVIEW),
    "schedule.change": Route("/desk/targets/schedule/{outing}/more", ORGANISERS, OFFICE),
    "articles.page": Route("/desk/publication/articles/", WRITERS),
    "publication.queue": Route("/desk/publication/", WRITERS),
    "publication.show": Route("/desk/publication/{done}", WRITERS, CASE_OFFICE),
    "preview.page": Route("/desk/preview/{done}/", WRITERS, CASE_OFFICE),
    "publication.write": Route("/desk/publication/{done}", WRITERS, CASE_OFFICE),
    "publication.approve": Route(
        "/desk/publication/{done}/approve", frozenset({"publisher"}), frozenset({"publisher"})
    ),
    "publication.send_back": Route(
        "/desk/publication/{done}/back", frozenset({"publisher"}), frozenset({"publisher"})
    ),
    "publication.withdraw": Route("/desk/publication/{done}/withdraw", CASE_OFFICE, CASE_OFFICE),
    "meetings.list_": Route("/desk/office/meetings/", REVIEW),
    "meetings.hold": Route("/desk/office/meetings/", REVIEW),
    "meetings.pack": Route("/desk/office/meetings/pack", REVIEW),
    "meetings.show": Route("/desk/office/meetings/{meeting}", REVIEW),
    "meetings.decide": Route("/desk/office/meetings/{meeting}", REVIEW),
    "meetings.finish": Route("/desk/office/meetings/{meeting}/1/done", REVIEW),
    "phases.list_": Route("/desk/office/phases/", REVIEW),
    "phases.show": Route("/desk/office/phases/{phase}", REVIEW),
    "phases.tick": Route("/desk/office/phases/{phase}/tick/0", OFFICE),
    "phases.close": Route("/desk/office/phases/{phase}/close", OFFICE),
    "phases.plans": Route("/desk/office/phases/plans/", REVIEW | {"community_collator", "secretary"}),
    "phases.register": Route("/desk/office/phases/plans/", OFFICE | {"community_collator", "secretary"}),
    "phases.train": Route("/desk/office/phases/trainings/", OFFICE),
    "photos.add": Route("/desk/publication/{done}/photos", WRITERS, CASE_OFFICE),
    "photos.show": Route("/desk/publication/{done}/photos/{photo}", WRITERS, CASE_OFFICE),
    "photos.remove": Route("/desk/publication/{done}/photos/{photo}/remove", WRITERS, CASE_OFFICE),
    "office.overview": Route("/desk/office/", REVIEW),
    "escalation.list_": Route("/desk/office/escalation/", REPORTERS),
    "escalation.make": Route("/desk/office/escalation/", REPORTERS),
    "escalation.batch": Route("/desk/office/escalation/{batch}", OFFICE),
    "escalation.numbers": Route("/desk/office/escalation/{batch}/numbers", OFFICE),
    "escalation.file": Route("/desk/office/escalation/{batch}/file", OFFICE),
    "escalation.record": Route("/desk/office/escalation/{batch}/{done}/taken", OFFICE),
    "escalation.books": Route("/desk/office/escalation/books/", REVIEW),
    "unit_ledgers.list_": Route("/desk/office/unit-ledgers/", REVIEW | {"sponsor"}),
    "unit_ledgers.forward": Route("/desk/office/unit-ledgers/", frozenset({"sponsor"})),
    "unit_ledgers.show": Route("/desk/office/unit-ledgers/{ledger}", REVIEW | {"sponsor"}, REVIEW),
    "unit_ledgers.judge": Route(
        "/desk/office/unit-ledgers/{ledger}/passed", REVIEW - OFFICE, REVIEW - OFFICE
    ),
    "callback.list_": Route("/desk/office/callbacks/", CALLERS),
    "callback.make": Route("/desk/office/callbacks/{done}", CALLERS, REVIEW),
    "figures.page": Route("/desk/office/figures/", REVIEW),
    "figures.download": Route("/desk/office/figures/figures.csv", REVIEW),
    "figures.said": Route("/desk/office/figures/opinions/", REVIEW),
    "look_back.page": Route("/desk/office/look-back/", CALLERS),
    "look_back.draw": Route("/desk/office/look-back/", REVIEW),
    "look_back.sample": Route("/desk/office/look-back/{sample}", CALLERS),
    "complaint.list_": Route("/desk/office/complaints/", SUPERVISION),
    "complaint.show": Route("/desk/office/complaints/{complaint}", SUPERVISION),
    "complaint.note": Route("/desk/office/complaints/{complaint}", SUPERVISION),
    "hardship.list_": Route("/desk/hardship/", KEEPERS),
    "hardship.new": Route("/desk/hardship/new", KEEPERS),
    "hardship.mark": Route("/desk/hardship/new", KEEPERS),
    "hardship.show": Route("/desk/hardship/{household}", KEEPERS, REVIEW),
    "hardship.open_plan": Route("/desk/hardship/{household}/plan", KEEPERS, REVIEW),
    "hardship.add_measure": Route("/desk/hardship/{household}/measures", KEEPERS, REVIEW),
    "hardship.finish_measure": Route("/desk/hardship/{household}/measures/1", KEEPERS, REVIEW),
    "hardship.review": Route("/desk/hardship/{household}/review", KEEPERS, REVIEW),
    "hardship.lift": Route("/desk/hardship/{household}/lift", KEEPERS, REVIEW),
    "supervision.overview": Route("/desk/office/supervision/", SUPERVISION),
    "supervision.flags": Route("/desk/office/supervision/flags/", SUPERVISION),
    "supervision.flag": Route("/desk/office/supervision/flags/{flag}", SUPERVISION),
    "supervision.dismiss": Route("/desk/office/supervision/flags/{flag}/dismiss", SUPERVISION),
    "supervision.raise_flag": Route("/desk/office/supervision/flags/{flag}/raise", SUPERVISION),
    "supervision.findings": Route("/desk/office/supervision/findings/", SUPERVISION),
    "supervision.new": Route("/desk/office/supervision/findings/new", SUPERVISION),
    "supervision.add": Route("/desk/office/supervision/findings/new", SUPERVISION),
    "supervision.finding": Route("/desk/office/supervision/findings/{finding}", SUPERVISION),
    "supervision.take": Route("/desk/office/supervision/findings/{finding}/noticed", SUPERVISION),
    "supervision.talk": Route(
        "/desk/office/supervision/talks/{community}", SUPERVISION, SUPERVISION, is_empty=True
    ),
    "supervision.record": Route(
        "/desk/office/supervision/talks/{community}", SUPERVISION, SUPERVISION, is_empty=True
    ),
    "ledgers.page": Route("/desk/office/ledgers/", LEDGERS | {"discipline"}),
    "ledgers.download": Route("/desk/office/ledgers/visits.csv", LEDGERS),
    "ledgers.take_archive": Route("/desk/office/ledgers/archive", OFFICE),
    "imports.page": Route("/desk/office/imports/", OFFICE),
    "imports.take": Route("/desk/office/imports/", OFFICE),
    "imports.template": Route("/desk/office/imports/issues.csv", OFFICE),
    "accounts.page": Route("/desk/office/accounts/", ACCOUNTS),
    "accounts.add": Route("/desk/office/accounts/", ACCOUNTS),
    "accounts.link": Route("/desk/office/accounts/{username}/link", ACCOUNTS),
    "accounts.leave": Route("/desk/office/accounts/{username}/leave", ACCOUNTS),
    "accounts.disable": Route("/desk/office/accounts/{username}/disable", ACCOUNTS),
    "accounts.enable": Route("/desk/office/accounts/{username}/enable", ACCOUNTS),
    "trail.page": Route("/desk/office/trail/", OFFICE),
    "deputies.page": Route("/desk/deputies/", CASE_OFFICE),
    "deputies.name": Route("/desk/deputies/", frozenset({"street_reviewer", "publisher"})),
    "deputies.end": Route("/desk/deputies/unknown/end", CASE_OFFICE, is_empty=True),
    "deputies.begin": Route("/desk/deputies/unknown/begin", CASE_OFFICE, is_empty=True),
    "deputies.stop": Route("/desk/deputies/stop", CASE_OFFICE),
    "sessions.page": Route("/desk/sessions/", EVERYONE),
    "sessions.end": Route("/desk/sessions/unknown/end", EVERYONE, is_empty=True),
    "sign_in.leave": Route("/desk/sign-out", EVERYONE),
}
# Open to all, with what a stranger gets; the interface asks for a token of its own.
OPEN = {
    "static": ("/desk/assets/desk.css", 200),
    "phone.worker": ("/desk/phone/worker.js", 200),
    "sign_in.page": ("/desk/sign-in", 200),
    "sign_in.enter": ("/desk/sign-in", 401),
    "sign_in.link": ("/desk/link/{secret}", 200),
    "sign_in.use_link": ("/desk/link/{secret}", 422),
    "second_factor.page": ("/desk/code", 302),
    "second_factor.enter": ("/desk/code", 401),
    "callback.page": ("/callback/{callback}", 200),
    "callback.answer": ("/callback/{callback}", 422),
    "complaint.form": ("/complaint/", 200),
    "complaint.send": ("/complaint/", 422),
    "complaint.receipt": ("/complaint/{given_id}/", 200),
    "api.visits": ("/api/visits", 401),
    "api.issues": ("/api/issues", 401),
    "api.description": ("/api/openapi.json", 200),
    "api.health": ("/healthz", 200),
    "wechat.sign": ("/wechat/signature", 404),
    "api.metrics": ("/metrics", 200),
    "public_site.file": ("/nothing", 404),
}
TAKEN = frozenset({200, 303, 409, 422})


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """One of everything, afresh for each route."""
    desk = make_desk(tmp_path, year=make_scene_year())
    yield Scene(desk)
    desk.store.close()


# What the trail says of somebody who looked at people, and did nothing.
LOOKS = frozenset(
    {
        "household_opened",
        "contacts_seen",
        "hardships_read",
        "hardship_opened",
        "day_list_opened",
        "day_list_taken",
    }
)


def method_of(scene: Scene, endpoint: str) -> str:
    """The one method of a view."""
    (rule, *_) = scene.app.url_map.iter_rules(endpoint)
    (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
    return method


def ask(scene: Scene, endpoint: str, role: str | None, names: dict[str, str], rule: str) -> TestResponse:
    """An empty form, or a look, by somebody of this role."""
    method = method_of(scene, endpoint)
    data = {} if method == "POST" else None
    answer = scene.client(role).open(scene.address(rule, names), method=method, data=data)
    answer.close()
    return answer


def test_every_route_is_in_the_table(scene: Scene) -> None:
    """A new route must say here who gets what answer, and a route that went must go here too."""
    assert {rule.endpoint for rule in scene.app.url_map.iter_rules()} == TABLE.keys() | OPEN.keys()


@pytest.mark.parametrize("endpoint", TABLE)
def test_only_those_in_the_table_get_in(scene: Scene, endpoint: str) -> None:
    """Every role at its own and at another's community or unit; never a fault, whatever is missing."""
    route = TABLE[endpoint]
    for names, admitted in ((OWN, route.own), (OTHER, route.other)):
        if admitted is None:
            continue
        for role in ROLES:
            answer = ask(scene, endpoint, role, names, route.address)
            wanted = _expected(endpoint, role in admitted, route)
            assert answer.status_code in wanted, f"{role} {scene.address(route.address, names)}"


def _expected(endpoint: str, may: bool, route: Route) -> frozenset[int]:
    if not may:
        return frozenset({403})
    if route.is_empty:
        return frozenset({404})
    # A second administrator finds the account closed by the first, and signing out leads to signing in.
    return TAKEN | {"accounts.disable": {404}, "sign_in.leave": {302}}.get(endpoint, frozenset())


def test_looking_changes_nothing(scene: Scene) -> None:
    """Whatever is asked for by GET writes nothing, whoever asks; only a look at people is in the trail."""
    asked = {name: (route.address, route.own) for name, route in TABLE.items()}
    asked |= {name: (address, frozenset[str]()) for name, (address, _) in OPEN.items()}
    clients = {role: scene.client(role) for role in (None, *ROLES)}
    for endpoint, (address, roles) in asked.items():
        for role in [*sorted(roles), None] if method_of(scene, endpoint) == "GET" else []:
            before = scene.desk.store.head().seq
            clients[role].get(scene.address(address, OWN)).close()
            written = [(each.table, each.document) for each in scene.desk.store.changes(before)]
            looks = [table == "trail" and (document or {})["what"] in LOOKS for table, document in written]
            assert all(looks), (endpoint, role, written)


@pytest.mark.parametrize("endpoint", TABLE)
def test_strangers_are_asked_to_sign_in(scene: Scene, endpoint: str) -> None:
    """A page leads to signing in and back, a form is refused; nothing of either is said."""
    answer = ask(scene, endpoint, None, OWN, TABLE[endpoint].address)
    if method_of(scene, endpoint) == "POST":
        assert answer.status_code == 401
    else:
        assert answer.location.startswith("/desk/sign-in?next=/desk/")


def test_an_address_that_a_refused_form_left_behind_leads_to_its_page(scene: Scene) -> None:
    """Opened anew, every address that takes a form shows a page to who may send that form."""
    for endpoint, route in TABLE.items():
        if method_of(scene, endpoint) == "POST" and not (route.is_empty and "talks" in route.address):
            role = "campaign_office" if "campaign_office" in route.own else min(route.own)
            address = scene.address(route.address, OWN)
            answer = scene.client(role).get(address, follow_redirects=True)
            assert (address, answer.status_code) == (address, 200)
            answer.close()


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/desk/issues/2022-000001/accepted", "/desk/issues/2022-000001"),
        ("/desk/issues/merging/2022-000001/apart", "/desk/issues/2022-000001"),
        ("/desk/office/phases/trainings/", "/desk/office/phases/plans/"),
        ("/desk/publication/2022-000003/photos/2022-000003-aaa.jpg/remove", "/desk/publication/2022-000003"),
        ("/desk/targets/households/fuxing-0001/mark", "/desk/targets/households/fuxing-0001"),
        ("/desk/visits", "/desk/visits/new"),
        ("/desk/visits/check", "/desk/visits/new"),
        ("/desk/visits/edit", "/desk/visits/new"),
    ],
)
def test_the_page_behind_an_address_is_the_nearest_with_the_form(
    scene: Scene, address: str, page: str
) -> None:
    """For people; a script that asks for JSON is told that this is no way to ask."""
    client = scene.client("grid_worker")
    assert client.get(address).location == page
    assert client.get(address, headers={"Accept": "application/json"}).status_code in (404, 405)
    assert scene.client().get("/api/visits").status_code == 405


@pytest.mark.parametrize("endpoint", OPEN)
def test_what_is_open_answers_a_stranger(scene: Scene, endpoint: str) -> None:
    """The few addresses that ask for no sign-in answer as they should."""
    address, status = OPEN[endpoint]
    assert ask(scene, endpoint, None, OWN, address).status_code == status


@pytest.mark.parametrize("endpoint", [name for name in TABLE if "{" in TABLE[name].address])
def test_what_does_not_exist_is_not_there_for_those_who_may(scene: Scene, endpoint: str) -> None:
    """404 for those who may see such things; 403 or 404 for the others, and never a fault."""
    route, nothing = TABLE[endpoint], dict.fromkeys(OWN, "nothing-9")
    for role in ROLES:
        status = ask(scene, endpoint, role, nothing, route.address).status_code
        assert status == 404 if role in (route.other or route.own) else status in (403, 404), role


def test_no_template_decides_by_role() -> None:
    """Who may do a thing is decided where it is done; a page is told the answer."""
    pages = (PROJECT / "templates" / "desk").glob("*.html")
    asked = re.compile(r"\brole\s*(==|!=|in\b|not in\b)|\bme\.role\b")
    assert [page.name for page in pages if asked.search(page.read_text("utf-8"))] == []
