import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from collector.desk import Desk
from collector.desk.people import signing_in
from collector.errors import StoreUnavailable
from tests.clients import make_client
from tests.makers import (
    make_account,
    make_household,
    make_inner_issue,
    make_issue_body,
    make_visit_body,
)


@pytest.fixture
def token(desk: Desk) -> str:
    """The token of a grid worker of fuxing, where one household is on the roster."""
    make_household(desk)
    return signing_in.make_token(desk, make_account(desk).username)


def send(desk: Desk, token: str, body: Any, address: str = "/api/visits", **options: Any) -> TestResponse:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    usual: dict[str, Any] = {
        "content_type": "application/json",
        "headers": {"Authorization": f"Bearer {token}"},
    }
    return make_client(desk).post(address, data=data, **usual | options)


def error_of(answer: TestResponse) -> dict[str, Any]:
    """The error of an answer, which must have the one shape of the contract."""
    assert answer.mimetype == "application/json"
    assert set(answer.json) == {"error"}  # type: ignore[arg-type]
    error: dict[str, Any] = answer.json["error"]  # type: ignore[index]
    assert set(error) == {"code", "message", "fields"}
    return error


def test_a_new_submission_is_created(desk: Desk, token: str) -> None:
    """201 with id, numbers, time and warnings; the same again is 200 with the same body."""
    body = make_visit_body(issues=[make_inner_issue(field="住有宜居")], ended_at="2022-08-05T10:10:00")
    first = send(desk, token, body)
    assert first.status_code == 201
    assert first.json == {
        "id": body["id"],
        "no": "V2022-000001",
        "received_at": "2022-08-05T18:00:00+08:00",
        "issues": [{"id": body["issues"][0]["id"], "no": "2022-000001"}],
        "warnings": ["short_visit"],
    }
    again = send(desk, token, json.dumps(body, indent=4, sort_keys=True))
    assert (again.status_code, again.json) == (200, first.json)


def test_an_issue_by_itself_is_created(desk: Desk, token: str) -> None:
    """An issue is answered like a visit, without a list of issues."""
    body = make_issue_body()
    answer = send(desk, token, body, "/api/issues")
    assert answer.status_code == 201
    assert answer.json == {
        "id": body["id"], "no": "2022-000001", "received_at": "2022-08-05T18:00:00+08:00", "warnings": [],
    }  # fmt: skip


def test_other_content_is_a_conflict(desk: Desk, token: str) -> None:
    """409 for the same id with other content."""
    body = make_visit_body()
    send(desk, token, body)
    answer = send(desk, token, body | {"purpose": "focus"})
    assert (answer.status_code, error_of(answer)["code"]) == (409, "other_content")


@pytest.mark.parametrize(
    "body",
    ["", "{", "visit", "[]", "null", "3", '"x"', "NaN", '{"id": NaN}', "{'id': 1}", b"\xff\xfe",
     b'"\xed\xa0\x80"', '{"id": "\\ud800"}',
     "[" * 60000, '{"a":' * 40000, "\ufeff{}", '{"a": ' + "[" * 20 + "]" * 20 + "}"],
)  # fmt: skip
def test_what_is_no_json_object_is_a_bad_request(desk: Desk, token: str, body: str | bytes) -> None:
    """400 for everything that is not JSON or not an object, however odd."""
    assert send(desk, token, body).status_code == 400
    error_of(send(desk, token, body))


def test_a_body_over_the_limit_is_too_large(desk: Desk, token: str) -> None:
    """413 over 256 KB, in the one shape."""
    answer = send(desk, token, make_visit_body(short_reason="x" * 257 * 1024))
    assert (answer.status_code, error_of(answer)["code"]) == (413, "too_large")


def test_a_body_of_eight_megabytes_is_too_large(desk: Desk, token: str) -> None:
    """413 as well for what the whole application refuses."""
    assert send(desk, token, b"x" * 8 * 1024 * 1024).status_code == 413


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"]
)
def test_another_content_type_is_refused(desk: Desk, token: str, content_type: str) -> None:
    """415 for anything but JSON; a charset beside it is fine."""
    answer = send(desk, token, make_visit_body(), content_type=content_type)
    assert (answer.status_code, error_of(answer)["code"]) == (415, "wrong_content_type")
    fine = send(desk, token, make_visit_body(), content_type="application/json; charset=utf-8")
    assert fine.status_code == 201


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"visiter": "x"}, "visiter"),
        ({"channel": 3}, "channel"),
        ({"household_code": "fuxing-9999"}, "household_code"),
        ({"household_code": None, "new_household": {"community_code": "x", "address": "y"}},
         "new_household.community_code"),
        ({"ended_at": "2022-08-05T09:00:00"}, "ended_at"),
        ({"started_at": "2022-08-06T09:00:00", "ended_at": "2022-08-06T09:40:00"}, "started_at"),
        ({"started_at": "2022-08-04T23:50:00", "ended_at": "2022-08-05T00:20:00"}, "ended_at"),
        ({"short_reason": "a\u0000b"}, "short_reason"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_unprocessable(desk: Desk, token: str, changes: dict[str, Any], path: str) -> None:
    """422 with every field named; nothing was stored."""
    answer = send(desk, token, make_visit_body(**changes))
    assert answer.status_code == 422
    assert path in error_of(answer)["fields"]
    assert len(desk.registers.visits) == 0


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic abc", "bearer\tx"])
def test_no_or_a_bad_token_is_unauthorized(desk: Desk, token: str, header: str) -> None:
    """401 before anything else is looked at, even for a body that is no JSON."""
    answer = send(desk, token, "{", headers={"Authorization": header})
    assert (answer.status_code, error_of(answer)["code"]) == (401, "bad_token")
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_a_session_cookie_is_no_token(desk: Desk, token: str) -> None:
    """A signed-in browser cannot be made to submit through the interface."""
    account = desk.registers.accounts.get("grid_worker")
    answer = make_client(desk, account).post("/api/visits", json=make_visit_body())
    assert answer.status_code == 401


def test_too_many_bad_tokens_are_slowed_down(desk: Desk, token: str) -> None:
    """429 with Retry-After after many wrong tokens from one address; a right one still passes."""
    client = make_client(desk)
    answers = [client.post("/api/visits", json={}) for _ in range(121)]
    assert [answer.status_code for answer in answers[-2:]] == [401, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    error_of(answers[-1])
    right = {"Authorization": f"Bearer {token}"}
    assert client.post("/api/visits", json=make_visit_body(), headers=right).status_code == 201


def test_another_role_or_community_is_forbidden(desk: Desk, token: str) -> None:
    """403 for a role that does not visit and for a community that is not theirs."""
    discipline = signing_in.make_token(desk, make_account(desk, role="discipline").username)
    assert error_of(send(desk, discipline, make_visit_body()))["code"] == "not_your_role"
    elsewhere = make_account(desk, username="far", community_code="example-1").username
    answer = send(desk, signing_in.make_token(desk, elsewhere), make_visit_body())
    assert (answer.status_code, error_of(answer)["code"]) == (403, "not_your_community")


@pytest.mark.parametrize(("method", "address", "status"), [
    ("GET", "/api/visits", 405), ("PUT", "/api/issues", 405), ("DELETE", "/api/visits", 405),
    ("GET", "/api/", 404), ("POST", "/api/other", 404), ("GET", "/api/visits/V2022-000001", 404),
])  # fmt: skip
@pytest.mark.parametrize("with_site", [True, False])
def test_other_addresses_and_methods_answer_in_the_same_shape(
    desk: Desk, method: str, address: str, status: int, with_site: bool
) -> None:
    """404 and 405 under /api are JSON too, also where the public site takes all other addresses."""
    answer = make_client(desk, with_site=with_site).open(address, method=method)
    assert answer.status_code == status
    error_of(answer)


def test_a_store_that_cannot_take_it_says_when_to_try_again(
    desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with Retry-After, and a later try of the same submission is stored."""
    body, client = make_visit_body(), make_client(desk)

    def full(_work: object) -> None:
        raise StoreUnavailable("store_full", "磁盘满了。")

    monkeypatch.setattr(desk.store, "act", full)
    right = {"Authorization": f"Bearer {token}"}
    answer = client.post("/api/visits", json=body, headers=right)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    error_of(answer)
    monkeypatch.undo()
    assert client.post("/api/visits", json=body, headers=right).status_code == 201


def test_a_fault_is_told_without_its_insides(desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 is one Chinese sentence in the same shape; no traceback, no value."""
    client = make_client(desk)
    client.application.testing = False
    client.application.config["PROPAGATE_EXCEPTIONS"] = False

    def broken(_work: object) -> None:
        raise ZeroDivisionError("13800000000")

    monkeypatch.setattr(desk.store, "act", broken)
    answer = client.post("/api/visits", json=make_visit_body(), headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, error_of(answer)["code"]) == (500, "internal")
    assert "13800000000" not in answer.text


def test_health_and_counts_tell_nothing_personal(desk: Desk, token: str) -> None:
    """Both answer without sign-in, with counts only."""
    send(desk, token, make_visit_body(issues=[make_inner_issue()]))
    client = make_client(desk)
    assert client.get("/healthz").json == {"status": "ok"}
    lines = client.get("/metrics").text.splitlines()
    assert {"wanhu_visits_total 1", "wanhu_issues_total 1", "wanhu_households 1"} <= set(lines)
    assert all(line.split(" ")[1].isdecimal() for line in lines)


@pytest.mark.parametrize(
    ("asker", "status"), [("127.0.0.1", 200), ("::1", 200), ("127.0.0.2", 404), ("203.0.113.7", 404)]
)
def test_counts_are_for_this_machine(desk: Desk, asker: str, status: int) -> None:
    """To anybody who asks from elsewhere there is no such page, whatever stands before the server."""
    answer = make_client(desk).get("/metrics", environ_base={"REMOTE_ADDR": asker})
    assert answer.status_code == status
    assert ("wanhu_" in answer.text) is (status == 200)
