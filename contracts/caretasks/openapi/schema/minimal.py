"""The simplest value of a schema, where a document gives no example. Fits most schemas; the caller has to ask."""

from __future__ import annotations

import math
from copy import deepcopy
from typing import Any

from caretasks.openapi.document import Place
from caretasks.openapi.schema.keywords import properties, required, types
from caretasks.openapi.schema.validation import fits

_DEEPEST = 12

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


def build(schema: Place, depth: int = 0) -> Any:
    """A value with what the schema requires and nothing more, by the schema's own words where it gives any."""
    for value in _given(schema):
        if fits(schema, value):
            return deepcopy(value)
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(schema.node.get(keyword, []))):
            if depth < _DEEPEST and fits(schema, value := build(schema.at(keyword, index), depth + 1)):
                return value
    kinds = types(schema) or ("object",)
    candidates = [_of_type(kind, schema, depth) for kind in kinds]
    return next((value for value in candidates if fits(schema, value)), candidates[0])


def _given(schema: Place) -> list[Any]:
    node = schema.node
    single = [node[word] for word in ("const", "default", "example") if word in node]
    return [*single, *node.get("examples", []), *node.get("enum", [])]


def _of_type(kind: str, schema: Place, depth: int) -> Any:
    node = schema.node
    match kind:
        case "object":
            described = properties(schema)
            wanted = sorted(required(schema)) if depth < _DEEPEST else []
            return {name: build(described[name], depth + 1) if name in described else None for name in wanted}
        case "array":
            items = node.get("minItems", 0) if depth < _DEEPEST else 0
            return [build(schema.at("items"), depth + 1) if "items" in node else None for _ in range(items)]
        case "string":
            text = _STRINGS.get(str(node.get("format")), "string")
            return text.ljust(node.get("minLength", 0), "x")[: node.get("maxLength")]
        case "integer" | "number":
            return _number(node, whole=kind == "integer")
        case "boolean":
            return False
    return None


def _number(node: Any, *, whole: bool) -> int | float:
    step = node.get("multipleOf", 1)
    low, above = node.get("minimum"), node.get("exclusiveMinimum")
    high, below = node.get("maximum"), node.get("exclusiveMaximum")
    value: int | float = 0
    if low is not None and value < low:
        value = math.ceil(low / step) * step
    if above is not None and value <= above:
        value = (math.floor(above / step) + 1) * step
    if high is not None and value > high:
        value = math.floor(high / step) * step
    if below is not None and value >= below:
        value = (math.ceil(below / step) - 1) * step
    return int(value) if whole else value
