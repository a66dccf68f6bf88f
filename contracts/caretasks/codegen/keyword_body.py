"""The keyword arguments that a client's method accepts in place of a body: one for each property of its schema."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from openapi_python_client.parser.bodies import Body, BodyType
from openapi_python_client.parser.properties.model_property import ModelProperty

from caretasks.codegen.accepted_types import accepted_type
from caretasks.codegen.property_readers import constant_of, property_schema, text_of


class BodyKeyword(NamedTuple):
    """A keyword argument: its name and type in Python, and the property that it stands for.

    `constant` is the only value of a required property, which need not be passed.
    """

    name: str
    type: str
    wire: str
    required: bool
    description: str
    constant: str | int | bool | None = None

    @property
    def declaration(self) -> str:
        return f"{self.name}: {self.type if self.required else f'NotRequired[{self.type}]'}"


def body_keywords(bodies: list[Body], taken: Collection[str]) -> list[BodyKeyword]:
    """Return the keyword arguments for the properties of a body; empty if its schema is not an object.

    Of several bodies it is the one as which a mapping is sent: JSON, else the first form.

    Args:
        bodies: the bodies that an operation accepts.
        taken: the names of the method's other arguments. A property of such a name gets the suffix `_body`.
    """
    json = [body.prop for body in bodies if body.body_type == BodyType.JSON]
    models = [body.prop for body in bodies if isinstance(body.prop, ModelProperty)]
    found = next(iter(json or models), None)
    return list(_keywords(found, {*taken})) if isinstance(found, ModelProperty) else []


def _keywords(model: ModelProperty, taken: set[str]) -> Iterator[BodyKeyword]:
    properties = [*(model.required_properties or []), *(model.optional_properties or [])]
    taken_by_others = taken | {str(each.python_name) for each in properties}
    for each in properties:
        wire = text_of(each.name)
        if property_schema(model, each).get("readOnly") is True:
            continue  # the server sets it
        name = str(each.python_name)
        if name in taken:
            while name in taken_by_others:
                name += "_body"
            taken_by_others.add(name)
        description = str(each.description.get_untrusted_value()) if each.description else ""
        constant = constant_of(each)
        required = each.required and constant is None
        type_ = accepted_type(each, in_body=True)
        yield BodyKeyword(name, type_, wire, required, description, constant)
