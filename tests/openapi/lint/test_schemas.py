"""Lint problems with the schemas of a spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.openapi.lint.notes_api import DOCUMENT, LINE, NOTE, assert_one_problem, find_locations, replace_once

INVALID_SCHEMAS = {
    "unknown type": (
        "        id: {type: integer}",
        "        id: {type: intger}",
        f"{NOTE}/properties/id/type",
        50,
        "invalid type: use one of array,",
    ),
    "invalid pattern": (
        "'^[a-z]+$'",
        "'['",
        f"{NOTE}/properties/meta/properties/label/pattern",
        58,
        "invalid regular expression",
    ),
    "unknown character class": (
        "'^[a-z]+$'",
        r"'\p{Nothing}'",
        f"{NOTE}/properties/meta/properties/label/pattern",
        58,
        "invalid regular expression",
    ),
    "invalid pattern for names": (
        "    Line:\n      type: object\n",
        "    Line:\n      type: object\n      patternProperties: {'\\p{Nothing}': {}}\n",
        f"{LINE}/patternProperties/\\p{{Nothing}}",
        62,
        "invalid regular expression",
    ),
    "required that is a string": ("required: [id]", "required: id", f"{NOTE}/required", 48, 'not of type "array"'),
    "required that contains a list": (
        "required: [id]",
        "required: [[a]]",
        f"{NOTE}/required/0",
        48,
        'not of type "string"',
    ),
    "required that contains a mapping": (
        "required: [id]",
        "required: [{a: b}]",
        f"{NOTE}/required/0",
        48,
        'not of type "string"',
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "line", "message"),
    [pytest.param(*case, id=name) for name, case in INVALID_SCHEMAS.items()],
)
def test_reports_an_invalid_schema_once(
    directory: Path, old: str, new: str, pointer: str, line: int, message: str
) -> None:
    assert_one_problem(directory, old, new, pointer, line, message)


@pytest.mark.parametrize("pattern", [r"^\p{L}+$", r"^(?<letters>[a-z]+)$", r"^\u0061(?=b)"])
def test_accepts_a_pattern_in_ecma_syntax_that_python_rejects(directory: Path, pattern: str) -> None:
    extra = (
        f"    Word: {{type: string, pattern: '{pattern}'}}\n    Words: {{patternProperties: {{'{pattern}': {{}}}}}}\n"
    )
    (directory / "openapi.yaml").write_text(replace_once(DOCUMENT, "'^[a-z]+$'", f"'{pattern}'") + extra, "utf-8")
    assert find_locations(directory) == []
