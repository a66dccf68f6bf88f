"""Problems of response bodies of each media type."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.conformance.response_bodies import find_write_only_properties, iter_body_problems
from caretasks.openapi.document import Api

WORD = {"type": "string", "pattern": "^[a-z]+$"}
PET = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


def find_problems(
    media_type: str, content: bytes, schema: Any = None, sent: str | None = None, **media: Any
) -> set[str]:
    """Return what the body must be, or the location and the keyword of each violation of its schema."""
    documented = {"content": {media_type: {**({} if schema is None else {"schema": schema}), **media}}}
    operation = {"operationId": "read", "responses": {"200": {"description": "", **documented}}}
    api = Api("some", {"openapi": "3.1.0", "paths": {"/items": {"get": operation}}}, None, "some")
    [response] = api.operations[0].responses.values()
    problems = iter_body_problems(response, 200, sent or media_type, content)
    return {
        each.expected if each.violation is None else f"{each.violation.pointer} {each.violation.keyword}"
        for each in problems
    }


@pytest.mark.parametrize(
    ("media_type", "content", "schema"),
    [
        ("application/json", b'{"id": 1}', PET),
        ("application/hal+json", b'{"id": 1}', PET),
        ("text/plain", b"word", WORD),
        ("text/plain", b"3", {"type": "integer"}),
        ("text/csv", b"id,name\n1,Rex\n", {"type": "string"}),
        ("application/xml", b"<pet><id>1</id></pet>", PET),
        ("application/x-ndjson", b'{"id": 1}\n{"id": 2}\n', PET),
        ("application/x-ndjson", b'{"id": 1}\n', {"type": "array", "items": PET}),
        ("text/event-stream", b'data: {"id": 1}\n\ndata: [DONE]\n\n', PET),
        ("text/event-stream", b"event: tick\ndata: 1\n\n", {"type": "string"}),
        ("application/pdf", b"%PDF", {"type": "string", "format": "binary"}),
        ("image/png", b"PNG", None),
    ],
)
def test_documented_body_has_no_problem(media_type: str, content: bytes, schema: Any) -> None:
    assert find_problems(media_type, content, schema) == set()


@pytest.mark.parametrize(
    ("media_type", "content", "schema", "expected"),
    [
        ("application/json", b"", PET, "JSON"),
        ("application/json", b'{"id": "one"}', PET, "/id type"),
        ("application/hal+json", b"{}", PET, " required"),
        ("text/plain", b"Word", WORD, " pattern"),
        ("application/xml", b"<pet><id>1</id>", PET, "XML"),
        ("application/xml", b"<pet><id>one</id></pet>", PET, "/id type"),
        ("application/x-ndjson", b'{"id": 1}\n{"id"', PET, "JSON in each line"),
        ("application/x-ndjson", b'{"id": 1}\n{}\n', PET, "/1 required"),
        ("text/event-stream", b"<html>", PET, "server-sent events"),
        ("text/event-stream", b"data: 1,\n\n", PET, "events with JSON as their data"),
        ("text/event-stream", b"data: {}\n\n", PET, " required"),
        ("application/pdf", b"", {"type": "string", "format": "binary"}, "non-empty"),
        ("image/png", b"", None, "non-empty"),
    ],
)
def test_other_body_is_a_problem(media_type: str, content: bytes, schema: Any, expected: str) -> None:
    assert find_problems(media_type, content, schema) == {expected}


def test_empty_text_is_a_problem_only_if_the_documented_one_has_content() -> None:
    assert find_problems("text/plain", b"", {"type": "string"}) == set()
    assert find_problems("text/plain", b"", {"type": "string"}, example="done") == {"non-empty"}


def test_media_type_that_is_not_documented_is_left_to_another_check() -> None:
    assert find_problems("application/json", b"<html>", PET, sent="text/html") == set()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'{"id": 1, "pets": [{"id": 2, "pin": "1"}]}', ["/pets/0/pin"]),
        (b'{"id": 1, "pets": [{"id": 2}], "pin": "1"}', []),
        (b"no JSON", []),
    ],
)
def test_write_only_properties_are_found_in_nested_objects(content: bytes, found: list[str]) -> None:
    inner = {"properties": {"pin": {"type": "string", "writeOnly": True}}}
    schema = {"properties": {"pets": {"type": "array", "items": inner}}}
    responses = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    paths = {"/items": {"get": {"operationId": "read", "responses": responses}}}
    [response] = Api("some", {"openapi": "3.1.0", "paths": paths}, None, "some").operations[0].responses.values()
    assert find_write_only_properties(response, "application/json", content) == found
