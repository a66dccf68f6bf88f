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

from caretasks.core.http import Request, UrlText, is_json
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.document import Media, Operation, Parameter
from caretasks.openapi.operation import parameters
from caretasks.openapi.operation.form_bodies import decode_form, find_form
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


def is_valid_request(operation: Operation, sent: SentParameters, request: Request) -> bool:
    """Return whether the body and all parameters that were sent are valid against the spec."""
    raw = raw_parameters(sent, request)
    violations = parameters.iter_parameter_violations(operation, raw)
    return is_valid_body(operation, request.body) and all(keyword == "required" for _, keyword in violations)


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


def has_one_reading(operation: Operation, sent: SentParameters, request: Request) -> bool:
    """Return whether all parameters are valid as the spec says that they are read.

    They may be valid only in another reading: an item of an array in a header contains a comma, for example.
    """
    raw = raw_parameters(sent, request)
    return not any(parameters.iter_parameter_violations(operation, raw, is_strict=True))


def raw_parameters(sent: SentParameters, request: Request) -> parameters.RawParameters:
    """Return the strings of a request's parameters as the mock server reads them."""
    return {
        "path": {name: [UrlText(unquote(str(value)), str(value))] for name, value in sent["path"].items()},
        "query": parameters.parse_encoded_query(urlsplit(request.url).query.encode()),
        "header": request.header_values,
        "cookie": {name: [str(value)] for name, value in sent["cookie"].items()},
    }


def _iter_form_violations(form: Media, content: bytes, content_type: str) -> Iterator[RequestViolation]:
    value = decode_form(form, content, content_type)
    if value is not None and form.schema is not None:
        for violation in iter_violations(form.schema, value, in_request=True):
            yield RequestViolation(None, violation.path, violation.keyword, variants=violation.variants)


def iter_request_violations(operation: Operation, sent: SentParameters, request: Request) -> Iterator[RequestViolation]:
    """Yield each violation of the spec by a request and the parameters that were sent in it."""
    for parameter, keyword in parameters.iter_parameter_violations(operation, raw_parameters(sent, request)):
        yield RequestViolation(parameter, (), keyword, is_missing=keyword == "required")
    content_type = request.header("content-type")
    form = find_form(operation, content_type or "")
    if form is not None and (request.body or operation.body_required):  # a form without fields is empty
        yield from _iter_form_violations(form, request.body, content_type or "")
        return
    if not request.body:
        if operation.body_required:
            yield RequestViolation(None, (), "required", is_missing=True)
        return
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
