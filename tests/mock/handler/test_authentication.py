"""Authentication: which keys the mock server accepts."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from caretasks.mock.operations.violations import describe_keys
from caretasks.openapi.document import Api
from caretasks.openapi.operation.security import INVALID_KEY
from tests.mock.mock_servers import Connect

TASK = "/v1/task/123e4567-e89b-12d3-a456-426614174002"
RUN = "/api/v2/platform/spaces/8KZRTQP7BNW5XEDLORYUHMJC/runs/R40fe5eface1511f082ac156368e7acc4/tasks/"


def secured_api(security: list[dict[str, list[str]]], **schemes: dict[str, Any]) -> Api:
    """Return an API with one operation and these security requirements and schemes."""
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
        ("maxcare", "GET", "/v2/tasks/a", "Authorization: Bearer k"),
    ],
)
def test_operation_requires_a_key_and_accepts_any(
    connect: Connect, name: str, method: str, path: str, header: str
) -> None:
    client = connect(name)
    assert client.request(method, path).status_code == 401
    key, _, value = header.partition(": ")
    assert client.request(method, path, headers={key: value}).status_code not in (401, 403)
    assert client.request(method, path, headers={key: value.removesuffix("k") + INVALID_KEY}).status_code == 401


@pytest.mark.parametrize(
    ("security", "expected"),
    [
        ([{"bearer": []}], " in the header Authorization as Bearer KEY"),
        (
            [{"query": [], "cookie": []}, {"basic": []}],
            " in the query parameter api_key and the cookie session or in the",
        ),
        ([{"tls": []}], ""),
    ],
)
def test_message_of_a_rejected_key_says_where_it_is_expected(
    security: list[dict[str, list[str]]], expected: str
) -> None:
    api = secured_api(security, bearer=BEARER, basic=BASIC, query=QUERY, cookie=COOKIE, tls={"type": "mutualTLS"})
    assert describe_keys(api.operations[0]).startswith(f"a valid key is required{expected}")


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
def test_key_in_another_format_is_rejected(connect: Connect, headers: dict[str, str]) -> None:
    assert connect("unpod", Org_Handle="unpod").get(RUN, headers=headers).status_code == 401


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Bearer  ", "Token k", "Basic k", "Bearerk", "Bearer a b"])
def test_bearer_key_without_prefix_or_with_whitespace_is_rejected(connect: Connect, value: str) -> None:
    assert connect("miramace", Authorization=value).get(TASK).status_code == 401


def test_bearer_scheme_is_case_insensitive(connect: Connect) -> None:
    assert connect("miramace", Authorization="bEARER k").get(TASK).status_code == 200


def test_repeated_authorization_header_is_rejected(connect: Connect) -> None:
    headers = [("Authorization", "Bearer a"), ("Authorization", "Bearer b")]
    assert connect("miramace").get(TASK, headers=headers).status_code == 401


def test_required_key_is_the_only_accepted_key(connect: Connect) -> None:
    client = connect("miramace", key="right")
    assert client.get(TASK, headers={"Authorization": "Bearer right"}).status_code == 200
    for wrong in ("wrong", "righ", "rightt", "RIGHT", "ri\u00e4"):
        response = client.get(TASK, headers=[(b"Authorization", f"Bearer {wrong}".encode())])
        assert response.status_code == 401
        assert "right" not in response.text
        assert wrong not in response.text


def test_required_key_is_accepted_as_basic_credentials(connect: Connect) -> None:
    client = connect("some", others=[secured_api([{"basic": []}], basic=BASIC)], key="me:secret")
    right = base64.b64encode(b"me:secret").decode()
    assert client.get("/", headers={"Authorization": f"Basic {right}"}).status_code == 200
    for wrong in ("me:secret", base64.b64encode(b"me:other").decode(), base64.b64encode(b"\xff:").decode(), "="):
        assert client.get("/", headers={"Authorization": f"Basic {wrong}"}).status_code == 403


def test_key_without_a_colon_is_the_password_of_any_user(connect: Connect) -> None:
    client = connect("some", others=[secured_api([{"basic": []}], basic=BASIC)], key="secret")
    statuses = [client.get("/", auth=auth).status_code for auth in (("me", "secret"), ("", "secret"), ("secret", "me"))]
    assert statuses == [200, 200, 403]


def test_each_scheme_requires_its_own_key(connect: Connect) -> None:
    both: list[dict[str, list[str]]] = [{"bearer": [], "query": []}, {"cookie": []}]
    api = secured_api(both, bearer=BEARER, query=QUERY, cookie=COOKIE)
    client = connect("some", others=[api], key={"bearer": "b", "query": "q"})
    assert client.get("/?api_key=q", headers={"Authorization": "Bearer b"}).status_code == 200
    assert client.get("/?api_key=b", headers={"Authorization": "Bearer q"}).status_code == 403
    assert client.get("/", headers={"Cookie": "session=any"}).status_code == 200


def test_basic_credentials_need_a_user_and_a_password(connect: Connect) -> None:
    client = connect("some", others=[secured_api([{"basic": []}], basic=BASIC)])
    good, bad = base64.b64encode(b"me:").decode(), base64.b64encode(b"me").decode()
    assert client.get("/", headers={"Authorization": f"Basic {good}"}).status_code == 200
    assert client.get("/", headers={"Authorization": f"Basic {bad}"}).status_code == 403


def test_key_is_read_from_the_query_or_a_cookie(connect: Connect) -> None:
    client = connect("some", others=[secured_api([{"query": []}, {"cookie": []}], query=QUERY, cookie=COOKIE)])
    assert client.get("/?api_key=k").status_code == 200
    assert client.get("/", headers={"Cookie": "a=b; session=k"}).status_code == 200
    for url in ("/", "/?api_key=", "/?API_KEY=k", "/?api_key=a&api_key=b"):
        assert client.get(url).status_code == 403


def test_one_security_requirement_must_be_satisfied_completely(connect: Connect) -> None:
    both: list[dict[str, list[str]]] = [{"bearer": [], "query": []}, {"cookie": []}]
    client = connect("some", others=[secured_api(both, bearer=BEARER, query=QUERY, cookie=COOKIE)])
    bearer = {"Authorization": "Bearer k"}
    assert client.get("/", headers=bearer).status_code == 403
    assert client.get("/?api_key=k").status_code == 403
    assert client.get("/?api_key=k", headers=bearer).status_code == 200
    assert client.get("/", headers={"Cookie": "session=k"}).status_code == 200


def test_two_schemes_in_one_header_are_alternatives(connect: Connect) -> None:
    header = {"type": "apiKey", "in": "header", "name": "Authorization"}
    client = connect("some", others=[secured_api([{"token": [], "bearer": []}], token=header, bearer=BEARER)])
    for value in ("Bearer k", "k", "Token token=k"):
        assert client.get("/", headers={"Authorization": value}).status_code == 200
    assert client.get("/").status_code == 403


@pytest.mark.parametrize("security", [[], [{"bearer": []}, {}]])
def test_operation_without_required_security_needs_no_key(
    connect: Connect, security: list[dict[str, list[str]]]
) -> None:
    assert connect("some", others=[secured_api(security, bearer=BEARER)]).get("/").status_code == 200


def test_www_authenticate_names_the_scheme(connect: Connect) -> None:
    assert connect("unpod").get(RUN).headers["WWW-Authenticate"].startswith("Token ")
    assert "WWW-Authenticate" not in connect("solum").post("/v1/tasks").headers


def test_key_is_checked_before_the_rest_of_the_request(connect: Connect) -> None:
    assert connect("miramace").get("/v1/task/not-a-uuid").status_code == 401
    assert connect("solum").post("/v1/tasks", content=b"{").status_code == 401


def test_invalid_credentials_are_rejected_also_if_none_are_required(connect: Connect) -> None:
    client = connect("some", others=[secured_api([{}, {"bearer": []}], bearer=BEARER)], key="right")
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"Authorization": "Bearer right"}).status_code == 200
    for wrong in ("Bearer wrong", "Basic %%%", "right"):
        assert client.get("/", headers={"Authorization": wrong}).status_code == 403


def test_credentials_are_ignored_where_the_spec_lists_none(connect: Connect) -> None:
    client = connect("some", others=[secured_api([], bearer=BEARER)], key="right")
    assert client.get("/", headers={"Authorization": "Bearer wrong"}).status_code == 200
