"""Defaults: a generator is given only those that are values of their type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caretasks.codegen.compilation.types import Constant, EnumClass, Reference, Scalar, Type, Union

TYPED_FORMATS = frozenset({"binary", "date", "date-time", "uuid"})
"""Formats whose values are not strings in Python."""

_KINDS: Mapping[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float)}


def is_value(type_: Type, value: Any, enums: Mapping[str, EnumClass]) -> bool:
    """Return whether a JSON value that is a string, a number or a boolean can be the default of a type.

    Args:
        type_: the type.
        value: the default.
        enums: the enums by their names.
    """
    if isinstance(type_, Union):
        return any(is_value(each, value, enums) for each in type_.members)
    if isinstance(type_, Constant):
        return isinstance(value, str | int) and type_ == Constant(value)
    if isinstance(type_, Reference):
        enum = enums.get(type_.name)
        return enum is not None and not isinstance(value, bool) and value in enum.values
    if not isinstance(type_, Scalar) or type_.format in TYPED_FORMATS:
        return False
    if isinstance(value, bool):
        return type_.name == "boolean"
    return isinstance(value, _KINDS.get(type_.name, ()))
