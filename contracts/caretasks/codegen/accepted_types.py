"""The types of values to send: what a client's arguments accept beyond the types of a model's properties.

A value that is a string in JSON (an enum, a UUID, a date, a date-time) is accepted as that string, and an enum of
integers as an integer. The documented values are in a `Literal`, so that editors complete them; any other value is
accepted, too, since a vendor may know more values than its documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from caretasks.codegen.property_readers import enum_text

MAPPING = "Mapping[str, Any]"
OBJECTS = (MAPPING, "PydanticModel")
"""The types that are accepted in place of a model in a body."""

_STRINGS = {UuidProperty: "UUID", DateProperty: "datetime.date", DateTimeProperty: "datetime.datetime"}


def accepted_type(
    property_: Property, *, in_body: bool = False, has_variants: bool = False, objects: bool = False
) -> str:
    """Return the code of the type that an argument for a property has, with `Unset` if it is optional.

    Args:
        property_: the property.
        in_body: whether it is part of a body: models are named in `_models`, and mappings are accepted for them.
        objects: whether mappings are accepted for models although it is not in a body.
        has_variants: whether another property decides on its model. For an unknown value of that, it is a mapping.
    """
    models, objects = "_models." if in_body else "", in_body or objects
    parts = [*([MAPPING] if has_variants else []), *_parts(property_, models, objects=objects)]
    return " | ".join(dict.fromkeys([*parts, *([] if property_.required else ["Unset"])]))


def body_types(property_: Property) -> Iterator[str]:
    """Yield the alternatives of the type that a whole body has."""
    yield from _parts(property_, "", objects=True)


def is_parsed(property_: Property) -> bool:
    """Return whether its values are parsed: it accepts strings or integers in place of values of another type."""
    if isinstance(property_, UnionProperty):
        return any(map(is_parsed, property_.inner_properties))
    if isinstance(property_, ListProperty):
        return is_parsed(property_.inner_property)
    return isinstance(property_, EnumProperty) or type(property_) in _STRINGS


def _parts(property_: Property, models: str, *, objects: bool, declared: bool = False) -> Iterator[str]:
    """Yield the alternatives of a type; if `declared`, without what is accepted beyond the declared type."""
    if isinstance(property_, UnionProperty):
        for each in property_.inner_properties:
            yield from _parts(each, models, objects=objects, declared=declared)
    elif isinstance(property_, ListProperty):
        yield from _list_types(property_.inner_property, models, objects=objects, declared=declared)
    elif isinstance(property_, EnumProperty):
        yield f"{models}{property_.class_info.name}"
        if not declared:
            values = (enum_text(each) if isinstance(each, str) else str(each) for each in property_.values.values())
            yield f"Literal[{', '.join(values)}]"
            yield "int" if property_.value_type is int else "str"
    elif type(property_) in _STRINGS:
        yield _STRINGS[type(property_)]
        if not declared:
            yield "str"
    elif isinstance(property_, ConstProperty):
        yield f"Literal[{property_.value.raw_value!r}]"
    elif isinstance(property_, FileProperty) and objects and not declared:
        yield from ("File", "_BinaryIO", "bytes")
    elif isinstance(property_, ModelProperty):
        yield f"{models}{property_.class_info.name}"
        if objects and not declared:
            yield from OBJECTS
    else:
        yield property_.get_type_string(no_optional=True).as_unembedded_code()


def _list_types(item: Property, models: str, *, objects: bool, declared: bool) -> Iterator[str]:
    """Yield the types of lists.

    To a type checker a `list[UUID]` is not a `list[UUID | str]`, but it is a `Sequence[UUID | str]`. So is a string,
    and therefore lists in which strings are accepted are listed instead.
    """
    own = list(dict.fromkeys(_parts(item, models, objects=objects, declared=True)))
    accepted = own if declared else list(dict.fromkeys(_parts(item, models, objects=objects)))
    if accepted == own:
        yield f"list[{' | '.join(own)}]"
    elif "str" not in accepted:
        yield f"Sequence[{' | '.join(accepted)}]"
    else:
        yield from (f"list[{' | '.join(own)}]", "list[str]", f"list[{' | '.join(accepted)}]")
