"""The document that openapi-python-client is given: operations with types that it supports, and nothing else.

It resolves references between components in rounds, names classes by titles and positions, and merges few kinds of
`allOf`. So all of that is done by the compiler: the components here are classes of objects and enums, each with its own
name, and everything else is written out where it is used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from openapi_python_client.strings import in_double_quote_literal

from caretasks.codegen.compilation.compiler import Compiler
from caretasks.codegen.compilation.defaults import TYPED_FORMATS, is_value
from caretasks.codegen.compilation.names import Hint, distinct_names, module_name
from caretasks.codegen.compilation.types import (
    NULL,
    AnyType,
    Array,
    Constant,
    EnumClass,
    ModelClass,
    Property,
    Reference,
    Scalar,
    Type,
    Union,
    iter_references,
)
from caretasks.codegen.operations.document import generator_path, prepare_operation
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import join
from caretasks.openapi.variants import EXTENSION
from caretasks.openapi.webhooks import find_webhooks

TAG = "caretasks tag "
"""The start of the `example` of a union with a discriminator: the generator passes on no other text."""

_VALUE = "caretasks value "
"""The start of an enum's value that the generator would change: it drops line breaks and escapes backslashes."""


class ClientDocument:
    """The document for openapi-python-client, and the classes in it.

    Args:
        api: the API.
        compiler: the types of its schemas.

    Attributes:
        payloads: the names of the classes of webhooks, by the pointers to their methods.
        keys: the names of properties in JSON, by class and by their names for the generator, which differ in Python.
    """

    def __init__(self, api: Api, compiler: Compiler) -> None:
        self._compiler = compiler
        self._patched: set[str] = set()
        self.keys: dict[str, dict[str, str]] = {}
        for pointer in compiler.components.pointers:
            compiler.component_type(pointer)
        compiler.finish()
        self._operations = api.operations
        paths: dict[str, Any] = {}
        for operation in api.operations:
            path = paths.setdefault(generator_path(operation.path), {})
            path[operation.method] = prepare_operation(operation, self)
        self.payloads = self._payloads(api)
        compiler.finish()
        self._find_patched(api)
        self.data: dict[str, Any] = {
            "openapi": "3.1.0",
            "info": {"title": api.title, "version": str(api.document["info"].get("version", ""))},
            "paths": paths,
            "components": {"schemas": self._classes()},
        }

    def pointers(self, class_name: str) -> tuple[str, ...]:
        """Return the pointers to the schemas of a class; empty if there is no such class."""
        found = self._compiler.models.get(class_name) or self._compiler.enums.get(class_name)
        return () if found is None else found.pointers

    def pointer_of_module(self, path: tuple[str, ...]) -> str:
        """Return the pointer to what a module of the package was generated from; empty if there is none."""
        if path[0] == "models":
            names = [*self._compiler.models, *self._compiler.enums]
            return next((self.pointers(name)[-1] for name in names if module_name(name) == path[-1]), "")
        if path[0] == "api" and len(path) == 3:
            return next((each.pointer for each in self._operations if module_name(each.python_name) == path[-1]), "")
        return ""

    def _payloads(self, api: Api) -> dict[str, str]:
        found = {}
        for webhook in find_webhooks(api):
            if webhook.body is not None and webhook.body.schema is not None:
                type_ = self._compiler.type_at(
                    join(webhook.body.pointer, "schema"), Hint("", f"{webhook.name}_payload")
                )
                if isinstance(type_, Reference):
                    found[webhook.pointer] = type_.name
        return {pointer: name for pointer, name in found.items() if name in self._compiler.models}

    def _find_patched(self, api: Api) -> None:
        """Find the classes in bodies of PATCH: a default in them would overwrite a value that the caller keeps."""
        pending: list[str] = []
        for operation in api.operations:
            if operation.method == "patch" and "requestBody" in operation.data:
                body = operation.child("requestBody")
                for media_type in body.data.get("content", {}):
                    pointer = join(body.child("content", media_type).pointer, "schema")
                    pending += iter_references(self._compiler.type_at(pointer, Hint(operation.python_name, "body")))
        while pending:
            name = pending.pop()
            if name not in self._patched and name in self._compiler.models:
                self._patched.add(name)
                model = self._compiler.models[name]
                pending += iter_references(model.additional)
                pending += [each for found in model.properties.values() for each in iter_references(found.type)]

    # --- Operations ---

    def schema_at(self, pointer: str, parent: str, name: str) -> dict[str, Any]:
        """Return the schema at a pointer; a class for it is named after its parent and itself."""
        return self.schema(self._compiler.type_at(pointer, Hint(parent, name)))

    def schema_with_default(self, pointer: str, parent: str, name: str) -> dict[str, Any]:
        """Return the schema at a pointer, with its default unless its type excludes that."""
        type_ = self._compiler.type_at(pointer, Hint(parent, name))
        return self._with_default(self.schema(type_), type_, self._default(pointer))

    def _default(self, pointer: str) -> Any:
        for node in reversed(self._compiler.reader.nodes(pointer)):
            if "default" in node.data:
                return node.data["default"]
        return None

    def _with_default(self, schema: dict[str, Any], type_: Type, value: Any) -> dict[str, Any]:
        """Return the schema of a type with a default, unless the type excludes it."""
        if value is None or not is_value(type_, value, self._compiler.enums):
            return schema
        members = type_.members if isinstance(type_, Union) else (type_,)
        if isinstance(value, str) and all(isinstance(each, Reference) or each == NULL for each in members):
            value = generator_value(value)
        return {"allOf": [schema], "default": value} if "$ref" in schema else {**schema, "default": value}

    # --- Types ---

    def schema(self, type_: Type) -> dict[str, Any]:
        """Return a type as a schema that the generator turns into the same type."""
        if isinstance(type_, AnyType):
            return {}
        if isinstance(type_, Reference):
            return {"$ref": f"#/components/schemas/{type_.name}"}
        if isinstance(type_, Array):
            return {"type": "array", "items": self.schema(type_.item)}
        if isinstance(type_, Constant):
            return {"const": type_.value}
        if isinstance(type_, Scalar):
            return {"type": type_.name, **({"format": type_.format} if type_.format in TYPED_FORMATS else {})}
        found: dict[str, Any] = {"anyOf": list(map(self.schema, type_.members))}
        if type_.tag is not None:
            found["example"] = TAG + json.dumps([type_.tag.property, dict(type_.tag.classes), type_.tag.fallback])
        return found

    def _classes(self) -> dict[str, Any]:
        classes: list[ModelClass | EnumClass] = [*self._compiler.models.values(), *self._compiler.enums.values()]
        return {each.name: self._class(each) for each in classes}

    def _class(self, found: ModelClass | EnumClass) -> dict[str, Any]:
        described = {"description": found.description} if found.description else {}
        if isinstance(found, EnumClass):
            type_ = "integer" if isinstance(found.values[0], int) else "string"
            return {
                "type": type_,
                "enum": list(map(generator_value, found.values)),
                "x-enum-varnames": list(found.names),
                **described,
            }
        names = distinct_names({name: name for name in found.properties})
        self.keys[found.name] = {names[name]: name for name in names}
        properties = {
            names[name]: self._property(each, has_defaults=found.name not in self._patched)
            for name, each in found.properties.items()
        }
        return {
            "type": "object",
            **described,
            **({"x-sensitive": True} if found.is_sensitive else {}),
            "properties": properties,
            "required": [names[name] for name, each in found.properties.items() if each.required],
            "additionalProperties": False if found.additional is None else self.schema(found.additional),
        }

    def _property(self, found: Property, *, has_defaults: bool) -> dict[str, Any]:
        schema = self.schema(found.type)
        more = {keyword: value for keyword, value in found.annotations.items() if keyword != "default"}
        if found.variants:
            references = {value: f"#/components/schemas/{name}" for value, name in found.variants.items()}
            schema = {"anyOf": [{"$ref": each} for each in dict.fromkeys(references.values())]}
            more[EXTENSION] = {"propertyName": found.sibling, "mapping": references}
        default = found.annotations.get("default") if has_defaults else None
        schema = self._with_default(schema, found.type, default if found.constant is None else found.constant)
        return {**more, **schema}


def tag_of(example: str) -> tuple[str, Mapping[str, str], str] | None:
    """Return the discriminator in the `example` of a union: its property, the classes by its values, the fallback."""
    if not example.startswith(TAG):
        return None
    name, classes, fallback = json.loads(example.removeprefix(TAG))
    return name, classes, fallback


def generator_value(value: str | int) -> str | int:
    """Return the value of an enum for the generator; `original_value` returns the value again."""
    if isinstance(value, int) or value == in_double_quote_literal(value):
        return value
    return _VALUE + quote(value, errors="surrogatepass")


def original_value(value: Any) -> Any:
    """Return the value that an enum or a default of the generator stands for."""
    is_quoted = isinstance(value, str) and value.startswith(_VALUE)
    return unquote(value.removeprefix(_VALUE), errors="surrogatepass") if is_quoted else value
