"""Comparison of a schema with its changed copy: a mock server of an equivalent one would not be a mutant."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import jsonschema_rs

from caretasks.core.missing import MISSING
from caretasks.openapi.document import Node
from caretasks.openapi.json_pointer import resolve_pointer
from caretasks.openapi.schema.pattern_strings import pattern_lengths
from caretasks.openapi.variants import DECIDED_BY

_ANNOTATIONS = ("title", "description", "default", "example", "examples", "readOnly", "writeOnly", "deprecated")
_JSON_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_COVERED = jsonschema_rs.canonical.Containment.YES
_NO_VALUE = jsonschema_rs.canonical.Satisfiability.NO
_COMBINATIONS = ("$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else")
_OTHER_RESTRICTIONS = frozenset({*_COMBINATIONS, "contains", "dependentSchemas", "patternProperties"})
"""Keywords other than `properties` and `items` that can restrict the same values."""


def is_equivalent(schema: Node, changed: Mapping[str, Any]) -> bool:
    """Return whether a changed schema provably allows the same values."""
    references = {name: schema.api.document.get(name, {}) for name in ("components", "paths")}
    alternatives, changed_alternatives = schema.data.get("anyOf", ()), changed.get("anyOf", ())
    if len(alternatives) == len(changed_alternatives) and any(DECIDED_BY in each for each in alternatives):
        # Comparing all alternatives with all others takes seconds, and each value has only one that could allow it.
        pairs = [
            (_without_alternatives(schema.data), _without_alternatives(changed)),
            *zip(alternatives, changed_alternatives, strict=True),
        ]
    else:
        pairs = [(schema.data, changed)]
    return all(before == after or _is_equivalent(before, after, references) for before, after in pairs)


def _without_alternatives(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "anyOf"}


def _is_equivalent(old: Mapping[str, Any], new: Mapping[str, Any], references: Mapping[str, Any]) -> bool:
    old, new = _narrow_to_difference(old, new, references)
    old, new = _narrow_to_property_of_member(old, new, references)
    if isinstance(old.get("enum"), list) and old["enum"] == new.get("enum") and "$ref" not in {*old, *new}:
        return _allow_the_same(old, new, references)
    if _has_redundant_length(old, new, references):
        return True
    match new:  # comparing a large schema with one that also allows another type takes seconds
        case {"anyOf": [first, {"type": str(added)}]} if _resolve(first, references) == old:
            if added not in _type_names(old):
                return False
    return _has_equivalent_alternatives(old, new, references) or (
        _covers(old, new, references) and _covers(new, old, references)
    )


def _allow_the_same(old: Mapping[str, Any], new: Mapping[str, Any], references: Mapping[str, Any]) -> bool:
    """Return whether two schemas with the same enum allow the same of its values."""
    try:
        first, second = (jsonschema_rs.validator_for({**schema, **references}) for schema in (old, new))
    except ValueError:
        return False
    return all(first.is_valid(value) == second.is_valid(value) for value in old["enum"])


def _has_equivalent_alternatives(old: Mapping[str, Any], new: Mapping[str, Any], references: Mapping[str, Any]) -> bool:
    """Return whether two schemas differ only in one alternative, in values that another one allows, or in none."""
    differing = {keyword for keyword in {*old, *new} if old.get(keyword, MISSING) != new.get(keyword, MISSING)}
    (keyword,) = differing if len(differing) == 1 else ("",)
    if keyword not in ("anyOf", "oneOf") or len(old.get(keyword, ())) != len(new.get(keyword, ())):
        return False
    members = list(zip(old[keyword], new[keyword], strict=True))
    changed = [pair for pair in members if pair[0] != pair[1]]
    if len(changed) != 1:
        return False
    ((before, after),) = changed
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return False
    others = [each for each, other in members if each == other and keyword == "anyOf" and isinstance(each, Mapping)]
    return _cover_the_difference(others, before, after, references) or _is_equivalent(before, after, references)


def _cover_the_difference(
    others: Iterable[Mapping[str, Any]], old: Mapping[str, Any], new: Mapping[str, Any], references: Mapping[str, Any]
) -> bool:
    """Return whether one of several schemas provably allows all values that only one of two allows."""
    first, second = _canonicalize(old, references), _canonicalize(new, references)
    if first is None or second is None:
        return False
    try:
        differences = [first.subtract(second), second.subtract(first)]
    except ValueError:  # the library cannot express the difference
        differences = [first, second]
    differences = [each for each in differences if each.satisfiability() != _NO_VALUE]
    candidates = (_canonicalize(other, references) for other in others)
    return any(
        candidate is not None and all(candidate.covers(each) == _COVERED for each in differences)
        for candidate in candidates
    )


def _covers(larger: Mapping[str, Any], smaller: Mapping[str, Any], references: Mapping[str, Any]) -> bool:
    """Return whether a schema provably allows all values that another one allows."""
    first, second = _canonicalize(larger, references), _canonicalize(smaller, references)
    return first is not None and second is not None and first.covers(second) == _COVERED


def _canonicalize(schema: Mapping[str, Any], references: Mapping[str, Any]) -> jsonschema_rs.CanonicalSchema | None:
    """Return the form of a schema that the library compares; None if it cannot, for example with some patterns."""
    try:
        return jsonschema_rs.canonicalize({**_resolve(schema, references), **references}, validate_formats=True)
    except ValueError:
        return None


def _has_redundant_length(old: Mapping[str, Any], new: Mapping[str, Any], references: Mapping[str, Any]) -> bool:
    """Return whether two schemas differ only in limits of the length that a pattern next to them implies.

    The library cannot compare schemas with such patterns.
    """
    old, new = _resolve(old, references), _resolve(new, references)
    differing = {name for name in {*old, *new} if old.get(name, MISSING) != new.get(name, MISSING)}
    if differing <= {"minLength", "maxLength"}:
        lengths = pattern_lengths(old["pattern"]) if isinstance(old.get("pattern"), str) else None
        return lengths is not None and all(
            each.get(name, 0) <= lengths[0] if name == "minLength" else each.get(name, math.inf) >= lengths[1]
            for each in (old, new)
            for name in differing
        )
    pairs = [pair for name in differing for pair in _iter_pairs(name, old.get(name), new.get(name))]
    return all(
        isinstance(before, Mapping) and isinstance(after, Mapping) and _has_redundant_length(before, after, references)
        for before, after in pairs
        if before != after
    )


def _iter_pairs(keyword: str, old: Any, new: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the subschemas in two values of a keyword, each with its counterpart; the values if they have none."""
    match old, new:
        case [*_], [*_] if keyword in _COMBINATIONS and len(old) == len(new):
            yield from zip(old, new, strict=True)
        case {}, {} if keyword == "properties" and old.keys() == new.keys():
            yield from ((before, new[name]) for name, before in old.items())
        case {}, {} if keyword in ("items", "additionalProperties"):
            yield old, new
        case _:
            yield (old,), (new,)


def _narrow_to_difference(
    old: Mapping[str, Any], new: Mapping[str, Any], document: Mapping[str, Any]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the smallest subschemas that decide whether two schemas are equivalent: comparing large ones takes long.

    A property decides if no other keyword of the object restricts it, and those without a name do if they are the only
    difference.
    """
    while True:
        old, new = _resolve(old, document), _resolve(new, document)
        differing = {keyword for keyword in {*old, *new} if old.get(keyword, MISSING) != new.get(keyword, MISSING)}
        if differing == {"additionalProperties"} and not _OTHER_RESTRICTIONS & set(old):
            before = {"additionalProperties": old.get("additionalProperties")}
            after = {"additionalProperties": new.get("additionalProperties")}
        elif differing == {"properties"} and not _OTHER_RESTRICTIONS & set(old):
            before, after = old["properties"], new["properties"]
        elif differing == {"items"} and not _OTHER_RESTRICTIONS & set(old):
            before, after = {"items": old["items"]}, {"items": new["items"]}
        else:
            return old, new
        names = [name for name in after if before.get(name) != after[name]]
        if len(names) != 1:
            return old, new
        first, second = before.get(names[0]), after[names[0]]
        if not (isinstance(first, Mapping) and isinstance(second, Mapping)):
            return old, new
        old, new = first, second


def _narrow_to_property_of_member(
    old: Mapping[str, Any], new: Mapping[str, Any], document: Mapping[str, Any]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return all that two schemas say about a property, if it is all that differs, in one member of `allOf`.

    The schemas are equivalent if the results are. They may contain themselves, and the results may not.
    """
    differing = {keyword for keyword in {*old, *new} if old.get(keyword, MISSING) != new.get(keyword, MISSING)}
    if differing != {"allOf"} or len(old.get("allOf", ())) != len(new.get("allOf", ())):
        return old, new
    members = list(zip(old["allOf"], new["allOf"], strict=True))
    changed = [(_resolve(before, document), _resolve(after, document)) for before, after in members if before != after]
    before, after = changed[0] if len(changed) == 1 else ({}, {})
    described, others = before.get("properties", {}), {**before, "properties": after.get("properties", {})}
    names = [name for name in described if described[name] != others["properties"].get(name)]
    if others != after or len(names) != 1 or names[0] not in others["properties"]:
        return old, new
    same = [each for first, second in members if first == second for each in _properties(first, names[0], document)]
    return {"allOf": [described[names[0]], *same]}, {"allOf": [others["properties"][names[0]], *same]}


def _properties(schema: Any, name: str, document: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the schemas of a property in a schema and in the members of its `allOf`."""
    resolved = _resolve(schema, document) if isinstance(schema, Mapping) else {}
    if name in resolved.get("properties", {}):
        yield resolved["properties"][name]
    for member in resolved.get("allOf", ()):
        yield from _properties(member, name, document)


def _resolve(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema that another one, apart from annotations, only refers to."""
    while True:
        constraints = {name: value for name, value in schema.items() if not is_annotation(name)}
        if set(constraints) == {"$ref"}:
            schema = resolve_pointer(document, constraints["$ref"].removeprefix("#"))
        elif set(constraints) == {"allOf"} and len(constraints["allOf"]) == 1:
            (schema,) = constraints["allOf"]
        else:
            return constraints


def _type_names(schema: Mapping[str, Any]) -> Collection[str]:
    names: str | Collection[str] = schema.get("type", _JSON_TYPES)
    return [names] if isinstance(names, str) else names


def is_annotation(keyword: str) -> bool:
    """Return whether a keyword of a schema restricts no value."""
    return keyword in _ANNOTATIONS or keyword.startswith("x-")
