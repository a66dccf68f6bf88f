"""Lint problems with operation IDs, links, parameters and security requirements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caretasks.openapi.document import Api
from caretasks.openapi.lint.operations import find_hidden_operations, find_variable_problems
from tests.openapi.lint.notes_api import DOCUMENT, GET_NOTE, assert_one_problem, find_spec_problems

INVALID_OPERATIONS = {
    "link with an unknown parameter": (
        "read: {operationId: get_note}",
        "read: {operationId: get_note, parameters: {dya: '1'}}",
        "/components/responses/Note/links/read/parameters/dya",
        44,
        "get_note has no parameter 'dya'. Did you mean 'day'?",
    ),
    "link to an unknown operation": (
        "{operationId: get_note}",
        "{operationId: got_note}",
        "/components/responses/Note/links/read/operationId",
        44,
        "unknown operationId 'got_note'. Did you mean 'get_note'?",
    ),
    "link to an unknown location": (
        "{operationId: get_note}",
        "{operationRef: '#/paths/~1notes/put'}",
        "/components/responses/Note/links/read/operationRef",
        44,
        "unknown operationRef '#/paths/~1notes/put'.",
    ),
    "link to an operation of another document": (
        "{operationId: get_note}",
        "{operationRef: 'https://example.com/openapi.yaml#/paths/~1notes/get'}",
        "/components/responses/Note/links/read/operationRef",
        44,
        "unknown operationRef 'https://example.com/openapi.yaml#/paths/~1notes/get'.",
    ),
    "link with a parameter that the request does not have": (
        "read: {operationId: get_note}",
        "read: {operationId: get_note, parameters: {id: $request.query.id}}",
        "/components/responses/Note/links/read/parameters/id",
        44,
        "'$request.query.id': the operation of this response has no query parameter 'id'.",
    ),
    "link with a property without a JSON pointer": (
        "read: {operationId: get_note}",
        "read: {operationId: get_note, parameters: {id: $response.body.id}}",
        "/components/responses/Note/links/read/parameters/id",
        44,
        "'$response.body.id' is not a runtime expression",
    ),
    "undeclared path parameter": (
        "  /notes/{id}:",
        "  /notes/{id}/{part}:",
        "/paths/~1notes~1{id}~1{part}/get",
        21,
        "undeclared path parameters: {part}",
    ),
    "path parameter that is not in the path": (
        "  /notes/{id}:",
        "  /notes/one:",
        "/paths/~1notes~1one/parameters/0",
        20,
        "the path has no {id}",
    ),
    "duplicate query parameter": (
        "{name: lang,",
        "{name: day,",
        f"{GET_NOTE}/parameters/1",
        25,
        "duplicate query parameter 'day'",
    ),
    "duplicate header parameter in another case": (
        "{name: lang, in: query, schema: {type: string}}",
        "{name: X-A, in: header, schema: {}}\n        - {name: x-a, in: header, schema: {}}",
        f"{GET_NOTE}/parameters/2",
        26,
        "duplicate header parameter 'x-a'",
    ),
    "header of the connection": (
        "{name: lang, in: query, schema: {type: string}}",
        "{name: Accept-Encoding, in: header, schema: {enum: [gzip]}}",
        f"{GET_NOTE}/parameters/1",
        25,
        "HTTP libraries set the header Accept-Encoding themselves: this parameter is left out",
    ),
    "unknown security scheme": (
        "security: [{key: []}]",
        "security: [{kee: []}]",
        "/security/0/kee",
        5,
        "unknown security scheme 'kee'",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "line", "message"),
    [pytest.param(*case, id=name) for name, case in INVALID_OPERATIONS.items()],
)
def test_reports_an_invalid_operation_once(
    directory: Path, old: str, new: str, pointer: str, line: int, message: str
) -> None:
    assert_one_problem(directory, old, new, pointer, line, message)


@pytest.mark.parametrize(
    "value",
    ["$request.query.day", "$response.body#/id", "$response.header.X-Left", "note-{$request.query.day}{$url}", "note"],
)
def test_accepts_a_runtime_expression(directory: Path, value: str) -> None:
    new = f"{{operationId: get_note, parameters: {{id: '{value}'}}}}"
    day = "operationId: create_note\n      parameters: [{name: day, in: query, schema: {type: string}}]"
    with_day = DOCUMENT.replace("operationId: create_note", day)
    (directory / "openapi.yaml").write_text(with_day.replace("{operationId: get_note}", new), "utf-8")
    assert not find_spec_problems(directory)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/notes#all", "/notes#new"], ["/paths/~1notes#new/get"]),
        (["/notes/{id}", "/notes/{name}"], ["/paths/~1notes~1{name}/get"]),
        (["/notes?kind=a", "/notes?kind=b"], []),
    ],
)
def test_reports_operations_that_no_request_reaches(paths: list[str], expected: list[str]) -> None:
    document: dict[str, Any] = {"paths": {path: {"get": {"responses": {}}} for path in paths}}
    problems = list(find_hidden_operations(Api("acme", document, None, "acme")))
    assert [(each.pointer, each.severity) for each in problems] == [(pointer, "limitation") for pointer in expected]
    assert all(("follows a # is not sent" in each.message) == ("#" in each.pointer) for each in problems)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("app-id", "app_id"), "the environment variable ACME_APP_ID is that of security scheme 'app-id', too"),
        (("base_url", "other"), "the environment variable ACME_BASE_URL is that of the base URL, too"),
        (("app-id", "team"), None),
    ],
)
def test_reports_security_schemes_with_the_same_variable(names: tuple[str, ...], message: str | None) -> None:
    schemes = {name: {"type": "apiKey", "in": "header", "name": name} for name in names}
    operation: dict[str, object] = {"security": [{name: []} for name in names], "responses": {}}
    document = {"paths": {"/": {"get": operation}}, "components": {"securitySchemes": schemes}}
    problems = list(find_variable_problems(Api("acme", document, None, "acme")))
    assert [each.message.partition(";")[0] for each in problems] == ([message] if message else [])
