"""Reading a request's body: at most so much of it, as strict JSON, judged by the operation's schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from starlette.types import Receive

from caretasks.core.strict_json import UnreadableError, decode
from caretasks.mock.model import HttpError
from caretasks.openapi.document import JSON, MERGE_PATCH, Media, Operation, is_json
from caretasks.openapi.operation.responses import is_documented
from caretasks.openapi.schema.validation import violations

LIMIT = 10 * 1024 * 1024
_ANY = ("*/*", "application/*")
_OF_CHANGES = (MERGE_PATCH, "application/json-patch+json")  # what says how to change a thing, not what it is


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
    if operation.body is not None and _is_another(operation, essence(*headers.get("content-type", ()))):
        return None  # documented too, but not as JSON: nothing to judge it by, and of a form even nothing may be one
    if not content:
        if operation.body_required:
            raise _invalid(operation, "a body is required")
        return None
    if operation.body is None:
        return None  # documented, but not as JSON: nothing to judge it by
    media = _media(operation, headers)
    try:
        data = decode(content)
    except UnreadableError as error:
        raise _invalid(operation, f"the body cannot be read as JSON: {error}") from None
    if media.schema is not None:
        found = list(islice(violations(media.schema, data, sent=True), 3))
        if found:
            message = "; ".join(f"{violation.pointer or '/'}: {violation.message}" for violation in found)
            raise _invalid(operation, f"the body is invalid at {message}", found[0].pointer or None)
    return data


def essence(*values: str) -> str:
    """A media type without its parameters; none of several, or of none."""
    return values[0].split(";")[0].strip().lower() if len(values) == 1 else ""


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


def _is_another(operation: Operation, sent: str) -> bool:
    """Whether a body is of a media type that is documented beside JSON, such as a form."""
    names = {essence(name) for name in operation.at("requestBody", "content").node}
    return sent in names and sent not in _ANY and not is_json(sent)


def _media(operation: Operation, headers: Mapping[str, Sequence[str]]) -> Media:
    """The documented body that is sent. A `+json` type is taken for `application/json`, but for one of changes."""
    content = operation.at("requestBody", "content")
    known = {essence(name): name for name in content.node if is_json(name) or name in _ANY}
    sent = essence(*headers.get("content-type", ()))
    name = known.get(sent)
    if name is None and is_json(sent) and sent not in _OF_CHANGES:
        name = next((known[each] for each in (JSON, *_ANY) if each in known), None)
    if name is None:
        raise _unsupported(operation, f"the Content-Type has to be {' or '.join(known)}")
    for part in headers["content-type"][0].split(";")[1:]:
        word, _, value = part.partition("=")
        if word.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise _unsupported(operation, "the charset of the body has to be UTF-8")
    return Media(operation.api, content.at(name).pointer)


def _unsupported(operation: Operation, message: str) -> HttpError:
    own = "415" in operation.responses
    return HttpError(415, message, specific=True) if own else _invalid(operation, message)


def _invalid(operation: Operation, message: str, param: str | None = None) -> HttpError:
    return HttpError(422 if "422" in operation.responses else 400, message, param=param, specific=True)


def _too_large(operation: Operation) -> HttpError:
    message = f"the body is longer than {LIMIT} bytes"
    if is_documented(operation, 413):
        return HttpError(413, message, specific=True)
    return _invalid(operation, message)
