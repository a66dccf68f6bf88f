"""The schemas that apply to one value at once: a schema, what it refers to, and the members of its `allOf`.

Schemas are read as they are in the spec, before `caretasks.openapi.normalization`: the generators need to know which
component a value belongs to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, split

JSON_TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")

_OBJECT_KEYWORDS = frozenset(
    {"properties", "required", "additionalProperties", "patternProperties", "unevaluatedProperties"}
)
_ARRAY_KEYWORDS = frozenset({"items", "prefixItems"})


class SchemaNode(NamedTuple):
    """A schema that is an object, with its JSON pointer."""

    pointer: str
    data: Mapping[str, Any]


Nodes = tuple[SchemaNode, ...]


class Alternatives(NamedTuple):
    """An `anyOf` or `oneOf`: the JSON pointers to its members, and the discriminator next to it."""

    owner: str
    members: tuple[str, ...]
    discriminator: Mapping[str, Any]


class SchemaReader:
    """The schemas of a document.

    Attributes:
        unresolved: the JSON pointers to references that point to no schema, or to themselves.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.unresolved: dict[str, None] = {}
        self._nodes: dict[str, Nodes] = {}
        self._ends: dict[str, str] = {}

    def end_of_references(self, pointer: str) -> str:
        """Return the pointer at the end of a chain of schemas that are nothing but a reference to the next one.

        In a circle of them, it is the pointer of one of them.
        """
        passed: dict[str, None] = {}
        while pointer not in self._ends and pointer not in passed:
            passed[pointer] = None
            data = self.value(pointer)
            reference = data.get("$ref") if isinstance(data, Mapping) and len(data) == 1 else None
            target = self.target(pointer, reference) if isinstance(reference, str) else None
            if target is None:
                break
            pointer = target
        end = self._ends.get(pointer, pointer)
        self._ends.update(dict.fromkeys(passed, end))
        return end

    def nodes(self, pointer: str) -> Nodes:
        """Return the schemas that apply to the value at a pointer, each once, that of the pointer last.

        Schemas that are nothing but a reference are left out.
        """
        pointer = self.end_of_references(pointer)
        if pointer not in self._nodes:
            found: dict[str, SchemaNode] = {}
            self._collect(pointer, found, frozenset())
            self._nodes[pointer] = tuple(found.values())
        return self._nodes[pointer]

    def _collect(self, pointer: str, found: dict[str, SchemaNode], ancestors: frozenset[str]) -> None:
        data = self.value(pointer)
        if not isinstance(data, Mapping) or pointer in found:
            return
        if pointer in ancestors:
            self.unresolved[pointer] = None
            return
        inner = ancestors | {pointer}
        if isinstance(data.get("$ref"), str):
            target = self.target(pointer, data["$ref"])
            if target is not None:
                self._collect(target, found, inner)
        for index in range(len(data["allOf"]) if isinstance(data.get("allOf"), list) else 0):
            self._collect(join(pointer, "allOf", index), found, inner)
        found[pointer] = SchemaNode(pointer, data)

    def target(self, pointer: str, reference: str) -> str | None:
        """Return the pointer that a reference in a schema names; None if there is no schema."""
        try:
            target = join("", *split(reference)) if reference.startswith("#") else None
        except PointerNotFoundError:
            target = None
        if target is None or not isinstance(self.value(target), Mapping | bool):
            self.unresolved[join(pointer, "$ref")] = None
            return None
        return target

    def value(self, pointer: str) -> Any:
        """Return the value at a pointer; None if there is none. References on the way are followed."""
        try:
            return resolve_pointer(self.document, pointer)
        except PointerNotFoundError:
            return None


def alternatives(nodes: Nodes) -> list[Alternatives]:
    """Return the alternatives of which a value must fit one, without those that the value is one of already."""
    found = []
    pointers = {node.pointer for node in nodes}
    for node in nodes:
        for keyword in ("oneOf", "anyOf"):
            listed = node.data.get(keyword)
            if not isinstance(listed, list) or not listed:
                continue
            references = {_local(each.get("$ref")) for each in listed if isinstance(each, Mapping)}
            if references & pointers:
                continue  # a subtype that refers to its base, whose alternatives it is one of
            members = tuple(join(node.pointer, keyword, index) for index in range(len(listed)))
            discriminator = node.data.get("discriminator")
            found.append(
                Alternatives(node.pointer, members, discriminator if isinstance(discriminator, Mapping) else {})
            )
    return found


def _local(reference: Any) -> str:
    try:
        return join("", *split(reference)) if isinstance(reference, str) and reference.startswith("#") else ""
    except PointerNotFoundError:
        return ""


def own_types(node: SchemaNode) -> tuple[str, ...] | None:
    """Return the JSON types that one schema allows by itself, in its order; None if it allows all."""
    data = node.data
    declared = data.get("type")
    if isinstance(declared, str | list):
        names = [declared] if isinstance(declared, str) else declared
        return tuple(name for name in names if name in JSON_TYPES)
    if "enum" in data or "const" in data:
        return None  # the values say it
    if _OBJECT_KEYWORDS & data.keys() - {"required"}:
        return ("object",)
    return ("array",) if _ARRAY_KEYWORDS & data.keys() else None


def common_types(nodes: Nodes) -> tuple[str, ...] | None:
    """Return the JSON types that all schemas allow; None if they allow all, empty if they exclude each other."""
    found: tuple[str, ...] | None = None
    for node in nodes:
        own = own_types(node)
        if own is not None:
            found = own if found is None else tuple(_intersect(found, own))
    return found


def _intersect(first: tuple[str, ...], second: tuple[str, ...]) -> Iterator[str]:
    for name in first:
        if name in second or (name == "integer" and "number" in second):
            yield name
        elif name == "number" and "integer" in second:
            yield "integer"


def common_values(nodes: Nodes) -> list[Any] | None:
    """Return the values that all `enum` and `const` allow, in the order of the first; None without any."""
    found: list[Any] | None = None
    for node in nodes:
        values = enum_values(node.data)
        if values is not None:
            keys = set(map(value_key, values))
            found = list(values) if found is None else [each for each in found if value_key(each) in keys]
    if found is None:
        return None
    return list({value_key(value): value for value in found}.values())


def enum_values(data: Mapping[str, Any]) -> list[Any] | None:
    """Return the values of the `enum` or `const` of a schema; None without either. An empty `enum` counts as none."""
    if "const" in data:
        return [data["const"]]
    values = data.get("enum")
    return list(values) if isinstance(values, list) and values else None


def value_key(value: Any) -> str:
    """Return a text that is the same for equal JSON values, in which `True` is not 1."""
    return json.dumps(value, sort_keys=True)


def object_nodes(nodes: Nodes) -> Nodes:
    """Return the schemas that say something about the properties of an object."""
    return tuple(node for node in nodes if _describes_properties(node.data))


def _describes_properties(data: Mapping[str, Any]) -> bool:
    return any(data.get(keyword) not in (None, {}, [], True) for keyword in _OBJECT_KEYWORDS)
