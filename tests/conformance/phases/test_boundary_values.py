"""The suite's own requests go to the limits of what a document allows, and but for one never past them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from schemathesis.core import NOT_SET

from caretasks.conformance.phases.boundary_values import Attempt, of
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api, Operation, Place
from caretasks.openapi.schema.boundary import LONG_TEXT, bodies
from caretasks.openapi.schema.examples import LONG_LIST
from caretasks.openapi.schema.validation import violations

OPERATIONS = [operation for api in Catalogue().load_all() for operation in api.operations]


def creating(api: str) -> list[Any]:
    """The bodies by which a task is created."""
    return [attempt.body for attempt in of(Catalogue().load(api).operation("create_task")) if attempt.valid]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.api.name}-{operation.id}")
def test_what_is_said_to_be_allowed_fits_the_document(operation: Operation) -> None:
    for attempt in of(operation):
        if attempt.valid and attempt.body is not NOT_SET:
            assert operation.body is not None
            assert operation.body.schema is not None
            assert not list(violations(operation.body.schema, attempt.body, sent=True))


REQUIRED = {"title", "description", "assigned_user_ids", "created_by_id", "deadline"}
NULLABLE = {"tags", "call_id", "fax_id", "assistant_id", "session_id", "patient_id", "type"}
FREE = {"title", "description", "created_by_id", "call_id", "patient_id", "status", "priority", "type"}


@pytest.mark.parametrize(
    "sent",
    [
        lambda body: set(body) == REQUIRED,
        lambda body: {name for name, value in body.items() if value is None} == NULLABLE,
        lambda body: all(not (body.get(name) or "").isascii() and len(body[name]) < 100 for name in FREE),
        lambda body: body["title"] == "x" and body["call_id"] == "" and body["status"] == "",
        lambda body: all(len(body.get(name) or "") == LONG_TEXT for name in FREE),
        lambda body: body.get("tags") == [],
        lambda body: len(body.get("tags") or []) == LONG_LIST == len(body["assigned_user_ids"]),
        lambda body: "caretasks_further" in body,
        lambda body: {"id", "version", "company_id", "created_at"} <= set(body),
    ],
    ids=["least", "null", "beyond ASCII", "shortest", "longest", "empty list", "long list", "further", "the server's"],
)
def test_a_task_is_created_at_each_limit(sent: Callable[[Any], bool]) -> None:
    assert any(map(sent, creating("solum")))


def test_no_number_of_the_servers_own_is_one_that_it_may_come_to_by_itself() -> None:
    assert all(body["version"] > 1_000_000 for body in creating("solum") if "version" in body)


def test_each_value_of_an_enum_is_sent() -> None:
    assert {body["task_type"] for body in creating("miramace")} == {
        "SCHEDULE_APPOINTMENT",
        "VERIFY_INSURANCE",
        "REIMBURSEMENT",
        "CUSTOM_TASK",
    }


def test_what_may_be_left_out_is_left_out_at_every_depth() -> None:
    sent = creating("miramace")
    assert any("task_data" not in body for body in sent)
    assert any(body.get("task_data") == {} for body in sent)
    assert any(body.get("task_data", {}).get("referral") == {} for body in sent)


def test_one_body_breaks_off_and_is_known_not_to_be_allowed() -> None:
    attempts = list(of(Catalogue().load("solum").operation("create_task")))
    assert [attempt.body for attempt in attempts if not attempt.valid] == [b'{"']


def _schema(node: dict[str, Any]) -> Place:
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": {"S": node}}}
    return Place(Api("t", document, None, "t.yaml"), "/components/schemas/S")


def test_items_that_have_to_differ_do_at_each_limit() -> None:
    tags = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3, "uniqueItems": True}
    schema = _schema({"type": "object", "properties": {"tags": tags}, "required": ["tags"]})
    found = list(bodies(schema, ({"tags": ["a", "b"]},)))
    assert all(not list(violations(schema, body)) for body in found)
    assert any(len(body["tags"][-1]) == LONG_TEXT for body in found)


def test_what_is_closed_gets_no_further_field() -> None:
    schema = _schema({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False})
    assert all(set(body) <= {"a"} for body in bodies(schema))


def test_a_text_of_the_query_goes_to_its_limits() -> None:
    parameter = {"name": "q", "in": "query", "schema": {"type": "string", "minLength": 2, "maxLength": 5}}
    operation = {"operationId": "find", "parameters": [parameter], "responses": {"200": {"description": ""}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/": {"get": operation}},
    }
    found: list[Attempt] = list(of(Api("t", document, None, "t.yaml").operations[0]))
    assert {len(attempt.query["q"]) for attempt in found} == {2, 5}
    assert any(not attempt.query["q"].isascii() for attempt in found)
