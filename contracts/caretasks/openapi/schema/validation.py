"""Judging values by the schemas of a document: JSON Schema 2020-12 with formats asserted, by jsonschema-rs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs

from caretasks.openapi.document import Api, Place
from caretasks.openapi.json_pointer import follow, fragment, join, split


@dataclass(frozen=True)
class Violation:
    """A place in a value that does not fit, and the keyword of its schema that it does not fit.

    `message` speaks of the schema, never of the value.
    """

    pointer: str
    message: str
    path: tuple[str | int, ...] = ()
    keyword: str = ""

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}" if self.pointer else self.message


def violations(schema: Place, value: Any, *, sent: bool = False) -> Iterator[Violation]:
    """Where a JSON value does not fit the schema at a place of a document; nothing where it does.

    Args:
        schema: the schema.
        value: the value.
        sent: whether it was sent by a client, who need not give what is the server's to say (`readOnly`); a server need
            not give back what is the client's to say (`writeOnly`).
    """
    for error in _validator(schema, sent).iter_errors(value):
        keyword = str(error.schema_path[-1]) if error.schema_path else ""
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.PropertyNames):
            keyword = "propertyNames"
        yield Violation(join("", *error.instance_path), error.message, tuple(error.instance_path), keyword)


def fits(schema: Place, value: Any) -> bool:
    """Whether a JSON value fits the schema at a place of a document."""
    return _validator(schema).is_valid(value)


@lru_cache(maxsize=1024)
def _validator(schema: Place, sent: bool = False) -> jsonschema_rs.Draft202012Validator:
    document = {"components": schema.api.document.get("components", {}), "paths": schema.api.document.get("paths", {})}
    document = _without(schema.api, document, "readOnly" if sent else "writeOnly")
    return jsonschema_rs.Draft202012Validator(
        {**document, "$ref": fragment(schema.pointer)}, validate_formats=True, mask="the value", retriever=_refuse
    )


def _without(api: Api, node: Any, word: str) -> Any:
    """The document with no property required that is `readOnly` or `writeOnly`: on the other way that has no effect."""
    if isinstance(node, list):
        return [_without(api, each, word) for each in node]
    if not isinstance(node, dict):
        return node
    found = {name: _without(api, each, word) for name, each in node.items()}
    described, required = node.get("properties"), node.get("required")
    if isinstance(described, dict) and isinstance(required, list):
        found["required"] = [name for name in required if not _is(api, described.get(name), word)]
    return found


def _is(api: Api, schema: Any, word: str) -> bool:
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str) and word not in schema:
        schema = Place(api, follow(api.document, join("", *split(schema["$ref"])))).node
    return isinstance(schema, Mapping) and schema.get(word) is True


def _refuse(uri: str) -> Any:
    """References lead to places in the document alone; without this, others would be fetched from wherever they say."""
    raise LookupError(uri)
