"""Schemas narrowed to realistic values, as input for sampling.

Narrowed schemas prefer documented examples and defaults, words for strings, small numbers, and objects with all their
properties and no others. A narrowed schema may have no values, or values that the original schema does not allow, so
sampled values must be validated against the original.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from caretasks.openapi.document import Node
from caretasks.openapi.json_pointer import join, resolve_pointer, split
from caretasks.openapi.schema.validation import is_valid

TEXT_FORMAT = "caretasks-text"
"""The format that narrowing gives to strings without a pattern or format."""

STRUCTURED_FORMATS = frozenset(
    {"byte", "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri"}
    | {"iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri", "uri-reference"}
    | {"uri-template", "uuid"}
)
"""Formats that restrict strings. Other formats, such as `phone`, do not."""

_MAX_ITEMS = 3
_MIN_TEXT_LENGTH = 3
_MAX_TEXT_LENGTH = 8
_NUMBER_RANGE = 1000
_MAX_DEPTH = 20

_COMPOSITIONS = ("allOf", "anyOf", "oneOf")
_WITH_SCHEMA = ("items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "then", "else")
_WITH_SCHEMA_LIST = (*_COMPOSITIONS, "prefixItems")
_WITH_SCHEMA_MAP = ("properties", "patternProperties", "dependentSchemas")
_NEVER_NARROWED = ("not", "if", "contains", "propertyNames")  # narrowing these would widen the schema or change it
_STRUCTURED = frozenset({*_WITH_SCHEMA, *_WITH_SCHEMA_LIST, *_WITH_SCHEMA_MAP, *_NEVER_NARROWED})


class Narrowing(Enum):
    """The degrees of narrowing, in the order in which sampling tries them."""

    FULL = "objects have all of their properties, none of them empty or null where that can be avoided"
    FINITE = "as FULL, but values may be empty or null, which ends the recursion of a schema that contains itself"
    LOOSE = "objects have their required properties and any others"
    NONE = "the original schema"


def narrow_schema(schema: Node, narrowing: Narrowing) -> dict[str, Any]:
    """Return a narrowed schema as a self-contained document, with everything that it refers to in `$defs`."""
    return _NarrowedDocument(schema, narrowing).document


class _NarrowedDocument:
    """A narrowed schema with the schemas that it refers to.

    A schema is in `$defs` once for each pair of the flags `alone` and `narrow`. `alone` means that it describes a value
    completely and is not part of a composition; `narrow` means that it is narrowed, not only copied.
    """

    def __init__(self, schema: Node, narrowing: Narrowing) -> None:
        self._api = schema.api
        self._narrowing = narrowing
        self._names: dict[tuple[str, bool, bool], str] = {}
        definitions: dict[str, Any] = {}
        reference = self._make_reference(schema.pointer, alone=True, narrow=narrowing is not Narrowing.NONE)
        self.document = {**reference, "$defs": definitions}
        while len(definitions) < len(self._names):  # each definition may add names
            for (pointer, alone, narrow), name in list(self._names.items())[len(definitions) :]:
                data = resolve_pointer(self._api.document, pointer)
                definitions[name] = self._copy_schema(pointer, data, alone=alone, narrow=narrow)

    def _make_reference(self, pointer: str, *, alone: bool, narrow: bool) -> dict[str, Any]:
        return {"$ref": "#/$defs/" + self._names.setdefault((pointer, alone, narrow), f"s{len(self._names)}")}

    def _copy_schema(self, pointer: str, data: Any, *, alone: bool, narrow: bool) -> Any:
        if not isinstance(data, Mapping):
            return data
        found = dict(data)
        for keyword, value in data.items():
            below = join(pointer, keyword)
            if keyword in _WITH_SCHEMA or keyword in _NEVER_NARROWED:
                found[keyword] = self._copy_schema(below, value, alone=True, narrow=narrow and keyword in _WITH_SCHEMA)
            elif keyword in _WITH_SCHEMA_LIST:
                found[keyword] = [
                    self._copy_schema(join(below, index), inner, alone=keyword not in _COMPOSITIONS, narrow=narrow)
                    for index, inner in enumerate(value)
                ]
            elif keyword in _WITH_SCHEMA_MAP:
                found[keyword] = {
                    name: self._copy_schema(join(below, name), inner, alone=True, narrow=narrow)
                    for name, inner in value.items()
                }
        if isinstance(data.get("$ref"), str):
            target_alone = alone and not _STRUCTURED & data.keys()
            target = join("", *split(data["$ref"]))
            return {**found, **self._make_reference(target, alone=target_alone, narrow=narrow)}
        if not narrow or "const" in data or "enum" in data:
            return found
        documented = self._documented_values(Node(self._api, pointer))
        return {"enum": documented} if documented else self._narrow(pointer, found, alone=alone)

    def _documented_values(self, schema: Node) -> list[Any]:
        """Return the valid values among the known values of a schema, else its examples, else its default."""
        data = schema.data
        known = [value for value in data.get("x-known-values", []) if is_valid(schema, value)]
        if known:
            return known
        examples = [data["example"]] if "example" in data else data.get("examples", [])
        examples = examples or ([data["default"]] if "default" in data else [])
        return [value for value in examples if is_valid(schema, value)]

    def _narrow(self, pointer: str, found: dict[str, Any], *, alone: bool) -> dict[str, Any]:
        json_type = found.get("type")
        if isinstance(json_type, list):
            json_type = next((name for name in json_type if name != "null"), "null")
            if self._narrowing is Narrowing.FULL:
                found["type"] = json_type
        if json_type is None and alone and not _STRUCTURED & found.keys():
            json_type = found["type"] = "string"
        match json_type:
            case "string":
                _narrow_string(found)
            case "integer" | "number":
                _narrow_number(found, integer=json_type == "integer")
            case "array":
                found.setdefault("maxItems", max(_MAX_ITEMS, found.get("minItems", 0)))
                if self._narrowing is Narrowing.FULL and found["maxItems"] > 0:
                    found.setdefault("minItems", 1)
        if json_type in ("object", None):
            self._narrow_object(pointer, found, alone=alone)
        return found

    def _narrow_object(self, pointer: str, found: dict[str, Any], *, alone: bool) -> None:
        described = found.get("properties", {})
        names = list(dict.fromkeys(self._iter_names(Node(self._api, pointer))))
        if described and self._narrowing in (Narrowing.FULL, Narrowing.FINITE):
            readable = [
                name for name, inner in described.items() if not (isinstance(inner, dict) and inner.get("writeOnly"))
            ]
            found["required"] = list(dict.fromkeys([*found.get("required", []), *readable]))
        if not alone or "patternProperties" in found or "propertyNames" in found:
            return
        additional = found.get("additionalProperties")
        if isinstance(additional, dict):
            found.setdefault("maxProperties", max(len(names) + _MAX_ITEMS, found.get("minProperties", 0)))
            found["propertyNames"] = {"anyOf": [{"enum": names}, {"pattern": "^[a-z]{3,8}$"}]}
            if not described and self._narrowing is Narrowing.FULL:
                found.setdefault("minProperties", 1)
        elif additional is not False and not found.get("minProperties") and (names or "type" in found):
            found["propertyNames"] = {"enum": names} if names else False

    def _iter_names(self, schema: Node, depth: int = 0) -> Iterator[str]:
        """Yield the names of all properties of a schema, including those of its alternatives."""
        yield from schema.data.get("properties", {})
        yield from schema.data.get("required", [])
        for keyword in _COMPOSITIONS:
            for index in range(len(schema.data.get(keyword, [])) if depth < _MAX_DEPTH else 0):
                yield from self._iter_names(schema.child(keyword, index), depth + 1)


def _narrow_string(found: dict[str, Any]) -> None:
    if found.keys() & {"pattern", "contentMediaType", "contentEncoding"} or found.get("format") in STRUCTURED_FORMATS:
        return
    if found.keys() & {"minLength", "maxLength"}:
        max_length = found.get("maxLength", found.get("minLength", 0) + _MAX_TEXT_LENGTH)
        min_length = max(found.get("minLength", 0), min(max_length, _MIN_TEXT_LENGTH))
        found["pattern"] = f"^[a-z]{{{min_length},{min(max_length, min_length + _MAX_TEXT_LENGTH)}}}$"
    else:
        found["format"] = TEXT_FORMAT


def _narrow_number(found: dict[str, Any], *, integer: bool) -> None:
    low = max(found.get("minimum", -math.inf), found.get("exclusiveMinimum", -math.inf))
    high = min(found.get("maximum", math.inf), found.get("exclusiveMaximum", math.inf))
    if low == -math.inf:
        low = found["minimum"] = 0 if high > 0 else high - _NUMBER_RANGE
    if high == math.inf:
        high = found["maximum"] = low + _NUMBER_RANGE
    if not integer and high - low >= 1:
        found.setdefault("multipleOf", 0.25)
