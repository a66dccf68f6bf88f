"""Narrowing a schema to those of its values that are good to look at, before values are drawn from it.

The examples and defaults within it, words for texts, small numbers, and objects that have all their properties and no
others. That may leave a schema no values, or other ones than its own: whoever draws asks the schema itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from caretasks.openapi.document import Place
from caretasks.openapi.json_pointer import join, resolve, split
from caretasks.openapi.schema.validation import fits

TEXT = "caretasks-text"
"""The format that a text gets that may be any."""

FORMATS = frozenset(
    {"byte", "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri"}
    | {"iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri", "uri-reference"}
    | {"uri-template", "uuid"}
)
"""The formats that have a form; a text of any other, such as `phone`, may be any."""

_MOST_ITEMS = 3
_SHORTEST_TEXT = 3
_LONGEST_TEXT = 8
_SPAN = 1000
_MOST_LEVELS = 20

_COMPOSED = ("allOf", "anyOf", "oneOf")
_ONE = ("items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "then", "else")
_LISTS = (*_COMPOSED, "prefixItems")
_MAPS = ("properties", "patternProperties", "dependentSchemas")
_CONDITIONS = ("not", "if", "contains", "propertyNames")  # what a value is not, or of what kind: never narrowed
_STRUCTURED = frozenset({*_ONE, *_LISTS, *_MAPS, *_CONDITIONS})


class Steering(Enum):
    """How far a schema is narrowed; what comes first is tried first."""

    FULL = "all of an object's properties, and something in each of them"
    ENDING = "the same, but what may be empty or null may be, as a schema needs that contains itself"
    LOOSE = "of an object's properties what is required, and any others"
    NONE = "the schema as it is"


def steered(schema: Place, steering: Steering) -> dict[str, Any]:
    """The schema, narrowed, with all that it refers to: a document of its own."""
    return _Steered(schema, steering).document


class _Steered:
    """One narrowed schema and what it refers to."""

    def __init__(self, schema: Place, steering: Steering) -> None:
        self._api = schema.api
        self._steering = steering
        self._names: dict[tuple[str, bool, bool], str] = {}
        definitions: dict[str, Any] = {}
        narrowed = steering is not Steering.NONE
        self.document = {**self._reference(schema.pointer, whole=True, steer=narrowed), "$defs": definitions}
        while len(definitions) < len(self._names):  # each may refer to more
            for (pointer, whole, steer), name in list(self._names.items())[len(definitions) :]:
                node = resolve(self._api.document, pointer)
                definitions[name] = self._schema(pointer, node, whole=whole, steer=steer)

    def _reference(self, pointer: str, *, whole: bool, steer: bool) -> dict[str, Any]:
        """A reference to the schema at a pointer, as what refers to it needs it."""
        return {"$ref": "#/$defs/" + self._names.setdefault((pointer, whole, steer), f"s{len(self._names)}")}

    def _schema(self, pointer: str, node: Any, *, whole: bool, steer: bool) -> Any:
        """One schema.

        Args:
            pointer: where it is in the document.
            node: what is there.
            whole: whether it alone describes a value, and is no part of a composition.
            steer: whether it is narrowed, or only its references are renamed.
        """
        if not isinstance(node, Mapping):
            return node
        found = dict(node)
        for word, each in node.items():
            place = join(pointer, word)
            if word in _ONE or word in _CONDITIONS:
                found[word] = self._schema(place, each, whole=True, steer=steer and word in _ONE)
            elif word in _LISTS:
                found[word] = [
                    self._schema(join(place, index), one, whole=word not in _COMPOSED, steer=steer)
                    for index, one in enumerate(each)
                ]
            elif word in _MAPS:
                found[word] = {
                    name: self._schema(join(place, name), one, whole=True, steer=steer) for name, one in each.items()
                }
        if isinstance(node.get("$ref"), str):
            alone = whole and not _STRUCTURED & node.keys()
            return {**found, **self._reference(join("", *split(node["$ref"])), whole=alone, steer=steer)}
        if not steer or "const" in node or "enum" in node:
            return found
        given = self._given(Place(self._api, pointer))
        return {"enum": given} if given else self._narrowed(pointer, found, whole=whole)

    def _given(self, schema: Place) -> list[Any]:
        """The values that the schema itself shows, of those that fit."""
        node = schema.node
        known = [value for value in node.get("x-known-values", []) if fits(schema, value)]
        if known:
            return known
        shown = [node["example"]] if "example" in node else node.get("examples", [])
        shown = shown or ([node["default"]] if "default" in node else [])
        return [value for value in shown if fits(schema, value)]

    def _narrowed(self, pointer: str, found: dict[str, Any], *, whole: bool) -> dict[str, Any]:
        kinds = found.get("type")
        if isinstance(kinds, list):
            kinds = next((kind for kind in kinds if kind != "null"), "null")
            if self._steering is Steering.FULL:
                found["type"] = kinds
        if kinds is None and whole and not _STRUCTURED & found.keys():
            kinds = found["type"] = "string"
        match kinds:
            case "string":
                _narrow_text(found)
            case "integer" | "number":
                _narrow_number(found, whole=kinds == "integer")
            case "array":
                found.setdefault("maxItems", max(_MOST_ITEMS, found.get("minItems", 0)))
                if self._steering is Steering.FULL and found["maxItems"] > 0:
                    found.setdefault("minItems", 1)
        if kinds in ("object", None):
            self._narrow_object(pointer, found, whole=whole)
        return found

    def _narrow_object(self, pointer: str, found: dict[str, Any], *, whole: bool) -> None:
        own = found.get("properties", {})
        described = list(dict.fromkeys(self._described(Place(self._api, pointer))))
        if own and self._steering in (Steering.FULL, Steering.ENDING):
            shown = [name for name, each in own.items() if not (isinstance(each, dict) and each.get("writeOnly"))]
            found["required"] = list(dict.fromkeys([*found.get("required", []), *shown]))
        if not whole or "patternProperties" in found or "propertyNames" in found:
            return
        others = found.get("additionalProperties")
        if isinstance(others, dict):
            found.setdefault("maxProperties", max(len(described) + _MOST_ITEMS, found.get("minProperties", 0)))
            found["propertyNames"] = {"anyOf": [{"enum": described}, {"pattern": "^[a-z]{3,8}$"}]}
            if not own and self._steering is Steering.FULL:
                found.setdefault("minProperties", 1)
        elif others is not False and not found.get("minProperties") and (described or "type" in found):
            found["propertyNames"] = {"enum": described} if described else False

    def _described(self, schema: Place, depth: int = 0) -> Iterator[str]:
        """The names of all properties of the schema, of its alternatives too."""
        yield from schema.node.get("properties", {})
        yield from schema.node.get("required", [])
        for word in _COMPOSED:
            for index in range(len(schema.node.get(word, [])) if depth < _MOST_LEVELS else 0):
                yield from self._described(schema.at(word, index), depth + 1)


def _narrow_text(found: dict[str, Any]) -> None:
    if found.keys() & {"pattern", "contentMediaType", "contentEncoding"} or found.get("format") in FORMATS:
        return
    if found.keys() & {"minLength", "maxLength"}:
        longest = found.get("maxLength", found.get("minLength", 0) + _LONGEST_TEXT)
        shortest = max(found.get("minLength", 0), min(longest, _SHORTEST_TEXT))
        found["pattern"] = f"^[a-z]{{{shortest},{min(longest, shortest + _LONGEST_TEXT)}}}$"
    else:
        found["format"] = TEXT


def _narrow_number(found: dict[str, Any], *, whole: bool) -> None:
    low = max(found.get("minimum", -math.inf), found.get("exclusiveMinimum", -math.inf))
    high = min(found.get("maximum", math.inf), found.get("exclusiveMaximum", math.inf))
    if low == -math.inf:
        low = found["minimum"] = 0 if high > 0 else high - _SPAN
    if high == math.inf:
        high = found["maximum"] = low + _SPAN
    if not whole and high - low >= 1:
        found.setdefault("multipleOf", 0.25)
