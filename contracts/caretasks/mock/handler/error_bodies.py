"""Refusing a request in the words of its document: the documented example of the status, with what was wrong in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from copy import deepcopy
from difflib import get_close_matches
from http import HTTPStatus
from itertools import count
from random import Random
from typing import Any

from caretasks.mock.handler import responses
from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.model import HttpError
from caretasks.openapi.document import Media, Operation, Place
from caretasks.openapi.operation.responses import media_type
from caretasks.openapi.schema.keywords import properties, required, types
from caretasks.openapi.schema.sampling import simplest
from caretasks.openapi.schema.validation import fits

_trace_ids: ContextVar[Iterator[str] | None] = ContextVar("trace_ids", default=None)

STATUSES = ("status", "status_code", "statusCode")

MESSAGES = ("message", "detail", "error_description", "description", "error", "msg", "reason")

_PROBLEM = {"title", "detail"}  # one of which tells RFC 9457's problem from other errors


def answer(operation: Operation | None, refusal: HttpError) -> MockResponse:
    """The answer to a refused request, as the operation documents it, if it was for one and that documents any.

    What is documented for no status has the schema of the nearest error that has one.
    """
    response = operation.response(refusal.status) if operation is not None else None
    examples: list[Any] = []
    if response is not None:
        media = response.media
        examples = list(media.examples().values()) if media is not None else []
        if media is None and response.node.get("content"):
            return responses.non_json_response(response, refusal.status, refusal.headers, refusal.message)
    else:
        media = _nearest(operation, refusal.status) if operation is not None else None
    if media is None:
        return MockResponse(refusal.status, {"error": refusal.message}, headers=refusal.headers)
    return MockResponse(refusal.status, _body(media.schema, examples, refusal), media_type(media), refusal.headers)


def _nearest(operation: Operation, status: int) -> Media | None:
    """The body of the documented error whose status is nearest and that has a schema."""
    documented = [response for key, response in operation.responses.items() if key[0] in "45"]
    documented.sort(key=lambda response: abs(int(response.status.replace("X", "0")) - status))
    media = (response.media for response in documented)
    return next((each for each in media if each is not None and each.schema is not None), None)


def _body(schema: Place | None, examples: list[Any], refusal: HttpError) -> Any:
    if examples:
        body = deepcopy(examples[0])
        _renew(body, refusal.status)
        if refusal.specific:
            _reword(body, refusal)
        return body if schema is None or fits(schema, body) else examples[0]
    if schema is None:
        return {"error": refusal.message}
    return worded(schema, refusal.status, refusal.message, refusal.param)


def _renew(body: Any, status: int) -> None:
    """Gives a copied example the ids and the status of this answer."""
    if isinstance(body, dict):
        for name, value in body.items():
            if name == "trace_id" and isinstance(value, str):
                body[name] = new_trace_id()
            elif name in STATUSES and isinstance(value, int) and not isinstance(value, bool):
                body[name] = status
            else:
                _renew(value, status)


def _reword(body: Any, refusal: HttpError) -> None:
    """Replaces the message of a copied example, at its top or one object down."""
    if isinstance(body, dict):
        for place in (body, *body.values()):
            said = next(
                (name for name in MESSAGES if isinstance(place, dict) and isinstance(place.get(name), str)), None
            )
            if said is not None:
                place[said] = refusal.message
                if refusal.param is not None and isinstance(place.get("param"), str):
                    place["param"] = refusal.param
                return


def trace_ids(seed: str) -> Iterator[str]:
    """Ids that are the same in every run, for `use_trace_ids`."""
    for number in count(1):
        chance = Random(f"{seed}/trace/{number}")  # noqa: S311 - an id, not a secret
        yield str(uuid.UUID(int=chance.getrandbits(128), version=4))


def use_trace_ids(ids: Iterator[str]) -> None:
    """Takes the ids of errors from there while this request is answered."""
    _trace_ids.set(ids)


def new_trace_id() -> str:
    """What an error is found by in a vendor's own log."""
    ids = _trace_ids.get()
    return str(uuid.uuid4()) if ids is None else next(ids)


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
