"""The parts of a spec that the linter walks over, each with its pointer and its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caretasks.openapi.document import METHODS
from caretasks.openapi.json_pointer import DanglingPointerError, join, resolve, split

_WITHOUT_REFERENCES = frozenset({"document", "components", "operation", "media", "encoding"})

# Which parts each kind of part has: under a key one part, or a mapping (`*`) or a list (`+`) of parts. What is not
# here, above all the value of an example, has no parts, whatever its keys are called.
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
    "path": {"parameters": "+parameter", **dict.fromkeys(METHODS, "operation")},
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
    """An object of OpenAPI in a document: where it stands, and which object it is."""

    pointer: str
    kind: str
    node: Any

    @property
    def reference(self) -> str | None:
        """The `$ref` here, if there may be one here."""
        if self.kind in _WITHOUT_REFERENCES or not isinstance(self.node, Mapping):
            return None
        reference = self.node.get("$ref")
        return reference if isinstance(reference, str) else None


def walk(document: Any, start: Iterable[Part]) -> Iterator[Part]:
    """All parts from `start` on, those behind references too, each once."""
    pending = list(start)[::-1]
    seen: set[tuple[str, str]] = set()
    while pending:
        part = pending.pop()
        if (part.pointer, part.kind) in seen:
            continue
        seen.add((part.pointer, part.kind))
        yield part
        pending.extend(list(parts(part))[::-1])
        if part.reference is not None:
            target = find_target(document, part.reference)
            if target is not None:
                pending.append(Part(target, part.kind, resolve(document, target)))


def parts(part: Part) -> Iterator[Part]:
    if not isinstance(part.node, Mapping):
        return
    if part.kind == "callback":
        shapes = {key: "path" for key in part.node if key != "$ref"}
    else:
        shapes = _PARTS.get(part.kind, {})
    for key, shape in shapes.items():
        if key not in part.node:
            continue
        kind = shape.lstrip("*+")
        for tokens, node in _members(shape[0], key, part.node[key]):
            if not (kind in ("path", "response") and str(tokens[-1]).startswith("x-")):
                yield Part(join(part.pointer, *tokens), kind, node)


def _members(shape: str, key: str, node: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if shape == "*":
        if isinstance(node, Mapping):
            yield from (((key, name), member) for name, member in node.items())
    elif shape == "+":
        if isinstance(node, list):
            yield from (((key, index), member) for index, member in enumerate(node))
    else:
        yield (key,), node


def find_target(document: Any, reference: str) -> str | None:
    """The pointer that a reference within the document names, or None if it names nothing there."""
    if not reference.startswith("#"):
        return None
    try:
        pointer = join("", *split(reference))
        resolve(document, pointer)
    except DanglingPointerError:
        return None
    return pointer


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def shown(file: Path) -> str:
    """A file as messages name it: from here if it is below, else whole."""
    path = file.resolve()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
