"""The token endpoint of an API with OAuth 2.0."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from caretasks.mock.app import build_app
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import Store
from caretasks.openapi.document import Api
from caretasks.openapi.operation.security import INVALID_KEY
from tests.mock.mock_servers import AppTransport

CLIENT_CREDENTIALS = {"clientCredentials": {"tokenUrl": "https://id.example.com/oauth/token", "scopes": {"read": "r"}}}
GRANT = {"grant_type": "client_credentials"}
CLIENT = ("client", "secret")


def connect(flows: Any = CLIENT_CREDENTIALS, *, key: Any = None, state: Any = None, **paths: Any) -> httpx.Client:
    """Return a client of an API with one operation, which requires an access token."""
    read = {"get": {"responses": {"200": {"description": ""}, "401": {"description": ""}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Vault"},
        "servers": [{"url": "https://vault.example.com/v1"}],
        "security": [{"oauth": ["read"]}],
        "components": {"securitySchemes": {"oauth": {"type": "oauth2", "flows": flows}}},
        "paths": {"/items": read, **paths},
    }
    app = build_app([Api("vault", document, None, "vault")], key=key, state=state)
    return httpx.Client(transport=AppTransport(app), base_url="http://127.0.0.1")


@pytest.mark.parametrize("path", ["/vault/oauth/token", "/vault/_token"])
@pytest.mark.parametrize(
    "sent", [{"auth": CLIENT, "data": GRANT}, {"data": {**GRANT, "client_id": "a", "client_secret": "b"}}]
)
def test_issues_a_token_that_operations_accept(path: str, sent: Any) -> None:
    client = connect()
    response = client.post(path, **sent)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert (response.json()["token_type"], response.json()["expires_in"]) == ("Bearer", 3600)
    headers = {"Authorization": f"Bearer {response.json()['access_token']}"}
    assert client.get("/vault/v1/items", headers=headers).status_code == 200
    assert client.get("/vault/v1/items").status_code == 401


def test_each_token_is_another_one_and_has_the_requested_scope() -> None:
    client = connect()
    tokens = [client.post("/vault/_token", auth=CLIENT, data={**GRANT, "scope": "read"}).json() for _ in range(2)]
    assert tokens[0]["access_token"] != tokens[1]["access_token"]
    assert tokens[0]["scope"] == "read"


@pytest.mark.parametrize("key", [None, {"oauth": "right"}])
def test_token_expires_as_it_says(key: Any) -> None:
    clock = Clock(1, running=False)
    client = connect(key=key, state=State(Store(), clock))
    token = client.post("/vault/_token", auth=("any", "right"), data=GRANT).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    clock.advance(3599)
    assert client.get("/vault/v1/items", headers=headers).status_code == 200
    clock.advance(1)
    assert client.get("/vault/v1/items", headers=headers).status_code == 401


def test_with_a_key_it_is_the_client_secret_and_a_token() -> None:
    client = connect(key={"oauth": "right"})
    assert client.post("/vault/_token", auth=CLIENT, data=GRANT).status_code == 401
    token = client.post("/vault/_token", auth=("any", "right"), data=GRANT).json()["access_token"]
    for accepted in (token, "right"):
        assert client.get("/vault/v1/items", headers={"Authorization": f"Bearer {accepted}"}).status_code == 200
    assert client.get("/vault/v1/items", headers={"Authorization": "Bearer mock-other"}).status_code == 401


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"auth": CLIENT}, 400, "invalid_request"),
        ({"auth": CLIENT, "json": GRANT}, 400, "invalid_request"),
        ({"auth": CLIENT, "data": {"scope": "read"}}, 400, "invalid_request"),
        ({"auth": CLIENT, "data": {"grant_type": ["client_credentials", "password"]}}, 400, "invalid_request"),
        ({"auth": CLIENT, "data": {"grant_type": "password"}}, 400, "unsupported_grant_type"),
        ({"data": GRANT}, 401, "invalid_client"),
        ({"auth": ("client", ""), "data": GRANT}, 401, "invalid_client"),
        ({"auth": ("client", INVALID_KEY), "data": GRANT}, 401, "invalid_client"),
        ({"headers": {"Authorization": "Basic %"}, "data": GRANT}, 401, "invalid_client"),
    ],
)
def test_an_invalid_request_gets_an_error_of_oauth(sent: Any, status: int, code: str) -> None:
    response = connect().post("/vault/_token", **sent)
    assert (response.status_code, response.json()["error"]) == (status, code)


def test_only_post_is_supported() -> None:
    response = connect().get("/vault/_token")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST, OPTIONS")


def test_a_large_request_is_refused() -> None:
    assert connect().post("/vault/_token", auth=CLIENT, data={**GRANT, "scope": "a" * 70_000}).status_code == 413


def test_a_documented_operation_at_the_path_is_served_instead() -> None:
    token = {
        "post": {
            "security": [],
            "responses": {"200": {"description": "", "content": {"text/plain": {"example": "own"}}}},
        }
    }
    flows = {"clientCredentials": {"tokenUrl": "/v1/token", "scopes": {}}}
    client = connect(flows, **{"/token": token})
    assert client.post("/vault/v1/token").text == "own"


def test_an_authorization_code_and_a_refresh_token_need_no_secret() -> None:
    flows = {"authorizationCode": {"authorizationUrl": "/a", "tokenUrl": "/t", "scopes": {}}}
    client = connect(flows)
    for grant in ("authorization_code", "refresh_token"):
        response = client.post("/vault/t", data={"grant_type": grant, "client_id": "a"})
        assert (response.status_code, "refresh_token" in response.json()) == (200, True)


def test_an_api_without_a_grant_has_no_token_endpoint() -> None:
    flows = {"implicit": {"authorizationUrl": "/a", "scopes": {}}}
    assert connect(flows).post("/vault/_token", auth=CLIENT, data=GRANT).status_code == 404
