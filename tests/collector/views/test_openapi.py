import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from collector.desk import Desk
from collector.desk.people import signing_in
from tests.clients import DeskClient, make_client
from tests.makers import make_account, make_desk, make_household, make_issue_body, make_visit_body

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

TRIALS = 120
AS_OFTEN = settings(
    max_examples=TRIALS,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Door = tuple[DeskClient, dict[str, str]]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The interface, and the headers of a grid worker who may use it."""
    desk: Desk = make_desk(tmp_path_factory.mktemp("door"))
    make_household(desk)
    token = signing_in.make_token(desk, make_account(desk).username)
    client = make_client(desk)
    client.application.testing = False
    yield client, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    desk.store.close()


@pytest.fixture
def described(door: Door) -> Any:
    """The interface as it describes itself."""
    return schemathesis.openapi.from_wsgi("/api/openapi.json", door[0].application)


def send(door: Door, address: str, body: object) -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=True)
    return door[0].post(address, data=data, headers=door[1])


def check(answer: TestResponse) -> None:
    """An answer of the contract: taken, or refused in the one shape."""
    assert answer.status_code in (200, 201, 400, 403, 409, 413, 415, 422)
    if answer.status_code > 201:
        assert set(answer.json["error"]) == {"code", "message", "fields"}  # type: ignore[index]
        assert "Traceback" not in answer.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
ADDRESSES = {"/api/visits": make_visit_body, "/api/issues": make_issue_body}
NAMES = sorted({*make_visit_body(), *make_issue_body(), "issues", "answers", "companions", "new_household"})


@pytest.mark.parametrize("address", ADDRESSES)
@AS_OFTEN
@given(body=st.binary(max_size=200) | JSON)
def test_whatever_is_sent_is_answered_in_the_contracts_shape(door: Door, address: str, body: object) -> None:
    """Bytes, lists, numbers without end, lone surrogates: refused with a 4xx, never a fault."""
    check(send(door, address, body))


@pytest.mark.parametrize("address", ADDRESSES)
@AS_OFTEN
@given(name=st.sampled_from(NAMES) | st.text(max_size=10), value=JSON)
def test_one_odd_field_in_a_good_submission(door: Door, address: str, name: str, value: object) -> None:
    """A submission that is right but for one field is taken or refused by name, never a fault."""
    body: Callable[..., dict[str, Any]] = ADDRESSES[address]
    check(send(door, address, body() | {name: value}))


@pytest.mark.parametrize("address", ADDRESSES)
@settings(AS_OFTEN, max_examples=60)
@given(data=st.data())
def test_the_interface_is_as_it_describes_itself(
    door: Door, described: Any, address: str, data: st.DataObject
) -> None:
    """Every request made from the description gets an answer that stands in it."""
    case = data.draw(described[address]["POST"].as_strategy())
    answer = case.call(headers={"Authorization": door[1]["Authorization"]})
    checks = (not_a_server_error, status_code_conformance, response_schema_conformance)
    case.validate_response(answer, checks=checks)


def test_the_description_is_open(tmp_path: Path, door: Door) -> None:
    """Anybody may read how to submit; names are those of the records."""
    told = door[0].get("/api/openapi.json").json
    assert told is not None
    visit = told["components"]["schemas"]["VisitReport"]
    assert {"id", "channel", "result", "started_at"} == set(visit["required"])
    assert visit["additionalProperties"] is False
    assert set(told["paths"]) == set(ADDRESSES)
