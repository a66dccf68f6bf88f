"""Values that show whether a server rejects a kind of characters, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.conformance.analysis.rejections.changes import iter_values
from caretasks.conformance.model import Change, ChangeKind, Feature


def values_of(value: Any, before: Any = None, *, is_limit: bool = False) -> list[Any]:
    change = Change(ChangeKind.TEXT, "body", ("note",), value)
    return list(iter_values(Feature("body/note", is_limit=is_limit), change, before))


@pytest.mark.parametrize("value", ["Grüße", "a" * 50, "one\ntwo", "", None, 5])
def test_ordinary_value_is_sent_as_it_is(value: Any) -> None:
    assert values_of(value) == [value]


def test_long_string_is_replaced_by_short_ones_with_the_same_kinds_of_characters() -> None:
    assert values_of("aé" * 5000, "Call") == ["Callaé", "aéaé", "aé"]
    assert values_of("aé" * 5000, None) == ["aé"]


def test_string_at_a_limit_keeps_its_length() -> None:
    assert values_of("é" * 200, is_limit=True) == ["é" * 200]


@pytest.mark.parametrize("character", ["\x01", "\x1b", "\x7f", "\x85"])
def test_control_character_is_not_tried(character: str) -> None:
    assert values_of(f"a{character}") == []
