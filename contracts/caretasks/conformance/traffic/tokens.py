"""Strings with visible tokens (`‹redacted string #3›`) in findings: values in a sentence, and the numbers of tokens.

Tokens are numbered in the order of a run, and again in the order of the report when it is written. With the key in
`CARETASKS_REDACTION_KEY` they have no numbers, and are the same in every run. See `caretasks.openapi.schema.tokens`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from caretasks.core.missing import MISSING

_MAX_SHOWN_LENGTH = 80
_NUMBERED_TOKEN = re.compile(r"‹redacted (\w+) #([0-9]+)›")
_PLAIN_TEXT = re.compile(r"[^\s\"'`]+( [^\s\"'`]+)*")


def format_value(value: Any) -> str:
    """Return a value in a short text: a scalar in backticks, anything else by its type.

    A string is quoted if it is also a number or a literal, or if it has spaces or quotes at its ends.
    """
    if value is MISSING:
        return "nothing"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array" if value else "an empty array"
    if not isinstance(value, str):
        return f"`{json.dumps(value)}`"
    if value.startswith("‹redacted ") and value.endswith("›"):
        return value
    return f"`{_quote(value)}`"


def _quote(text: str) -> str:
    shown = "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text[: _MAX_SHOWN_LENGTH + 1])
    if len(shown) > _MAX_SHOWN_LENGTH:
        shown = f"{shown[:_MAX_SHOWN_LENGTH]}…"
    try:
        is_literal = len(text) <= _MAX_SHOWN_LENGTH and not isinstance(json.loads(text), str)
    except (ValueError, RecursionError):
        is_literal = False
    return shown if _PLAIN_TEXT.fullmatch(shown) and not is_literal else f'"{shown}"'


def iter_numbers(text: str) -> Iterable[int]:
    """Return the numbers of the tokens in a text, in their order."""
    return (int(number) for _, number in _NUMBERED_TOKEN.findall(text))


def renumber(text: str, numbers: Mapping[int, int]) -> str:
    """Return a text with other numbers in its tokens."""
    return _NUMBERED_TOKEN.sub(lambda found: f"‹redacted {found[1]} #{numbers.get(int(found[2]), found[2])}›", text)
