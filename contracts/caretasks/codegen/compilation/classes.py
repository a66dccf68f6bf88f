"""The properties of a class of objects, from all schemas that apply to its objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from caretasks.codegen.compilation.names import Hint
from caretasks.codegen.compilation.nodes import Nodes, SchemaNode, SchemaReader
from caretasks.codegen.compilation.types import (
    AnyType,
    Constant,
    EnumClass,
    ModelClass,
    Property,
    Reference,
    Type,
    union,
)
from caretasks.openapi.json_pointer import join
from caretasks.openapi.parts import IN_PLACE_KEYWORDS, PART_CHILDREN, Part, iter_parts
from caretasks.openapi.variants import EXTENSION, find_discriminator_problems


class TypeSource(Protocol):
    """The source of the types of properties: `caretasks.codegen.compilation.compiler.Compiler`."""

    reader: SchemaReader
    enums: dict[str, EnumClass]
    component_names: dict[str, str]
    has_sensitive: bool

    def type_at(self, pointer: str, hint: Hint) -> Type: ...

    def type_of(self, nodes: Nodes, hint: Hint) -> Type: ...


# Keywords whose subschemas are those of other fields, or apply to no value. All others count: a condition or a `not`
# that marks a value says that it may be patient data, whether or not it holds.
_OTHER_SUBSCHEMAS = frozenset({"properties", "$defs"})
_NOT_IN_PLACE = frozenset(PART_CHILDREN["schema"]) - IN_PLACE_KEYWORDS


def define_model(compiler: TypeSource, model: ModelClass, nodes: Nodes) -> None:
    """Set the properties of a class, and its description."""
    described = [node.data["description"] for node in nodes if isinstance(node.data.get("description"), str)]
    model.description = described[-1] if described else ""
    model.is_sensitive = any(is_sensitive(compiler, node) for node in nodes)
    required = {name for node in nodes for name in _strings(node.data.get("required"))}
    found: dict[str, list[str]] = {}
    for node in nodes:
        for name, schema in _mapping(node.data, "properties").items():
            if schema is not False:
                found.setdefault(str(name), []).append(join(node.pointer, "properties", name))
    for name, pointers in found.items():
        model.properties[name] = _property(compiler, model, name, tuple(pointers), required=name in required)
    _find_variants(compiler, nodes, model)
    for name in _names_marked_in_place(compiler, nodes) & found.keys():
        model.properties[name].annotations["x-sensitive"] = True
    model.additional, model.has_patterns = _additional(compiler, model, nodes)


def _strings(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _mapping(data: Mapping[str, Any], keyword: str) -> Mapping[str, Any]:
    value = data.get(keyword)
    return value if isinstance(value, Mapping) else {}


def _property(
    compiler: TypeSource, model: ModelClass, name: str, pointers: tuple[str, ...], *, required: bool
) -> Property:
    if len(pointers) == 1:
        # An inherited property is named after the component that declares it.
        owner = pointers[0].removesuffix(join("", "properties", name))
        type_ = compiler.type_at(pointers[0], Hint(compiler.component_names.get(owner, model.name), name))
    else:
        nodes = {node.pointer: node for pointer in pointers for node in compiler.reader.nodes(pointer)}
        type_ = compiler.type_of(tuple(nodes.values()), Hint(model.name, name))
    constant = only_value(compiler, type_) if required else None
    return Property(type_, pointers, required, _annotations(compiler, pointers), constant)


def _annotations(compiler: TypeSource, pointers: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pointer in pointers:
        for node in compiler.reader.nodes(pointer):
            found |= {keyword: True for keyword in ("readOnly", "writeOnly") if node.data.get(keyword) is True}
            if node.data.get("default") is not None:
                found["default"] = node.data["default"]
            if is_sensitive(compiler, node):
                found["x-sensitive"] = True
        own = compiler.reader.value(pointer)
        if isinstance(own, Mapping) and isinstance(own.get("description"), str):
            found["description"] = own["description"]
    return found


def only_value(compiler: TypeSource, type_: Type) -> str | int | bool | None:
    """Return the one value that a type has, if it is a constant or an enum of one."""
    if isinstance(type_, Constant):
        return type_.value
    found: EnumClass | None = compiler.enums.get(type_.name) if isinstance(type_, Reference) else None
    return found.values[0] if found is not None and len(found.values) == 1 else None


def is_sensitive(compiler: TypeSource, node: SchemaNode) -> bool:
    """Return whether a schema, what it refers to, or its items or values may be patient data (`x-sensitive`)."""
    if not compiler.has_sensitive:
        return False
    parts = iter_parts(compiler.reader.document, [Part(node.pointer, "schema", node.data)], skipped=_OTHER_SUBSCHEMAS)
    return any(part.data.get("x-sensitive") is True for part in parts)


def _names_marked_in_place(compiler: TypeSource, nodes: Nodes) -> set[str]:
    """Return the properties that a condition, an alternative or a `not` of the same object marks as `x-sensitive`."""
    if not compiler.has_sensitive:
        return set()
    start = [Part(node.pointer, "schema", node.data) for node in nodes]
    return {
        str(name)
        for part in iter_parts(compiler.reader.document, start, skipped=_NOT_IN_PLACE)
        for name in part.mapping("properties")
        for node in compiler.reader.nodes(join(part.pointer, "properties", name))
        if is_sensitive(compiler, node)
    }


def _find_variants(compiler: TypeSource, nodes: Nodes, model: ModelClass) -> None:
    """Find the classes of the properties on which a sibling decides (`x-sibling-discriminator`)."""
    for node in nodes:
        part = Part(node.pointer, "schema", node.data)
        for name, schema in _mapping(node.data, "properties").items():
            if not isinstance(schema, Mapping) or EXTENSION not in schema:
                continue
            if list(find_discriminator_problems(part, name)):
                continue
            types: dict[str, Type] = {}
            for value, reference in schema[EXTENSION]["mapping"].items():
                target = compiler.reader.target(node.pointer, reference)
                types[value] = AnyType() if target is None else compiler.type_at(target, Hint("", name))
            classes = {value: type_.name for value, type_ in types.items() if isinstance(type_, Reference)}
            if len(classes) == len(types):
                found = model.properties[str(name)]
                found.sibling, found.variants = schema[EXTENSION]["propertyName"], classes


def _additional(compiler: TypeSource, model: ModelClass, nodes: Nodes) -> tuple[Type | None, bool]:
    """Return the type of properties that are not declared, and whether it depends on their names."""
    hint = Hint(model.name, "additional_property")
    types: list[Type] = []
    closed = False
    patterns: list[Type] = []
    for node in nodes:
        for pattern, schema in _mapping(node.data, "patternProperties").items():
            if schema is not False:
                pointer = join(node.pointer, "patternProperties", pattern)
                patterns.append(compiler.type_at(pointer, Hint(model.name, "value")))
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            schema = node.data.get(keyword)
            closed = closed or schema is False
            if isinstance(schema, Mapping) and schema:
                types.append(compiler.type_at(join(node.pointer, keyword), hint))
    if types:
        return union([*patterns, types[-1]]), bool(patterns)
    if patterns and closed:
        return union(patterns), True
    return (None if closed and not patterns else AnyType()), bool(patterns)
