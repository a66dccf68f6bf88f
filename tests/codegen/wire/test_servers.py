"""The servers that a generated client sends its requests to."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from caretasks.client import ClientCredentials
from caretasks.client.errors import ErrorClasses
from caretasks.client.operation import ApiInfo, Server
from caretasks.client.transport.servers import Servers
from caretasks.solum.errors import SolumError
from tests.client.driving import Driven
from tests.codegen.wire.recording_server import RecordingServer

METHODS = ("drop", "read_files", "write_files", "add_files")


def called(wire: Any, **options: Any) -> list[str]:
    """Return the URLs that the operations of a client are sent to."""
    urls: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        urls.append(str(request.url))
        return httpx.Response(204)

    client = wire.Wire(http_client=httpx.MockTransport(respond), **options)
    for method in METHODS:
        getattr(client, method)()
    return urls


def test_operations_are_sent_to_their_documented_servers(wire: Any) -> None:
    assert called(wire) == [
        "https://api.example.com/v1/nothing",
        "https://eu.files.example/up/files",
        "https://api.example.com/uploads/files",
        "https://api.example.com/v1/files",
    ]


def test_base_url_replaces_every_server(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [f"http://127.0.0.1:9{path}" for path in ("/nothing", "/files", "/files", "/files")]
    assert called(wire, base_url="http://127.0.0.1:9/") == expected
    monkeypatch.setenv("WIRE_BASE_URL", "http://127.0.0.1:9")
    assert called(wire) == expected


def test_mapping_replaces_servers_by_name(wire: Any) -> None:
    assert called(wire, base_url={"files": "http://127.0.0.1:9/f"}) == [
        "https://api.example.com/v1/nothing",
        "http://127.0.0.1:9/f/files",
        "https://api.example.com/uploads/files",
        "https://api.example.com/v1/files",
    ]
    urls = called(wire, base_url={"https://api.example.com/v1": "http://127.0.0.1:9/a"})
    assert urls[0] == "http://127.0.0.1:9/a/nothing"


def test_mapping_replaces_a_server_by_its_description(wire: Any) -> None:
    assert called(wire, base_url={"Upload server": "http://127.0.0.1:9/u"})[2] == "http://127.0.0.1:9/u/files"


def test_variable_replaces_a_server_by_name(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRE_BASE_URL_FILES", "http://127.0.0.1:9/f")
    monkeypatch.setenv("WIRE_BASE_URL_UPLOAD_SERVER", "http://127.0.0.1:9/u")
    expected = ["https://api.example.com/v1/nothing", "http://127.0.0.1:9/f/files", "http://127.0.0.1:9/u/files"]
    assert called(wire)[:3] == expected


def test_variable_of_one_server_precedes_that_of_all(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRE_BASE_URL", "http://127.0.0.1:9/a")
    monkeypatch.setenv("WIRE_BASE_URL_FILES", "http://127.0.0.1:9/f")
    paths = ("a/nothing", "f/files", "a/files", "a/files")
    assert called(wire) == [f"http://127.0.0.1:9/{path}" for path in paths]


def test_argument_precedes_the_variables(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRE_BASE_URL", "http://127.0.0.1:9/a")
    monkeypatch.setenv("WIRE_BASE_URL_FILES", "http://127.0.0.1:9/f")
    assert set(called(wire, base_url="http://127.0.0.1:8")) == {
        "http://127.0.0.1:8/nothing",
        "http://127.0.0.1:8/files",
    }
    assert called(wire, base_url={"files": "http://127.0.0.1:8"})[:2] == [
        "http://127.0.0.1:9/a/nothing",
        "http://127.0.0.1:8/files",
    ]


def test_unknown_server_is_an_error(wire: Any) -> None:
    with pytest.raises(wire.ConfigurationError, match=r"base_url has no server 'other'; the spec has: .*files"):
        wire.Wire(base_url={"other": "http://127.0.0.1:9"})


def test_nothing_leaves_the_origin_of_base_url(client: Driven, server: RecordingServer, wire: Any) -> None:
    """Every request arrives at the server, and none of its redirects is followed."""
    other = RecordingServer()
    with other.running():
        server.respond(307, headers={"Location": f"{other.url}/x"})
        for method in METHODS:
            if method != "drop":
                with pytest.raises(wire.ApiStatusError):
                    getattr(client, method)()
        assert client.raw.read_moved is not None
    assert len(server.requests) == len(METHODS) - 1
    assert other.requests == []


def test_no_token_is_requested_from_a_documented_host_with_a_base_url(wire: Any) -> None:
    with pytest.raises(wire.ConfigurationError, match="token_url of ClientCredentials is not set"):
        wire.Wire(api_key=ClientCredentials("ann", "s3cret"), base_url="http://127.0.0.1:9")


def relative(base_url: str | None) -> Servers:
    api = ApiInfo("trial", Server("/api/v2", "/api/v2"), "TRIAL_BASE_URL", False, ErrorClasses(SolumError))
    return Servers(api, base_url)


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://clinic.example", "https://clinic.example/api/v2"),
        ("https://clinic.example/", "https://clinic.example/api/v2"),
        ("https://clinic.example/other", "https://clinic.example/other"),
    ],
)
def test_relative_server_adds_its_path_to_a_host(base_url: str, expected: str) -> None:
    assert relative(base_url).base_url == expected


def test_relative_server_without_base_url_is_an_error() -> None:
    with pytest.raises(Exception, match="TRIAL_BASE_URL is not set, and the server in the spec has no host: /api/v2"):
        relative(None)


def test_async_client_works_in_an_event_loop_for_each_call(wire: Any, server: RecordingServer) -> None:
    client = wire.AsyncWire(base_url=server.url)
    for _ in range(3):
        asyncio.run(client.drop())
    assert len(server.requests) == 3
