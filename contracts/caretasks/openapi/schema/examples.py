"""Example values: documented or minimal ones, and values derived from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from copy import deepcopy
from functools import lru_cache, partial
from itertools import chain, product
from typing import Any

from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.document import Api, Media, Node, Parameter
from caretasks.openapi.json_pointer import resolve_pointer
from caretasks.openapi.schema.generation import MAX_ITEMS, MAX_LENGTH, without_others
from caretasks.openapi.schema.keywords import (
    alternatives,
    enum_values,
    implied_types,
    json_types,
    keep_result,
    merged_keywords,
    min_item_count,
    properties,
    subschema_for_type,
    subschemas,
)
from caretasks.openapi.schema.locations import (
    ANY_ITEM,
    ANY_PROPERTY,
    SchemaLocation,
    ValuePath,
    find_occurrences,
    get_at,
    has_location,
    subschema_at,
    with_value_at,
)
from caretasks.openapi.schema.sampling import MAX_SAMPLED_LENGTH, sample_string, sample_value, simplest_value
from caretasks.openapi.schema.validation import is_valid
from caretasks.openapi.variants import DECIDED_BY

_NOT_SENT: tuple[Any, ...] = ([], {})
"""The values for which neither a parameter nor a field of a form has a text."""
_PROPERTY_NAME = "name"  # where the schema allows any name


def with_examples(api: Api) -> Api:
    """Return the API with an example for each path parameter; the same API if all have one.

    Operations with the same path have the same resources: a parameter gets the example that it has in another one.
    """
    documented: dict[tuple[str, str], Any] = {}
    missing: dict[str, tuple[tuple[str, str], Node]] = {}
    for operation in api.operations:
        for parameter in operation.path_parameters:
            key = operation.path, parameter.name
            if examples := parameter.examples():
                documented.setdefault(key, next(iter(examples.values())))
            elif parameter.schema is not None:
                missing[parameter.pointer] = key, parameter.schema
    if not missing:
        return api
    document = deepcopy(api.document)
    for pointer, (key, schema) in missing.items():
        known = documented.get(key)
        resolve_pointer(document, pointer)["example"] = (
            known if known is not None and is_valid(schema, known) else _nonempty_value(schema)
        )
    return Api(api.name, document, api.facts, api.origin)


def _nonempty_value(schema: Node) -> Any:
    """Return a valid value for a location that cannot express an empty one, such as a path, if there is one."""
    simplest = simplest_value(schema)
    candidates = [simplest, list_of_length(schema, max(1, min_item_count(schema))), sample_value(schema, "")]
    return next((value for value in candidates if value not in ("", [], {}, None)), simplest)


def example_value(schema: Node, examples: tuple[Any, ...] = (), path: ValuePath = ()) -> Any:
    """Return a valid value at a path in documented examples, else the simplest value of a schema."""
    for example in examples:
        for concrete in find_occurrences(example, path):
            value = get_at(example, concrete)
            if value is not None and is_valid(schema, value, in_request=True):
                return deepcopy(value)
    return simplest_value(schema)


@keep_result
def valid_examples(owner: Node) -> dict[str, Any]:
    """Return the examples of a parameter or of a response's media type by name, without those its schema rejects.

    A string that is the text of an object is read: as JSON, if that is the media type, otherwise by who sends it.
    """
    return _valid_examples(owner, in_request=False)


@keep_result
def valid_request_examples(owner: Node) -> dict[str, Any]:
    """Return the examples of a request's media type by name; see `valid_examples`."""
    return _valid_examples(owner, in_request=True)


def _valid_examples(owner: Node, *, in_request: bool) -> dict[str, Any]:
    schema, found = owner.schema, read_examples(owner)
    if schema is None:
        return found
    is_text = isinstance(owner, Media) and not owner.is_json
    return {
        name: value
        for name, value in found.items()
        if (is_text and isinstance(value, str)) or is_valid(schema, value, in_request=in_request)
    }


@keep_result
def read_examples(owner: Node) -> dict[str, Any]:
    """Return all examples of a parameter or a media type by name; the text of a JSON object or array as its value."""
    schema, found = owner.schema, owner.examples()
    if schema is None or not (isinstance(owner, Media) and owner.is_json):
        return found
    if "string" in (json_types(schema) or implied_types(schema) or ("string",)):
        return found
    for name, value in found.items():
        if isinstance(value, str):
            with suppress(InvalidJsonError):
                found = {**found, name: decode_json(value.encode("utf-8", "surrogatepass"))}
    return found


def valid_parameter(parameter: Parameter) -> Any:
    """Return a valid value of a parameter: the first valid example, else the simplest value.

    It is not an empty array or object, which no style can express: the parameter would not be sent.
    """
    examples = [value for value in valid_examples(parameter).values() if value not in _NOT_SENT]
    if examples:
        return examples[0]
    if parameter.schema is None:
        return "any"
    value = example_value(parameter.schema)
    return _nonempty_value(parameter.schema) if value in _NOT_SENT else value


def valid_body(media: Media) -> Any:
    """Return a valid body: the first valid example, else the simplest value.

    The required fields of a form are not empty arrays or objects, since those would not be sent.
    """
    examples = tuple(valid_request_examples(media).values())
    value = deepcopy(examples[0]) if examples else {} if media.schema is None else example_value(media.schema)
    if media.is_json or media.schema is None or not isinstance(value, dict):
        return value
    described = properties(media.schema)
    fields = {
        name: _nonempty_value(described[name]) if inner in _NOT_SENT and name in described else inner
        for name, inner in value.items()
    }
    return fields if is_valid(media.schema, fields, in_request=True) else value


def with_location_reached(
    schema: Node,
    value: Any,
    path: ValuePath,
    alternatives: Sequence[tuple[ValuePath, Node]],
    examples: tuple[Any, ...] = (),
) -> Any:
    """Return a copy of a value that has a value at a location and is valid against alternatives.

    These are the alternatives that describe the location, each with its own location, from the root down. If there are
    none, those are chosen by which `iter_locations` reaches the location.
    """
    if alternatives:
        return _with_alternatives(schema, value, path, alternatives, examples)
    extended, defaults = _with_location(schema, value, path, examples), default_alternatives(schema, path)
    if all(
        is_valid(alternative, get_at(extended, concrete))
        for location, alternative in defaults
        for concrete in find_occurrences(extended, location)[-1:]
    ):
        return extended
    found = _with_alternatives(schema, value, path, defaults, examples)
    return found if is_valid(schema, found) or is_valid(schema, found, in_request=True) else extended


def _with_location(schema: Node, value: Any, path: ValuePath, examples: tuple[Any, ...], depth: int = 0) -> Any:
    """Return a copy of the value at a depth of a path, with all values on the rest of the path."""
    child = subschema_at(schema, path[depth]) if depth < len(path) else None
    if child is None or has_location(value, path[depth:]):
        return value
    key, new = path[depth], partial(example_value, child, examples, path[: depth + 1])
    if isinstance(key, int) and key != ANY_PROPERTY:
        value = [*value] if isinstance(value, list) else []
        while len(value) <= max(key, 0):
            value.append(new())
    else:
        value = {**value} if isinstance(value, dict) else {}
        key = next(iter(value), _PROPERTY_NAME) if key == ANY_PROPERTY else key
        if key not in value:
            value[key] = new()
    # The last item for `ANY_ITEM`, which is -1.
    value[key] = _with_location(child, value[key], path, examples, depth + 1)
    return value


def _with_alternatives(
    schema: Node,
    value: Any,
    path: ValuePath,
    alternatives: Sequence[tuple[ValuePath, Node]],
    examples: tuple[Any, ...],
) -> Any:
    """Make each location in turn present, by the alternative above it, and valid against its own alternative."""
    above: ValuePath = ()
    for location, alternative in (*alternatives, (path, None)):
        for concrete in find_occurrences(value, above)[-1:]:
            rest = location[len(above) :]
            inner = _with_location(schema, get_at(value, concrete), rest, () if above else examples)
            value = with_value_at(value, concrete, inner)
        if alternative is None:
            break
        for concrete in find_occurrences(value, location)[-1:]:
            current = get_at(value, concrete)
            if not is_valid(alternative, current):
                documented = () if location else examples
                value = with_value_at(value, concrete, _as_alternative(alternative, current, documented))
        above, schema = location, alternative
    return value


def _as_alternative(alternative: Node, value: Any, examples: tuple[Any, ...]) -> Any:
    """Return a value that is valid against an alternative; if a property decides on it, with the other properties."""
    if DECIDED_BY not in alternative.data or not isinstance(value, dict):
        return example_value(alternative)
    if (example := next((each for each in examples if is_valid(alternative, each)), None)) is not None:
        return deepcopy(example)
    described = properties(alternative).items()
    return {
        **value,
        **{name: example_value(inner) for name, inner in described if not is_valid(inner, value.get(name))},
    }


def default_alternatives(schema: Node, path: ValuePath) -> tuple[tuple[ValuePath, Node], ...]:
    """Return the alternatives by which `iter_locations` reaches a location, each with its own location."""
    found: list[tuple[ValuePath, Node]] = []
    current: Node | None = schema
    for depth in range(len(path) + 1):
        if current is None:
            break
        known = subschemas(current)
        for keyword, subschema in product(("oneOf", "anyOf"), known):
            members = (each.schema for each in alternatives(subschema) if each.keyword == keyword)
            found += [(path[:depth], member) for member in members if member in known][:1]
        current = subschema_at(current, path[depth]) if depth < len(path) else None
    return tuple(found)


def with_single_alternatives(schema: Node, value: Any, location: SchemaLocation) -> Any:
    """Return a valid value that only the alternatives accept which describe a location; the value itself without one.

    Another alternative, which does not describe the location, may accept what is invalid there.
    """
    result = value
    above: ValuePath = ()
    described = [schema]  # the schema at a location, and the alternatives that were chosen there
    for path, alternative in location.alternatives or default_alternatives(schema, location.path):
        for token in path[len(above) :]:
            below = (subschema_at(each, token) for each in reversed(described))
            described = [each for each in below if each is not None][:1]
        for part in (part for each in described for part in subschemas(each)):
            members = [each.schema for each in alternatives(part)]
            choices = [[member, *_alternatives_of(member)] for member in members]
            others = [each for choice in choices if alternative not in choice for each in choice]
            is_chosen_here = any(alternative in choice for choice in choices)
            for concrete in find_occurrences(result, path)[-1:] if is_chosen_here else ():
                single = _of_single_alternative(get_at(result, concrete), alternative, others)
                result = with_value_at(result, concrete, single)
        described.append(alternative)
        above = path
    return result if result == value or is_valid(schema, result, in_request=True) else value


def _alternatives_of(schema: Node) -> list[Node]:
    return [each.schema for part in subschemas(schema) for each in alternatives(part)]


def _of_single_alternative(value: Any, alternative: Node, others: Sequence[Node]) -> Any:
    """Return an object, or an array whose last item is one, that no other alternative accepts, if there is one."""
    if isinstance(value, dict):
        return without_others(value, alternative, others)
    item = subschema_at(alternative, ANY_ITEM) if isinstance(value, list) and value else None
    if item is None:
        return value
    items = (subschema_at(other, ANY_ITEM) for other in others)
    return [*value[:-1], _of_single_alternative(value[-1], item, [each for each in items if each is not None])]


def extra_property(schema: Node) -> dict[str, Any]:
    """Return a property that the schema of an object allows without naming it."""
    name, value = "caretasks_extra", "text"
    for subschema in subschemas(schema):
        if (inner := subschema_at(subschema, ANY_PROPERTY)) is not None:
            value = example_value(inner)
        if "propertyNames" in subschema.data and not is_valid(subschema.child("propertyNames"), name):
            name = sample_string(dict(subschema.child("propertyNames").data))
    return {name: value}


@lru_cache(maxsize=1024)
def string_of_length(schema: Node, length: int) -> str | None:
    """Return a valid string of a length in characters, or None if none is found."""
    if length > MAX_LENGTH:
        return None
    for text in ("x" * length, "1" * length, "A" * length):
        if is_valid(schema, text):
            return text
    merged = merged_keywords(subschema_for_type(schema, "string"))
    keywords = {keyword: value for keyword, value in merged.items() if keyword in ("pattern", "format")}
    if length > MAX_SAMPLED_LENGTH or not keywords:
        return None
    text = sample_string({**keywords, "minLength": length, "maxLength": length})
    return text if len(text) == length and is_valid(schema, text) else None


def list_of_length(schema: Node, length: int, items: Sequence[Any] = ()) -> list[Any] | None:
    """Return a valid array of a length that starts with given items, or None if none is found."""
    found = make_items(schema, length, items)
    return found if len(found) == length and is_valid(schema, found) else None


def make_items(schema: Node, length: int, items: Sequence[Any] = ()) -> list[Any]:
    """Return items for an array, the given ones first; fewer if they must be unique, and at most `MAX_ITEMS`."""
    length = min(length, MAX_ITEMS)
    array = subschema_for_type(schema, "array")
    item_schema = subschema_at(array, ANY_ITEM)
    if not merged_keywords(array).get("uniqueItems"):
        found = list(items)[:length]
        while len(found) < length and (positional := subschema_at(array, len(found))) is not None:
            found.append(example_value(positional))
        last = example_value(item_schema) if item_schema is not None and not items else found[-1] if found else None
        return [*found, *(deepcopy(last) for _ in range(length - len(found)))]
    if item_schema is None:
        candidates: Iterable[Any] = [*items, *range(length)]
    else:
        known = [*items, *enum_values(item_schema)]
        candidates = chain(known, (distinct_value(item_schema, len(known) + number) for number in range(length)))
    unique: dict[str, Any] = {}
    for item in candidates:
        if len(unique) >= length:
            break
        if item_schema is None or is_valid(item_schema, item):
            unique.setdefault(json.dumps(item, sort_keys=True), item)
    return list(unique.values())


def distinct_value(schema: Node, number: int) -> Any:
    """Return a valid value that differs from those for other numbers, if the schema allows enough values."""
    value = example_value(schema)
    candidates: list[Any] = [f"{value}{number}", f"{value}"[:-1] + str(number % 10)] if isinstance(value, str) else []
    if isinstance(value, dict):
        distinct = {name: distinct_value(inner, number) for name, inner in properties(schema).items() if name in value}
        candidates = [{**value, **distinct}]
    elif isinstance(value, int | float) and not isinstance(value, bool):
        candidates = [value + number * merged_keywords(schema).get("multipleOf", 1)]
    return next((candidate for candidate in candidates if is_valid(schema, candidate)), value)
