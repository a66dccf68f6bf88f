"""Suggestions for misspelled names in error messages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggest_name(name: str, known: Iterable[str]) -> str:
    """Return a sentence for the end of an error message, or an empty string if no known name is similar.

    Args:
        name: The unknown name.
        known: The names that exist.
    """
    matches = get_close_matches(name, list(known), 1)
    return f" Did you mean {matches[0]!r}?" if matches else ""
