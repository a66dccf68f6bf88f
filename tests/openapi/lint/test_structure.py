"""Lint problems with the version and the structure of a spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.openapi.lint.notes_api import DOCUMENT, GET_NOTE, NOTE, assert_one_problem, find_locations, replace_once

VERSIONS = {
    "3.0": ("openapi: 3.1.0", "openapi: 3.0.3", "/openapi", 1, "OpenAPI '3.0.3' is not supported"),
    "2.0": ("openapi: 3.1.0", "swagger: '2.0'", "/swagger", 1, "OpenAPI 2.0 (Swagger) is not supported"),
    "a number": ("openapi: 3.1.0", "openapi: 3.1", "/openapi", 1, "must be a string"),
    "none": ("openapi: 3.1.0\n", "", "", 1, "missing key `openapi`"),
    "another dialect": (
        "tags: [",
        "jsonSchemaDialect: https://example.com/\ntags: [",
        "/jsonSchemaDialect",
        4,
        "unsupported JSON Schema dialect",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "line", "message"), [pytest.param(*case, id=name) for name, case in VERSIONS.items()]
)
def test_reports_an_unsupported_version(
    directory: Path, old: str, new: str, pointer: str, line: int, message: str
) -> None:
    assert_one_problem(directory, old, new, pointer, line, message)


INVALID_STRUCTURES = {
    "no title": ("info: {title: Notes, ", "info: {", "/info", 2, '"title" is a required'),
    "unknown keyword": (
        "servers: [{url: https://notes.example.com/v1}]",
        "servers: [{url: https://notes.example.com/v1, x: 1}]",
        "/servers/0/x",
        3,
        "unknown OpenAPI keyword 'x'",
    ),
    "keyword of another location": (
        "{name: id, in: path,",
        "{name: id, in: path, allowEmptyValue: true,",
        "/paths/~1notes~1{id}/parameters/0/allowEmptyValue",
        20,
        "unknown OpenAPI keyword 'allowEmptyValue' at this location",
    ),
    "parameter without a name": ("{name: lang, in: query,", "{in: query,", f"{GET_NOTE}/parameters/1", 25, '"name"'),
    "parameter in body": (
        "{name: lang, in: query,",
        "{name: lang, in: body,",
        f"{GET_NOTE}/parameters/1/in",
        25,
        "not one of",
    ),
    "parameter in an unknown location": (
        "{name: id, in: path,",
        "{name: id, in: pth,",
        "/paths/~1notes~1{id}/parameters/0/in",
        20,
        "not one of",
    ),
    "path without a slash": ("  /notes:", "  notes:", "/paths/notes", 7, "must start with `/`"),
    "invalid status": ("'201':", "20x:", "/paths/~1notes/post/responses/20x", 17, "invalid status '20x'"),
    "schema that is a number": (
        "owner: {type: string}",
        "owner: 3",
        f"{NOTE}/properties/meta/properties/owner",
        57,
        "the value is not of types",
    ),
    "response without a description": (
        "      description: A note\n",
        "",
        "/components/responses/Note",
        34,
        '"description"',
    ),
    "duplicate tag": ("{name: pages}", "{name: notes}", "/tags/1/name", 4, "duplicate tag 'notes'"),
    "server that is a number": (
        "servers: [{url: https://notes.example.com/v1}]",
        "servers: [3]",
        "/servers/0",
        3,
        'not of type "object"',
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "line", "message"),
    [pytest.param(*case, id=name) for name, case in INVALID_STRUCTURES.items()],
)
def test_reports_an_invalid_structure_once(
    directory: Path, old: str, new: str, pointer: str, line: int, message: str
) -> None:
    assert_one_problem(directory, old, new, pointer, line, message)


def test_reports_an_unknown_type_of_security_scheme_and_the_requirements_for_it(directory: Path) -> None:
    (directory / "openapi.yaml").write_text(replace_once(DOCUMENT, "key: {type: http, ", "key: {type: htp, "), "utf-8")
    assert find_locations(directory) == [("/security/0/key", 5), ("/components/securitySchemes/key/type", 30)]


def test_reports_an_unknown_keyword_in_the_target_of_a_reference_to_an_unusual_location(directory: Path) -> None:
    text = replace_once(DOCUMENT, "- {name: lang, in: query, schema: {type: string}}", "- {$ref: '#/x-shared/lang'}")
    text += "x-shared: {lang: {name: lang, in: query, schema: {type: string}, requird: true}}\n"
    (directory / "openapi.yaml").write_text(text, "utf-8")
    assert find_locations(directory) == [("/x-shared/lang/requird", 64)]


@pytest.mark.parametrize(
    "schema",
    [
        "{allOf: [{type: object}], required: [z]}",
        "{allOf: [{type: array, items: {$ref: '#/components/schemas/Extra'}}]}",
        "{anyOf: [true, {type: string}], not: {$ref: '#/components/schemas/Line'}}",
    ],
)
def test_accepts_any_valid_json_schema(directory: Path, schema: str) -> None:
    (directory / "openapi.yaml").write_text(f"{DOCUMENT}    Extra: {schema}\n", "utf-8")
    assert find_locations(directory) == []


def test_accepts_a_recursive_schema(directory: Path) -> None:
    new = "        within: {allOf: [{$ref: '#/components/schemas/Note'}]}\n"
    text = replace_once(DOCUMENT, "        within: {$ref: '#/components/schemas/Note'}\n", new)
    (directory / "openapi.yaml").write_text(text, "utf-8")
    assert find_locations(directory) == []
