"""Lint the examples of a spec: each must be valid against its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.openapi.document import Api, Place
from caretasks.openapi.json_pointer import DanglingPointerError, follow, join, resolve
from caretasks.openapi.lint.parts import Part
from caretasks.openapi.schema.validation import violations
from caretasks.openapi.source import Problem, Source


def example_problems(source: Source, parts: list[Part], *, sound: bool) -> Iterator[Problem]:
    """Examples and defaults that do not fit their schema, at the exact place inside the example."""
    api = Api("", source.data, None, source.file)
    unusable: set[str] = set()
    for part in parts:
        for schema, place in _examples(source.data, part):
            if schema in unusable:
                continue
            try:
                for violation in violations(Place(api, schema), resolve(source.data, place)):
                    yield source.problem(place + violation.pointer, f"does not fit its schema: {violation.message}")
            except (ValueError, RecursionError) as error:
                unusable.add(schema)
                # In a document with broken schemas or references this is one of those, reported at its own place.
                if sound:
                    reason = str(error).partition("\n")[0]
                    yield source.problem(schema, f"cannot be used as a schema: {reason}")


def _examples(document: Any, part: Part) -> Iterator[tuple[str, str]]:
    """The schema and the example, as pointers, of all that exemplifies a part."""
    node = part.node
    if not isinstance(node, Mapping):
        return
    if part.kind == "schema":
        yield from ((part.pointer, join(part.pointer, word)) for word in ("default", "example") if word in node)
        listed = node.get("examples")
        for index in range(len(listed) if isinstance(listed, list) else 0):
            yield part.pointer, join(part.pointer, "examples", index)
    elif part.kind in ("parameter", "header", "media") and isinstance(node.get("schema"), (Mapping, bool)):
        if part.kind == "media" and "xml" in part.pointer.rpartition("/")[2]:
            return  # an example of XML is a text, whatever its schema describes
        schema = join(part.pointer, "schema")
        if "example" in node:
            yield schema, join(part.pointer, "example")
        named = node.get("examples")
        for name in named if isinstance(named, Mapping) else ():
            try:
                place = follow(document, join(part.pointer, "examples", name))
            except DanglingPointerError:
                continue
            example = resolve(document, place)
            if isinstance(example, Mapping) and "value" in example:
                yield schema, join(place, "value")
