"""Conversion of failures and exceptions of Schemathesis into messages without any value of the response."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

import requests
from schemathesis.core.failures import AcceptedNegativeData, CustomFailure, Failure, MalformedJson, ServerError
from schemathesis.engine import events
from schemathesis.errors import SchemathesisError
from schemathesis.openapi import checks

from caretasks.conformance.observation import CheckFailure, FailureKind
from caretasks.conformance.rules import RuleViolation
from caretasks.conformance.target.availability import TransportError
from caretasks.conformance.target.connections import describe_request_error
from caretasks.core.http import Response

_MAX_MESSAGE_LENGTH = 300
_TYPE_NAMES = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
}
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")


class RuleFailure(Failure):
    """A violated rule, as a failure of Schemathesis."""

    def __init__(self, operation: str, rule: str, violation: RuleViolation) -> None:
        super().__init__(operation=operation, title=rule, message=str(violation))
        self.violation = violation


def convert_failure(failure: Failure, response: Response | None, names: AbstractSet[str]) -> CheckFailure:
    """Return a failure as a plain value; property names that are not in the spec's `names` are not quoted."""
    status = 0 if response is None else response.status
    kind, message, details = FailureKind.OTHER, f"{failure.title} (status {status})", dict[str, Any]()
    pointer, expected, actual = "", "", f"status {status}"
    match failure:
        case checks.JsonSchemaError() if "header" in failure.title:
            kind, message = FailureKind.HEADER, f"a header {_describe_violation(failure)} (status {status})"
            # The engine reports the value only, not the name of the header.
            values = {} if response is None else response.header_values
            names_of_value = tuple(name for name in values if str(failure.instance) in values[name])
            details["headers"] = names_of_value
            pointer = f"response header {_join_names(names_of_value)}".strip()
            expected, actual = _describe_keyword(failure), _describe_violation(failure)
        case checks.JsonSchemaError():
            location = _format_location(failure.instance_path, names)
            kind = FailureKind.BODY
            message = f"{location or 'the body'} {_describe_violation(failure)} (status {status})"
            details = {"path": tuple(failure.instance_path), "keyword": _last_token(failure.schema_path)}
            pointer = f"response body {location}".strip()
            expected, actual = _describe_keyword(failure), _describe_violation(failure)
        case MalformedJson():
            kind, message = FailureKind.CONTENT_TYPE, f"the body is not JSON (status {status})"
            pointer, expected, actual = "response body", "a JSON body", "a body that is not JSON"
        case checks.UndefinedStatusCode():
            kind, expected = FailureKind.UNDOCUMENTED_STATUS, _join_names(failure.defined_status_codes)
            message = f"status {status} is not documented; expected {expected}"
            expected = f"status {expected}"
        case ServerError():
            kind, message = FailureKind.SERVER_ERROR, f"the server failed with status {status}"
            expected = "a status below 500"
        case checks.UndefinedContentType():
            kind, documented = FailureKind.CONTENT_TYPE, _join_names(failure.defined_content_types)
            media_type = _MEDIA_TYPE.match(failure.content_type.strip())
            received = media_type.group() if media_type else "malformed"
            message = f"the Content-Type is {received}; expected {documented} (status {status})"
            pointer, expected, actual = "response header Content-Type", documented, received
        case checks.MissingContentType():
            kind, message = FailureKind.CONTENT_TYPE, f"the Content-Type header is missing (status {status})"
            pointer, expected, actual = "response header Content-Type", "a Content-Type", "no such header"
        case checks.MissingHeaders():
            kind, missing = FailureKind.MISSING_HEADERS, _join_names(failure.missing_headers)
            message = f"missing header: {missing} (status {status})"
            details["headers"] = tuple(failure.missing_headers)
            pointer, expected, actual = f"response header {missing}", "a required header", "no such header"
        case AcceptedNegativeData():
            kind = FailureKind.ACCEPTED_INVALID
            part = failure.message.partition("Invalid component:")[2]  # the last lines of the engine's message
            message = f"an invalid request got status {status}: {' '.join(part.split()) or 'part unknown'}"
            expected = "a client error"
        case checks.RejectedPositiveData():
            kind, message = FailureKind.REJECTED_VALID, f"a valid request got status {status}"
            expected = "a documented success"
        case checks.MissingHeaderNotRejected():
            kind = FailureKind.MISSING_HEADER_ACCEPTED
            message = f"a request without the required header {failure.header_name} got status {status}"
            details["headers"] = (failure.header_name,)
            pointer, expected = f"request header {failure.header_name}", "a client error"
        case checks.EnsureResourceAvailability():
            kind = FailureKind.NOT_AVAILABLE
            message = f"reading the resource that {failure.created_with} created got status {status}"
            expected = "the created resource"
        case RuleFailure():
            kind, message, actual = FailureKind.RULE, failure.message, failure.message
            details["evidence"] = failure.violation.evidence
        case CustomFailure():
            message = f"{failure.title}: {failure.message}"
    return CheckFailure(kind, shorten(message), pointer, shorten(expected), shorten(actual), **details)


def describe_error(event: events.NonFatalError) -> str:
    """Return the message of an error that the engine reports."""
    return shorten(f"{event.info.title}: {describe_exception(event.value)}")


def describe_exception(error: BaseException) -> str:
    """Return a message for an exception.

    The text of an exception is used only if it comes from this project or the engine, as others may quote values.
    """
    if isinstance(error, TransportError):
        return str(error)
    if isinstance(error, requests.ConnectionError | requests.Timeout):
        return describe_request_error(error)
    if isinstance(error, requests.RequestException):
        return type(error).__name__
    if isinstance(error, SchemathesisError):
        return " ".join(str(error).split())
    frames = traceback.extract_tb(error.__traceback__)
    position = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{position}"


def shorten(text: str) -> str:
    """Return a message on one line, of limited length."""
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= _MAX_MESSAGE_LENGTH else text[: _MAX_MESSAGE_LENGTH - 1] + "…"


def _format_location(path: Iterable[str | int], names: AbstractSet[str]) -> str:
    """Return a JSON pointer into a response, with `*` for an index and for an undocumented name."""
    return "".join(f"/{token if token in names else '*'}" for token in path)


def _last_token(path: Iterable[Any]) -> str:
    *_, last = [str(token) for token in path] or [""]
    return last


def _describe_violation(failure: checks.JsonSchemaError) -> str:
    keyword = _last_token(failure.schema_path) or "false"
    expected = failure.schema.get(keyword)
    match keyword:
        case "required" if isinstance(expected, list) and isinstance(failure.instance, dict):
            return f"is missing {_join_names(name for name in expected if name not in failure.instance)}"
        case "type":
            types = " or ".join(expected) if isinstance(expected, list) else expected
            return f"is {_TYPE_NAMES.get(type(failure.instance), 'null')}; expected {types}"
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


def _describe_keyword(failure: checks.JsonSchemaError) -> str:
    """Return what the violated keyword requires."""
    keyword = _last_token(failure.schema_path) or "false"
    expected = failure.schema.get(keyword)
    match keyword:
        case "required" if isinstance(expected, list) and isinstance(failure.instance, dict):
            return f"a property {_join_names(name for name in expected if name not in failure.instance)}"
        case "type":
            return " or ".join(expected) if isinstance(expected, list) else str(expected)
        case "enum" if isinstance(expected, list):
            return f"one of {', '.join(json.dumps(value, ensure_ascii=False) for value in expected)}"
        case "format":
            return f"a valid {expected}"
        case "additionalProperties" | "unevaluatedProperties":
            return "documented properties only"
        case _ if keyword in failure.schema:
            return f"{keyword} {json.dumps(expected, ensure_ascii=False)}"
        case _:
            return "a value that matches the schema"


def _join_names(names: Iterable[Any]) -> str:
    return ", ".join(map(str, names))
