"""Tests of the authentication probes."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import Verdict
from caretasks.conformance.results import collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import Target, in_process_target
from caretasks.openapi.document import Api
from tests.servers import Response
from tests.servers.conforming import run_server

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "servers": [{"url": "https://t.example.com"}],
    "components": {
        "securitySchemes": {
            "one": {"type": "http", "scheme": "bearer"},
            "other": {"type": "http", "scheme": "bearer"},
        }
    },
    "paths": {
        "/resources/{id}": {
            "delete": {
                "operationId": "remove",
                "security": [{"one": []}, {"other": []}],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
                ],
                "responses": {"204": {"description": "deleted"}, "401": {"description": "no key"}},
            }
        }
    },
}


def test_probes_of_a_remote_write_are_unique_and_name_no_resource() -> None:
    received: list[tuple[str, str | None]] = []

    class Server(BaseHTTPRequestHandler):
        def do_DELETE(self) -> None:
            received.append((self.path, self.headers.get("Authorization")))
            self.send_response(401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        target = Target(Api("t", DOCUMENT, None, ""), f"http://127.0.0.1:{server.server_port}", "", "KEY")
        assert list(run_checks(target, Settings(writes=Writes.NONE)))
        server.shutdown()
    assert {path for path, _ in received} == {"/resources/any"}
    assert len(received) == len(set(received)) > 1
    assert not [header for _, header in received if header and "KEY" in header]


@pytest.mark.parametrize("schema", [{"type": "string"}, {"type": "integer"}, {"type": "string", "pattern": "^[0-9]$"}])
def test_resource_without_a_documented_id_remains_until_its_other_operations_are_checked(
    schema: dict[str, Any],
) -> None:
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": schema}}}}}
    responses = {
        "200": {"description": "found", **body},
        "401": {"description": "no key"},
        "404": {"description": "unknown"},
    }
    id_ = {"name": "id", "in": "path", "required": True, "schema": schema}
    item = {"parameters": [id_], "responses": responses}
    reason = {"name": "reason", "in": "query", "schema": {"type": "string"}}
    both: dict[str, Any] = {"security": [{"one": []}, {"other": []}]}
    paths = {
        "/resources/{id}": {
            "delete": {**item, "operationId": "remove", "parameters": [id_, reason], **both},
            "get": {**item, "operationId": "read", **both},
            "patch": {**item, "operationId": "change", "requestBody": body, **both},
        },
    }
    target = in_process_target(Api("t", {**DOCUMENT, "paths": paths}, None, ""))
    result = collect_result(target.api, run_checks(target, Settings(1)))
    assert {each.id for each in result.operations if each.verdict is not Verdict.PASSED} == set()


SCHEMES = {
    "appId": {"type": "apiKey", "in": "header", "name": "X-App-Id"},
    "appKey": {"type": "apiKey", "in": "query", "name": "key"},
    "secret": {"type": "apiKey", "in": "header", "name": "X-App-Secret"},
    "basic": {"type": "http", "scheme": "basic"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}
Requirements = dict[str, list[list[str]]]
DOCUMENTED: Requirements = {
    "both": [["appId", "appKey"]],
    "headers": [["appId", "secret"]],
    "either": [["appKey"], ["basic"], ["session"]],
    "optional": [[], ["basic"]],
    "public": [],
    "login": [["basic"]],
}


def vault_api(requirements: Requirements) -> Api:
    """Return an API with one operation for each security requirement."""
    paths = {
        f"/{name}": {
            "get": {
                "operationId": name,
                "security": [{scheme: [] for scheme in names} for names in alternatives],
                "responses": {"204": {"description": "ok"}, "401": {"description": "no"}},
            }
        }
        for name, alternatives in requirements.items()
    }
    components = {"securitySchemes": SCHEMES}
    return Api("vault", {**DOCUMENT, "paths": paths, "components": components}, None, "")


def find_failures(changes: Requirements, keys: tuple[str, ...] = tuple(SCHEMES)) -> set[str]:
    """Return the failures of a server with other requirements, as the operation and the request that fails."""
    target = in_process_target(vault_api(DOCUMENTED))
    server = in_process_target(vault_api({**DOCUMENTED, **changes}), key=target.keys).server
    key = {name: target.keys[name] for name in keys}
    result = collect_result(target.api, run_checks(replace(target, server=server, key=key), Settings(1)))
    messages = {(each.id, finding.message) for each in result.operations for finding in each.failures}
    return {f"{name}: {message.removeprefix('a request ').partition(' got')[0]}" for name, message in messages}


def test_keys_are_sent_only_to_the_operations_that_list_them() -> None:
    target = in_process_target(vault_api(DOCUMENTED))
    sent: dict[str, set[str]] = {}

    async def record(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        parts = [scope["query_string"], *(value for _, value in scope["headers"])]
        text = unquote(b" ".join(parts).decode("latin-1"))
        names = {name for name in SCHEMES if target.credential_for(target.api.get_security_scheme(name)) in text}
        sent.setdefault(scope["path"].rpartition("/")[2], set()).update(names)
        await target.app(scope, receive, send)

    assert list(run_checks(replace(target, server=record), Settings(3)))
    assert {name: sent[name] for name in DOCUMENTED} == {
        "both": {"appId", "appKey"},
        "headers": {"appId", "secret"},
        "either": {"appKey", "basic", "session"},
        "optional": {"basic"},
        "public": set(),
        "login": {"basic"},
    }


def test_server_with_the_documented_alternatives_has_no_failure() -> None:
    assert find_failures({}) == set()


def test_each_rejected_or_missing_key_is_a_failure_of_its_operation() -> None:
    changes: Requirements = {
        "both": [["appId"]],
        "either": [["appKey"], ["session"]],
        "optional": [["basic"]],
        "public": [["session"]],
    }
    assert find_failures(changes) == {
        "both: without the key appKey",
        "either: with only the key basic",
        "optional: without a key",
        "public: without a key",
    }


def test_key_in_a_header_that_is_not_needed_is_one_failure() -> None:
    assert find_failures({"headers": [["appId"]]}) == {"headers: without the key secret"}


def test_alternatives_that_are_required_together_are_failures_as_their_keys_are_known() -> None:
    found = find_failures({"either": [["appKey", "basic"]]}, ("appId", "appKey", "secret", "basic"))
    assert found == {"either: with only the key appKey", "either: with only the key basic"}


def test_rejected_key_that_no_operation_accepts_is_not_a_failure() -> None:
    requirements: Requirements = {"login": [["session"]], "either": [["session"]], "optional": [["session"]]}
    found = find_failures(requirements, ("appId", "appKey", "secret", "basic"))
    assert found == {"either: with only the key appKey", "optional: without a key"}


@pytest.mark.parametrize("name", ["both", "either"])
def test_undocumented_body_of_a_401_is_a_failure(name: str) -> None:
    error = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
    document = copy.deepcopy(vault_api(DOCUMENTED).document)
    unauthorized = {"description": "no", "content": {"application/json": {"schema": error}}}
    for path in document["paths"].values():
        path["get"]["responses"]["401"] = unauthorized
    target = in_process_target(Api("vault", document, None, ""))
    other = copy.deepcopy(document)
    other["paths"][f"/{name}"]["get"]["responses"]["401"] = {
        "description": "no",
        "content": {"application/json": {"example": {"error": "no key"}}},
    }
    server = in_process_target(Api("vault", other, None, ""), key=target.keys).server
    result = collect_result(target.api, run_checks(replace(target, server=server), Settings(1)))
    failures = {(each.id, finding.check, finding.pointer) for each in result.operations for finding in each.failures}
    assert failures == {(name, "response_schema_conformance", "response body /message")}


def find_failed_probes(status_for: Callable[[str | None], int]) -> list[str]:
    """Return the failures of a server that returns a status for the value of the header `X-App-Secret`."""

    async def respond(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        value = next((value.decode() for name, value in scope["headers"] if name == b"x-app-secret"), None)
        await send({"type": "http.response.start", "status": status_for(value), "headers": []})
        await send({"type": "http.response.body", "body": b""})

    target = in_process_target(vault_api({"secret": [["secret"]]}), key="the key")
    result = collect_result(target.api, run_checks(replace(target, server=respond), Settings(1)))
    return [each.message.partition(" got")[0] for each in result.operation("secret").failures]


@pytest.mark.parametrize(
    ("is_accepted", "failures"),
    [
        (lambda key: key == "the key", []),
        (lambda key: key in ("the key", ""), ["a request with an empty key"]),
        (lambda key: (key or "").startswith("the key"), ["a request with other characters after the key"]),
    ],
    ids=["right", "empty", "longer"],
)
def test_empty_key_and_longer_key_must_be_rejected(
    is_accepted: Callable[[str | None], bool], failures: list[str]
) -> None:
    assert find_failed_probes(lambda key: 204 if is_accepted(key) else 401) == failures


def test_server_may_say_that_an_empty_key_is_malformed() -> None:
    statuses = {"the key": 204, "": 400}
    assert find_failed_probes(lambda key: statuses.get(key or "", 401) if key is not None else 401) == []


@pytest.mark.parametrize("is_checked_first", [False, True])
def test_example_that_the_server_rejects_does_not_show_whether_it_requires_the_key(is_checked_first: bool) -> None:
    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        if path != "/rooms":
            return 404, {}
        if not is_checked_first and isinstance(body, dict) and body.get("name") == "Full":
            return 400, {}
        if headers.get("Authorization") != "Bearer KEY":
            return 400 if is_checked_first else 401, {}
        return (200 if isinstance(body, dict) and body.get("name") in ("Full", "Empty") else 400), {}

    body = {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {"name": {"enum": ["Full", "Empty"]}},
                },
                "examples": {"full": {"value": {"name": "Full"}}, "empty": {"value": {"name": "Empty"}}},
            }
        },
    }
    responses = {status: {"description": ""} for status in ("200", "400", "401")}
    create = {"operationId": "create", "security": [{"one": []}], "requestBody": body, "responses": responses}
    api = Api("rooms", {**DOCUMENT, "paths": {"/rooms": {"post": create}}}, None, "")
    with run_server(api.name, server=respond) as origin:
        result = collect_result(api, run_checks(Target(api, origin, "", "KEY"), Settings(2, writes=Writes.GENERATED)))
    claims = {finding.check for operation in result.operations for finding in operation.failures}
    assert ("authentication" in claims) is is_checked_first
