"""Minimal values for schemas without an example. Most are valid; the caller has to validate them."""

from __future__ import annotations

import math
from copy import deepcopy
from typing import Any

from caretasks.openapi.document import Node
from caretasks.openapi.schema.keywords import json_types, properties, required_properties
from caretasks.openapi.schema.validation import is_valid

_MAX_DEPTH = 12

_STRINGS = {
    "date": "2000-01-01",
    "date-time": "2000-01-01T00:00:00Z",
    "duration": "PT1S",
    "email": "someone@example.com",
    "hostname": "example.com",
    "idn-email": "someone@example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "iri": "https://example.com/",
    "json-pointer": "",
    "regex": ".*",
    "time": "00:00:00Z",
    "uri": "https://example.com/",
    "uri-reference": "/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def minimal_value(schema: Node, depth: int = 0) -> Any:
    """Return a value with everything that a schema requires and nothing else.

    Values from the schema itself (`const`, `default`, examples, `enum`) come first.

    Args:
        schema: The schema.
        depth: The number of schemas above this one; ends the recursion into a schema that contains itself.
    """
    for value in _documented_values(schema):
        if is_valid(schema, value):
            return deepcopy(value)
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(schema.data.get(keyword, []))):
            if depth < _MAX_DEPTH:
                value = minimal_value(schema.child(keyword, index), depth + 1)
                if is_valid(schema, value):
                    return value
    names = json_types(schema) or ("object",)
    candidates = [_value_of_type(name, schema, depth) for name in names]
    return next((value for value in candidates if is_valid(schema, value)), candidates[0])


def _documented_values(schema: Node) -> list[Any]:
    data = schema.data
    single = [data[keyword] for keyword in ("const", "default", "example") if keyword in data]
    return [*single, *data.get("examples", []), *data.get("enum", [])]


def _value_of_type(json_type: str, schema: Node, depth: int) -> Any:
    data = schema.data
    match json_type:
        case "object":
            described = properties(schema)
            names = sorted(required_properties(schema)) if depth < _MAX_DEPTH else []
            return {name: minimal_value(described[name], depth + 1) if name in described else None for name in names}
        case "array":
            length = data.get("minItems", 0) if depth < _MAX_DEPTH else 0
            return [minimal_value(schema.child("items"), depth + 1) if "items" in data else None for _ in range(length)]
        case "string":
            text = _STRINGS.get(str(data.get("format")), "string")
            return text.ljust(data.get("minLength", 0), "x")[: data.get("maxLength")]
        case "integer" | "number":
            return _minimal_number(data, integer=json_type == "integer")
        case "boolean":
            return False
    return None


def _minimal_number(data: Any, *, integer: bool) -> int | float:
    """Return 0, or the allowed number that is nearest to it."""
    step = data.get("multipleOf", 1)
    minimum, exclusive_minimum = data.get("minimum"), data.get("exclusiveMinimum")
    maximum, exclusive_maximum = data.get("maximum"), data.get("exclusiveMaximum")
    value: int | float = 0
    if minimum is not None and value < minimum:
        value = math.ceil(minimum / step) * step
    if exclusive_minimum is not None and value <= exclusive_minimum:
        value = (math.floor(exclusive_minimum / step) + 1) * step
    if maximum is not None and value > maximum:
        value = math.floor(maximum / step) * step
    if exclusive_maximum is not None and value >= exclusive_maximum:
        value = (math.ceil(exclusive_maximum / step) - 1) * step
    return int(value) if integer else value
