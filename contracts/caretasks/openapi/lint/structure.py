"""Minimal validation of a user-provided spec before it is used: its structure, references, schemas and examples.

It covers only what `caretasks.openapi.document` reads. A spec that passes is usable, but may still violate OpenAPI;
`lint.document` checks that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs

from caretasks.openapi import source
from caretasks.openapi.document import HTTP_METHODS, Api, Node
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, resolve_refs
from caretasks.openapi.schema.validation import iter_violations

_STRING = {"type": "string"}
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
"""The JSON Schema of `x-rate-limit`."""

_SHAPES: dict[str, dict[str, Any]] = {
    "document": {
        "required": ["openapi", "info"],
        "properties": {
            "openapi": _STRING,
            "info": {
                "type": "object",
                "required": ["title"],
                "properties": {"title": _STRING, "x-rate-limit": RATE_LIMIT},
            },
            "servers": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["url"],
                    "properties": {
                        "url": _STRING,
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
            "operationId": _STRING,
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
            "name": _STRING,
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
    "link": {"properties": {"operationId": _STRING, "operationRef": _STRING, "parameters": _OBJECT}},
    "scheme": {
        "required": ["type"],
        "properties": {"type": {"enum": ["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"]}},
        "allOf": [
            {
                "if": {"properties": {"type": {"const": "apiKey"}}},
                "then": {
                    "required": ["name", "in"],
                    "properties": {"name": _STRING, "in": {"enum": ["header", "query", "cookie"]}, "x-prefix": _STRING},
                },
            },
            {
                "if": {"properties": {"type": {"const": "http"}}},
                "then": {"required": ["scheme"], "properties": {"scheme": _STRING}},
            },
        ],
    },
}
_DEFINITIONS = {
    "security": {
        "type": "array",
        "items": {"type": "object", "additionalProperties": {"type": "array", "items": _STRING}},
    },
}
_VALIDATORS = {
    kind: jsonschema_rs.Draft202012Validator({**_OBJECT, **shape, "$defs": _DEFINITIONS}, mask="the value")
    for kind, shape in _SHAPES.items()
}
_METASCHEMA = jsonschema_rs.Draft202012Validator(
    {"$ref": "https://json-schema.org/draft/2020-12/schema"},  # included in jsonschema-rs: nothing is downloaded
    validate_formats=True,
    mask="the value",
)

Errors = Iterator[tuple[str, str]]


def validate_documents(apis: Iterable[Api]) -> None:
    """Raise an error unless the specs of all APIs are usable.

    Args:
        apis: The APIs.

    Raises:
        SourceError: A spec is unusable. Each problem has its file, its JSON pointer and, if the file can be read, its
            line.
    """
    problems: list[source.Problem] = []
    for api in apis:
        errors = list(dict.fromkeys(iter_document_errors(api)))
        if errors:
            file = (
                source.read_source(Path(api.origin)) if Path(api.origin).suffix in (".yaml", ".yml", ".json") else None
            )
            problems += [
                source.Problem(api.origin, pointer, file.line_number(pointer) if file else None, message)
                for pointer, message in errors
            ]
    if problems:
        raise source.SourceError(problems)


def iter_document_errors(api: Api) -> Errors:
    """Yield the JSON pointer and the message of each problem that makes a spec unusable."""
    validator = _DocumentValidator(api)
    yield from validator.shape_errors("", "document")
    if validator.is_valid and not api.document["openapi"].startswith("3.1."):
        yield "/openapi", f"OpenAPI {api.document['openapi'][:20]!r} is not supported: convert the spec to OpenAPI 3.1"
        return
    if not validator.is_valid:
        return
    yield from validator.reference_errors()
    if validator.is_valid:
        yield from validator.part_errors()


class _DocumentValidator:
    """The state of one validation. `is_valid` until an error is found."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._seen: set[tuple[str, str]] = set()
        self.is_valid = True

    def shape_errors(self, pointer: str, kind: str) -> Errors:
        """Yield the violations of the structure of one kind of part."""
        node = resolve_pointer(self._api.document, pointer)
        for error in _VALIDATORS[kind].iter_errors(node):
            yield self._record(join(pointer, *error.instance_path), error.message)

    def reference_errors(self) -> Errors:
        """Yield unresolved references."""
        for pointer, node in _iter_objects("", self._api.document):
            if isinstance(node.get("$ref"), str):
                try:
                    resolve_refs(self._api.document, pointer)
                except PointerNotFoundError:
                    message = f"unresolved reference {node['$ref']!r}: it does not exist in this file"
                    yield self._record(join(pointer, "$ref"), message)

    def part_errors(self) -> Errors:
        """Yield the errors in all parts of the operations, and in the security schemes."""
        ids: set[str] = set()
        for path, item in self._api.document.get("paths", {}).items():
            node = Node(self._api, join("/paths", path))
            yield from self._part_errors(node, "item")
            yield from self._list_errors(node, "parameters", "parameter")
            for method in HTTP_METHODS:
                if method in item:
                    operation = Node(self._api, join(node.pointer, method))
                    yield from self._operation_errors(operation, ids)
        schemes = self._api.document.get("components", {}).get("securitySchemes", {})
        for name in schemes:
            node = Node(self._api, resolve_refs(self._api.document, join("/components/securitySchemes", name)))
            yield from self._part_errors(node, "scheme")
        yield from self._security_errors(Node(self._api, ""), schemes)

    def _operation_errors(self, node: Node, ids: set[str]) -> Errors:
        yield from self._part_errors(node, "operation")
        if not self.is_valid:
            return
        name = node.data.get("operationId")
        if name is not None and name in ids:
            yield self._record(join(node.pointer, "operationId"), f"duplicate operationId {name!r}: use another one")
        ids.add(str(name))
        yield from self._security_errors(node, self._api.document.get("components", {}).get("securitySchemes", {}))
        yield from self._list_errors(node, "parameters", "parameter")
        if "requestBody" in node.data:
            yield from self._part_errors(node.child("requestBody"), "body")
        for status in node.data["responses"]:
            if not status.startswith("x-"):
                yield from self._part_errors(node.child("responses", status), "response")

    def _security_errors(self, node: Node, schemes: Mapping[str, Any]) -> Errors:
        for index, requirement in enumerate(node.data.get("security", [])):
            for name in requirement:
                if name not in schemes:
                    yield self._record(join(node.pointer, "security", index, name), f"unknown security scheme {name!r}")

    def _part_errors(self, node: Node, kind: str) -> Errors:
        """Yield the errors in a part, or else those in the parts inside it; each part is checked once."""
        if (node.pointer, kind) in self._seen:
            return
        self._seen.add((node.pointer, kind))
        errors = list(self.shape_errors(node.pointer, kind))
        yield from errors
        if errors:
            return
        for key, child_kind in _CHILDREN.get(kind, {}).items():
            for name in node.data.get(key, {}):
                yield from self._part_errors(node.child(key, name), child_kind)
        if kind in ("parameter", "header", "media") and "schema" in node.data:
            yield from self._schema_errors(node)

    def _schema_errors(self, owner: Node) -> Errors:
        """Yield the errors in the schema of a parameter or a body, and in its examples."""
        schema = owner.child("schema")
        if (schema.pointer, "schema") not in self._seen:
            self._seen.add((schema.pointer, "schema"))
            yield from self._metaschema_errors(schema.pointer)
        if not self.is_valid:
            return
        try:
            list(iter_violations(schema, None))  # compiling the validator finds the remaining errors in the schema
            for name, example in owner.examples().items():
                for violation in iter_violations(schema, example):
                    example_node = owner.child("examples", name) if "examples" in owner.data else None
                    pointer = (
                        join(owner.pointer, "example") if example_node is None else join(example_node.pointer, "value")
                    )
                    yield self._record(pointer + violation.pointer, f"invalid against its schema: {violation.message}")
        except (ValueError, RecursionError) as error:
            yield self._record(schema.pointer, f"invalid schema: {str(error).partition(chr(10))[0]}")

    def _metaschema_errors(self, pointer: str) -> Errors:
        """Yield the violations of JSON Schema by a schema and the schemas that it refers to."""
        pending = [pointer]
        while pending:
            start = pending.pop()
            node = resolve_pointer(self._api.document, start)
            for error in _METASCHEMA.iter_errors(node):
                yield self._record(join(start, *error.instance_path), error.message)
            for place, inner in _iter_objects(start, node):
                if isinstance(inner.get("$ref"), str):
                    target = resolve_refs(self._api.document, place)
                    if (target, "schema") not in self._seen:
                        self._seen.add((target, "schema"))
                        pending.append(target)

    def _list_errors(self, node: Node, key: str, kind: str) -> Errors:
        for index in range(len(node.data.get(key, [])) if self.is_valid else 0):
            yield from self._part_errors(node.child(key, index), kind)

    def _record(self, pointer: str, message: str) -> tuple[str, str]:
        self.is_valid = False
        return pointer, message


_CHILDREN = {
    "parameter": {"content": "media"},
    "body": {"content": "media"},
    "response": {"content": "media", "headers": "header", "links": "link"},
}
# The values of these keywords are data, which contains no references. Those of the others are maps from names.
_DATA_KEYWORDS = frozenset({"example", "default", "const", "enum", "value"})
_NAME_KEYWORDS = frozenset(
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


def _iter_objects(pointer: str, node: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the objects inside a node, with their JSON pointers, except those that are data, such as examples."""
    pending: list[tuple[str, Any, bool]] = [(pointer, node, False)]
    while pending:
        current, inner, is_name_map = pending.pop()
        if isinstance(inner, list):
            pending += [(join(current, index), item, False) for index, item in enumerate(inner)]
        elif isinstance(inner, Mapping):
            if not is_name_map:
                yield current, inner
            for key, value in inner.items():
                # The `examples` of a schema are a list of data; those of other objects are a map from names.
                is_data = key in _DATA_KEYWORDS or (key == "examples" and isinstance(value, list))
                if is_name_map or not is_data:
                    pending.append((join(current, key), value, key in _NAME_KEYWORDS and not is_name_map))
