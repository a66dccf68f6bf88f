"""Checks of request bodies that are not JSON: servers that accept or reject other ones than the documented."""

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

MEDIA_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "application/xml")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": "string", "enum": ["a", "b"]}, "count": {"type": "integer", "minimum": 1}},
}


def find_failures(media_type: str, changes: dict[str, Any]) -> set[str]:
    """Return the locations of the failures of a server with another schema of a property."""
    target = in_process_target(make_api(media_type, {}))
    server = in_process_target(make_api(media_type, changes)).server
    result = collect_result(target.api, run_checks(replace(target, server=server), Settings(2)))
    return {finding.pointer for operation in result.operations for finding in operation.failures}


def make_api(media_type: str, changes: dict[str, Any]) -> Api:
    schema = copy.deepcopy(SCHEMA)
    schema["properties"] = {**SCHEMA["properties"], **changes}
    operation = {
        "operationId": "send",
        "requestBody": {"required": True, "content": {media_type: {"schema": schema}}},
        "responses": {"204": {"description": "sent"}, "400": {"description": "invalid"}},
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/items": {"post": operation}}}
    return Api("some", document, None, "")


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_accepted_violation_is_a_failure(media_type: str) -> None:
    assert find_failures(media_type, {"kind": {"type": "string"}}) == {"request body /kind"}


def test_rejected_value_is_a_failure() -> None:
    assert find_failures(MEDIA_TYPES[0], {"kind": {"type": "string", "enum": ["a"]}}) == {"request body /kind"}


def test_server_of_the_same_spec_has_no_failure() -> None:
    assert find_failures(MEDIA_TYPES[1], {}) == set()
