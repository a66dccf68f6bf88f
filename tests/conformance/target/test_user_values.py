"""User-provided values in generated writes: they replace what has to exist on the server, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from caretasks.conformance.target.model import Target, in_process_target
from caretasks.conformance.target.user_values import generated_write
from caretasks.openapi.document import Api

DOCUMENT = {
    "type": "object",
    "properties": {
        "owner": {"type": ["string", "null"]},
        "note": {"type": "string"},
        "state": {"enum": ["a", "b"]},
        "size": {"type": "integer"},
    },
    "if": {"properties": {"owner": {"const": "me"}}, "required": ["owner"]},
    "then": {"properties": {"state": {"const": "a"}}},
}
SCHEMA = {
    "type": "object",
    "properties": {
        "user": {"type": ["string", "null"]},
        "users": {"type": "array", "items": {"type": "string"}},
        "documents": {"type": "array", "items": DOCUMENT},
    },
}


def send(body: dict[str, Any], *, invalid: bool = False, **provided: Any) -> Any:
    operation = {"requestBody": {"content": {"application/json": {"schema": SCHEMA}}}, "responses": {}}
    document = {"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {"/tasks": {"post": operation}}}
    api = Api("tasks", document, None, "tasks")
    target: Target = in_process_target(api, seed="1")
    (create,) = target.api.operations
    values = {(create.id, name): (value,) for name, value in provided.items()}
    return generated_write(replace(target, user_values=values), create, body, invalid=invalid)


def test_value_replaces_a_generated_one() -> None:
    assert send({"user": "x", "users": ["y"]}, user="me", users=["us"]) == {"user": "me", "users": ["us"]}


def test_invalid_value_is_kept() -> None:
    assert send({"user": 1}, user="me", invalid=True) == {"user": 1}


@pytest.mark.parametrize("body", [{"user": None}, {"users": []}, {"documents": []}, {"documents": [{}]}, {}])
def test_null_and_empty_values_are_kept(body: dict[str, Any]) -> None:
    assert send(body, user="me", users=["us"], documents=[{"owner": "me"}]) == body


def test_objects_keep_the_properties_that_were_not_provided() -> None:
    body = {"documents": [{"owner": "x", "note": "n"}, {"owner": "y", "size": 2}, {"owner": None}, {"note": "n"}]}
    provided = [{"owner": "us"}, {"owner": "them", "note": "m"}]
    assert send(body, documents=provided) == {
        "documents": [{"owner": "us", "note": "n"}, {"owner": "them", "size": 2}, {"owner": None}, {"note": "m"}]
    }


def test_provided_value_is_sent_whole_if_the_combined_one_is_invalid() -> None:
    body = {"documents": [{"owner": "x", "state": "b"}]}
    assert send(body, documents=[{"owner": "me"}]) == {"documents": [{"owner": "me"}]}
