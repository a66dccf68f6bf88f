"""A documented answer that is asked for by its status: what preferences, magic values and faults answer with."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from typing import Any

from caretasks.mock import errors
from caretasks.mock.answers import Answer, encode, media_type, required_headers, success
from caretasks.mock.authentication import challenge
from caretasks.mock.building import build
from caretasks.mock.sampling import sample
from caretasks.mock.wording import phrase
from caretasks.openapi.api import Media, Operation, Place, Response

_SECONDS_TO_WAIT = "1"  # what a 429 says that nobody has to wait for in truth
_OF_A_RANGE = (400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504)
_CONCRETE = {"text/*": "text/plain", "application/*": "application/octet-stream"}  # what a range is sent as


def answer(operation: Operation, status: int) -> Answer:
    """The answer with this status as it is documented: its first example, else the simplest body of its schema.

    An example that a range or `default` gives is told the status; a status that is not documented at all is answered
    in the shape of an error that is.
    """
    response = operation.response(status)
    if response is None:
        return refusal(operation, status)
    headers = _headers(operation, response, status)
    media = response.media
    if media is None:
        return of_another_type(response, status, headers)
    examples = media.examples()
    if status >= 400 and (not examples or response.status != str(status)):
        return refusal(operation, status)
    if examples:
        return Answer(status, deepcopy(next(iter(examples.values()))), media_type(media), headers)
    return Answer(status, None if media.schema is None else build(media.schema), media_type(media), headers)


def of_another_type(response: Response, status: int, headers: dict[str, str]) -> Answer:
    """An answer that is documented without a body, or with one that is not JSON: its example, else a sampled text."""
    for kind in response.node.get("content", {}):
        media = Media(response.api, response.at("content", kind).pointer)
        examples = media.examples()
        value = next(iter(examples.values())) if examples else _sampled_text(media.schema)
        return Answer(status, _text(value), _CONCRETE.get(kind, kind), headers)
    return Answer(status, media_type=None, headers=headers)


def refusal(operation: Operation, status: int, message: str | None = None) -> Answer:
    """An error as it is worded when a request is refused with this status.

    Args:
        operation: what was asked for.
        status: the status.
        message: what to say, where the document's own words would not do.
    """
    told = errors.RefusedError(status, message or phrase(status), specific=message is not None)
    found = errors.answer(operation, told)
    found.headers = {**_headers(operation, operation.response(status), status), **found.headers}
    return found


@lru_cache(maxsize=1024)
def error_statuses(operation: Operation) -> tuple[int, ...]:
    """The errors that an operation documents; of a range or `default`, those that people meet."""
    return tuple(sorted(set(_error_statuses(operation))))


def is_error(operation: Operation, status: int) -> bool:
    """Whether a status is documented, and as an error: a 2xx that is not a success, such as Unpod's 206, is one."""
    response = operation.response(status)
    if response is None or status == success(operation)[0]:
        return False
    return status >= 400 or (200 <= status < 300 and response.status == str(status) and not response.success)


def _error_statuses(operation: Operation) -> Iterator[int]:
    for key in operation.responses:
        if key.isdecimal():
            yield from filter(lambda status: is_error(operation, status), [int(key)])
        else:
            yield from (status for status in _OF_A_RANGE if key in ("default", f"{status // 100}XX"))


def _headers(operation: Operation, response: Response | None, status: int) -> dict[str, str]:
    """What the document requires, and what HTTP and good manners ask for."""
    headers = required_headers(response)
    names = {name.lower() for name in (response.node.get("headers", {}) if response is not None else {})}
    if status == 429 or "retry-after" in names:
        headers = {"Retry-After": _SECONDS_TO_WAIT, **{n: v for n, v in headers.items() if n.lower() != "retry-after"}}
    if status == 401:
        headers = {**challenge(operation), **headers}
    return headers


def _sampled_text(schema: Place | None) -> Any:
    """A text, if a schema asks for one: how data is written in another media type, nobody says."""
    return "" if schema is None or schema.node.get("format") == "binary" else sample(schema, "")


def _text(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return encode(value) if isinstance(value, bool | int | float) else b""
