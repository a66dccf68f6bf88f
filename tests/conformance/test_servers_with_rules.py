"""Remote servers with rules that their specs, which have no examples, cannot express: correct ones and faulty ones."""

from __future__ import annotations

from typing import Any

from caretasks.conformance.config import Settings
from caretasks.conformance.results import ApiResult, collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import Target
from caretasks.openapi.document import Api
from tests.servers import Response
from tests.servers.conforming import Server, run_server

ROOM = {
    "type": "object",
    "required": ["name", "first", "last"],
    "properties": {
        "name": {"type": "string", "maxLength": 20},
        "first": {"type": "integer", "minimum": 0, "maximum": 9},
        "last": {"type": "integer", "minimum": 0, "maximum": 9},
    },
}
BOOKED = {"201": {"description": "booked", "content": {"application/json": {"schema": ROOM}}}}


def make_api(paths: dict[str, Any]) -> Api:
    components = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, "components": components}
    return Api("rooms", document, None, "rooms")


ROOMS = make_api(
    {
        "/rooms": {
            "post": {
                "operationId": "book",
                "requestBody": {"required": True, "content": {"application/json": {"schema": ROOM}}},
                "responses": {**BOOKED, "422": {"description": "refused"}},
            }
        }
    }
)


def check(api: Api, server: Server) -> ApiResult:
    with run_server(api.name, server=server) as origin:
        result = collect_result(api, run_checks(Target(api, origin, "", ""), Settings(max_examples=4)))
    assert not result.errors
    return result


def titles_of(result: ApiResult) -> list[str]:
    return [finding.title for operation in result.operations for finding in operation.failures]


def book(max_length: int) -> Server:
    """Return a server of rooms whose last day must be after the first one."""

    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        body = body if isinstance(body, dict) else {}
        first, last = body.get("first"), body.get("last")
        if type(first) is not int or type(last) is not int or not 0 <= first < last <= 9:
            return 422, {"error": "days"}
        if not isinstance(body.get("name"), str) or len(body["name"]) > max_length:
            return 422, {"error": "name"}
        return 201, body

    return respond


def test_missing_validation_is_found_although_the_server_has_a_rule() -> None:
    assert titles_of(check(ROOMS, book(max_length=20))) == []
    (title,) = titles_of(check(ROOMS, book(max_length=100)))  # the response returns the name: the same cause
    assert title.startswith("a request whose `name` violates `maxLength` must be rejected")


def test_public_operation_that_requires_a_key_is_one_finding() -> None:
    responses = {"200": {"description": "ok"}}
    paths = {path: {"get": {"responses": responses, "security": []}} for path in ("/hours", "/days")}
    (title,) = titles_of(check(make_api(paths), lambda method, path, *_: (401 if path == "/hours" else 200, {})))
    assert title == "a request without a key must be accepted; received status 401"
