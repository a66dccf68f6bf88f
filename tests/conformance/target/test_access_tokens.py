"""A check with OAuth 2.0 client credentials, against a server that is written for this test."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus

SECRET = "planted-s3cret-of-a-client"  # noqa: S105 - of a client that does not exist
TOKEN = "planted-token-"  # noqa: S105 - the start of an invented one
ERROR = {"description": "Not authenticated.", "content": {"application/json": {"schema": {"type": "object"}}}}
SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Beds", "version": "1"},
    "servers": [{"url": "https://beds.example/v1"}],
    "security": [{"login": ["beds"]}],
    "paths": {
        "/beds": {
            "get": {
                "operationId": "list_beds",
                "summary": "List the beds",
                "responses": {
                    "200": {
                        "description": "The beds.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["beds"],
                                    "properties": {"beds": {"type": "integer"}},
                                },
                                "example": {"beds": 2},
                            }
                        },
                    },
                    "4XX": ERROR,
                },
            }
        }
    },
    "components": {
        "securitySchemes": {
            "login": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://beds.example/token", "scopes": {"beds": "Beds."}}},
            }
        }
    },
}


@dataclass
class BedServer:
    """A server that issues tokens and requires them."""

    url: str = ""
    ignores_tokens: bool = False
    token_status: int = 200
    lifetime: int = 3600
    logins: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)


@pytest.fixture
def beds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BedServer]:
    """Yield the server, with its credentials in the environment, and its spec in the working directory."""
    state = BedServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if self.path != "/token":
                return self.respond(405, {})
            state.logins.append((self.headers["Authorization"] or "", parse_qs(content)))
            token = f"{TOKEN}{len(state.logins)}"
            state.tokens = {*([] if state.lifetime < 0 else state.tokens), token}
            return self.respond(state.token_status, {"access_token": token, "expires_in": state.lifetime})

        def do_GET(self) -> None:
            given = self.headers["Authorization"] or ""
            is_valid = given.startswith("Bearer ") and given.removeprefix("Bearer ") in state.tokens
            if self.path.partition("?")[0] != "/v1/beds":
                return self.respond(404, {})
            if not is_valid and not state.ignores_tokens:
                return self.respond(401, {"error": given})
            return self.respond(200, {"beds": 3, "token": given})

        def respond(self, status: int, value: dict[str, object]) -> None:
            content = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if 300 <= status < 400:
                self.send_header("Location", "/other")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    monkeypatch.chdir(tmp_path)
    Path("beds.yaml").write_text(yaml.safe_dump(SPEC))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        state.url = f"http://127.0.0.1:{server.server_port}"
        names = ("CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL", "SCOPE")
        for name, value in zip(names, ("ann", SECRET, f"{state.url}/token", "beds"), strict=True):
            monkeypatch.setenv(f"BEDS_{name}", value)
        yield state
        server.shutdown()


def run_check(beds: BedServer, *options: str) -> int:
    return main(["check", "beds.yaml", "--url", f"{beds.url}/v1", "--max-examples", "3", "--report", "out", *options])


def test_server_that_requires_the_token_passes(beds: BedServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(beds, "--reveal") == ExitStatus.PASSED
    basic = "Basic " + base64.b64encode(f"ann:{SECRET}".encode()).decode()
    assert beds.logins == [(basic, {"grant_type": ["client_credentials"], "scope": ["beds"]})]
    output = capsys.readouterr()
    reports = {path.name: path.read_text() for path in Path("out").iterdir()}
    assert "traffic.har" in reports
    for text in (output.out, output.err, *reports.values()):
        assert TOKEN not in text
        assert SECRET not in text


def test_server_that_ignores_the_token_fails(beds: BedServer, capsys: pytest.CaptureFixture[str]) -> None:
    beds.ignores_tokens = True
    assert run_check(beds) == ExitStatus.FAILED
    output = capsys.readouterr().out
    assert "without a key" in output
    assert TOKEN not in output


def test_token_is_replaced_before_it_ends(beds: BedServer) -> None:
    beds.lifetime = -1  # of a token that has ended when it arrives
    assert run_check(beds) == ExitStatus.PASSED
    assert len(beds.logins) > 1


def test_key_in_the_environment_precedes_client_credentials(beds: BedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    beds.tokens.add("given")
    monkeypatch.setenv("BEDS_API_KEY", "given")
    assert run_check(beds) == ExitStatus.PASSED
    assert beds.logins == []


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("BEDS_CLIENT_SECRET", "", "missing environment variable: BEDS_CLIENT_SECRET; set it"),
        ("BEDS_TOKEN_URL", "", "BEDS_TOKEN_URL; set it (see: caretasks list beds.yaml)"),
        ("BEDS_TOKEN_URL", "http://login.example/token", "BEDS_TOKEN_URL: it is http: the secret would be sent to "),
        ("BEDS_TOKEN_URL", "ftp://login.example/", "BEDS_TOKEN_URL: it is not an http or https URL"),
    ],
)
def test_unusable_credentials_are_an_error(
    beds: BedServer,
    variable: str,
    value: str,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, value)
    assert run_check(beds) == ExitStatus.USAGE_ERROR
    assert message in capsys.readouterr().err
    assert beds.logins == []


@pytest.mark.parametrize(("status", "message"), [(307, "redirects"), (400, "returned no token")])
def test_failure_of_the_token_endpoint_is_an_error(
    beds: BedServer, status: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    beds.token_status = status
    assert run_check(beds) == ExitStatus.USAGE_ERROR
    assert f"BEDS_TOKEN_URL: the token endpoint at 127.0.0.1 {message}" in capsys.readouterr().err
    assert len(beds.logins) == 1


def test_alternative_without_credentials_is_not_checked(
    beds: BedServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    schemes = {**SPEC["components"]["securitySchemes"], "key": {"type": "http", "scheme": "bearer"}}
    spec = {**SPEC, "security": [{"login": ["beds"]}, {"key": []}], "components": {"securitySchemes": schemes}}
    Path("beds.yaml").write_text(yaml.safe_dump(spec))
    beds.tokens.add("given")
    monkeypatch.setenv("BEDS_KEY", "given")
    assert run_check(beds) == ExitStatus.PASSED
    assert "alternatives are not checked without their keys: set BEDS_LOGIN" in capsys.readouterr().err
