"""Lint the examples of a spec: each must be valid against its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.openapi.document import Api, Node
from caretasks.openapi.json_pointer import has_pointer, join, resolve_pointer, split
from caretasks.openapi.normalization import normalize
from caretasks.openapi.parts import Part, resolve_part
from caretasks.openapi.problems import Finding, Findings
from caretasks.openapi.schema.validation import is_valid, iter_violations


def find_example_problems(document: dict[str, Any], parts: list[Part], *, is_valid_document: bool) -> Findings:
    """Yield each violation by an example or a default, at its location inside the example.

    In a valid document, an invalid schema is a problem, too; otherwise it is reported at its own location.
    """
    api, raw_api = Api("", normalize(document), None, ""), Api("", document, None, "")
    invalid_schemas: set[str] = set()
    for part in parts:
        for schema, example in _iter_examples(document, part):
            if schema in invalid_schemas:
                continue
            try:
                node = Node(api if has_pointer(api.document, schema) else raw_api, schema)
                value, in_request = resolve_pointer(document, example), _is_in_request(part)
                if part.kind == "schema" and is_valid(node, value, in_request=True):
                    continue  # it may be that of a request
                for violation in iter_violations(node, value, in_request=in_request):
                    yield Finding(example + violation.pointer, f"invalid against its schema: {violation.message}")
            except (ValueError, RecursionError) as error:
                invalid_schemas.add(schema)
                if is_valid_document:
                    yield Finding(schema, f"invalid schema: {str(error).partition(chr(10))[0]}")


def _is_in_request(part: Part) -> bool:
    """Return whether a parameter, header or media type is in a request, where no `readOnly` property is required."""
    tokens = split(part.pointer)
    return part.kind == "parameter" or "requestBody" in tokens or tokens[:2] == ["components", "requestBodies"]


def _iter_examples(document: Any, part: Part) -> Iterator[tuple[str, str]]:
    """Yield the JSON pointers to the schema and to the value of each example and default of a part."""
    examples = part.data.get("examples")
    if part.kind == "schema":
        yield from ((part.pointer, join(part.pointer, key)) for key in ("default", "example") if key in part.data)
        for index in range(len(examples) if isinstance(examples, list) else 0):
            yield part.pointer, join(part.pointer, "examples", index)
    elif part.kind in ("parameter", "header", "media-type") and isinstance(part.data.get("schema"), (Mapping, bool)):
        if part.kind == "media-type" and "xml" in part.pointer.rpartition("/")[2]:
            return  # an XML example is a string, and its schema describes the parsed XML
        schema = join(part.pointer, "schema")
        if "example" in part.data:
            yield schema, join(part.pointer, "example")
        for name, example in part.mapping("examples").items():
            if not isinstance(example, Mapping):
                continue
            target = resolve_part(document, Part(join(part.pointer, "examples", name), "example", example))
            if target is not None and "value" in target.data:
                yield schema, join(target.pointer, "value")
