"""Discriminators: which class a property's value selects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caretasks.codegen.compilation.nodes import Alternatives, SchemaReader, alternatives, common_values
from caretasks.codegen.compilation.types import NULL, Reference, Tag, Type, Union
from caretasks.openapi.json_pointer import join, split


def make_tag(reader: SchemaReader, group: Alternatives, types: list[Type]) -> Tag | None:
    """Return how a discriminator selects among alternatives, given their types; None without a discriminator."""
    name = group.discriminator.get("propertyName")
    if not isinstance(name, str):
        return None
    classes: dict[str, str] = {}
    for pointer, type_ in zip(group.members, types, strict=True):
        if isinstance(type_, Union) and type_.tag is not None and type_.tag.property == name:
            classes |= {value: each for value, each in type_.tag.classes if value not in classes}
        elif isinstance(type_, Reference):
            values = property_values(pointer, name, group.discriminator.get("mapping"), reader)
            classes |= {value: type_.name for value in values if value not in classes}
        elif type_ != NULL:
            return None
    return Tag(name, tuple(classes.items())) if classes else None


def property_values(pointer: str, name: str, mapping: Any, reader: SchemaReader) -> list[str]:
    """Return the values of the discriminator that select a schema.

    These are those in the `mapping`, else those that the schema itself lists for the property, else its name.
    """
    names = _names(pointer, reader)
    if isinstance(mapping, Mapping):
        mapped = [value for value, target in mapping.items() if isinstance(target, str) and target in names]
        if mapped:
            return mapped
    own = reader.nodes(pointer)
    listed = [each for node in own for each in reader.nodes(join(node.pointer, "properties", name))]
    values = common_values(tuple(listed))
    if values is not None:
        return [value for value in values if isinstance(value, str)]
    if alternatives(own):
        return []
    return [each for each in names if "/" not in each]


def _names(pointer: str, reader: SchemaReader) -> list[str]:
    """Return how a mapping can refer to the schema at a pointer: by its name or by a reference."""
    found: list[str] = []
    seen: set[str] = set()
    while pointer and pointer not in seen:
        seen.add(pointer)
        if pointer.startswith("/components/schemas/") and len(split(pointer)) == 3:
            found += [split(pointer)[-1], "#" + pointer]
        data = reader.value(pointer)
        reference = data.get("$ref") if isinstance(data, Mapping) else None
        if isinstance(reference, str):
            found.append(reference)
            pointer = reader.target(pointer, reference) or ""
    return found
