"""Conversion of failures and exceptions of Schemathesis into messages without any value of the response."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

import requests
from schemathesis.core.failures import AcceptedNegativeData, CustomFailure, Failure, ServerError
from schemathesis.engine import events
from schemathesis.errors import SchemathesisError
from schemathesis.openapi import checks

from caretasks.conformance.observation import CheckFailure, FailureKind
from caretasks.conformance.response_bodies import BodyProblem
from caretasks.conformance.rules import RuleViolation
from caretasks.conformance.target.availability import TransportError
from caretasks.conformance.target.connections import describe_request_error
from caretasks.core.http import Response
from caretasks.openapi.document import Operation
from caretasks.openapi.json_pointer import join, resolve_pointer, split
from caretasks.openapi.schema.keywords import properties
from caretasks.openapi.schema.locations import get_at

_MAX_MESSAGE_LENGTH = 300
_TYPE_NAMES = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
}
_EXPECTED_TYPES = {
    "array": "an array",
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}
_EXTRA_KEYWORDS = ("additionalProperties", "unevaluatedProperties")
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")


_SchemaFailure: TypeAlias = "BodyFailure | checks.JsonSchemaError"


class RuleFailure(Failure):
    """A violated rule, as a failure of Schemathesis."""

    def __init__(self, operation: str, rule: str, violation: RuleViolation) -> None:
        super().__init__(operation=operation, title=rule, message=str(violation))
        self.violation = violation


class BodyFailure(Failure):
    """A violation of the schema of a response body, as a failure of Schemathesis.

    Attributes:
        instance: The value at the location of the violation.
        instance_path: The location in the body.
        schema: The schema that has the violated keyword.
        schema_path: The path of the keyword in the spec.
    """

    def __init__(self, operation: Operation, status: int, problem: BodyProblem) -> None:
        violation = problem.violation
        if violation is None:
            raise TypeError("the body violates no schema")
        message = f"{status} {violation.schema_pointer} {violation.pointer}"
        super().__init__(operation=operation.id, title="Response violates schema", message=message)
        self.instance = get_at(problem.value, violation.path)
        self.instance_path = violation.path
        self.schema_path = split(violation.schema_pointer)
        found = resolve_pointer(operation.api.document, join("", *self.schema_path[:-1]))
        self.schema: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        if self.schema_path[-1] == "required":
            node = operation.api.node(join("", *self.schema_path[:-1]))
            hidden = [name for name, each in properties(node).items() if each.data.get("writeOnly")]
            self.schema = {**self.schema, "required": [name for name in self.schema["required"] if name not in hidden]}


class UnreadableBodyFailure(Failure):
    """A response body that is not what its media type says; the message says what it must be."""

    def __init__(self, operation: Operation, status: int, problem: BodyProblem) -> None:
        super().__init__(operation=operation.id, title=f"Response body {status}", message=problem.expected)


class WriteOnlyFailure(Failure):
    """A `writeOnly` property in a response body; the message is its location."""

    def __init__(self, operation: Operation, pointer: str) -> None:
        super().__init__(operation=operation.id, title="Returned write-only property", message=pointer)


def _has_value(texts: Sequence[str], instance: Any) -> bool:
    """Return whether a header has a value: as a whole, as an item of a list, or all items of it."""
    items = [item.strip() for text in texts for item in text.split(",")]
    return str(instance) in (*texts, *items) or (isinstance(instance, list) and list(map(str, instance)) == items)


def convert_failure(failure: Failure, response: Response | None, names: AbstractSet[str]) -> CheckFailure:
    """Return a failure as a plain value; property names that are not in the spec's `names` are not quoted."""
    status = 0 if response is None else response.status
    kind, message, details = FailureKind.OTHER, f"{failure.title} (status {status})", dict[str, Any]()
    pointer, claim, expected, actual = "", "", "", f"status {status}"
    match failure:
        case checks.JsonSchemaError() if "header" in failure.title:
            kind, message = FailureKind.HEADER, f"a header {_describe_violation(failure)} (status {status})"
            # The engine reports the value only, not the name of the header.
            values = {} if response is None else response.header_values
            details["headers"] = tuple(name for name in values if _has_value(values[name], failure.instance))
            name = _join_names(details["headers"])
            pointer, expected, actual = f"response header {name}".strip(), _describe_keyword(failure), ""
            claim = f"the header {name} must be {expected}" if name else f"a header must be {expected}"
        case BodyFailure():
            kind, (pointer, claim, expected, actual) = FailureKind.BODY, _describe_body(failure, names)
            location = _format_location(failure.instance_path, names)
            message = f"{location or 'the body'} {_describe_violation(failure)} (status {status})"
            details = {"path": tuple(failure.instance_path), "keyword": _last_token(failure.schema_path)}
        case UnreadableBodyFailure():
            kind, message = FailureKind.CONTENT_TYPE, f"the body is not {failure.message} (status {status})"
            pointer, claim = "response body", f"the body must be {failure.message}"
            expected = failure.message
            is_empty = response is not None and not response.body
            actual = "an empty body" if is_empty else f"a body that is not {failure.message}"
        case WriteOnlyFailure():
            kind, location = FailureKind.WRITE_ONLY, _format_location(split(failure.message), names)
            message = f"{location} is write-only, but returned (status {status})"
            pointer, claim = f"response body {location}", f"`{location}` is write-only: a response should not have it"
            expected, actual = "no such property", "the property"
        case checks.UndefinedStatusCode():
            kind, expected = FailureKind.UNDOCUMENTED_STATUS, _join_names(failure.defined_status_codes)
            message = f"status {status} is not documented; expected {expected}"
            claim, expected = f"the status must be one of {expected}", f"status {expected}"
        case ServerError():
            kind, message = FailureKind.SERVER_ERROR, f"the server failed with status {status}"
            claim, expected = "server error", "a status below 500"
        case checks.UndefinedContentType():
            kind, expected = FailureKind.CONTENT_TYPE, _join_names(failure.defined_content_types)
            # Not a part of it: a server may echo a key there, of which no part must be shown.
            media_type = _MEDIA_TYPE.fullmatch(failure.content_type.partition(";")[0].strip())
            actual = media_type.group() if media_type else "malformed"
            message = f"the Content-Type is {actual}; expected {expected} (status {status})"
            pointer, claim = "response header Content-Type", f"the Content-Type must be {expected}"
        case checks.MissingContentType():
            kind, message = FailureKind.CONTENT_TYPE, f"the Content-Type header is missing (status {status})"
            pointer, claim, actual = "response header Content-Type", "the Content-Type header is required", "none"
            expected = "a Content-Type header"
        case checks.MissingHeaders():
            kind, missing = FailureKind.MISSING_HEADERS, _join_names(failure.missing_headers)
            message = f"missing header: {missing} (status {status})"
            details["headers"] = tuple(failure.missing_headers)
            pointer, claim, actual = f"response header {missing}", f"the header {missing} is required", "no such header"
            expected = f"the header {missing}"
        case AcceptedNegativeData():
            kind = FailureKind.ACCEPTED_INVALID
            part = failure.message.partition("Invalid component:")[2]  # the last lines of the engine's message
            part = " ".join(part.split()) or "part unknown"
            message = f"an invalid request got status {status}: {part}"
            claim, expected = f"an invalid request must be rejected: {part}", "a client error"
        case checks.RejectedPositiveData():
            kind, message = FailureKind.REJECTED_VALID, f"a valid request got status {status}"
            claim, expected = "a valid request must be accepted", "a documented success"
        case checks.MissingHeaderNotRejected():
            kind, name = FailureKind.MISSING_HEADER_ACCEPTED, failure.header_name
            message = f"a request without the required header {name} got status {status}"
            details["headers"] = (name,)
            pointer, expected = f"request header {name}", "a client error"
            claim = f"a request without the required header {name} must be rejected"
        case checks.EnsureResourceAvailability():
            kind = FailureKind.NOT_AVAILABLE
            message = f"reading the resource that {failure.created_with} created got status {status}"
            claim, expected = f"the resource that {failure.created_with} created must be readable", "the resource"
        case RuleFailure():
            kind, message, claim, actual = FailureKind.RULE, failure.message, failure.message, ""
            details["evidence"], details["before"] = failure.violation.evidence, failure.violation.before
            pointer = f"response body {failure.violation.pointer}" if failure.violation.pointer else ""
        case CustomFailure():
            message = f"{failure.title}: {failure.message}"
    return CheckFailure(kind, shorten(message), pointer, shorten(claim), shorten(expected), shorten(actual), **details)


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
    if isinstance(error, RecursionError):
        return "a schema leads to others through too many references in a row: shorten these chains in the spec"
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


def _describe_violation(failure: _SchemaFailure) -> str:
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


def _describe_body(failure: BodyFailure, names: AbstractSet[str]) -> tuple[str, str, str, str]:
    """Return the location of a violation in a response body, the claim, and what is expected and received there.

    What is received is empty if it is the value at the location.
    """
    location, keyword = _format_location(failure.instance_path, names), _last_token(failure.schema_path)
    required = failure.schema.get(keyword)
    if keyword == "required" and isinstance(required, list) and isinstance(failure.instance, dict):
        missing = [name for name in required if name not in failure.instance]
        pointer = f"response body {location}/{missing[0]}" if len(missing) == 1 else f"response body {location}".strip()
        listed = ", ".join(f"`{f'{location}/{name}' if location else name}`" for name in missing)
        verb = "is" if len(missing) == 1 else "are"
        return (
            pointer,
            f"{listed} {verb} required",
            f"{listed}",
            f"an object without {'it' if verb == 'is' else 'them'}",
        )
    expected = _describe_keyword(failure)
    subject = "the body" if not location else f"`{location if location.count('/') > 1 else location[1:]}`"
    actual = "an undocumented property" if keyword in _EXTRA_KEYWORDS else ""
    return f"response body {location}".strip(), f"{subject} must {_verb(keyword)} {expected}", expected, actual


def _verb(keyword: str) -> str:
    if keyword in _EXTRA_KEYWORDS or keyword.startswith(("min", "max")):
        return "have"
    return "be" if keyword in ("type", "enum", "const", "format") else "match"


def _describe_keyword(failure: _SchemaFailure) -> str:
    """Return what the violated keyword requires."""
    keyword = _last_token(failure.schema_path) or "false"
    expected = failure.schema.get(keyword)
    match keyword:
        case "type":
            types = expected if isinstance(expected, list) else [str(expected)]
            return " or ".join(_EXPECTED_TYPES.get(each, each) for each in types)
        case "enum" if isinstance(expected, list):
            return f"one of {', '.join(f'`{_to_text(value)}`' for value in expected)}"
        case "const":
            return f"`{_to_text(expected)}`"
        case "format":
            return f"a valid {expected}"
        case "pattern":
            return f"the pattern `{expected}`"
        case "additionalProperties" | "unevaluatedProperties":
            return "documented properties only"
        case _ if keyword in failure.schema and not isinstance(expected, dict | list):
            return f"`{keyword}` {json.dumps(expected, ensure_ascii=False)}"
        case _:
            return "its schema"


def _to_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _join_names(names: Iterable[Any]) -> str:
    return ", ".join(map(str, names))
