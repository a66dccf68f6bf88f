"""The response of a scripted step: what the spec does not allow in it, and how it is built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from caretasks.core.http import (
    BODYLESS_STATUSES,
    JSON_MEDIA_TYPE,
    PROTOCOL_STATUSES,
    is_json,
    is_token,
    media_type_essence,
)
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.mock.handler.media_types import select_media
from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.scenarios.model import Status
from caretasks.openapi.bodies.decoding import InvalidBodyError, decode_body
from caretasks.openapi.bodies.encoding import encode_body
from caretasks.openapi.bodies.kinds import concrete_media_type
from caretasks.openapi.document import Media, Operation, Response
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.responses import TRANSFER_HEADERS
from caretasks.openapi.schema.keywords import json_types
from caretasks.openapi.schema.validation import is_valid, iter_violations

DocumentedResponse = Callable[[Operation, int, Sequence[str]], MockResponse]
"""Returns the response that an operation documents for a status, in an accepted media type."""

_MAX_PROBLEMS = 10
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
_TEXT_TYPE = "text/plain; charset=utf-8"
_BYTES_TYPE = "application/octet-stream"


def iter_problems(operation: Operation, status: Status) -> Iterator[tuple[str, str]]:
    """Yield the JSON pointer in the step and the message of each problem of a response.

    Without `checked`, these are only what HTTP does not allow.
    """
    yield from _iter_http_problems(status)
    if not status.checked:
        return
    response = operation.find_response(status.status)
    if response is None and status.status < 500 and status.status not in PROTOCOL_STATUSES:
        documented = ", ".join(operation.responses) or "none"
        message = f"{status.status} is not documented for {operation.id}; the documented statuses are {documented}"
        yield "/status", f"{message}. Set checked to false to send it nevertheless"
        return
    if response is not None:
        yield from islice(_iter_body_problems(response, status), _MAX_PROBLEMS)
        yield from _iter_header_problems(response, status)


def _iter_http_problems(status: Status) -> Iterator[tuple[str, str]]:
    """Yield what cannot be sent, whether the spec allows it or not."""
    if status.status in BODYLESS_STATUSES and status.body is not MISSING:
        yield "/body", f"a {status.status} has no body"
    for name, value in (status.headers or {}).items():
        if not is_token(name):
            yield join("/headers", name), "is not the name of a header"
        elif name.lower() == "content-type":
            yield join("/headers", name), "use content_type instead"
        elif name.lower() in TRANSFER_HEADERS and name.lower() != "content-encoding":
            yield join("/headers", name), "the server itself sends this header; see the fault 'truncated'"
        elif not _FIELD_VALUE.fullmatch(value):
            yield join("/headers", name), "has a character that is not allowed in a header"
    if status.content_type is not None and not re.fullmatch(r"[\x21-\x7e][\x20-\x7e]*", status.content_type):
        yield "/content_type", "is not a media type"


def _iter_body_problems(response: Response, status: Status) -> Iterator[tuple[str, str]]:
    if status.body is MISSING and status.content_type is None:
        return
    if not response.media_types:
        if status.status not in BODYLESS_STATUSES:
            yield "/body", f"no body is documented for {status.status}"
        return
    media = _find_media(response, status, ())
    if media is None:
        names = ", ".join(each.name for each in response.media_types)
        yield "/content_type", f"is not documented for {status.status}; use one of: {names}"
        return
    if status.body is MISSING or media.schema is None:
        return
    content_type = concrete_media_type(media) if status.content_type is None else status.content_type
    try:
        violations = decode_body(media, encode_body(media, status.body), content_type, in_request=False).violations
    except InvalidBodyError as error:
        yield "/body", f"is not {media.name}: {error}"
        return
    for violation in violations:
        rule = f" (rule {violation.schema_pointer})" if violation.schema_pointer else ""
        yield f"/body{violation.pointer}", f"{violation.message}{rule}"


def _iter_header_problems(response: Response, status: Status) -> Iterator[tuple[str, str]]:
    documented = {name.lower(): response.child("headers", name) for name in response.data.get("headers", {})}
    for name, text in (status.headers or {}).items():
        header = documented.get(name.lower())
        if header is None or header.schema is None or {"array", "object"} & set(json_types(header.schema)):
            continue
        if not any(is_valid(header.schema, value) for value in _header_values(text)):
            for violation in iter_violations(header.schema, list(_header_values(text))[-1]):
                yield join("/headers", name), f"{violation.message} (rule {violation.schema_pointer})"


def _header_values(text: str) -> Iterator[object]:
    """Yield the possible values of a header: its text, and the number or boolean that is written so."""
    yield text
    try:
        value = decode_json(text.encode("latin-1"))
    except (InvalidJsonError, UnicodeEncodeError):
        return
    if isinstance(value, bool | int | float):
        yield value


def build_response(
    operation: Operation, status: Status, documented: DocumentedResponse, accept: Sequence[str] = ()
) -> MockResponse:
    """Return the response of a step. It has the documented headers of its status, and those of the step."""
    response = documented(operation, status.status, accept if status.content_type is None else [status.content_type])
    if status.body is not MISSING:
        response.body, response.media_type = _encode_body(operation, status, accept)
    elif status.content_type is not None:
        response.media_type = status.content_type
    names = {name.lower() for name in status.headers or {}}
    kept = {name: value for name, value in response.headers.items() if name.lower() not in names}
    response.headers = {**kept, **(status.headers or {})}
    return response


def _encode_body(operation: Operation, status: Status, accept: Sequence[str]) -> tuple[Any, str | None]:
    """Return the body of a step, and its Content-Type."""
    response = operation.find_response(status.status)
    media = None if response is None else _find_media(response, status, accept)
    if media is not None:
        return encode_body(media, status.body), status.content_type or concrete_media_type(media)
    default = JSON_MEDIA_TYPE
    if isinstance(status.body, bytes | str):
        default = _BYTES_TYPE if isinstance(status.body, bytes) else _TEXT_TYPE
    content_type = status.content_type or default
    is_text = isinstance(status.body, str) and not is_json(content_type)
    return (status.body.encode("utf-8", "surrogatepass") if is_text else status.body), content_type


def _find_media(response: Response, status: Status, accept: Sequence[str]) -> Media | None:
    """Return the documented media type of the body of a step, if it is one."""
    if status.content_type is None:
        return select_media(response.media_types, accept) or next(iter(response.media_types), None)
    essence = media_type_essence(status.content_type)
    names = (essence, f"{essence.partition('/')[0]}/*", "*/*")  # documented types may be ranges
    return next((each for name in names for each in response.media_types if each.essence == name), None)
