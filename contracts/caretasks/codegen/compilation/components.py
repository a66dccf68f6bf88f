"""The components of a document: how their classes are named, and which of them extend others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caretasks.codegen.compilation.names import ClassNames, extend
from caretasks.codegen.compilation.nodes import Nodes, SchemaReader, alternatives, object_nodes
from caretasks.openapi.json_pointer import join


class Components:
    """The schemas in the components of a document.

    Args:
        reader: reads the schemas.
        names: allocates the names of classes.

    Attributes:
        pointers: the JSON pointers to the components.
        names: their names in Python, by the pointers.
        unions: the names of those with alternatives, which are not classes themselves.
        subtypes: the components that extend one with a discriminator, by the pointer to that.
    """

    def __init__(self, reader: SchemaReader, names: ClassNames) -> None:
        self._reader = reader
        schemas = reader.value("/components/schemas")
        found = schemas if isinstance(schemas, Mapping) else {}
        self.pointers = [join("/components/schemas", name) for name in found]
        wanted = {join("/components/schemas", name): _wanted_name(name, schema) for name, schema in found.items()}
        # A component whose name is that of a class has this name, and one that differs only by case gets a number.
        exact = [pointer for pointer in self.pointers if extend("", wanted[pointer]) == wanted[pointer]]
        allocated = {each: names.allocate(wanted[each]) for each in dict.fromkeys((*exact, *self.pointers))}
        self.names = {pointer: allocated[pointer] for pointer in self.pointers}
        self.unions = {self.names[each] for each in self.pointers if alternatives(reader.nodes(each))}
        self.subtypes = self._find_subtypes()

    def class_keys(self) -> dict[frozenset[str], str]:
        """Return the names of the components by the keys of their objects; see `object_key`."""
        found: dict[frozenset[str], str] = {}
        for pointer in self.pointers:
            key = object_key(self._reader.nodes(pointer))
            if key and key != {pointer}:
                found.setdefault(key, self.names[pointer])  # it extends others, or only refers to one
        return found | {frozenset({pointer}): self.names[pointer] for pointer in self.pointers}

    def _find_subtypes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        bases = {pointer for pointer in self.pointers if self.discriminator(pointer)}
        for pointer in self.pointers if bases else ():
            for node in self._reader.nodes(pointer):
                if node.pointer in bases and node.pointer != pointer:
                    found.setdefault(node.pointer, []).append(pointer)
        return found

    def discriminator(self, pointer: str) -> Mapping[str, Any]:
        """Return the discriminator of a base; empty for a schema without one, or with alternatives."""
        data = self._reader.value(pointer)
        if not isinstance(data, Mapping) or "oneOf" in data or "anyOf" in data:
            return {}
        found = data.get("discriminator")
        return found if isinstance(found, Mapping) and isinstance(found.get("propertyName"), str) else {}


def _wanted_name(name: str, schema: Any) -> str:
    """Return the name that a component wants to have as a class: `x-python-name`, or its own."""
    wanted = schema.get("x-python-name") if isinstance(schema, Mapping) else None
    return wanted if isinstance(wanted, str) and wanted.isidentifier() else str(name)


def object_key(nodes: Nodes) -> frozenset[str]:
    """Return the pointers to the schemas that describe an object: the same ones describe the same class.

    Empty if nothing says that the value is an object.
    """
    described = object_nodes(nodes)
    if not described and any(
        isinstance(node.data.get("type"), str | list) and "object" in node.data["type"] for node in nodes
    ):
        described = nodes
    return frozenset(node.pointer for node in described)
