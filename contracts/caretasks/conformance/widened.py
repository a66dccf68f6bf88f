"""What the engine is asked to try by name in the bodies of writes, and does not come to by chance at a modest depth.

The document says of some values that they are taken: each word of an open set and any other, an empty list, fields that
are not documented. The engine tries what a schema gives as examples, so they are given to it as such. And it makes
texts that are far from the form asked for; those that only just miss it are made here.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from caretasks.conformance import telephone
from caretasks.mock.schemas import parts, properties
from caretasks.openapi.api import Operation, Place
from caretasks.openapi.pointers import resolve
from caretasks.openapi.validation import fits

ANOTHER_WORD = "another-word"
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")  # which is no number to call
_SAMPLES: dict[str, tuple[Any, ...]] = {
    "string": ("another", "00000000-0000-4000-8000-0000000000f0", "2001-02-03T04:05:06Z", "2001-02-03"),
    "integer": (424242,),
    "number": (424242.5,),
    "boolean": (True,),
}


def widened(document: dict[str, Any], operations: Iterator[Operation] | list[Operation]) -> dict[str, Any]:
    """A document with examples for what the bodies of some operations may be.

    Args:
        document: the document that the engine gets.
        operations: the operations that write, by the API's own document.
    """
    wide = copy.deepcopy(document)
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


def near_misses(operation: Operation, *, elsewhere: bool) -> Iterator[dict[str, Any]]:
    """Bodies that only just do not fit: the documented one, with one text that misses its form by a little.

    Args:
        operation: what they are sent to.
        elsewhere: whether that is a server elsewhere, which gets no number that a page shows.
    """
    body = operation.body
    example = None if body is None else next((v for v in body.examples().values() if isinstance(v, dict)), None)
    if body is None or body.schema is None or example is None:
        return
    example = telephone.harmless(operation, example) if elsewhere else example
    for path, schema, text in _texts(body.schema, example, ()):
        for near in _near(schema, text, elsewhere=elsewhere):
            if not fits(schema, near) and not (elsewhere and not _DAY.match(near) and telephone.is_in(near)):
                yield _with(example, path, near)


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


def _texts(
    schema: Place, value: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Place, str]]:
    """The texts in a value that have to be of a form, with the places that they are at."""
    if isinstance(value, str) and (
        "pattern" in schema.node or schema.node.get("format") in ("date", "date-time", "uuid")
    ):
        yield path, schema, value
    elif isinstance(value, dict):
        for name, inner in properties(schema).items():
            if name in value:
                yield from _texts(inner, value[name], (*path, name))
    elif isinstance(value, list) and value and isinstance(schema.node.get("items"), dict):
        yield from _texts(schema.at("items"), value[0], (*path, 0))


def _near(schema: Place, text: str, *, elsewhere: bool) -> Iterator[str]:
    if "pattern" in schema.node:
        short = text[:3] if fits(schema, text[:3]) else text  # of a number so little that it calls nobody
        yield from (short[1:], f"{short[:1]}0{short[2:]}", f"{short}x", f" {short}", f"{short[:2]} {short[2:]}")
        if not elsewhere:
            yield text + text[1:]
    elif schema.node["format"] == "date-time":
        yield from (text[:10], text[:10] + " " + text[11:19], text[:19])
    elif schema.node["format"] == "date":
        yield from (text.replace("-0", "-"), text[8:] + "." + text[5:7] + "." + text[:4], text.replace("-", "/"))
    else:
        yield from (text.replace("-", ""), text[:-1], f"{{{text}}}", text[:-1] + "g")


def _with(value: Any, path: tuple[str | int, ...], text: str) -> Any:
    if not path:
        return text
    changed = copy.copy(value)
    changed[path[0]] = _with(value[path[0]], path[1:], text)
    return changed
