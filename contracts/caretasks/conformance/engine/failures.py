"""Conversion of failures and exceptions of Schemathesis into messages without any value of the response."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
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
from caretasks.openapi.schema.invalid import get_json_type
from caretasks.openapi.schema.keywords import properties
from caretasks.openapi.schema.locations import get_at

_MAX_MESSAGE_LENGTH = 300
_TYPE_NAMES = {
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
    converted = (
        _convert_body_failure(failure, status, names, is_empty=response is not None and not response.body)
        or _convert_head_failure(failure, status, {} if response is None else response.header_values)
        or _convert_request_failure(failure, status)
        or _convert_own_failure(failure, status)
        or CheckFailure(FailureKind.OTHER, f"{failure.title} (status {status})", actual=f"status {status}")
    )
    return replace(
        converted,
        message=shorten(converted.message),
        claim=shorten(converted.claim),
        expected=shorten(converted.expected),
        actual=shorten(converted.actual),
    )


def _convert_body_failure(
    failure: Failure, status: int, names: AbstractSet[str], *, is_empty: bool
) -> CheckFailure | None:
    """Return a failure that is about the body of a response."""
    match failure:
        case BodyFailure():
            pointer, claim, expected, actual = _describe_body(failure, names)
            location = _format_location(failure.instance_path, names) or "the body"
            message = f"{location} {_describe_violation(failure)} (status {status})"
            found = FailureKind.BODY, message, pointer, claim, expected, actual, tuple(failure.instance_path)
            return CheckFailure(*found, schema_pointer=join("", *map(str, failure.schema_path)))
        case UnreadableBodyFailure():
            return CheckFailure(
                FailureKind.CONTENT_TYPE,
                f"the body is not {failure.message} (status {status})",
                pointer="response body",
                claim=f"the body must be {failure.message}",
                expected=failure.message,
                actual="an empty body" if is_empty else f"a body that is not {failure.message}",
            )
        case WriteOnlyFailure():
            location = _format_location(split(failure.message), names)
            return CheckFailure(
                FailureKind.WRITE_ONLY,
                f"{location} is write-only, but returned (status {status})",
                pointer=f"response body {location}",
                claim=f"`{location}` is write-only: a response should not have it",
                expected="no such property",
                actual="the property",
            )
    return None


def _convert_head_failure(failure: Failure, status: int, sent: Mapping[str, Sequence[str]]) -> CheckFailure | None:
    """Return a failure that is about the status of a response or its headers, of which `sent` has the values."""
    match failure:
        case checks.UndefinedStatusCode():
            documented = _join_names(failure.defined_status_codes)
            return CheckFailure(
                FailureKind.UNDOCUMENTED_STATUS,
                f"status {status} is not documented; expected {documented}",
                claim=f"the status must be one of {documented}",
                expected=f"status {documented}",
                actual=f"status {status}",
            )
        case ServerError():
            return CheckFailure(
                FailureKind.SERVER_ERROR,
                f"the server failed with status {status}",
                claim="server error",
                expected="a status below 500",
                actual=f"status {status}",
            )
        case checks.UndefinedContentType():
            documented = _join_names(failure.defined_content_types)
            # Not a part of it: a server may echo a key there, of which no part must be shown.
            media_type = _MEDIA_TYPE.fullmatch(failure.content_type.partition(";")[0].strip())
            actual = media_type.group() if media_type else "malformed"
            return CheckFailure(
                FailureKind.CONTENT_TYPE,
                f"the Content-Type is {actual}; expected {documented} (status {status})",
                pointer="response header Content-Type",
                claim=f"the Content-Type must be {documented}",
                expected=documented,
                actual=actual,
            )
        case checks.MissingContentType():
            return CheckFailure(
                FailureKind.CONTENT_TYPE,
                f"the Content-Type header is missing (status {status})",
                pointer="response header Content-Type",
                claim="the Content-Type header is required",
                expected="a Content-Type header",
                actual="none",
            )
        case checks.MissingHeaders():
            missing = _join_names(failure.missing_headers)
            return CheckFailure(
                FailureKind.MISSING_HEADERS,
                f"missing header: {missing} (status {status})",
                pointer=f"response header {missing}",
                claim=f"the header {missing} is required",
                expected=f"the header {missing}",
                actual="no such header",
                headers=tuple(failure.missing_headers),
            )
        case checks.JsonSchemaError() if "header" in failure.title:
            # The engine reports the value only, not the name of the header.
            headers = tuple(name for name in sent if _has_value(sent[name], failure.instance))
            name, expected = _join_names(headers), _describe_keyword(failure)
            return CheckFailure(
                FailureKind.HEADER,
                f"a header {_describe_violation(failure)} (status {status})",
                pointer=f"response header {name}".strip(),
                claim=f"the header {name} must be {expected}" if name else f"a header must be {expected}",
                expected=expected,
                headers=headers,
            )
    return None


def _convert_request_failure(failure: Failure, status: int) -> CheckFailure | None:
    """Return a failure whose status is wrong for the request."""
    match failure:
        case AcceptedNegativeData():
            part = failure.message.partition("Invalid component:")[2]  # the last lines of the engine's message
            part = " ".join(part.split()) or "part unknown"
            return CheckFailure(
                FailureKind.ACCEPTED_INVALID,
                f"an invalid request got status {status}: {part}",
                claim=f"an invalid request must be rejected: {part}",
                expected="a client error",
                actual=f"status {status}",
            )
        case checks.RejectedPositiveData():
            return CheckFailure(
                FailureKind.REJECTED_VALID,
                f"a valid request got status {status}",
                claim="a valid request must be accepted",
                expected="a documented success",
                actual=f"status {status}",
            )
        case checks.MissingHeaderNotRejected():
            name = failure.header_name
            return CheckFailure(
                FailureKind.MISSING_HEADER_ACCEPTED,
                f"a request without the required header {name} got status {status}",
                pointer=f"request header {name}",
                claim=f"a request without the required header {name} must be rejected",
                expected="a client error",
                actual=f"status {status}",
                headers=(name,),
            )
        case checks.EnsureResourceAvailability():
            resource = f"the resource that {failure.created_with} created"
            return CheckFailure(
                FailureKind.NOT_AVAILABLE,
                f"reading {resource} got status {status}",
                claim=f"{resource} must be readable",
                expected="the resource",
                actual=f"status {status}",
            )
    return None


def _convert_own_failure(failure: Failure, status: int) -> CheckFailure | None:
    """Return a failure of a rule, or of one of the additional checks."""
    match failure:
        case RuleFailure():
            violation = failure.violation
            return CheckFailure(
                FailureKind.RULE,
                failure.message,
                f"response body {violation.pointer}" if violation.pointer else "",
                claim=failure.message,
                evidence=violation.evidence,
                before=violation.before,
                documented_status=violation.status,
            )
        case CustomFailure():
            return CheckFailure(FailureKind.OTHER, f"{failure.title}: {failure.message}", actual=f"status {status}")
    return None


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
            return f"is {_TYPE_NAMES.get(get_json_type(failure.instance), 'null')}; expected {types}"
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
        verb, pronoun = ("is", "it") if len(missing) == 1 else ("are", "them")
        return pointer, f"{listed} {verb} required", listed, f"an object without {pronoun}"
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
            return " or ".join(_TYPE_NAMES.get(each, each) for each in types)
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
