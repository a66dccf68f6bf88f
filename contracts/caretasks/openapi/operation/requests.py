"""Validation of sent requests against the spec.

Schemathesis ignores some keywords when it generates requests, and describes an invalid part in prose only. Therefore
the suite validates each sent request here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import unquote, urlsplit

from caretasks.core.http import Request, UrlText, decode_path_parameters, is_json
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.bodies.decoding import InvalidBodyError, decode_body
from caretasks.openapi.document import Media, Node, Operation, Parameter, match_media_type
from caretasks.openapi.operation import parameters
from caretasks.openapi.operation.form_bodies import is_form
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.schema.keywords import (
    composed_schemas,
    enum_values,
    json_types,
    keep_result,
    merged_keywords,
    properties,
    subschema_for_type,
)
from caretasks.openapi.schema.validation import is_valid

SentParameters = Mapping[str, Mapping[str, Any]]
"""Parameters that were sent, by location and name; those in the path are percent-encoded."""

_NUMERIC_TYPES = {"integer", "number"}
_VALUE_KEYWORDS = ("enum", "const", "format", "pattern", "minLength", "maxLength")
"""Keywords that say which strings a parameter accepts."""


@dataclass(frozen=True)
class RequestViolation:
    """A part of a request that the spec does not allow.

    Attributes:
        parameter: The parameter that is missing or invalid; None for the body.
        path: The location in the body, as property names and indexes.
        keyword: The violated keyword of the schema; `required` if the parameter or the body is missing, and `schema`
            for any other violation by a parameter.
        is_missing: Whether the whole parameter or the whole body is missing.
        is_malformed: Whether the body cannot be decoded, such as one that is not JSON. The keyword is `type` then.
        variants: See `caretasks.openapi.schema.validation.Violation`.
        names: See `caretasks.openapi.schema.validation.Violation`.
    """

    parameter: Parameter | None
    path: tuple[str | int, ...]
    keyword: str
    is_missing: bool = False
    is_malformed: bool = False
    variants: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def is_valid_request(operation: Operation, sent: SentParameters, request: Request) -> bool:
    """Return whether the body and all parameters that were sent are valid against the spec."""
    raw = raw_parameters(sent, request)
    violations = parameters.iter_parameter_violations(operation, raw)
    return is_valid_body(operation, request) and all(keyword == "required" for _, keyword in violations)


def is_valid_body(operation: Operation, request: Request) -> bool:
    """Return whether the body of a request is valid against the schema of its media type.

    A body that is not in the format of its media type, or of an undocumented one, counts as valid.
    """
    media = sent_media(operation, request)
    if media is None or not request.body:
        return True
    if media.is_json and media.schema is not None and request.json is not MISSING:
        try:
            decode_json(request.body)
        except InvalidJsonError:
            return False  # for example a NUL in a string, which no spec says the server accepts
    try:
        return not decode_body(media, request.body, request.media_type).violations
    except InvalidBodyError:
        return True


def sent_media(operation: Operation, request: Request) -> Media | None:
    """Return the documented media type of a body; the first one of JSON for any other one of JSON, or for none."""
    found = match_media_type(operation.body_media, request.media_type) if request.media_type else None
    is_like_json = not request.media_type or is_json(request.media_type)
    return operation.body if found is None and is_like_json else found


def has_one_reading(operation: Operation, sent: SentParameters, request: Request) -> bool:
    """Return whether all parameters are valid as the spec says that they are read.

    They may be valid only in another reading: an item of an array in a header contains a comma, for example.
    """
    raw = raw_parameters(sent, request)
    return not any(parameters.iter_parameter_violations(operation, raw, is_strict=True))


def raw_parameters(sent: SentParameters, request: Request) -> parameters.RawParameters:
    """Return the strings of a request's parameters as the mock server reads them.

    Cookies are read from their header, in which a value ends at a semicolon.
    """
    cookies = parameters.read_cookies(request.header_values.get("cookie", ()))
    return {
        "path": {name: [UrlText(unquote(str(value)), str(value))] for name, value in sent["path"].items()},
        "query": parameters.parse_encoded_query(urlsplit(request.url).query.encode()),
        "header": request.header_values,
        "cookie": cookies or {name: [str(value)] for name, value in sent["cookie"].items()},
    }


def iter_request_violations(operation: Operation, sent: SentParameters, request: Request) -> Iterator[RequestViolation]:
    """Yield each violation of the spec by a request and the parameters that were sent in it."""
    for parameter, keyword in parameters.iter_parameter_violations(operation, raw_parameters(sent, request)):
        yield RequestViolation(parameter, (), keyword, is_missing=keyword == "required")
    media = sent_media(operation, request)
    if not request.body and not (media is not None and is_form(media.essence)):  # a form without fields is empty
        if operation.body_required:
            yield RequestViolation(None, (), "required", is_missing=True)
        return
    if media is None or not (request.body or operation.body_required):
        return
    try:
        violations = decode_body(media, request.body, request.media_type).violations
    except InvalidBodyError:
        yield RequestViolation(None, (), "type", is_malformed=True)
        return
    for violation in violations:
        yield RequestViolation(
            None, violation.path, violation.keyword, variants=violation.variants, names=violation.names
        )


@keep_result
def documented_path_values(operation: Operation) -> dict[str, set[str]]:
    """Return the documented strings of each path parameter: its examples and the members of its enum."""
    found: dict[str, set[str]] = {}
    for each in operation.path_parameters:
        values = [*each.examples().values(), *([] if each.schema is None else enum_values(each.schema))]
        found[each.name] = {str(serialize_parameter(each, value)[each.name]) for value in values}
    return found


def is_documented_path(operation: Operation, path: Mapping[str, Any]) -> bool:
    """Return whether all path parameters, percent-encoded, are documented ones; see `documented_path_values`."""
    documented = documented_path_values(operation)
    return all(value in documented.get(name, ()) for name, value in decode_path_parameters(path).items())


def default_number(parameter: Parameter) -> str | None:
    """Return the default of a parameter as a request has it, if that is a number."""
    default = None if parameter.schema is None else merged_keywords(parameter.schema).get("default")
    return str(default) if isinstance(default, int | float) and not isinstance(default, bool) else None


def is_specified_value(parameter: Parameter, value: Any) -> bool:
    """Return whether the spec says that a server accepts a query value: a string, or a value before encoding.

    That is an example, a known value, a limit or the default, a number within the documented range, and a string of a
    documented format. The range is that of the schema or, without a limit, that of the examples and the default: a page
    number without a documented maximum may be too large. Null has no spelling in a query that all servers know, and an
    object or array for a parameter that has none may be sent as an empty string, which some servers read as null. Each
    property of an exploded object has its own name, so that a string under the name of the object is unspecified.
    """
    schema = parameter.schema
    if schema is None:
        return True
    single = value[0] if isinstance(value, list) and len(value) == 1 else value
    examples = list(parameter.examples().values())
    if isinstance(single, list | dict):
        return is_valid(schema, value) and _has_documented_numbers(schema, value, examples)
    if not parameters.parameter_reader(parameter).reads(parameter.name):
        return False
    text, types = str(single), set(json_types(schema)) - {"null"}
    if text in map(str, _documented_values(schema, examples)):
        return True
    if "null" in json_types(schema) and text in ("", "null"):
        return False
    if types == {"string"}:
        return not _keywords(schema).keys().isdisjoint(_VALUE_KEYWORDS)
    return _has_documented_numbers(schema, text.split(",") if types == {"array"} else text, examples)


def _has_documented_numbers(schema: Node, value: Any, examples: list[Any]) -> bool:
    """Return whether each number in a value is within the documented range; see `is_specified_value`.

    A number may be a string, as it is sent.
    """
    if isinstance(value, list):
        items = next(
            (each.child("items") for each in composed_schemas(schema) if isinstance(each.data.get("items"), Mapping)),
            None,
        )
        inner = [item for each in examples if isinstance(each, list) for item in each]
        return items is None or all(_has_documented_numbers(items, each, inner) for each in value)
    if isinstance(value, dict):
        described, objects = properties(schema), [each for each in examples if isinstance(each, dict)]
        return all(
            _has_documented_numbers(described[name], each, [known[name] for known in objects if name in known])
            for name, each in value.items()
            if name in described
        )
    types, keywords = set(json_types(schema)) - {"null"}, _keywords(schema)
    if not types or not types <= _NUMERIC_TYPES:
        return True
    numbers = [each for each in _documented_values(schema, examples) if isinstance(each, int | float)]
    lower = keywords.get("minimum", min(numbers, default=math.inf))
    upper = keywords.get("maximum", max(numbers, default=-math.inf))
    try:  # a float has too few digits for the limits of `int64`
        return bool(lower <= Decimal(str(value)) <= upper)
    except InvalidOperation:
        return True


def _documented_values(schema: Node, examples: list[Any]) -> list[Any]:
    """Return the examples, known values, defaults and limits of a value that is neither an array nor an object."""
    keywords = _keywords(schema)
    defaults = [each["default"] for each in (schema.data, keywords) if "default" in each]
    limits = [keywords[name] for name in ("minimum", "maximum") if name in keywords]
    return [*examples, *keywords.get("x-known-values", ()), *defaults, *limits]


def _keywords(schema: Node) -> Mapping[str, Any]:
    """Return the keywords of a schema, or of its first alternative with values other than null."""
    types = [each for each in json_types(schema) if each != "null"]
    return merged_keywords(subschema_for_type(schema, next(iter(types), "")))
