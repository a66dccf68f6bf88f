"""Cross-origin requests (`--cors`): preflight requests, and the headers that browsers require."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from caretasks.mock import command
from caretasks.mock.app import build_app
from caretasks.openapi.document import Api
from tests.mock.mock_servers import AppTransport

ORIGIN = "http://localhost:3000"
PREFLIGHT = {
    "Origin": ORIGIN,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization,content-type",
}


def connect(*origins: str) -> httpx.Client:
    response = {"description": "", "headers": {"X-Total": {"schema": {"type": "integer", "example": 3}}}}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Desk"},
        "security": [{"key": []}],
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "paths": {"/visits": {"get": {"responses": {"200": response}}, "put": {"responses": {"200": response}}}},
    }
    app = build_app([Api("desk", document, None, "desk")], cors_origins=origins)
    return httpx.Client(transport=AppTransport(app), base_url="http://127.0.0.1/desk")


def test_a_preflight_allows_methods_and_headers_without_a_key() -> None:
    response = connect(ORIGIN).options("/visits", headers=PREFLIGHT)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "PUT" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "authorization,content-type"


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer any"}, {}])
def test_a_response_and_an_error_may_be_read_by_the_page(headers: dict[str, str]) -> None:
    response = connect(ORIGIN).get("/visits", headers={"Origin": ORIGIN, **headers})
    assert response.status_code == (200 if headers else 401)
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "X-Total" in response.headers["Access-Control-Expose-Headers"]


def test_other_origins_may_not_call_the_apis() -> None:
    client = connect("http://localhost:4000")
    assert client.options("/visits", headers=PREFLIGHT).status_code == 400
    assert "Access-Control-Allow-Origin" not in client.get("/visits", headers={"Origin": ORIGIN}).headers


def test_all_origins_may_call_the_apis_without_cookies() -> None:
    response = connect("*").get("/visits", headers={"Origin": ORIGIN})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_no_origin_may_call_the_apis_by_default() -> None:
    response = connect().options("/visits", headers=PREFLIGHT)
    assert (response.status_code, response.headers["Allow"]) == (204, "GET, PUT, HEAD, OPTIONS")
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(("method", "path"), [("GET", "/_requests"), ("DELETE", "/_state")])
def test_the_controls_are_never_available_to_other_origins(method: str, path: str) -> None:
    client = connect(ORIGIN)
    assert client.request(method, path).status_code in (200, 204)
    assert client.request(method, path, headers={"Origin": ORIGIN}).status_code == 404


@pytest.mark.parametrize("origin", ["localhost", "http://localhost/", "ftp://localhost", "http://a@b", ""])
def test_refuses_an_invalid_origin(origin: str) -> None:
    with pytest.raises(Exception, match="invalid origin"):
        command._parse_origin(origin)
