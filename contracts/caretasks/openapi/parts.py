"""The parts of a spec: the objects that OpenAPI defines, each with its JSON pointer and its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from caretasks.openapi.document import HTTP_METHODS
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, split

_WITHOUT_REFERENCES = frozenset({"document", "components", "operation", "media", "encoding"})

# The children of each kind of part: a key holds one part, or a mapping (`*`) or a list (`+`) of parts. Anything else,
# such as the value of an example, has no parts, even if its keys are the same.
_PARTS: dict[str, dict[str, str]] = {
    "document": {"paths": "*path", "webhooks": "*path", "components": "components"},
    "components": {
        "schemas": "*schema",
        "responses": "*response",
        "parameters": "*parameter",
        "examples": "*example",
        "requestBodies": "*body",
        "headers": "*header",
        "securitySchemes": "*scheme",
        "links": "*link",
        "callbacks": "*callback",
        "pathItems": "*path",
    },
    "path": {"parameters": "+parameter", **dict.fromkeys(HTTP_METHODS, "operation")},
    "operation": {
        "parameters": "+parameter",
        "requestBody": "body",
        "responses": "*response",
        "callbacks": "*callback",
    },
    "body": {"content": "*media"},
    "response": {"content": "*media", "headers": "*header", "links": "*link"},
    "parameter": {"schema": "schema", "content": "*media", "examples": "*example"},
    "header": {"schema": "schema", "content": "*media", "examples": "*example"},
    "media": {"schema": "schema", "examples": "*example", "encoding": "*encoding"},
    "encoding": {"headers": "*header"},
    "schema": {
        **dict.fromkeys(("properties", "patternProperties", "$defs", "dependentSchemas"), "*schema"),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "+schema"),
        **dict.fromkeys(
            (
                "additionalProperties",
                "contains",
                "contentSchema",
                "else",
                "if",
                "items",
                "not",
                "propertyNames",
                "then",
                "unevaluatedItems",
                "unevaluatedProperties",
            ),
            "schema",
        ),
    },
}


@dataclass(frozen=True)
class Part:
    """An OpenAPI object in a spec.

    Attributes:
        pointer: Its JSON pointer, before references are followed.
        kind: The kind of object, such as `operation` or `schema`.
        data: Its JSON value. It may be invalid, of any type.
    """

    pointer: str
    kind: str
    data: Any

    @property
    def reference(self) -> str | None:
        """The `$ref` of the part, if this kind of part can have one."""
        if self.kind in _WITHOUT_REFERENCES or not isinstance(self.data, Mapping):
            return None
        reference = self.data.get("$ref")
        return reference if isinstance(reference, str) else None


def iter_parts(document: Any, start: Iterable[Part]) -> Iterator[Part]:
    """Yield parts and their descendants, through references, each once.

    Args:
        document: The data of the spec.
        start: The parts to start from.
    """
    pending = list(start)[::-1]
    seen: set[tuple[str, str]] = set()
    while pending:
        part = pending.pop()
        if (part.pointer, part.kind) in seen:
            continue
        seen.add((part.pointer, part.kind))
        yield part
        pending.extend(list(iter_children(part))[::-1])
        if part.reference is not None:
            target = find_target(document, part.reference)
            if target is not None:
                pending.append(Part(target, part.kind, resolve_pointer(document, target)))


def iter_children(part: Part) -> Iterator[Part]:
    """Yield the parts directly inside a part. References are not followed."""
    if not isinstance(part.data, Mapping):
        return
    if part.kind == "callback":
        shapes = {key: "path" for key in part.data if key != "$ref"}
    else:
        shapes = _PARTS.get(part.kind, {})
    for key, shape in shapes.items():
        if key not in part.data:
            continue
        kind = shape.lstrip("*+")
        for tokens, node in _iter_members(shape[0], key, part.data[key]):
            if not (kind in ("path", "response") and str(tokens[-1]).startswith("x-")):
                yield Part(join(part.pointer, *tokens), kind, node)


def _iter_members(shape: str, key: str, node: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if shape == "*":
        if isinstance(node, Mapping):
            yield from (((key, name), member) for name, member in node.items())
    elif shape == "+":
        if isinstance(node, list):
            yield from (((key, index), member) for index, member in enumerate(node))
    else:
        yield (key,), node


def find_target(document: Any, reference: str) -> str | None:
    """Return the JSON pointer that a reference points to, or None if it is external or unresolved."""
    if not reference.startswith("#"):
        return None
    try:
        pointer = join("", *split(reference))
        resolve_pointer(document, pointer)
    except PointerNotFoundError:
        return None
    return pointer
