"""What breaks a promise, and what is advice: no verdict rests on something that no fact backs.

Schemathesis knows good manners of HTTP that no vendor documents. Where such a check fails, the reason given here makes
the failure advice. A reason says why nothing was promised; a check is never dropped as a whole.
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

from caretasks.conformance.rules.observation import RuleBroken
from caretasks.conformance.target.transport import CourierError
from caretasks.core.http import HTTPS_OWN, decoded
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.parameters import documented_paths

_LONGEST = 300

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
"""Checks that object to a status, not to what came with it."""

CONTENT_CHECKS = frozenset({"content_type_conformance", "response_schema_conformance"})
"""Checks that object to what a body is."""

PROBES = {
    "unspecified_http_method": "no fact says how an undeclared method is answered",
    "malformed_content_type": "no fact says how a malformed Content-Type is answered",
    "unsupported_content_type": "no fact says how another Content-Type is answered",
}
"""Requests that are amiss in a way that no document speaks of, by the scenario of the coverage phase."""

MANNERS = {
    "allow_header_conformance": "no fact asks for an Allow header",
    "unsupported_method": PROBES["unspecified_http_method"],
}
"""Checks of what is good manners only."""


@dataclass(frozen=True)
class Circumstances:
    """Under which a check failed.

    Attributes:
        operation: the operation that was asked.
        status: the status of the answer.
        scenario: the name of the coverage phase's scenario, if it was one.
        known: whether it names what is known to be there: what the document names, or the user's fixtures.
        fit: whether the request fits the document, as far as can be told.
        whole: whether nothing in the request was seen that does not fit, its form of texts included.
        unfit: whether something in the request was seen that does not fit.
        authentic: whether it carries the key, where one is asked for.
    """

    operation: Operation
    status: int
    scenario: str | None = None
    known: bool = True
    fit: bool = True
    whole: bool = False
    unfit: bool = False
    authentic: bool = True


def advice(check: str, seen: Circumstances) -> str | None:
    """Why a failed check breaks no promise; None where it breaks one."""
    if check in MANNERS:
        return MANNERS[check]
    if seen.scenario in PROBES:
        return PROBES[seen.scenario]
    if seen.status in HTTPS_OWN and (check in STATUS_CHECKS or str(seen.status) not in seen.operation.responses):
        return f"{seen.status} is HTTP's own answer"
    if check in CONTENT_CHECKS and seen.status >= 400 and is_free(seen.operation, seen.status):
        return "no fact says what an error holds here"
    if check == "status_code_conformance" and _is_refusal_of_its_own(seen):
        return "no fact says how such a request is refused here"
    if check == "positive_data_acceptance" and not seen.fit:
        return "the request that was made up as a valid one does not fit the document"
    if check == "positive_data_acceptance" and _documents_refusal(seen) and not seen.known:
        return "no fact says which ids there are, nor of which form"
    if check == "missing_required_header" and seen.status >= 400:
        return "it was refused; with which status is for the rules to say"
    if check == "negative_data_rejection" and seen.fit and seen.whole:
        return "the request that was made up as an invalid one fits the document"
    return None


_REFUSALS = ((400, 422), (401, 403))
"""What requests are refused with that do not fit a document, and those without a valid key."""


def _is_refusal_of_its_own(seen: Circumstances) -> bool:
    """Whether an answer refuses what is not to be served, and the document has no word for any refusal of that sort."""
    wrong = (seen.unfit, not seen.authentic)
    return any(
        meant and seen.status in alike and all(seen.operation.response(status) is None for status in alike)
        for meant, alike in zip(wrong, _REFUSALS, strict=True)
    )


def is_free(operation: Operation, status: int) -> bool:
    """Whether the document leaves open what the body of an answer is: its schema says nothing but so."""
    response = operation.response(status)
    schema = None if response is None or response.media is None else response.media.schema
    return schema is not None and schema.node.keys() <= {"description", "title"}


def _documents_refusal(seen: Circumstances) -> bool:
    return 400 <= seen.status < 500 and seen.operation.response(seen.status) is not None


def names_documented(operation: Operation, path: Mapping[str, Any]) -> bool:
    """Whether every value in the path is one that the document gives as an example; so without any in the path."""
    documented = documented_paths(operation)
    return all(text in documented.get(name, ()) for name, text in decoded(path).items())


def describe_failure(found: Failure, status: int, names: AbstractSet[str]) -> str:
    """What a failed check saw.

    Args:
        found: the failure.
        status: the status of the answer.
        names: the names of properties that the document gives; others are the answer's own, and not told.
    """
    return _shortened(_failure(found, status, names))


def describe_error(event: events.NonFatalError) -> str:
    """What kept the engine from finding out."""
    return _shortened(f"{event.info.title}: {describe_exception(event.value)}")


def describe_exception(error: BaseException) -> str:
    """An exception in words: the engine's own with what they say, others by type and place, for they may quote."""
    if isinstance(error, CourierError):
        return str(error)
    if isinstance(error, requests.RequestException):
        return "the server cannot be reached" if isinstance(error, requests.ConnectionError) else type(error).__name__
    if isinstance(error, SchemathesisError):
        return " ".join(str(error).split())
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _failure(found: Failure, status: int, names: AbstractSet[str]) -> str:
    match found:
        case checks.JsonSchemaError():
            header = "a header" if "header" in found.title else ""
            return f"{header or _place(found.instance_path, names)} {_violation(found)} (status {status})"
        case MalformedJson():
            return f"the body is not JSON (status {status})"
        case checks.UndefinedStatusCode():
            return f"status {status} is not documented; documented are {_listed(found.defined_status_codes)}"
        case ServerError():
            return f"the server failed with status {status}"
        case checks.UndefinedContentType():
            documented = _listed(found.defined_content_types)
            return f"the media type is {_media_type(found.content_type)}; documented is {documented} (status {status})"
        case checks.MissingContentType():
            return f"there is no Content-Type (status {status})"
        case checks.MissingHeaders():
            return f"there is no {_listed(found.missing_headers)} header (status {status})"
        case AcceptedNegativeData():
            return f"an invalid request was answered with {status}: {_invalid_part(found.message)}"
        case checks.RejectedPositiveData():
            return f"a valid request was answered with {status}"
        case checks.MissingHeaderNotRejected():
            return f"a request without the required header {found.header_name} was answered with {status}"
        case checks.EnsureResourceAvailability():
            return f"what {found.created_with} has just created was answered with {status}"
        case RuleBroken():
            return found.message
        case CustomFailure():
            return f"{found.title}: {found.message}"
        case _:
            return f"{found.title} (status {status})"


def _place(path: Iterable[str | int], names: AbstractSet[str]) -> str:
    """A place in an answer, with `*` for an index and for a name that the answer itself gives."""
    return "".join(f"/{token if token in names else '*'}" for token in path) or "the body"


def _violation(found: checks.JsonSchemaError) -> str:
    keyword = str(found.schema_path[-1]) if found.schema_path else "false"
    asked = found.schema.get(keyword)
    match keyword:
        case "required" if isinstance(asked, list) and isinstance(found.instance, dict):
            return f"lacks {_listed(name for name in asked if name not in found.instance)}"
        case "type":
            documented = " or ".join(asked) if isinstance(asked, list) else asked
            return f"is {_article(_type(found.instance))}; documented is {documented}"
        case "enum":
            return f"is outside the documented set {json.dumps(asked, ensure_ascii=False)}"
        case "format":
            return f"is no {asked}"
        case "additionalProperties" | "unevaluatedProperties":
            return "has undocumented properties"
        case _ if keyword in found.schema:
            return f"does not fit {keyword} {json.dumps(asked, ensure_ascii=False)}"
        case _:
            return "does not fit its schema"


def _type(value: Any) -> str:
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


def _article(noun: str) -> str:
    if noun == "null":
        return noun
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _listed(names: Iterable[Any]) -> str:
    return ", ".join(map(str, names))


def _media_type(sent: str) -> str:
    found = _MEDIA_TYPE.match(sent.strip())
    return found.group() if found else "malformed"


def _invalid_part(message: str) -> str:
    """Which part of the request the engine made invalid, out of the last lines of its message."""
    _, _, part = message.partition("Invalid component:")
    return " ".join(part.split()) or "made so by the engine"


def _shortened(text: str) -> str:
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
