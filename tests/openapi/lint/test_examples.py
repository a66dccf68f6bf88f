"""Lint problems with the examples and defaults of a spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.openapi.lint.document import find_api_problems
from tests.openapi.lint.notes_api import BODY, DOCUMENT, GET_NOTE, LINE, assert_one_problem, replace_once

INVALID_EXAMPLES = {
    "of a parameter": (
        "schema: {type: integer}, example: 1}",
        "schema: {type: integer}, example: a}",
        "/paths/~1notes~1{id}/parameters/0/example",
        20,
        "invalid against its schema",
    ),
    "inside the example of a body": (
        "[{text: a}]",
        "[{text: a}, {text: 1}]",
        f"{BODY}/examples/first/value/lines/1/text",
        15,
        "invalid against its schema",
    ),
    "behind a reference": (
        "shared: {value: {id: 2}}",
        "shared: {value: {}}",
        "/components/examples/shared/value",
        32,
        '"id" is a required',
    ),
    "of a header": (
        "example: 3}",
        "example: '3'}",
        "/components/responses/Note/headers/X-Left/example",
        37,
        "invalid against its schema",
    ),
    "default with an invalid format": (
        "'2026-01-02'",
        "'2026-13-02'",
        f"{GET_NOTE}/parameters/0/schema/default",
        24,
        '"date"',
    ),
    "of a schema": ("examples: [b]", "examples: [b, 4]", f"{LINE}/properties/text/examples/1", 63, "invalid against"),
}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "line", "message"),
    [pytest.param(*case, id=name) for name, case in INVALID_EXAMPLES.items()],
)
def test_reports_an_invalid_example_once(
    directory: Path, old: str, new: str, pointer: str, line: int, message: str
) -> None:
    assert_one_problem(directory, old, new, pointer, line, message)


def test_message_does_not_quote_the_example(directory: Path) -> None:
    (directory / "openapi.yaml").write_text(replace_once(DOCUMENT, "example: 1}", "example: Robin Sample}"), "utf-8")
    assert "Robin" not in str(find_api_problems(directory)[0])
