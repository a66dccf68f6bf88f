"""Servers that reject valid bodies in one of several media types: each media type is checked by itself."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.results import collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.document import Api

# These tests run checks.
pytestmark = pytest.mark.slow

JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
PATCH, VENDOR = "application/merge-patch+json", "application/vnd.desk+json"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "maxLength": 40},
        "kind": {"type": "string", "enum": ["call", "visit"]},
        "note": {"type": ["string", "null"]},
        "count": {"type": "integer", "minimum": 1},
    },
}
LONGEST = "whose `title` has the maximum number of characters"
LIST: dict[str, Any] = {"type": "array", "items": SCHEMA}


def make_api(content: dict[str, dict[str, Any]]) -> Api:
    operation = {
        "operationId": "send",
        "requestBody": {"required": True, "content": content},
        "responses": {"204": {"description": "sent"}, "422": {"description": "rejected"}},
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/items": {"post": operation}}}
    return Api("some", document, None, "")


def find_failures(schemas: dict[str, dict[str, Any]], changed: str, constraint: dict[str, Any]) -> dict[str, str]:
    """Return the pointers and claims of the failures of a server that also requires a constraint in one media type."""
    content = {name: {"schema": copy.deepcopy(schema)} for name, schema in schemas.items()}
    target = in_process_target(make_api(content))
    served = copy.deepcopy(content)
    if constraint:
        served[changed]["schema"]["allOf"] = [constraint]
    server = in_process_target(make_api(served)).server
    result = collect_result(target.api, run_checks(replace(target, server=server), Settings(2)))
    assert not result.errors
    return {finding.pointer: finding.claim for operation in result.operations for finding in operation.failures}


@pytest.mark.parametrize(
    ("second", "constraint", "path", "phrase"),
    [
        (FORM, {"required": ["count"]}, "/count", "without `count`"),
        (MULTIPART, {"properties": {"kind": {"const": "call"}}}, "/kind", "whose `kind` is visit"),
        (VENDOR, {"properties": {"note": {"type": "string"}}}, "/note", "whose `note` is null"),
        (PATCH, {"properties": {"title": {"maxLength": 39}}}, "/title", LONGEST),
    ],
    ids=["a missing field", "a value of an enum", "null", "the longest string"],
)
def test_rejection_in_the_second_media_type_names_it(
    second: str, constraint: dict[str, Any], path: str, phrase: str
) -> None:
    claim = f"a request {phrase} in {second} must be accepted"
    found = find_failures({JSON: SCHEMA, second: SCHEMA}, second, constraint)
    assert found == {f"request body ({second}) {path}": claim}


def test_rejection_in_the_first_media_type_is_not_about_the_others() -> None:
    found = find_failures({JSON: SCHEMA, FORM: SCHEMA}, JSON, {"required": ["count"]})
    assert found == {"request body /count": "a request without `count` must be accepted"}


@pytest.mark.parametrize(
    ("constraint", "path", "phrase"),
    [
        ({"required": ["kind"]}, "/*/kind", "without `/*/kind`"),
        ({"properties": {"count": {"minimum": 2}}}, "/*/count", "whose `/*/count` has the minimum value"),
    ],
)
def test_rejection_of_an_item_of_a_list_is_a_failure(constraint: dict[str, Any], path: str, phrase: str) -> None:
    found = find_failures({JSON: SCHEMA, VENDOR: LIST}, VENDOR, {"items": constraint})
    assert found == {f"request body ({VENDOR}) {path}": f"a request {phrase} in {VENDOR} must be accepted"}


def test_rejection_of_a_whole_media_type_is_one_failure() -> None:
    found = find_failures({JSON: SCHEMA, FORM: SCHEMA}, FORM, {"maxProperties": 0})
    assert found == {"request body": f"a request whose body is sent as {FORM} must be accepted"}


@pytest.mark.long
def test_server_that_accepts_every_valid_body_has_no_failure() -> None:
    schemas = {JSON: SCHEMA, PATCH: {**SCHEMA, "required": []}, FORM: SCHEMA, MULTIPART: SCHEMA}
    assert find_failures(schemas, FORM, {}) == {}
