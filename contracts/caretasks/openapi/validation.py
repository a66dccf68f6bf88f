"""Judging values by the schemas of a document: JSON Schema 2020-12 with formats asserted, by jsonschema-rs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs

from caretasks.openapi.api import Api, Place
from caretasks.openapi.pointers import follow, fragment, join, split


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
        sent: whether it was sent by a client, who need not give what is the server's to say (`readOnly`).
    """
    for error in _validator(schema, sent).iter_errors(value):
        keyword = str(error.schema_path[-1]) if error.schema_path else ""
        yield Violation(join("", *error.instance_path), error.message, tuple(error.instance_path), keyword)


def fits(schema: Place, value: Any) -> bool:
    """Whether a JSON value fits the schema at a place of a document."""
    return _validator(schema).is_valid(value)


@lru_cache(maxsize=1024)
def _validator(schema: Place, sent: bool = False) -> jsonschema_rs.Draft202012Validator:
    document = {"components": schema.api.document.get("components", {}), "paths": schema.api.document.get("paths", {})}
    if sent:
        document = _without_read_only(schema.api, document)
    return jsonschema_rs.Draft202012Validator(
        {**document, "$ref": fragment(schema.pointer)}, validate_formats=True, mask="the value", retriever=_refuse
    )


def _without_read_only(api: Api, node: Any) -> Any:
    """The document with no property required that is `readOnly`: in what a client sends, that has no effect."""
    if isinstance(node, list):
        return [_without_read_only(api, each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {name: _without_read_only(api, each) for name, each in node.items()}
    described, required = node.get("properties"), node.get("required")
    if isinstance(described, dict) and isinstance(required, list):
        found["required"] = [name for name in required if not _read_only(api, described.get(name))]
    return found


def _read_only(api: Api, schema: Any) -> bool:
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str) and "readOnly" not in schema:
        schema = Place(api, follow(api.document, join("", *split(schema["$ref"])))).node
    return isinstance(schema, Mapping) and schema.get("readOnly") is True


def _refuse(uri: str) -> Any:
    """References lead to places in the document alone; without this, others would be fetched from wherever they say."""
    raise LookupError(uri)
