"""Validation of values against schemas of a spec: JSON Schema 2020-12 with formats asserted, by jsonschema-rs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs

from caretasks.openapi.document import Api, Node
from caretasks.openapi.json_pointer import join, resolve_refs, split, to_fragment


@dataclass(frozen=True)
class Violation:
    """A location in a value that violates its schema.

    Attributes:
        pointer: The JSON pointer to the location in the value.
        message: What is wrong. It quotes the schema, never the value.
        path: The same location as property names and array indexes.
        keyword: The violated keyword.
    """

    pointer: str
    message: str
    path: tuple[str | int, ...] = ()
    keyword: str = ""

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}" if self.pointer else self.message


def iter_violations(schema: Node, value: Any, *, in_request: bool = False) -> Iterator[Violation]:
    """Yield each violation of a schema by a JSON value.

    Args:
        schema: The schema.
        value: The value.
        in_request: Whether a client sends the value. A client may omit required `readOnly` properties, and a server may
            omit required `writeOnly` properties.
    """
    for error in _validator(schema, in_request).iter_errors(value):
        keyword = str(error.schema_path[-1]) if error.schema_path else ""
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.PropertyNames):
            keyword = "propertyNames"
        yield Violation(join("", *error.instance_path), error.message, tuple(error.instance_path), keyword)


def is_valid(schema: Node, value: Any) -> bool:
    """Return whether a JSON value is valid against a schema, as part of a response."""
    return _validator(schema, False).is_valid(value)


@lru_cache(maxsize=1024)
def _validator(schema: Node, in_request: bool) -> jsonschema_rs.Draft202012Validator:
    document = {"components": schema.api.document.get("components", {}), "paths": schema.api.document.get("paths", {})}
    document = _without_required(schema.api, document, "readOnly" if in_request else "writeOnly")
    return jsonschema_rs.Draft202012Validator(
        {**document, "$ref": to_fragment(schema.pointer)},
        validate_formats=True,
        mask="the value",
        retriever=_refuse_retrieval,
    )


def _without_required(api: Api, data: Any, keyword: str) -> Any:
    """Return the spec with `required` reduced to properties without a keyword (`readOnly` or `writeOnly`).

    In the direction in which such a property is not sent, OpenAPI gives `required` no effect on it.
    """
    if isinstance(data, list):
        return [_without_required(api, item, keyword) for item in data]
    if not isinstance(data, dict):
        return data
    found = {name: _without_required(api, inner, keyword) for name, inner in data.items()}
    described, required = data.get("properties"), data.get("required")
    if isinstance(described, dict) and isinstance(required, list):
        # The linter also validates against invalid schemas: an item of `required` may be of any JSON type.
        found["required"] = [
            name for name in required if not (isinstance(name, str) and _has_keyword(api, described.get(name), keyword))
        ]
    return found


def _has_keyword(api: Api, schema: Any, keyword: str) -> bool:
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str) and keyword not in schema:
        schema = Node(api, resolve_refs(api.document, join("", *split(schema["$ref"])))).data
    return isinstance(schema, Mapping) and schema.get(keyword) is True


def _refuse_retrieval(uri: str) -> Any:
    """Reject remote references, which the validator would otherwise fetch from any URL."""
    raise LookupError(uri)
