"""Every form of the desk, sent as it stands with nothing filled in: how what is wrong is told (R7.2)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forms import Found, read_page
from tests.makers import make_desk
from tests.whole.route_scene import OWN, Scene, make_scene_year
from tests.whole.test_routes import TABLE


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """One of everything."""
    desk = make_desk(tmp_path, year=make_scene_year())
    yield Scene(desk)
    desk.store.close()


def refused(scene: Scene, endpoint: str) -> Iterator[tuple[str, str]]:
    """The pages that come back when the forms of this page are sent empty, with their addresses."""
    address = scene.address(TABLE[endpoint].address, OWN)
    for role in sorted(TABLE[endpoint].own):
        client = scene.client(role)
        for form in read_page(client.get(address).text, address).forms:
            if form.method == "post" and not form.action.endswith(("/sign-out", "/disable", "/leave")):
                # Forms that came too late travel through pages, which a passphrase must not.
                assert not form.has_passphrase
                answer = client.post(form.action, data=empty(form))
                if answer.status_code in (409, 422):
                    yield form.action, answer.text


def empty(form: Found) -> dict[str, str]:
    return {name: value if name in form.hidden else "" for name, value in form.fields}


PAGES = (
    "show", "new", "page", "list_", "key", "plans", "correction", "calendar", "finding", "flag", "batch",
    "talk", "waiting", "community", "sample",
)  # fmt: skip
LOOKED_AT = [name for name in TABLE if name.partition(".")[2] in PAGES]


@pytest.mark.parametrize("endpoint", LOOKED_AT)
def test_what_is_wrong_is_told_in_the_order_of_the_form_and_in_sentences(scene: Scene, endpoint: str) -> None:
    """Each line of the summary leads to a field, the next one further down, and ends with a full stop."""
    for action, text in refused(scene, endpoint):
        page = read_page(text)
        places = [page.ids.index(name) for name, _ in page.errors]
        assert places == sorted(places), (action, page.errors)
        assert all(said.endswith(("。", "？")) for _, said in page.errors), (action, page.errors)
