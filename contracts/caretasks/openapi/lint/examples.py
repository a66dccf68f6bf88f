"""Lint the examples of a spec: each must be valid against its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.openapi.document import Api, Node
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, resolve_refs
from caretasks.openapi.parts import Part
from caretasks.openapi.schema.validation import iter_violations
from caretasks.openapi.source import Problem, Source


def find_example_problems(source: Source, parts: list[Part], *, is_valid_document: bool) -> Iterator[Problem]:
    """Yield each violation by an example or a default, at its location inside the example.

    Args:
        source: The spec.
        parts: All parts of the spec.
        is_valid_document: Whether the spec has no other problem yet. Then a schema that cannot be used is one, too.
    """
    api = Api("", source.data, None, source.file)
    invalid_schemas: set[str] = set()
    for part in parts:
        for schema, example in _iter_examples(source.data, part):
            if schema in invalid_schemas:
                continue
            try:
                for violation in iter_violations(Node(api, schema), resolve_pointer(source.data, example)):
                    message = f"invalid against its schema: {violation.message}"
                    yield source.make_problem(example + violation.pointer, message)
            except (ValueError, RecursionError) as error:
                invalid_schemas.add(schema)
                # Otherwise the reason is an invalid schema or reference that is reported at its own location.
                if is_valid_document:
                    reason = str(error).partition("\n")[0]
                    yield source.make_problem(schema, f"invalid schema: {reason}")


def _iter_examples(document: Any, part: Part) -> Iterator[tuple[str, str]]:
    """Yield the JSON pointers to the schema and to the value of each example and default of a part."""
    node = part.data
    if not isinstance(node, Mapping):
        return
    if part.kind == "schema":
        yield from ((part.pointer, join(part.pointer, key)) for key in ("default", "example") if key in node)
        examples = node.get("examples")
        for index in range(len(examples) if isinstance(examples, list) else 0):
            yield part.pointer, join(part.pointer, "examples", index)
    elif part.kind in ("parameter", "header", "media") and isinstance(node.get("schema"), (Mapping, bool)):
        if part.kind == "media" and "xml" in part.pointer.rpartition("/")[2]:
            return  # an XML example is a string, and its schema describes the parsed XML
        schema = join(part.pointer, "schema")
        if "example" in node:
            yield schema, join(part.pointer, "example")
        examples = node.get("examples")
        for name in examples if isinstance(examples, Mapping) else ():
            try:
                pointer = resolve_refs(document, join(part.pointer, "examples", name))
            except PointerNotFoundError:
                continue
            example = resolve_pointer(document, pointer)
            if isinstance(example, Mapping) and "value" in example:
                yield schema, join(pointer, "value")
