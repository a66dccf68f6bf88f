"""Linting a whole API: directory names, extensions, several problems, unreadable files and unusual content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from caretasks.openapi.catalog import Catalog
from caretasks.openapi.json_pointer import join
from caretasks.openapi.lint.document import find_api_problems, validate_documents
from caretasks.openapi.problems import SourceError
from caretasks.openapi.source import read_source
from caretasks.openapi.yaml_data import find_lines
from tests.openapi.lint.mutated_documents import POINTERS, VALID, mutated_documents
from tests.openapi.lint.notes_api import DOCUMENT, GET_NOTE, NOTE, assert_one_problem, find_locations, replace_once


def test_valid_spec_and_facts_have_no_problems(directory: Path) -> None:
    assert find_api_problems(directory) == []


DIRECTORY_NAMES = {
    "my-api": "is not a Python identifier in lower case",
    "Api": "is not a Python identifier in lower case",
    "class": "is a Python keyword",
    "async": "is a Python keyword",
    "mock": "is a module of caretasks",
    "cli": "is a module of caretasks",
}


@pytest.mark.parametrize("name", DIRECTORY_NAMES)
def test_reports_a_directory_name_that_cannot_be_a_package(directory: Path, name: str) -> None:
    (problem,) = find_api_problems(directory.rename(directory.with_name(name)))
    assert (problem.pointer, problem.line) == ("", 1)
    assert f"the directory name {name!r} {DIRECTORY_NAMES[name]}" in problem.message


INVALID_EXTENSIONS = {
    "rate limit without seconds": (
        "version: '1'}",
        "version: '1', x-rate-limit: {requests: 5}}",
        "/info/x-rate-limit",
        2,
        '"seconds"',
    ),
    "rate limit of 0 requests": (
        "version: '1'}",
        "version: '1', x-rate-limit: {requests: 0, seconds: 1}}",
        "/info/x-rate-limit/requests",
        2,
        "minimum",
    ),
    "x-own that is a string": (
        "        id: {type: integer}",
        "        id: {type: integer, x-own: yes please}",
        f"{NOTE}/properties/id/x-own",
        50,
        "must be true",
    ),
    "error code that is not a property": (
        "    Line:\n      type: object\n",
        "    Line:\n      x-error-code: /nothing\n      type: object\n",
        "/components/schemas/Line/x-error-code",
        61,
        "to a property of this schema",
    ),
    "error fields that are not a list": (
        "    Line:\n      type: object\n",
        "    Line:\n      x-error-fields: /text\n      type: object\n",
        "/components/schemas/Line/x-error-fields",
        61,
        "list of JSON pointers",
    ),
    "error fields that are not properties": (
        "    Note:\n      type: object\n",
        "    Note:\n      x-error-code: /id\n      x-error-fields: [/lines/*/text, /lines/text]\n      type: object\n",
        "/components/schemas/Note/x-error-fields/1",
        48,
        "to a property of this schema",
    ),
    "x-own on a parameter": (
        "{name: lang, in: query,",
        "{name: lang, in: query, x-own: true,",
        f"{GET_NOTE}/parameters/1/x-own",
        25,
        "only allowed in the schema of a parameter",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "line", "message"),
    [pytest.param(*case, id=name) for name, case in INVALID_EXTENSIONS.items()],
)
def test_reports_an_invalid_extension_once(
    directory: Path, old: str, new: str, pointer: str, line: int, message: str
) -> None:
    assert_one_problem(directory, old, new, pointer, line, message)


def test_reports_a_duplicate_key(directory: Path) -> None:
    old, new = "info: {title: Notes, version: '1'}", "info: {title: Notes, version: '1', title: N}"
    assert_one_problem(directory, old, new, "/info/title", 2, "title")


def test_reports_several_problems_in_the_order_of_lines(directory: Path) -> None:
    text = replace_once(DOCUMENT, "operationId: get_note\n", "operationId: create_note\n")
    text = replace_once(text, "example: 3}", "example: '3'}")
    (directory / "openapi.yaml").write_text(replace_once(text, "schemas/Line'}", "schemas/Lin'}"), "utf-8")
    assert find_locations(directory) == [
        (f"{GET_NOTE}/operationId", 22),
        ("/components/responses/Note/headers/X-Left/example", 37),
        ("/components/responses/Note/links/read/operationId", 44),
        (f"{NOTE}/properties/lines/items/$ref", 53),
    ]


UNUSABLE_FILES = {
    "missing": None,
    "empty": b"",
    "not YAML": b"a: [",
    "not UTF-8": b"\xff\xfe\x00",
    "control character": b"a: \x07",
    "list": b"- 1",
    "two documents": b"a: 1\n---\nb: 2\n",
    "tab": b"a:\n\t- b",
    "Python tag": b"a: !!python/object/apply:os.getcwd []",
    "tag of a type that JSON does not have": b"a: !!timestamp 2020-01-01",
    "invalid boolean": b"a: !!bool perhaps",
    "infinite number": b"a: 1e999",
    "number of 5,000 digits": b"a: " + b"9" * 5000,
    "mapping as a key": b"? {a: 1}\n: 2",
    "alias of itself": b"a: &a [*a]",
    "100,000 levels": b"a: " + b"[" * 100_000,
    "1,000 levels": b"openapi: 3.1.0\na: " + b"[" * 1_000 + b"]" * 1_000,
    "exponential aliases": b"a0: &a0 [1,1,1,1,1,1,1,1,1]\n"
    + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)),
    "version only": b"openapi: 3.1.0",
    "paths that are a number": b"openapi: 3.1.0\ninfo: {title: a, version: b}\npaths: 3",
    "deeply nested schema": b"openapi: 3.1.0\ninfo: {title: a, version: b}\ncomponents: {schemas: {A: "
    + b"{items: " * 150
    + b"3"
    + b"}" * 152,
}


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in UNUSABLE_FILES.items()])
def test_reports_an_unusable_file(directory: Path, content: bytes | None) -> None:
    if content is None:
        (directory / "openapi.yaml").unlink()
    else:
        (directory / "openapi.yaml").write_bytes(content)
    assert find_api_problems(directory) != []


@pytest.mark.slow
@settings(max_examples=75, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=mutated_documents())
def test_mutated_spec_has_problems_with_lines_or_none(directory: Path, document: Any) -> None:
    (directory / "openapi.yaml").write_text(yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    problems = find_api_problems(directory)
    try:
        api = Catalog(directory.parent).load("notes")
        validate_documents([api])
    except SourceError as error:
        problems += error.problems
    for problem in problems:
        assert "\n" not in str(problem)
        assert problem.line is not None
        assert problem.line >= 1


def nested(keyword: str, levels: int) -> dict[str, Any]:
    return {keyword: [nested(keyword, levels - 1)]} if levels else {"type": "string"}


def doubled(level: int) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/A{level + 1}"}
    return {"properties": {"a": reference, "b": reference}}


LARGE_SCHEMAS: dict[str, dict[str, Any]] = {
    "40 nested allOf": {"A": nested("allOf", 40)},
    "huge limits": {"A": {"minLength": 1_000_000_000, "maximum": 10**400}},
    "example of 10 MB": {"A": {"type": "string", "example": "a" * 10_000_000}},
    "pattern that backtracks": {"A": {"pattern": "^(a+)+$", "default": "a" * 5000}},
    "2^40 properties": {f"A{level}": doubled(level) for level in range(40)} | {"A40": {"example": {"a": {}}}},
    "4,000 references in a row": {f"A{n}": {"$ref": f"#/components/schemas/A{n + 1}"} for n in range(4000)}
    | {"A4000": {}},
}


@pytest.mark.slow
@pytest.mark.parametrize("schemas", [pytest.param(schemas, id=name) for name, schemas in LARGE_SCHEMAS.items()])
def test_accepts_large_schemas(directory: Path, schemas: dict[str, Any]) -> None:
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"schemas": schemas}}
    (directory / "openapi.yaml").write_text(json.dumps(document), "utf-8")
    assert find_api_problems(directory) == []


def test_source_has_a_line_for_every_pointer(directory: Path) -> None:
    source = read_source(directory / "openapi.yaml")
    assert source.data == VALID
    assert min(find_lines(source.text, POINTERS).values()) >= 1


def test_read_source_of_a_missing_file_raises(directory: Path) -> None:
    with pytest.raises(SourceError):
        read_source(directory / "nothing.yaml")


def test_join_escapes_a_slash() -> None:
    assert join("", "a/b") == "/a~1b"
