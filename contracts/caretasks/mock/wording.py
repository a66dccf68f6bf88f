"""The body of an error of which a document has the schema alone: what is known of the error, where it has a place.

Known are the words of RFC 9457 (`application/problem+json`) and those that many APIs have instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any

from caretasks.mock.trace_ids import new_trace_id
from caretasks.openapi.document import Place
from caretasks.openapi.schema.keywords import properties, required, types
from caretasks.openapi.schema.sampling import simplest
from caretasks.openapi.schema.validation import fits

STATUSES = ("status", "status_code", "statusCode")
MESSAGES = ("message", "detail", "error_description", "description", "error", "msg", "reason")
_PROBLEM = {"title", "detail"}  # one of which tells RFC 9457's problem from other errors


def worded(schema: Place, status: int, message: str, param: str | None = None) -> Any:
    """A body that fits the schema, with the message in it if there is a place: at its top, or one object down."""
    built = simplest(schema)
    body = built if isinstance(built, dict) else {}
    facts = _facts(schema, body, status, param)
    inner = {
        name: (below, body.get(name, {}))
        for name, below in properties(schema).items()
        if isinstance(body.get(name, {}), dict) and properties(below)
    }

    def bodies() -> Iterator[dict[str, Any]]:
        for places in (_known_places, _needed_texts):
            for place in places(schema):
                yield {**facts, place: message}
            for name, (below, under) in inner.items():
                for place in places(below):
                    yield {**facts, name: {**_facts(below, under, status, param), place: message}}
        yield {**facts, "detail" if "title" in facts else "error": message}
        yield facts

    return next((each for each in bodies() if fits(schema, each)), built)


def _known_places(schema: Place) -> list[str]:
    """The properties that are there for a message, by their names."""
    described = properties(schema)
    return [name for name in MESSAGES if name in described and "string" in types(described[name])]


def _needed_texts(schema: Place) -> list[str]:
    """The texts that may be any and have to be there."""
    return [
        name
        for name, inner in properties(schema).items()
        if name in required(schema) and name not in (*STATUSES, "type", "title", "code") and types(inner) == ("string",)
    ]


def _facts(schema: Place, body: Mapping[str, Any], status: int, param: str | None) -> dict[str, Any]:
    """The body with what is known of the error but the message, of what its schema describes."""
    found = dict(body)
    described = properties(schema)
    for name, inner in described.items():
        for value in _known(name, inner, status, param, problem=bool(_PROBLEM & described.keys()), needed=name in body):
            if value is not None and fits(inner, value):
                found[name] = value
                break
    return found


def _known(name: str, schema: Place, status: int, param: str | None, *, problem: bool, needed: bool) -> tuple[Any, ...]:
    """What a property may be, by its name."""
    if name in STATUSES:
        return (status, str(status))
    if name == "trace_id":
        return (new_trace_id(),)
    if name == "param":
        return (param,)
    if problem and name in ("type", "title"):
        return ("about:blank" if name == "type" else phrase(status),)
    if name == "code":
        return (_listed_code(schema, status), status, phrase(status).lower().replace(" ", "_") if needed else None)
    return (phrase(status),) if name == "error" and needed else ()


def phrase(status: int) -> str:
    """What a status means in HTTP."""
    return next((each.phrase for each in HTTPStatus if each == status), f"status {status}")


def _listed_code(schema: Place, status: int) -> str | None:
    """Of the codes that a document lists, the one that says what HTTP says with the status, or with its class."""
    known = [str(value) for value in schema.node.get("enum", schema.node.get("x-known-values", []))]
    by_word = {code.lower().replace("-", "_"): code for code in known}
    phrases = [each.phrase for each in HTTPStatus if each in (status, status // 100 * 100)]
    words = [phrase.lower().replace(" ", "_") for phrase in reversed(phrases)]
    return next((by_word[match] for word in words for match in get_close_matches(word, by_word, 1)), None)
