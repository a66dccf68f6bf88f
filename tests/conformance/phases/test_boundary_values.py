"""Tests of the boundary values: they cover the limits of the spec, and all but one are valid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from caretasks.conformance.phases.boundary_values import iter_cases
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Api, Node, Operation
from caretasks.openapi.schema.boundary import DEFAULT_MAX_LENGTH, iter_boundary_values
from caretasks.openapi.schema.keywords import DEFAULT_MAX_ITEMS
from caretasks.openapi.schema.validation import iter_violations
from tests.bundled_apis import load_api, load_bundled_apis
from tests.openapi.single_operation import make_operation

OPERATIONS = [operation for api in load_bundled_apis() for operation in api.operations]


def valid_create_bodies(api: str) -> list[Any]:
    """Return the valid bodies for creating a task."""
    return [case.body for case in iter_cases(load_api(api).get_operation("create_task")) if case.is_valid]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.api.name}-{operation.id}")
def test_valid_cases_match_the_spec(operation: Operation) -> None:
    for case in iter_cases(operation):
        if case.is_valid and case.body is not MISSING:
            assert operation.body is not None
            assert operation.body.schema is not None
            assert not list(iter_violations(operation.body.schema, case.body, in_request=True))


REQUIRED = {"title", "description", "assigned_user_ids", "created_by_id", "deadline"}
NULLABLE = {"tags", "call_id", "fax_id", "assistant_id", "session_id", "patient_id", "type"}
STRING_PROPERTIES = {"title", "description", "created_by_id", "call_id", "patient_id", "status", "priority", "type"}


@pytest.mark.parametrize(
    "sent",
    [
        lambda body: set(body) == REQUIRED,
        lambda body: {name for name, value in body.items() if value is None} == NULLABLE,
        lambda body: all(not (body.get(name) or "").isascii() and len(body[name]) < 100 for name in STRING_PROPERTIES),
        lambda body: body["title"] == "x" and body["call_id"] == "" and body["status"] == "",
        lambda body: all(len(body.get(name) or "") == DEFAULT_MAX_LENGTH for name in STRING_PROPERTIES),
        lambda body: body.get("tags") == [],
        lambda body: len(body.get("tags") or []) == DEFAULT_MAX_ITEMS == len(body["assigned_user_ids"]),
        lambda body: "caretasks_extra" in body,
        lambda body: {"id", "version", "company_id", "created_at"} <= set(body),
    ],
    ids=[
        "minimal",
        "null",
        "non-ASCII",
        "shortest",
        "longest",
        "empty list",
        "long list",
        "extra",
        "response properties",
    ],
)
def test_includes_each_boundary(sent: Callable[[Any], bool]) -> None:
    assert any(map(sent, valid_create_bodies("solum")))


def test_response_properties_have_distinctive_numbers() -> None:
    assert all(body["version"] > 1_000_000 for body in valid_create_bodies("solum") if "version" in body)


def test_includes_each_enum_value() -> None:
    assert {body["task_type"] for body in valid_create_bodies("miramace")} == {
        "SCHEDULE_APPOINTMENT",
        "VERIFY_INSURANCE",
        "REIMBURSEMENT",
        "CUSTOM_TASK",
    }


def test_omits_optional_properties_at_every_depth() -> None:
    sent = valid_create_bodies("miramace")
    assert any("task_data" not in body for body in sent)
    assert any(body.get("task_data") == {} for body in sent)
    assert any(body.get("task_data", {}).get("referral") == {} for body in sent)


def test_includes_one_truncated_body_as_invalid() -> None:
    cases = list(iter_cases(load_api("solum").get_operation("create_task")))
    assert [case.body for case in cases if not case.is_valid] == [b'{"']


def _make_schema(node: dict[str, Any]) -> Node:
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": {"S": node}}}
    return Node(Api("t", document, None, "t.yaml"), "/components/schemas/S")


def test_unique_items_stay_unique() -> None:
    tags = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3, "uniqueItems": True}
    schema = _make_schema({"type": "object", "properties": {"tags": tags}, "required": ["tags"]})
    found = list(iter_boundary_values(schema, ({"tags": ["a", "b"]},)))
    assert all(not list(iter_violations(schema, body)) for body in found)
    assert any(len(body["tags"][-1]) == DEFAULT_MAX_LENGTH for body in found)


def test_closed_objects_get_no_extra_properties() -> None:
    schema = _make_schema({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False})
    assert all(set(body) <= {"a"} for body in iter_boundary_values(schema))


def query_cases(schema: dict[str, Any], path: str = "/", location: str = "query") -> list[dict[str, Any]]:
    """Return the parameters of each case of a read with one parameter `q`."""
    parameter = {"name": "q", "in": location, "required": location == "path", "schema": schema}
    operation = {"operationId": "find", "parameters": [parameter], "responses": {"200": {"description": ""}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {path: {"get": operation}}}
    cases = iter_cases(Api("t", document, None, "t.yaml").operations[0])
    return [dict(case.parameters[location]) for case in cases]


def test_includes_boundary_strings_of_the_query() -> None:
    sent = query_cases({"type": "string", "minLength": 2, "maxLength": 5})
    assert {2, 5} <= {len(each["q"]) for each in sent}
    assert any(not each["q"].isascii() for each in sent)


def test_includes_each_enum_value_of_an_object_in_the_query() -> None:
    schema = {"type": "object", "properties": {"by": {"enum": ["name", "size"]}, "fast": {"type": "boolean"}}}
    parameter = {"name": "sort", "in": "query", "style": "deepObject", "explode": True, "schema": schema}
    sent = [case.parameters["query"] for case in iter_cases(make_operation({}, parameter))]
    assert {"sort[by]": "name"} in sent
    assert {"sort[by]": "size"} in sent


@pytest.mark.parametrize("location", ["header", "cookie"])
def test_includes_the_limits_of_headers_and_cookies(location: str) -> None:
    def sent(schema: dict[str, Any]) -> list[str]:
        return [each["q"] for each in query_cases(schema, location=location) if "q" in each]

    assert {"1", "5"} <= set(map(str, sent({"type": "integer", "minimum": 1, "maximum": 5})))
    assert {"a", "b"} <= set(sent({"enum": ["a", "b"]}))
    texts = sent({"type": "string", "minLength": 2, "maxLength": 5})
    assert {2, 5} <= set(map(len, texts))
    assert all(text.isascii() for text in texts)
    assert all(0 < len(text) <= 1000 for text in sent({"type": "string"}))


@pytest.mark.parametrize(("path", "location"), [("/", "query"), ("/{q}", "path")])
def test_includes_words_that_a_server_may_read_as_other_values(path: str, location: str) -> None:
    assert {"null", "false"} <= {each["q"] for each in query_cases({"type": "string"}, path, location)}
    assert {each["q"] for each in query_cases({"type": "string", "maxLength": 4}, path, location)} & {
        "null",
        "false",
    } == {"null"}
    assert not {"null"} & {each["q"] for each in query_cases({"enum": ["a"]}, path, location)}
