"""Suggestions of names that a user may have meant."""

from __future__ import annotations

import pytest

from caretasks.core.errors import suggest_name


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [("chekc", " Did you mean 'check'?"), ("mocks", " Did you mean 'mock'?"), ("start", ""), ("", "")],
)
def test_suggest_name_returns_the_most_similar_name(name: str, suggestion: str) -> None:
    assert suggest_name(name, ["check", "list", "mock", "prove"]) == suggestion


def test_suggest_name_without_known_names_is_empty() -> None:
    assert suggest_name("check", []) == ""
