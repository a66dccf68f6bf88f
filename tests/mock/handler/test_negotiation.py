"""`Prefer`: a caller says which documented answer to send."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from caretasks.mock.handler.negotiation import preferences
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from caretasks.openapi.schema.validation import fits
from tests.mock.mock_servers import Connect, Write
from tests.mock.unusual_spec import ODD

TASK = "/v1/task/123e4567-e89b-12d3-a456-426614174002"
ORDER = {
    "title": "Call back",
    "description": "A later date",
    "assigned_user_ids": ["u1"],
    "created_by_id": "u2",
    "deadline": "2026-12-01T09:00:00Z",
}


@pytest.fixture
def maxcare(connect: Connect) -> httpx.Client:
    return connect("maxcare", Authorization="Bearer k", X_Organization_Id="o")


@pytest.fixture
def odd(write: Write, connect: Connect) -> httpx.Client:
    return connect("odd", others=[Catalogue(write("odd", ODD)).load("odd")])


def example(api: Api, operation: str, status: str) -> Any:
    media = api.operation(operation).responses[status].media
    assert media is not None
    return next(iter(media.examples().values()))


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
def test_preferences_are_read_as_the_rfc_writes_them(values: list[str], found: dict[str, str]) -> None:
    assert preferences(values) == found


@pytest.mark.parametrize("status", ["200", "400", "401", "403", "404", "429"])
def test_a_code_is_answered_with_its_documented_example(
    maxcare: httpx.Client, apis: dict[str, Api], status: str
) -> None:
    response = maxcare.get("/tasks/any", headers={"Prefer": f"code={status}"})
    assert response.status_code == int(status)
    assert response.json() == example(apis["maxcare"], "get_task", status)
    assert response.headers["Preference-Applied"] == f"code={status}"


def test_an_example_is_answered_by_its_name(connect: Connect, apis: dict[str, Api]) -> None:
    client = connect("miramace", Authorization="Bearer k")
    unknown = TASK[:-1] + "9"
    assert client.get(unknown).status_code == 404
    response = client.get(unknown, headers={"Prefer": "example=in_progress"})
    assert (response.status_code, response.json()) == (200, example(apis["miramace"], "get_task", "200"))
    assert response.headers["Preference-Applied"] == "example=in_progress"


def test_an_example_of_an_error_is_answered_with_its_status(maxcare: httpx.Client) -> None:
    response = maxcare.get("/tasks/any", headers={"Prefer": "example=not_found"})
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_code_and_example_go_together(maxcare: httpx.Client) -> None:
    response = maxcare.get("/tasks/any", headers=[("Prefer", "code=404"), ("prefer", "example=not_found")])
    assert (response.status_code, response.headers["Preference-Applied"]) == (404, "code=404, example=not_found")
    response = maxcare.get("/tasks/any", headers={"Prefer": "code=403; example=not_found, example=not_found"})
    assert response.status_code == 400
    assert "forbidden" in response.json()["message"]


@pytest.mark.parametrize(
    ("preference", "word"),
    [
        ("code=418", "code=418 is not documented for get_task; documented are 200, 400"),
        ("code=5", "this code"),
        ("code=3XX", "code=3XX is not documented for get_task; documented are 200, 400"),
        ("code=<b>", "this code"),
        ("code=٤٠٤", "this code"),
        ("example=nope", "example=nope is not documented for get_task; documented are review_plan"),
        ('example="<script>"', "this example"),
        ("dynamic=perhaps", "dynamic is true or false"),
    ],
)
def test_what_is_not_documented_is_refused_in_the_documented_shape(
    maxcare: httpx.Client, apis: dict[str, Api], preference: str, word: str
) -> None:
    response = maxcare.get("/tasks/any", headers=[(b"Prefer", preference.encode())])
    assert response.status_code == 400
    assert word in response.json()["message"]
    assert "<" not in response.text
    assert "Preference-Applied" not in response.headers
    media = apis["maxcare"].operation("get_task").responses["400"].media
    assert media is not None
    assert media.schema is not None
    assert fits(media.schema, response.json())


@pytest.mark.parametrize("preference", ["return=minimal", "wait=10, respond-async", "dynamic=false", ""])
def test_other_preferences_change_nothing(connect: Connect, preference: str) -> None:
    client = connect("miramace", Authorization="Bearer k")
    assert client.get(TASK, headers={"Prefer": preference}).json() == client.get(TASK).json()


def test_a_preference_comes_after_the_key_and_the_validation(connect: Connect) -> None:
    headers = {"Prefer": "code=200"}
    assert connect("miramace").get(TASK, headers=headers).status_code == 401
    client = connect("miramace", Authorization="Bearer k")
    assert client.get("/v1/task/x", headers=headers).status_code == 400
    assert client.post("/v1/task", json={}, headers=headers).status_code == 400


def test_a_code_of_a_range_is_answered(connect: Connect) -> None:
    client = connect("miramace", Authorization="Bearer k")
    response = client.get(TASK, headers={"Prefer": "code=429"})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
    assert response.json() == {"error": "Too Many Requests"}


@pytest.mark.parametrize(("code", "status"), [("4XX", 400), ("5XX", 500), ("5xx", 500)])
def test_a_range_is_answered_with_its_first_code(connect: Connect, code: str, status: int) -> None:
    client = connect("miramace", Authorization="Bearer k")
    response = client.get(TASK, headers={"Prefer": f"code={code}"})
    assert (response.status_code, list(response.json())) == (status, ["error"])
    assert response.headers["Preference-Applied"].startswith(f"code={code[:3]}")


def test_a_default_is_answered_as_an_error(odd: httpx.Client) -> None:
    response = odd.get("/orders/1", headers={"Prefer": "code=default"})
    assert (response.status_code, response.json()["status_code"]) == (500, 500)
    assert odd.get("/orders/1", headers={"Prefer": "code=2XX"}).status_code == 200


@pytest.mark.parametrize(("preference", "status", "created"), [("code=409", 409, False), ("code=200", 200, True)])
def test_a_write_is_done_if_its_success_is_preferred(
    connect: Connect, preference: str, status: int, created: bool
) -> None:
    solum = connect("solum", X_API_Key="k")
    response = solum.post("/v1/tasks", json=ORDER, headers={"Prefer": preference})
    assert response.status_code == status
    assert (response.json().get("title") == "Call back") == created


def test_a_refused_write_creates_nothing(odd: httpx.Client) -> None:
    number = odd.post("/orders", json={"title": "Tea"}, headers={"Prefer": "code=201"}).json()["number"]
    assert odd.get(f"/orders/{number}").json() == {"number": number, "title": "Tea"}
    assert odd.post("/orders", json={"title": "Tea"}, headers={"Prefer": "code=402"}).status_code == 402
    following = odd.post("/orders", json={"title": "Tea"}).json()["number"]
    assert odd.delete(f"/orders/{number}", headers={"Prefer": "code=409"}).status_code == 409
    assert odd.get(f"/orders/{number}").json()["title"] == "Tea"
    assert following == number + 1  # no number was spent on what was not created


def test_what_has_no_example_is_built(odd: httpx.Client) -> None:
    assert odd.get("/orders/1", headers={"Prefer": "code=299"}).json() == {"number": 1, "title": "string"}
    response = odd.get("/orders/1", headers={"Prefer": "code=418"})
    assert (response.status_code, response.headers["X-Reason"]) == (418, "odd")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {"status_code": 418, "message": "I'm a Teapot"}


def test_an_answer_without_a_body_has_none(odd: httpx.Client) -> None:
    for status, headers in (("204", {}), ("202", {"X-Place": "0"}), ("409", {})):
        response = odd.delete("/orders/1", headers={"Prefer": f"code={status}"})
        assert (response.status_code, response.content) == (int(status), b"")
        assert "Content-Type" not in response.headers
        assert response.headers.items() >= httpx.Headers(headers).items()


def test_a_text_is_sent_as_it_stands(odd: httpx.Client) -> None:
    response = odd.post("/orders", json={"title": "Tea"}, headers={"Prefer": "code=409"})
    assert (response.text, response.headers["Content-Type"]) == ("before", "text/plain")


def test_a_dynamic_body_fits_its_schema(maxcare: httpx.Client, apis: dict[str, Api]) -> None:
    for code in ("200", "404"):
        response = maxcare.get("/tasks/any", headers={"Prefer": f"dynamic=true, code={code}"})
        media = apis["maxcare"].operation("get_task").responses[code].media
        assert media is not None
        assert media.schema is not None
        assert response.status_code == int(code)
        assert fits(media.schema, response.json())
        assert response.headers["Preference-Applied"] == f"code={code}, dynamic=true"


def test_a_preference_that_nobody_means_takes_no_time() -> None:
    assert preferences(['"' + '\\"' * 30_000]) == {}
    assert preferences(['code=404, "' + ",;" * 30_000]) == {}


def test_a_sampled_answer_says_the_truth_about_itself(connect: Connect) -> None:
    client = connect("unpod", Authorization="Token k", Org_Handle="any")
    for _ in range(5):
        path = "/api/v2/platform/spaces/S/runs/R/tasks/"
        body = client.get(path, headers={"Prefer": "dynamic=true"}).json()
        assert (body["status_code"], body["count"]) == (200, len(body["data"]))


def test_a_sampled_value_is_one_that_is_known(maxcare: httpx.Client) -> None:
    bodies = [maxcare.get("/tasks/any", headers={"Prefer": "dynamic=true"}).json() for _ in range(5)]
    assert {body["code"] for body in bodies} == {"success"}
