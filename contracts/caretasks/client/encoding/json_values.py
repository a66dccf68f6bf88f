"""JSON of models, and of mappings and lists with models, UUIDs, dates, datetimes and enums in them."""

import datetime
import json
from collections.abc import Sequence
from enum import EnumType
from types import NoneType
from typing import Any, Literal, TypeGuard
from uuid import UUID

from ..decoding import is_object
from ..types import UNSET, PydanticModel

_JSON_TYPES = frozenset({str, int, float, bool, NoneType, dict})


def to_json_value(value: Any) -> Any:
    """Return what represents a value in JSON; of a pydantic model, only the fields that are set.

    Raises:
        TypeError: the value is `UNSET`.
        ValueError: it is a datetime without a UTC offset, of which no server knows which moment it is.
    """
    kind: Any = value.__class__
    if kind in _JSON_TYPES:
        return value
    if kind is list:
        return [item if item.__class__ is str else to_json_value(item) for item in value]
    if isinstance(kind, EnumType):  # before `hasattr`, which is slow for an enum
        if value is UNSET:
            raise TypeError("UNSET cannot be sent: omit the value")
        return value._value_
    if isinstance(value, datetime.date):
        if isinstance(value, datetime.datetime) and value.utcoffset() is None:
            raise ValueError(
                "a datetime without a time zone cannot be sent: pass one with an offset, "
                "such as datetime.now(timezone.utc)"
            )
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if hasattr(kind, "to_dict"):
        return value.to_dict()
    return dump_pydantic(value, "json") if hasattr(kind, "model_dump") else value


def date_to_json(value: Any) -> Any:
    """Return what represents the value of a date in JSON.

    Raises:
        ValueError: it is a datetime: which day it is depends on the time zone.
    """
    if isinstance(value, datetime.datetime):
        raise ValueError("a datetime cannot be sent as a date: pass its date()")
    return to_json_value(value)


def to_plain_value(value: Any) -> Any:
    """Return a value with everything in it as JSON represents it: dicts, lists, strings, numbers, booleans and None."""
    if is_sequence(value):
        return [to_plain_value(each) for each in value]
    value = to_json_value(value)
    if is_object(value):
        return {str(name): to_plain_value(each) for name, each in value.items()}
    return [to_plain_value(each) for each in value] if is_sequence(value) else value


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Return whether a value is sent as an array."""
    return isinstance(value, list | tuple)


def dump_pydantic(model: PydanticModel, mode: Literal["json", "python"]) -> Any:
    """Return what a pydantic model consists of. Its warnings are disabled, since they contain values."""
    return model.model_dump(mode=mode, by_alias=True, exclude_unset=True, warnings=False)


def _encode_other(value: Any) -> Any:
    found = to_json_value(value)
    if found is not value:
        return found
    if is_object(value):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} cannot be sent as JSON")


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_encode_other)


def encode_json(body: Any) -> bytes:
    """Return the JSON text of a model, or of a mapping or list with models, UUIDs, dates, datetimes and enums in it."""
    try:
        encoded = _ENCODER.encode(body.to_dict() if hasattr(body, "to_dict") else to_json_value(body))
    except RecursionError:
        raise ValueError("the body is nested too deeply") from None
    try:
        return encoded.encode()
    except UnicodeEncodeError:  # it contains the whole body and must not become the context of another error
        pass
    raise ValueError("a string in the body is not valid Unicode text: it has a lone surrogate")
