"""The request body: receive it up to a maximum size, decode it as strict JSON, validate it against its schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from starlette.types import Receive

from caretasks.core.http import JSON_MEDIA_TYPE, is_json
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.mock.model import HttpError
from caretasks.openapi.document import MERGE_PATCH_MEDIA_TYPE, Media, Operation
from caretasks.openapi.operation.responses import is_documented
from caretasks.openapi.schema.validation import iter_violations

MAX_BODY_BYTES = 10 * 1024 * 1024
_MAX_REPORTED_VIOLATIONS = 3
_MEDIA_RANGES = ("*/*", "application/*")
_PATCH_TYPES = (MERGE_PATCH_MEDIA_TYPE, "application/json-patch+json")  # these describe a change, not a resource


class ClientDisconnectedError(Exception):
    """The client disconnected before it had sent the whole request."""


async def read_body(operation: Operation, headers: Mapping[str, Sequence[str]], receive: Receive) -> Any:
    """Return the validated JSON value of a request's body.

    Args:
        operation: The requested operation. If it documents no request body, nothing is read.
        headers: The values of the request's headers, names in lower case.
        receive: The ASGI callable that returns the parts of the body.

    Returns:
        The JSON value, or None if there is no body or its documented media type is not JSON.

    Raises:
        HttpError: The body is missing, too large, not JSON, or violates its schema.
        ClientDisconnectedError: The client disconnected before the end of the body.
    """
    if "requestBody" not in operation.data:
        return None
    content = await _receive_content(operation, headers, receive)
    # A body of another media type is not validated. It is checked first because it may be empty, as a form may be.
    if operation.body is not None and _is_other_documented_type(
        operation, media_type_essence(*headers.get("content-type", ()))
    ):
        return None
    if not content:
        if operation.body_required:
            raise _invalid_body_error(operation, "the request body is missing, but required")
        return None
    if operation.body is None:
        return None  # no JSON media type is documented
    media = _select_media(operation, headers)
    try:
        data = decode_json(content)
    except InvalidJsonError as error:
        raise _invalid_body_error(operation, f"the request body is not valid JSON: {error}") from None
    if media.schema is not None:
        violations = list(islice(iter_violations(media.schema, data, in_request=True), _MAX_REPORTED_VIOLATIONS))
        if violations:
            details = "; ".join(f"{violation.pointer or '/'}: {violation.message}" for violation in violations)
            raise _invalid_body_error(operation, f"invalid request body: {details}", violations[0].pointer or None)
    return data


def media_type_essence(*values: str) -> str:
    """Return the media type of a Content-Type header without its parameters; empty unless there is exactly one."""
    return values[0].split(";")[0].strip().lower() if len(values) == 1 else ""


async def _receive_content(operation: Operation, headers: Mapping[str, Sequence[str]], receive: Receive) -> bytes:
    length = next(iter(headers.get("content-length", ())), "")
    if length.isascii() and length.isdecimal() and (len(length) > 15 or int(length) > MAX_BODY_BYTES):
        raise _body_too_large_error(operation)  # before a client that sent `Expect: 100-continue` sends the body
    content = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientDisconnectedError
        content += message.get("body", b"")
        more = message.get("more_body", False)
        if len(content) > MAX_BODY_BYTES:
            raise _body_too_large_error(operation)
    return bytes(content)


def _is_other_documented_type(operation: Operation, essence: str) -> bool:
    """Return whether the operation documents this media type and it is not JSON, such as a form."""
    documented = {media_type_essence(name) for name in operation.child("requestBody", "content").data}
    return essence in documented and essence not in _MEDIA_RANGES and not is_json(essence)


def _select_media(operation: Operation, headers: Mapping[str, Sequence[str]]) -> Media:
    """Return the documented media type of the body. `+json` types other than patches match `application/json`."""
    content = operation.child("requestBody", "content")
    documented = {media_type_essence(name): name for name in content.data if is_json(name) or name in _MEDIA_RANGES}
    essence = media_type_essence(*headers.get("content-type", ()))
    name = documented.get(essence)
    if name is None and is_json(essence) and essence not in _PATCH_TYPES:
        name = next((documented[other] for other in (JSON_MEDIA_TYPE, *_MEDIA_RANGES) if other in documented), None)
    if name is None:
        message = f"missing or unsupported Content-Type; use {' or '.join(documented)}"
        raise _unsupported_media_type_error(operation, message)
    for parameter in headers["content-type"][0].split(";")[1:]:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise _unsupported_media_type_error(operation, "unsupported charset; encode the request body as UTF-8")
    return content.child(name).as_kind(Media)


def _unsupported_media_type_error(operation: Operation, message: str) -> HttpError:
    if "415" in operation.responses:
        return HttpError(415, message, specific=True)
    return _invalid_body_error(operation, message)


def _invalid_body_error(operation: Operation, message: str, param: str | None = None) -> HttpError:
    return HttpError(422 if "422" in operation.responses else 400, message, param=param, specific=True)


def _body_too_large_error(operation: Operation) -> HttpError:
    message = f"the request body is larger than {MAX_BODY_BYTES} bytes"
    if is_documented(operation, 413):
        return HttpError(413, message, specific=True)
    return _invalid_body_error(operation, message)
