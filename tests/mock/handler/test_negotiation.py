"""The `Prefer` header: a client selects a documented response."""

from __future__ import annotations

import httpx
import pytest

from caretasks.mock.handler.negotiation import parse_preferences
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import is_valid
from tests.bundled_apis import documented_example
from tests.mock.mock_servers import Connect, WriteSpec
from tests.mock.unusual_spec import UNUSUAL_SPEC

TASK = "/v1/task/123e4567-e89b-12d3-a456-426614174002"
ORDER = {
    "title": "Call back",
    "description": "A later date",
    "assigned_user_ids": ["u1"],
    "created_by_id": "u2",
    "deadline": "2026-12-01T09:00:00Z",
}


@pytest.fixture
def maxcare_client(connect: Connect) -> httpx.Client:
    return connect("maxcare", Authorization="Bearer k", X_Organization_Id="o")


@pytest.fixture
def unusual_client(write_spec: WriteSpec, connect: Connect) -> httpx.Client:
    return connect("unusual", others=[Catalog(write_spec("unusual", UNUSUAL_SPEC)).load("unusual")])


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["code=404"], {"code": "404"}),
        (["CODE = 404 , Example=a"], {"code": "404", "example": "a"}),
        (["code=404", "example=a"], {"code": "404", "example": "a"}),
        (['example="a, b; c\\"d"; x="1,2"; y, dynamic'], {"example": 'a, b; c"d', "dynamic": ""}),
        (["code=404, code=500", "code=501"], {"code": "404"}),
        ([",, =3, a b=3, return=minimal"], {"return": "minimal"}),
        (['example="a, code=404'], {"example": '"a', "code": "404"}),
        ([""], {}),
    ],
)
def test_prefer_header_is_parsed_as_rfc_7240_defines(values: list[str], found: dict[str, str]) -> None:
    assert parse_preferences(values) == found


@pytest.mark.parametrize("status", ["200", "400", "401", "403", "404", "429"])
def test_code_returns_the_documented_example(maxcare_client: httpx.Client, apis: dict[str, Api], status: str) -> None:
    response = maxcare_client.get("/v2/tasks/any", headers={"Prefer": f"code={status}"})
    assert response.status_code == int(status)
    assert response.json() == documented_example(apis["maxcare"], "get_task", status)
    assert response.headers["Preference-Applied"] == f"code={status}"


def test_example_is_selected_by_name(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("miramace", Authorization="Bearer k")
    unknown = TASK[:-1] + "9"
    assert client.get(unknown).status_code == 404
    response = client.get(unknown, headers={"Prefer": "example=in_progress"})
    assert (response.status_code, response.json()) == (200, documented_example(apis["miramace"], "get_task", "200"))
    assert response.headers["Preference-Applied"] == "example=in_progress"


def test_example_of_an_error_has_its_status(maxcare_client: httpx.Client) -> None:
    response = maxcare_client.get("/v2/tasks/any", headers={"Prefer": "example=not_found"})
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_code_and_example_are_combined(maxcare_client: httpx.Client) -> None:
    response = maxcare_client.get("/v2/tasks/any", headers=[("Prefer", "code=404"), ("prefer", "example=not_found")])
    assert (response.status_code, response.headers["Preference-Applied"]) == (404, "code=404, example=not_found")
    response = maxcare_client.get("/v2/tasks/any", headers={"Prefer": "code=403; example=not_found, example=not_found"})
    assert response.status_code == 400
    assert "forbidden" in response.json()["message"]


@pytest.mark.parametrize(
    ("preference", "message"),
    [
        ("code=418", "code=418 is not documented for get_task; the documented codes are 200, 400"),
        ("code=5", "this code"),
        ("code=3XX", "code=3XX is not documented for get_task; the documented codes are 200, 400"),
        ("code=<b>", "this code"),
        ("code=٤٠٤", "this code"),
        ("example=nope", "example=nope is not documented for get_task; the documented examples are review_plan"),
        ('example="<script>"', "this example"),
        ("dynamic=perhaps", "dynamic must be true or false"),
    ],
)
def test_undocumented_preference_returns_a_documented_400(
    maxcare_client: httpx.Client, apis: dict[str, Api], preference: str, message: str
) -> None:
    response = maxcare_client.get("/v2/tasks/any", headers=[(b"Prefer", preference.encode())])
    assert response.status_code == 400
    assert message in response.json()["message"]
    assert "<" not in response.text
    assert "Preference-Applied" not in response.headers
    media = apis["maxcare"].get_operation("get_task").responses["400"].media
    assert media is not None
    assert media.schema is not None
    assert is_valid(media.schema, response.json())


@pytest.mark.parametrize("preference", ["return=minimal", "wait=10, respond-async", "dynamic=false", ""])
def test_other_preferences_are_ignored(connect: Connect, preference: str) -> None:
    client = connect("miramace", Authorization="Bearer k")
    assert client.get(TASK, headers={"Prefer": preference}).json() == client.get(TASK).json()


def test_preference_does_not_override_authentication_or_validation(connect: Connect) -> None:
    headers = {"Prefer": "code=200"}
    assert connect("miramace").get(TASK, headers=headers).status_code == 401
    client = connect("miramace", Authorization="Bearer k")
    assert client.get("/v1/task/x", headers=headers).status_code == 400
    assert client.post("/v1/task", json={}, headers=headers).status_code == 400


def test_code_within_a_range_is_returned(connect: Connect) -> None:
    client = connect("miramace", Authorization="Bearer k")
    response = client.get(TASK, headers={"Prefer": "code=429"})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
    assert response.json() == {"error": "Too Many Requests"}


@pytest.mark.parametrize(
    ("code", "status", "name"), [("4XX", 400, "detail"), ("5XX", 500, "error"), ("5xx", 500, "error")]
)
def test_range_returns_its_first_code(connect: Connect, code: str, status: int, name: str) -> None:
    client = connect("miramace", Authorization="Bearer k")
    response = client.get(TASK, headers={"Prefer": f"code={code}"})
    assert (response.status_code, list(response.json())) == (status, [name])
    assert response.headers["Preference-Applied"].startswith(f"code={code[:3]}")


def test_default_returns_500(unusual_client: httpx.Client) -> None:
    response = unusual_client.get("/orders/1", headers={"Prefer": "code=default"})
    assert (response.status_code, response.json()["status_code"]) == (500, 500)
    assert unusual_client.get("/orders/1", headers={"Prefer": "code=2XX"}).status_code == 200


@pytest.mark.parametrize(("preference", "status", "created"), [("code=409", 409, False), ("code=200", 200, True)])
def test_write_is_performed_only_if_its_success_is_preferred(
    connect: Connect, preference: str, status: int, created: bool
) -> None:
    solum = connect("solum", X_API_Key="k")
    response = solum.post("/v1/tasks", json=ORDER, headers={"Prefer": preference})
    assert response.status_code == status
    assert (response.json().get("title") == "Call back") == created


def test_write_with_a_preferred_error_creates_nothing(unusual_client: httpx.Client) -> None:
    number = unusual_client.post("/orders", json={"title": "Tea"}, headers={"Prefer": "code=201"}).json()["number"]
    assert unusual_client.get(f"/orders/{number}").json() == {"number": number, "title": "Tea"}
    assert unusual_client.post("/orders", json={"title": "Tea"}, headers={"Prefer": "code=402"}).status_code == 402
    following = unusual_client.post("/orders", json={"title": "Tea"}).json()["number"]
    assert unusual_client.delete(f"/orders/{number}", headers={"Prefer": "code=409"}).status_code == 409
    assert unusual_client.get(f"/orders/{number}").json()["title"] == "Tea"
    assert following == number + 1  # the rejected write did not use up a number


def test_response_without_an_example_is_generated(unusual_client: httpx.Client) -> None:
    assert unusual_client.get("/orders/1", headers={"Prefer": "code=299"}).json() == {"number": 1, "title": "string"}
    response = unusual_client.get("/orders/1", headers={"Prefer": "code=418"})
    assert (response.status_code, response.headers["X-Reason"]) == (418, "odd")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {"status_code": 418, "message": "I'm a Teapot"}


def test_response_without_documented_content_has_no_body(unusual_client: httpx.Client) -> None:
    for status, headers in (("204", {}), ("202", {"X-Queue-Position": "0"}), ("409", {})):
        response = unusual_client.delete("/orders/1", headers={"Prefer": f"code={status}"})
        assert (response.status_code, response.content) == (int(status), b"")
        assert "Content-Type" not in response.headers
        assert response.headers.items() >= httpx.Headers(headers).items()


def test_text_example_is_sent_unquoted(unusual_client: httpx.Client) -> None:
    response = unusual_client.post("/orders", json={"title": "Tea"}, headers={"Prefer": "code=409"})
    assert (response.text, response.headers["Content-Type"]) == ("before", "text/plain")


def test_dynamic_body_conforms_to_its_schema(maxcare_client: httpx.Client, apis: dict[str, Api]) -> None:
    for code in ("200", "404"):
        response = maxcare_client.get("/v2/tasks/any", headers={"Prefer": f"dynamic=true, code={code}"})
        media = apis["maxcare"].get_operation("get_task").responses[code].media
        assert media is not None
        assert media.schema is not None
        assert response.status_code == int(code)
        assert is_valid(media.schema, response.json())
        assert response.headers["Preference-Applied"] == f"code={code}, dynamic=true"


def test_very_long_prefer_header_is_ignored() -> None:
    assert parse_preferences(['"' + '\\"' * 30_000]) == {}
    assert parse_preferences(['code=404, "' + ",;" * 30_000]) == {}


def test_dynamic_body_has_a_consistent_status_and_count(connect: Connect) -> None:
    client = connect("unpod", Authorization="Token k", Org_Handle="any")
    for _ in range(5):
        path = "/api/v2/platform/spaces/S/runs/R/tasks/"
        body = client.get(path, headers={"Prefer": "dynamic=true"}).json()
        assert (body["status_code"], body["count"]) == (200, len(body["data"]))


def test_dynamic_body_uses_known_values(maxcare_client: httpx.Client) -> None:
    bodies = [maxcare_client.get("/v2/tasks/any", headers={"Prefer": "dynamic=true"}).json() for _ in range(5)]
    assert {body["code"] for body in bodies} == {"success"}
