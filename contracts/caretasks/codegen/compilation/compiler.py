"""Schemas as types: what a Python type can say of each schema of a document.

A type is never narrower than its schema. Where Python has no type for a schema, the type is wider, and the models are
validated by the schema itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from math import prod
from typing import Any

from caretasks.codegen.compilation.classes import define_model
from caretasks.codegen.compilation.components import Components, object_key
from caretasks.codegen.compilation.names import ClassNames, Hint, extend, member_names
from caretasks.codegen.compilation.nodes import (
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
from caretasks.codegen.compilation.scalars import array_constraints, scalar
from caretasks.codegen.compilation.tags import make_tag, property_values
from caretasks.codegen.compilation.types import (
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
        self.components = Components(self.reader, self.names)
        self.component_names = self.components.names
        self.has_sensitive = any(isinstance(node, Mapping) and "x-sensitive" in node for _, node in walk(document))
        self._by_nodes = self.components.class_keys()
        self._types: dict[frozenset[str], Type] = {}
        self._active: list[frozenset[str]] = []
        self._pending: list[Callable[[], None]] = []

    # --- Types ---

    def component_type(self, pointer: str) -> Type:
        """Return the type of a component."""
        return self.type_at(pointer, Hint("", self.component_names[pointer]))

    def type_at(self, pointer: str, hint: Hint) -> Type:
        """Return the type of a value by the pointer to its schema."""
        return self.type_of(self.reader.nodes(pointer), self._own_hint(pointer, hint))

    def _own_hint(self, pointer: str, hint: Hint) -> Hint:
        """Return the hint for a schema: a component has a name, and so has a schema with a title."""
        pointer = self.reader.end_of_references(pointer)
        if pointer in self.component_names:
            return Hint("", self.component_names[pointer])
        data = self.reader.value(pointer)
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
        pointer = next((each for each in self.components.pointers if each in key), min(key))
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
        return any(node.pointer in self.components.subtypes for node in nodes)

    def _of_type(self, nodes: Nodes, name: str, hint: Hint) -> Type:
        if name == "object":
            return self._object(nodes, hint)
        return self._array(nodes, hint) if name == "array" else scalar(name, nodes)

    def _array(self, nodes: Nodes, hint: Hint) -> Type:
        prefix: list[str] = []
        items: str | None = None
        is_closed = False
        for node in nodes:
            listed = node.data.get("prefixItems")
            if isinstance(listed, list) and listed:
                prefix = [join(node.pointer, "prefixItems", index) for index in range(len(listed))]
            if isinstance(node.data.get("items"), Mapping):
                items = join(node.pointer, "items")
            is_closed = is_closed or node.data.get("items") is False
        inner = hint.extended("item")
        types = [self.type_at(each, inner.extended(str(number))) for number, each in enumerate(prefix, 1)]
        rest = AnyType() if items is None else self.type_at(items, inner)
        if not types:
            return Array(rest, array_constraints(nodes))
        item = union([*types, *([] if items is None else [rest])])
        return Array(item, array_constraints(nodes), tuple(types), None if is_closed else rest)

    # --- Enums ---

    def _values(self, nodes: Nodes, values: list[Any], types: tuple[str, ...] | None, hint: Hint) -> Type:
        allowed = [value for value in values if types is None or _type_name(value) in _widened(types)]
        if not allowed:  # the schemas exclude each other
            return union([self._of_type(nodes, name, hint) for name in types or ()])
        by_type: dict[type, list[Any]] = {}
        for value in allowed:
            by_type.setdefault(type(value), []).append(value)
        strings, integers = by_type.pop(str, []), by_type.pop(int, [])
        constant = all("const" in node.data for node in nodes if enum_values(node.data) is not None)
        members: list[Type] = []
        for found, own in ((strings, hint), (integers, hint.extended("integer") if strings else hint)):
            if found:
                constants: list[Type] = [Constant(value) for value in found]
                members += constants if constant else [self._enum(nodes, found, values, own)]
        booleans = by_type.pop(bool, [])
        members += [Scalar("boolean")] if len(booleans) == 2 else [Constant(value) for value in booleans]
        without_enum: dict[type, Type] = {float: Scalar("number"), type(None): NULL}
        return union([*members, *(without_enum.get(found, AnyType()) for found in by_type)])

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
            name = component if is_whole and component is not None else self._allocate(hint)
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

    def _allocate(self, hint: Hint) -> str:
        """Return the name of a class. The only class in a component that is a union has the component's name."""
        if (
            not hint.parent
            and hint.name in self.components.unions
            and hint.name not in self.models.keys() | self.enums.keys()
        ):
            return hint.name
        return self.names.allocate(hint.full)

    # --- Objects ---

    def _object(self, nodes: Nodes, hint: Hint) -> Type:
        return self._with_subtypes(nodes, self._class(nodes, hint))

    def _class(self, nodes: Nodes, hint: Hint) -> Reference:
        key = object_key(nodes) or frozenset(node.pointer for node in nodes)
        name = self._by_nodes.get(key)
        if name is None:
            name = self._by_nodes[key] = self._allocate(hint)
        if name not in self.models:
            pointers = tuple(node.pointer for node in nodes)
            if pointers == tuple(node.pointer for node in self.reader.nodes(pointers[-1])):
                pointers = pointers[-1:]  # one schema, which refers to all others
            model = self.models[name] = ModelClass(name, pointers)
            self._pending.append(lambda: define_model(self, model, nodes))
        return Reference(name)

    def _with_subtypes(self, nodes: Nodes, base: Reference) -> Type:
        """Return the type of a value that may be of any subtype, as the discriminator of the base says."""
        pointer = next((node.pointer for node in nodes if self.component_names.get(node.pointer) == base.name), "")
        if pointer not in self.components.subtypes:
            return base
        members: list[Type] = [base]
        classes: dict[str, str] = {}
        discriminator = self.components.discriminator(pointer)
        mapping = discriminator.get("mapping")
        for each in (pointer, *self.components.subtypes[pointer]):
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
        around = tuple(_without_alternatives(others, node) for node in nodes)
        shared = tuple(node for node in around if _TYPING_KEYWORDS & node.data.keys())
        if self._allows_everything(group):
            return None if shared else AnyType()
        own = [self.reader.nodes(pointer) for pointer in group.members]
        ignored = {"type"} if object_nodes(shared) else set()
        if not any(_TYPING_KEYWORDS - ignored & node.data.keys() for found in own for node in found):
            return None if shared else AnyType()  # such as alternative lists of required properties
        members: list[Type] = []
        for index, (pointer, found) in enumerate(zip(group.members, own, strict=True)):
            inner = self._member_hint(hint, pointer, index, group)
            if not shared or {node.pointer for node in shared} <= {node.pointer for node in found}:
                members.append(self.type_at(pointer, inner))
            elif common_types((*shared, *found)) != ():
                combined = {node.pointer: node for node in (*shared, *found)}
                members.append(self._type(tuple(combined.values()), inner))
        is_complete = len(members) == len(group.members)
        return union(members, make_tag(self.reader, group, members) if is_complete else None) if members else None

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
        classes = [each for each in group.members if self._needs_class(each)]
        return hint if len(classes) == 1 else hint.extended(f"option_{index + 1}")

    def _needs_class(self, pointer: str) -> bool:
        nodes = self.reader.nodes(pointer)
        values = common_values(nodes)
        if values is not None:
            return values != [None] and not any("const" in node.data for node in nodes)
        return bool({"object", "array"} & set(common_types(nodes) or ()))


_TYPING_KEYWORDS = frozenset(
    {
        *("type", "properties", "additionalProperties", "patternProperties", "unevaluatedProperties"),
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
    if node.pointer in exceptions:
        return node
    return node._replace(data={key: value for key, value in node.data.items() if key not in ("oneOf", "anyOf")})


def _type_name(value: Any) -> str:
    if value is None:
        return "null"
    kinds: Iterable[tuple[type, str]] = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"))
    kinds = (*kinds, (list, "array"), (dict, "object"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "object")


def _widened(types: tuple[str, ...]) -> set[str]:
    return {*types, "integer"} if "number" in types else set(types)
