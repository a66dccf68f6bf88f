"""Decoding of JSON into models: every value is kept, and differences from the spec are recorded as drift.

A vendor may change its API overnight, and the response to a request that placed a telephone call must not be lost over
a new value. So no decoder raises: a missing value becomes `UNSET`, a value of another type stays as it was received.

A decoder is called with a value, the `Drift` that collects differences, the JSON pointer to the value's parent, and the
step from the parent to the value. The two are joined only to record a difference, since most responses have none.
"""

import datetime
import functools
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, NamedTuple, TypeGuard
from uuid import UUID

from .types import UNSET, Unset

Decoder = Callable[[Any, "Drift", str, str], Any]

# What a union decoded a value at a location to. Without it a union of unions would decode each value once for every
# combination of alternatives around it.
_UnionCache = dict[tuple["Decoder", int, str], tuple[Any, "Drift"]]


_KNOWN = "a known "


class Difference(NamedTuple):
    """The documented and the received type of a value, without the value."""

    expected: str
    actual: str

    def __str__(self) -> str:
        return f"documented as {self.expected}, received {self.actual}"

    @property
    def is_unknown_value(self) -> bool:
        """True if the value has the documented type, and is not one of the documented values."""
        return self.expected.startswith(_KNOWN)


class Drift:
    """The differences between a response and the spec, by JSON pointer; `*` stands for any item or name in a map."""

    __slots__ = ("found", "union_cache")

    def __init__(self, union_cache: "_UnionCache | None" = None) -> None:
        self.found: dict[str, Difference] = {}
        self.union_cache: _UnionCache = {} if union_cache is None else union_cache

    def add(self, pointer: str, documented: str, value: Any) -> None:
        self.found.setdefault(pointer, Difference(documented, _JSON_TYPES.get(value.__class__, "another type")))

    def update(self, other: "Drift") -> None:
        for pointer, difference in other.found.items():
            self.found.setdefault(pointer, difference)


class _Ignored(Drift):
    """Records nothing: the default of `from_dict`, for calls by a user."""

    __slots__ = ()

    def add(self, pointer: str, documented: str, value: Any) -> None:
        pass

    def update(self, other: Drift) -> None:
        pass


IGNORED: Drift = _Ignored()


def parse_json(content: bytes) -> Any:
    """Return the value of a JSON text, with all digits of its integers, or raise a ValueError or RecursionError."""
    import msgspec  # here, since importing it takes longer than this package

    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, ValueError, RecursionError):
        # The standard library accepts some of what msgspec rejects: NaN, large numbers, lone surrogates, UTF-16.
        return json.loads(content, parse_int=_parse_integer, parse_float=_parse_number)


def _parse_integer(digits: str) -> int | Decimal:
    try:
        return int(digits)
    except ValueError:  # more digits than Python converts: the time grows with their square
        return Decimal(digits)


def _parse_number(text: str) -> float | Decimal | str:
    number = float(text)
    if number not in (float("inf"), float("-inf")):
        return number
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent of twenty digits
        return text


_JSON_TYPES: Mapping[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    Decimal: "number",
    type(None): "null",
    dict: "object",
    list: "array",
    Unset: "nothing",
}


def is_object(value: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping)


def is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def missing(drift: Drift, parent: str, step: str, documented: str) -> Any:
    """Return the value of a required property that is missing."""
    drift.add(parent + step, documented, UNSET)
    return UNSET


def any_value(value: Any, drift: Drift, parent: str, step: str) -> Any:
    return value


def _scalar(documented: str, *classes: type) -> Decoder:
    """Return a decoder of values of some classes, which are compared since True is an int."""

    def decode(value: Any, drift: Drift, parent: str, step: str) -> Any:
        if value.__class__ not in classes:
            drift.add(parent + step, documented, value)
        return value

    return decode


null = _scalar("null", type(None))
string = _scalar("string", str)
boolean = _scalar("boolean", bool)
number = _scalar("number", float, int, Decimal)


def integer(value: Any, drift: Drift, parent: str, step: str) -> Any:
    if value.__class__ is int or value.__class__ is Decimal:
        return value
    if value.__class__ is float and value.is_integer():  # 1.0 is an integer to JSON Schema
        return int(value) if abs(value) < 2**53 else value  # beyond, it is not the one that was written
    drift.add(parent + step, "integer", value)
    return value


_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").fullmatch
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch
_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII).fullmatch


def uuid(value: Any, drift: Drift, parent: str, step: str) -> Any:
    """Decode a UUID in the form of RFC 4122; any other would be encoded differently."""
    if value.__class__ is str and _UUID(value):
        import msgspec  # here, since importing it takes longer than this package

        return msgspec.convert(value, UUID)  # the same as `UUID(value)`, and faster
    drift.add(parent + step, "uuid", value)
    return value


class _PreciseDateTime(datetime.datetime):
    """A date-time with more fractional digits than Python keeps. It is encoded as it was received."""

    text: str | None = None

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        if self.text is not None and (sep, timespec) == ("T", "auto"):
            return self.text
        return super().isoformat(sep, timespec)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _precise, (self.text, super().isoformat())


def _precise(text: str | None, isoformat: str) -> _PreciseDateTime:
    decoded = _PreciseDateTime.fromisoformat(isoformat)
    decoded.text = text
    return decoded


def date_time(value: Any, drift: Drift, parent: str, step: str) -> Any:
    """Decode an RFC 3339 date-time. One with a second or year that Python rejects (60, 0000) stays as it is."""
    match = _DATE_TIME(value) if value.__class__ is str else None
    if match is None:
        drift.add(parent + step, "date-time", value)
        return value
    day, time, fraction, offset = match.groups()
    try:
        if fraction is not None and len(fraction) > 7:
            return _precise(value, f"{day}T{time}{fraction[:7]}{offset.upper()}")
        return datetime.datetime.fromisoformat(value.upper())
    except ValueError:
        if not _is_date_time(day.replace("0000", "2000"), time.replace(":60", ":59"), offset.upper()):
            drift.add(parent + step, "date-time", value)
        return value


def _is_date_time(day: str, time: str, offset: str) -> bool:
    try:
        datetime.datetime.fromisoformat(f"{day}T{time}{offset}")
    except ValueError:
        return False
    return True


def date(value: Any, drift: Drift, parent: str, step: str) -> Any:
    """Decode an RFC 3339 full-date. One in a year that Python rejects (0000) stays as it is."""
    if value.__class__ is str and _DATE(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            if _is_date_time(value.replace("0000-", "2000-"), "00:00:00", "Z"):
                return value
    drift.add(parent + step, "date", value)
    return value


@functools.cache
def enum(members: type[Enum]) -> Decoder:
    """Return a decoder of an open enum, in which an unknown value is a member too."""

    def decode(value: Any, drift: Drift, parent: str, step: str) -> Any:
        try:
            member = members(None if value.__class__ is bool else value)  # in Python, True equals 1
        except ValueError:
            drift.add(parent + step, members.__name__, value)
            return value
        if members.__members__.get(member.name) is not member:
            drift.add(parent + step, _KNOWN + members.__name__, value)
        return member

    return decode


@functools.lru_cache(maxsize=None, typed=True)
def const(documented: Any) -> Decoder:
    """Return a decoder of the one documented value."""

    def decode(value: Any, drift: Drift, parent: str, step: str) -> Any:
        if value != documented or isinstance(value, bool) is not isinstance(documented, bool):
            drift.add(parent + step, "the one documented value", value)
        return value

    return decode


@functools.cache
def model(kind: Any) -> Decoder:
    """Return a decoder of objects, from the class of a model."""

    def decode(value: Any, drift: Drift, parent: str, step: str) -> Any:
        if is_object(value):
            return kind.from_dict(value, drift, parent + step)
        drift.add(parent + step, "object", value)
        return value

    return decode


@functools.cache
def models(kind: Any) -> Decoder:
    """Return a decoder of arrays of objects: the same as `array(model(kind))`, and faster."""
    decode_item = model(kind)

    def decode(value: Any, drift: Drift, parent: str, step: str) -> Any:
        pointer = parent + step
        if not is_array(value):
            drift.add(pointer, "array", value)
            return value
        from_dict, item = kind.from_dict, pointer + "/*"
        return [
            from_dict(each, drift, item) if each.__class__ is dict else decode_item(each, drift, pointer, "/*")
            for each in value
        ]

    return decode


@functools.cache
def array(decode_item: Decoder) -> Decoder:
    """Return a decoder of arrays."""

    def decode(value: Any, drift: Drift, parent: str, step: str) -> Any:
        if not is_array(value):
            drift.add(parent + step, "array", value)
            return value
        pointer = parent + step
        return [decode_item(each, drift, pointer, "/*") for each in value]

    return decode


@functools.cache
def nullable(decode_value: Decoder) -> Decoder:
    """Return a decoder of a value that may be null."""

    def decode(value: Any, drift: Drift, parent: str, step: str) -> Any:
        return None if value is None else decode_value(value, drift, parent, step)

    return decode


@functools.cache
def tagged(name: str, decoders: tuple[tuple[str, Decoder], ...], otherwise: Decoder, *, known: bool) -> Decoder:
    """Return a decoder of alternatives of which the value of a property selects one.

    Args:
        name: the name of the property in JSON.
        decoders: the alternatives by its values.
        otherwise: decodes objects with any other value, or without it, and values that are not objects.
        known: whether any other value differs from the spec.
    """
    by_value = dict(decoders)

    def decode(value: Any, drift: Drift, parent: str, step: str) -> Any:
        tag = value.get(name) if is_object(value) else None
        decode_alternative = by_value.get(tag, otherwise) if isinstance(tag, str) else otherwise
        if known and decode_alternative is otherwise and isinstance(tag, str):
            drift.add(f"{parent}{step}/{name}", _KNOWN + name, tag)
        return decode_alternative(value, drift, parent, step)

    return decode


@functools.cache
def union(*decoders: Decoder) -> Decoder:
    """Return a decoder of alternatives.

    It takes the alternative from which the value differs least, then the one that knows most of its properties, then
    the first.
    """

    def decode(value: Any, drift: Drift, parent: str, step: str) -> Any:
        location = (decode, id(value), parent + step)
        if location in drift.union_cache:
            found, differences = drift.union_cache[location]
            drift.update(differences)
            return found
        union_cache = {} if drift is IGNORED else drift.union_cache
        best: tuple[tuple[int, int], Any, Drift] | None = None
        for decode_alternative in decoders:
            differences = Drift(union_cache)
            found = decode_alternative(value, differences, parent, step)
            distance = (len(differences.found), len(getattr(found, "additional_properties", ())))
            if best is None or distance < best[0]:
                best = distance, found, differences
            if distance == (0, 0):
                break
        assert best is not None, "a union has alternatives"  # noqa: S101 - for the type checker
        if value.__class__ is dict or value.__class__ is list:  # others are fast, and identical at several locations
            union_cache[location] = best[1], best[2]
        drift.update(best[2])
        return best[1]

    return decode
