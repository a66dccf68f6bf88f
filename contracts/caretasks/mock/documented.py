"""A documented answer that is asked for by its status: what preferences, magic values and faults answer with."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache

from caretasks.mock import other_types
from caretasks.mock.handler import error_bodies
from caretasks.mock.handler.authentication import challenge
from caretasks.mock.handler.responses import Answer, media_type, required_headers, success
from caretasks.mock.wording import phrase
from caretasks.openapi.document import Operation, Response
from caretasks.openapi.schema.keywords import told
from caretasks.openapi.schema.sampling import simplest

_SECONDS_TO_WAIT = "1"  # what a 429 says that nobody has to wait for in truth
_OF_A_RANGE = (400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504)


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
        return other_types.answer(response, status, headers)
    examples = media.examples()
    if status >= 400 and (not examples or response.status != str(status)):
        return refusal(operation, status)
    if examples:
        return Answer(status, deepcopy(next(iter(examples.values()))), media_type(media), headers)
    return Answer(
        status, None if media.schema is None else told(media.schema, simplest(media.schema)), media_type(media), headers
    )


def refusal(operation: Operation, status: int, message: str | None = None) -> Answer:
    """An error as it is worded when a request is refused with this status.

    Args:
        operation: what was asked for.
        status: the status.
        message: what to say, where the document's own words would not do.
    """
    told = error_bodies.RefusedError(status, message or phrase(status), specific=message is not None)
    found = error_bodies.answer(operation, told)
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
