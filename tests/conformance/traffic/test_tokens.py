"""Visible tokens in place of private values, and the short form of other values."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.conformance.traffic.tokens import format_value, renumber
from caretasks.core.missing import MISSING
from caretasks.openapi.schema.tokens import TokenRedactor, Tokens


def test_equal_values_have_equal_tokens_that_say_their_type() -> None:
    tokens = Tokens()
    values = ["Jane", 5, "Jane", 5.5, True]
    assert [tokens.token(value) for value in values] == [
        *("‹redacted string #1›", "‹redacted integer #2›", "‹redacted string #1›"),
        *("‹redacted number #3›", "‹redacted boolean #4›"),
    ]


def test_token_with_a_key_is_the_same_in_every_run_and_differs_by_key() -> None:
    first, again, other = (Tokens(key).token("Jane") for key in (b"k" * 16, b"k" * 16, b"o" * 16))
    assert first == again != other
    assert first.startswith("‹redacted string ")
    assert "#" not in first


def test_tokens_are_numbered_again_in_the_order_of_the_report() -> None:
    assert renumber("‹redacted string #7› and ‹redacted integer #2›", {7: 1, 2: 2}) == (
        "‹redacted string #1› and ‹redacted integer #2›"
    )


def test_names_and_values_of_an_object_are_redacted() -> None:
    redacted = TokenRedactor(Tokens()).redact_value({"Jane": ["Doe", None]})
    assert redacted == {"‹redacted string #1›": ["‹redacted string #2›", None]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("DONE", "`DONE`"),
        ("5", '`"5"`'),
        (5, "`5`"),
        (None, "`null`"),
        ("", '`""`'),
        ("x" * 200, f"`{'x' * 80}…`"),
        ({"a": 1}, "an object"),
        ([], "an empty array"),
        (MISSING, "nothing"),
        ("‹redacted string #1›", "‹redacted string #1›"),
    ],
)
def test_value_is_shown_in_a_short_text(value: Any, expected: str) -> None:
    assert format_value(value) == expected
