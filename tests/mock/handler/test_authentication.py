"""Which keys a stand-in takes."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from caretasks.openapi.document import Api
from caretasks.openapi.operation.security import NOBODYS
from tests.mock.mock_servers import Connect

TASK = "/v1/task/123e4567-e89b-12d3-a456-426614174002"
RUN = "/api/v2/platform/spaces/8KZRTQP7BNW5XEDLORYUHMJC/runs/R40fe5eface1511f082ac156368e7acc4/tasks/"


def secured(security: list[dict[str, list[str]]], **schemes: dict[str, Any]) -> Api:
    operation = {"responses": {"200": {"description": ""}, "403": {"description": ""}}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/": {"get": operation}},
        "security": security,
        "components": {"securitySchemes": schemes},
    }
    return Api("some", document, None, "some")


BEARER = {"type": "http", "scheme": "bearer"}
BASIC = {"type": "http", "scheme": "basic"}
QUERY = {"type": "apiKey", "in": "query", "name": "api_key"}
COOKIE = {"type": "apiKey", "in": "cookie", "name": "session"}


@pytest.mark.parametrize(
    ("name", "method", "path", "header"),
    [
        ("miramace", "GET", TASK, "Authorization: Bearer k"),
        ("miramace", "POST", "/v1/task", "Authorization: Bearer k"),
        ("solum", "POST", "/v1/tasks", "X-API-Key: k"),
        ("unpod", "GET", RUN, "Authorization: Token k"),
        ("maxcare", "GET", "/tasks/a", "Authorization: Bearer k"),
    ],
)
def test_without_a_key_each_operation_is_401_and_with_any_it_is_not(
    connect: Connect, name: str, method: str, path: str, header: str
) -> None:
    client = connect(name)
    assert client.request(method, path).status_code == 401
    key, _, value = header.partition(": ")
    assert client.request(method, path, headers={key: value}).status_code not in (401, 403)
    assert client.request(method, path, headers={key: value.removesuffix("k") + NOBODYS}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer k"},
        {"Authorization": "k"},
        {"Authorization": "Token"},
        {"Authorization": "Token "},
        {"Authorization": "token k"},
        {"Authorization": "Token Bearer k"},
        {"X-API-Key": "k"},
    ],
)
def test_a_key_in_another_form_is_no_key(connect: Connect, headers: dict[str, str]) -> None:
    assert connect("unpod", Org_Handle="unpod").get(RUN, headers=headers).status_code == 401


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Bearer  ", "Token k", "Basic k", "Bearerk", "Bearer a b"])
def test_a_bearer_key_has_its_prefix_and_is_one_word(connect: Connect, value: str) -> None:
    assert connect("miramace", Authorization=value).get(TASK).status_code == 401


def test_the_bearer_scheme_has_no_case(connect: Connect) -> None:
    assert connect("miramace", Authorization="bEARER k").get(TASK).status_code == 200


def test_two_keys_are_none(connect: Connect) -> None:
    headers = [("Authorization", "Bearer a"), ("Authorization", "Bearer b")]
    assert connect("miramace").get(TASK, headers=headers).status_code == 401


def test_a_demanded_key_is_the_only_one(connect: Connect) -> None:
    client = connect("miramace", key="right")
    assert client.get(TASK, headers={"Authorization": "Bearer right"}).status_code == 200
    for wrong in ("wrong", "righ", "rightt", "RIGHT", "ri\u00e4"):
        response = client.get(TASK, headers=[(b"Authorization", f"Bearer {wrong}".encode())])
        assert response.status_code == 401
        assert "right" not in response.text
        assert wrong not in response.text


def test_a_demanded_key_may_be_sent_as_basic_credentials(connect: Connect) -> None:
    client = connect("some", others=[secured([{"basic": []}], basic=BASIC)], key="me:secret")
    right = base64.b64encode(b"me:secret").decode()
    assert client.get("/", headers={"Authorization": f"Basic {right}"}).status_code == 200
    for wrong in ("me:secret", base64.b64encode(b"me:other").decode(), base64.b64encode(b"\xff:").decode(), "="):
        assert client.get("/", headers={"Authorization": f"Basic {wrong}"}).status_code == 403


def test_basic_credentials_are_a_user_and_a_password(connect: Connect) -> None:
    client = connect("some", others=[secured([{"basic": []}], basic=BASIC)])
    good, bad = base64.b64encode(b"me:").decode(), base64.b64encode(b"me").decode()
    assert client.get("/", headers={"Authorization": f"Basic {good}"}).status_code == 200
    assert client.get("/", headers={"Authorization": f"Basic {bad}"}).status_code == 403


def test_a_key_may_stand_in_the_query_or_a_cookie(connect: Connect) -> None:
    client = connect("some", others=[secured([{"query": []}, {"cookie": []}], query=QUERY, cookie=COOKIE)])
    assert client.get("/?api_key=k").status_code == 200
    assert client.get("/", headers={"Cookie": "a=b; session=k"}).status_code == 200
    for refused in ("/", "/?api_key=", "/?API_KEY=k", "/?api_key=a&api_key=b"):
        assert client.get(refused).status_code == 403


def test_of_alternatives_one_has_to_be_satisfied_whole(connect: Connect) -> None:
    both: list[dict[str, list[str]]] = [{"bearer": [], "query": []}, {"cookie": []}]
    client = connect("some", others=[secured(both, bearer=BEARER, query=QUERY, cookie=COOKIE)])
    bearer = {"Authorization": "Bearer k"}
    assert client.get("/", headers=bearer).status_code == 403
    assert client.get("/?api_key=k").status_code == 403
    assert client.get("/?api_key=k", headers=bearer).status_code == 200
    assert client.get("/", headers={"Cookie": "session=k"}).status_code == 200


@pytest.mark.parametrize("security", [[], [{"bearer": []}, {}]])
def test_a_key_may_be_needless(connect: Connect, security: list[dict[str, list[str]]]) -> None:
    assert connect("some", others=[secured(security, bearer=BEARER)]).get("/").status_code == 200


def test_a_401_names_the_scheme(connect: Connect) -> None:
    assert connect("unpod").get(RUN).headers["WWW-Authenticate"].startswith("Token ")
    assert "WWW-Authenticate" not in connect("solum").post("/v1/tasks").headers


def test_the_key_is_asked_for_before_anything_else_is_judged(connect: Connect) -> None:
    assert connect("miramace").get("/v1/task/no-uuid").status_code == 401
    assert connect("solum").post("/v1/tasks", content=b"{").status_code == 401
