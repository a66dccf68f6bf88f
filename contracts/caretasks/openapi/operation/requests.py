"""Validation of sent requests against the spec.

Schemathesis ignores some keywords when it generates requests, and describes an invalid part in prose only. Therefore
the suite validates each sent request here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from caretasks.core.http import Request, decode_path_parameters, is_json
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.operation import parameters
from caretasks.openapi.schema.keywords import json_types
from caretasks.openapi.schema.validation import is_valid, iter_violations

SentParameters = Mapping[str, Mapping[str, Any]]
"""Parameters that were sent, by location and name; those in the path are percent-encoded."""


@dataclass(frozen=True)
class RequestViolation:
    """A part of a request that the spec does not allow.

    Attributes:
        parameter: The parameter that is missing or invalid; None for the body.
        path: The location in the body, as property names and indexes.
        keyword: The violated keyword of the schema; `required` if the parameter or the body is missing, and `schema`
            for any other violation by a parameter.
        is_missing: Whether the whole parameter or the whole body is missing.
        variants: See `caretasks.openapi.schema.validation.Violation`.
    """

    parameter: Parameter | None
    path: tuple[str | int, ...]
    keyword: str
    is_missing: bool = False
    variants: tuple[str, ...] = ()


def is_valid_request(operation: Operation, sent: SentParameters, body: bytes | None) -> bool:
    """Return whether the body and all string parameters are valid against the spec."""
    return is_valid_body(operation, body) and all(_is_valid_string(each, sent) for each in operation.parameters)


def is_valid_body(operation: Operation, body: bytes | None) -> bool:
    """Return whether a JSON body is valid against its schema. A body that is not JSON counts as valid."""
    if operation.body is None or operation.body.schema is None or not body:
        return True
    try:
        data = json.loads(body)
    except ValueError:
        return True
    try:
        decode_json(body)
    except InvalidJsonError:
        return False  # for example a NUL in a string, which no spec says the server accepts
    return is_valid(operation.body.schema, data, in_request=True)


def _is_valid_string(parameter: Parameter, sent: SentParameters) -> bool:
    """Return whether a string parameter is valid; other types are serialized, and count as valid."""
    value = sent[parameter.location].get(parameter.name)
    if parameter.schema is None or not isinstance(value, str):
        return True
    types = set(json_types(parameter.schema))
    if types - {"null"} != {"string"}:
        return True
    if "null" in types and value in ("", "null"):
        return True  # null is serialized as one of these
    return is_valid(parameter.schema, unquote(value) if parameter.location == "path" else value)


def raw_parameters(sent: SentParameters, request: Request) -> parameters.RawParameters:
    """Return the strings of a request's parameters as the mock server reads them."""
    return {
        "path": {name: [value] for name, value in decode_path_parameters(sent["path"]).items()},
        "query": parameters.parse_query(urlsplit(request.url).query.encode()),
        "header": request.header_values,
        "cookie": {name: [str(value)] for name, value in sent["cookie"].items()},
    }


def iter_request_violations(operation: Operation, sent: SentParameters, request: Request) -> Iterator[RequestViolation]:
    """Yield each violation of the spec by a request and the parameters that were sent in it."""
    for parameter, keyword in parameters.iter_parameter_violations(operation, raw_parameters(sent, request)):
        yield RequestViolation(parameter, (), keyword, is_missing=keyword == "required")
    if not request.body:
        if operation.body_required:
            yield RequestViolation(None, (), "required", is_missing=True)
        return
    content_type = request.header("content-type")
    if operation.body is None or (content_type is not None and not is_json(content_type)):
        return
    try:
        data = decode_json(request.body)
    except InvalidJsonError:
        yield RequestViolation(None, (), "type")
        return
    if operation.body.schema is not None:
        for violation in iter_violations(operation.body.schema, data, in_request=True):
            yield RequestViolation(None, violation.path, violation.keyword, variants=violation.variants)
