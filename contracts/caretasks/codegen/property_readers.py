"""The code by which a generated model decodes a property, and whether `repr` may show its value.

The decoders that these expressions name are in `caretasks.client.decoding`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

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
from openapi_python_client.schema.untrusted_string import UntrustedString

from caretasks.codegen.preparation.client_document import original_value, tag_of
from caretasks.openapi.variants import EXTENSION

_DECODERS: Mapping[type, str] = {
    BooleanProperty: "boolean",
    DateProperty: "date",
    DateTimeProperty: "date_time",
    FloatProperty: "number",
    IntProperty: "integer",
    NoneProperty: "null",
    StringProperty: "string",
    UuidProperty: "uuid",
}
_TYPE_NAMES: Mapping[type, str] = {
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


def decoder(property_: Property, models: str = "_models.") -> str:
    """Return the expression for the decoder of a property, with `_decoding` in scope.

    Args:
        property_: the property.
        models: what precedes the name of a model or enum. A model's own module imports the others by name, since an
            import of the package `models` there would be a cycle.
    """
    if isinstance(property_, UnionProperty):
        inner = [each for each in property_.inner_properties if not isinstance(each, NoneProperty)]
        found = [decoder(each, models) for each in inner]
        whole = found[0] if len(found) == 1 else f"_decoding.union({', '.join(found)})"
        if property_.example is not None and (tag := tag_of(text_of(property_.example))) is not None:
            whole = _tagged(*tag, whole, models)
        return f"_decoding.nullable({whole})" if len(inner) < len(property_.inner_properties) else whole
    if isinstance(property_, ListProperty):
        if isinstance(property_.inner_property, ModelProperty):
            return f"_decoding.models({models}{property_.inner_property.class_info.name})"
        return f"_decoding.array({decoder(property_.inner_property, models)})"
    if isinstance(property_, ModelProperty):
        return f"_decoding.model({models}{property_.class_info.name})"
    if isinstance(property_, EnumProperty):
        return f"_decoding.enum({models}{property_.class_info.name})"
    if isinstance(property_, ConstProperty):
        return f"_decoding.const({property_.value.raw_value!r})"
    if isinstance(property_, LiteralEnumProperty):
        raise TypeError("literal enums are not generated here")
    return f"_decoding.{_DECODERS.get(type(property_), 'any_value')}"


def _tagged(name: str, classes: Mapping[str, str], fallback: str, otherwise: str, models: str) -> str:
    """Return the expression for the decoder of a union with a discriminator."""
    choices = "".join(f"({value!r}, _decoding.model({models}{each})), " for value, each in classes.items())
    last = f"_decoding.model({models}{fallback})" if fallback else otherwise
    return f"_decoding.tagged({name!r}, ({choices}), {last}, known={not fallback})"


def default(property_: Property) -> str | None:
    """Return the code of a property's default. Strings are not taken from the generator, which escapes them twice."""
    if property_.default is None:
        return None if property_.required else "UNSET"
    code = property_.default.python_code.as_unembedded_code()
    return repr(str(property_.default.raw_value)) if code[:1] in ("'", '"') else code


def type_of(property_: Property) -> str:
    """Return the code of a property's type. Strings in `Literal` are not taken from the generator either."""
    code = property_.get_type_string().as_unembedded_code()
    for each in (property_, *getattr(property_, "inner_properties", ())):
        if isinstance(each, ConstProperty):
            literal = each.value.python_code.as_unembedded_code()
            code = code.replace(f"Literal[{literal}]", f"Literal[{each.value.raw_value!r}]")
    return code


def declaration(property_: Property, *, has_variants: bool = False, is_optional: bool = False) -> str:
    """Return the declaration of a property in a model. One with variants may be a mapping, too."""
    code = f"{property_.python_name}: {type_of(property_)}{' | Mapping[str, Any]' if has_variants else ''}"
    value = default(property_)
    if value is None and is_optional:
        return f"{code} = _READ_ONLY"
    return code if value is None else f"{code} = {value}"


class PropertyVariants(NamedTuple):
    """The variants of a property: the name of the sibling in JSON, and the alternative for each of its values."""

    sibling: str
    alternatives: Mapping[str, Property]


def field(
    property_: Property,
    *,
    sensitive: bool,
    parsed: bool,
    write_only: bool = False,
    variants: PropertyVariants | None = None,
) -> str:
    """Return the expression for the `Field` of a property in the `ModelSpec` of its model.

    With `variants`, the property is decoded as the value of another one says, and kept as it is for any other value.
    One that is `write_only` is never missing in a response.
    """
    name, key = str(property_.python_name), text_of(property_.name)
    arguments = [repr(name), decoder(property_, models="") if variants is None else "_decoding.any_value"]
    if key != name:
        arguments.append(f"key={key!r}")
    if property_.required and not write_only:
        arguments.append(f"required={documented_type(property_)!r}")
    if parsed:
        arguments.append("parsed=True")
    if sensitive:
        arguments.append("sensitive=True")
    elif has_models(property_):
        arguments.append("has_models=True")
    if variants is not None:
        decoders = (f"{value!r}: {decoder(each, models='')}" for value, each in variants.alternatives.items())
        arguments += [f"decided_by={variants.sibling!r}", f"variants={{{', '.join(decoders)}}}"]
    return f"_Field({', '.join(arguments)})"


def variants_of(model: ModelProperty, property_: Property) -> PropertyVariants | None:
    """Return the variants of a property of a model; None if no sibling decides on it."""
    discriminator = property_schema(model, property_).get(EXTENSION)
    if discriminator is None:
        return None
    inner = property_.inner_properties if isinstance(property_, UnionProperty) else [property_]
    by_reference = {each.class_info.name: each for each in inner if isinstance(each, ModelProperty)}
    names = {value: reference.rpartition("/")[2] for value, reference in discriminator["mapping"].items()}
    alternatives = {value: by_reference[name] for value, name in names.items()}
    return PropertyVariants(discriminator["propertyName"], alternatives)


def text_of(name: object) -> str:
    """Return the text of a name, which the generator wraps since it comes from the document."""
    return str(name.get_untrusted_value()) if isinstance(name, UntrustedString) else str(name)


def enum_text(value: str) -> str:
    """Return the literal of an enum's value."""
    return repr(original_value(value))


def documented_type(property_: Property) -> str:
    """Return the documented type of a property, as drift names it if the property is missing."""
    if isinstance(property_, UnionProperty):
        return " or ".join(dict.fromkeys(map(documented_type, property_.inner_properties)))
    if isinstance(property_, EnumProperty):
        return property_.class_info.name
    return _TYPE_NAMES.get(type(property_), "any value")


def has_models(property_: Property) -> bool:
    """Return whether its value consists of models, so that a string in their place may be anything."""
    if isinstance(property_, ListProperty):
        return has_models(property_.inner_property)
    if isinstance(property_, UnionProperty):
        return any(map(has_models, property_.inner_properties))
    return isinstance(property_, ModelProperty)


def is_sensitive(model: ModelProperty, property_: Property | None = None) -> bool:
    """Return whether a property of a model, or the whole model, may be patient data (`x-sensitive`).

    `repr` never shows it.
    """
    data = (model.data.model_extra or {}) if property_ is None else property_schema(model, property_)
    return data.get("x-sensitive") is True


def constant_of(property_: Property) -> str | int | bool | None:
    """Return the only value of a required property, that of a `const` or of an enum of one; None if it has others."""
    values: tuple[Any, ...] = ()
    if isinstance(property_, ConstProperty):
        values = (property_.value.raw_value,)
    elif isinstance(property_, EnumProperty) and property_.default is not None:
        values = (original_value(property_.default.raw_value),) if len(property_.values) == 1 else ()
    return values[0] if property_.required and values else None


def must_be_passed(model: ModelProperty, property_: Property) -> bool:
    """Return whether the constructor of a model requires a property: it has no default, and clients set it."""
    return property_.required and property_.default is None and not property_schema(model, property_).get("readOnly")


def property_schema(model: ModelProperty, property_: Property) -> Mapping[str, Any]:
    """Return what the document of the generator says about a property of a model besides its type."""
    schema = (model.data.properties or {}).get(UntrustedString(text_of(property_.name)))
    if schema is None:
        return {}
    directions = {name: True for name in ("readOnly", "writeOnly") if getattr(schema, name, None) is True}
    return {**(schema.model_extra or {}), **directions}


TEMPLATE_FUNCTIONS: Mapping[str, Any] = {
    each.__name__: each
    for each in (
        *(declaration, decoder, enum_text, field, must_be_passed, is_sensitive, property_schema, text_of, variants_of),
    )
}
"""The functions of this module that the templates call, by their names."""
