"""Lint problems with the references of a spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.openapi.lint.notes_api import (
    DOCUMENT,
    GET_NOTE,
    LINE,
    NOTE,
    assert_one_problem,
    find_locations,
    find_spec_problems,
    replace_once,
)

INVALID_REFERENCES = {
    "unresolved, in a schema": (
        "schemas/Line'}",
        "schemas/Lin'}",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "unresolved reference '#/components/schemas/Lin'",
    ),
    "unresolved, of a response": (
        "200: {$ref: '#/components/responses/Note'}",
        "200: {$ref: '#/responses/Note'}",
        f"{GET_NOTE}/responses/200/$ref",
        27,
        "unresolved reference",
    ),
    "unresolved, past the end": (
        "schemas/Line'}",
        "schemas/Line/0'}",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "unresolved reference",
    ),
    "external, a URL": (
        "'#/components/schemas/Line'",
        "http://127.0.0.1:9/line",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "unresolved external reference",
    ),
    "external, a file": (
        "'#/components/schemas/Line'",
        "line.yaml#/Line",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "unresolved external reference",
    ),
    "an anchor": (
        "'#/components/schemas/Line'",
        "'#line'",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "is not a JSON pointer",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "line", "message"),
    [pytest.param(*case, id=name) for name, case in INVALID_REFERENCES.items()],
)
def test_reports_an_invalid_reference_once(
    directory: Path, old: str, new: str, pointer: str, line: int, message: str
) -> None:
    assert_one_problem(directory, old, new, pointer, line, message)


def test_reports_a_circular_reference_once(directory: Path) -> None:
    old = "    Line:\n      type: object\n      properties:\n        text: {type: string, examples: [b]}\n"
    new = "    Line: {$ref: '#/components/schemas/Row'}\n    Row: {$ref: '#/components/schemas/Line'}\n"
    assert_one_problem(directory, old, new, "/components/schemas/Line/$ref", 60, "circular reference")


def test_reports_a_schema_that_contains_itself_in_all_of_once(directory: Path) -> None:
    old = "    Line:\n      type: object\n"
    new = "    Line:\n      allOf: [{type: object}, {anyOf: [{$ref: '#/components/schemas/Line'}]}]\n"
    pointer = f"{LINE}/allOf/1/anyOf/0/$ref"
    assert_one_problem(directory, old, new, pointer, 61, "circular reference")


def test_reports_a_schema_that_expands_to_millions_of_others(directory: Path) -> None:
    reference = "{$ref: '#/components/schemas/L%d'}"
    levels = [f"    L{n}: {{allOf: [{reference}, {reference}]}}\n" % (n + 1, n + 1) for n in range(40)]
    new = "".join(["examples: [b]}\n", *levels, "    L40: {type: object}\n"])
    (directory / "openapi.yaml").write_text(replace_once(DOCUMENT, "examples: [b]}\n", new), "utf-8")
    problems = find_spec_problems(directory)
    assert [problem.pointer for problem in problems] == [f"/components/schemas/L{n}" for n in (4, 16, 28)]
    assert all("expand to more than 10,000 schemas" in problem.message for problem in problems)


def test_reports_a_reference_to_a_string(directory: Path) -> None:
    old = "{$ref: '#/components/schemas/Line'}"
    assert_one_problem(
        directory,
        old,
        "{$ref: '#/info/title'}",
        f"{NOTE}/properties/lines/items/$ref",
        53,
        "this file has no object",
    )


def test_accepts_a_reference_to_a_boolean_schema(directory: Path) -> None:
    text = replace_once(DOCUMENT, "{$ref: '#/components/schemas/Line'}", "{$ref: '#/components/schemas/Any'}")
    (directory / "openapi.yaml").write_text(text + "    Any: true\n", "utf-8")
    assert find_locations(directory) == []


def test_ignores_a_ref_key_in_an_example(directory: Path) -> None:
    text = replace_once(DOCUMENT, "{id: 1, lines: [{text: a}]}", "{id: 1, lines: [{$ref: '#/nowhere', schema: 3}]}")
    (directory / "openapi.yaml").write_text(text, "utf-8")
    assert find_locations(directory) == []
