"""Boundary values: valid values that reach the limits of a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec

from caretasks.core.missing import MISSING
from caretasks.openapi.document import Node
from caretasks.openapi.schema.examples import (
    example_value,
    extra_property,
    list_of_length,
    string_of_length,
    with_location_reached,
    with_single_alternatives,
)
from caretasks.openapi.schema.generation import MAX_LENGTH
from caretasks.openapi.schema.keywords import (
    all_of_members,
    alternatives,
    enum_values,
    find_variants,
    forbids_extra_properties,
    json_types,
    max_item_count,
    merged_keywords,
    min_item_count,
    subschema_for_type,
)
from caretasks.openapi.schema.locations import (
    SchemaLocation,
    ValuePath,
    find_occurrences,
    get_at,
    iter_locations,
    iter_unannotated,
    iter_variant_locations,
    with_value_at,
    without_value_at,
)
from caretasks.openapi.schema.sampling import sample_string, simplest_value
from caretasks.openapi.schema.validation import is_valid

DEFAULT_MAX_LENGTH = 10_000
"""The most characters of a generated string whose schema has no `maxLength`."""

_NON_ASCII_TEXT = "Žofie Ünal 李 ☎ 𝄞"

Edits = list[tuple[ValuePath, Callable[[Any], Any]]]
"""Edits that are made together: the location of each, and a function that returns the new value, or `MISSING`."""


def iter_boundary_values(schema: Node, examples: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Yield distinct valid values that reach the limits of a schema.

    The first one has all properties. Each of the others sets one kind of limit at as many locations as possible: null,
    no optional properties, extra properties, shortest and longest strings and arrays, enum values, and number bounds.
    """
    seen: set[bytes] = set()
    for locations in _iter_variants(schema):
        yield from _iter_limits(schema, locations, examples, seen)


def iter_full_values(schema: Node, examples: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Yield a valid value with all properties; one for each variant (`caretasks.openapi.variants`)."""
    for locations in _iter_variants(schema):
        full = _full_value(schema, locations, examples)
        if is_valid(schema, full, in_request=True):
            yield from (full, *_iter_unambiguous(schema, full, locations))


def _iter_variants(schema: Node) -> Iterator[list[SchemaLocation]]:
    """Yield the locations that a request may have, then those in each variant."""
    variants: dict[Any, list[SchemaLocation]] = {}
    for location in iter_variant_locations(schema):
        variants.setdefault(location.alternatives, []).append(location)
    for found in (iter_locations(schema), *variants.values()):
        yield [*iter_unannotated(found, "readOnly")]


def _iter_limits(
    schema: Node, locations: list[SchemaLocation], examples: tuple[Any, ...], known: set[bytes]
) -> Iterator[Any]:
    """Yield the values that reach the limits of a schema at some locations, and add them to the known ones."""
    full = _full_value(schema, locations, examples)
    if not is_valid(schema, full, in_request=True):
        return
    for base in (full, *_iter_unambiguous(schema, full, locations)):
        for edits in _iter_edits(locations):
            for value in _apply_edits(schema, base, edits):
                content = msgspec.json.encode(value)
                if content not in known:
                    known.add(content)
                    yield value


def _iter_unambiguous(schema: Node, full: Any, locations: list[SchemaLocation]) -> Iterator[Any]:
    """Yield the value changed so that only the first of several alternatives accepts it, if there is such a value.

    It has an optional property less, or one that the others reject. A server that rejects a limit of one alternative
    may accept the value as one of another.
    """
    members = [each.schema for part in all_of_members(schema) for each in alternatives(part)]
    first, *others = [member for member in members if is_valid(member, full, in_request=True)] or [schema]
    for name in full if others and isinstance(full, dict) else ():
        value = {other: inner for other, inner in full.items() if other != name}
        accepting = [member for member in members if is_valid(member, value, in_request=True)]
        if accepting == [first] and is_valid(schema, value, in_request=True):
            yield value
            return
    value = full
    for location in locations:
        value = with_single_alternatives(schema, value, location)
    if value != full:
        yield value


def _full_value(schema: Node, locations: list[SchemaLocation], examples: tuple[Any, ...]) -> Any:
    """Return a value that has all locations and no null, where the schema allows it."""
    full = example_value(schema, examples)
    for location in locations if is_valid(schema, full, in_request=True) else ():
        candidate = with_location_reached(schema, full, location.path, location.alternatives, examples)
        if is_valid(schema, candidate, in_request=True):
            full = candidate
        for concrete in find_occurrences(full, location.path):
            if get_at(full, concrete) is None:
                candidate = with_value_at(full, concrete, _value_other_than_null(location.schema))
                if is_valid(schema, candidate):
                    full = candidate
    return full


def _value_other_than_null(schema: Node) -> Any:
    """Return a simple value of a schema; null only if it has no other one that is found."""
    value = simplest_value(schema)
    if value is None and "string" in json_types(schema):
        return sample_string(merged_keywords(subschema_for_type(schema, "string")))
    return value


def _apply_edits(schema: Node, full: Any, edits: Edits) -> Iterator[Any]:
    """Yield the value with all edits; if that is invalid, the valid ones of the values with a single edit.

    They are also made one by one if they select another variant, in which they would mean nothing.
    """
    combined = full
    for path, edit in edits:
        combined = _apply_edit(combined, path, edit)
    is_same_variant = find_variants(schema, combined) == find_variants(schema, full)
    if is_same_variant and is_valid(schema, combined, in_request=True):
        yield combined
    else:
        edited = (_apply_edit(full, path, edit) for path, edit in edits)
        yield from (value for value in edited if is_valid(schema, value, in_request=True))


def _apply_edit(value: Any, path: ValuePath, edit: Callable[[Any], Any]) -> Any:
    # Only the last item of an array is edited, so that unique items stay unique.
    for concrete in find_occurrences(value, path)[-1:]:
        new = edit(get_at(value, concrete))
        return without_value_at(value, concrete) if new is MISSING else with_value_at(value, concrete, new)
    return value


def _iter_edits(locations: list[SchemaLocation]) -> Iterator[Edits]:
    def of_type(json_type: str) -> list[SchemaLocation]:
        return [location for location in locations if json_type in json_types(location.schema)]

    yield []
    yield from _group_by_nesting([(location.path, _set_value(None)) for location in of_type("null")])
    yield from _iter_property_edits(locations, of_type("object"))
    yield from _iter_string_edits(of_type("string"))
    for count in (min_item_count, max_item_count):
        resized: Edits = [(each.path, partial(_resize, each.schema, count(each.schema))) for each in of_type("array")]
        yield from _group_by_nesting(resized)
    yield from _iter_enum_edits(locations)
    booleans = [location for location in of_type("boolean") if not enum_values(location.schema)]
    for value in (False, True):
        yield [(location.path, _set_value(value)) for location in booleans]
    for keyword in ("minimum", "maximum"):
        limits = [(location.path, merged_keywords(location.schema).get(keyword)) for location in locations]
        yield [(path, _set_value(limit)) for path, limit in limits if limit is not None]


def _iter_property_edits(locations: list[SchemaLocation], objects: list[SchemaLocation]) -> Iterator[Edits]:
    """Yield edits that omit the optional properties, at one depth at a time, and one that adds extra properties."""
    optional = [each for each in locations if each.path and isinstance(each.path[-1], str) and not each.required]
    for depth in dict.fromkeys(len(location.path) for location in optional):
        yield [(location.path, _set_value(MISSING)) for location in optional if len(location.path) == depth]
    extensible = [location for location in objects if not forbids_extra_properties(location.schema)]
    yield [(location.path, partial(_add_extra_property, location.schema)) for location in extensible]


def _iter_string_edits(locations: list[SchemaLocation]) -> Iterator[Edits]:
    strings = [(location.path, list(iter_boundary_strings(location.schema))) for location in locations]
    for number in range(max((len(found) for _, found in strings), default=0)):
        yield [(path, _set_value(found[min(number, len(found) - 1)])) for path, found in strings if found]


def _iter_enum_edits(locations: list[SchemaLocation]) -> Iterator[Edits]:
    enums = {location.path: values for location in locations if (values := enum_values(location.schema))}
    for number in range(max(map(len, enums.values()), default=0)):
        yield [(path, _set_value(values[number % len(values)])) for path, values in enums.items()]


def _group_by_nesting(edits: Edits) -> Iterator[Edits]:
    """Yield groups of edits in which no location is within another one, as one edit would undo the other."""
    groups: dict[int, Edits] = {}
    for path, edit in edits:
        enclosing = sum(other == path[: len(other)] for other, _ in edits)
        groups.setdefault(enclosing, []).append((path, edit))
    yield from groups.values()


def _set_value(new: Any) -> Callable[[Any], Any]:
    return lambda _: new


def _add_extra_property(schema: Node, value: Any) -> Any:
    return {**value, **extra_property(schema)} if isinstance(value, dict) else value


def _resize(schema: Node, length: int, value: Any) -> Any:
    found = list_of_length(schema, length, value if isinstance(value, list) else ())
    return value if found is None else found


def iter_boundary_strings(schema: Node) -> Iterator[str]:
    """Yield valid strings at the limits of a schema: non-ASCII, shortest, longest; none for an enum or constant."""
    keywords = merged_keywords(subschema_for_type(schema, "string"))
    if {"enum", "const"} & set(keywords):
        return
    min_length, max_length = keywords.get("minLength", 0), keywords.get("maxLength", DEFAULT_MAX_LENGTH)
    if min_length > MAX_LENGTH:
        return
    text = _NON_ASCII_TEXT.ljust(min_length, "x")[:max_length]
    for candidate in (text, string_of_length(schema, min_length)):
        if candidate is not None and is_valid(schema, candidate):
            yield candidate
    if max_length > MAX_LENGTH:
        return
    longest = "é" + "x" * (max_length - 1) if max_length else ""
    found = longest if is_valid(schema, longest) else string_of_length(schema, max_length)
    if found is not None:
        yield found
