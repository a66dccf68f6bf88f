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

from caretasks.mock.answers import Answer, media_type
from caretasks.mock.building import build
from caretasks.mock.schemas import properties, types
from caretasks.openapi.api import Media, Operation, Place
from caretasks.openapi.validation import fits

_trace_ids: ContextVar[Iterator[str] | None] = ContextVar("trace_ids", default=None)


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


class RefusedError(Exception):
    """A request is answered with an error.

    Args:
        status: the HTTP status.
        message: what was wrong; it quotes no value that was sent.
        param: the field or parameter that was wrong, if it was one.
        specific: whether the message says more than a documented example of that status would.
        headers: to send along.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        specific: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.specific = specific
        self.headers = dict(headers or {})


def documented(operation: Operation, status: int) -> bool:
    """Whether the operation documents the status itself, by its code or its range."""
    return str(status) in operation.responses or f"{status // 100}XX" in operation.responses


def answer(operation: Operation | None, refusal: RefusedError) -> Answer:
    """The answer to a refused request, as the operation documents it, if it was for one and that documents any.

    What is documented for no status has the schema of the nearest error that has one.
    """
    response = operation.response(refusal.status) if operation is not None else None
    examples: list[Any] = []
    if response is not None:
        media = response.media
        examples = list(media.examples().values()) if media is not None else []
    else:
        media = _nearest(operation, refusal.status) if operation is not None else None
    if media is None:
        return Answer(refusal.status, {"error": refusal.message}, headers=refusal.headers)
    return Answer(refusal.status, _body(media.schema, examples, refusal), media_type(media), refusal.headers)


def _nearest(operation: Operation, status: int) -> Media | None:
    """The body of the documented error whose status is nearest and that has a schema."""
    documented = [response for key, response in operation.responses.items() if key[0] in "45"]
    documented.sort(key=lambda response: abs(int(response.status.replace("X", "0")) - status))
    media = (response.media for response in documented)
    return next((each for each in media if each is not None and each.schema is not None), None)


def _body(schema: Place | None, examples: list[Any], refusal: RefusedError) -> Any:
    if examples:
        body = deepcopy(examples[0])
        _renew(body, refusal.status)
        if refusal.specific:
            _reword(body, refusal)
        return body if schema is None or fits(schema, body) else examples[0]
    if schema is None:
        return {"error": refusal.message}
    built = build(schema)
    worded = _worded(schema, built if isinstance(built, dict) else {}, refusal)
    return worded if fits(schema, worded) else built


def _renew(body: Any, status: int) -> None:
    """Gives a copied example the ids and the status of this answer."""
    if isinstance(body, dict):
        for name, value in body.items():
            if name == "trace_id" and isinstance(value, str):
                body[name] = new_trace_id()
            elif name == "status_code" and isinstance(value, int):
                body[name] = status
            else:
                _renew(value, status)


def _reword(body: Any, refusal: RefusedError) -> None:
    """Replaces the message of a copied example, at its top or one object down."""
    if isinstance(body, dict):
        for place in (body, *body.values()):
            if isinstance(place, dict) and isinstance(place.get("message"), str):
                place["message"] = refusal.message
                if refusal.param is not None and isinstance(place.get("param"), str):
                    place["param"] = refusal.param
                return


def _worded(schema: Place, built: dict[str, Any], refusal: RefusedError) -> dict[str, Any]:
    """A built body with the message in it: where the schema has a place for one, at its top or one object down."""
    body = deepcopy(built)
    described = properties(schema)
    if _word(body, described, refusal):
        return body
    for name, inner in described.items():
        below = body.get(name, {})
        if isinstance(below, dict) and _word(below, properties(inner), refusal):
            return {**body, name: below}
    return {**body, "error": refusal.message}


def _word(body: dict[str, Any], described: Mapping[str, Place], refusal: RefusedError) -> bool:
    """Puts in a body what its schema describes of: status, trace id, message, field. Whether a message is among it."""
    if "status_code" in described and "integer" in types(described["status_code"]):
        body["status_code"] = refusal.status
    if "trace_id" in described:
        body["trace_id"] = new_trace_id()
    if "code" in described and (code := _code(described["code"], refusal.status)) is not None:
        body["code"] = code
    if "message" not in described:
        return False
    body["message"] = refusal.message
    if refusal.param is not None and "param" in described:
        body["param"] = refusal.param
    return True


def _code(schema: Place, status: int) -> str | None:
    """Of the codes that a document lists, the one that says what HTTP says with the status, or with its class."""
    known = [str(value) for value in schema.node.get("enum", schema.node.get("x-known-values", []))]
    by_word = {code.lower().replace("-", "_"): code for code in known}
    phrases = [each.phrase for each in HTTPStatus if each in (status, status // 100 * 100)]
    words = [phrase.lower().replace(" ", "_") for phrase in reversed(phrases)]
    return next((by_word[match] for word in words for match in get_close_matches(word, by_word, 1)), None)
