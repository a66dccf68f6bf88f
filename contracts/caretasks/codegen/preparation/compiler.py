"""Schemas as types: what a Python type can say of each schema of a document.

A type is never narrower than its schema. Where Python has no type for a schema, the type is wider, and the models are
validated by the schema itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from math import prod
from typing import Any

from caretasks.codegen.preparation.classes import define_model
from caretasks.codegen.preparation.names import ClassNames, Hint, extend, member_names
from caretasks.codegen.preparation.nodes import (
    Alternatives,
    Nodes,
    SchemaNode,
    SchemaReader,
    alternatives,
    common_types,
    common_values,
    enum_values,
    object_nodes,
    value_key,
)
from caretasks.codegen.preparation.scalars import array_constraints, scalar
from caretasks.codegen.preparation.tags import make_tag, property_values, reference_name
from caretasks.codegen.preparation.types import (
    NULL,
    AnyType,
    Array,
    Constant,
    EnumClass,
    ModelClass,
    Reference,
    Scalar,
    Tag,
    Type,
    size,
    union,
)
from caretasks.openapi.json_pointer import join, split, walk

_MOST_COMBINATIONS = 32
"""Of schemas whose alternatives combine to more than this, only the first ones are distinguished."""
_LARGEST = 400
"""A type of more parts than this is not written out: references to unions of unions can grow without limit."""


class Compiler:
    """The types of the schemas of a document.

    Args:
        document: an OpenAPI document with local references.
        reserved: names that classes cannot have.

    Attributes:
        models: the classes of objects by their names.
        enums: the classes of enums by their names.
        limitations: what a type does not say although it could be expected to: JSON pointers and reasons.
    """

    def __init__(self, document: Mapping[str, Any], reserved: Collection[str]) -> None:
        self.reader = SchemaReader(document)
        self.models: dict[str, ModelClass] = {}
        self.enums: dict[str, EnumClass] = {}
        self.limitations: dict[str, str] = {}
        self.names = ClassNames(reserved)
        self._by_nodes: dict[frozenset[str], str] = {}
        self._types: dict[frozenset[str], Type] = {}
        self._active: list[frozenset[str]] = []
        self._pending: list[Callable[[], None]] = []
        schemas = self.reader.value("/components/schemas")
        names = schemas if isinstance(schemas, Mapping) else ()
        self.components = [join("/components/schemas", name) for name in names]
        self.has_sensitive = any(isinstance(node, Mapping) and "x-sensitive" in node for _, node in walk(document))
        self.component_names: dict[str, str] = {}
        self._name_components()
        self.subtypes = self._find_subtypes()

    def _name_components(self) -> None:
        """Name the components; a class that is a component has its name, and one that refers to it does not."""
        wanted = {pointer: reference_name(self.reader.document, pointer) for pointer in self.components}
        exact = [pointer for pointer in self.components if self._is_exact(wanted[pointer])]
        for pointer in dict.fromkeys((*exact, *self.components)):
            self.component_names[pointer] = self.names.allocate(wanted[pointer])
        for pointer in self.components:
            for key in (self._object_key(self.reader.nodes(pointer)), frozenset({pointer})):
                if key == {pointer}:
                    self._by_nodes[key] = self.component_names[pointer]
                elif key:
                    self._by_nodes.setdefault(key, self.component_names[pointer])

    @staticmethod
    def _is_exact(name: str) -> bool:
        return extend("", name) == name

    def _find_subtypes(self) -> dict[str, list[str]]:
        """Return the components that extend one with a discriminator, by the pointer to that."""
        found: dict[str, list[str]] = {}
        bases = {pointer for pointer in self.components if self._discriminator(pointer)}
        for pointer in self.components if bases else ():
            for node in self.reader.nodes(pointer):
                if node.pointer in bases and node.pointer != pointer:
                    found.setdefault(node.pointer, []).append(pointer)
        return found

    def _discriminator(self, pointer: str) -> Mapping[str, Any]:
        """Return the discriminator of a base: a schema without alternatives."""
        data = self.reader.value(pointer)
        if not isinstance(data, Mapping) or "oneOf" in data or "anyOf" in data:
            return {}
        found = data.get("discriminator")
        return found if isinstance(found, Mapping) and isinstance(found.get("propertyName"), str) else {}

    # --- Types ---

    def component_type(self, pointer: str) -> Type:
        """Return the type of a component."""
        return self.type_at(pointer, Hint("", self.component_names[pointer]))

    def type_at(self, pointer: str, hint: Hint) -> Type:
        """Return the type of a value by the pointer to its schema."""
        return self.type_of(self.reader.nodes(pointer), self._own_hint(pointer, hint))

    def _own_hint(self, pointer: str, hint: Hint) -> Hint:
        """Return the hint for a schema: a component has a name, and so has a schema with a title."""
        while isinstance(data := self.reader.value(pointer), Mapping) and isinstance(data.get("$ref"), str):
            target = self.reader.target(pointer, data["$ref"])
            if target is None or target == pointer or len(data) > 1:
                break
            pointer = target
        if pointer in self.component_names:
            return Hint("", self.component_names[pointer])
        title = data.get("title") if isinstance(data, Mapping) else None
        return Hint(hint.parent, title) if isinstance(title, str) and hint.parent and extend("", title) else hint

    def type_of(self, nodes: Nodes, hint: Hint) -> Type:
        """Return the type of a value to which several schemas apply."""
        key = frozenset(node.pointer for node in nodes)
        if key not in self._types:
            if key in self._active:
                self._report_recursion(key)
                return AnyType()
            self._active.append(key)
            found = self._type(nodes, hint)
            self._active.remove(key)
            if size(found) > _LARGEST:
                self._limit(nodes, f"its type has more than {_LARGEST} alternatives; the models accept any value")
                found = AnyType()
            self._types[key] = found
        return self._types[key]

    def _report_recursion(self, key: frozenset[str]) -> None:
        pointer = next((each for each in self.components if each in key), min(key))
        self.limitations[pointer] = (
            "it contains itself without an object in between; the models accept any value in its place"
        )

    def _limit(self, nodes: Nodes, reason: str) -> None:
        if nodes:
            self.limitations[nodes[-1].pointer] = reason

    def _type(self, nodes: Nodes, hint: Hint) -> Type:
        groups = alternatives(nodes)
        if prod(len(group.members) for group in groups) > _MOST_COMBINATIONS:
            groups = groups[:1]
        for group in groups:
            others = {each.owner for each in groups} - {group.owner}
            found = self._union(nodes, group, others, hint)
            if found is not None:
                return found
        return self._plain(nodes, hint)

    def _plain(self, nodes: Nodes, hint: Hint) -> Type:
        types = common_types(nodes)
        values = common_values(nodes)
        if types == () and any(node.data.get("type") != [] for node in nodes):
            # They exclude each other, as in a property that a subtype redeclares: the value may be of either type.
            return union([self.type_of((node,), hint) for node in nodes])
        if values is not None:
            return self._values(nodes, values, types, hint)
        if types is None:
            return self._untyped(nodes, hint)
        return union([self._of_type(nodes, name, hint) for name in types])

    def _untyped(self, nodes: Nodes, hint: Hint) -> Type:
        return self._object(nodes, hint) if self._is_base(nodes) else AnyType()

    def _is_base(self, nodes: Nodes) -> bool:
        return any(node.pointer in self.subtypes for node in nodes)

    def _of_type(self, nodes: Nodes, name: str, hint: Hint) -> Type:
        if name == "object":
            return self._object(nodes, hint)
        return self._array(nodes, hint) if name == "array" else scalar(name, nodes)

    def _array(self, nodes: Nodes, hint: Hint) -> Type:
        pointers: list[str] = []
        for node in nodes:
            prefix, items = node.data.get("prefixItems"), node.data.get("items")
            found = [join(node.pointer, "prefixItems", index) for index in range(len(prefix or ()))]
            if isinstance(items, Mapping):
                found.append(join(node.pointer, "items"))
            elif found and items is not False:
                return Array(AnyType(), array_constraints(nodes))
            pointers = found or pointers
        inner = hint.extended("item")
        hints = [inner] if len(pointers) == 1 else [inner.extended(str(number + 1)) for number in range(len(pointers))]
        types = [self.type_at(pointer, each) for pointer, each in zip(pointers, hints, strict=True)]
        return Array(union(types), array_constraints(nodes))

    # --- Enums ---

    def _values(self, nodes: Nodes, values: list[Any], types: tuple[str, ...] | None, hint: Hint) -> Type:
        allowed = [value for value in values if types is None or _type_name(value) in _widened(types)]
        if not allowed:  # the schemas exclude each other
            return union([self._of_type(nodes, name, hint) for name in types or ()])
        texts = [value for value in allowed if isinstance(value, str)]
        integers = [value for value in allowed if isinstance(value, int) and not isinstance(value, bool)]
        others = [value for value in allowed if not isinstance(value, str | int) or isinstance(value, bool)]
        constant = all("const" in node.data for node in nodes if enum_values(node.data) is not None)
        members: list[Type] = []
        for found, own in ((texts, hint), (integers, hint.extended("integer") if texts else hint)):
            if found:
                constants: list[Type] = [Constant(value) for value in found]
                members += constants if constant else [self._enum(nodes, found, values, own)]
        booleans = [value for value in others if isinstance(value, bool)]
        members += [Scalar("boolean")] if len(booleans) == 2 else [Constant(value) for value in booleans]
        for value in others:
            if isinstance(value, float):
                members.append(Scalar("number"))
            elif not isinstance(value, bool):
                members.append(NULL if value is None else AnyType())
        return union(members)

    def _enum(self, nodes: Nodes, values: list[Any], all_values: list[Any], hint: Hint) -> Reference:
        """Return the enum of some values: that of a schema with exactly these values, if there is one."""
        listing = [node for node in nodes if "enum" in node.data]
        keys = set(map(value_key, all_values))
        exact = [node for node in listing if set(map(value_key, node.data["enum"])) == keys]
        pointers = (exact[0].pointer,) if exact else tuple(node.pointer for node in listing)
        key = frozenset((*pointers, value_key(values)))
        name = self._by_nodes.get(key)
        if name is None:
            component = self.component_names.get(pointers[0]) if len(pointers) == 1 else None
            is_whole = component is not None and component not in self.enums
            name = component if is_whole and component is not None else self.names.allocate(hint.full)
            self._by_nodes[key] = name
            data = (exact or listing)[0].data
            documented = data.get("x-enum-varnames", data.get("x-enumNames"))
            names = documented if isinstance(documented, list) and len(data["enum"]) == len(values) else ()
            description = data.get("description")
            self.enums[name] = EnumClass(
                name,
                pointers,
                description if isinstance(description, str) else "",
                tuple(values),
                member_names(values, [str(each) for each in names]),
            )
        return Reference(name)

    # --- Objects ---

    def _object_key(self, nodes: Nodes) -> frozenset[str]:
        described = object_nodes(nodes)
        if not described and any(
            isinstance(node.data.get("type"), str | list) and "object" in node.data["type"] for node in nodes
        ):
            described = nodes
        return frozenset(node.pointer for node in described)

    def _object(self, nodes: Nodes, hint: Hint) -> Type:
        return self._with_subtypes(nodes, self._class(nodes, hint))

    def _class(self, nodes: Nodes, hint: Hint) -> Reference:
        key = self._object_key(nodes) or frozenset(node.pointer for node in nodes)
        name = self._by_nodes.get(key)
        if name is None:
            name = self._by_nodes[key] = self.names.allocate(hint.full)
        if name not in self.models:
            model = self.models[name] = ModelClass(name, tuple(node.pointer for node in nodes))
            self._pending.append(lambda: define_model(self, model, nodes))
        return Reference(name)

    def _with_subtypes(self, nodes: Nodes, base: Reference) -> Type:
        """Return the type of a value that may be of any subtype, as the discriminator of the base says."""
        pointer = next((node.pointer for node in nodes if self.component_names.get(node.pointer) == base.name), "")
        if pointer not in self.subtypes:
            return base
        members: list[Type] = [base]
        classes: dict[str, str] = {}
        discriminator = self._discriminator(pointer)
        mapping = discriminator.get("mapping")
        for each in (pointer, *self.subtypes[pointer]):
            subtype = self._class(self.reader.nodes(each), Hint("", self.component_names[each]))
            members.append(subtype)
            values = property_values(each, discriminator["propertyName"], mapping, self.reader)
            classes |= {value: subtype.name for value in values if value not in classes}
        return union(members, Tag(discriminator["propertyName"], tuple(classes.items()), base.name))

    def finish(self) -> None:
        """Define the classes that were referred to, and those that they refer to."""
        while self._pending:
            self._pending.pop(0)()

    # --- Alternatives ---

    def _union(self, nodes: Nodes, group: Alternatives, others: set[str], hint: Hint) -> Type | None:
        """Return the type of alternatives; None if they say nothing about the type.

        Each is combined with the schemas around it, of which the `others` keep their own alternatives.
        """
        base = tuple(node for node in nodes if node.pointer != group.owner)
        owner = next(node for node in nodes if node.pointer == group.owner)
        around = (*base, owner) if self._limits_type(owner.data) else base
        shared = tuple(node for node in around if self._limits_type(node.data))
        if self._allows_everything(group):
            return None if shared else AnyType()
        members: list[Type] = []
        for index, pointer in enumerate(group.members):
            own = self.reader.nodes(pointer)
            if not any(self._limits_type(node.data) for node in own):
                if shared:
                    continue
                return AnyType()
            inner = self._member_hint(hint, pointer, index, group)
            if not shared or {node.pointer for node in shared} <= {node.pointer for node in own}:
                members.append(self.type_at(pointer, inner))
                continue
            narrowed = common_types((*shared, *own))
            if narrowed != ():
                combined = {node.pointer: node for node in (*map(partial(_without_alternatives, others), shared), *own)}
                members.append(self._type(tuple(combined.values()), inner))
        if not members:
            return None
        tag = make_tag(self.reader, group, [self.type_at(each, hint) for each in group.members]) if not shared else None
        return union(members, tag)

    @staticmethod
    def _limits_type(data: Mapping[str, Any]) -> bool:
        return bool(_TYPING_KEYWORDS & data.keys())

    def _allows_everything(self, group: Alternatives) -> bool:
        """Return whether the alternatives are all JSON types without further limits: any JSON value."""
        found: set[str] = set()
        for pointer in group.members:
            nodes = self.reader.nodes(pointer)
            types = common_types(nodes)
            if types is None or any(_LIMITS & node.data.keys() for node in nodes):
                return False
            found |= set(types)
        return {"object", "array", "string", "number", "boolean", "null"} <= found

    def _member_hint(self, hint: Hint, pointer: str, index: int, group: Alternatives) -> Hint:
        data = self.reader.value(pointer)
        if isinstance(data, Mapping):
            if isinstance(data.get("$ref"), str):
                return hint.extended(split(data["$ref"])[-1])
            if isinstance(data.get("title"), str):
                return hint.extended(data["title"])
        classes = [each for each in group.members if not self._is_null(each)]
        return hint if len(classes) == 1 else hint.extended(f"option_{index + 1}")

    def _is_null(self, pointer: str) -> bool:
        data = self.reader.value(pointer)
        return isinstance(data, Mapping) and (data.get("type") == "null" or data.get("enum") == [None])


_TYPING_KEYWORDS = frozenset(
    {
        *("type", "properties", "additionalProperties", "patternProperties", "unevaluatedProperties", "required"),
        *("items", "prefixItems", "enum", "const", "oneOf", "anyOf"),
    }
)
_LIMITS = frozenset(
    {
        *("properties", "required", "patternProperties", "prefixItems", "enum", "const", "format", "pattern"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"),
    }
)


def _without_alternatives(exceptions: Collection[str], node: SchemaNode) -> SchemaNode:
    return node if node.pointer in exceptions else node._replace(data={**node.data, "oneOf": [], "anyOf": []})


def _type_name(value: Any) -> str:
    if value is None:
        return "null"
    kinds: Iterable[tuple[type, str]] = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"))
    kinds = (*kinds, (list, "array"), (dict, "object"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "object")


def _widened(types: tuple[str, ...]) -> set[str]:
    return {*types, "integer"} if "number" in types else set(types)
