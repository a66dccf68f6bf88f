"""Whether a document can be acted on: the shapes that `caretasks.openapi.document` reads, its references, its schemas.

Made for documents of a user's own, so that a mistake is named at its place before anything is served or sent. It is not
the whole of OpenAPI: what is passed here acts as it stands, and may still be no valid document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs

from caretasks.openapi import source
from caretasks.openapi.document import METHODS, Api, Place
from caretasks.openapi.json_pointer import DanglingPointerError, follow, join, resolve
from caretasks.openapi.schema.validation import violations

_TEXT = {"type": "string"}
_OBJECT = {"type": "object"}
_OBJECTS = {"type": "object", "additionalProperties": _OBJECT}
_SCHEMA = {"type": ["object", "boolean"]}

RATE_LIMIT = {
    "type": "object",
    "required": ["requests", "seconds"],
    "additionalProperties": False,
    "properties": {
        "requests": {"type": "integer", "minimum": 1},
        "seconds": {"type": "number", "exclusiveMinimum": 0},
    },
}
"""The shape of `x-rate-limit`."""

_SHAPES: dict[str, dict[str, Any]] = {
    "document": {
        "required": ["openapi", "info"],
        "properties": {
            "openapi": _TEXT,
            "info": {
                "type": "object",
                "required": ["title"],
                "properties": {"title": _TEXT, "x-rate-limit": RATE_LIMIT},
            },
            "servers": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["url"],
                    "properties": {
                        "url": _TEXT,
                        "variables": {"type": "object", "additionalProperties": {"required": ["default"]}},
                    },
                },
            },
            "paths": {**_OBJECTS, "propertyNames": {"pattern": "^/"}},
            "components": _OBJECTS,
            "security": {"$ref": "#/$defs/security"},
        },
    },
    "item": {"properties": {"parameters": {"type": "array"}}},
    "operation": {
        "required": ["responses"],
        "properties": {
            "operationId": _TEXT,
            "parameters": {"type": "array"},
            "requestBody": _OBJECT,
            "responses": {
                **_OBJECTS,
                "minProperties": 1,
                "propertyNames": {"pattern": "^([1-5][0-9][0-9]|[1-5]XX|default|x-.*)$"},
            },
            "security": {"$ref": "#/$defs/security"},
        },
    },
    "parameter": {
        "required": ["name", "in"],
        "properties": {
            "name": _TEXT,
            "in": {"enum": ["path", "query", "header", "cookie"]},
            "schema": _SCHEMA,
            "content": {**_OBJECTS, "minProperties": 1},
            "examples": _OBJECTS,
        },
        "anyOf": [{"required": ["schema"]}, {"required": ["content"]}],
    },
    "header": {"properties": {"schema": _SCHEMA}},
    "body": {"properties": {"content": _OBJECTS}},
    "response": {"properties": {"content": _OBJECTS, "headers": _OBJECTS, "links": _OBJECTS}},
    "media": {"properties": {"schema": _SCHEMA, "examples": _OBJECTS}},
    "link": {"properties": {"operationId": _TEXT, "operationRef": _TEXT, "parameters": _OBJECT}},
    "scheme": {
        "required": ["type"],
        "properties": {"type": {"enum": ["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"]}},
        "allOf": [
            {
                "if": {"properties": {"type": {"const": "apiKey"}}},
                "then": {
                    "required": ["name", "in"],
                    "properties": {"name": _TEXT, "in": {"enum": ["header", "query", "cookie"]}, "x-prefix": _TEXT},
                },
            },
            {
                "if": {"properties": {"type": {"const": "http"}}},
                "then": {"required": ["scheme"], "properties": {"scheme": _TEXT}},
            },
        ],
    },
}
_DEFINITIONS = {
    "security": {
        "type": "array",
        "items": {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}},
    },
}
_VALIDATORS = {
    kind: jsonschema_rs.Draft202012Validator({**_OBJECT, **shape, "$defs": _DEFINITIONS}, mask="this")
    for kind, shape in _SHAPES.items()
}
_METASCHEMA = jsonschema_rs.Draft202012Validator(
    {"$ref": "https://json-schema.org/draft/2020-12/schema"},  # which jsonschema-rs carries: nothing is fetched
    validate_formats=True,
    mask="this",
)

Found = Iterator[tuple[str, str]]


def demand_sound(apis: Iterable[Api]) -> None:
    """Lets documents pass that can be acted on.

    Raises:
        SourceError: some cannot; each problem with its file, pointer and, where the file is at hand, line.
    """
    problems: list[source.Problem] = []
    for api in apis:
        found = list(dict.fromkeys(unsound_places(api)))
        if found:
            lines = source.read(Path(api.origin)) if Path(api.origin).suffix in (".yaml", ".yml", ".json") else None
            problems += [
                source.Problem(api.origin, pointer, lines.line(pointer) if lines else None, message)
                for pointer, message in found
            ]
    if problems:
        raise source.SourceError(problems)


def unsound_places(api: Api) -> Found:
    """The pointers to what cannot be acted on in a document, each with what is wrong there."""
    document = _Document(api)
    yield from document.misshapen("", "document")
    if document.sound and not api.document["openapi"].startswith("3.1."):
        yield "/openapi", "only OpenAPI 3.1 is read here"
        return
    if not document.sound:
        return
    yield from document.references()
    if document.sound:
        yield from document.parts()


class _Document:
    """One examination of a document; `sound` until something was found."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._seen: set[tuple[str, str]] = set()
        self.sound = True

    def misshapen(self, pointer: str, kind: str) -> Found:
        node = resolve(self._api.document, pointer)
        for error in _VALIDATORS[kind].iter_errors(node):
            yield self._found(join(pointer, *error.instance_path), error.message)

    def references(self) -> Found:
        """References that lead nowhere."""
        for pointer, node in _walk("", self._api.document):
            if isinstance(node.get("$ref"), str):
                try:
                    follow(self._api.document, pointer)
                except DanglingPointerError:
                    message = f"refers to {node['$ref']!r}, which is not in this document"
                    yield self._found(join(pointer, "$ref"), message)

    def parts(self) -> Found:
        """All that the operations of the document are made of."""
        ids: set[str] = set()
        for path, item in self._api.document.get("paths", {}).items():
            place = Place(self._api, join("/paths", path))
            yield from self._part(place, "item")
            yield from self._list(place, "parameters", "parameter")
            for method in METHODS:
                if method in item:
                    operation = Place(self._api, join(place.pointer, method))
                    yield from self._operation(operation, ids)
        schemes = self._api.document.get("components", {}).get("securitySchemes", {})
        for name in schemes:
            place = Place(self._api, follow(self._api.document, join("/components/securitySchemes", name)))
            yield from self._part(place, "scheme")
        yield from self._security(Place(self._api, ""), schemes)

    def _operation(self, place: Place, ids: set[str]) -> Found:
        yield from self._part(place, "operation")
        if not self.sound:
            return
        name = place.node.get("operationId")
        if name is not None and name in ids:
            yield self._found(join(place.pointer, "operationId"), "another operation has this id")
        ids.add(str(name))
        yield from self._security(place, self._api.document.get("components", {}).get("securitySchemes", {}))
        yield from self._list(place, "parameters", "parameter")
        if "requestBody" in place.node:
            yield from self._part(place.at("requestBody"), "body")
        for status in place.node["responses"]:
            if not status.startswith("x-"):
                yield from self._part(place.at("responses", status), "response")

    def _security(self, place: Place, schemes: Mapping[str, Any]) -> Found:
        for index, requirement in enumerate(place.node.get("security", [])):
            for name in requirement:
                if name not in schemes:
                    yield self._found(join(place.pointer, "security", index, name), "there is no such security scheme")

    def _part(self, place: Place, kind: str) -> Found:
        """A part and, where it has the shape of one, the parts in it; each once."""
        if (place.pointer, kind) in self._seen:
            return
        self._seen.add((place.pointer, kind))
        wrong = list(self.misshapen(place.pointer, kind))
        yield from wrong
        if wrong:
            return
        for key, inner in _INNER.get(kind, {}).items():
            for name in place.node.get(key, {}):
                yield from self._part(place.at(key, name), inner)
        if kind in ("parameter", "header", "media") and "schema" in place.node:
            yield from self._schema(place)

    def _schema(self, owner: Place) -> Found:
        """The schema of a parameter or a body, and the examples of it."""
        schema = owner.at("schema")
        if (schema.pointer, "schema") not in self._seen:
            self._seen.add((schema.pointer, "schema"))
            yield from self._schemas(schema.pointer)
        if not self.sound:
            return
        try:
            list(violations(schema, None))  # makes the validator, which finds what is left to find
            for name, example in owner.examples().items():
                for violation in violations(schema, example):
                    named = owner.at("examples", name) if "examples" in owner.node else None
                    pointer = join(owner.pointer, "example") if named is None else join(named.pointer, "value")
                    yield self._found(pointer + violation.pointer, f"does not fit its schema: {violation.message}")
        except (ValueError, RecursionError) as error:
            yield self._found(schema.pointer, f"cannot be used as a schema: {str(error).partition(chr(10))[0]}")

    def _schemas(self, pointer: str) -> Found:
        """A schema, and those that it refers to."""
        pending = [pointer]
        while pending:
            start = pending.pop()
            node = resolve(self._api.document, start)
            for error in _METASCHEMA.iter_errors(node):
                yield self._found(join(start, *error.instance_path), error.message)
            for place, inner in _walk(start, node):
                if isinstance(inner.get("$ref"), str):
                    target = follow(self._api.document, place)
                    if (target, "schema") not in self._seen:
                        self._seen.add((target, "schema"))
                        pending.append(target)

    def _list(self, place: Place, key: str, kind: str) -> Found:
        for index in range(len(place.node.get(key, [])) if self.sound else 0):
            yield from self._part(place.at(key, index), kind)

    def _found(self, pointer: str, message: str) -> tuple[str, str]:
        self.sound = False
        return pointer, message


_INNER = {
    "parameter": {"content": "media"},
    "body": {"content": "media"},
    "response": {"content": "media", "headers": "header", "links": "link"},
}
# Under these words stands data, in which nothing is a reference; under those, names that are no words of OpenAPI.
_DATA = frozenset({"example", "default", "const", "enum", "value"})
_NAMES = frozenset(
    {
        "$defs",
        "callbacks",
        "content",
        "dependentSchemas",
        "examples",
        "headers",
        "links",
        "parameters",
        "pathItems",
        "paths",
        "patternProperties",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "securitySchemes",
        "variables",
    }
)


def _walk(pointer: str, node: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All objects at and below a place, but for those that are data."""
    pending: list[tuple[str, Any, bool]] = [(pointer, node, False)]
    while pending:
        place, inner, names = pending.pop()
        if isinstance(inner, list):
            pending += [(join(place, index), item, False) for index, item in enumerate(inner)]
        elif isinstance(inner, Mapping):
            if not names:
                yield place, inner
            for key, value in inner.items():
                data = key in _DATA or (key == "examples" and isinstance(value, list))  # a schema's list of examples
                if names or not data:
                    pending.append((join(place, key), value, key in _NAMES and not names))
