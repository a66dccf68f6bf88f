"""A check of one version of an API at a mock server of another version, operation by operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from caretasks.conformance.config import Settings
from caretasks.conformance.observation import FailureKind
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.catalog import make_api
from caretasks.openapi.document import Api, Node
from caretasks.openapi.schema.boundary import iter_boundary_values
from caretasks.openapi.schema.examples import example_value
from caretasks.openapi.schema.invalid import iter_invalid_values
from caretasks.openapi.schema.keywords import alternatives
from caretasks.openapi.schema.validation import is_valid
from tests.diff.schema_kinds import SCHEMA_KINDS

_NOT_COUNTED = frozenset({FailureKind.ACCEPTED_INVALID, FailureKind.MISSING_HEADER_ACCEPTED})
"""Failures about requests that the spec forbids, which do not count; see `caretasks.diff.change`."""


def operation_name(kind: str, *, in_request: bool) -> str:
    """Return the ID of the operation of a kind of change."""
    return f"{'send' if in_request else 'read'}_{kind.replace(' ', '_').replace('-', '_')}"


def build_apis(kinds: Mapping[str, Any] = SCHEMA_KINDS) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the old and the new document of an API with two operations for each kind of change of a schema."""
    documents = []
    for version in (0, 1):
        paths: dict[str, Any] = {}
        for name, kind in kinds.items():
            schema = deepcopy(kind[version])
            body = {"type": "object", "required": ["value"], "properties": {"value": schema}}
            for in_request in (True, False):
                operation_id = operation_name(name, in_request=in_request)
                content = {"application/json": {"schema": body}}
                operation: dict[str, Any] = {
                    "operationId": operation_id,
                    "responses": {"200": {"description": "OK"}, "4XX": {"description": "An error"}},
                }
                if in_request:
                    operation["requestBody"] = {"required": True, "content": content}
                else:
                    operation["responses"]["200"]["content"] = content
                paths[f"/{operation_id}"] = {"post" if in_request else "get": operation}
        documents.append({"openapi": "3.1.0", "info": {"title": "Kinds", "version": "1"}, "paths": paths})
    return documents[0], documents[1]


def with_responses_of_difference(document: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return a document whose examples of responses are not valid in another document, where such values exist.

    Its mock server returns them.
    """
    changed = deepcopy(document)
    apis = Api("kinds", document, None, ""), Api("kinds", other, None, "")
    for operation in apis[0].operations:
        if operation.method == "get":
            schemas = [api.get_operation(operation.id).responses["200"].media_types[0].schema for api in apis]
            assert schemas[0] is not None
            assert schemas[1] is not None
            value = next(_iter_differences(schemas[0], schemas[1]), None)
            if value is not None:
                content = changed["paths"][operation.path]["get"]["responses"]["200"]["content"]
                content["application/json"]["example"] = value
    return changed


def _iter_differences(schema: Node, other: Node) -> Iterator[Any]:
    """Yield values of the property `value` that are valid against a schema and not against another one."""
    inner, other_inner = (each.child("properties", "value") for each in (schema, other))
    base = example_value(other_inner)
    candidates = [example_value(each) for each in (inner, *(found.schema for found in alternatives(inner)))]
    candidates += [*iter_boundary_values(inner), *(each.make(base) for each in iter_invalid_values(other_inner))]
    candidates += ["x", {}, {"a": "text"}, {"a": 5}]
    values = ({"value": each} for each in candidates)
    return (each for each in values if is_valid(schema, each) and not is_valid(other, each))


def find_failing_operations(spec: dict[str, Any], server: dict[str, Any], settings: Settings) -> dict[str, list[str]]:
    """Check a mock server of one document by the suite of another, and return the failures of each operation."""
    target = in_process_target(make_api("kinds", spec, None, "kinds"))
    other = in_process_target(make_api("kinds", server, None, "kinds"))
    result = check_target(replace(target, server=other.server), settings)
    found: dict[str, list[str]] = {}
    for operation in result.operations:
        messages = [each.message for each in operation.failures if each.topic not in _NOT_COUNTED]
        # A server may reject a generated request for an undocumented reason, so a check only warns.
        messages += [each.message for each in operation.warnings if each.topic == FailureKind.REJECTED_VALID]
        if operation.no_success_reason:
            messages.append(str(operation.no_success_reason))
        if messages:
            found[operation.id] = messages
    return found
