"""Unusual valid values of a schema: null, enum values, and the smallest and largest values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from caretasks.mutation.mutant import MutatorName
from caretasks.openapi.document import Node
from caretasks.openapi.operation.parameters import serialize_value
from caretasks.openapi.schema.boundary import DEFAULT_MAX_LENGTH
from caretasks.openapi.schema.examples import DEFAULT_MAX_ITEMS, list_of_length, string_of_length
from caretasks.openapi.schema.invalid import get_json_type
from caretasks.openapi.schema.keywords import (
    enum_values,
    json_types,
    merged_keywords,
    min_item_count,
    subschema_for_type,
)

ValuePredicate = Callable[[Any], bool]


class AllowedValue(NamedTuple):
    """A valid value that a server might reject nevertheless.

    Attributes:
        mutator: Kind of the violation of a server that rejects it.
        name: Part of the mutant's ID.
        description: The value as a noun phrase.
        matches: Whether a sent value is such a value.
        value: An example.
    """

    mutator: MutatorName
    name: str
    description: str
    matches: ValuePredicate
    value: Any


def iter_allowed_constants(schema: Node) -> Iterator[AllowedValue]:
    """Yield null, if it is allowed, and the values of the enum."""
    if "null" in json_types(schema):
        yield AllowedValue(MutatorName.ALLOWED_NULL, "null", "null", partial(_is_equal, None), None)
    for value in enum_values(schema):
        if value is not None:
            yield AllowedValue(
                MutatorName.ENUM_VALUE, str(value), serialize_value(value), partial(_is_equal, value), value
            )


def iter_allowed_sizes(schema: Node) -> Iterator[AllowedValue]:
    """Yield the smallest and the largest value of each allowed type."""
    types = json_types(schema)
    if "string" in types:
        yield from iter_allowed_strings(schema)
    if "array" in types:
        yield from _iter_allowed_arrays(schema)
    if "integer" in types or "number" in types:
        keywords = merged_keywords(schema)
        for mutator, keyword in ((MutatorName.SHORTEST, "minimum"), (MutatorName.LONGEST, "maximum")):
            if keyword in keywords:
                limit = keywords[keyword]
                yield AllowedValue(mutator, f"{keyword} {limit}", str(limit), partial(_is_equal, limit), limit)


def iter_allowed_strings(schema: Node) -> Iterator[AllowedValue]:
    """Yield a non-ASCII, the shortest and the longest string; with a format or a pattern, only documented lengths."""
    keywords = merged_keywords(subschema_for_type(schema, "string"))
    if {"enum", "const"} & set(keywords):
        return
    is_free_text = not {"format", "pattern"} & set(keywords)
    if is_free_text:
        text = ("é" * max(keywords.get("minLength", 1), 1))[: keywords.get("maxLength")]
        yield AllowedValue(MutatorName.NON_ASCII, "text beyond ASCII", "non-ASCII text", _is_non_ascii, text)
    minimum, maximum = keywords.get("minLength", 0), keywords.get("maxLength", DEFAULT_MAX_LENGTH)
    has_maximum = "maxLength" in keywords
    if (is_free_text or "minLength" in keywords) and (text := string_of_length(schema, minimum)) is not None:
        matches = partial(_has_length, str, minimum, minimum)
        yield AllowedValue(
            MutatorName.SHORTEST, f"{minimum} characters", f"a string of length {minimum}", matches, text
        )
        if has_maximum and maximum == minimum:
            return  # the shortest string is the longest
    if (is_free_text or has_maximum) and (text := string_of_length(schema, maximum)) is not None:
        matches = partial(_has_length, str, maximum, maximum if has_maximum else None)
        yield AllowedValue(MutatorName.LONGEST, f"{maximum} characters", f"a string of length {maximum}", matches, text)


def _iter_allowed_arrays(schema: Node) -> Iterator[AllowedValue]:
    """Yield the shortest and the longest array."""
    keywords = merged_keywords(subschema_for_type(schema, "array"))
    minimum, maximum = min_item_count(schema), keywords.get("maxItems", DEFAULT_MAX_ITEMS)
    has_maximum = "maxItems" in keywords
    if (items := list_of_length(schema, minimum)) is not None:
        matches = partial(_has_length, list, minimum, minimum)
        yield AllowedValue(MutatorName.SHORTEST, f"{minimum} items", f"an array of length {minimum}", matches, items)
        if has_maximum and maximum == minimum:
            return  # the shortest array is the longest
    if (items := list_of_length(schema, maximum)) is not None:
        matches = partial(_has_length, list, maximum, maximum if has_maximum else None)
        yield AllowedValue(MutatorName.LONGEST, f"{maximum} items", f"an array of length {maximum}", matches, items)


def _is_non_ascii(value: Any) -> bool:
    return isinstance(value, str) and not value.isascii()


def _has_length(type_: type[str | list[Any]], minimum: int, maximum: int | None, value: Any) -> bool:
    return isinstance(value, type_) and minimum <= len(value) and (maximum is None or len(value) <= maximum)


def _is_equal(expected: Any, value: Any) -> bool:
    return get_json_type(value) == get_json_type(expected) and bool(value == expected)
