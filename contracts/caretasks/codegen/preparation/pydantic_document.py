"""The document that datamodel-code-generator is given: components with types that it supports, and nothing else.

It follows extensions that import and run code (`x-python-import`, `customTypePath`, ...), so no text of the spec is in
the document except names, values of enums and descriptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caretasks.codegen.compilation.classes import is_sensitive
from caretasks.codegen.compilation.compiler import Compiler
from caretasks.codegen.compilation.defaults import is_value
from caretasks.codegen.compilation.names import Hint, class_name
from caretasks.codegen.compilation.types import (
    AnyType,
    Array,
    Constant,
    EnumClass,
    ModelClass,
    Property,
    Reference,
    Scalar,
    Tag,
    Type,
    Union,
    iter_references,
)
from caretasks.codegen.preparation.cycles import deferred_properties
from caretasks.openapi.document import Api, Node
from caretasks.openapi.json_pointer import join

ALIASES = "caretasks_aliases"
"""The module from which the generated code seems to import the types that are defined in it afterwards."""

RESERVED = frozenset(
    {
        *("Annotated", "Any", "AnyUrl", "AwareDatetime", "ConfigDict", "DEFERRED", "Dict", "Discriminated"),
        *("EmailStr", "Enum", "Field", "IPv4Address", "IPv6Address", "IntEnum", "List", "Literal", "MISSING", "Model"),
        *("NaiveDatetime", "Optional", "READ_ONLY", "RootModel", "StrEnum", "StrictBool", "StrictBytes"),
        *(
            "StrictFloat",
            "StrictInt",
            "StrictStr",
            "TypeAlias",
            "TypeAliasType",
            "UUID",
            "Union",
            "Variants",
            "hide_fields",
        ),
        *("BaseModel", "Json", "SecretStr", "hide_fields"),
    }
)
"""Names that the code of the models imports."""

_STRING_METHODS = frozenset(name for name in dir(str) if not name.startswith("_")) | {"mro", "name", "value"}


class PydanticDocument:
    """The document for datamodel-code-generator, and what is added to its code.

    Args:
        api: the API.
        compiler: the types of its schemas.

    Attributes:
        data: the document.
        schemas: its components.
        pointers: the JSON pointers to the schemas of each component of the document.
        classes: the JSON pointers to the components of the spec that are classes.
        aliases: the definitions of the types that the code seems to import, by their names.
        read_only: the properties that are required in one direction only, by the components.
        sensitive: the properties that `repr` does not show, by the components; `root` if the value is not an object.
        deferred: the properties whose validators are made when they are first used, by the components.
    """

    def __init__(self, api: Api, compiler: Compiler) -> None:
        self._compiler = compiler
        self.pointers: dict[str, tuple[str, ...]] = {}
        self.aliases: dict[str, str] = {}
        self.read_only: dict[str, set[str]] = {}
        self.sensitive: dict[str, set[str]] = {}
        types = {pointer: compiler.component_type(pointer) for pointer in compiler.components.pointers}
        compiler.finish()
        self.classes = frozenset(pointer for pointer, type_ in types.items() if isinstance(type_, Reference))
        inline = list(self._inline_types(api))
        compiler.finish()
        classes: dict[str, ModelClass | EnumClass] = {**compiler.models, **compiler.enums}
        components: dict[str, Type] = {}
        self._renamed: dict[str, str] = {}
        self._components = frozenset(compiler.component_names.values())
        for pointer, type_ in types.items():
            name = compiler.component_names[pointer]
            if type_ == Reference(name):
                continue
            if name in classes:  # the component is null, too, or one of its subtypes
                self._renamed[name] = compiler.names.allocate(f"{name}Value")
            components[name] = type_
            self.pointers[name] = (pointer,)
        for pointer, name, type_ in inline:
            components[name] = type_
            self.pointers[name] = (pointer,)
        schemas: dict[str, Any] = {}
        for name in dict.fromkeys((*compiler.component_names.values(), *classes, *components)):
            if name in compiler.enums or (name in compiler.models and not self._is_map(compiler.models[name])):
                schemas[self._renamed.get(name, name)] = self._class(classes[name])
            if name in components:
                schemas[name] = self._schema(components[name], name)
            for pointer in self.pointers.get(name, ()) if name in components else ():
                if any(is_sensitive(compiler, node) for node in compiler.reader.nodes(pointer)):
                    self.sensitive[name] = {"root"}
        self.schemas = schemas
        self.deferred = deferred_properties(schemas, self.aliases)
        self.data: dict[str, Any] = {
            "openapi": "3.1.0",
            "info": {"title": "Models", "version": "1"},
            "paths": {},
            "components": {"schemas": schemas},
        }

    def _inline_types(self, api: Api) -> list[tuple[str, str, Type]]:
        """Return the types of bodies and responses that are not classes, with pointers and names."""
        found: dict[str, tuple[str, str, Type]] = {}

        def add(owner: Node, media_type: str, hint: Hint) -> None:
            media = owner.child("content", media_type)
            pointer = join(media.pointer, "schema")
            if "schema" in media.data and pointer not in found:
                type_ = self._compiler.type_at(pointer, hint)
                if isinstance(type_, Array | Union) and "$ref" not in (media.data["schema"] or {}):
                    found[pointer] = (pointer, self._compiler.names.allocate(hint.full), type_)

        for operation in api.operations:
            for parameter in operation.parameters:
                if "schema" in parameter.data:
                    self._compiler.type_at(
                        join(parameter.pointer, "schema"), Hint(operation.python_name, parameter.name)
                    )
            if "requestBody" in operation.data:
                body = operation.child("requestBody")
                for media_type in body.data.get("content", {}):
                    add(body, media_type, Hint(operation.python_name, "body"))
            for status, response in operation.responses.items():
                for media_type in response.data.get("content", {}):
                    add(response, media_type, Hint(operation.python_name, f"response_{status}"))
        return list(found.values())

    def _is_map(self, model: ModelClass) -> bool:
        """Return whether objects of a class are mappings: it is not a component and has no properties."""
        return (
            not model.properties
            and model.additional is not None
            and not model.has_patterns
            and model.name not in self._components
            and not self._contains_itself(model)
        )

    def _contains_itself(self, model: ModelClass) -> bool:
        """Return whether the values of a class without properties may be of that class, at any depth."""
        pending, seen = [model.name], set[str]()
        while pending:
            found = self._compiler.models.get(pending.pop())
            for name in iter_references(found.additional) if found is not None and not found.properties else ():
                if name == model.name:
                    return True
                if name not in seen:
                    seen.add(name)
                    pending.append(name)
        return False

    def _name(self, class_: str) -> str:
        return self._renamed.get(class_, class_)

    # --- Classes ---

    def _class(self, found: ModelClass | EnumClass) -> dict[str, Any]:
        name = self._name(found.name)
        self.pointers[name] = found.pointers
        described = {"description": found.description} if found.description else {}
        if isinstance(found, EnumClass):
            return {**_enum(found), **described}
        one_way = {key for key, each in found.properties.items() if {"readOnly", "writeOnly"} & each.annotations.keys()}
        self.read_only[name] = {key for key in one_way if found.properties[key].required}
        self.sensitive[name] = {
            key for key, each in found.properties.items() if found.is_sensitive or each.annotations.get("x-sensitive")
        }
        passed = {key for key, each in found.properties.items() if self._must_be_passed(each)} - one_way
        additional: Any = {}
        if not found.has_patterns:
            additional = False if found.additional is None else self._schema(found.additional, name)
        return {
            "type": "object",
            **described,
            "properties": {key: self._property(each, f"{name}_{key}") for key, each in found.properties.items()},
            "required": [name for name in found.properties if name in passed],
            **({"additionalProperties": additional} if additional != {} else {}),
        }

    @staticmethod
    def _must_be_passed(found: Property) -> bool:
        return found.required and not (isinstance(found.type, Constant) and isinstance(found.constant, str))

    def _property(self, found: Property, hint: str) -> dict[str, Any]:
        schema = self._schema(found.type, hint)
        if found.variants:
            models = {value: self._name(name) for value, name in found.variants.items()}
            alternatives = " | ".join([*dict.fromkeys(models.values()), "dict[str, object]"])
            code = f"Annotated[{alternatives!r}, Variants({found.sibling!r}, {models!r})]"
            schema = self._alias(class_name(hint), code)
        default = found.annotations.get("default") if found.constant is None else found.constant
        is_known = default is not None and is_value(found.type, default, self._compiler.enums)
        if is_known and not any(each.keys() & _LIMITS for each in schema.get("anyOf", ())):
            schema = {"allOf": [schema], "default": default} if "$ref" in schema else {**schema, "default": default}
        description = found.annotations.get("description")
        return {**schema, **({"description": description} if description else {})}

    # --- Types ---

    def _schema(self, type_: Type, hint: str) -> dict[str, Any]:
        if isinstance(type_, AnyType):
            return {}
        if isinstance(type_, Reference):
            model = self._compiler.models.get(type_.name)
            if model is not None and self._is_map(model):
                return self._class(model)
            return {"$ref": f"#/components/schemas/{self._name(type_.name)}"}
        if isinstance(type_, Array):
            return self._array(type_, hint)
        if isinstance(type_, Constant):
            if isinstance(type_.value, str):
                return {"const": type_.value}
            return {"type": "boolean" if isinstance(type_.value, bool) else "integer"}
        if isinstance(type_, Scalar):
            format_ = {"format": type_.format} if type_.format else {}
            return {"type": type_.name, **format_, **dict(type_.constraints)}
        if type_.tag is not None:
            return self._tagged(type_, type_.tag, hint)
        members = [self._schema(each, hint) for each in type_.members]
        scalar = next((each for each in members if each != _NULL), _NULL)
        if len(members) == 2 and _NULL in members and scalar.keys() <= {"type", "format"} | _LIMITS:
            return {**scalar, "type": [scalar["type"], "null"]}
        return {"anyOf": members}

    def _array(self, type_: Array, hint: str) -> dict[str, Any]:
        limits = dict(type_.constraints)
        prefix = [self._schema(each, f"{hint}_item") for each in type_.prefix]
        if not prefix:
            return {"type": "array", "items": self._schema(type_.item, f"{hint}_item"), **limits}
        if type_.rest is None and limits.get("minItems", 0) >= len(prefix):
            length = len(prefix)
            return {"type": "array", "prefixItems": prefix, "items": False, "minItems": length, "maxItems": length}
        rest = [] if type_.rest is None else [self._schema(type_.rest, f"{hint}_item")]
        return {"type": "array", "items": {} if {} in rest else {"anyOf": [*prefix, *rest]}, **limits}

    def _tagged(self, type_: Union, tag: Tag, hint: str) -> dict[str, Any]:
        """Return the schema of a union with a discriminator, as a type that selects its class."""
        others = [each for each in type_.members if not isinstance(each, Reference)]
        if any(each != Scalar("null") for each in others):
            return {"anyOf": [self._schema(each, hint) for each in type_.members]}
        names = [self._name(each.name) for each in type_.members if isinstance(each, Reference)]
        classes = {value: self._name(name) for value, name in tag.classes}
        fallback = self._name(tag.fallback) if tag.fallback else ""
        code = f"Annotated[{' | '.join(names)!r}, Discriminated({tag.property!r}, {classes!r}, {fallback!r})]"
        schema = self._alias(class_name(f"{hint}_union"), code)
        return {"anyOf": [schema, {"type": "null"}]} if others else schema

    def _alias(self, wanted: str, code: str) -> dict[str, Any]:
        name = next((each for each, known in self.aliases.items() if known == code), None)
        if name is None:
            name = self._compiler.names.allocate(wanted)
            self.aliases[name] = code
        return {"customTypePath": f"{ALIASES}.{name}"}


_NULL: Mapping[str, Any] = {"type": "null"}
_LIMITS = frozenset(
    {"exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum"}
    | {"multipleOf", "pattern"}
)
"""Keywords for which null is valid. Of a member of a union that has one, the generator makes a class."""


def _enum(found: EnumClass) -> dict[str, Any]:
    """Return the schema of an enum. Its members have no name that a method of `str` or of all enums has."""
    if isinstance(found.values[0], int):
        return {"type": "integer", "enum": list(found.values)}
    schema: dict[str, Any] = {"type": "string", "enum": list(found.values)}
    if any(value in _STRING_METHODS for value in found.values):
        schema["x-enum-varnames"] = [f"{value}_" if value in _STRING_METHODS else value for value in found.values]
    return schema
