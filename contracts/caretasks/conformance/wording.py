"""What a failed check saw, said in words of the document and of HTTP: never with a value out of an answer.

An answer of these APIs speaks of patients. What is said of it is where it does not fit, and what the document asks for
there. A status and a media type are said as they came; they are the server's own.
"""

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

from caretasks.conformance.rules.checker import RuleBroken
from caretasks.conformance.target.transport import CourierError
from caretasks.openapi.json_pointer import walk

_LONGEST = 300
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")


def failure(found: Failure, status: int, names: AbstractSet[str]) -> str:
    """What a failed check saw.

    Args:
        found: the failure.
        status: the status of the answer.
        names: the names of properties that the document gives; others are the answer's own, and not told.
    """
    return _shortened(_failure(found, status, names))


def property_names(document: Any) -> frozenset[str]:
    """The names of all properties that a document gives."""
    named = (node["properties"] for _, node in walk(document) if isinstance(node, dict) and "properties" in node)
    return frozenset(name for properties in named if isinstance(properties, dict) for name in properties)


def trouble(event: events.NonFatalError) -> str:
    """What kept the engine from finding out."""
    return _shortened(f"{event.info.title}: {exception(event.value)}")


def exception(error: BaseException) -> str:
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
