"""Parameters of an operation: parse them from a request, validate them, and serialize values by their style."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import unquote_plus

from starlette.requests import cookie_parser
from starlette.types import Scope

from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.document import Node, Operation, Parameter
from caretasks.openapi.schema.keywords import (
    enum_values,
    json_types,
    keep_result,
    merged_keywords,
    properties,
    subschema_for_type,
)
from caretasks.openapi.schema.validation import is_valid, iter_violations

RawParameters = Mapping[str, Mapping[str, Sequence[str]]]
"""The strings of a request's parameters, by location and name. Header names are in lower case."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_MAX_INTEGER_LENGTH = 300  # characters
_VALUE_KEYWORDS = ("enum", "const", "format", "pattern", "minLength", "maxLength")
"""Keywords that say which strings a parameter accepts."""
_STYLE_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


class ParameterError(Exception):
    """A parameter is missing or invalid. The message never quotes the value that was sent."""

    def __init__(self, name: str, message: str, *, is_missing: bool = False) -> None:
        super().__init__(message)
        self.name = name
        self.is_missing = is_missing


def parse_query(query: bytes) -> dict[str, list[str]]:
    """Return the values of a query string by name. Bytes that are not UTF-8 become lone surrogates."""
    values: dict[str, list[str]] = {}
    for pair in query.decode("latin-1").split("&"):
        if pair:
            name, _, value = pair.partition("=")
            decoded = unquote_plus(value, errors="surrogateescape")
            values.setdefault(unquote_plus(name, errors="surrogateescape"), []).append(decoded)
    return values


def scope_parameters(scope: Scope, path_values: Mapping[str, str]) -> RawParameters:
    """Return the parameters of an ASGI request. Bytes of headers that are not UTF-8 are decoded as Latin-1."""
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        headers.setdefault(name.decode("latin-1").lower(), []).append(text.strip(" \t"))
    return {
        "path": {name: [value] for name, value in path_values.items()},
        "query": parse_query(scope["query_string"]) if scope.get("query_string") else {},
        "header": headers,
        "cookie": {name: [value] for line in headers.get("cookie", ()) for name, value in cookie_parser(line).items()},
    }


class ParameterReader:
    """Reads one parameter from requests. What the spec says about it is determined once, when the reader is created."""

    def __init__(self, parameter: Parameter) -> None:
        data, schema, location = parameter.data, parameter.schema, parameter.location
        self.location, self.name = location, parameter.name
        self._is_required = parameter.required
        self._sent_name = self.name.lower() if location == "header" else self.name
        self._schema = schema
        self._types = () if schema is None else json_types(schema)
        self._default = MISSING if schema is None else schema.data.get("default", MISSING)
        self._allows_empty = location == "query" and bool(data.get("allowEmptyValue"))
        self._json_media = parameter.child("content", next(iter(data["content"]))) if "content" in data else None
        self._items = _item_schema(schema)
        self._is_deep_object = data.get("style") == "deepObject"
        # Each item of an exploded list repeats the parameter's name, so that an empty list is not sent at all.
        style = data.get("style", "form" if location in ("query", "cookie") else "simple")
        self._is_exploded = location in ("query", "cookie") and bool(data.get("explode", style == "form"))
        plain = "form" if location in ("query", "cookie") else "simple"
        self._separator = "," if style == plain else _STYLE_SEPARATORS.get(style) if plain == "form" else None
        self._is_supported = self._types != ("object",) and style not in ("matrix", "label")
        # Each property of an exploded object is sent as a query parameter.
        self._is_exploded_object = (
            location == "query"
            and self._types in (("object",), ("object", "null"))
            and self._json_media is None
            and (self._is_deep_object or self._is_exploded)
        )

    def read(self, raw: RawParameters) -> Any:
        """Return the value that was sent, its default, or `MISSING`.

        A null in a query is a parameter that was not sent.

        Raises:
            ParameterError: The parameter is required and missing, cannot be parsed or is invalid against its schema.
        """
        strings = raw[self.location].get(self._sent_name, ())
        if self._is_exploded_object:
            strings = [string for each in self.sent_strings(raw).values() for string in each]
        if strings:
            value = self._parse(strings, raw)
            return self._default if value is None and self.location == "query" else value
        # An exploded object without properties is not in the query at all.
        is_empty_valid = self._is_exploded_object and self._schema is not None and is_valid(self._schema, {})
        if self._is_required and not is_empty_valid:
            raise ParameterError(self.name, f"'{self.name}' is required", is_missing=True)
        return self._default

    def sent_strings(self, raw: RawParameters) -> dict[str, list[str]]:
        """Return the strings of the parameter by the names that they were sent under; empty if it was not sent.

        An exploded object has a name for each of its properties, any other parameter has one.
        """
        values = raw[self.location]
        names: Iterable[str] = [self._sent_name]
        if self._is_exploded_object:
            names = [name for name in values if self._property_name(name) is not None]
        return {name: list(values[name]) for name in names if values.get(name)}

    def candidate_values(self, raw: RawParameters) -> list[Any] | None:
        """Return the possible values of a sent parameter, most likely first; None if its style is not supported."""
        sent = self.sent_strings(raw)
        if self._is_exploded_object:
            return [self._parse_object(sent)]
        return self._candidates(sent.get(self._sent_name, []))

    def _parse(self, strings: Sequence[str], raw: RawParameters) -> Any:
        """Return the valid value of a parameter that was sent."""
        if self._allows_empty and len(strings) == 1 and not strings[0]:
            return ""
        try:
            "".join(strings).encode()
        except UnicodeEncodeError:
            raise ParameterError(self.name, f"'{self.name}' is not UTF-8") from None
        if self._json_media is not None:
            return self._parse_json_content(self._json_media, strings)
        schema = self._schema
        if schema is None:
            return strings[0]
        candidates = self.candidate_values(raw) if self._is_exploded_object else self._candidates(strings)
        if candidates is None:
            return list(strings)
        if not candidates:
            raise ParameterError(self.name, f"'{self.name}' is sent more than once")
        for candidate in candidates:
            if is_valid(schema, candidate):
                return candidate
        raise self._invalid_value_error(schema, candidates[0])

    def _candidates(self, strings: Sequence[str]) -> list[Any] | None:
        if self._schema is None or (self._types == ("string",) and self._is_supported and len(strings) == 1):
            return list(strings)
        candidates: list[Any] = []
        if "array" in self._types:
            items = self._split_items(strings)
            if items is None:
                return None
            if items == [""] and not self._is_exploded:
                candidates.append([])  # an empty array is serialized like an array of one empty string
            candidates.append([_parse_scalar(self._items, string) for string in items])
        elif not self._is_supported:
            return None
        elif not self._types and len(strings) > 1:
            candidates.append(list(strings))  # a schema without a type also allows a list
        if len(strings) == 1 or self.location == "header":
            candidates.extend(_scalar_candidates(self._types, ", ".join(strings)))
        return candidates

    def _split_items(self, strings: Sequence[str]) -> list[str] | None:
        """Return the string of each item of an array, or None if the parameter's style is not supported."""
        if self._is_exploded:
            return list(strings)
        if self._separator is None:
            return None
        items = self._separator.join(strings).split(self._separator)
        return [item.strip() for item in items] if self.location == "header" else items

    def _parse_json_content(self, media: Node, strings: Sequence[str]) -> Any:
        """Return the value of a parameter with `content`, which is sent as JSON text."""
        if len(strings) > 1:
            raise ParameterError(self.name, f"'{self.name}' is sent more than once")
        try:
            value = decode_json(strings[0].encode())
        except InvalidJsonError:
            raise ParameterError(self.name, f"'{self.name}' is not JSON") from None
        if "schema" in media.data and not is_valid(media.child("schema"), value):
            raise self._invalid_value_error(media.child("schema"), value)
        return value

    def _property_name(self, name: str) -> str | None:
        """Return the property of an exploded object that a query parameter carries, or None."""
        if self._is_deep_object:
            matched = re.fullmatch(re.escape(self.name) + r"\[([^\[\]]*)\](\[[0-9]*\])?", name)
            return None if matched is None else matched[1]
        return name if self._schema is not None and name in properties(self._schema) else None

    def _parse_object(self, sent: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Return an exploded object."""
        value: dict[str, Any] = {}
        documented = {} if self._schema is None else properties(self._schema)
        for name, strings in sent.items():
            key = self._property_name(name) or ""
            schema = documented.get(key)
            if schema is not None and "array" in json_types(schema):
                value.setdefault(key, []).extend(_parse_scalar(_item_schema(schema), string) for string in strings)
            else:
                value[key] = _parse_scalar(schema, strings[0]) if len(strings) == 1 else list(strings)
        return value

    def _invalid_value_error(self, schema: Node, value: Any) -> ParameterError:
        violations = "; ".join(str(violation) for violation in islice(iter_violations(schema, value), 3))
        return ParameterError(self.name, f"'{self.name}' ({self.location} parameter): {violations}")


@keep_result
def parameter_reader(parameter: Parameter) -> ParameterReader:
    """Return the reader of a parameter."""
    return ParameterReader(parameter)


def parse_parameters(readers: Iterable[ParameterReader], raw: RawParameters) -> dict[str, dict[str, Any]]:
    """Return parameters by location and name, with defaults filled in. Undocumented parameters are ignored.

    Raises:
        ParameterError: A required parameter is missing, or a value cannot be parsed or is invalid against its schema.
    """
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for reader in readers:
        value = reader.read(raw)
        if value is not MISSING:
            values[reader.location][reader.name] = value
    return values


def iter_parameter_violations(operation: Operation, raw: RawParameters) -> Iterator[tuple[Parameter, str]]:
    """Yield each missing or invalid parameter of a request, with `required` if it is missing, else `schema`."""
    for parameter in operation.parameters:
        try:
            parameter_reader(parameter).read(raw)
        except ParameterError as error:
            yield parameter, "required" if error.is_missing else "schema"


def _item_schema(schema: Node | None) -> Node | None:
    return schema.child("items") if schema is not None and "items" in schema.data else None


def _parse_scalar(schema: Node | None, string: str) -> Any:
    if schema is None:
        return string
    candidates = _scalar_candidates(json_types(schema), string)
    return next((value for value in candidates if is_valid(schema, value)), candidates[0])


def _scalar_candidates(allowed: Sequence[str], string: str) -> list[Any]:
    """Return the possible values of one string, the string itself last.

    The string itself is invalid if the schema has another type, which gives the right error message.
    """
    candidates: list[Any] = []
    if "boolean" in allowed and string in ("true", "false"):
        candidates.append(string == "true")
    if "integer" in allowed and _INTEGER.fullmatch(string) and len(string) <= _MAX_INTEGER_LENGTH:
        candidates.append(int(string))
    if "number" in allowed and _NUMBER.fullmatch(string):
        candidates.append(float(string))
    if "null" in allowed and string in ("", "null"):
        candidates.append(None)
    return [*candidates, string]


@keep_result
def documented_path_values(operation: Operation) -> dict[str, set[str]]:
    """Return the documented strings of each path parameter: its examples and the members of its enum."""
    found: dict[str, set[str]] = {}
    for each in operation.path_parameters:
        values = [*each.examples().values(), *([] if each.schema is None else enum_values(each.schema))]
        found[each.name] = {str(serialize_parameter(each, value)[each.name]) for value in values}
    return found


def is_specified_value(parameter: Parameter, text: str) -> bool:
    """Return whether the spec says that a server accepts a string as the value of a parameter.

    That is an example, a known value or the default, a number within the documented range, and a string of a
    documented format. The range is that of the schema or, without a limit, that of the examples and the default: a page
    number without a documented maximum may be too large.
    """
    schema = parameter.schema
    if schema is None:
        return True
    types = set(json_types(schema)) - {"null"}
    keywords = merged_keywords(subschema_for_type(schema, next(iter(types), "")))
    defaults = [each["default"] for each in (schema.data, keywords) if "default" in each]
    documented = [*parameter.examples().values(), *keywords.get("x-known-values", ()), *defaults]
    if text in map(str, documented):
        return True
    if types == {"string"}:
        return not keywords.keys().isdisjoint(_VALUE_KEYWORDS)
    if not types or not types <= {"integer", "number"}:
        return True
    numbers = [each for each in documented if isinstance(each, int | float)]
    lower = keywords.get("minimum", min(numbers, default=math.inf))
    upper = keywords.get("maximum", max(numbers, default=-math.inf))
    try:
        return bool(lower <= float(text) <= upper)
    except ValueError:
        return True


def serialize_parameter(parameter: Parameter, value: Any) -> dict[str, Any]:
    """Return the strings that a value is sent as, by name: one string, or a list of strings for an exploded list."""
    name = parameter.name
    style = parameter.data.get("style", "form" if parameter.location in ("query", "cookie") else "simple")
    is_exploded = parameter.data.get("explode", style == "form")
    if "content" in parameter.data:
        return {name: json.dumps(value)}
    if isinstance(value, dict):
        if style == "deepObject":
            return {f"{name}[{key}]": _serialize_property(inner) for key, inner in value.items()}
        if is_exploded and parameter.location in ("query", "cookie"):
            return {key: _serialize_property(inner) for key, inner in value.items()}
        pairs = [(key, serialize_value(inner)) for key, inner in value.items()]
        return {name: ",".join(f"{k}={v}" if is_exploded else f"{k},{v}" for k, v in pairs)}
    if isinstance(value, list):
        items = [serialize_value(item) for item in value]
        if is_exploded and parameter.location in ("query", "cookie"):
            return {name: items}
        return {name: _STYLE_SEPARATORS.get(style, ",").join(items)}
    return {name: serialize_value(value)}


def _serialize_property(value: Any) -> str | list[str]:
    """Return the strings of a property that is sent under its own name."""
    return [serialize_value(item) for item in value] if isinstance(value, list) else serialize_value(value)


def serialize_value(value: Any) -> str:
    """Return a string as it is, and any other value as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
