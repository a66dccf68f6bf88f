"""What a generated model has to know of a property: how its JSON is read, and whether it may be shown.

The readers that these expressions call are in the client's own `reading.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema import Schema

from caretasks.openapi.api import Api
from caretasks.openapi.pointers import resolve

_READERS: Mapping[type, str] = {
    BooleanProperty: "boolean",
    DateProperty: "date",
    DateTimeProperty: "date_time",
    FloatProperty: "number",
    IntProperty: "integer",
    NoneProperty: "null",
    StringProperty: "string",
    UuidProperty: "uuid",
}
_DOCUMENTED: Mapping[type, str] = {
    BooleanProperty: "boolean",
    DateProperty: "date",
    DateTimeProperty: "date-time",
    FloatProperty: "number",
    IntProperty: "integer",
    ListProperty: "array",
    ModelProperty: "object",
    NoneProperty: "null",
    StringProperty: "string",
    UuidProperty: "uuid",
}


def reader(property_: Property) -> str:
    """The expression for what reads a property, with `_reading` and `_models` in scope."""
    if isinstance(property_, UnionProperty):
        inner = [each for each in property_.inner_properties if not isinstance(each, NoneProperty)]
        found = [reader(each) for each in inner]
        whole = found[0] if len(found) == 1 else f"_reading.union({', '.join(found)})"
        return f"_reading.nullable({whole})" if len(inner) < len(property_.inner_properties) else whole
    if isinstance(property_, ListProperty):
        if isinstance(property_.inner_property, ModelProperty):
            return f"_reading.models(_models.{property_.inner_property.class_info.name})"
        return f"_reading.array({reader(property_.inner_property)})"
    if isinstance(property_, ModelProperty):
        return f"_reading.model(_models.{property_.class_info.name})"
    if isinstance(property_, EnumProperty):
        return f"_reading.enum(_models.{property_.class_info.name})"
    if isinstance(property_, ConstProperty):
        return f"_reading.const({property_.value.raw_value!r})"
    if isinstance(property_, LiteralEnumProperty):
        raise TypeError("literal enums are not generated here")
    return f"_reading.{_READERS.get(type(property_), 'anything')}"


def default(property_: Property) -> str | None:
    """The code of a property's default. That of a text is written anew: the generator escapes it twice."""
    if property_.default is None:
        return None if property_.required else "UNSET"
    code = property_.default.python_code.as_unembedded_code()
    return repr(str(property_.default.raw_value)) if code[:1] in ("'", '"') else code


def type_of(property_: Property) -> str:
    """The code of a property's type. Texts in `Literal` are written anew: the generator escapes them twice."""
    code = property_.get_type_string().as_unembedded_code()
    for each in (property_, *getattr(property_, "inner_properties", ())):
        if isinstance(each, ConstProperty):
            literal = each.value.python_code.as_unembedded_code()
            code = code.replace(f"Literal[{literal}]", f"Literal[{each.value.raw_value!r}]")
    return code


def declaration(property_: Property) -> str:
    """How a model declares a property."""
    code = f"{property_.python_name}: {type_of(property_)}"
    given = default(property_)
    return code if given is None else f"{code} = {given}"


def enum_text(escaped: str) -> str:
    """The literal of an enum's value, which the generator has escaped as JSON does."""
    return repr(json.loads(f'"{escaped}"'))


def documented(property_: Property) -> str:
    """The documented type of a property in a word or two, for what is said where it is missing."""
    if isinstance(property_, UnionProperty):
        return " or ".join(dict.fromkeys(map(documented, property_.inner_properties)))
    if isinstance(property_, EnumProperty):
        return property_.class_info.name
    return _DOCUMENTED.get(type(property_), "any value")


def shows_parts(property_: Property) -> bool:
    """Whether a value of it has models in it, so that a text in its place may be anything."""
    if isinstance(property_, ListProperty):
        return shows_parts(property_.inner_property)
    if isinstance(property_, UnionProperty):
        return any(map(shows_parts, property_.inner_properties))
    return isinstance(property_, ModelProperty)


class Sensitivity:
    """Which fields may hold patient data (`x-sensitive`), and are never shown."""

    def __init__(self, api: Api) -> None:
        self._document = api.document

    def of_model(self, model: ModelProperty) -> bool:
        """Whether all of a model may."""
        return self._marked(_raw(model.data), set())

    def of_property(self, model: ModelProperty, name: str) -> bool:
        """Whether a property of a model may: it is marked, what it refers to, or all items or values of it are."""
        return any(self._marked(schema, set()) for schema in self._properties(_raw(model.data), name))

    def _marked(self, schema: Any, seen: set[str]) -> bool:
        if not isinstance(schema, Mapping):
            return False
        if schema.get("x-sensitive") is True:
            return True
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if reference in seen:
                return False
            return self._marked(resolve(self._document, reference.removeprefix("#")), {*seen, reference})
        inner = [schema.get("items"), schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
        inner += [each for word in ("allOf", "anyOf", "oneOf", "prefixItems") for each in schema.get(word, [])]
        return any(self._marked(each, seen) for each in inner)

    def _properties(self, schema: Any, name: str) -> Iterator[Any]:
        if "$ref" in schema:
            schema = resolve(self._document, schema["$ref"].removeprefix("#"))
        if name in schema.get("properties", {}):
            yield schema["properties"][name]
        for each in schema.get("allOf", []):
            yield from self._properties(each, name)


def _raw(schema: Schema) -> dict[str, Any]:
    found: dict[str, Any] = schema.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return found
