"""Parameters of an operation: parse them from a request, validate them, and serialize values by their style."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import unquote_plus

from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.document import Node, Operation, Parameter
from caretasks.openapi.schema.keywords import enum_values, json_types, properties
from caretasks.openapi.schema.validation import is_valid, iter_violations

RawParameters = Mapping[str, Mapping[str, Sequence[str]]]
"""The strings of a request's parameters, by location and name. Header names are in lower case."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_MAX_INTEGER_LENGTH = 300  # characters
_STYLE_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


class ParameterError(Exception):
    """A parameter is missing or invalid.

    Args:
        parameter: The documented parameter.
        message: What is wrong. It never quotes the value that was sent.
    """

    def __init__(self, parameter: Parameter, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.message = message


class _InvalidValueError(Exception):
    """The strings that were sent are not a valid value of their parameter."""


def parse_query(query: bytes) -> dict[str, list[str]]:
    """Return the values of a query string by name. Bytes that are not UTF-8 become lone surrogates."""
    values: dict[str, list[str]] = {}
    for pair in query.decode("latin-1").split("&"):
        if pair:
            name, _, value = pair.partition("=")
            decoded = unquote_plus(value, errors="surrogateescape")
            values.setdefault(unquote_plus(name, errors="surrogateescape"), []).append(decoded)
    return values


def parse_parameters(operation: Operation, raw: RawParameters) -> dict[str, dict[str, Any]]:
    """Return the operation's parameters by location and name, with defaults filled in.

    Undocumented parameters are ignored.

    Args:
        operation: The operation that the request is for.
        raw: The strings that were sent.

    Raises:
        ParameterError: A required parameter is missing, or a value cannot be parsed or is invalid against its schema.
    """
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        location, name = parameter.location, parameter.name
        try:
            value = _parse_value(parameter, raw)
        except _InvalidValueError as error:
            raise ParameterError(parameter, str(error)) from None
        if value is not MISSING:
            values[location][name] = value
        elif _is_required(parameter):
            raise ParameterError(parameter, f"'{name}' is required")
        elif (schema := parameter.schema) is not None and "default" in schema.data:
            values[location][name] = schema.data["default"]
    return values


def iter_parameter_violations(operation: Operation, raw: RawParameters) -> Iterator[tuple[Parameter, str]]:
    """Yield each missing or invalid parameter of a request, with `required` if it is missing, else `schema`."""
    for parameter in operation.parameters:
        try:
            if _parse_value(parameter, raw) is MISSING and _is_required(parameter):
                yield parameter, "required"
        except _InvalidValueError:
            yield parameter, "schema"


def _is_required(parameter: Parameter) -> bool:
    if not parameter.required:
        return False
    # An exploded object without any property is not in the query at all.
    return not (_is_exploded_object(parameter) and parameter.schema is not None and is_valid(parameter.schema, {}))


def raw_parameter_values(parameter: Parameter, raw: RawParameters) -> dict[str, list[str]]:
    """Return the strings of one parameter by the names that they were sent under; empty if it was not sent.

    An exploded object has a name for each of its properties, any other parameter has one.
    """
    values = raw[parameter.location]
    if _is_exploded_object(parameter):
        names = [name for name in values if _property_name(parameter, name) is not None]
    else:
        names = [parameter.name.lower() if parameter.location == "header" else parameter.name]
    return {name: list(values[name]) for name in names if values.get(name)}


def candidate_values(parameter: Parameter, raw: RawParameters) -> list[Any] | None:
    """Return the possible values of a sent parameter, most likely first; None if its style is not supported."""
    raw_values, schema = raw_parameter_values(parameter, raw), parameter.schema
    if _is_exploded_object(parameter):
        return [_parse_object(parameter, raw_values)]
    strings = [string for each in raw_values.values() for string in each]
    return strings if schema is None else parse_values(parameter, schema, strings)


def _parse_value(parameter: Parameter, raw: RawParameters) -> Any:
    """Return the valid value of a parameter, or `MISSING` if it was not sent."""
    strings = [string for each in raw_parameter_values(parameter, raw).values() for string in each]
    schema = parameter.schema
    if not strings:
        return MISSING
    if strings == [""] and parameter.location == "query" and parameter.data.get("allowEmptyValue"):
        return ""
    for string in strings:
        try:
            string.encode()
        except UnicodeEncodeError:
            raise _InvalidValueError(f"'{parameter.name}' is not UTF-8") from None
    if "content" in parameter.data:
        return _parse_json_content(parameter, strings)
    if schema is None:
        return strings[0]
    candidates = candidate_values(parameter, raw)
    if candidates is None:
        return strings
    if not candidates:
        raise _InvalidValueError(f"'{parameter.name}' is sent more than once")
    for candidate in candidates:
        if is_valid(schema, candidate):
            return candidate
    raise _InvalidValueError(_describe_violations(parameter, schema, candidates[0]))


def parse_values(parameter: Parameter, schema: Node, strings: Sequence[str]) -> list[Any] | None:
    """Return the possible values of strings, most likely first; None if the style is not supported.

    Args:
        parameter: The parameter, which has the style.
        schema: The schema of the value.
        strings: The strings that were sent, in order.
    """
    allowed = json_types(schema)
    candidates: list[Any] = []
    if "array" in allowed:
        items = _split_items(parameter, strings)
        if items is None:
            return None
        if items == [""] and not _is_exploded(parameter):
            candidates.append([])  # an empty array is serialized like an array of one empty string
        item = schema.child("items") if "items" in schema.data else None
        candidates.append([_parse_scalar(item, string) for string in items])
    elif allowed == ("object",) or parameter.data.get("style") in ("matrix", "label"):
        return None
    elif not allowed and len(strings) > 1:
        candidates.append(list(strings))  # a schema without a type also allows a list
    if len(strings) == 1 or parameter.location == "header":
        candidates.extend(_scalar_candidates(allowed, ", ".join(strings)))
    return candidates


def _split_items(parameter: Parameter, strings: Sequence[str]) -> list[str] | None:
    """Return the string of each item of an array, or None if the parameter's style is not supported."""
    if parameter.location in ("query", "cookie"):
        style = parameter.data.get("style", "form")
        if _is_exploded(parameter):
            return list(strings)
        separator = "," if style == "form" else _STYLE_SEPARATORS.get(style)
    else:
        separator = "," if parameter.data.get("style", "simple") == "simple" else None
    if separator is None:
        return None
    items = separator.join(strings).split(separator)
    return [item.strip() for item in items] if parameter.location == "header" else items


def _is_exploded(parameter: Parameter) -> bool:
    """Return whether each item of an array repeats the parameter's name, so that an empty array is not sent at all."""
    form = parameter.data.get("style", "form") == "form"
    return parameter.location in ("query", "cookie") and bool(parameter.data.get("explode", form))


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


def _parse_json_content(parameter: Parameter, strings: Sequence[str]) -> Any:
    """Return the value of a parameter with `content`, which is sent as JSON text."""
    if len(strings) > 1:
        raise _InvalidValueError(f"'{parameter.name}' is sent more than once")
    media = parameter.child("content", next(iter(parameter.data["content"])))
    try:
        value = decode_json(strings[0].encode())
    except InvalidJsonError:
        raise _InvalidValueError(f"'{parameter.name}' is not JSON") from None
    if "schema" in media.data and not is_valid(media.child("schema"), value):
        raise _InvalidValueError(_describe_violations(parameter, media.child("schema"), value))
    return value


def _is_exploded_object(parameter: Parameter) -> bool:
    """Return whether the parameter is an object of which each property is sent as a query parameter."""
    return (
        parameter.location == "query"
        and parameter.schema is not None
        and json_types(parameter.schema) in (("object",), ("object", "null"))
        and "content" not in parameter.data
        and (parameter.data.get("style") == "deepObject" or _is_exploded(parameter))
    )


def _property_name(parameter: Parameter, name: str) -> str | None:
    """Return the property of an exploded object that a query parameter carries, or None."""
    if parameter.data.get("style") == "deepObject":
        matched = re.fullmatch(re.escape(parameter.name) + r"\[([^\[\]]*)\](\[[0-9]*\])?", name)
        return None if matched is None else matched[1]
    return name if parameter.schema is not None and name in properties(parameter.schema) else None


def _parse_object(parameter: Parameter, raw_values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return an exploded object."""
    value: dict[str, Any] = {}
    documented = {} if parameter.schema is None else properties(parameter.schema)
    for name, values in raw_values.items():
        key = _property_name(parameter, name) or ""
        schema = documented.get(key)
        if schema is not None and "array" in json_types(schema):
            item = schema.child("items") if "items" in schema.data else None
            value.setdefault(key, []).extend(_parse_scalar(item, string) for string in values)
        else:
            value[key] = _parse_scalar(schema, values[0]) if len(values) == 1 else list(values)
    return value


def _describe_violations(parameter: Parameter, schema: Node, value: Any) -> str:
    violations = "; ".join(str(violation) for violation in islice(iter_violations(schema, value), 3))
    return f"'{parameter.name}' ({parameter.location} parameter): {violations}"


def documented_path_values(operation: Operation) -> dict[str, set[str]]:
    """Return the documented strings of each path parameter: its examples and the members of its enum."""
    return {
        each.name: {str(serialize_parameter(each, value)[each.name]) for value in _documented_values(each)}
        for each in operation.path_parameters
    }


def _documented_values(parameter: Parameter) -> list[Any]:
    members = [] if parameter.schema is None else enum_values(parameter.schema)
    return [*parameter.examples().values(), *members]


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
