"""What the engine is asked to try by name in the bodies of writes, and does not come to by chance at a modest depth.

The document says of some values that they are taken: each word of an open set and any other, an empty list, fields that
are not documented. The engine tries what a schema gives as examples, so they are given to it as such.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from schemathesis.specs.openapi.adapter import responses
from schemathesis.specs.openapi.converter import to_json_schema

from caretasks.openapi.document import Api, Operation, Place
from caretasks.openapi.json_pointer import resolve
from caretasks.openapi.schema.keywords import parts, properties
from caretasks.openapi.schema.validation import fits

ANOTHER_WORD = "another-word"
_SAMPLES: dict[str, tuple[Any, ...]] = {
    "string": ("another", "a1b2c3d4-e5f6-4a7b-8c9d-ae0f1a2b3c4d", "2001-02-03T04:05:06Z", "2001-02-03"),
    "integer": (424242,),
    "number": (424242.5,),
    "boolean": (True,),
}


def schemaless(api: Api) -> Iterator[str]:
    """The pointers to the JSON of answers that may be anything."""
    for operation in api.operations:
        for response in operation.responses.values():
            if response.media is not None and response.media.schema is None:
                yield response.media.pointer


def widened(
    document: dict[str, Any], operations: Iterator[Operation] | list[Operation], schemaless: Iterable[str] = ()
) -> dict[str, Any]:
    """A document with examples for what the bodies of some operations may be.

    Args:
        document: the document that the engine gets.
        operations: the operations that write, by the API's own document.
        schemaless: the pointers to media types of answers without a schema.
    """
    wide = copy.deepcopy(document)
    for pointer in schemaless:
        resolve(wide, pointer)["schema"] = {
            "description": "any JSON"
        }  # else the engine does not look whether it is any
    for operation in operations:
        if operation.body is None or operation.body.schema is None:
            continue
        for schema in _below(operation.body.schema):
            if schema.pointer != operation.body.schema.pointer and (values := list(_values(schema))):
                node = resolve(wide, schema.pointer)
                node["examples"] = [*node.get("examples", []), *values]
        if (further := _further(operation)) is not None:
            media = resolve(wide, operation.body.pointer)
            media["examples"] = {**media.get("examples", {}), "further fields": {"value": further}}
    return wide


def _below(schema: Place, depth: int = 0) -> Iterator[Place]:
    """A schema, and those of all that may be in its values."""
    if depth > 12:  # a schema that leads to itself
        return
    yield schema
    for inner in properties(schema).values():
        yield from _below(inner, depth + 1)
    for part in parts(schema):
        if isinstance(part.node.get("items"), dict):
            yield from _below(part.at("items"), depth + 1)


def _values(schema: Place) -> Iterator[Any]:
    node = schema.node
    if "x-known-values" in node:
        yield from (*node["x-known-values"], ANOTHER_WORD)
    kinds = node.get("type")
    for empty, kind in (([], "array"), ({}, "object")):
        if (kinds == kind or (isinstance(kinds, list) and kind in kinds)) and fits(schema, empty):
            yield empty


def _further(operation: Operation) -> dict[str, Any] | None:
    """The documented body with fields that it does not describe, those of the answer too; where they are allowed."""
    body = operation.body
    if body is None or body.schema is None or body.schema.node.get("additionalProperties") is not True:
        return None
    example = next((value for value in body.examples().values() if isinstance(value, dict)), None)
    if example is None:
        return None
    answered = [r.media.schema for r in operation.responses.values() if r.success and r.media and r.media.schema]
    further: dict[str, Any] = {"another_field": "another"}
    for schema in answered:
        for name, inner in properties(schema).items():
            sample = next((v for v in _SAMPLES.get(str(inner.node.get("type")), ()) if fits(inner, v)), None)
            if sample is not None and name not in properties(body.schema):
                further.setdefault(name, sample)
    return {**example, **further}


@contextmanager
def preserve_prefix_items() -> Iterator[None]:
    """For the while, tuples in the schemas of answers stay as they are written."""
    with patch.object(responses, "to_json_schema", partial(to_json_schema, convert_prefix_items=False)):
        yield
