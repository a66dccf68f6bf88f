"""Access tokens of a generated client: from a function, and by OAuth 2.0 client credentials."""

from __future__ import annotations

import base64
import traceback
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from caretasks.client import ClientCredentials
from tests.client.driving import Driven
from tests.codegen.wire.recording_server import RecordingServer, ScriptedResponse

SECRET = "s3cret-0f-n0b0dy"  # noqa: S105 - of a client that does not exist
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def login() -> Iterator[RecordingServer]:
    """Yield a server with a token endpoint."""
    with RecordingServer().running() as server:
        server.respond(200, b'{"access_token": "t-1", "expires_in": 3600}', headers=JSON)
        yield server


def credentials(login: RecordingServer, **options: Any) -> ClientCredentials:
    return ClientCredentials("ann", SECRET, **{"token_url": f"{login.url}/token", **options})


def test_token_is_requested_once_and_sent(
    connect: Callable[..., Driven], server: RecordingServer, login: RecordingServer
) -> None:
    client = connect(api_key=credentials(login, scope="a b", parameters={"audience": "x"}))
    client.read_secure()
    client.write_secure()
    assert [each.headers["Authorization"] for each in server.requests] == ["Bearer t-1", "Bearer t-1"]
    (sent,) = login.requests
    assert sent.headers["Authorization"] == "Basic " + base64.b64encode(f"ann:{SECRET}".encode()).decode()
    fields = {"grant_type": ["client_credentials"], "scope": ["a b"], "audience": ["x"]}
    assert (sent.target, parse_qs(sent.content.decode())) == ("/token", fields)


def test_client_credentials_are_read_from_the_environment(
    wire: Any, server: RecordingServer, login: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"CLIENT_ID": "ann", "CLIENT_SECRET": SECRET, "TOKEN_URL": f"{login.url}/token", "SCOPE": "a b"}
    for name, value in values.items():
        monkeypatch.setenv(f"WIRE_{name}", value)
    with wire.Wire(base_url=server.url) as client:
        client.read_secure()
    assert server.requests[0].headers["Authorization"] == "Bearer t-1"
    assert parse_qs(login.requests[0].content.decode())["scope"] == ["a b"]


def test_key_in_the_environment_precedes_client_credentials(
    wire: Any, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CLIENT_ID", "CLIENT_SECRET", "API_KEY"):
        monkeypatch.setenv(f"WIRE_{name}", "other")
    with wire.Wire(base_url=server.url) as client:
        client.read_secure()
    assert server.requests[0].headers["Authorization"] == "Bearer other"


def test_client_id_without_its_secret_is_an_error(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRE_CLIENT_ID", "ann")
    with pytest.raises(wire.ConfigurationError, match="WIRE_CLIENT_SECRET is not set, but WIRE_CLIENT_ID is"):
        wire.Wire(base_url="http://127.0.0.1:9")


def test_operation_without_security_needs_no_token(connect: Callable[..., Driven], login: RecordingServer) -> None:
    connect(api_key=credentials(login)).drop()
    assert login.requests == []


def test_token_is_replaced_before_it_ends(
    connect: Callable[..., Driven], server: RecordingServer, login: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    login.responses = [
        ScriptedResponse(200, JSON, b'{"access_token": "t-1", "expires_in": 100}'),
        ScriptedResponse(200, JSON, b'{"access_token": "t-2"}'),
    ]
    client = connect(api_key=credentials(login))
    client.read_secure()
    now = __import__("time").monotonic()
    monkeypatch.setattr("caretasks.client.tokens.time.monotonic", lambda: now + 71)
    client.read_secure()
    assert [each.headers["Authorization"] for each in server.requests] == ["Bearer t-1", "Bearer t-2"]


def test_rejected_token_is_replaced_in_the_next_call(
    connect: Callable[..., Driven], server: RecordingServer, login: RecordingServer, wire: Any
) -> None:
    server.responses = [ScriptedResponse(401), ScriptedResponse(204)]
    client = connect(api_key=credentials(login))
    with pytest.raises(wire.AuthenticationError):
        client.read_secure()
    client.read_secure()
    assert len(login.requests) == 2


def test_redirect_of_the_token_endpoint_is_not_followed(
    connect: Callable[..., Driven], server: RecordingServer, login: RecordingServer, wire: Any
) -> None:
    login.respond(307, headers={"Location": f"{server.url}/token"})
    with pytest.raises(wire.TokenError, match=r"redirects; set token_url to its final URL"):
        connect(api_key=credentials(login)).write_secure()
    assert server.requests == []


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (401, b'{"error": "invalid_client", "error_description": "Robin"}', "returned no token: invalid_client$"),
        (500, b"Robin", "returned no token: the response has no token$"),
        (200, b'{"Robin": 1}', "returned no token: the response has no token$"),
        (200, b"Robin", "returned no token: the response has no token$"),
    ],
)
def test_failure_of_the_token_endpoint_raises_and_shows_nothing(
    connect: Callable[..., Driven],
    server: RecordingServer,
    login: RecordingServer,
    wire: Any,
    status: int,
    body: bytes,
    message: str,
) -> None:
    login.respond(status, body, headers=JSON)
    with pytest.raises(wire.TokenError, match=message) as caught:
        connect(api_key=credentials(login)).write_secure()
    shown = "".join(traceback.format_exception(caught.value))
    assert "Robin" not in shown
    assert SECRET not in shown
    assert server.requests == []


def test_token_url_must_be_passed_with_another_server(connect: Callable[..., Driven], wire: Any) -> None:
    with pytest.raises(wire.ConfigurationError, match="token_url of ClientCredentials is not set, and base_url"):
        connect(api_key=ClientCredentials("ann", SECRET))


def test_documented_token_url_is_used_with_the_documented_server(wire: Any) -> None:
    wire.Wire(api_key=ClientCredentials("ann", SECRET)).close()


@pytest.mark.parametrize(
    "url", ["http://login.example.com/token", "ftp://127.0.0.1/token", "https://ann:x@h.example/t"]
)
def test_insecure_token_url_is_rejected(connect: Callable[..., Driven], wire: Any, url: str) -> None:
    with pytest.raises(wire.ConfigurationError, match=r"^token_url of ClientCredentials is "):
        connect(api_key=ClientCredentials("ann", SECRET, token_url=url))


def test_function_is_called_for_each_request(connect: Callable[..., Driven], server: RecordingServer) -> None:
    tokens = iter(["a", "b"])
    client = connect(api_key=lambda: next(tokens))
    client.read_secure()
    client.read_secure()
    assert [each.headers["Authorization"] for each in server.requests] == ["Bearer a", "Bearer b"]


def test_coroutine_function_is_awaited(connect: Callable[..., Driven], server: RecordingServer, wire: Any) -> None:
    async def token() -> str:
        return "a"

    client = connect(api_key=token)
    if isinstance(client.client, wire.Wire):
        with pytest.raises(wire.TokenError, match="a coroutine function is for async clients"):
            client.read_secure()
    else:
        client.read_secure()
        assert server.last.headers["Authorization"] == "Bearer a"


def test_function_without_a_token_raises_before_sending(
    connect: Callable[..., Driven], server: RecordingServer, wire: Any
) -> None:
    with pytest.raises(wire.TokenError, match="it must return a string"):
        connect(api_key=lambda: None).read_secure()
    assert server.requests == []


def test_header_of_the_caller_needs_no_token(
    connect: Callable[..., Driven], server: RecordingServer, login: RecordingServer
) -> None:
    connect(api_key=credentials(login)).read_secure(headers={"Authorization": "Bearer mine"})
    assert server.last.headers["Authorization"] == "Bearer mine"
    assert login.requests == []


def test_repr_has_no_secret(login: RecordingServer) -> None:
    assert SECRET not in repr(credentials(login))
