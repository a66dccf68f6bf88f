"""Faults of documents as others write them: what they have together ends in no traceback."""

from __future__ import annotations

from typing import Any

from caretasks.conformance.target.model import stand_in
from caretasks.mutation.mutators.derive import derive
from caretasks.openapi.document import Api, Parameter
from caretasks.openapi.operation import invalid_requests
from caretasks.openapi.operation.parameters import serialize_parameter


def api(operation: dict[str, Any]) -> Api:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://t.example.com"}],
        "paths": {"/things": {"post": {"operationId": "add", **operation}}},
    }
    return Api("t", document, None, "")


def test_a_default_beside_all_server_errors_is_about_another_status() -> None:
    content = {"application/json": {"schema": {"type": "object"}}}
    answers = {key: {"description": key, "content": content} for key in ("200", "5XX", "default")}
    assert _answers(api({"responses": answers})) == {"200", "5XX", "default"}
    answers |= dict.fromkeys(("2XX", "3XX", "4XX"), answers["200"])
    assert "default" not in _answers(api({"responses": answers}))


def _answers(document: Api) -> set[str]:
    return {fault.answer for fault in derive(stand_in(document)) if fault.answer}


def test_a_pattern_is_read_as_javascript_has_it() -> None:
    schema = {"type": "object", "patternProperties": {r"^\p{L}+$": {"type": "integer"}}, "additionalProperties": False}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    (operation,) = api({"requestBody": body, "responses": {"200": {"description": "ok"}}}).operations
    assert [miss for miss, _ in invalid_requests.of_body(operation) if miss.spoil.keyword == "additionalProperties"]


def test_objects_are_written_by_the_style_of_their_place() -> None:
    schema = {"type": "object", "properties": {"ids": {"type": "array"}}}
    found = api(
        {
            "parameters": [
                {"name": "f", "in": "query", "style": "deepObject", "schema": schema},
                {"name": "X-F", "in": "header", "schema": schema},
            ],
            "responses": {"200": {"description": "ok"}},
        }
    )
    query, header = found.operations[0].parameters
    assert isinstance(query, Parameter)
    assert serialize_parameter(query, {"ids": [0, 1]}) == {"f[ids]": ["0", "1"]}
    assert serialize_parameter(header, {"a": 0}) == {"X-F": "a,0"}
