"""The arguments of the methods of a client for the parameters of an operation, and the code that encodes them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.property import Property
from openapi_python_client.strings import PythonIdentifier

from caretasks.openapi.document import Parameter

# The names in the functions of an operation that its parameters must not take.
OTHER_ARGUMENTS = frozenset(
    {
        "Any",
        "Mapping",
        "OPERATION",
        "UNSET",
        "Unset",
        "accept",
        "asyncio_detailed",
        "body",
        "body_keywords",
        "client",
        "content_type",
        "headers",
        "parts",
        "request_parts",
        "save_to",
        "self",
        "sync_detailed",
        "timeout",
    }
)

_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def python_name(name: str) -> str:
    """Return the name that the generator gives to an argument or a module."""
    return str(PythonIdentifier(name, "field_"))


def argument_name(parameter: Parameter) -> str:
    """Return the name of the argument for a parameter."""
    if parameter.is_account_header:
        return parameter.argument_name
    name = python_name(parameter.name)
    return f"{name}_{parameter.location}" if name in OTHER_ARGUMENTS else name


@dataclass(frozen=True)
class Argument:
    """An argument of a method: its name, type and default in Python, and its name and location in the request.

    Attributes:
        style: the code of its style; empty if that is the default of its location.
        is_date: whether it is a date, for which a datetime would be wrong.
    """

    name: str
    type: str
    default: str | None
    wire: str
    location: str
    description: str
    pointer: str
    account: Parameter | None = None
    style: str = ""
    is_date: bool = False

    @property
    def summary(self) -> str:
        return self.description or f"the {self.location} parameter {self.wire}."

    @property
    def declaration(self) -> str:
        return f"{self.name}: {self.type}" + ("" if self.default is None else f" = {self.default}")

    @property
    def value(self) -> str:
        """The expression for its value."""
        return f"_encoding.date_argument({json.dumps(self.wire)}, {self.name})" if self.is_date else self.name

    @property
    def encoded(self) -> str:
        """The expression for its text in a path."""
        style = f", {self.style}" if self.style else ""
        return f"_encoding.path_segment({json.dumps(self.wire)}, {self.value}{style})"

    @property
    def pair(self) -> str:
        """The tuple from which its text in a query, a header or a cookie is made."""
        style = f", {self.style}" if self.style else ""
        return f"({json.dumps(self.wire)}, {self.value}{style})"


def style_code(parameter: Parameter) -> str:
    """Return the code of the style of a parameter; empty if that is the default of its location."""
    data = parameter.data
    if "content" in data:
        return "_encoding.JSON"
    default = _DEFAULT_STYLES[parameter.location]
    name = str(data.get("style", default))
    return style_expression(name, data.get("explode"), data.get("allowReserved"), default)


def style_expression(name: str, explode: object, allow_reserved: object, default: str = "") -> str:
    """Return the code of a style; empty if it is the default one, exploded as that is."""
    is_exploded = name == "form" if explode is None else explode is True
    if name == "deepObject":
        return "_encoding.DEEP_OBJECT"
    if name == default and is_exploded == (name == "form") and allow_reserved is not True:
        return ""
    options = [repr(name), *(["explode=True"] if is_exploded else [])]
    options += ["allow_reserved=True"] if allow_reserved is True else []
    return f"_encoding.Style({', '.join(options)})"


def is_date(property_: Property) -> bool:
    """Return whether a property of the generator is a date."""
    return isinstance(property_, DateProperty)


def fields(arguments: Iterable[Argument]) -> str:
    """Return the code of the tuples of parameters."""
    return "(" + "".join(f"{each.pair}, " for each in arguments) + ")"
