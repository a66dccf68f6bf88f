"""Each kind of change of a schema, in requests and in responses."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.diff.api_changes import compare_documents
from caretasks.diff.change import Change
from caretasks.openapi.document import Api
from tests.diff.schema_kinds import SCHEMA_KINDS


def with_body(schema: Any, *, in_request: bool) -> Api:
    """Return an API whose only request, or only response, has a property of the schema."""
    body = {
        "content": {
            "application/json": {"schema": {"type": "object", "required": ["value"], "properties": {"value": schema}}}
        }
    }
    operation: dict[str, Any] = {"operationId": "send", "responses": {"200": {"description": "OK"}}}
    if in_request:
        operation["requestBody"] = body
    else:
        operation["responses"]["200"].update(body)
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/values": {"post": operation}}}
    return Api("test", document, None, "")


def parties(changes: list[Change]) -> str:
    return " ".join(sorted({str(party) for change in changes for party in change.breaks}))


@pytest.mark.parametrize("in_request", [True, False], ids=["request", "response"])
@pytest.mark.parametrize("name", SCHEMA_KINDS)
def test_classes_a_change_of_a_schema(name: str, in_request: bool) -> None:
    kind = SCHEMA_KINDS[name]
    expected = kind.request if in_request else kind.response
    changes = compare_documents(with_body(kind.old, in_request=in_request), with_body(kind.new, in_request=in_request))
    if expected is None:
        assert changes == []
    else:
        assert changes
        assert parties(changes) == expected, [(each.kind, each.message, each.class_name) for each in changes]
