"""Strict JSON types for pydantic models: values are validated by JSON type, and formats by their RFC.

pydantic's own types accept a number as a date-time, `3` as `"3"`, and a UUID without dashes. Python values (`datetime`,
`UUID`) are accepted too, so that models can be created in code.
"""

from __future__ import annotations

import datetime
import enum
import math
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import jsonschema_rs
from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

if TYPE_CHECKING:
    from pydantic import MISSING as MISSING
else:
    try:
        from pydantic import MISSING
    except ImportError:  # before pydantic 2.14
        from pydantic.experimental.missing_sentinel import MISSING as MISSING


class Model(BaseModel):
    """The base of all models: unknown fields are kept unless the spec closes the object."""

    model_config = ConfigDict(extra="allow", protected_namespaces=())


class Enum(enum.Enum):
    """A closed set of values of several types, or of numbers. `True` is not 1 here, nor is `"1"`."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(cls._of_json_type, handler(source))

    @classmethod
    def _of_json_type(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        for member in cls:
            if member.value == value and isinstance(member.value, bool) == isinstance(value, bool):
                return member
        raise ValueError(f"must be one of {', '.join(repr(member.value) for member in cls)}")


class IntEnum(enum.IntEnum):
    """A closed set of integers. `True` is not 1 here, nor is `"1"`."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_number, handler(source))


def _format(
    name: str, parse: Callable[[str], Any] = str, accept: Callable[[Any], bool] = lambda value: False
) -> Callable[[Any], Any]:
    """Return a validator of strings of a format, which accepts values that are parsed already."""
    is_valid = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True).is_valid

    def validate(value: Any) -> Any:
        if accept(value):
            return value
        if not isinstance(value, str) or not is_valid(value):
            raise ValueError(f"must be a string in the format {name!r}")
        return parse(value)

    return validate


def _date_time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.upper())


def _is_date_time(value: Any) -> bool:
    return isinstance(value, datetime.datetime) and value.tzinfo is not None


def _is_date(value: Any) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _is_uuid(value: Any) -> bool:
    return isinstance(value, uuid.UUID)


def _integer(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)  # in JSON Schema, 1.0 is an integer
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("must be an integer")
    return value


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("must be a finite number")
    return value


StrictInt = Annotated[int, BeforeValidator(_integer)]
StrictFloat = Annotated[int | float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
"""A number of the type that it was received in: an integer keeps its digits."""

AwareDatetime = Annotated[datetime.datetime, BeforeValidator(_format("date-time", _date_time, _is_date_time))]
date = Annotated[datetime.date, BeforeValidator(_format("date", datetime.date.fromisoformat, _is_date))]
UUID = Annotated[uuid.UUID, BeforeValidator(_format("uuid", uuid.UUID, _is_uuid))]

# Formats without a Python type for all of their values.
AnyUrl = Annotated[str, BeforeValidator(_format("uri")), WithJsonSchema({"type": "string", "format": "uri"})]
EmailStr = Annotated[str, BeforeValidator(_format("email")), WithJsonSchema({"type": "string", "format": "email"})]
IPv4Address = Annotated[str, BeforeValidator(_format("ipv4")), WithJsonSchema({"type": "string", "format": "ipv4"})]
IPv6Address = Annotated[str, BeforeValidator(_format("ipv6")), WithJsonSchema({"type": "string", "format": "ipv6"})]
time = Annotated[str, BeforeValidator(_format("time")), WithJsonSchema({"type": "string", "format": "time"})]
timedelta = Annotated[
    str, BeforeValidator(_format("duration")), WithJsonSchema({"type": "string", "format": "duration"})
]
