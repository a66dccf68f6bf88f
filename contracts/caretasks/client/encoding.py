"""How arguments and models become what is sent: JSON, and the text of paths, queries and headers."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from .reading import is_array, is_object
from .types import UNSET, File, RequestFiles

Fields = Iterable[tuple[str, Any]]

_PLAIN = frozenset({str, int, float, bool, NoneType, dict})


def written(value: Any) -> Any:
    """What stands for a value in JSON: models and arrays of them as they are sent, what is JSON already as it is."""
    kind: Any = value.__class__
    if kind in _PLAIN:
        return value
    if kind is list:
        return [item if item.__class__ is str else written(item) for item in value]
    if kind is datetime:
        return value.isoformat()
    if kind is UUID:
        return str(value)
    if hasattr(kind, "to_dict"):
        return value.to_dict()
    if value is UNSET:
        raise TypeError("UNSET cannot be sent: leave it out")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    return value


def _default(value: Any) -> Any:
    found = written(value)
    if found is not value:
        return found
    if is_object(value):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} cannot be sent as JSON")


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_default)


def to_json(body: Any) -> bytes:
    """The JSON text of a model, or of a mapping or a list that may hold models, UUIDs, dates, datetimes and enums.

    Raises:
        TypeError: a value has no form in JSON.
        ValueError: a number is not finite, a string no text, or it is nested too deep.
    """
    try:
        encoded = _ENCODER.encode(body.to_dict() if hasattr(body, "to_dict") else written(body))
    except RecursionError:
        raise ValueError("the body is nested too deep") from None
    try:
        return encoded.encode()
    except UnicodeEncodeError:  # which has all of the body in it, and is to be nobody's context
        pass
    raise ValueError("a string of the body is no text")


def text(value: Any) -> str:
    """A parameter as the text that is sent: arrays with commas, as the style `simple` has it.

    Raises:
        ValueError: it is absent, or has no text.
    """
    value = None if value is UNSET else written(value)
    if is_array(value):
        return ",".join(map(text, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise ValueError(f"{'what is absent' if value is None else f'a {type(value).__name__}'} cannot be sent in a path or a header")
    return str(value)


def segment(name: str, value: Any) -> str:
    """A path parameter, quoted whole, so that it stays one segment of the path.

    Raises:
        ValueError: it is absent, empty, `.` or `..`, percent-encoded or not, which would make another path of it.
    """
    try:
        given = text(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    plain = given
    while (decoded := unquote(plain)) != plain:
        plain = decoded
    if plain in ("", ".", ".."):
        raise ValueError(f"{name} cannot be {given!r}: that would make another path of the request")
    return quote(given, safe="," if is_array(value) else "")  # of an array the commas part its items


def query(given: Fields) -> dict[str, Any]:
    """Query parameters, those left out that were not given; an object gives each of its fields."""
    params: dict[str, Any] = {}
    for name, value in given:
        if value is UNSET or value is None:
            continue
        value = written(value)
        if is_object(value):
            params.update(value)
        else:
            params[name] = value
    return params


def texts(given: Fields) -> dict[str, str]:
    """Header or cookie parameters, those left out that were not given."""
    return {name: text(value) for name, value in given if value is not UNSET and value is not None}


_SENDABLE = re.compile(r"([\x21-\x7e]([\t\x20-\x7e]*[\x21-\x7e])?)?").fullmatch
_HTTPX_OWN = frozenset({"content-length", "transfer-encoding"})
_COOKIE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*").fullmatch
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+").fullmatch


def header_value(name: str, value: str) -> str:
    """A header's value, once it is sure that it is one.

    Raises:
        ValueError: it has a line break, a NUL or another character that no header carries, or a space at one of its
            ends; or the name is none. The value is not shown.
    """
    if not _NAME(name) or name.lower() in _HTTPX_OWN:
        raise ValueError(f"{name!r} is no name of a header, or of one that httpx has to set")
    if not _SENDABLE(value):
        raise ValueError(
            f"{name} has a character that a header cannot carry: a line break, a NUL, an umlaut, a space at an end"
        )
    return value


def cookie_value(name: str, value: str) -> str:
    """A cookie's value, once it is sure that it is one, and not the beginning of another.

    Raises:
        ValueError: it is none. The value is not shown.
    """
    if not _COOKIE(value):
        raise ValueError(f"{name} has a character that a cookie cannot carry, such as a space, a comma or a semicolon")
    return value


def form(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an urlencoded form: arrays as several, objects as JSON, what is absent left out."""
    return {
        name: list(map(_field, value)) if is_array(value) else _field(value)
        for name, value in body.items()
        if value is not None and value is not UNSET
    }


def _field(value: Any) -> str:
    return to_json(value).decode() if is_object(value) else text(value)


def parts(body: Mapping[str, Any]) -> RequestFiles:
    """The parts of a multipart form: files as they are, objects as JSON, all else as text."""
    found: RequestFiles = []
    for name, value in body.items():
        for each in value if is_array(value) else [value]:
            if isinstance(each, File):
                found.append((name, (each.file_name, each.payload.read(), each.mime_type)))
            elif isinstance(each, bytes):
                found.append((name, (None, each, "application/octet-stream")))
            elif is_object(each):
                found.append((name, (None, to_json(each), "application/json")))
            elif each is not None and each is not UNSET:
                found.append((name, (None, text(each).encode(), "text/plain")))
    return found
