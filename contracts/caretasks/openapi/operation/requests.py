"""Validation of sent requests against the spec.

Schemathesis ignores some keywords when it generates requests, and describes an invalid part in prose only. Therefore
the suite validates each sent request here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from caretasks.core.http import decode_path_parameters, is_json
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.operation import parameters
from caretasks.openapi.schema.keywords import json_types
from caretasks.openapi.schema.validation import is_valid, iter_violations


class SentParameters(Protocol):
    """The parameters of a request by location. A Schemathesis case has these attributes."""

    @property
    def path_parameters(self) -> Mapping[str, Any] | None: ...

    @property
    def query(self) -> Mapping[str, Any] | None: ...

    @property
    def headers(self) -> Mapping[str, Any] | None: ...

    @property
    def cookies(self) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True)
class RequestViolation:
    """A part of a request that the spec does not allow.

    Attributes:
        parameter: The parameter that is missing or invalid; None for the body.
        path: The location in the body, as property names and indexes.
        keyword: The violated keyword of the schema; `required` if the parameter or the body is missing, and `schema`
            for any other violation by a parameter.
        is_missing: Whether the whole parameter or the whole body is missing.
    """

    parameter: Parameter | None
    path: tuple[str | int, ...]
    keyword: str
    is_missing: bool = False


def is_valid_request(operation: Operation, sent: SentParameters, body: bytes | None) -> bool:
    """Return whether the body and all string parameters are valid against the spec."""
    return is_valid_body(operation, body) and all(_is_valid_string(each, sent) for each in operation.parameters)


def is_valid_body(operation: Operation, body: bytes | str | None) -> bool:
    """Return whether a JSON body is valid against its schema. A body that is not JSON counts as valid."""
    if operation.body is None or operation.body.schema is None or not body:
        return True
    try:
        data = json.loads(body)
    except ValueError:
        return True
    try:
        decode_json(body.encode() if isinstance(body, str) else body)
    except (InvalidJsonError, UnicodeEncodeError):
        return False  # for example a NUL in a string, which no spec says the server accepts
    return is_valid(operation.body.schema, data, in_request=True)


def _is_valid_string(parameter: Parameter, sent: SentParameters) -> bool:
    """Return whether a string parameter is valid; other types are serialized, and count as valid."""
    by_location = {"path": sent.path_parameters, "query": sent.query, "header": sent.headers, "cookie": sent.cookies}
    value = (by_location[parameter.location] or {}).get(parameter.name)
    if parameter.schema is None or not isinstance(value, str):
        return True
    types = set(json_types(parameter.schema))
    if types - {"null"} != {"string"}:
        return True
    if "null" in types and value in ("", "null"):
        return True  # null is serialized as one of these
    return is_valid(parameter.schema, unquote(value) if parameter.location == "path" else value)


def raw_parameters(sent: SentParameters, uri: str, headers: Mapping[str, Sequence[str]]) -> parameters.RawParameters:
    """Return the strings of a request's parameters as the mock server reads them."""
    return {
        "path": {name: [value] for name, value in decode_path_parameters(sent.path_parameters).items()},
        "query": parameters.parse_query(urlsplit(uri).query.encode()),
        "header": {name.lower(): values for name, values in headers.items()},
        "cookie": {name: [str(value)] for name, value in (sent.cookies or {}).items()},
    }


def _is_json_content(headers: Mapping[str, Sequence[str]]) -> bool:
    """Return whether the Content-Type is JSON or missing."""
    types = [value for name, values in headers.items() if name.lower() == "content-type" for value in values]
    return not types or is_json(types[0])


def iter_request_violations(
    operation: Operation, sent: SentParameters, uri: str, headers: Mapping[str, Sequence[str]], body: bytes | None
) -> Iterator[RequestViolation]:
    """Yield each violation of the spec by a request.

    Args:
        operation: The operation that the request is for.
        sent: The parameters that were sent.
        uri: The URI that was sent, with its query.
        headers: The headers that were sent.
        body: The body that was sent; None for no body.
    """
    for parameter, keyword in parameters.iter_parameter_violations(operation, raw_parameters(sent, uri, headers)):
        yield RequestViolation(parameter, (), keyword, is_missing=keyword == "required")
    if not body:
        if operation.body_required:
            yield RequestViolation(None, (), "required", is_missing=True)
        return
    if operation.body is None or not _is_json_content(headers):
        return
    try:
        data = decode_json(body)
    except InvalidJsonError:
        yield RequestViolation(None, (), "type")
        return
    if operation.body.schema is not None:
        for violation in iter_violations(operation.body.schema, data, in_request=True):
            yield RequestViolation(None, violation.path, violation.keyword)
