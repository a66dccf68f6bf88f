"""Severity and description of failed checks: failure or warning, and a message without any value of the response.

Schemathesis also checks HTTP conventions that a vendor does not document. A check that fails for a reason that no
documented fact covers yields a warning, with the reason given here. No check is disabled as a whole.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import requests
from schemathesis.core.failures import AcceptedNegativeData, CustomFailure, Failure, MalformedJson, ServerError
from schemathesis.engine import events
from schemathesis.errors import SchemathesisError
from schemathesis.openapi import checks

from caretasks.conformance.rules.observation import RuleFailure
from caretasks.conformance.target.connections import describe_connection_error
from caretasks.conformance.target.transport import TransportError
from caretasks.core.http import PROTOCOL_STATUSES, decode_path_parameters
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.parameters import documented_path_values

_MAX_MESSAGE_LENGTH = 300

_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")

STATUS_CHECKS = frozenset(
    {
        "ensure_resource_availability",
        "missing_required_header",
        "negative_data_rejection",
        "not_a_server_error",
        "positive_data_acceptance",
        "status_code_conformance",
    }
)
"""Checks of the status of a response only."""

CONTENT_CHECKS = frozenset({"content_type_conformance", "response_schema_conformance"})
"""Checks of the body of a response."""

UNSPECIFIED_SCENARIOS = {
    "unspecified_http_method": "no fact documents the response to an undocumented method",
    "malformed_content_type": "no fact documents the response to a malformed Content-Type",
    "unsupported_content_type": "no fact documents the response to another Content-Type",
}
"""Warning reasons for scenarios of the coverage phase with a request that no spec specifies."""

CONVENTION_CHECKS = {
    "allow_header_conformance": "no fact requires an Allow header",
    "unsupported_method": UNSPECIFIED_SCENARIOS["unspecified_http_method"],
}
"""Warning reasons for checks of HTTP conventions."""


@dataclass(frozen=True)
class FailureContext:
    """The request and response of a failed check.

    Attributes:
        operation: The operation.
        status: Status of the response.
        scenario: Name of the coverage phase's scenario, if the request is one.
        has_known_ids: Whether all IDs in the path are documented examples or user-provided values.
        is_valid: Whether the request matches the spec; values that the spec does not restrict are not checked.
        is_strictly_valid: Whether no violation was found in the request, formats of strings included.
        has_violation: Whether a violation was found in the request.
        is_authenticated: Whether the request carries the key, if one is required.
    """

    operation: Operation
    status: int
    scenario: str | None = None
    has_known_ids: bool = True
    is_valid: bool = True
    is_strictly_valid: bool = False
    has_violation: bool = False
    is_authenticated: bool = True


def warning_reason(check: str, context: FailureContext) -> str | None:
    """Return why a failed check is only a warning; None if it is a failure."""
    operation, status = context.operation, context.status
    if check in CONVENTION_CHECKS:
        return CONVENTION_CHECKS[check]
    if context.scenario in UNSPECIFIED_SCENARIOS:
        return UNSPECIFIED_SCENARIOS[context.scenario]
    if status in PROTOCOL_STATUSES and (check in STATUS_CHECKS or str(status) not in operation.responses):
        return f"HTTP servers and proxies return {status} without documenting it"
    if check in CONTENT_CHECKS and status >= 400 and is_unspecified(operation, status):
        return "no fact documents the body of this error"
    if check == "status_code_conformance" and _is_unspecified_rejection(context):
        return "no fact documents the status for rejecting such a request"
    if check == "positive_data_acceptance" and not context.is_valid:
        return "the request, generated as a valid one, does not match the spec"
    if check == "positive_data_acceptance" and _is_documented_rejection(context) and not context.has_known_ids:
        return "no fact documents which IDs exist, or their format"
    if check == "missing_required_header" and status >= 400:
        return "the server rejected the request; the status is checked by rules"
    if check == "negative_data_rejection" and context.is_valid and context.is_strictly_valid:
        return "the request, generated as an invalid one, matches the spec"
    return None


_INVALID_REQUEST_STATUSES = (400, 422)
_UNAUTHENTICATED_STATUSES = (401, 403)


def _is_unspecified_rejection(context: FailureContext) -> bool:
    """Return whether the response rejects an invalid request, and the spec describes no such rejection."""
    rejections = (
        (context.has_violation, _INVALID_REQUEST_STATUSES),
        (not context.is_authenticated, _UNAUTHENTICATED_STATUSES),
    )
    return any(
        is_expected
        and context.status in statuses
        and all(context.operation.find_response(status) is None for status in statuses)
        for is_expected, statuses in rejections
    )


def is_unspecified(operation: Operation, status: int) -> bool:
    """Return whether the spec has a schema for the response body that allows any value."""
    response = operation.find_response(status)
    schema = None if response is None or response.media is None else response.media.schema
    return schema is not None and schema.data.keys() <= {"description", "title"}


def _is_documented_rejection(context: FailureContext) -> bool:
    return 400 <= context.status < 500 and context.operation.find_response(context.status) is not None


def has_documented_ids(operation: Operation, path: Mapping[str, Any]) -> bool:
    """Return whether every path parameter has the value of a documented example."""
    documented = documented_path_values(operation)
    return all(text in documented.get(name, ()) for name, text in decode_path_parameters(path).items())


def describe_failure(failure: Failure, status: int, names: AbstractSet[str]) -> str:
    """Return the message of a failed check.

    Args:
        failure: The engine's failure.
        status: Status of the response.
        names: Property names in the spec. Other names come from the response and are not quoted.
    """
    return _shorten(_describe_failure(failure, status, names))


def describe_error(event: events.NonFatalError) -> str:
    """Return the message of an error that the engine reports."""
    return _shorten(f"{event.info.title}: {describe_exception(event.value)}")


def describe_exception(error: BaseException) -> str:
    """Return a message for an exception.

    The text of an exception is used only if it comes from this project or the engine, as others may quote values.
    """
    if isinstance(error, TransportError):
        return str(error)
    if isinstance(error, requests.ConnectionError):
        return describe_connection_error(error)
    if isinstance(error, requests.RequestException):
        return type(error).__name__
    if isinstance(error, SchemathesisError):
        return " ".join(str(error).split())
    frames = traceback.extract_tb(error.__traceback__)
    position = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{position}"


def _describe_failure(failure: Failure, status: int, names: AbstractSet[str]) -> str:
    match failure:
        case checks.JsonSchemaError():
            location = "a header" if "header" in failure.title else _format_location(failure.instance_path, names)
            return f"{location} {_describe_violation(failure)} (status {status})"
        case MalformedJson():
            return f"the body is not JSON (status {status})"
        case checks.UndefinedStatusCode():
            return f"status {status} is not documented; expected {_join_names(failure.defined_status_codes)}"
        case ServerError():
            return f"the server failed with status {status}"
        case checks.UndefinedContentType():
            expected = _join_names(failure.defined_content_types)
            media_type = _parse_media_type(failure.content_type)
            return f"the Content-Type is {media_type}; expected {expected} (status {status})"
        case checks.MissingContentType():
            return f"the Content-Type header is missing (status {status})"
        case checks.MissingHeaders():
            return f"missing header: {_join_names(failure.missing_headers)} (status {status})"
        case AcceptedNegativeData():
            return f"an invalid request got status {status}: {_invalid_part(failure.message)}"
        case checks.RejectedPositiveData():
            return f"a valid request got status {status}"
        case checks.MissingHeaderNotRejected():
            return f"a request without the required header {failure.header_name} got status {status}"
        case checks.EnsureResourceAvailability():
            return f"reading the resource that {failure.created_with} created got status {status}"
        case RuleFailure():
            return failure.message
        case CustomFailure():
            return f"{failure.title}: {failure.message}"
        case _:
            return f"{failure.title} (status {status})"


def _format_location(path: Iterable[str | int], names: AbstractSet[str]) -> str:
    """Return a JSON pointer into a response, with `*` for an index and for an undocumented name."""
    return "".join(f"/{token if token in names else '*'}" for token in path) or "the body"


def _describe_violation(failure: checks.JsonSchemaError) -> str:
    keyword = str(failure.schema_path[-1]) if failure.schema_path else "false"
    expected = failure.schema.get(keyword)
    match keyword:
        case "required" if isinstance(expected, list) and isinstance(failure.instance, dict):
            return f"is missing {_join_names(name for name in expected if name not in failure.instance)}"
        case "type":
            types = " or ".join(expected) if isinstance(expected, list) else expected
            return f"is {_with_article(_json_type(failure.instance))}; expected {types}"
        case "enum":
            return f"is not one of the documented values {json.dumps(expected, ensure_ascii=False)}"
        case "format":
            return f"is not a valid {expected}"
        case "additionalProperties" | "unevaluatedProperties":
            return "has undocumented properties"
        case _ if keyword in failure.schema:
            return f"violates {keyword} {json.dumps(expected, ensure_ascii=False)}"
        case _:
            return "does not match its schema"


def _json_type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _with_article(noun: str) -> str:
    if noun == "null":
        return noun
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _join_names(names: Iterable[Any]) -> str:
    return ", ".join(map(str, names))


def _parse_media_type(content_type: str) -> str:
    match = _MEDIA_TYPE.match(content_type.strip())
    return match.group() if match else "malformed"


def _invalid_part(message: str) -> str:
    """Return the part of the request that the engine made invalid, from the last lines of its message."""
    _, _, part = message.partition("Invalid component:")
    return " ".join(part.split()) or "part unknown"


def _shorten(text: str) -> str:
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= _MAX_MESSAGE_LENGTH else text[: _MAX_MESSAGE_LENGTH - 1] + "…"
