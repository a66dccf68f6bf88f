"""Refusing a request in the words of its document: the documented example of the status, with what was wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from caretasks.mock import other_types
from caretasks.mock.handler.responses import Answer, media_type
from caretasks.mock.trace_ids import new_trace_id
from caretasks.mock.wording import MESSAGES, STATUSES, worded
from caretasks.openapi.document import Media, Operation, Place
from caretasks.openapi.schema.validation import fits


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
        if media is None and response.node.get("content"):
            return other_types.answer(response, refusal.status, refusal.headers, refusal.message)
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


def _reword(body: Any, refusal: RefusedError) -> None:
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
