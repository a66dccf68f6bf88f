"""Reading a request's body: at most so much of it, as strict JSON, judged by the operation's schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from starlette.types import Receive

from caretasks.mock.errors import RefusedError, documented
from caretasks.mock.strict_json import UnreadableError, decode
from caretasks.openapi.api import Operation, is_json
from caretasks.openapi.validation import violations

LIMIT = 10 * 1024 * 1024


class DisconnectedError(Exception):
    """The client went away before its request was whole."""


async def read(operation: Operation, headers: Mapping[str, Sequence[str]], receive: Receive) -> Any:
    """The JSON data of a request's body, None where none was sent. What an operation takes no body for is not read.

    Args:
        operation: what is asked for.
        headers: the request's headers, names in small letters.
        receive: where the body comes from.

    Raises:
        RefusedError: it is missing, too large, unreadable, or does not fit its schema.
        DisconnectedError: it does not come to an end.
    """
    if "requestBody" not in operation.node:
        return None
    content = await _content(operation, headers, receive)
    if not content:
        if operation.body_required:
            raise _invalid(operation, "a body is required")
        return None
    if operation.body is None:
        return None  # documented, but not as JSON: nothing to judge it by
    _check_media_type(operation, headers)
    try:
        data = decode(content)
    except UnreadableError as error:
        raise _invalid(operation, f"the body cannot be read as JSON: {error}") from None
    if operation.body.schema is not None:
        found = list(islice(violations(operation.body.schema, data, sent=True), 3))
        if found:
            message = "; ".join(f"{violation.pointer or '/'}: {violation.message}" for violation in found)
            raise _invalid(operation, f"the body is invalid at {message}", found[0].pointer or None)
    return data


async def _content(operation: Operation, headers: Mapping[str, Sequence[str]], receive: Receive) -> bytes:
    length = next(iter(headers.get("content-length", ())), "")
    if length.isascii() and length.isdecimal() and (len(length) > 15 or int(length) > LIMIT):
        raise _too_large(operation)  # before anything of it is asked for
    content = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise DisconnectedError
        content += message.get("body", b"")
        more = message.get("more_body", False)
        if len(content) > LIMIT:
            raise _too_large(operation)
    return bytes(content)


def _check_media_type(operation: Operation, headers: Mapping[str, Sequence[str]]) -> None:
    values = headers.get("content-type", ())
    if len(values) != 1 or not is_json(values[0]):
        raise _invalid(operation, "the Content-Type has to be application/json")
    for part in values[0].split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise _invalid(operation, "the charset of the body has to be UTF-8")


def _invalid(operation: Operation, message: str, param: str | None = None) -> RefusedError:
    return RefusedError(422 if "422" in operation.responses else 400, message, param=param, specific=True)


def _too_large(operation: Operation) -> RefusedError:
    message = f"the body is longer than {LIMIT} bytes"
    if documented(operation, 413):
        return RefusedError(413, message, specific=True)
    return _invalid(operation, message)
