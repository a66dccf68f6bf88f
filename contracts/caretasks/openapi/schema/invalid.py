"""Invalid values: for each keyword of a schema, a value that violates it and is as close to a valid one as possible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import jsonschema_rs

from caretasks.openapi.document import Node
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.examples import example_value, make_items
from caretasks.openapi.schema.generation import MAX_ITEMS, MAX_LENGTH
from caretasks.openapi.schema.keywords import (
    applies_to,
    enum_values,
    json_types,
    merged_keywords,
    properties,
    subschema_for_type,
    subschemas,
)
from caretasks.openapi.schema.locations import (
    ANY_ITEM,
    ANY_PROPERTY,
    ValuePath,
    find_occurrences,
    get_at,
    iter_locations,
    subschema_at,
    with_value_at,
)
from caretasks.openapi.schema.sampling import MAX_SAMPLED_LENGTH, sample_string, simplest_value
from caretasks.openapi.schema.validation import is_valid, iter_violations

_TYPE_NAMES = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
_VALUE_OF_TYPE = {"boolean": True, "number": 5, "string": "text", "array": ["text"], "object": {"text": "text"}}
_MALFORMED: dict[str, tuple[str, ...]] = {
    "uuid": ("123e4567-e89b-12d3-a456-42661417400", "123e4567-e89b-12d3-a456-42661417400g"),
    "date-time": ("2024-03-15 10:30", "2024-03-15T25:30:00Z"),
    "date": ("2024-02-30", "15.03.2024"),
    "time": ("25:00:00Z",),
    "uri": ("not a uri", "//"),
    "email": ("someone.example.com",),
    "hostname": ("-.example.com",),
    "ipv4": ("192.0.2.256",),
    "ipv6": ("2001:db8::g",),
}
_RARELY_VALID: tuple[Any, ...] = ("?", "", " ", "\\", "%", "\u0000", "0", "x" * 50)
_UNUSUAL_NAMES = ("caretasks extra", "?", "", "x" * 300)


class ViolationKind(StrEnum):
    """The kinds of violations. The values are names in reports."""

    MISSING = "a missing required property or parameter"
    NULL = "null where it is not allowed"
    TYPE = "a wrong JSON type"
    ITEM = "an invalid item"
    ENUM = "a value outside the enum"
    FORMAT = "an invalid format"
    PATTERN = "a pattern mismatch"
    TOO_SMALL = "a value that is too short or too small"
    TOO_LARGE = "a value that is too long or too large"
    EXTRA_PROPERTY = "a property that is not allowed"


def get_json_type(value: Any) -> str:
    """Return the JSON type of a value: null, boolean, number, string, array or object."""
    return _TYPE_NAMES.get(type(value), "null")


@dataclass(frozen=True)
class InvalidValue:
    """One way to violate a schema, and the function that makes the invalid value.

    Attributes:
        kind: The kind of violation.
        keyword: The violated keyword.
        detail: What distinguishes it from other violations of the keyword: a JSON type or the name of a property.
        pointer: The JSON pointer to the keyword in the spec.
        description: What is wrong, for messages.
        make: Returns the invalid value for a valid one.
    """

    kind: ViolationKind
    keyword: str
    detail: str
    pointer: str
    description: str
    make: Callable[[Any], Any]


def iter_invalid_values(
    schema: Node, path: ValuePath = (), full_schema: Node | None = None, *, in_request: bool = False
) -> Iterator[InvalidValue]:
    """Yield every way to violate a schema at a location, one for each keyword and detail.

    The types of the value are not varied if `schema` is only an alternative or part of a full schema, because they
    depend on the other parts as well.
    """
    if full_schema is None:
        yield from _iter_wrong_types(schema, path)
    seen: set[tuple[str, str]] = set()
    types = json_types(schema)
    for subschema in subschemas(schema):
        for keyword in (each for each in subschema.data if applies_to(each, types)):
            pointer = join(subschema.pointer, keyword)
            for kind, description, change, detail in _iter_changes(schema, subschema, keyword, in_request=in_request):
                make = change if callable(change) else _find_invalid(schema, keyword, change, full_schema or schema)
                if make is not None and (keyword, detail) not in seen:
                    seen.add((keyword, detail))
                    yield InvalidValue(kind, keyword, detail, pointer, description, make)


def _iter_wrong_types(schema: Node, path: ValuePath) -> Iterator[InvalidValue]:
    allowed = json_types(schema)
    if not allowed:
        return
    owner = next((subschema for subschema in subschemas(schema) if "type" in subschema.data), schema)
    pointer = join(owner.pointer, "type") if "type" in owner.data else owner.pointer
    kind = ViolationKind.ITEM if path and path[-1] == ANY_ITEM else ViolationKind.TYPE
    if "null" not in allowed:
        yield InvalidValue(ViolationKind.NULL, "type", "null", pointer, "null", lambda _: None)
    for name, value in _VALUE_OF_TYPE.items():
        if name not in allowed and not (name == "number" and "integer" in allowed):
            description = f"{'an' if name[0] in 'ao' else 'a'} {name}"
            yield InvalidValue(kind, "type", name, pointer, description, partial(_replace, value))
    if "integer" in allowed and "number" not in allowed:
        yield InvalidValue(kind, "type", "fraction", pointer, "a number with a fraction", lambda _: 1.5)


class _Change(NamedTuple):
    """A violation of a keyword. `change` makes the invalid value from a valid one, or is candidates for it."""

    kind: ViolationKind
    description: str
    change: Callable[[Any], Any] | Iterable[Any]
    detail: str = ""


def _iter_changes(schema: Node, subschema: Node, keyword: str, *, in_request: bool) -> Iterator[_Change]:
    """Yield the ways to violate one keyword of a subschema."""
    limit = subschema.data[keyword]
    yield from _iter_changes_of_values(subschema, keyword, limit)
    yield from _iter_changes_of_strings(schema, keyword, limit)
    yield from _iter_changes_of_numbers(schema, keyword, limit)
    yield from _iter_changes_of_arrays(schema, subschema, keyword, limit)
    yield from _iter_changes_of_objects(schema, subschema, keyword, limit, in_request=in_request)
    if keyword in ("then", "else") and "if" in subschema.data:
        yield from _iter_conditional_changes(subschema, keyword, in_request=in_request)


def _iter_changes_of_values(subschema: Node, keyword: str, limit: Any) -> Iterator[_Change]:
    """Yield the ways to violate a keyword for values of any type."""
    match keyword:
        case "enum" | "const":
            values = limit if keyword == "enum" else [limit]
            yield _Change(ViolationKind.ENUM, "a value outside the enum", _iter_outside(values))
            swapped = [value.swapcase() for value in values if isinstance(value, str)]
            yield _Change(ViolationKind.ENUM, "a value of the enum in another case", swapped, "case")
        case "not":
            yield _Change(ViolationKind.TYPE, "an excluded value", partial(_make_excluded, subschema.child(keyword)))


def _iter_changes_of_strings(schema: Node, keyword: str, limit: Any) -> Iterator[_Change]:
    match keyword:
        case "format":
            malformed = (*_MALFORMED.get(str(limit), ()), *_RARELY_VALID)
            yield _Change(ViolationKind.FORMAT, f"a string that is not a valid {limit}", malformed)
            if limit == "date-time":
                yield _Change(ViolationKind.FORMAT, "a date without a time", ("2024-03-15",), "date")
        case "pattern":
            kind = ViolationKind.PATTERN
            candidates = chain(enum_values(schema), _iter_near_strings(schema))  # an enum may contradict the pattern
            yield _Change(kind, "a string that does not match the pattern", candidates)
            if isinstance(text := simplest_value(schema), str):
                extended = [f"{prefix}{text}" for prefix in ("?", " ", "x", "0")]
                yield _Change(kind, "a string with another character before it", extended, "start")
                yield _Change(kind, "a string without its first character", (text[1:],), "first")
                if "[1-9]" in limit:
                    zeros = [f"{text[:start]}0{text[end:]}" for start, end in _digit_places(text)]
                    weaker = jsonschema_rs.validator_for({"pattern": limit.replace("[1-9]", "[0-9]")})
                    zeros = [each for each in zeros if weaker.is_valid(each)]
                    yield _Change(kind, "a string with a zero as the first digit", zeros, "zero")
        case "minLength" if 0 < limit <= MAX_LENGTH:
            description = f"a string of {limit - 1} characters"
            yield _Change(ViolationKind.TOO_SMALL, description, partial(_with_length, schema, keyword, limit - 1))
        case "maxLength" if limit < MAX_LENGTH:
            description = f"a string of {limit + 1} characters"
            yield _Change(ViolationKind.TOO_LARGE, description, partial(_with_length, schema, keyword, limit + 1))


def _iter_changes_of_numbers(schema: Node, keyword: str, limit: Any) -> Iterator[_Change]:
    step = merged_keywords(schema).get("multipleOf", 1)
    match keyword:
        case "minimum":
            yield _Change(ViolationKind.TOO_SMALL, f"a number below {limit}", lambda _: limit - step)
        case "maximum":
            yield _Change(ViolationKind.TOO_LARGE, f"a number above {limit}", lambda _: limit + step)
        case "exclusiveMinimum":
            yield _Change(ViolationKind.TOO_SMALL, f"the excluded minimum {limit}", lambda _: limit)
        case "exclusiveMaximum":
            yield _Change(ViolationKind.TOO_LARGE, f"the excluded maximum {limit}", lambda _: limit)
        case "multipleOf":
            numbers = [base + offset for offset in (limit / 2, 1, 2) for base in (simplest_value(schema), 0, limit)]
            yield _Change(ViolationKind.TYPE, f"a number that is not a multiple of {limit}", numbers)


def _iter_changes_of_arrays(schema: Node, subschema: Node, keyword: str, limit: Any) -> Iterator[_Change]:
    match keyword:
        case "minItems" if limit > 0:
            description = f"an array of length {limit - 1}"
            yield _Change(ViolationKind.TOO_SMALL, description, lambda value: list(value)[: limit - 1])
        case "maxItems" if limit < MAX_ITEMS:
            make = partial(_with_items, schema, limit + 1)
            yield _Change(ViolationKind.TOO_LARGE, f"an array of length {limit + 1}", make)
        case "uniqueItems" if limit:
            yield _Change(ViolationKind.ITEM, "a repeated item", partial(_repeat_last, schema))
        case "contains":
            make = partial(_without_contained, subschema)
            yield _Change(ViolationKind.ITEM, "an array without a required item", make)


def _iter_changes_of_objects(
    schema: Node, subschema: Node, keyword: str, limit: Any, *, in_request: bool
) -> Iterator[_Change]:
    match keyword:
        case "required":
            described = properties(schema)
            for name in limit:
                if not (name in described and described[name].data.get("readOnly" if in_request else "writeOnly")):
                    yield _Change(ViolationKind.MISSING, f"a missing property {name!r}", partial(_without, name), name)
        case "dependentRequired":
            for name, dependents in limit.items():
                for dependent in dependents:
                    make = partial(_without_dependent, schema, name, dependent)
                    description, detail = f"{name!r} without {dependent!r}", f"{name} {dependent}"
                    yield _Change(ViolationKind.MISSING, description, make, detail)
        case "minProperties" if limit > 0:
            description = f"an object with {limit - 1} properties"
            yield _Change(ViolationKind.TOO_SMALL, description, lambda value: dict(list(value.items())[: limit - 1]))
        case "maxProperties" if limit < MAX_ITEMS:
            description = f"an object with {limit + 1} properties"
            yield _Change(ViolationKind.TOO_LARGE, description, partial(_add_properties, subschema, limit + 1))
        case "additionalProperties" | "unevaluatedProperties" if limit is False:
            kind = ViolationKind.EXTRA_PROPERTY
            yield _Change(kind, "an extra property", lambda value: {**value, "caretasks_extra": 1})
        case "propertyNames":
            names = [name for name in _UNUSUAL_NAMES if not is_valid(subschema.child(keyword), name)]
            if names:
                make = partial(_add_property, subschema, names[0])
                yield _Change(ViolationKind.EXTRA_PROPERTY, "a property with an invalid name", make)


def _iter_conditional_changes(subschema: Node, keyword: str, *, in_request: bool) -> Iterator[_Change]:
    """Yield the ways to violate a `then` or an `else`, each in a value to which it applies."""
    for location in iter_locations(subschema.child(keyword)):
        for inner in iter_invalid_values(location.schema, location.path, in_request=in_request):
            detail = f"{join('', *map(str, location.path))} {inner.keyword} {inner.detail}".strip()
            make = partial(_violate_conditionally, subschema, keyword == "then", location.path, inner)
            yield _Change(inner.kind, f"{inner.description}, which the condition forbids", make, detail)


def _digit_places(text: str) -> list[tuple[int, int]]:
    """Return where a zero can be added before a number, then where it can replace a digit: from and to an index."""
    places = [(match.start(), match.start()) for match in re.finditer(r"\d+", text)]
    return [*places, *((match.start(), match.end()) for match in re.finditer(r"\d", text))]


def _iter_outside(enum: list[Any]) -> Iterator[Any]:
    """Yield values that are probably not in an enum, close to its values first."""
    for value in enum:
        if isinstance(value, str):
            yield f"{value}_2"
            yield from (f"{value}{value[-1:]}", value[:-1], value[::-1])  # a pattern may allow its characters only
        elif isinstance(value, bool):
            yield not value
        elif isinstance(value, int | float):
            yield value + 1
            yield value + 1000
    yield from _RARELY_VALID


def _iter_near_strings(schema: Node) -> Iterator[Any]:
    """Yield small changes of a valid string, and other strings that match few patterns."""
    value = simplest_value(schema)
    for text in [*([value] if isinstance(value, str) else []), "+12025550123", "text"]:
        yield from (f"{text}x", f"{text} ", text[:-1], f"?{text}", text.upper(), text[::-1], "x" * len(text))
    yield from _RARELY_VALID


def _find_invalid(
    schema: Node, keyword: str, candidates: Iterable[Any], full_schema: Node
) -> Callable[[Any], Any] | None:
    """Return a function that returns the first candidate that violates only this keyword.

    If there is none, return a function for the first candidate that violates this keyword among others.
    """
    second: Callable[[Any], Any] | None = None
    for value in candidates:
        if full_schema is not schema and is_valid(full_schema, value):
            continue
        violated = {violation.keyword for violation in iter_violations(schema, value)}
        if violated == {keyword}:
            return partial(_replace, value)
        if keyword in violated and second is None:
            second = partial(_replace, value)
    return second


def _replace(new: Any, value: Any) -> Any:
    return new


def _without(name: str, value: Any) -> Any:
    return {key: inner for key, inner in value.items() if key != name} if isinstance(value, dict) else value


def _with_length(schema: Node, keyword: str, length: int, value: Any) -> str:
    """Return a string of a length that violates `keyword` alone, if one is found."""
    text = value if isinstance(value, str) else ""
    candidates = [text[: min(length, 1)].ljust(length, "x"), text.ljust(length, text[-1:] or "x")[:length]]
    merged = merged_keywords(subschema_for_type(schema, "string"))
    if length <= MAX_SAMPLED_LENGTH and (
        form := {name: merged[name] for name in ("pattern", "format") if name in merged}
    ):
        candidates.append(sample_string({**form, "minLength": length, "maxLength": length}))
    for candidate in candidates:
        if len(candidate) == length and {each.keyword for each in iter_violations(schema, candidate)} == {keyword}:
            return candidate
    return candidates[0]


def _with_items(schema: Node, count: int, value: Any) -> list[Any]:
    return make_items(schema, count, value if isinstance(value, list) else [])


def _repeat_last(schema: Node, value: Any) -> list[Any]:
    items = list(value) if value else make_items(schema, 1)
    return [*items, items[-1]]


def _add_properties(schema: Node, count: int, value: Any) -> dict[str, Any]:
    found = dict(value) if isinstance(value, dict) else {}
    inner = subschema_at(schema, ANY_PROPERTY)
    names = [f"caretasks_{number}" for number in range(count)]
    if "propertyNames" in schema.data and not is_valid(schema.child("propertyNames"), names[0]):
        names = ["x" * number for number in range(1, count + len(found) + 1)]
    added = [name for name in names if name not in found][: count - len(found)]
    return {**found, **dict.fromkeys(added, 1 if inner is None else example_value(inner))}


def _add_property(schema: Node, name: str, value: Any) -> Any:
    inner = subschema_at(schema, ANY_PROPERTY)
    return {**value, name: next(iter(value.values()), 1) if inner is None else example_value(inner)}


def _without_dependent(schema: Node, name: str, dependent: str, value: Any) -> Any:
    inner = properties(schema).get(name)
    added = {} if name in value else {name: 1 if inner is None else example_value(inner)}
    return {**_without(dependent, value), **added}


def _make_excluded(schema: Node, value: Any) -> Any:
    """Return a value that is valid against the schema of a `not`."""
    excluded = example_value(schema)
    return {**value, **excluded} if isinstance(value, dict) and isinstance(excluded, dict) else excluded


def _without_contained(schema: Node, value: Any) -> list[Any]:
    """Return the array without items that match `contains`, each replaced by another item if the schema has others."""
    contained, items = schema.child("contains"), subschema_at(schema, ANY_ITEM)
    other = None if items is None else example_value(items)
    replaced = [other if is_valid(contained, item) else item for item in value]
    return [item for item in replaced if not is_valid(contained, item)]


def _violate_conditionally(schema: Node, meets: bool, path: ValuePath, inner: InvalidValue, value: Any) -> Any:
    """Return a value that meets the `if` of a schema, or does not, and has a violation at a path."""
    condition = schema.child("if")
    if is_valid(condition, value) is not meets and isinstance(value, dict):
        changed = example_value(condition)
        if meets and isinstance(changed, dict):
            described = {name: example_value(subschema) for name, subschema in properties(condition).items()}
            value = {**value, **described, **changed}
        else:
            required = condition.data.get("required", [])
            value = {name: inner_value for name, inner_value in value.items() if name not in required}
    for concrete in find_occurrences(value, path):
        value = with_value_at(value, concrete, inner.make(get_at(value, concrete)))
    return value
