"""Changes of a schema at one location: keywords dropped or weakened, so that it allows more, or strengthened.

A changed schema is a copy of the part of the spec on the way to the location, so that a change applies nowhere else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from caretasks.mutation.mutant import MutatorName
from caretasks.mutation.mutators.equivalence import is_annotation
from caretasks.openapi.document import Node, Operation, Parameter
from caretasks.openapi.operation.parameter_styles import serialize_value
from caretasks.openapi.schema.generation import MAX_ITEMS, MAX_LENGTH
from caretasks.openapi.schema.invalid import InvalidValue, ViolationKind
from caretasks.openapi.schema.keywords import (
    all_of_members,
    direct_subschemas,
    enum_values,
    json_types,
    max_item_count,
    merged_keywords,
    min_item_count,
    properties,
    required_properties,
    subschema_for_type,
    subschemas,
)
from caretasks.openapi.schema.locations import ANY_ITEM, SchemaLocation, ValuePath, format_path, subschema_at
from caretasks.openapi.schema.pattern_strings import pattern_lengths
from caretasks.openapi.schema.sampling import MAX_SAMPLED_LENGTH, sample_string
from caretasks.openapi.schema.validation import is_valid
from caretasks.openapi.variants import DECIDED_BY

Edit = Callable[[dict[str, Any]], dict[str, Any]]
"""Returns a changed copy of a schema's data."""

_MAX_DEPTH = 20  # of schemas that contain themselves
_EXCLUSIVE_LIMITS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_LIMITS = (("minLength", "maxLength"), ("minItems", "maxItems"), ("minimum", "maximum"))
_FIRST_LITERAL = re.compile(r"\^(\\?[^\w\s\\.(\[]|\w)(?![?*+{|])")  # that of a pattern, and not optional
_SPECIAL_STRINGS = frozenset({"contentEncoding", "contentMediaType", "format", "pattern"})
_ASCII_PATTERN = r"^[\x00-\x7f]*$"


@dataclass(frozen=True)
class SchemaChange:
    """A change of a schema at a location.

    Attributes:
        mutator: The kind of the mutant.
        name: The part of the mutant's ID after the location.
        description: What values the changed schema allows or forbids, as a noun phrase.
        pointer: The JSON pointer to what is changed in the spec.
        location: The location.
        targets: The JSON pointers of the schemas at this location to change.
        edit: Changes each of them.
    """

    mutator: MutatorName
    name: str
    description: str
    pointer: str
    location: SchemaLocation
    targets: frozenset[str]
    edit: Edit

    def apply(self, schema: Node) -> dict[str, Any] | None:
        """Return the data of the changed schema; None if no schema at the location is changed."""
        return _rewrite(schema, self.location.path, self.targets, self.edit, 0)


def _rewrite(schema: Node, path: ValuePath, targets: Collection[str], edit: Edit, depth: int) -> dict[str, Any] | None:
    if depth > _MAX_DEPTH:
        return None
    data: dict[str, Any] = dict(schema.data)
    is_changed = False
    for keyword, key, rest in _iter_ways(data, path):
        child = schema.child(keyword) if key is None else schema.child(keyword, key)
        found = _rewrite(child, rest, targets, edit, depth + 1)
        if found is None:
            continue
        is_changed = True
        raw = data[keyword] if key is None else data[keyword][key]
        if siblings := {name: value for name, value in raw.items() if "$ref" in raw and name != "$ref"}:
            found = {**siblings, "allOf": [*siblings.get("allOf", ()), found]}
        if key is None:
            data[keyword] = found
        elif isinstance(key, int):
            data[keyword] = [found if index == key else each for index, each in enumerate(data[keyword])]
        else:
            data[keyword] = {**data[keyword], key: found}
    if not path and schema.pointer in targets:
        return edit(data)
    return data if is_changed else None


def _iter_ways(data: Mapping[str, Any], path: ValuePath) -> Iterator[tuple[str, str | int | None, ValuePath]]:
    """Yield each subschema on the way to a location: its keyword, its key there, and the rest of the path."""
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from ((keyword, index, path) for index in range(len(data.get(keyword, ()))))
    if not path:
        return
    token, *others = path
    if isinstance(token, str):
        if token in data.get("properties", {}):
            yield "properties", token, tuple(others)
    elif token >= 0:
        if token < len(data.get("prefixItems", ())):
            yield "prefixItems", token, tuple(others)
    else:
        keyword = "items" if token == ANY_ITEM else "additionalProperties"
        if isinstance(data.get(keyword), Mapping):
            yield keyword, None, tuple(others)


def dropped_constraint(
    location: SchemaLocation, invalid: InvalidValue, name: str, description: str, added_types: Sequence[str] = ()
) -> SchemaChange:
    """Return the change after which a schema allows an invalid value; if its type is wrong, all of `added_types`."""
    keyword, detail = invalid.keyword, invalid.detail
    parts = [part for part in subschemas(location.schema) if keyword in part.data]
    edit: Edit = partial(_without_keyword, keyword)
    if keyword == "type":
        parts = [location.schema]
        edit = partial(_with_types, added_types or ["number" if detail == "fraction" else detail])
    elif keyword == "required":
        edit = partial(_without_name, keyword, detail)
    elif keyword == "dependentRequired":
        name_in_condition, _, dependent = detail.partition(" ")
        edit = partial(_without_dependent, name_in_condition, dependent)
    return SchemaChange(
        MutatorName(invalid.kind),
        name,
        description,
        invalid.pointer,
        location,
        frozenset(part.pointer for part in parts),
        edit,
    )


def _without_keyword(keyword: str, data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != keyword}


def _with_types(names: Sequence[str], data: dict[str, Any]) -> dict[str, Any]:
    annotations = {name: value for name, value in data.items() if is_annotation(name)}
    return {**annotations, "anyOf": [data, *({"type": name} for name in names)]}


def _without_name(keyword: str, name: str, data: dict[str, Any]) -> dict[str, Any]:
    return {**data, keyword: [each for each in data[keyword] if each != name]}


def _without_dependent(name: str, dependent: str, data: dict[str, Any]) -> dict[str, Any]:
    dependents = [each for each in data["dependentRequired"].get(name, ()) if each != dependent]
    return {**data, "dependentRequired": {**data["dependentRequired"], name: dependents}}


def iter_weaker(location: SchemaLocation) -> Iterator[SchemaChange]:
    """Yield the changes that weaken a constraint at a location as little as possible."""
    seen: set[str] = set()
    limits = merged_keywords(location.schema)
    for part in subschemas(location.schema):
        for keyword, limit in part.data.items():
            if keyword in seen:
                continue
            seen.add(keyword)
            for kind, name, description, weaker in _iter_weaker_keywords(keyword, limit, limits):
                edit = partial(_with_replaced_keyword, keyword, weaker)
                pointer = f"{part.pointer}/{keyword}"
                targets = frozenset({part.pointer})
                yield SchemaChange(
                    MutatorName(kind), f"{keyword} {name}", description, pointer, location, targets, edit
                )


def _with_replaced_keyword(keyword: str, new: Mapping[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    return {**_without_keyword(keyword, data), **new}


def _iter_weaker_keywords(
    keyword: str, limit: Any, limits: Mapping[str, Any]
) -> Iterator[tuple[ViolationKind, str, str, dict[str, Any]]]:
    """Yield weaker forms of a keyword: kind, name, description of the values it allows in addition, and keywords."""
    step = limits.get("multipleOf", 1)
    match keyword:
        case "minLength" | "minItems" | "minProperties" if 1 < limit < MAX_LENGTH:  # a limit of 0 limits nothing
            yield ViolationKind.TOO_SMALL, str(limit - 1), f"a size of {limit - 1}", {keyword: limit - 1}
        case "maxLength" | "maxItems" | "maxProperties" if limit < MAX_LENGTH:
            yield ViolationKind.TOO_LARGE, str(limit + 1), f"a size of {limit + 1}", {keyword: limit + 1}
        case "minimum":
            yield ViolationKind.TOO_SMALL, str(limit - step), f"the number {limit - step}", {keyword: limit - step}
        case "maximum":
            yield ViolationKind.TOO_LARGE, str(limit + step), f"the number {limit + step}", {keyword: limit + step}
        case "exclusiveMinimum" | "exclusiveMaximum":
            kind = ViolationKind.TOO_SMALL if keyword == "exclusiveMinimum" else ViolationKind.TOO_LARGE
            yield kind, f"including {limit}", f"the excluded limit {limit}", {_EXCLUSIVE_LIMITS[keyword]: limit}
        case "pattern":
            yield from ((ViolationKind.PATTERN, *each) for each in _iter_weaker_patterns(limit, limits))
        case "format" if limit == "date-time":
            weaker = {"anyOf": [{keyword: limit}, {keyword: "date"}]}
            yield ViolationKind.FORMAT, "or date", "a date without a time", weaker
        case "enum":
            swapped = [value.swapcase() for value in limit if isinstance(value, str)]
            if any(value not in limit for value in swapped):
                yield ViolationKind.ENUM, "in any case", "an enum value in another case", {keyword: [*limit, *swapped]}


def _iter_weaker_patterns(pattern: str, limits: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield weaker patterns: name, description, and keyword. The limits may exclude all strings that one adds."""
    if limits.get("maxLength", math.inf) > (pattern_lengths(pattern) or (0, 0))[0]:
        if pattern.startswith("^"):
            yield "without ^", "other characters first", {"pattern": pattern[1:]}
        if pattern.endswith("$") and not pattern.endswith(r"\$"):
            yield "without $", "other characters last", {"pattern": pattern[:-1]}
    if first := _FIRST_LITERAL.match(pattern):
        rest = pattern[first.end() :]
        _, most = pattern_lengths(f"^{rest}") or (0, math.inf)
        if limits.get("minLength", 0) <= most:
            yield f"with optional {first[1]}", "no first character", {"pattern": f"{first[0]}?{rest}"}
    if "[1-9]" in pattern:
        yield "with 0", "a zero as the first digit", {"pattern": pattern.replace("[1-9]", "[0-9]")}


def iter_stronger(location: SchemaLocation, parameter: Parameter | None = None) -> Iterator[SchemaChange]:
    """Yield the changes after which a schema forbids some of its values at a location, of a parameter or of the body.

    A size that the spec does not limit is not forbidden, as no document says that a server accepts it. Neither are
    undocumented properties, unless the schema has `additionalProperties: true`.
    """
    schema = location.schema

    def change(mutator: MutatorName, name: str, description: str, constraint: Mapping[str, Any]) -> SchemaChange:
        targets, edit = frozenset({schema.pointer}), partial(with_constraint, constraint)
        return SchemaChange(mutator, name, description, location.pointer, location, targets, edit)

    if "null" in json_types(schema) and parameter is None:  # a null parameter is sent as a string, or not at all
        yield change(MutatorName.ALLOWED_NULL, "null", "null", {"not": {"const": None}})
    for value in enum_values(schema):
        if value is not None:
            name = serialize_value(value) if parameter is not None else str(value)
            yield change(MutatorName.ENUM_VALUE, name, serialize_value(value), {"not": {"const": value}})
    if parameter is None and any(part.data.get("additionalProperties") is True for part in subschemas(schema)):
        names = {"propertyNames": {"enum": sorted(properties(schema))}}
        description = "a property that the spec does not define"
        yield change(MutatorName.EXTRA_PROPERTY, "a further field", description, names)
    for mutator, name, description, constraint in _iter_stronger_sizes(location, parameter):
        yield change(mutator, name, description, constraint)


def iter_required(location: SchemaLocation) -> Iterator[SchemaChange]:
    """Yield the changes that require an optional property of the objects at a location."""
    schema = location.schema
    for name, property_schema in properties(schema).items():
        is_optional = name not in required_properties(schema) and name != schema.data.get(DECIDED_BY)
        if is_optional and not property_schema.data.get("readOnly"):
            yield SchemaChange(
                MutatorName.OMITTED,
                format_path((*location.path, name)),
                f"no {format_path((*location.path, name))}",
                location.pointer,
                location,
                frozenset({schema.pointer}),
                partial(with_constraint, {"required": [name]}),
            )


def forbids_every_value(schema: Node, change: SchemaChange, *, is_optional: bool = False) -> bool:
    """Return whether a stronger schema forbids all values, or all objects of one alternative and none of the others.

    It forbids the only value of a property that all of them must have, or all strings: a server may know only some.
    """
    keywords = merged_keywords(change.location.schema)
    if change.mutator is MutatorName.ENUM_VALUE:
        is_only_value = len(enum_values(change.location.schema)) == 1
    elif change.mutator in (MutatorName.SHORTEST, MutatorName.LONGEST):
        is_only_value = any(low in keywords and keywords[low] == keywords.get(high) for low, high in _LIMITS)
        if "minLength" in keywords and keywords["minLength"] == keywords.get("maxLength"):
            return True
    else:
        return False
    return is_only_value and not is_optional and _is_always_required(schema, change.location.path)


def may_break_an_order(change: SchemaChange, locations: Iterable[SchemaLocation]) -> bool:
    """Return whether a change forbids a limit of a number that is never sent without other numbers.

    A server may have a rule about their order, such as a first and a last day.
    """
    path = change.location.path
    siblings = (each for each in locations if each.path and each.path[:-1] == path[:-1] and each.path != path)
    return _forbids_limit(change) and any(each.required and _is_number(each.schema) for each in siblings)


def may_break_an_order_of_parameters(change: SchemaChange, parameter: Parameter, operation: Operation) -> bool:
    """Return the same as `may_break_an_order` for a change of a parameter."""
    others = (each.schema for each in operation.parameters if each.required and each != parameter)
    return _forbids_limit(change) and any(schema is not None and _is_number(schema) for schema in others)


def _forbids_limit(change: SchemaChange) -> bool:
    return change.mutator in (MutatorName.SHORTEST, MutatorName.LONGEST) and _is_number(change.location.schema)


def _is_number(schema: Node) -> bool:
    return not {"integer", "number"}.isdisjoint(json_types(schema))


def _is_always_required(schema: Node, path: ValuePath) -> bool:
    """Return whether all values have a location, or all objects of one alternative."""
    found = True
    for token in path:
        inner = subschema_at(schema, token)
        if inner is None:
            return False
        members = (each for part in all_of_members(schema) for each in direct_subschemas(part))
        if token not in required_properties(schema):
            found = False
        elif not any(each.keyword == "properties" and each.name == token for each in members):
            found = True  # only an alternative describes it
        schema = inner
    return found


def has_no_spelling(location: SchemaLocation, change: SchemaChange) -> bool:
    """Return whether the values that a change forbids cannot be sent in a form or as text: null, and what is empty."""
    if change.mutator is not MutatorName.SHORTEST:
        return change.mutator is MutatorName.ALLOWED_NULL
    is_nothing = "null" in json_types(location.schema) or not location.path  # an empty text is a request without a body
    return change.name == "0 items" or (change.name == "0 characters" and is_nothing)


def with_constraint(constraint: Mapping[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a schema with a further constraint."""
    return {**data, "allOf": [*data.get("allOf", ()), constraint]}


def _iter_stronger_sizes(
    location: SchemaLocation, parameter: Parameter | None
) -> Iterator[tuple[MutatorName, str, str, dict[str, Any]]]:
    """Yield constraints that forbid the smallest, the largest and non-ASCII values of each allowed type.

    A server may reject an empty list that is required, although the spec does not say so.
    """
    schema = location.schema
    types = json_types(schema)
    if "string" in types:
        yield from _iter_stronger_strings(schema, only_documented=parameter is not None)
    if "array" in types:
        keywords = merged_keywords(subschema_for_type(schema, "array"))
        minimum, maximum = min_item_count(schema), max_item_count(schema)
        is_optional = bool(location.path) and not location.required
        can_be_empty = parameter is None and ("minItems" in keywords or is_optional)  # not sent as a parameter
        if can_be_empty or minimum:
            description = f"an array of length {minimum}"
            yield MutatorName.SHORTEST, f"{minimum} items", description, {"minItems": minimum + 1}
        # A check only warns about a longest array in a query: it cannot tell its length from its unknown items.
        if parameter is None and minimum != maximum <= MAX_ITEMS and "maxItems" in keywords:
            description = f"an array of length {maximum}"
            yield MutatorName.LONGEST, f"{maximum} items", description, {"maxItems": maximum - 1}
    if "integer" in types or "number" in types:
        keywords = merged_keywords(schema)
        for mutator, keyword in ((MutatorName.SHORTEST, "minimum"), (MutatorName.LONGEST, "maximum")):
            if (limit := keywords.get(keyword)) is not None:
                yield mutator, f"{keyword} {limit}", str(limit), {"not": {"const": limit}}


def _iter_stronger_strings(
    schema: Node, *, only_documented: bool
) -> Iterator[tuple[MutatorName, str, str, dict[str, Any]]]:
    """Yield constraints on strings; of a file, or with a format or a pattern, only those on documented lengths."""
    keywords = merged_keywords(subschema_for_type(schema, "string"))
    if {"enum", "const"} & set(keywords):
        return
    is_free_text = not only_documented and keywords.keys().isdisjoint(_SPECIAL_STRINGS)
    minimum, maximum = keywords.get("minLength", 0), keywords.get("maxLength", 0)
    if is_free_text:
        yield MutatorName.NON_ASCII, "non-ASCII text", "non-ASCII text", {"pattern": _ASCII_PATTERN}
    if "minLength" in keywords and (is_free_text or _has_length(schema, keywords, minimum)):
        description = f"a string of length {minimum}"
        yield MutatorName.SHORTEST, f"{minimum} characters", description, {"minLength": minimum + 1}
    if "maxLength" in keywords and minimum != maximum <= MAX_LENGTH and _has_length(schema, keywords, maximum):
        description = f"a string of length {maximum}"
        yield MutatorName.LONGEST, f"{maximum} characters", description, {"maxLength": maximum - 1}


def _has_length(schema: Node, keywords: Mapping[str, Any], length: int) -> bool:
    """Return whether a string of a length is found that has the format and the pattern of a schema."""
    form = {name: keywords[name] for name in ("format", "pattern") if name in keywords}
    if not form or length > MAX_SAMPLED_LENGTH:
        return True
    text = sample_string({**form, "minLength": length, "maxLength": length})
    return len(text) == length and is_valid(schema, text)
