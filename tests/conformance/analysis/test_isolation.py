"""The part of a documented request that a server rejects is the location of the finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.conformance.analysis.rejections.experiments import BaseRequest
from caretasks.conformance.analysis.rejections.isolation import iter_with_other_parts
from caretasks.conformance.analysis.rejections.state import Part
from caretasks.conformance.config import Settings
from caretasks.conformance.results import collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import Target, in_process_target
from caretasks.core.missing import MISSING
from caretasks.openapi.bodies.request_encoding import varied_media
from caretasks.openapi.document import Api
from caretasks.openapi.schema.locations import ValuePath, find_at, without_value_at
from caretasks.openapi.schema.validation import is_valid
from tests.conformance.analysis.test_rejected_values import find_failures, make_api
from tests.openapi.schema.schemas import make_schema
from tests.servers import Response
from tests.servers.conforming import Server, run_server

HOLDER = {"first": "Robin", "last": "Sample", "since": "2024-05-01"}
PLAN = {"name": "basic", "codes": ["A1", "B2"], "is_active": True, "holder": HOLDER, "limit": 20}
TEXT = {"type": "string"}
SINCE = {"since": {"type": "string", "format": "date"}}
HOLDERS = {"type": "object", "properties": {"first": TEXT, "last": TEXT, **SINCE}}
NO_PARAMETERS: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}


def make_body(holder: dict[str, Any], name: dict[str, Any] = TEXT) -> dict[str, Any]:
    plan = {
        "type": "object",
        "properties": {
            "name": name,
            "codes": {"type": "array", "items": TEXT},
            "is_active": {"type": "boolean"},
            "holder": holder,
            "limit": {"type": "integer"},
        },
    }
    schema = {"type": "object", "required": ["title"], "properties": {"title": TEXT, "plan": plan}}
    media = {"schema": schema, "example": {"title": "Visit", "plan": PLAN}}
    return {"requestBody": {"required": True, "content": {"application/json": media}}}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("served", "pointer"),
    [
        (make_body({"not": {}}), "request body /plan/holder"),
        (make_body({**HOLDERS, "not": {"required": ["since"]}}), "request body /plan/holder/since"),
        (make_body(HOLDERS, {"not": {}}), "request body /plan/name"),
    ],
)
def test_part_of_a_documented_body_that_is_rejected_is_named(served: dict[str, Any], pointer: str) -> None:
    assert find_failures(make_body(HOLDERS), served) == {pointer}


@pytest.mark.slow
def test_parameter_of_a_documented_request_that_is_rejected_is_named() -> None:
    def make(rejected: dict[str, Any]) -> dict[str, Any]:
        schemas = {"after": {"type": "string", "format": "date"}, "kind": TEXT, "near": TEXT} | rejected
        examples = {"after": "2024-05-01", "kind": "visit", "near": "Berlin"}
        parameters = ({"name": name, "in": "query", "schema": schemas[name]} for name in schemas)
        return {"parameters": [{**each, "example": examples[each["name"]]} for each in parameters]}

    assert find_failures(make({}), make({"kind": {"not": {"const": "visit"}}})) == {"request query kind"}


@pytest.mark.slow
def test_documented_parameter_that_a_read_rejects_is_one_finding() -> None:
    examples = {"kind": "visit", "near": "Berlin", "sort": "name"}
    parameters = [{"name": name, "in": "query", "example": examples[name], "schema": TEXT} for name in examples]
    responses = {"200": {"description": "found"}, "400": {"description": "invalid"}}
    read = {"operationId": "list", "parameters": parameters, "responses": responses}
    api = make_paths({"/items": {"get": read}})

    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        return (400, {}) if query.get("kind") == ["visit"] else (200, {})

    assert find_pointers(api, respond) == [("list", "request query kind")]


ORDER = {
    "type": "object",
    "required": ["title", "count", "born"],
    "properties": {
        "title": TEXT,
        "count": {"type": "integer"},
        "born": {"type": "string", "format": "date"},
        "note": {"type": ["string", "null"]},
    },
}


def order(fails: Callable[[dict[str, Any]], bool]) -> Server:
    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        if not is_valid(make_schema(ORDER), body):
            return 400, {}
        return (500, {}) if fails(body) else (201, {})

    return respond


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fails", "pointers"),
    [
        (lambda body: body["count"] != 0, ["request body /count"]),
        (lambda body: body["born"] < "1990", ["request body /born"]),
        (lambda body: len(body["title"]) > 3, ["request body /title"]),
        (lambda body: body.get("note", "") is None, ["request body /note"]),
        (
            lambda body: body["count"] != 0 or body.get("note", "") is None,
            ["request body /count", "request body /note"],
        ),
    ],
    ids=["numbers other than 0", "early dates", "long strings", "null", "two of them"],
)
def test_part_of_a_request_on_which_the_server_fails_is_named(fails: Any, pointers: list[str]) -> None:
    body = {"required": True, "content": {"application/json": {"schema": ORDER}}}
    responses = {"201": {"description": "ordered"}, "400": {"description": "invalid"}}
    api = make_paths({"/orders": {"post": {"operationId": "order", "requestBody": body, "responses": responses}}})
    assert find_pointers(api, order(fails)) == [("order", pointer) for pointer in pointers]


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "pointers"), [(None, []), ("note", ["request body /note"])])
def test_documented_value_that_must_be_unique_is_not_a_failure(fault: str | None, pointers: list[str]) -> None:
    schema = {"type": "object", "required": ["name"], "properties": {"name": TEXT, "email": TEXT, "note": TEXT}}
    member = {"name": "Robin", "email": "robin@example.com"}
    examples = {"first": {"value": member}, "second": {"value": {**member, "name": "Kim", "note": "Call"}}}
    body = {"required": True, "content": {"application/json": {"schema": schema, "examples": examples}}}
    responses = {"201": {"description": "added"}, "422": {"description": "invalid"}}
    api = make_paths({"/members": {"post": {"operationId": "add", "requestBody": body, "responses": responses}}})
    taken: set[str] = set()

    def respond(method: str, path: str, query: Any, headers: Any, body: Any) -> Response:
        if not is_valid(make_schema(schema), body) or body.get("email") in taken or fault in body:
            return 422, {}
        taken.update({body["email"]} if "email" in body else set())
        return 201, {}

    assert find_pointers(api, respond) == [("add", pointer) for pointer in pointers]


def make_paths(paths: dict[str, Any]) -> Api:
    return Api("some", {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}, None, "some")


def find_pointers(api: Api, server: Server) -> list[tuple[str, str]]:
    """Return the operations and the locations of the failures of a remote server."""
    with run_server("some", server=server) as origin:
        result = collect_result(api, run_checks(Target(api, origin, "", ""), Settings(12)))
    assert not result.errors
    return [(each.id, finding.pointer) for each in result.operations for finding in each.failures]


values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(values, values)
def test_request_with_another_part_differs_in_it_only(rejected: Any, accepted: Any) -> None:
    operation = make_api({"requestBody": {"content": {"application/json": {"schema": {}}}}}).get_operation("send")
    (media,) = varied_media(operation)
    bodies = [BaseRequest(NO_PARAMETERS, body, media) for body in (rejected, accepted)]
    target = in_process_target(make_api({}))
    for part, changed in iter_with_other_parts(target, operation, bodies[0], bodies[1], Part()):
        assert changed.body != rejected
        assert find_at(changed.body, part.path) == find_at(accepted, part.path)
        assert _without(changed.body, part.path) == _without(rejected, part.path)


def _without(value: Any, path: ValuePath) -> Any:
    return value if find_at(value, path) is MISSING else without_value_at(value, path)
