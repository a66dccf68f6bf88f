"""Encoding of arguments and models: bodies, JSON, and the text of paths, queries, headers and forms."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import EnumType
from types import NoneType
from typing import Any, Literal, TypeGuard
from urllib.parse import parse_qs, quote, unquote
from uuid import UUID

from .decoding import is_array, is_object
from .types import UNSET, File, PydanticModel, RequestFiles

Fields = Iterable[tuple[str, Any]]

_JSON_TYPES = frozenset({str, int, float, bool, NoneType, dict})


def to_json_value(value: Any) -> Any:
    """Return what represents a value in JSON; of a pydantic model, only the fields that are set."""
    kind: Any = value.__class__
    if kind in _JSON_TYPES:
        return value
    if kind is list:
        return [item if item.__class__ is str else to_json_value(item) for item in value]
    if isinstance(kind, EnumType):  # before `hasattr`, which is slow for an enum
        if value is UNSET:
            raise TypeError("UNSET cannot be sent: omit the value")
        return value._value_
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if hasattr(kind, "to_dict"):
        return value.to_dict()
    return _dump(value, "json") if hasattr(kind, "model_dump") else value


def _dump(model: PydanticModel, mode: Literal["json", "python"]) -> Any:
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


def parameter_text(value: Any) -> str:
    """Return the text of a parameter; the items of an array are separated by commas (style `simple`)."""
    value = None if value is UNSET else to_json_value(value)
    if is_array(value):
        return ",".join(map(parameter_text, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        what = "an absent value" if value is None else f"a {type(value).__name__}"
        raise ValueError(f"{what} cannot be sent in a path or a header")
    return str(value)


def path_segment(name: str, value: Any) -> str:
    """Return a path parameter, percent-encoded so that it stays one segment of the path."""
    try:
        given = parameter_text(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    plain = given
    while (decoded := unquote(plain)) != plain:
        plain = decoded
    if plain in ("", ".", ".."):
        raise ValueError(f"{name} cannot be {given!r}: it would change the path of the request")
    return quote(given, safe="," if is_array(value) else "")  # commas separate the items of an array


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]").search


def checked_path(path: str) -> tuple[str, dict[str, list[str]]]:
    """Return a path and its query, after checking that it stays below the URL of the server, percent-encoded or not.

    No message contains the path, which may have the ID of a patient in it.
    """
    only_path, _, query = path.partition("?")
    if not path.startswith("/"):
        raise ValueError("path must start with '/': it is relative to base_url, and cannot be a whole URL")
    if "#" in path:
        raise ValueError("path must not have a fragment: write '#' as '%23'")
    plain = only_path
    parameters: dict[str, list[str]] | None = None
    try:
        while (decoded := unquote(plain, errors="strict")) != plain:
            plain = decoded
        plain.encode()
        parameters = parse_qs(query, keep_blank_values=True, errors="strict")
    except UnicodeError:  # it contains the path and must not become the context of another error
        pass
    if parameters is None:
        raise ValueError("path must be valid Unicode text, percent-encoded as UTF-8")
    if _CONTROL(plain) or _CONTROL(query):
        raise ValueError("path must not contain a control character")
    if plain.startswith("//"):
        raise ValueError("path must not start with '//': that would be the name of another host")
    if "\\" in plain:
        raise ValueError("path must not contain a backslash: some servers read it as '/'")
    if any(segment.partition(";")[0] in (".", "..") for segment in plain.split("/")):
        raise ValueError("path must not contain '.' or '..' as a segment: the request would go to another path")
    return only_path, parameters


def query_parameters(fields: Fields) -> dict[str, Any]:
    """Return query parameters without those that were not passed; an object becomes a parameter per property."""
    params: dict[str, Any] = {}
    for name, value in fields:
        if value is UNSET or value is None:
            continue
        value = to_json_value(value)
        if is_object(value):
            params.update(value)
        else:
            params[name] = value
    return params


def text_parameters(fields: Fields) -> dict[str, str]:
    """Return header or cookie parameters without those that were not passed."""
    return {name: parameter_text(value) for name, value in fields if value is not UNSET and value is not None}


_HEADER_VALUE = re.compile(r"([\x21-\x7e]([\t\x20-\x7e]*[\x21-\x7e])?)?").fullmatch
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+").fullmatch
_SET_BY_HTTPX = frozenset({"content-length", "transfer-encoding"})
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*").fullmatch


def header_value(name: str, value: object) -> str:
    """Return a header's value after checking it and the name. No message contains the value."""
    if not isinstance(value, str):
        raise TypeError(f"the value of the header {name} must be a string, got a value of type {type(value).__name__}")
    if not _HEADER_NAME(name) or name.lower() in _SET_BY_HTTPX:
        raise ValueError(f"{name!r} is not a valid header name, or a header that httpx sets itself")
    if not _HEADER_VALUE(value):
        raise ValueError(
            f"{name} has a character that a header cannot carry: a line break, a NUL, an umlaut or a space at an end"
        )
    return value


def cookie_value(name: str, value: str) -> str:
    """Return a cookie's value after checking that it cannot become another cookie. No message contains the value."""
    if not _COOKIE_VALUE(value):
        raise ValueError(f"{name} has a character that a cookie cannot carry, such as a space, a comma or a semicolon")
    return value


is_json_media_type = re.compile(r"application/([^;]*\+)?json\s*(;|$)", re.IGNORECASE).match
"""The predicate for media types that are JSON."""


def select_media_type(body: Any, documented: Mapping[str, Any]) -> str:
    """Return as which of several media types a body is sent, from the type that is documented for each.

    A pydantic model is sent as the model of its name. Any other, and a mapping, is sent as JSON if that is one of the
    media types, else as the first form.
    """
    found = [media_type for media_type, kind in documented.items() if isinstance(body, kind)]
    names = {media_type: getattr(kind, "__name__", str(kind)) for media_type, kind in documented.items()}
    if is_object(body) or isinstance(body, PydanticModel):
        found += [media_type for media_type, name in names.items() if name == type(body).__name__]
        found += filter(is_json_media_type, documented)
        found += [media_type for media_type, kind in documented.items() if hasattr(kind, "to_dict")]
    if not found:
        expected = " or ".join(dict.fromkeys(names.values()))
        raise TypeError(f"body must be {expected}, got a value of type {type(body).__name__}")
    return found[0]


def binary_content(body: Any) -> bytes:
    """Return the bytes of a body that is a file or bytes."""
    if isinstance(body, bytes):
        return body
    if not isinstance(body, File):
        raise TypeError(f"body must be a File or bytes, got a value of type {type(body).__name__}")
    return body.payload.read()


def _properties(body: Any) -> Mapping[str, Any]:
    """Return the properties of a model or a mapping, by their names in the spec, with files and bytes as they are."""
    if hasattr(body, "model_dump"):
        body = _dump(body, "python")
    properties: Mapping[str, Any] = body.to_dict() if hasattr(body, "to_dict") else body
    return properties


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, list | tuple)


def form_fields(body: Any) -> dict[str, Any]:
    """Return the fields of an urlencoded form: an array as several fields, an object as JSON, no absent values."""
    return {
        name: list(map(_form_field, value)) if _is_sequence(value) else _form_field(value)
        for name, value in _properties(body).items()
        if value is not None and value is not UNSET
    }


def _form_field(value: Any) -> str:
    return encode_json(value).decode() if is_object(value) else parameter_text(value)


def multipart_fields(body: Any) -> RequestFiles:
    """Return the parts of a multipart form: files as they are, objects as JSON, everything else as text."""
    found: RequestFiles = []
    for name, value in _properties(body).items():
        for each in value if _is_sequence(value) else [value]:
            if isinstance(each, File):
                found.append((name, (each.file_name, each.payload.read(), each.mime_type)))
            elif isinstance(each, bytes):
                found.append((name, (None, each, "application/octet-stream")))
            elif is_object(each):
                found.append((name, (None, encode_json(each), "application/json")))
            elif each is not None and each is not UNSET:
                found.append((name, (None, parameter_text(each).encode(), "text/plain")))
    return found


_OTHER_KEYWORDS = ("body", "headers", "timeout")


class KeywordBody:
    """The keyword arguments of an operation that stand for its body: `mm.create_task(task_type=..., task=...)`.

    `keywords` is their `TypedDict`, and `names` has the properties whose keyword argument has another name.
    """

    def __init__(self, operation: str, keywords: Any, names: Mapping[str, str], *, required: bool) -> None:
        self._operation = operation
        self._required_keywords: frozenset[str] = keywords.__required_keys__
        self._known: frozenset[str] = keywords.__required_keys__ | keywords.__optional_keys__
        self._names = names
        self._required = required

    def select(self, body: Any, keywords: dict[str, Any]) -> Any:
        """Return the body of a call: the one that was passed, or an object of the properties that were."""
        if not keywords and (body is not UNSET or not self._required):
            return body
        for name in keywords:
            if name not in self._known:
                raise TypeError(f"{self._operation}() got an unexpected keyword argument {name!r}{self._hint(name)}")
        if body is not UNSET:
            raise TypeError(
                f"{self._operation}() got both body and {next(iter(keywords))}, which is a property of the body: "
                "pass either the body or its properties"
            )
        missing = sorted(self._required_keywords - keywords.keys())
        if missing:
            raise TypeError(
                f"{self._operation}() is missing the keyword arguments {', '.join(missing)}: "
                "pass them, or pass a model or a mapping as body"
            )
        names = self._names
        return {names.get(name, name): value for name, value in keywords.items() if value is not UNSET}

    def _hint(self, name: str) -> str:
        from difflib import get_close_matches  # here, since it is not needed otherwise

        found = get_close_matches(name, [*self._known, *_OTHER_KEYWORDS], n=1)
        return f"; did you mean {found[0]!r}?" if found else "; pass other properties in body"
