"""Values that show whether a server rejects a kind of characters, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.conformance.analysis.rejections.changes import iter_values, with_change, with_other_texts
from caretasks.conformance.model import Change, ChangeKind, Feature
from caretasks.core.missing import MISSING
from tests.openapi.schema.schemas import make_schema


def values_of(value: Any, before: Any = None, *, is_limit: bool = False) -> list[Any]:
    change = Change(ChangeKind.TEXT, "body", ("note",), value)
    return list(iter_values(Feature("body/note", is_limit=is_limit), change, before))


@pytest.mark.parametrize("value", ["Grüße", "a" * 50, "one two", "", None, 5])
def test_ordinary_value_is_sent_as_it_is(value: Any) -> None:
    assert values_of(value) == [value]


def test_long_string_is_replaced_by_short_ones_with_the_same_kinds_of_characters() -> None:
    assert values_of("aé" * 5000, "Call") == ["Callaé", "aéaé", "aé"]
    assert values_of("aé" * 5000, None) == ["aé"]


def test_string_at_a_limit_keeps_its_length() -> None:
    assert values_of("é" * 200, is_limit=True) == ["é" * 200]


@pytest.mark.parametrize(("text", "character"), [("|", ""), ("#", ""), ("O'Brien", "'")])
def test_other_strings_of_the_same_classes_differ_from_the_rejected_one(text: str, character: str) -> None:
    change = Change(ChangeKind.TEXT, "body", ("note",), text)
    others = [each.change.value for each in with_other_texts(Feature("body/note", change=change), 8) if each.change]
    assert len({text, *others}) == 9
    assert all(character in each for each in others)


@pytest.mark.parametrize("character", ["\x01", "\x1b", "\x7f", "\x85", "\n", "\t"])
def test_control_character_is_not_tried(character: str) -> None:
    assert values_of(f"a{character}") == []


@pytest.mark.parametrize(
    ("time", "expected"),
    [("0001-01-01T00:00:00Z", MISSING), ("9999-12-31T23:59:59Z", {"at": "9999-12-31T22:59:59-01:00"})],
)
def test_first_and_last_times_have_fewer_offsets(time: str, expected: Any) -> None:
    change = Change(ChangeKind.TIME, "body", ("at",), "2026-01-01T00:00:00-09:30")
    assert with_change({"at": time}, change) == expected


@pytest.mark.parametrize(("limits", "expected"), [({}, 2), ({"minItems": 1}, 2), ({"minItems": 3}, 3)])
def test_long_array_is_replaced_by_a_short_one_unless_it_is_at_a_limit(limits: dict[str, int], expected: int) -> None:
    schema = make_schema({"type": "array", "items": {"type": "integer"}, **limits})
    change = Change(ChangeKind.LIST, "body", ("ids",), [7] * 100, schema)
    (value,) = iter_values(Feature("body/ids"), change, [7])
    assert len(value) == expected
    (value,) = iter_values(Feature("body/ids", is_limit=True), change, [7])
    assert len(value) == 100


@pytest.mark.parametrize(
    ("items", "before", "expected"),
    [
        ({"type": "integer"}, {}, MISSING),
        ({"type": "integer"}, {"ids": []}, MISSING),
        ({"type": "integer"}, {"ids": [7, 8]}, {"ids": [7]}),
        ({"type": "integer", "enum": [3]}, {}, {"ids": [3]}),
    ],
)
def test_array_has_only_items_that_are_known_to_be_accepted(items: Any, before: Any, expected: Any) -> None:
    schema = make_schema({"type": "array", "items": items})
    assert with_change(before, Change(ChangeKind.LIST, "body", ("ids",), [9], schema)) == expected
