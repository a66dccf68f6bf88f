"""How JSON becomes models: whatever comes is kept, and where it is not as documented is noted.

A vendor's page changes overnight, and the answer to a call that has been placed must not be lost over a new value. So
nothing here raises. What is missing reads as `UNSET`, what is not of its documented type stays as it was sent.

A reader is called with a value, the `Drift` to note deviations in, the pointer to what holds the value, and the step
from there to the value. Pointer and step are joined only where something is noted: most answers are as documented.
"""

import functools
import json
import re
from collections.abc import Callable, Mapping
from datetime import date as Date
from datetime import datetime as DateTime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Protocol, Self, TypeGuard
from uuid import UUID

import msgspec

from .types import UNSET

Reader = Callable[[Any, "Drift", str, str], Any]


# What a union made of a value at a place. Without it a union of unions would try each value as often as it has
# combinations of kinds around it.
_Memory = dict[tuple["Reader", int, str], tuple[Any, "Drift"]]


class Drift:
    """Where what came is not as documented, each place once.

    Attributes:
        found: what was documented and what came, in words without values, by the pointer to the place. `*` in a
            pointer stands for any item of an array and for any name in a map.
    """

    __slots__ = ("found", "memory")

    def __init__(self, memory: "_Memory | None" = None) -> None:
        self.found: dict[str, str] = {}
        self.memory: _Memory = {} if memory is None else memory

    def note(self, pointer: str, documented: str, value: Any) -> None:
        """Notes that `value` is at `pointer`, where another was documented."""
        self.found.setdefault(pointer, f"documented as {documented}, came as {json_type(value)}")

    def note_all(self, other: "Drift") -> None:
        """Notes what another has noted."""
        for pointer, words in other.found.items():
            self.found.setdefault(pointer, words)


class _Ignored(Drift):
    """Notes nothing: what `from_dict` takes that is called by a user."""

    __slots__ = ()

    def note(self, pointer: str, documented: str, value: Any) -> None:
        pass

    def note_all(self, other: Drift) -> None:
        pass


IGNORED: Drift = _Ignored()


class Model(Protocol):
    """What a generated model is, to a reader."""

    additional_properties: Any

    @classmethod
    def from_dict(cls, source: Mapping[str, Any], drift: Drift = ..., at: str = ..., /) -> Self: ...


def parse(content: bytes) -> Any:
    """The value of a JSON text, integers with all their digits.

    Raises:
        ValueError: it is no JSON text.
        RecursionError: it is nested too deep.
    """
    try:
        return msgspec.json.decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        # What msgspec refuses the standard library may take: NaN, numbers out of range, lone surrogates, UTF-16.
        return json.loads(content, parse_int=_integer_of, parse_float=_number_of)


def _integer_of(digits: str) -> int | Decimal:
    try:
        return int(digits)
    except ValueError:  # more digits than Python converts, which takes time that grows with their square
        return Decimal(digits)


def _number_of(text: str) -> float | Decimal | str:
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
}


def json_type(value: Any) -> str:
    """The name of a value's JSON type; `nothing` for what is missing."""
    return "nothing" if value is UNSET else _JSON_TYPES.get(value.__class__, "another type")


def is_object(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value is an object of JSON."""
    return isinstance(value, Mapping)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is an array of JSON."""
    return isinstance(value, list)


def missing(drift: Drift, at: str, step: str, documented: str) -> Any:
    """What a required field reads as that did not come."""
    drift.note(at + step, documented, UNSET)
    return UNSET


def anything(value: Any, drift: Drift, at: str, step: str) -> Any:
    return value


def null(value: Any, drift: Drift, at: str, step: str) -> Any:
    if value is not None:
        drift.note(at + step, "null", value)
    return value


def string(value: Any, drift: Drift, at: str, step: str) -> Any:
    if not isinstance(value, str):
        drift.note(at + step, "string", value)
    return value


def boolean(value: Any, drift: Drift, at: str, step: str) -> Any:
    if value is not True and value is not False:
        drift.note(at + step, "boolean", value)
    return value


def integer(value: Any, drift: Drift, at: str, step: str) -> Any:
    if value.__class__ is int or value.__class__ is Decimal:
        return value
    if value.__class__ is float and value.is_integer():  # 1.0 is an integer to JSON Schema
        return int(value) if abs(value) < 2**53 else value  # beyond, it is not the one that was written
    drift.note(at + step, "integer", value)
    return value


def number(value: Any, drift: Drift, at: str, step: str) -> Any:
    if value.__class__ not in (float, int, Decimal):
        drift.note(at + step, "number", value)
    return value


_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").fullmatch
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch
_DATE_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
).fullmatch


def uuid(value: Any, drift: Drift, at: str, step: str) -> Any:
    """A UUID, read from RFC 4122's form alone: any other would be written differently."""
    if value.__class__ is str and _UUID(value):
        return msgspec.convert(value, UUID)  # as `UUID(value)`, and quicker
    drift.note(at + step, "uuid", value)
    return value


class _FineDateTime(DateTime):
    """An instant that came with more digits of a second than Python keeps. It is written as it came."""

    text: str | None = None

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        if self.text is not None and (sep, timespec) == ("T", "auto"):
            return self.text
        return super().isoformat(sep, timespec)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _fine, (self.text, super().isoformat())


def _fine(text: str | None, isoformat: str) -> _FineDateTime:
    read = _FineDateTime.fromisoformat(isoformat)
    read.text = text
    return read


def date_time(value: Any, drift: Drift, at: str, step: str) -> Any:
    """An RFC 3339 date-time. A second or a year that Python does not have (60, 0000) stays as it was sent."""
    form = _DATE_TIME(value) if value.__class__ is str else None
    if form is None:
        drift.note(at + step, "date-time", value)
        return value
    day, time, fraction, offset = form.groups()
    try:
        if fraction is not None and len(fraction) > 7:
            return _fine(value, f"{day}T{time}{fraction[:7]}{offset.upper()}")
        return DateTime.fromisoformat(value.upper())
    except ValueError:
        if not _is_date_time(day.replace("0000", "2000"), time.replace(":60", ":59"), offset.upper()):
            drift.note(at + step, "date-time", value)
        return value


def _is_date_time(day: str, time: str, offset: str) -> bool:
    try:
        DateTime.fromisoformat(f"{day}T{time}{offset}")
    except ValueError:
        return False
    return True


def date(value: Any, drift: Drift, at: str, step: str) -> Any:
    """An RFC 3339 full-date. One in a year that Python does not have (0000) stays as it was sent."""
    if value.__class__ is str and _DATE(value):
        try:
            return Date.fromisoformat(value)
        except ValueError:
            if _is_date_time(value.replace("0000-", "2000-"), "00:00:00", "Z"):
                return value
    drift.note(at + step, "date", value)
    return value


@functools.cache
def enum(members: type[Enum]) -> Reader:
    """A reader of the members of an enum, to which a new value is a member too."""

    def read(value: Any, drift: Drift, at: str, step: str) -> Any:
        try:
            member = members(None if value.__class__ is bool else value)  # True is 1 to Python, and not to JSON
        except ValueError:
            drift.note(at + step, members.__name__, value)
            return value
        if members.__members__.get(member.name) is not member:
            drift.note(at + step, f"a known {members.__name__}", value)
        return member

    return read


@functools.lru_cache(maxsize=None, typed=True)
def const(documented: Any) -> Reader:
    """A reader of the one documented value."""

    def read(value: Any, drift: Drift, at: str, step: str) -> Any:
        if value != documented or isinstance(value, bool) is not isinstance(documented, bool):
            drift.note(at + step, "the one documented value", value)
        return value

    return read


@functools.cache
def model(kind: type[Model]) -> Reader:
    """A reader of objects."""

    def read(value: Any, drift: Drift, at: str, step: str) -> Any:
        if is_object(value):
            return kind.from_dict(value, drift, at + step)
        drift.note(at + step, "object", value)
        return value

    return read


@functools.cache
def models(kind: type[Model]) -> Reader:
    """A reader of arrays of objects: `array(model(kind))`, and quicker."""
    from_dict = kind.from_dict
    read_one = model(kind)

    def read(value: Any, drift: Drift, at: str, step: str) -> Any:
        if not is_array(value):
            drift.note(at + step, "array", value)
            return value
        pointer = at + step
        item = pointer + "/*"
        return [
            from_dict(each, drift, item) if each.__class__ is dict else read_one(each, drift, pointer, "/*")
            for each in value
        ]

    return read


@functools.cache
def array(read_item: Reader) -> Reader:
    """A reader of arrays."""

    def read(value: Any, drift: Drift, at: str, step: str) -> Any:
        if not is_array(value):
            drift.note(at + step, "array", value)
            return value
        pointer = at + step
        return [read_item(each, drift, pointer, "/*") for each in value]

    return read


@functools.cache
def nullable(read_value: Reader) -> Reader:
    """A reader of what may be null."""

    def read(value: Any, drift: Drift, at: str, step: str) -> Any:
        return None if value is None else read_value(value, drift, at, step)

    return read


@functools.cache
def union(*readers: Reader) -> Reader:
    """A reader of what may be one of several: the one from which the value deviates least, then the one that knows most
    of its fields, then the first."""

    def read(value: Any, drift: Drift, at: str, step: str) -> Any:
        place = (read, id(value), at + step)
        if place in drift.memory:
            found, noted = drift.memory[place]
            drift.note_all(noted)
            return found
        memory = {} if drift is IGNORED else drift.memory
        best: tuple[tuple[int, int], Any, Drift] | None = None
        for reader in readers:
            noted = Drift(memory)
            found = reader(value, noted, at, step)
            distance = (len(noted.found), len(getattr(found, "additional_properties", ())))
            if best is None or distance < best[0]:
                best = distance, found, noted
            if distance == (0, 0):
                break
        assert best is not None
        if value.__class__ is dict or value.__class__ is list:  # others are quick, and the same at several places
            memory[place] = best[1], best[2]
        drift.note_all(best[2])
        return best[1]

    return read
