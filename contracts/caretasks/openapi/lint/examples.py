"""Lint the examples and defaults of a spec: each must be valid against its schema. Others are passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from caretasks.openapi.document import Api, Node
from caretasks.openapi.json_pointer import Edit, accept_any_value, has_pointer, join, resolve_pointer, split
from caretasks.openapi.parts import Part, resolve_part
from caretasks.openapi.problems import Finding, Findings
from caretasks.openapi.schema.validation import is_valid, iter_violations

REJECTED_EXAMPLES = "x-rejected-examples"
"""The invalid examples of a request body in the usable form of a spec, by name: an error may have one of the name."""


class _Example(NamedTuple):
    """The JSON pointers to the schema and the value of an example or default, and to the node to remove."""

    schema: str
    value: str
    node: str


def find_example_problems(document: dict[str, Any], api: Api, parts: list[Part]) -> Findings:
    """Yield each violation by an example or a default, at its location inside the example.

    Args:
        document: A spec without other problems.
        api: The API of the same spec with its constructs rewritten (`normalization`).
        parts: The parts of `document`.
    """
    raw_api = Api("", document, None, "")
    invalid_schemas: set[str] = set()
    for part in parts:
        for example in _iter_examples(document, part):
            if example.schema in invalid_schemas:
                continue
            try:
                node = Node(api if has_pointer(api.document, example.schema) else raw_api, example.schema)
                value, in_request = resolve_pointer(document, example.value), _is_in_request(part)
                if part.kind == "schema" and is_valid(node, value, in_request=True):
                    continue  # it may be that of a request
                for violation in iter_violations(node, value, in_request=in_request):
                    message = f"invalid against its schema: {violation.message}"
                    yield Finding(example.value + violation.pointer, message, "warning", Edit(example.node))
            except (ValueError, RecursionError) as error:
                invalid_schemas.add(example.schema)
                message = f"invalid schema: {str(error).partition(chr(10))[0]}; it accepts any value"
                yield Finding(example.schema, message, "limitation", accept_any_value(example.schema))


def find_rejected_examples(before: dict[str, Any], after: dict[str, Any], parts: list[Part]) -> list[Edit]:
    """Return the edits that keep the request examples that were removed, as requests that a server rejects.

    Args:
        before: A spec with invalid examples.
        after: The same spec without them.
        parts: The parts of `before`.
    """
    edits = []
    for part in parts:
        if part.kind == "media-type" and _is_in_request(part) and part.mapping("examples"):
            kept = resolve_pointer(after, part.pointer).get("examples", {})
            removed = {
                name: target.data["value"]
                for name, example in part.mapping("examples").items()
                if name not in kept and isinstance(example, Mapping)
                if (target := resolve_part(before, Part(join(part.pointer, "examples", name), "example", example)))
                and "value" in target.data
            }
            edits += [Edit(join(part.pointer, REJECTED_EXAMPLES), removed)] if removed else []
    return edits


def _is_in_request(part: Part) -> bool:
    """Return whether a parameter, header or media type is in a request, where no `readOnly` property is required."""
    tokens = split(part.pointer)
    return part.kind == "parameter" or "requestBody" in tokens or tokens[:2] == ["components", "requestBodies"]


def _iter_examples(document: Any, part: Part) -> Iterator[_Example]:
    """Yield the examples and defaults of a part."""
    examples = part.data.get("examples")
    if part.kind == "schema":
        values = [join(part.pointer, key) for key in ("default", "example") if key in part.data]
        values += [join(part.pointer, "examples", index) for index in range(len(examples or ()))]
        yield from (_Example(part.pointer, value, value) for value in values)
    elif part.kind in ("parameter", "header", "media-type") and isinstance(part.data.get("schema"), (Mapping, bool)):
        if part.kind == "media-type" and "xml" in part.pointer.rpartition("/")[2]:
            return  # an XML example is a string, and its schema describes the parsed XML
        schema = join(part.pointer, "schema")
        if "example" in part.data:
            value = join(part.pointer, "example")
            yield _Example(schema, value, value)
        for name, example in part.mapping("examples").items():
            node = join(part.pointer, "examples", name)
            target = resolve_part(document, Part(node, "example", example))
            if target is not None and "value" in target.data:
                yield _Example(schema, join(target.pointer, "value"), node)
